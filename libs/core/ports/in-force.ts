import type { RiskConfig } from '../model/limits.js';
import type { RuleEvaluator } from './rule-evaluator.js';

export interface ConfigInForce {
  config: RiskConfig;
  rules: RuleEvaluator;
}

/** Limits and rules by version; cached, and loaded when an order was reserved under a version not seen yet. */
export abstract class InForce {
  /** Throws StateUnavailableError when that version cannot be had within its time limit. */
  abstract at(version: number): Promise<ConfigInForce> | ConfigInForce;
}
