import { DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { Money } from '../model/money.js';
import { driftIn, driftParts } from './drift.js';

/** Five accounts with a position each. */
function firm(): GateWorld {
  const world = GateWorld.open();
  for (const account of ['a', 'b', 'c', 'd', 'e']) {
    world.ask({ kind: 'open_account', account, cash: dollars(100_000), day: DAY });
    world.fill(world.submit({ account, quantity: units(3) }).order, 3, 100);
  }
  return world;
}

test('parts look at every account, and at what comes between them', () => {
  const world = firm();
  const parts = driftParts(world.state, 2);
  let count = 0;
  for (const drift of parts) {
    count += 1;
    expect(drift).toBe(0);
    world.quote('AAPL', 99 + count, 99 + count);
  }
  expect(count).toBeGreaterThan(5);
});

test.each(['a', 'e'])('a figure of account %s that differs is found in one of the parts, and by the look at all', (account) => {
  const world = firm();
  const p = world.state.accounts.get(account)?.positions.get('AAPL');
  if (!p) throw new Error('nothing is held');
  p.value = (p.value + 1) as Money;
  expect([...driftParts(world.state, 2)].filter((drift) => drift > 0)).toEqual([1]);
  expect(driftIn(world.state)).toBe(1);
});

test('a look that is asked for whole finds what the host’s did not look at', () => {
  const world = firm();
  const account = world.state.accounts.get('c');
  if (!account) throw new Error('no account');
  account.gross = (account.gross + 1) as Money;
  expect(world.ask({ kind: 'tick', day: DAY, holder: 'test', looked: true }).drift).toBe(0);
  expect(world.tick().drift).toBe(1);
});
