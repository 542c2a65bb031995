import type { DataSource } from 'typeorm';
import { formatMoney, type Money } from '#core/model/money.js';
import { type PnlPoint, PnlPoints, type PnlSample } from '#core/ports/pnl-points.js';
import { moneyOf } from './amounts.js';
import { poolOf } from './pool.js';

const ROWS_AT_ONCE = 5000;
const READ_MAX = 10_000;

const WRITE = `
  INSERT INTO daily_pnl_points (account, date, at, realized_pnl, unrealized_pnl, total_pnl, equity, gross_exposure, initial_margin, maintenance_margin,
    max_leverage)
  SELECT account, date, to_timestamp(at_ms / 1000.0), realized, unrealized, total, equity, gross, initial, maintenance, max_leverage / 100.0
  FROM unnest($1::text[], $2::date[], $3::float8[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[], $9::numeric[], $10::numeric[],
    $11::numeric[]) AS point (account, date, at_ms, realized, unrealized, total, equity, gross, initial, maintenance, max_leverage)
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

  override async write(points: PnlSample[]): Promise<void> {
    for (let from = 0; from < points.length; from += ROWS_AT_ONCE) {
      const some = points.slice(from, from + ROWS_AT_ONCE);
      const amounts = (of: (one: PnlSample) => Money) => some.map((one) => formatMoney(of(one)));
      await poolOf(this.db).query(WRITE, [
        some.map(({ account }) => account),
        some.map(({ date }) => date),
        some.map(({ at_ms }) => at_ms),
        amounts(({ realized_pnl }) => realized_pnl),
        amounts(({ unrealized_pnl }) => unrealized_pnl),
        amounts(({ total_pnl }) => total_pnl),
        amounts(({ equity }) => equity),
        amounts(({ gross_exposure }) => gross_exposure),
        amounts(({ initial_margin }) => initial_margin),
        amounts(({ maintenance_margin }) => maintenance_margin),
        some.map(({ max_leverage_hundredths }) => max_leverage_hundredths),
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
}
