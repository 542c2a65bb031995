import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { Order } from '../model/order.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';
import type { SessionTerms } from './sessions.js';

const TERMS: SessionTerms = {
  ...{ session_id: 'ses_1', account: 'default', principal: 'key:k', silent_ms: 10_000, grace_ms: 5000 },
  ...{ include_gtc: false, keep_reducing: false },
};

function open(terms: Partial<SessionTerms> = {}): GateWorld {
  const world = GateWorld.open();
  expect(world.ask({ kind: 'open_session', session: { ...TERMS, ...terms } })).toMatchObject({ kind: 'session' });
  return world;
}
const ofSession = (world: GateWorld, fields: Partial<Order> = {}) => world.submit({ session: 'ses_1', ...fields }).order;
const canceled = (world: GateWorld) => world.log.flatMap((event) => (event.type === 'CANCEL_REQUESTED' ? [event.order_id] : []));
/** What the gate notices with the next mark. */
function after(world: GateWorld, seconds: number): string[] {
  world.pass(seconds);
  world.quote('AAPL', 100, 100.02);
  world.tick();
  return canceled(world);
}

test('silent for 15.0 s it is alive, for 15.1 s it has ended, and its orders are canceled', () => {
  const world = open();
  const [order, other] = [ofSession(world), world.submit().order];
  expect(after(world, 14.9)).toEqual([]);
  expect(after(world, 0.2)).toEqual([order.order_id]);
  expect(world.log.find(({ type }) => type === 'SESSION_ENDED')).toMatchObject({
    reason: 'silent',
    orders: 1,
    account: 'default',
  });
  expect(world.state.orders.get(other.order_id)?.cancel_requested).toBe(false);
  expect(world.state.sessions.size).toBe(0);
});

test('a heartbeat of its owner and an order of it are signs of life, somebody else is not heard', () => {
  const world = open();
  ofSession(world);
  expect(after(world, 12)).toEqual([]);
  expect(world.ask({ kind: 'hear_session', session_id: 'ses_1', principal: 'key:k' })).toMatchObject({ kind: 'session' });
  expect(after(world, 12)).toEqual([]);
  ofSession(world);
  expect(after(world, 12)).toEqual([]);
  expect(world.ask({ kind: 'hear_session', session_id: 'ses_1', principal: 'key:other' })).toEqual({ kind: 'no_session' });
  expect(after(world, 12)).toHaveLength(2);
});

test('GTC orders stay unless the session takes them along, and what only closes stays where it keeps that', () => {
  const held = (terms: Partial<SessionTerms>) => {
    const world = open(terms);
    world.fill(world.submit({ quantity: units(4) }).order, 4, 100);
    const gtc = ofSession(world, { time_in_force: 'GTC' });
    const sells = [3, 2].map((quantity) => ofSession(world, { side: 'SELL', quantity: units(quantity), price: dollars(101) }));
    const ids = [gtc, ...sells].map(({ order_id }) => order_id);
    return after(world, 16).map((id) => ids.indexOf(id));
  };
  expect(held({})).toEqual([1, 2]);
  expect(held({ include_gtc: true })).toEqual([0, 1, 2]);
  expect(held({ keep_reducing: true })).toEqual([2]);
});

test('an order of a session that has ended, or of another account, is not judged', () => {
  const world = open();
  const asked = (fields: Partial<Order>) => world.submit(fields);
  expect(asked({ session: 'ses_2' })).toMatchObject({ kind: 'unknown', field: 'session' });
  world.ask({ kind: 'open_account', account: 'a2', cash: dollars(1000), day: '2026-11-25' });
  expect(asked({ session: 'ses_1', account: 'a2' })).toMatchObject({ kind: 'unknown', field: 'session' });
});

test('its owner ends it: orders stay, or go when that is asked', () => {
  for (const cancel of [false, true]) {
    const world = open();
    const order = ofSession(world, { time_in_force: 'GTC' });
    const close = (principal: string) => world.ask({ kind: 'close_session', session_id: 'ses_1', principal, cancel });
    expect(close('key:other')).toEqual({ kind: 'no_session' });
    expect(close('key:k')).toEqual({ kind: 'closed', orders: cancel ? 1 : 0 });
    expect(canceled(world)).toEqual(cancel ? [order.order_id] : []);
    expect(close('key:k')).toEqual({ kind: 'no_session' });
  }
});

test('it outlives a restart, and its end is proved from the log', () => {
  const world = open();
  ofSession(world);
  world.ask({ kind: 'hear_session', session_id: 'ses_1', principal: 'key:k' });
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))) as never, compile);
  expect(restored.sessions).toEqual(world.state.sessions);
  after(world, 16);
  world.tick();
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  proof.finish();
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
});

test('one whose socket has closed has its grace, and lives on when it is heard within it', () => {
  const world = open();
  const order = ofSession(world);
  const left = () => world.ask({ kind: 'hear_session', session_id: 'ses_1', principal: 'key:k', left: true });
  expect(left()).toMatchObject({ kind: 'session' });
  expect(after(world, 4.9)).toEqual([]);
  world.ask({ kind: 'hear_session', session_id: 'ses_1', principal: 'key:k' });
  expect(after(world, 14.9)).toEqual([]);
  expect(world.ask({ kind: 'hear_session', session_id: 'ses_1', principal: 'key:other', left: true })).toEqual({
    kind: 'no_session',
  });
  left();
  expect(after(world, 0.2)).toEqual([order.order_id]);
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
});
