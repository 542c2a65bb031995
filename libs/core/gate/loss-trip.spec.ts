import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskLimits } from '../model/limits.js';
import { encodeEvent } from './codec.js';
import { foldLine } from './fold.js';
import { losersOf } from './mark-held.js';
import { openingCancels } from './open-orders.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';
import { compile } from '#test/factories/gate-world.js';

const codes = (answer: { kind: string; violations?: { code: string }[] }) => answer.violations?.map(({ code }) => code) ?? [];
const BY_HAND = { actor: 'dev', reason: 'checked', source: 'api' } as const;

/** Nine AAPL bought at 100, orders at rest, then a loss beyond 50. */
function losing(limits: Partial<RiskLimits> = {}) {
  const world = GateWorld.open({ daily_loss_limit: dollars(50), ...limits });
  const { order } = world.submit({ quantity: units(9) });
  world.fill(order, 9, 100);
  const rest = {
    closing: world.submit({ side: 'SELL', quantity: units(6), price: dollars(110) }).order,
    beyond: world.submit({ side: 'SELL', quantity: units(4), price: dollars(110) }).order,
    rest: world.submit({ side: 'SELL', quantity: units(3), price: dollars(110) }).order,
    more: world.submit({ quantity: units(1), price: dollars(90) }).order,
    other: world.submit({ symbol: 'SPY', quantity: units(1), price: dollars(90) }).order,
    short: world.submit({ symbol: 'TSLA', side: 'SELL', quantity: units(1), price: dollars(110) }).order,
  };
  for (const one of Object.values(rest)) world.report(one, 'WORKING');
  const lose = () => world.quote('AAPL', 94, 94.02);
  return { world, rest, lose };
}
const canceled = ({ log }: GateWorld) => log.flatMap((event) => (event.type === 'CANCEL_REQUESTED' ? [event] : []));
const ids = (world: GateWorld) => canceled(world).map(({ order_id }) => order_id);

test('(12.4) a trip of the daily loss cancels the open orders that close no position, right after it, and leaves those that do', () => {
  const { world, rest, lose } = losing();
  lose();
  expect(ids(world)).toEqual([rest.beyond, rest.more, rest.other, rest.short].map(({ order_id }) => order_id));
  expect(canceled(world).every(({ actor }) => actor === 'breakwater')).toBe(true);
  const trip = world.log.findIndex(({ type }) => type === 'BREAKER_TRIPPED');
  expect(world.log[trip]).toMatchObject({ mode: 'halt', on_trip: 'cancel_opening_orders' });
  expect(world.log.slice(trip + 1).map(({ type }) => type)).toEqual(Array(4).fill('CANCEL_REQUESTED'));
});

test('a loss that is noted is not looked for at each mark again: not of a restored gate either, and anew after a reset', () => {
  const { world, lose } = losing();
  const losers = (state = world.state) => [...losersOf(state, ['AAPL'], dollars(50))].map(({ account }) => account);
  const trips = () => world.log.filter(({ type }) => type === 'BREAKER_TRIPPED').length;
  lose();
  expect([losers(), trips()]).toEqual([[], 1]);
  expect(losers(restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))), compile))).toEqual([]);
  world.quote('AAPL', 93, 93.02);
  expect(trips()).toBe(1);
  // Back in profit, the breaker is reset; then it loses again.
  world.quote('AAPL', 101, 101.02);
  expect(world.ask({ kind: 'reset', breaker_id: 1, how: 'ask', ...BY_HAND })).toMatchObject({ kind: 'closed' });
  world.quote('AAPL', 94, 94.02);
  expect([losers(), trips()]).toEqual([[], 2]);
});

test('a breaker for another cause hides no loss from the marks', () => {
  const { world, lose } = losing();
  const by = { ...BY_HAND, mode: 'reduce_only', expires_in_ms: null, cancel_orders: false } as const;
  world.ask({ kind: 'trip', scope: 'account:default', ...by });
  lose();
  expect(world.state.breakers.get('account:default')).toMatchObject({ mode: 'halt', loss_noted: true, causes: 1 });
});

test('(12.4) with on_trip leave_orders the open orders stay', () => {
  const { world, lose } = losing({ daily_loss_on_trip: 'leave_orders' });
  lose();
  expect(world.state.breakers.get('account:default')).toMatchObject({ mode: 'halt', cancels_opening: false });
  world.tick();
  expect(ids(world)).toEqual([]);
});

test('(12.4) an order that is being canceled may still fill, so it keeps its place among those that close', () => {
  const { world, rest, lose } = losing();
  world.ask({ kind: 'cancel', order_id: rest.closing.order_id, actor: 'dev' });
  lose();
  const after = ids(world).slice(1);
  expect(after).toContain(rest.beyond.order_id);
  expect(after).not.toContain(rest.rest.order_id);
});

test('(12.4) a loss that a breaker by hand already covers cancels the opening orders too, and takes the stricter mode', () => {
  const { world, lose } = losing({ daily_loss_mode: 'reduce_only' });
  const trip = { kind: 'trip', scope: 'account:default', mode: 'halt', expires_in_ms: null, cancel_orders: false } as const;
  world.ask({ ...trip, ...BY_HAND });
  lose();
  expect(world.log.at(-5)).toMatchObject({ type: 'BREAKER_CAUSE_ADDED', mode: 'halt', on_trip: 'cancel_opening_orders' });
  expect(ids(world)).toHaveLength(4);
});

test('(12.4) a loss is noted also after twenty causes, so that its cancels are never left out', () => {
  const { world, lose } = losing();
  const trip = { kind: 'trip', scope: 'account:default', mode: 'halt', expires_in_ms: null, cancel_orders: false } as const;
  for (let i = 0; i < 30; i += 1) world.ask({ ...trip, ...BY_HAND });
  lose();
  expect(ids(world)).toHaveLength(4);
});

test('(12.4) what opens and comes to light later, as an order that only the broker had, is canceled at the next look of the monitor', () => {
  const { world, lose } = losing();
  lose();
  const order = world.order({ symbol: 'SPY', quantity: units(3) });
  const amounts = { filled_quantity: units(0), leaves_quantity: units(3), check_price: dollars(100) };
  world.ask({ kind: 'adopt', order, broker_order_id: 'b1', status: 'WORKING', ...amounts });
  expect(ids(world)).toHaveLength(4);
  world.tick();
  expect(ids(world).at(-1)).toBe(order.order_id);
  world.tick();
  expect(ids(world)).toHaveLength(5);
});

test('(12.4) two thousand are canceled at once, the others at the next looks', () => {
  const { world, lose } = losing({ max_position_size: dollars(8_000_000_000) });
  for (let i = 0; i < 2100; i += 1) world.submit({ symbol: 'SPY', quantity: units(0.01), price: dollars(1) });
  lose();
  expect(ids(world)).toHaveLength(2000);
  world.tick();
  expect(ids(world)).toHaveLength(2104);
});

test('(12.4) in mode reduce_only what closes passes after a loss, and nothing that opens', () => {
  const { world, lose } = losing({ daily_loss_mode: 'reduce_only', daily_loss_on_trip: 'leave_orders' });
  lose();
  expect(world.state.breakers.get('account:default')).toMatchObject({ mode: 'reduce_only', trigger_type: 'DAILY_LOSS' });
  expect(codes(world.submit())).toContain('CIRCUIT_BREAKER_OPEN');
  const free = losing({ daily_loss_mode: 'reduce_only' });
  for (const one of Object.values(free.rest)) free.world.report(one, 'CANCELED');
  free.lose();
  expect(free.world.submit({ side: 'SELL', quantity: units(9), price: dollars(94) })).toMatchObject({ accepted: true });
  expect(codes(free.world.submit({ side: 'SELL', quantity: units(1), price: dollars(94) }))).toContain('CIRCUIT_BREAKER_OPEN');
});

test('(12.4) a person changes the mode of an open breaker both ways, and the next order meets it', () => {
  const { world, rest, lose } = losing();
  for (const one of Object.values(rest)) world.report(one, 'CANCELED');
  lose();
  const close = () => codes(world.submit({ side: 'SELL', quantity: units(1), price: dollars(94) }));
  const change = (mode: 'halt' | 'reduce_only') => world.ask({ kind: 'change_mode', breaker_id: 1, mode, ...BY_HAND });
  expect(close()).toContain('CIRCUIT_BREAKER_OPEN');
  expect(change('reduce_only')).toMatchObject({
    kind: 'mode',
    from: 'halt',
    breaker: { mode: 'reduce_only', scope: 'account:default' },
  });
  expect(close()).toEqual([]);
  expect(codes(world.submit())).toContain('CIRCUIT_BREAKER_OPEN');
  world.tick();
  expect(world.state.breakers.get('account:default')?.mode).toBe('reduce_only');
  expect(change('halt')).toMatchObject({ from: 'reduce_only' });
  expect(close()).toContain('CIRCUIT_BREAKER_OPEN');
});

test('(12.4) the mode that it has already is no event, and a breaker that is not open has none', () => {
  const { world, lose } = losing();
  lose();
  const before = world.log.length;
  expect(world.ask({ kind: 'change_mode', breaker_id: 1, mode: 'halt', ...BY_HAND })).toMatchObject({
    kind: 'mode',
    from: 'halt',
  });
  expect(world.ask({ kind: 'change_mode', breaker_id: 7, mode: 'halt', ...BY_HAND })).toEqual({ kind: 'not_open' });
  expect(world.log.length).toBe(before);
});

test('(12.4) a change to halt after an order was let through takes the order back before it is sent', () => {
  const { world, rest, lose } = losing({ daily_loss_mode: 'reduce_only' });
  for (const one of Object.values(rest)) world.report(one, 'CANCELED');
  lose();
  const { order } = world.submit({ side: 'SELL', quantity: units(1), price: dollars(94) });
  expect(world.ask({ kind: 'reconsider', order_id: order.order_id }).verdict).toBe('send');
  world.ask({ kind: 'change_mode', breaker_id: 1, mode: 'halt', ...BY_HAND });
  expect(world.ask({ kind: 'reconsider', order_id: order.order_id }).verdict).toBe('withdrawn');
});

test('the log and a snapshot give the same state after a trip that cancels and a change of mode', () => {
  const { world, lose } = losing();
  lose();
  world.ask({ kind: 'change_mode', breaker_id: 1, mode: 'reduce_only', ...BY_HAND });
  const state = emptyState(compile);
  for (const event of world.log) expect(foldLine(state, encodeEvent(event))).toHaveProperty('event');
  expect(stateHash(state)).toBe(stateHash(world.state));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))) as never, compile);
  expect(restored.breakers.get('account:default')).toEqual(world.state.breakers.get('account:default'));
});

test('a log and a snapshot of an earlier build, which knew nothing of canceling at a trip, still read', () => {
  const { world, lose } = losing({ daily_loss_on_trip: 'leave_orders' });
  lose();
  const state = emptyState(compile);
  for (const event of world.log) foldLine(state, encodeEvent(event).replace(',"on_trip":"leave_orders"', ''));
  expect(stateHash(state)).toBe(stateHash(world.state));
  const snapshot = takeSnapshot(world.state);
  for (const breaker of snapshot.breakers) delete breaker.cancels_opening;
  for (const account of snapshot.accounts) delete account.cancels;
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(snapshot)) as never, compile);
  expect(restored.breakers.get('account:default')).toMatchObject({ mode: 'halt', cancels_opening: false });
  expect(restored.accounts.get('default')?.cancels.size).toBe(0);
});

test('of no accounts nothing is canceled', () => {
  const { world } = losing();
  expect(openingCancels(world.state, new Set())).toEqual([]);
  expect(openingCancels(world.state, new Set(['account:nobody']))).toEqual([]);
});
