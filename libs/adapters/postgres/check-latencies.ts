import type { DataSource } from 'typeorm';
import { CheckLatencies, type LatencyMinute } from '#core/ports/check-latencies.js';
import { poolOf } from './pool.js';

export class PostgresCheckLatencies extends CheckLatencies {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async add(minuteMs: number, process: string, { orders, total_us, max_us, buckets }: LatencyMinute): Promise<void> {
    await poolOf(this.db).query(
      `INSERT INTO check_latencies (at, process, orders, total_us, max_us, buckets)
       VALUES (to_timestamp($1::float8 / 1000), $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [minuteMs, process, orders, total_us, max_us, buckets],
    );
  }
}
