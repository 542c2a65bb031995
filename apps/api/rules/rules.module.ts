import { Module } from '@nestjs/common';
import { DecisionsController } from './decisions.controller.js';
import { RuleBook } from './rule-book.js';
import { RulesController } from './rules.controller.js';

@Module({ controllers: [RulesController, DecisionsController], providers: [RuleBook] })
export class RulesModule {}
