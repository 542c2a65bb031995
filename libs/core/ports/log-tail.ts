import type { LogEvent, OrderReserved } from '../gate/event.js';
import type { Order } from '../model/order.js';

export interface TailRead {
  events: Exclude<LogEvent, OrderReserved>[];
  /** Of ORDER_RESERVED only the orders: reading what each saw would cost more than all the rest. */
  reserved: Order[];
  /** Id of the last entry that was read, wanted or not; null when there was none. */
  last_id: string | null;
}

/** The log's end, for who follows it from memory and must notice when he has fallen behind what is kept. */
export abstract class LogTail {
  /**
   * Entries after `afterId`, oldest first; waits up to block_ms for the first one. `reserved: false` leaves orders that were reserved out:
   * they are half of a busy log.
   */
  abstract read(afterId: string, options: { limit: number; blockMs: number; reserved: boolean }): Promise<TailRead>;

  /**
   * Is everything after `id` still there? False also when the log begins again behind `id` (Redis lost its disk). Ask after a read: what was
   * there then has been read.
   */
  abstract holds(id: string): Promise<boolean>;
}
