import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { RandomHistory } from '#test/factories/random-history.js';
import { alertsOf } from '../events/alerts.js';
import { Board } from '../events/board.js';
import { Difference } from '../verify/difference.js';
import { LogProof } from '../verify/log-proof.js';
import { decodeEvent, encodeEvent } from './codec.js';
import type { GateEvent } from './event.js';
import { evolve } from './evolve.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

const large = (world: GateWorld, symbol = 'AAPL') => world.submit({ symbol, quantity: units(11) });
const rows = ({ log }: GateWorld) => log.flatMap(alertsOf);
const counts = ({ log }: GateWorld) => log.flatMap((event) => (event.type === 'ALERTS_GATHERED' ? [event.alert] : []));
/** The monitor looks every five seconds, as it does. */
function minutePasses(world: GateWorld): void {
  for (let i = 0; i < 13; i += 1) {
    world.pass(5);
    world.tick();
  }
}
function foundIn(log: readonly GateEvent[]): string | null {
  const proof = new LogProof(emptyState(compile));
  try {
    for (const event of log) proof.take(encodeEvent(event));
    proof.finish();
    return null;
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    return error.message;
  }
}

test('(12) ten thousand refusals in a minute, of four accounts, are four rows and eight messages, and ten thousand decisions', () => {
  const world = GateWorld.open();
  const board = new Board({ position: '0-0', days: [], open_breakers: [], alerts: [], config_version: 0 });
  const accounts = ['default', 'second', 'third', 'fourth'];
  for (const account of accounts.slice(1)) world.ask({ kind: 'open_account', account, cash: dollars(100_000), day: DAY });
  for (let i = 0; i < 10_000; i += 1) {
    world.pass(0.005);
    if (i % 1000 === 0) world.quote('AAPL', 100, 100.02);
    if (i % 1000 === 0) world.tick();
    world.submit({ quantity: units(11), account: accounts[i % 4] ?? '' });
  }
  minutePasses(world);
  expect(world.log.filter(({ type }) => type === 'ORDER_DECIDED')).toHaveLength(10_000);
  expect(rows(world).map(({ account, count, alert_type }) => [account, count, alert_type])).toEqual(
    accounts.map((account) => [account, 1, 'ORDER_REJECTED']),
  );
  expect(counts(world).map(({ id, count }) => [id, count])).toEqual(rows(world).map(({ id }) => [id, 2500]));
  const messages = world.log
    .flatMap((event) => board.take({ event, order: null } as never, { orders: false, changes: () => [] }))
    .filter(({ type }) => type === 'RISK_ALERT');
  expect(messages.map(({ data }) => (data as { count: number }).count)).toEqual([1, 1, 1, 1, 2500, 2500, 2500, 2500]);
  expect(messages.slice(4).map(({ ref }) => ref)).toEqual(messages.slice(0, 4).map(({ ref }) => ref));
  expect(new Set(messages.map(({ id }) => id)).size).toBe(8);
  expect(board.alerts.map(({ count }) => count)).toEqual([2500, 2500, 2500, 2500]);
  expect(foundIn(world.log)).toBeNull();
});

test('(12) the first of each kind is told at once: another symbol, code or account is another kind', () => {
  const world = GateWorld.open();
  world.ask({ kind: 'open_account', account: 'second', cash: dollars(100_000), day: DAY });
  large(world);
  large(world, 'SPY');
  world.submit({ quantity: units(11), account: 'second' });
  world.ask({
    ...{ kind: 'trip', scope: 'symbol:AAPL', mode: 'halt', actor: 'a', reason: '', source: 'api' },
    ...{ expires_in_ms: null, cancel_orders: false },
  });
  large(world);
  large(world);
  const refused = rows(world).filter(({ alert_type }) => alert_type === 'ORDER_REJECTED');
  expect(refused.map(({ symbol, account }) => `${symbol} ${account}`)).toEqual([
    ...['AAPL default', 'SPY default', 'AAPL second', 'AAPL default'],
  ]);
  expect(foundIn(world.log)).toBeNull();
});

test('(12) after a minute the next one is told at once again, and what came before it is counted first', () => {
  const world = GateWorld.open();
  for (let i = 0; i < 3; i += 1) large(world);
  // No look of the monitor closed the minute; profit and loss must be known all the same.
  world.pass(10);
  world.tick();
  world.nowUs += 51_000_000 - 1;
  world.state.tick.known_us = world.nowUs;
  large(world);
  const kinds = world.log.slice(-2).map(({ type }) => type);
  expect(kinds).toEqual(['ALERTS_GATHERED', 'ORDER_DECIDED']);
  expect(counts(world)).toMatchObject([{ count: 3 }]);
  expect(rows(world)).toHaveLength(2);
});

test('(12) one that stays alone is not told again, and nothing of it is remembered', () => {
  const world = GateWorld.open();
  large(world);
  minutePasses(world);
  expect(counts(world)).toEqual([]);
  expect(world.state.alerts.size).toBe(0);
});

test('(12) purchases that cost more than checked are gathered too', () => {
  const world = GateWorld.open();
  const orders = [1, 2, 3].map(() => world.submit({ quantity: units(1) }).order);
  for (const order of orders) world.fill(order, 1, 100.5);
  minutePasses(world);
  expect(rows(world).filter(({ alert_type }) => alert_type === 'EXECUTED_ABOVE_CHECK')).toHaveLength(1);
  expect(counts(world)).toMatchObject([{ alert_type: 'EXECUTED_ABOVE_CHECK', count: 3 }]);
  expect(foundIn(world.log)).toBeNull();
});

test('(12) what counts an alert survives the log, a snapshot and a restart, and is in the state’s hash', () => {
  const world = GateWorld.open();
  for (let i = 0; i < 3; i += 1) large(world);
  const again = emptyState(compile);
  for (const event of world.log) {
    const read = decodeEvent(encodeEvent(event));
    expect(read).toEqual(event);
    evolve(again, read);
  }
  expect([...again.alerts]).toEqual([...world.state.alerts]);
  expect(stateHash(again)).toBe(stateHash(world.state));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))) as never, compile);
  expect([...restored.alerts]).toEqual([...world.state.alerts]);
  again.alerts.clear();
  expect(stateHash(again)).not.toBe(stateHash(world.state));
});

test('(12) a log of an earlier build has a row for each alert, and is proved as it is', () => {
  const world = GateWorld.open();
  for (let i = 0; i < 3; i += 1) large(world);
  const earlier = world.log.map((event) => {
    const { alert_of: _, ...rest } = event as GateEvent & { alert_of?: string };
    return rest;
  });
  expect(earlier.flatMap(alertsOf)).toHaveLength(3);
  expect(foundIn(earlier)).toBeNull();
  const state = emptyState(compile);
  for (const event of earlier) evolve(state, event);
  expect(state.alerts.size).toBe(0);
});

test('(12) a count that is wrong, or that was taken out, is found', () => {
  const world = GateWorld.open();
  for (let i = 0; i < 3; i += 1) large(world);
  minutePasses(world);
  const at = world.log.findIndex(({ type }) => type === 'ALERTS_GATHERED');
  const wrong = world.log.map((event, i) =>
    i === at && event.type === 'ALERTS_GATHERED' ? { ...event, alert: { ...event.alert, count: 2 } } : event,
  );
  expect(foundIn(wrong)).toContain('alert');
  expect(foundIn(world.log.toSpliced(at, 1))).toContain('the count of alert');
});

test.each([1, 2, 3, 4, 5, 77])('(12) whatever happens in history %i, its counts follow from it', (seed) => {
  const { state } = new GateWorld();
  const history = RandomHistory.begin(seed, state);
  history.world.ask({ kind: 'open_account', account: 'default', cash: dollars(100_000), day: DAY });
  for (let i = 0; i < 1500; i += 1) history.step();
  expect(counts(history.world).length).toBeGreaterThan(0);
  expect(foundIn(history.world.log)).toBeNull();
});
