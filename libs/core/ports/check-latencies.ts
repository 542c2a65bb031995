/** How long one process's checks of orders took within one minute. */
export interface LatencyMinute {
  orders: number;
  total_us: number;
  max_us: number;
  /** Orders by LATENCY_BOUNDS_US: at most so many microseconds; the last number counts what is beyond all. */
  buckets: number[];
}

/** Throws what the store throws. */
export abstract class CheckLatencies {
  /** One row for each process and minute; a row that is there stays. */
  abstract add(minuteMs: number, process: string, minute: LatencyMinute): Promise<void>;
}
