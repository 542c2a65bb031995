import { Complaint } from '../complaint.js';
import { CheckLatencies, type LatencyMinute } from '../ports/check-latencies.js';
import { CheckLatency, LATENCY_BOUNDS_US } from './check-latency.js';

class Kept extends CheckLatencies {
  readonly rows: [minuteMs: number, process: string, LatencyMinute][] = [];
  override async add(...row: [number, string, LatencyMinute]): Promise<void> {
    this.rows.push(row);
  }
}
const silent = { warn: () => undefined, info: () => undefined };

test('each check falls into the class that it is not above, and a minute is kept once', async () => {
  const kept = new Kept();
  const latency = new CheckLatency(kept, 'p1', new Complaint(silent, { failing: '', well: '' }));
  for (const us of [1, 50, 50.1, 62, 63, 1e9]) latency.observe(us);
  await latency.record(120_000);
  await latency.record(180_000);
  expect(kept.rows).toHaveLength(1);
  const [[minute, process, { orders, total_us, max_us, buckets }] = [0, '', {} as LatencyMinute]] = kept.rows;
  expect([minute, process, orders, total_us, max_us]).toEqual([60_000, 'p1', 6, 1_000_000_226, 1e9]);
  expect(buckets).toHaveLength(LATENCY_BOUNDS_US.length + 1);
  // 50, 63 (62.5), 78, ...: the last class is beyond all.
  expect([buckets[0], buckets[1], buckets.at(-1)]).toEqual([2, 3, 1]);
});

test('classes grow by a quarter, up to more than five seconds', () => {
  expect(LATENCY_BOUNDS_US[0]).toBe(50);
  expect(LATENCY_BOUNDS_US.at(-1)).toBeGreaterThan(5e6);
  for (let i = 1; i < LATENCY_BOUNDS_US.length; i += 1)
    expect((LATENCY_BOUNDS_US[i] ?? 0) / (LATENCY_BOUNDS_US[i - 1] ?? 1)).toBeCloseTo(1.25, 1);
});
