/** The trading page: the walk, the chart, the order form and its orders, a server that goes away. The last one kills the API. */
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { sleep, until } from '#test/processes.js';
import { readPdf } from './pdf.js';
import { fillTicket, holdKill, reset, type Screens, startScreens } from './screens.js';
import { violations } from './violations.js';

let screens: Screens;
beforeAll(async () => {
  screens = await startScreens();
});
afterAll(() => screens?.stop());

test('the three-minute walk: place an order, see one refused and why, change a limit, trip and reset the breaker', async () => {
  const { page, complaints } = await screens.open('/');
  expect(new URL(page.url()).pathname).toBe('/trading');
  await page.getByTestId('connection').getByText('Live').waitFor();

  await fillTicket(page, { symbol: 'AAPL', quantity: '2', price: '175' });
  await page.getByTestId('preview').getByText('Would pass').waitFor();
  expect(await page.getByTestId('preview').innerText()).toContain('$350.00');
  await page.getByRole('button', { name: 'Buy AAPL' }).click();
  await page.getByTestId('outcome').getByText('Accepted: BUY 2 AAPL at $175.00').waitFor();
  const orders = page.getByRole('table', { name: 'Orders' });
  await orders
    .getByRole('row', { name: /AAPL Buy 2 .*Filled/ })
    .first()
    .waitFor();

  await fillTicket(page, { quantity: '100' });
  const preview = page.getByTestId('preview');
  await preview.getByText('Order size exceeds limit: $17500.00 > $1000.00').waitFor();
  await preview.getByText(/^Use 5, the most that would pass/).waitFor();
  await page.getByRole('button', { name: 'Buy AAPL' }).click();
  await page.getByTestId('outcome').getByText('Refused').waitFor();
  await page.getByTestId('recent-alerts').getByText('Order size exceeds limit: $17500.00 > $1000.00').first().waitFor();
  await page.getByRole('link', { name: 'Why, rule by rule' }).click();
  await page.getByRole('row', { name: /Refuse One order is never larger than this .*\$17,500\.00 \$1,000\.00/ }).waitFor();
  await page.getByRole('row', { name: /Pass At the loss limit of the day nothing passes/ }).waitFor();

  await page.getByRole('link', { name: 'Limits' }).click();
  const limits = page.getByRole('form', { name: 'Global limits' });
  await limits.getByLabel('Size of one order').fill('0');
  await limits.getByText('Must be above zero').waitFor();
  expect(await limits.getByRole('button', { name: 'Put in force' }).isDisabled()).toBe(true);
  await limits.getByLabel('Size of one order').fill('300');
  await limits.getByRole('row', { name: 'Size of one order $1,000.00 $300.00' }).waitFor();
  await limits.getByText(/more refused, .* orders of today/).waitFor();
  await limits.getByLabel('Reason').fill('walk');
  await limits.getByRole('button', { name: 'Put in force' }).click();
  const inForce = async () => (await screens.call('GET', '/api/risk/limits')).body;
  await until('the limit is in force', 5000, async () => (await inForce())['max_order_size'] === 300);
  // By its version: other tests may have left changes of the same limit in the history.
  const name = `Undo the change of Size of one order in version ${String((await inForce())['version'])}`;
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
  await until('the limit is back', 5000, async () => (await inForce())['max_order_size'] === 1000);

  await page.getByRole('link', { name: 'Trading', exact: true }).click();
  await page.getByRole('button', { name: 'Kill switch' }).click();
  await page.getByRole('dialog').getByLabel('Close what is held too').check();
  const hold = page.getByRole('dialog').getByRole('button', { name: 'Halt all trading and close all positions' });
  const box = await hold.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
  await page.mouse.down();
  await page
    .getByTestId('kill-proof')
    .getByText(/The gate is shut: firm/)
    .waitFor();
  await page.mouse.up();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  const alarm = page.getByTestId('alarm');
  await alarm.getByText('TRADING HALTED').waitFor();
  expect(await alarm.innerText()).toMatch(/the whole firm\s+by dev: kill switch\s+since .* ET/);

  const held = async () =>
    ((await screens.call('GET', '/api/positions')).body as { positions: { quantity: number }[] }).positions;
  await until('what was held is closed', 20_000, async () => (await held()).every(({ quantity }) => quantity === 0));

  await alarm.getByRole('button', { name: 'Reset …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
  await dialog.getByText('Say why it may be opened again').waitFor();
  await dialog.getByLabel('Reason').fill('the walk is over');
  await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
  await alarm.getByText('TRADING HALTED').waitFor({ state: 'detached', timeout: 20_000 });
  // A browser reports each refusal as a resource that failed; there was one.
  expect(complaints.filter((text) => !text.includes('status of 403'))).toEqual([]);
  await page.context().close();
});

test('what the server answered is shown while the lists around it are still asked for', async () => {
  const { page } = await screens.open('/trading');
  await page.getByTestId('connection').getByText('Live').waitFor();
  // From here on no list comes.
  await page.route(
    (url) => ['/api/accounts', '/api/firm', '/api/risk/circuit-breakers'].includes(url.pathname),
    () => {},
  );
  await holdKill(page);
  await page.getByTestId('kill-proof').getByText('Tripped; waiting for the server’s record of it').waitFor();
  await page.keyboard.up('Enter');
  await page.unrouteAll();
  const { circuit_breakers } = (await screens.call('GET', '/api/risk/circuit-breakers?open=true')).body as {
    circuit_breakers: { breaker_id: number }[];
  };
  expect(circuit_breakers.length).toBe(1);
  for (const { breaker_id } of circuit_breakers) await reset(screens, breaker_id);
  await page.context().close();
});

test('the chart draws the profit and loss and its limit', async () => {
  const { page } = await screens.open('/trading', { colorScheme: 'light' });
  const chart = page.getByRole('img', { name: /Profit and loss of the day since .*, now .*, trips at a loss of \$5,000/ });
  await chart.waitFor();
  // Pixels of the canvas in the colours of the two lines, which no axis and no text bears.
  const drawn = () =>
    page.evaluate(() => {
      const canvas = document.querySelector('canvas');
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const count = { '22,96,168': 0, '179,22,30': 0 };
      for (let i = 0; i < pixels.length; i += 4) {
        const colour = `${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`;
        if (colour in count && pixels[i + 3] === 255) count[colour as keyof typeof count] += 1;
      }
      return Object.values(count);
    });
  await until('both lines are drawn', 15_000, async () => (await drawn()).every((pixels) => pixels > 10));
  await page.context().close();
});

/** `--focus` and `--loss` of the light theme. */
const CURVES = ['#1660a8', '#b3161e'];

let morning: Promise<Date> | null = null;
/** What the worker would have kept of ninety minutes, once; gives the first of them. */
function aMorning(): Promise<Date> {
  morning ??= keepMorning();
  return morning;
}

async function keepMorning(): Promise<Date> {
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
  return first;
}

test('(12 chart) the chart begins with what the server kept of the day, not with the opening of the page, and goes on', async () => {
  const first = await aMorning();
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
  const picture = process.env['CHART_PICTURE'];
  if (picture) await page.screenshot({ path: picture });
  await page.reload();
  await chart.waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test.each(['light', 'dark'] as const)(
  'the report of a day prints on A4 with text, charts within the paper, heads on every page of a table, and dark words: %s',
  async (colorScheme) => {
    await aMorning();
    if (colorScheme === 'light')
      for (let n = 0; n < 60; n += 1)
        await screens.call('PUT', '/api/risk/limits', { burst_window_seconds: 10 + (n % 2), reason: `print ${n}` });
    const { page, complaints } = await screens.open('/reports', { colorScheme });
    const charts = page.getByRole('img', { name: /^(Profit and loss|Exposure) of / });
    await charts.nth(1).waitFor();
    await page.getByRole('row').filter({ hasText: 'print 59' }).waitFor();
    const titles = await page.getByRole('heading', { level: 2 }).allInnerTexts();
    const pdf = await page.pdf({ format: 'A4' });
    if (process.env['BREAKWATER_PICTURES']) writeFileSync(`${process.env['BREAKWATER_PICTURES']}/report-${colorScheme}.pdf`, pdf);
    const sheets = await readPdf(pdf);
    const told = sheets.map(({ texts }) => texts.map(({ text }) => text).join(' '));
    const words = told.join('\n');
    for (const title of ['Report of a day', ...titles]) expect(words).toContain(title);
    expect(words).not.toContain('Compute it again');
    // The curves, in the colours of the light theme, over most of the paper; nothing is cut off at its edge.
    const curves = sheets.flatMap(({ lines, width }) =>
      lines.filter(({ colour }) => CURVES.includes(colour)).map((line) => ({ ...line, width })),
    );
    for (const colour of CURVES) {
      const longest = Math.max(...curves.filter((line) => line.colour === colour).map(({ left, right }) => right - left));
      expect([colour, longest > 300]).toEqual([colour, true]);
    }
    const everyText = sheets.flatMap((sheet) => sheet.texts.map((text) => ({ ...text, width: sheet.width })));
    expect([...everyText, ...curves].filter(({ left, right, width }) => left < 20 || right > width - 20)).toEqual([]);
    for (const { faintest } of sheets) expect(faintest).toBeGreaterThanOrEqual(4.5);
    // The changes of limits are longer than a page.
    const long = told.filter((text) => /print \d+/.test(text));
    expect(long.length).toBeGreaterThanOrEqual(2);
    for (const text of long) expect(text).toMatch(/ ?at .*by .*fi ?eld .*from .*to .*why .*version/);
    expect(told.map((text, i) => text.startsWith(`Page ${i + 1} of ${sheets.length}`))).toEqual(sheets.map(() => true));
    // On the screen it is again as it was.
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test('a stop order is placed and amended with the keyboard alone', async () => {
  await screens.call('PUT', '/api/paper/quotes/DIS', { bid: 100, ask: 100.02, frozen: true });
  const { page, complaints } = await screens.open('/trading');
  await page.getByTestId('connection').getByText('Live').waitFor();
  const form = page.getByRole('form', { name: 'Order form' });
  await fillTicket(page, { symbol: 'DIS', quantity: '2' });
  await form.getByRole('combobox', { name: 'Type' }).or(form.getByLabel('Type')).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Stop', exact: true }).click();
  expect(await form.getByLabel('Price', { exact: true }).count()).toBe(0);
  await form.getByLabel('Stop price').fill('105');
  await form.getByLabel('Reduce only').focus();
  expect(await violations(page)).toEqual([]);
  await page.getByTestId('preview').getByText('Would pass').waitFor();
  await form.getByLabel('Stop price').press('Enter');
  await page.getByTestId('outcome').getByText('Accepted: BUY 2 DIS at market, once the market is at $105.00').waitFor();

  const amend = page.getByRole('button', { name: 'Amend BUY 2 DIS' }).first();
  await amend.waitFor();
  await amend.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Total quantity').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await dialog.getByRole('button', { name: 'Amend' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Stop price').fill('90');
  await page.keyboard.press('Enter');
  await dialog.getByText(/Stop price invalid/).waitFor();
  await dialog.getByLabel('Stop price').fill('106.5');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await until('the stop price is amended', 5000, async () => {
    const { body } = await screens.call('GET', '/api/orders?symbol=DIS&limit=1');
    return (body['orders'] as { stop_price: number }[])[0]?.stop_price === 106.5;
  });
  expect(complaints.filter((text) => !text.includes('status of 403'))).toEqual([]);
  await page.context().close();
  await screens.call('DELETE', '/api/orders');
});

test('every field says what is wrong beside it, and nothing typed is lost by a refusal or a reload', async () => {
  const { page } = await screens.open('/trading');
  await page.getByRole('button', { name: 'Buy', exact: true }).click();
  for (const words of ['Choose a symbol', 'Enter a quantity', 'A limit order needs a price'])
    await page.getByText(words).waitFor();
  await fillTicket(page, { symbol: 'KO', quantity: '-3', price: '62.1234567' });
  await page.getByText('Must be above zero').waitFor();
  await page.getByText('Must have at most 6 decimals').waitFor();
  await fillTicket(page, { quantity: '1', price: '61.5' });
  await page.reload();
  expect(await page.getByLabel('Quantity').inputValue()).toBe('1');
  expect(await page.getByLabel('Price').inputValue()).toBe('61.5');
  await page.context().close();
});

test('a double click and a lost answer place one order', async () => {
  const { page } = await screens.open('/trading');
  const sent: string[] = [];
  let lose = true;
  await page.route('**/api/order', async (route) => {
    sent.push((route.request().postDataJSON() as { client_order_id: string }).client_order_id);
    const answer = await route.fetch();
    if (!lose) return route.fulfill({ response: answer });
    lose = false; // It reached the server; the answer does not reach the page.
    return route.abort('connectionreset');
  });
  await fillTicket(page, { symbol: 'KO', quantity: '1', price: '50' });
  await page.getByRole('button', { name: 'Buy KO' }).dblclick();
  await page.getByText('No answer came: the order may have been accepted').waitFor();
  expect(sent).toHaveLength(1);
  await page.reload();
  await page.getByRole('button', { name: 'Send again safely' }).click();
  await page.getByTestId('outcome').getByText('Accepted: BUY 1 KO at $50.00').waitFor();
  expect(sent[1]).toBe(sent[0]);
  const { orders } = (await screens.call('GET', `/api/orders?client_order_id=${sent[0] ?? ''}`)).body as { orders: unknown[] };
  expect(orders).toHaveLength(1);

  const row = page
    .getByRole('table', { name: 'Orders' })
    .getByRole('row', { name: /KO Buy 1 \$50\.00/ })
    .first();
  await row
    .getByRole('button', { name: 'Cancel Buy 1 KO' })
    .or(row.getByRole('button', { name: /Cancel/ }))
    .first()
    .click();
  await row.getByText('Canceled', { exact: true }).waitFor();
  await page.context().close();
});

test('the connection comes back by itself after the API was killed, with a warning meanwhile and all typed text', async () => {
  const { page } = await screens.open('/trading');
  await page.getByTestId('connection').getByText('Live').waitFor();
  await fillTicket(page, { symbol: 'KO', quantity: '3', price: '61' });
  await screens.api.end('SIGKILL');
  await page.getByTestId('connection').getByText('Reconnecting').waitFor();
  await page
    .getByTestId('stale')
    .getByText(/Live figures are \d+ s old/)
    .waitFor();
  screens.api.start();
  await page.getByTestId('connection').getByText('Live').waitFor({ timeout: 30_000 });
  await page.getByTestId('stale').waitFor({ state: 'detached' });
  expect(await page.getByLabel('Quantity').inputValue()).toBe('3');
  await sleep(200);
  await page.getByTestId('preview').getByText('Would pass').waitFor();
  await page.context().close();
});
