import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allDisasters, type Disaster } from './disaster.js';
import { asPage, inWords } from './report.js';
import type { Finding } from './run-drill.js';
import { dueAt, orderAt } from './stream.js';
import { Tally } from './tally.js';

const DRILLS = 'drills';
const mids = new Map([
  ['AAPL', 175],
  ['SPY', 450],
]);
const named = (name: string): Disaster => {
  const found = allDisasters(DRILLS).find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

test('the six disasters can be read, each with its sources and figures', () => {
  const all = allDisasters(DRILLS);
  expect(all.map(({ name }) => name)).toEqual([
    ...['citi-2022', 'everbright-2013', 'fat-finger-2005', 'flash-crash-2010', 'knight-2012', 'runaway-quoter-2010'],
  ]);
  for (const { sources, assumed } of all) expect([sources.length > 0, assumed.length > 20]).toEqual([true, true]);
});

test.each([
  ['a typing error in a field', { per_secnd: 1 }, /per_secnd/],
  ['quantity and dollars', { orders: { symbols: 'all', sides: ['BUY'], quantity: 1, usd: 1, order_type: 'MARKET' } }, /not both/],
  [
    'a limit order without a price',
    { orders: { symbols: 'all', sides: ['BUY'], quantity: 1, order_type: 'LIMIT' } },
    /price_of_mid/,
  ],
  ['a name that is not its file’s', { name: 'other' }, /name must be one/],
])('a file with %s is refused by its name and what is wrong', (_, change, why) => {
  const folder = mkdtempSync(join(tmpdir(), 'drills-'));
  writeFileSync(join(folder, 'one.json'), JSON.stringify({ ...named('citi-2022'), name: 'one', ...change }));
  expect(() => allDisasters(folder)).toThrow(why);
  expect(() => allDisasters(folder)).toThrow('drills/one.json');
  rmSync(folder, { recursive: true });
});

test('orders take symbols and sides in turn; dollars become whole units; a limit stands beside the middle', () => {
  const { orders } = named('citi-2022');
  expect(orderAt(orders, mids, 1)).toEqual({
    ...{ symbol: 'SPY', side: 'SELL', quantity: 2_827_125, price: null, order_type: 'MARKET', worth: 2_827_125 * 450 },
  });
  const quoter = { ...named('runaway-quoter-2010').orders, symbols: ['AAPL'] };
  expect([0, 1].map((n) => orderAt(quoter, mids, n))).toMatchObject([
    { side: 'BUY', price: 174.83, worth: 175 },
    { side: 'SELL', price: 175.18, worth: 175.18 },
  ]);
});

test('the first order is due at once, then as many as the rate says, up to the total', () => {
  expect(dueAt({ per_second: 2, total: undefined, also: undefined }, 0)).toEqual([1, 0]);
  expect(dueAt({ per_second: 2, total: 4, also: undefined }, 1.5)).toEqual([4, 0]);
  expect(dueAt({ per_second: 2, total: 4, also: undefined }, 60)).toEqual([4, 0]);
});

const order = (worth: number) => ({
  ...{ symbol: 'SPY', side: 'BUY' as const, quantity: 1, price: null, order_type: 'MARKET' as const, worth },
});

test('counts what passed, what was refused by which reason first, and which refusal was the first of all', () => {
  const tally = new Tally();
  const refused = (code: string) => ({ status: 403, code, message: `${code} in words` });
  tally.note(order(100), 1, 0, { status: 201, code: '', message: '' });
  tally.note(order(100), 3, 300, refused('ORDER_SIZE_EXCEEDED'));
  // Answers come in another order than orders went.
  tally.note(order(100), 2, 290, refused('RATE_LIMIT_EXCEEDED'));
  tally.note(order(100), 4, 600, { status: 0, code: '', message: '' });
  expect(tally.first).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', order: 2, let_through: { orders: 1, usd: 100 } });
  expect([tally.sent.usd, tally.passed.usd, tally.unanswered.usd]).toEqual([400, 100, 100]);
  expect(tally.curve).toEqual([
    { sent: 100, passed: 100 },
    { sent: 300, passed: 100 },
    { sent: 400, passed: 100 },
  ]);
});

test('the page holds every figure of the words, and nothing of a message is markup', () => {
  const tally = new Tally();
  tally.note(order(2_500_000), 1, 0, {
    status: 403,
    code: 'ORDER_SIZE_EXCEEDED',
    message: '<script>alert(1)</script> > $1000.00',
  });
  const finding: Finding = {
    ...{
      disaster: named('knight-2012'),
      limits: { max_order_size: 1000, max_open_orders: null },
      tally,
      took_s: 1,
      rate_reached: 0.5,
    },
    ...{ exposure_usd: 0, loss_usd: 0, breakers: [], leaked: 0 },
  };
  const [words, page] = [inWords(finding), asPage(finding)];
  expect(words).toContain('1 order, $2.50 m in 1.0 s; 50 % of the real rate: this machine carries no more');
  expect(page).not.toContain('<script>');
  expect(page).toContain('&#60;script&#62;');
  for (const figure of ['$6.65 bn', '$2.50 m', 'max_order_size', 'SEC, Release No. 34-70694']) expect(page).toContain(figure);
});
