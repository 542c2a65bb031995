import fc from 'fast-check';
import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { FactName, Facts } from '#core/model/facts.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { loadRuleSet, parseRuleSet } from './load.js';
import { placeholders, render } from './message.js';
import { sampleFacts } from './sample-facts.js';

const said = (template: string, facts: Partial<Facts>) => render(template, { ...sampleFacts, ...facts });
const SHARE = '{concentration_pct:percent:max_portfolio_concentration} > {max_portfolio_concentration:percent:concentration_pct}';
const TIMES = '{leverage:ratio:max_leverage} > {max_leverage:ratio:leverage}';

test('(12.15) a percentage and a ratio have two decimals, and more only where it takes them to differ', () => {
  expect(said(SHARE, { concentration_pct: 26, max_portfolio_concentration: 25 })).toBe('26.00% > 25.00%');
  expect(said(SHARE, { concentration_pct: 0.9000001, max_portfolio_concentration: 0.9 })).toBe('0.9000001% > 0.9000000%');
  expect(said(TIMES, { leverage: 0.2100005, max_leverage: 0.21 })).toBe('0.210001 > 0.210000');
  expect(said('{leverage:ratio}', { leverage: 0.2100005 })).toBe('0.21');
});

test('(12.15) two figures that differ are never shown as one, and the greater is shown as the greater', () => {
  const figure = fc.double({ min: 0, max: 1_000_000, noNaN: true });
  fc.assert(
    fc.property(figure, figure, (a, b) => {
      fc.pre(a !== b);
      const [one = '', other = ''] = said(TIMES, { leverage: a, max_leverage: b }).split(' > ');
      if (Math.abs(a - b) > 1e-17) expect(one).not.toBe(other);
      expect(Number(one) > Number(other)).toBe(a > b && one !== other);
    }),
  );
});

test('a price is told in the currency of its instrument, an amount in dollars', () => {
  const template = '{order_price:price} {order_notional:money}';
  expect(said(template, { order_price: 2.5, order_notional: 250 })).toBe('$2.50 $250.00');
  expect(said(template, { order_price: 2.5, order_notional: 250, price_currency: 'EUR' })).toBe('2.50 EUR $250.00');
});

/** A rule set that shows a price as an amount tells a price in euros with a dollar sign. */
test('no shipped rule shows a price as dollars, or dollars as a price', async () => {
  const { document } = await loadRuleSet('rules');
  for (const { id, message } of parseRuleSet(document).rules)
    for (const [, fact = '', format] of message.matchAll(/\{(\w+):(money|price)\b/g))
      expect([id, fact, FACT_TYPES[fact as FactName].unit]).toEqual([id, fact, format === 'price' ? 'price' : 'dollars']);
});

test('(12.15) a placeholder says what is wrong with it', () => {
  expect(placeholders('{leverage:ratio:max_leverage} {symbol}')).toEqual([
    { facts: ['leverage', 'max_leverage'], fault: null },
    { facts: ['symbol'], fault: null },
  ]);
  expect(placeholders('{leverage:times}{equity:money:leverage}').map(({ fault }) => fault)).toEqual([
    "uses the unknown format 'times'; there are money, price, percent, ratio",
    'names a second fact, which only percent and ratio can',
  ]);
});

/** Figures that stand on both sides of a comparison in a message. */
const compared = (message: string) => / (?:[A-Z.]+ )?(\S+) > (\S+)/.exec(message)?.slice(1, 3);

test('(12.15) one micro-dollar over any limit is seen in the message, whatever the equity', () => {
  const run = fc.record({ cents: fc.integer({ min: 100_000, max: 500_000_000_000 }), bps: fc.integer({ min: 1, max: 9000 }) });
  const loose = { max_order_size: dollars(7e9), max_position_size: dollars(7e9), max_leverage_hundredths: 10_000 };
  fc.assert(
    fc.property(run, ({ cents, bps }) => {
      const world = new GateWorld();
      world.ask({ kind: 'open_account', account: 'default', cash: dollars(cents / 100), day: '2026-11-25' });
      world.configure(1, { ...loose, max_portfolio_concentration_bps: bps });
      for (const own of Object.values(world.state.config?.symbols ?? {}))
        Object.assign(own, { max_position: dollars(7e9), max_concentration_bps: 100_000 });
      world.quote('AAPL', 0.01, 0.01);
      world.tick();
      const equity = Math.round((cents / 100) * 1e6);
      const over = Number((BigInt(equity) * BigInt(bps)) / 10_000n) + 1;
      const answer = world.submit({ quantity: units(1), price: over as never });
      const found =
        answer.kind === 'decided' ? answer.violations.find(({ code }) => code === 'CONCENTRATION_EXCEEDED') : undefined;
      const [observed, limit] = compared(found?.message ?? '') ?? [];
      expect(Number.parseFloat(observed ?? '')).toBeGreaterThan(Number.parseFloat(limit ?? ''));
      expect(found?.observed).toBeGreaterThan(Number(found?.limit));
    }),
    { numRuns: 300 },
  );
});
