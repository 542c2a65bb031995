import fc from 'fast-check';
import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { roundOf } from '#test/factories/proven.js';
import { nextCheckpoint } from './checkpoint-round.js';
import { decodeEvent, encodeEvent, LineFormatError } from './codec.js';
import { decide } from './decide.js';
import type { ExecutionApplied } from './event.js';
import { foldLine, StateDivergedError } from './fold.js';
import { clientKey } from './client-ids.js';
import { emptyState, type GateState, NOTHING_HELD } from './state.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { SECTIONS, stateHash } from './state-hash.js';

type Step = { what: number; symbol: string; amount: number; price: number };
const steps = fc.array(
  fc.record({
    what: fc.integer({ min: 0, max: 16 }),
    symbol: fc.constantFrom('AAPL', 'SPY', 'TSLA'),
    amount: fc.integer({ min: 1, max: 12 }),
    price: fc.integer({ min: 9500, max: 10_500 }),
  }),
  { minLength: 20, maxLength: 120 },
);

/** One random thing that can happen to a gate. */
function step(world: GateWorld, { what, symbol, amount, price }: Step): void {
  const open = [...world.state.orders.values()];
  const one = open[(amount * 7 + price) % Math.max(open.length, 1)];
  const at = price / 100;
  if (what <= 6) world.submit({ symbol, quantity: units(amount), price: dollars(at), side: price % 2 ? 'BUY' : 'SELL' });
  else if (what === 7) world.submit({ symbol, quantity: units(amount / 3), order_type: 'MARKET', price: null });
  else if (what === 8) world.quote(symbol, at, at + 0.02);
  else if (what <= 10 && one) world.fill(one.order, Math.min(amount, one.leaves / 1e8), at);
  else if (what === 11 && one) world.report(one.order, 'CANCELED');
  else if (what === 12 && one) world.ask({ kind: 'cancel', order_id: one.order.order_id, actor: 'a b' });
  else if (what === 13 && one) world.ask({ kind: 'reconsider', order_id: one.order.order_id });
  else if (what === 15) activity(world, symbol, amount - 5, price);
  else if (what === 14)
    world.ask({
      ...{ kind: 'trip', scope: `symbol:${symbol}`, mode: price % 2 ? 'halt' : 'reduce_only', actor: 'ops', source: 'api' },
      ...{ reason: 'line\nbreak "quoted"', expires_in_ms: amount > 6 ? null : 1000, cancel_orders: amount > 9 },
    });
  else {
    const [breaker] = world.state.breakers.values();
    if (breaker)
      world.ask({ kind: 'reset', breaker_id: breaker.breaker_id, actor: 'a', reason: '', source: 'api', how: 'force' });
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    world.tick();
  }
  if (price % 10 === 0) world.pass(amount / 4);
  if (price % 100 === 0) world.ask({ kind: 'checkpoint', hash: stateHash(world.state), final: false });
  else if (price % 50 === 0) checkpointOfParts(world, amount);
}

/** Some checkpoint of a round that takes many. */
function checkpointOfParts(world: GateWorld, amount: number): void {
  const round = { section: amount % SECTIONS.length, left: amount };
  world.ask({ kind: 'checkpoint', ...nextCheckpoint(world.state, round, 3).proved, final: false });
}

function activity(world: GateWorld, symbol: string, amount: number, price: number): void {
  world.activity(symbol, { what: 'SPLIT', cash: dollars(price / 100), units: units(amount), split: price % 2 === 0 });
}

function foldAll(state: GateState, lines: readonly string[]): GateState {
  for (const line of lines) expect(foldLine(state, line)).toHaveProperty('event');
  return state;
}

test('the log alone gives the same state, bit for bit, in one go or from a snapshot in the middle', () => {
  fc.assert(
    fc.property(steps, fc.nat(), (all, cut) => {
      const world = GateWorld.open({ max_orders_per_second: 40, max_order_size: dollars(1000), daily_loss_limit: dollars(60) });
      const middle = cut % all.length;
      let snapshot = '';
      let after = 0;
      const clients: [string, string, number, number][] = [];
      all.forEach((one, i) => {
        step(world, one);
        if (i !== middle) return;
        snapshot = JSON.stringify(takeSnapshot(world.state));
        after = world.log.length;
        for (const [key, c] of world.state.clients) clients.push([key, c.order_id, c.content_hash, c.at_us]);
      });
      const lines = world.log.map(encodeEvent);
      expect(lines.some((line) => line.includes('\n'))).toBe(false);
      const folded = foldAll(emptyState(compile), lines);
      expect(stateHash(folded)).toBe(stateHash(world.state));
      expect(roundOf(folded)).toEqual(roundOf(world.state));
      const restored = restoreSnapshot(JSON.parse(snapshot) as ReturnType<typeof takeSnapshot>, compile);
      for (const [key, order_id, content_hash, at_us] of clients)
        restored.clients.remember(key, { order_id, content_hash, at_us });
      expect(stateHash(foldAll(restored, lines.slice(after)))).toBe(stateHash(world.state));
      expect(roundOf(restored)).toEqual(roundOf(world.state));
    }),
    { numRuns: 80, seed: 20_261_125 },
  );
});

test('every event reads back from its line as it was', () => {
  const world = GateWorld.open({ daily_loss_limit: dollars(60) });
  for (let i = 0; i < 400; i += 1)
    step(world, {
      what: i % 16,
      symbol: ['AAPL', 'SPY', 'TSLA'][i % 3] ?? 'SPY',
      amount: 1 + (i % 12),
      price: 9500 + ((i * 37) % 1000),
    });
  expect(new Set(world.log.map(({ type }) => type)).size).toBeGreaterThan(9);
  for (const event of world.log) expect(decodeEvent(encodeEvent(event))).toEqual(event);
});

test('totals that are kept as they change are what summing everything gives', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const world = GateWorld.open();
      for (const one of all) step(world, one);
      const account = world.state.accounts.get('default');
      const positions = [...(account?.positions.values() ?? [])];
      expect(positions.reduce((sum, p) => sum + p.value, 0)).toBe(account?.value);
      expect(positions.reduce((sum, p) => sum + p.exposure, 0)).toBe(account?.gross);
      for (const p of positions) {
        const open = [...world.state.orders.values()].filter(({ order }) => order.symbol === p.symbol);
        const held = (side: string) => open.reduce((sum, o) => sum + (o.order.side === side ? o.hold : 0), 0);
        expect([p.open_buys, p.open_sells]).toEqual([held('BUY'), held('SELL')]);
      }
      expect(world.tick().drift).toBe(0);
      // What every symbol shares where nothing is held.
      expect(NOTHING_HELD.rows.data.every((figure) => figure === 0)).toBe(true);
    }),
    { numRuns: 80, seed: 20_261_126 },
  );
});

test('decide leaves the state as it was', () => {
  const world = GateWorld.open();
  world.submit();
  const before = stateHash(world.state);
  const at = { at_us: world.nowUs + 5, journal: { behind_us: 0, entries: 0 } };
  decide(world.state, { kind: 'submit', order: world.order() }, at);
  decide(world.state, { kind: 'cancel_orders', account: null, symbol: null, actor: 'a' }, at);
  decide(world.state, { kind: 'tick', day: '2026-11-26', holder: 'x' }, at);
  expect(stateHash(world.state)).toBe(before);
});

const EXECUTION: ExecutionApplied = {
  ...{
    type: 'EXECUTION_APPLIED',
    id: '1-0',
    at_ms: 1,
    execution_id: 'x 1',
    broker_sequence: 1,
    order_id: 'o',
    broker_order_id: 'b [1]',
  },
  ...{
    account: 'default',
    symbol: 'AAPL',
    side: 'BUY',
    kind: 'CANCELED',
    quantity: units(0),
    price: dollars(0),
    fee: dollars(0),
  },
  ...{ reason: ' ["odd', executed_at_ms: 1, realized_pnl: dollars(0), cash_change: dollars(0), order_status: 'CANCELED' },
  ...{ filled_quantity: units(0), leaves_quantity: units(0), hold: dollars(0) },
  position: { account: 'default', symbol: 'AAPL', quantity: units(0), cost: dollars(0), realized_pnl: dollars(0) },
};

test('an execution reads back whatever its texts hold', () => {
  const read = decodeEvent(encodeEvent(EXECUTION));
  expect(read).toEqual(EXECUTION);
});

test('a line that cannot be read is set aside and what follows is folded', () => {
  const world = GateWorld.open();
  world.submit();
  const lines = world.log.map(encodeEvent);
  const state = emptyState(compile);
  const execution = encodeEvent({ ...EXECUTION, id: '1795600000001-8' });
  const bad = [
    ...['Q 1795600000001-5 what is this', 'O 1795600000001-6 too short', 'J 1795600000001-7 {"type":', execution.slice(0, -3)],
    lines.find((line) => line.startsWith('O '))?.replace(/- -$/, '[{] -') ?? '',
  ];
  for (const line of lines.slice(0, 4)) foldLine(state, line);
  for (const line of bad) expect(foldLine(state, line)).toMatchObject({ fault: expect.any(String) as string, line });
  for (const line of lines.slice(4)) expect(foldLine(state, line)).toHaveProperty('event');
  expect(state.n).toBe(lines.length + bad.length);
  expect(state.orders.size).toBe(1);
  expect(() => decodeEvent('X 1-1 2')).toThrow(LineFormatError);
});

test('a state that differs from the log stops whoever has it', () => {
  const world = GateWorld.open();
  world.submit();
  world.ask({ kind: 'checkpoint', hash: stateHash(world.state), final: false });
  const lines = world.log.map(encodeEvent);
  const state = emptyState(compile);
  for (const line of lines.slice(0, -1)) foldLine(state, line);
  const account = state.accounts.get('default');
  if (account) account.cash = dollars(1);
  expect(() => foldLine(state, lines.at(-1) ?? '')).toThrow(StateDivergedError);
});

test('client ids leave after a day, oldest first', () => {
  const world = GateWorld.open();
  const first = world.submit({ client_order_id: 'old' });
  world.report(first.order, 'CANCELED');
  world.pass(23 * 3600);
  world.quote('AAPL', 100, 100.02);
  world.tick();
  world.submit({ client_order_id: 'younger' });
  expect(world.state.clients.has(clientKey('default', 'old'))).toBe(true);
  world.pass(2 * 3600);
  world.quote('AAPL', 100, 100.02);
  world.tick();
  world.submit({ client_order_id: 'newest' });
  expect([...world.state.clients.keys()]).toEqual([clientKey('default', 'younger'), clientKey('default', 'newest')]);
});
