import type { Facts } from '../model/facts.js';
import type { Violation } from '../model/violation.js';

/** A rule set ready to decide: pure, total, and identified by the hash of the files it came from. */
export interface RuleEvaluator {
  /** sha256 (hex) of the canonical rule set; a decision names it, so that it can be replayed. */
  readonly hash: string;
  /** All rules that the facts break, in the order in which reasons are named. Throws on a fact that is missing or not of its type. */
  evaluate(facts: Facts): Violation[];
}
