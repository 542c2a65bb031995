import pg from 'pg';
import { type Screens, startScreens } from './screens.js';

let screens: Screens;
beforeAll(async () => {
  screens = await startScreens();
});
afterAll(() => screens?.stop());

test('(12 chart) the chart begins with what the server kept of the day, not with the opening of the page, and goes on', async () => {
  const { body } = await screens.call('GET', '/api/risk/daily-pnl');
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const first = new Date(minute - 90 * 60_000);
  const db = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await db.connect();
  await db.query(
    `INSERT INTO daily_pnl_points SELECT $1::date, 'default', at, 0, 200 * sin(n / 9.0), 200 * sin(n / 9.0)
     FROM generate_series(0, 80) n, LATERAL (SELECT $2::timestamptz + n * interval '1 minute') t (at) ON CONFLICT DO NOTHING`,
    [body['date'], first],
  );
  await db.end();
  const { page, complaints } = await screens.open('/trading');
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const chart = page.getByRole('img', {
    name: new RegExp(`^Profit and loss of the day since .*${shown.format(first).replace(/^0/, '')}`),
  });
  await chart.waitFor();
  await page.waitForTimeout(3000); // What comes live is drawn behind it.
  const picture = process.env['CHART_PICTURE'];
  if (picture) await page.screenshot({ path: picture });
  await page.reload();
  await chart.waitFor();
  expect(complaints).toEqual([]);
});
