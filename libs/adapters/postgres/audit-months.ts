import type { DataSource } from 'typeorm';
import { monthOf, monthPlus } from '#core/model/month.js';
import type { MonthKept } from '#core/ports/history-months.js';
import { integerOf } from './amounts.js';
import { poolOf } from './pool.js';
import { PostgresHistoryMonths } from './history-months.js';

/** The partitions of the audit. A month leaves when it was exported, and behind a checkpoint from which the chain goes on. */
export class PostgresAuditMonths extends PostgresHistoryMonths {
  /** `close` signs what ends with that entry. */
  constructor(
    db: DataSource,
    private readonly close: (size: number, head: string) => Promise<void>,
  ) {
    super(db, ['audit_entries']);
  }

  override async dropOldest(nowMs: number, keep: number): Promise<{ dropped: string } | MonthKept | null> {
    const month = await this.oldest();
    if (month === null || month >= monthPlus(monthOf(nowMs), -keep)) return null;
    const partition = `audit_entries_${month.replace('-', '_')}`;
    const { rows } = await poolOf(this.db).query<{ first: string; seq: string; hash: string; head: string }>(
      `SELECT (SELECT seq FROM ${partition} ORDER BY id LIMIT 1) AS first, seq, hash, (SELECT audit_seq FROM relay_position) AS head
       FROM ${partition} ORDER BY id DESC LIMIT 1`,
    );
    const [last] = rows;
    if (last) {
      const [from, to] = [integerOf(last.first), integerOf(last.seq)];
      if (to === integerOf(last.head)) return { month, because: 'the chain ends in it' };
      if (!(await this.wasExported(from, to)))
        return {
          month,
          because: `it was not exported yet: npm run breakwater -- audit export --from ${from} --to ${to} --out FOLDER`,
        };
      await this.close(to, last.hash);
    }
    await this.dropPartition(partition);
    return { dropped: month };
  }

  private async wasExported(from: number, to: number): Promise<boolean> {
    const { rows } = await poolOf(this.db).query('SELECT FROM audit_exports WHERE from_seq <= $1 AND to_seq >= $2 LIMIT 1', [
      from,
      to,
    ]);
    return rows.length > 0;
  }
}
