import type { LogEvent, Verdict } from '../model/log-event.js';
import type { Order } from '../model/order.js';

/** What a stretch of the log asks of the broker. A verdict never stands before its order. */
export interface Routing {
  reserved: Order[];
  decided: Pick<Verdict, 'order_id' | 'accepted'>[];
  /** Ids of orders that were asked to be canceled. */
  cancels: string[];
  /** Id of the newest entry of the stretch, null when nothing came. */
  last_id: string | null;
}

/** The reader's side of the log (a Redis stream): for the relay and for whoever follows what happens. */
export abstract class EventLog {
  /** Entries after `afterId` ('0' for the beginning), oldest first; waits up to blockMs for the first one. */
  abstract read(afterId: string, limit: number, blockMs: number): Promise<LogEvent[]>;

  /** The same entries, of which only what the router needs is read out. */
  abstract readRouting(afterId: string, limit: number, blockMs: number): Promise<Routing>;

  /** Id of the newest entry, '0-0' when there is none. */
  abstract lastId(): Promise<string>;

  /** Id of the oldest entry that is still there, '0-0' when there is none. */
  abstract oldestId(): Promise<string>;

  /**
   * Says that everything up to `copiedId` is in PostgreSQL. Live state remembers it (an order is refused JOURNAL_BEHIND when it is older
   * than 60 s or the backlog longer than 100,000 entries) and the log is trimmed up to there, but for a tail kept for late readers.
   * `caughtUp`: nothing newer was there when it was last read.
   */
  abstract copied(copiedId: string, caughtUp: boolean): Promise<void>;
}
