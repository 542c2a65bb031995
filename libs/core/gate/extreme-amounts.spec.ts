import fc from 'fast-check';
import { compile, DAY, dollars, GateWorld, LIMITS, RULE_SET, units } from '#test/factories/gate-world.js';
import { GLOBAL_LIMITS } from '../controls/registry.js';
import { tiersOf } from '../controls/tiers.js';
import { MONEY_MAX, type Money, MULTIPLIER_MAX, PRICE_MAX, QUANTITY_MAX, type Quantity } from '../model/money.js';
import type { LivePosition } from '../ports/live-book.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import { firmView } from '../portfolio/firm-view.js';
import { marginOf } from '../portfolio/margin.js';
import { encodeEvent } from './codec.js';
import { foldLine } from './fold.js';
import { freeCash } from './funds.js';
import { emptyState, type PositionState } from './state.js';
import { stateHash } from './state-hash.js';
import { dayOf } from './valuation.js';

/** From the least to the most that the API takes, the ends most often. */
const upTo = (most: number) =>
  fc.oneof(fc.constantFrom(1, most, Math.floor(most / 3), most - 1), fc.integer({ min: 1, max: most }));
const money = upTo(MONEY_MAX) as fc.Arbitrary<Money>;
const price = upTo(PRICE_MAX) as fc.Arbitrary<Money>;
const quantity = upTo(QUANTITY_MAX) as fc.Arbitrary<Quantity>;
const symbol = fc.constantFrom('AAPL', 'SPY');
const side = fc.constantFrom('BUY' as const, 'SELL' as const);
const strategy = fc.constantFrom('one', 'two', undefined);

const happening = fc.oneof(
  fc.record({ what: fc.constant('cash' as const), money, out: fc.boolean() }),
  fc.record({ what: fc.constant('quote' as const), symbol, bid: price, ask: price }),
  fc.record({ what: fc.constant('order' as const), symbol, side, strategy, quantity, price }),
  fc.record({ what: fc.constant('trade' as const), symbol, side, strategy, quantity, price }),
  fc.record({ what: fc.constant('fill' as const), quantity, price, fee: money }),
  fc.record({ what: fc.constant('hold' as const), symbol, side, quantity, price, cash: money }),
  fc.record({ what: fc.constant('activity' as const), symbol, quantity, cash: money, split: fc.boolean(), out: fc.boolean() }),
  fc.record({ what: fc.constant('split' as const), symbol, numerator: upTo(1_000_000), denominator: upTo(1_000_000) }),
  fc.record({
    what: fc.constant('limits' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    price,
    quantity,
    bps: upTo(1_000_000),
  }),
  fc.record({ what: fc.constant('rate' as const), pair: fc.constantFrom('EURUSD', 'USDEUR'), bid: price, ask: price }),
  fc.record({
    what: fc.constant('batch' as const),
    quotes: fc.array(fc.tuple(fc.constantFrom('AAPL', 'SPY', 'EURUSD', 'USDEUR'), price), { maxLength: 4 }),
  }),
  fc.record({
    what: fc.constant('contract' as const),
    symbol,
    multiplier: upTo(MULTIPLIER_MAX),
    currency: fc.constantFrom(null, 'EUR'),
  }),
  fc.record({ what: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 60 }) }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const by = (name: string | undefined) => (name === undefined ? {} : { strategy: name });

function happen(world: GateWorld, one: Happening): void {
  const who = { account: 'default', actor: 'dev', reason: 'as large as can be' };
  const signed = <N extends number>(amount: N, out: boolean): N => (out ? 0 - amount : amount) as N;
  switch (one.what) {
    case 'cash':
      world.ask({ kind: 'move_cash', ...who, amount: signed(one.money, one.out) });
      return;
    case 'quote': {
      const revision = 1 + (world.state.quotes.get(one.symbol)?.revision ?? 0);
      world.ask({
        kind: 'mark',
        day: DAY,
        quotes: [{ symbol: one.symbol, bid: one.bid, ask: one.ask, frozen: false, revision }],
      });
      return;
    }
    case 'rate':
    case 'batch': {
      const prices =
        one.what === 'rate'
          ? [{ symbol: one.pair, bid: one.bid, ask: one.ask }]
          : one.quotes.map(([of, at]) => ({ symbol: of, bid: at, ask: at }));
      const quotes = prices.map((quote) => ({
        ...quote,
        frozen: false,
        revision: 1 + (world.state.quotes.get(quote.symbol)?.revision ?? 0),
      }));
      world.ask({ kind: 'mark', day: DAY, quotes });
      return;
    }
    case 'contract': {
      const { symbol: of, multiplier: contract_multiplier, currency } = one;
      const instruments = { ...world.state.config?.instruments, [of]: { ...EMPTY_INSTRUMENT, contract_multiplier, currency } };
      world.change({ instruments });
      return;
    }
    case 'order':
      world.submit({ symbol: one.symbol, side: one.side, quantity: one.quantity, price: one.price, ...by(one.strategy) });
      return;
    case 'trade': {
      // A small order that is let through, and the broker's report of whatever it did.
      const { order } = world.submit({ symbol: one.symbol, side: one.side, quantity: units(1), ...by(one.strategy) });
      world.report(order, 'FILL', { quantity: one.quantity, price: one.price });
      return;
    }
    case 'fill': {
      const [open] = world.state.orders.values();
      if (open) world.report(open.order, 'FILL', { quantity: one.quantity, price: one.price, fee: one.fee });
      return;
    }
    case 'hold': {
      const held = { symbol: one.symbol, quantity: signed(one.quantity, one.side === 'SELL'), average_price: one.price };
      const after = world.state.broker_sequence;
      world.ask({ kind: 'adopt_account', ...who, broker: 'alpaca', cash: one.cash, positions: [held], after });
      return;
    }
    case 'activity': {
      const activity = { what: 'JNLS', cash: signed(one.cash, one.out), units: signed(one.quantity, one.out), split: one.split };
      world.activity(one.symbol, activity);
      return;
    }
    case 'split':
      world.ask({ kind: 'split', ...who, symbol: one.symbol, numerator: one.numerator, denominator: one.denominator });
      return;
    case 'limits': {
      const limits = Object.fromEntries(
        GLOBAL_LIMITS.flatMap((limit) =>
          'max' in limit ? [[limit.name, Math.max(limit.min, Math.floor(limit.max * one.share))]] : [],
        ),
      );
      const instrument = { ...EMPTY_INSTRUMENT, previous_close: one.price, average_volume: one.quantity };
      const rates = { initial_margin_bps: Math.min(one.bps, 100_000), maintenance_margin_bps: Math.min(one.bps, 100_000) };
      const { contract_multiplier = null, currency = null } = world.state.config?.instruments['AAPL'] ?? {};
      const aapl = { ...instrument, ...rates, contract_multiplier, currency };
      world.change({ limits: { ...LIMITS, ...limits }, instruments: { ...world.state.config?.instruments, AAPL: aapl } });
      return;
    }
    case 'time':
      world.pass(one.seconds);
      world.tick();
  }
}

test('(11) the largest and the least amounts never stop the gate, and each figure stays exact', () => {
  expect(RULE_SET.rules.length).toBeGreaterThan(60);
  fc.assert(
    fc.property(fc.array(happening, { minLength: 1, maxLength: 30 }), (all) => {
      const world = GateWorld.open();
      for (const one of all) {
        happen(world, one);
        const account = world.state.accounts.get('default');
        const config = world.state.config;
        if (!account || !config) throw new Error('the account is gone');
        for (const figure of ['cash', 'value', 'gross', 'moved', 'realized', 'peak'] as const)
          expect([figure, Number.isSafeInteger(account[figure])]).toEqual([figure, true]);
        const positions = [...account.positions.values()];
        marginOf(
          dayOf(world.state, account),
          positions.map(liveOf),
          tiersOf(config).limitsOf('default'),
          config.instruments,
          freeCash(world.state, account),
        );
        expect(firmView(world.state).accounts).toHaveLength(1);
      }
      expect(world.tick().drift).toBe(0);
      const lines = world.log.map(encodeEvent);
      const again = emptyState(compile);
      for (const line of lines) expect(foldLine(again, line)).toHaveProperty('event');
      expect(stateHash(again)).toBe(stateHash(world.state));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 500), seed: Number(process.env['SEED'] ?? 20_261_128) },
  );
});

const liveOf = (p: PositionState): LivePosition => ({
  ...{ account: 'default', symbol: p.symbol, quantity: p.quantity, value: p.value, cost: p.cost, exposure: p.exposure },
  ...{ open_buys: p.open_buys, open_sells: p.open_sells, realized_pnl: p.realized },
});

test('a split that leaves the account little and strategies against each other too much is set aside', () => {
  const world = GateWorld.open();
  const trade = (way: 'BUY' | 'SELL', name: string, size: number) => {
    const { order } = world.submit({ side: way, quantity: units(1), strategy: name });
    world.report(order, 'FILL', { quantity: size as Quantity, price: dollars(100) });
  };
  trade('BUY', 'one', 10_000_000);
  trade('SELL', 'two', 9_999_999);
  world.quote('AAPL', 10_000, 10_000);
  const activity = { what: 'SPLIT', cash: 0 as Money, units: 89_999_999 as Quantity, split: true };
  expect(world.activity('AAPL', activity)).toMatchObject({ outcome: 'set_aside' });
});
