import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { decodeEvent, encodeEvent } from './codec.js';
import type { OrderedBy } from './command.js';
import { foldEvent } from './fold.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

let serial = 0;
const order = () => {
  serial += 1;
  const ids = { client_order_id: `c${serial}`, order_id: `ord_${serial}`, decision_id: `dec_${serial}` };
  const what = { account: 'default', symbol: 'AAPL', side: 'BUY', quantity: units(1), price: dollars(100) } as const;
  return { ...ids, ...what, order_type: 'LIMIT', time_in_force: 'DAY' } as const;
};
const by = (version: number | null, rate: number | null = null): OrderedBy => ({
  ...{ principal: 'key:abcDEF123456', access_version: version, orders_per_second: rate },
});

test('an order of somebody who was let in by older rules is turned back, also a repeat; by newer ones it is judged', () => {
  const world = GateWorld.open();
  const first = order();
  expect(world.ask({ kind: 'submit', order: first, by: by(1) }).kind).toBe('decided');
  expect(world.ask({ kind: 'change_access', version: 2 })).toEqual({ kind: 'change_access', version: 2 });
  expect(world.ask({ kind: 'submit', order: order(), by: by(1) })).toEqual({ kind: 'access_changed', version: 2 });
  expect(world.ask({ kind: 'submit', order: first, by: by(1) })).toEqual({ kind: 'access_changed', version: 2 });
  for (const version of [2, 3, null]) expect(world.ask({ kind: 'submit', order: order(), by: by(version) }).kind).toBe('decided');
});

test('the version never goes back, and the same one again is no event', () => {
  const world = GateWorld.open();
  world.ask({ kind: 'change_access', version: 5 });
  const events = world.log.length;
  for (const version of [5, 4])
    expect(world.ask({ kind: 'change_access', version })).toEqual({ kind: 'change_access', version: 5 });
  expect([world.log.length, world.state.access_version]).toEqual([events, 5]);
});

test('the decision says who sent the order; a line of an earlier build says nobody', () => {
  const world = GateWorld.open();
  world.ask({ kind: 'submit', order: order(), by: by(null, 7) });
  world.ask({ kind: 'submit', order: order(), by: by(null) });
  world.ask({ kind: 'submit', order: order() });
  const decided = world.log.filter(({ type }) => type === 'ORDER_DECIDED');
  for (const event of decided) expect(decodeEvent(encodeEvent(event))).toEqual(event);
  expect(decided.map((event) => 'principal' in event && event.principal)).toEqual([
    'key:abcDEF123456',
    'key:abcDEF123456',
    false,
  ]);
});

test("a key's own rate is exact over any second, and what it refuses is no attempt of the account", () => {
  const world = GateWorld.open();
  const send = () => world.ask({ kind: 'submit', order: order(), by: by(null, 2) }).kind;
  expect([send(), send(), send()]).toEqual(['decided', 'decided', 'key_rate']);
  expect(world.state.accounts.get('default')?.attempts.size).toBe(2);
  world.pass(0.99);
  expect(send()).toBe('key_rate');
  world.pass(0.02);
  expect(send()).toBe('decided');
});

test('whoever folds the log, or begins from a snapshot, has the same version, rates and hash', () => {
  const world = GateWorld.open();
  world.ask({ kind: 'change_access', version: 9 });
  world.ask({ kind: 'submit', order: order(), by: by(9, 3) });
  const folded = emptyState(world.state.compile);
  for (const event of world.log) foldEvent(folded, decodeEvent(encodeEvent(event)));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))) as never, world.state.compile);
  for (const [key, entry] of world.state.clients) restored.clients.remember(key, entry);
  expect([stateHash(folded), stateHash(restored)]).toEqual([stateHash(world.state), stateHash(world.state)]);
  expect([folded.access_version, restored.access_version]).toEqual([9, 9]);
  world.ask({ kind: 'change_access', version: 10 });
  expect(stateHash(folded)).not.toBe(stateHash(world.state));
});
