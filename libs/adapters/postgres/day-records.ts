import type { DataSource } from 'typeorm';
import { DayRecords } from '#core/ports/day-records.js';
import { poolOf } from './pool.js';

export class PostgresDayRecords extends DayRecords {
  constructor(private readonly db: DataSource) {
    super();
  }

  /** The relay writes a record that live state closed by itself; here is for those that live state had left behind already. */
  override async close(day: string): Promise<void> {
    await poolOf(this.db).query(
      `UPDATE daily_pnl_tracking SET closed_at = now() WHERE closed_at IS NULL AND date <= $1::date
         AND date < (SELECT max(date) FROM daily_pnl_tracking newer WHERE newer.account = daily_pnl_tracking.account)`,
      [day],
    );
  }
}
