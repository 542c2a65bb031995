/** Real PostgreSQL. */
import type { DataSource } from 'typeorm';
import { PostgresPnlPoints } from '#adapters/postgres/pnl-points.js';
import type { Money } from '#core/model/money.js';
import type { PnlPoint, PnlSample } from '#core/ports/pnl-points.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

let database: ScratchDatabase;
let db: DataSource;
let points: PostgresPnlPoints;
beforeAll(async () => {
  database = await scratchDatabase();
  db = await connect(database.url);
  points = new PostgresPnlPoints(db);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const OPEN = Date.parse('2026-11-25T14:30:00Z');
const point = (minute: number, total: number, date = '2026-11-25', account = 'default'): PnlPoint => ({
  ...{ account, date, at_ms: OPEN + minute * 60_000, realized_pnl: -1 as Money },
  ...{ unrealized_pnl: (total + 1) as Money, total_pnl: total as Money },
});

const sample = (...of: Parameters<typeof point>): PnlSample => ({
  ...{
    ...point(...of),
    equity: 5 as Money,
    gross_exposure: 6 as Money,
    initial_margin: 3 as Money,
    maintenance_margin: 2 as Money,
  },
  max_leverage_hundredths: 200,
});

test('(12 chart) points come back exactly and oldest first, of that account and day alone; what is there already stays', async () => {
  await points.write([
    sample(2, 4_000_001),
    sample(0, -999_999),
    sample(0, 7, '2026-11-27'),
    sample(0, 8, '2026-11-25', 'other'),
  ]);
  await points.write([sample(0, 123), sample(3, 5)]);
  expect(await points.ofDay('default', '2026-11-25')).toEqual([point(0, -999_999), point(2, 4_000_001), point(3, 5)]);
  expect(await points.ofDay('default', '2026-11-26')).toEqual([]);
});

test('(12 chart) ten thousand accounts are written in a minute with room to spare', async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => sample(1, n, '2026-11-30', `a${n}`));
  const began = performance.now();
  await points.write(many);
  expect(performance.now() - began).toBeLessThan(30_000);
  expect(await points.ofDay('a9999', '2026-11-30')).toEqual([point(1, 9999, '2026-11-30', 'a9999')]);
});
