import type { Money } from '../model/money.js';

/** One account's profit and loss of its day at one moment. */
export interface PnlPoint {
  account: string;
  /** The exchange's date, YYYY-MM-DD, that the figures count to. */
  date: string;
  /** Milliseconds since 1970. */
  at_ms: number;
  realized_pnl: Money;
  unrealized_pnl: Money;
  total_pnl: Money;
}

/** Points that charts of a day are drawn from. Throws what the store throws. */
export abstract class PnlPoints {
  /** A point that is there already (same account, date and moment) stays as it is. */
  abstract write(points: PnlPoint[]): Promise<void>;
  /** Oldest first, 10,000 at most: those of a week of minutes. */
  abstract ofDay(account: string, date: string): Promise<PnlPoint[]>;
  /** Deletes the points of all days before `date`. */
  abstract forgetBefore(date: string): Promise<void>;
}
