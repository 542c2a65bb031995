import type { DataSource } from 'typeorm';
import { formatMoney } from '#core/model/money.js';
import { type PnlPoint, PnlPoints } from '#core/ports/pnl-points.js';
import { moneyOf } from './amounts.js';
import { poolOf } from './data-source.js';

const ROWS_AT_ONCE = 5000;
const READ_MAX = 10_000;

const WRITE = `
  INSERT INTO daily_pnl_points (account, date, at, realized_pnl, unrealized_pnl, total_pnl)
  SELECT account, date, to_timestamp(at_ms / 1000.0), realized, unrealized, total
  FROM unnest($1::text[], $2::date[], $3::float8[], $4::numeric[], $5::numeric[], $6::numeric[])
    AS point (account, date, at_ms, realized, unrealized, total)
  ON CONFLICT DO NOTHING`;

interface PointRow {
  at: Date;
  realized_pnl: string;
  unrealized_pnl: string;
  total_pnl: string;
}

export class PostgresPnlPoints extends PnlPoints {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async write(points: PnlPoint[]): Promise<void> {
    for (let from = 0; from < points.length; from += ROWS_AT_ONCE) {
      const some = points.slice(from, from + ROWS_AT_ONCE);
      await poolOf(this.db).query(WRITE, [
        some.map(({ account }) => account),
        some.map(({ date }) => date),
        some.map(({ at_ms }) => at_ms),
        some.map(({ realized_pnl }) => formatMoney(realized_pnl)),
        some.map(({ unrealized_pnl }) => formatMoney(unrealized_pnl)),
        some.map(({ total_pnl }) => formatMoney(total_pnl)),
      ]);
    }
  }

  override async ofDay(account: string, date: string): Promise<PnlPoint[]> {
    const { rows } = await poolOf(this.db).query<PointRow>(
      `SELECT at, realized_pnl, unrealized_pnl, total_pnl FROM daily_pnl_points WHERE date = $1 AND account = $2 ORDER BY at LIMIT ${READ_MAX}`,
      [date, account],
    );
    return rows.map(({ at, realized_pnl, unrealized_pnl, total_pnl }) => ({
      ...{ account, date, at_ms: at.getTime() },
      realized_pnl: moneyOf(realized_pnl),
      unrealized_pnl: moneyOf(unrealized_pnl),
      total_pnl: moneyOf(total_pnl),
    }));
  }

  override async forgetBefore(date: string): Promise<void> {
    await poolOf(this.db).query('DELETE FROM daily_pnl_points WHERE date < $1', [date]);
  }
}
