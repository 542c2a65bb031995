import type { DataSource } from 'typeorm';
import { Fences } from '#core/ports/gate-log.js';
import { integerOf } from './amounts.js';
import { poolOf } from './pool.js';

/** Fences come from PostgreSQL, so that an emptied Redis cannot begin at 1 again. */
export class PostgresFences extends Fences {
  constructor(
    private readonly db: DataSource,
    private readonly shard: string,
  ) {
    super();
  }

  override async next(): Promise<number> {
    const { rows } = await poolOf(this.db).query<{ fence: string }>(
      `INSERT INTO gate_fence (shard, fence) VALUES ($1, 1) ON CONFLICT (shard) DO UPDATE SET fence = gate_fence.fence + 1 RETURNING fence`,
      [this.shard],
    );
    return integerOf(rows[0]?.fence ?? '0');
  }
}
