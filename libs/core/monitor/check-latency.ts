import type { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import type { CheckLatencies, LatencyMinute } from '../ports/check-latencies.js';

/** A quarter more from one to the next, from 50 us to 5 s: a percentile is known to within 25 %. */
export const LATENCY_BOUNDS_US: readonly number[] = Array.from({ length: 53 }, (_, i) => Math.round(50 * 1.25 ** i));

const MINUTE_MS = 60_000;
const nothing = (): LatencyMinute => ({
  ...{ orders: 0, total_us: 0, max_us: 0 },
  buckets: Array.from({ length: LATENCY_BOUNDS_US.length + 1 }, () => 0),
});

/** Counts how long checks take, and keeps each minute that had one. */
export class CheckLatency {
  private minute = nothing();

  constructor(
    private readonly store: CheckLatencies,
    /** Unique among processes. */
    private readonly process: string,
    private readonly complaint: Complaint,
  ) {}

  observe(us: number): void {
    const { minute } = this;
    minute.orders += 1;
    minute.total_us += Math.round(us);
    minute.max_us = Math.max(minute.max_us, Math.round(us));
    const at = bucketOf(us);
    minute.buckets[at] = (minute.buckets[at] ?? 0) + 1;
  }

  /** At each full minute, and at the end, when the signal aborts. Never throws. A minute that cannot be written is lost: it is a sample, and no record. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(MINUTE_MS - (Date.now() % MINUTE_MS), signal);
      await this.complaint.tried(() => this.record(Date.now()), undefined);
    }
  }

  async record(nowMs: number): Promise<void> {
    const { minute } = this;
    if (minute.orders === 0) return;
    this.minute = nothing();
    // The minute that is over; at the end of a process the one that is running.
    await this.store.add(Math.floor((nowMs - 1) / MINUTE_MS) * MINUTE_MS, this.process, minute);
  }
}

function bucketOf(us: number): number {
  let [low, high] = [0, LATENCY_BOUNDS_US.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (us <= (LATENCY_BOUNDS_US[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
