/** Why the oldest month stays although it is older than is asked for, in words. */
export interface MonthKept {
  month: string;
  because: string;
}

/** The history in PostgreSQL, month by month (UTC). Every method throws when PostgreSQL does not answer within its time limit. */
export abstract class HistoryMonths {
  /** Makes what is missing of the month of `nowMs` and the two after it, and of months whose rows were kept aside. Returns those that it made. */
  abstract prepare(nowMs: number): Promise<string[]>;

  /**
   * Drops the oldest month when more than `keep` whole months lie between it and that of `nowMs`, and states that were kept and cannot be gone on from without
   * it. A month that is still needed stays. Null when no month is old enough. A drop that was broken off is finished by the next call.
   */
  abstract dropOldest(nowMs: number, keep: number): Promise<{ dropped: string } | MonthKept | null>;
}
