import type { FactDescription } from '#core/controls/declare.js';
import type { FactName } from '#core/model/facts.js';
import type { RuleReasonCode, Severity } from '#core/model/reason-codes.js';

export type Operator =
  | 'equal'
  | 'notEqual'
  | 'lessThan'
  | 'lessThanInclusive'
  | 'greaterThan'
  | 'greaterThanInclusive'
  | 'in'
  | 'notIn';
export type Scalar = number | string | boolean;

/** What a fact is held against: a literal true, false or word, another fact, or a parameter of the rule. Never a literal number. */
export type Operand = Scalar | { fact: FactName } | { parameter: string };
export interface Comparison {
  fact: FactName;
  operator: Operator;
  value: Operand;
}
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };

/** One rule file (rules/schema/rule.schema.json). It fires, and so refuses the order, when its conditions hold. */
export interface Rule {
  id: string;
  version: number;
  title: string;
  reason_code: RuleReasonCode;
  severity: Severity;
  /** Higher is named first. */
  priority: number;
  /** `{fact}` or `{fact:money|percent|ratio}`. */
  message: string;
  observed: FactName;
  limit: FactName;
  parameters: Record<string, Scalar | Scalar[]>;
  /** Limits that it holds against, by the model's names: it answers wherever one of them is set. Without: for the account alone. */
  of_limits?: string[];
  conditions: Condition;
}

/** Rules that are in force together, by priority, highest first. */
export interface RuleSet {
  rules: Rule[];
  /** Canonical JSON (sorted keys); what is stored and travels. */
  document: string;
  /** sha256 of the document, hex. */
  hash: string;
}

export type FactDescriptions = Record<FactName, FactDescription>;
