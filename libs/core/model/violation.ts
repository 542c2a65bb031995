import type { RuleReasonCode, Severity } from './reason-codes.js';

/** One rule that an order breaks, with the figures that show it. */
export interface Violation {
  rule_id: string;
  rule_version: number;
  code: RuleReasonCode;
  severity: Severity;
  /** For people, for example `Order size exceeds limit: $17500.00 > $1000.00`. */
  message: string;
  /** The fact that broke the limit and the limit itself, as the rule names them. */
  observed: number | string | boolean;
  limit: number | string | boolean;
  /** Where it was measured and where the limit is set; not there of a rule without a limit, and in decisions of earlier builds. */
  scope?: string;
  limit_origin?: string;
}
