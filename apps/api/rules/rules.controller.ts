import { Controller, Get } from '@nestjs/common';
import { type RulesAnswer, rulesAnswer } from '#contracts/answers.js';
import { HISTORY, LIVE, Operation } from '../http/operation.js';
import { RuleBook } from './rule-book.js';

@Controller('api/rules')
export class RulesController {
  constructor(private readonly ruleBook: RuleBook) {}

  @Get()
  @Operation({
    ...{ id: 'listRules', tag: 'rules', needs: 'read.rules', answer: rulesAnswer },
    summary: 'The rules in force, in words, with their cases',
    problems: [...LIVE, ...HISTORY],
  })
  rules(): Promise<RulesAnswer> {
    return this.ruleBook.rulesInForce();
  }
}
