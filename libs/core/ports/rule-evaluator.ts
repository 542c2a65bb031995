import type { Context } from '../controls/declare.js';
import type { Kept } from '../controls/shown.js';
import type { Facts } from '../model/facts.js';
import type { Violation } from '../model/violation.js';

/** Which rules answer. A rule that has no limits of its own (`of_limits`) answers for the account alone. */
export interface Narrowing {
  /** The limits in force there, by the model's names; null is off. One object for each configuration: what follows from it is kept beside it. */
  values: Readonly<Record<string, Kept | boolean>>;
  /** Only rules of which a limit is set there. Else: all, but those whose limits are all off. */
  scoped: boolean;
}

/** `share`: of its limit, 1 at the limit. */
export interface NearRule {
  rule_id: string;
  share: number;
}

/** What an order breaks at one place, and the limits there of which it uses more than a share. */
export interface Judged {
  broken: readonly Violation[];
  near: readonly Violation[];
}

/** The rules that answer at one place. */
export interface RulesAt {
  /**
   * In the order in which reasons are named. `nearBps`: of what share of a limit on it counts as near, in hundredths of a percent; null: nothing does. Throws on a fact
   * that is missing or not of its type, and FactOutOfRangeError on one that does not compare exactly.
   */
  judge(context: Context, nearBps: number | null): Judged;
}

/** A rule set ready to decide: pure, total, and identified by the hash of the files it came from. */
export interface RuleEvaluator {
  /** sha256 (hex) of the canonical rule set; a decision names it, so that it can be replayed. */
  readonly hash: string;
  /** All rules that these facts break, wherever they answer, for comparison with another engine. Throws as `judge` does. */
  evaluate(facts: Facts): Violation[];
  /** Compiled when it is first asked for, and kept as long as the values are. */
  at(where: Narrowing): RulesAt;
  /** The limits that a rule holds against, by the model's names. */
  limitsOf(ruleId: string): readonly string[];
  /** Where a rule stands in the order of reasons. */
  place(ruleId: string): number;
  /** Of the rules that answer there and compare a figure with its limit: the one that was nearest to firing. Null when none applies. */
  nearest(facts: Facts, where: Narrowing): NearRule | null;
}
