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

/** A point as it is kept: also how the account stood. */
export interface PnlSample extends PnlPoint {
  equity: Money;
  gross_exposure: Money;
  initial_margin: Money;
  maintenance_margin: Money;
  /** The leverage limit that held for it, in hundredths. */
  max_leverage_hundredths: number;
}

/** Points that charts of a day and reports are made from. They are kept as long as their month. Throws what the store throws. */
export abstract class PnlPoints {
  /** A point that is there already (same account, date and moment) stays as it is. */
  abstract write(points: PnlSample[]): Promise<void>;
  /** Oldest first, 10,000 at most: those of a week of minutes. */
  abstract ofDay(account: string, date: string): Promise<PnlPoint[]>;
}
