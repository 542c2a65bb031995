/** One figure or list of figures of a day. */
export interface ReportTable {
  id: string;
  title: string;
  /** What each figure is, how it is computed and from what. */
  means: string;
  columns: readonly {
    name: string;
    unit: 'text' | 'time' | 'count' | 'dollars' | 'percent' | 'ratio' | 'units' | 'basis points' | 'milliseconds';
  }[];
  rows: readonly (string | number | null)[][];
  /** Rows beyond those that are shown. */
  cut: boolean;
}

export interface DailyReport {
  /** YYYY-MM-DD of the exchange. */
  day: string;
  from_ms: number;
  to_ms: number;
  made_at_ms: number;
  /** As it was kept when the day was closed; otherwise computed now. */
  kept: boolean;
  tables: readonly ReportTable[];
}

export abstract class DailyReports {
  /** Computed from the history as it is now. `accounts`: those alone; null is all. */
  abstract compute(day: string, accounts: readonly string[] | null): Promise<DailyReport>;
  /** As it was kept at the end of that day, of all accounts; null when nothing was kept. */
  abstract kept(day: string): Promise<DailyReport | null>;
  /** Keeps the report of a day that is over, once PostgreSQL has its end; throws when that takes more than 15 s. What is kept stays. */
  abstract keep(day: string): Promise<void>;
}
