/** How much of one limit was used at one scope since the minute before. */
export interface LimitUseMinute {
  /** Where it is measured. */
  scope: string;
  /** Whose it is; null: of more than one account. */
  account: string | null;
  limit_name: string;
  words: string;
  unit: string;
  /** Looks at which something of it was used, and the sum of what was used then, in hundredths of a percent. */
  looks: number;
  sum_bp: number;
  /** The highest. */
  peak_bp: number;
  peak_ms: number;
  peak_symbol: string | null;
  peak_used: number;
  peak_limit: number;
}

/** The use of limits over the days, for reports. Throws what the store throws. */
export abstract class LimitUseDays {
  /** Adds one minute to its day. A minute that is written twice counts once. */
  abstract add(date: string, minuteMs: number, minutes: readonly LimitUseMinute[]): Promise<void>;
}
