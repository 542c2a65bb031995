import { Controller, Get } from '@nestjs/common';
import type { RulesAnswer } from '#contracts/answers.js';
import { RuleBook } from './rule-book.js';

@Controller('api/rules')
export class RulesController {
  constructor(private readonly ruleBook: RuleBook) {}

  @Get()
  rules(): Promise<RulesAnswer> {
    return this.ruleBook.rulesInForce();
  }
}
