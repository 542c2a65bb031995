/** One line of the log and its number: 1, 2, 3 ... without a gap. */
export interface LogLine {
  n: number;
  line: string;
}

/** What one read brought. */
export interface LogRead {
  lines: LogLine[];
  /** Place in the log after these lines: what the next read goes on from. */
  position: string;
  /** Whether more was there behind them already: who reads is behind and goes on at once. */
  more: boolean;
}

/** The log, read from a place on. */
export abstract class EventLog {
  /** Lines after `position` ('0-0': from the beginning), oldest first; waits up to blockMs for the first. About `limit` lines at most. */
  abstract read(position: string, limit: number, blockMs: number): Promise<LogRead>;

  /** Number and place of the newest line; null when the log was never begun, or Redis lost it. */
  abstract head(): Promise<{ n: number; position: string } | null>;

  /** Number of the first line that is still there; null when none is. */
  abstract first(): Promise<number | null>;

  /** What is before that place may go, but for a tail that is kept for readers that are a little behind. */
  abstract trim(position: string): Promise<void>;
}
