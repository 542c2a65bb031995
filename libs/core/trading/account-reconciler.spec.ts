import { dollars, units } from '#test/factories/gate-world.js';
import type { Broker } from '../ports/broker.js';
import type { LiveBook } from '../ports/live-book.js';
import { type AdoptionRequest, type Reconciliation, Reconciliations } from '../ports/reconciliations.js';
import { AccountReconciler } from './account-reconciler.js';

class Kept extends Reconciliations {
  readonly saved: Reconciliation[] = [];
  override save = async (one: Reconciliation) => void this.saved.push(one);
  override all = async () => this.saved;
  override ask = async () => 1;
  override waiting = async (): Promise<AdoptionRequest[]> => [];
  override done = async () => {};
  override outcome = async () => null;
}

let theirs: { cash: number; units: number };
let told: string[];
let kept: Kept;
let reconciler: AccountReconciler;
let nowMs: number;
let orders: { ours: object[]; theirs: object[] };
let state: { account: string; not_ready: string | null };

beforeEach(() => {
  theirs = { cash: 1000, units: 5 };
  told = [];
  kept = new Kept();
  const book = {
    accounts: async () => ['default'],
    control: async () => ({ broker_sequence: 7 }),
    positions: async () => [{ symbol: 'AAPL', quantity: units(5) }],
    openOrders: async () => orders.ours,
    day: async () => ({ cash: dollars(1000) }),
    warnOfDifference: async (_: string, __: string, differences: string) => told.push(differences) > 0,
    warnOfTrouble: async (_: string, __: string, code: string, message: string) => told.push(`${code} ${message}`) > 0,
  } as unknown as LiveBook;
  nowMs = 1_000_000;
  orders = { ours: [], theirs: [] };
  state = { account: 'default', not_ready: null };
  const about = { live: false, account_number: 'PA1', requests_left: 1, last_event_ms: 1 };
  const broker = {
    name: 'alpaca',
    states: () => [{ ...about, ...state }],
    positions: async () => [{ symbol: 'AAPL', quantity: units(theirs.units) }],
    account: async () => ({ cash: dollars(theirs.cash) }),
    openOrders: async () => orders.theirs,
  } as unknown as Broker;
  reconciler = new AccountReconciler(book, broker, kept, () => nowMs);
});

async function looks(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await reconciler.look();
}

test('nothing is told while the two agree', async () => {
  await looks(3);
  expect([told, reconciler.notReady('default')]).toEqual([[], null]);
});

test('a position that differs at two looks is told once, field by field, and closes the account', async () => {
  theirs = { cash: 999.5, units: 12 };
  await looks(1);
  expect([told, reconciler.notReady('default')]).toEqual([[], null]);
  await looks(3);
  expect(told).toEqual([expect.stringContaining('AAPL 5 here, 12 there; cash $1000.00 here, $999.50 there')]);
  expect(reconciler.notReady('default')).toContain('AAPL 5 here, 12 there');
  expect(kept.saved.at(-1)).toMatchObject({ confirmed: true, differences: [{ field: 'position' }, { field: 'cash' }] });
});

test('cash alone is told and closes nothing; another amount is told anew, and so is one that comes back', async () => {
  theirs.cash = 990;
  await looks(3);
  expect(reconciler.notReady('default')).toBeNull();
  theirs.cash = 980;
  await looks(3);
  theirs.cash = 1000;
  await looks(2);
  theirs.cash = 990;
  await looks(2);
  expect(told.map((text) => /\$\d+\.\d\d there/.exec(text)?.[0])).toEqual(['$990.00 there', '$980.00 there', '$990.00 there']);
});

test('(16.3) a look says how many accounts it found how', async () => {
  expect(await reconciler.look()).toEqual({ agree: 1, differ: 0, confirmed: 0, not_ready: 0, moving: 0 });
  theirs.units = 6;
  expect(await reconciler.look()).toMatchObject({ agree: 0, differ: 1 });
  expect(await reconciler.look()).toMatchObject({ differ: 0, confirmed: 1 });
  state.not_ready = 'cut off';
  expect(await reconciler.look()).toMatchObject({ confirmed: 0, not_ready: 1 });
});

test('(16.3) an account that nobody compares is told once after five minutes, or ten of its periods, and anew after it was compared', async () => {
  const minute = 60_000;
  const after = async (ms: number, everyMs = 30_000) => {
    nowMs += ms;
    await reconciler.tellLate(everyMs);
    return told.splice(0);
  };
  expect(await after(0)).toEqual([]);
  expect(await after(5 * minute - 1)).toEqual([]);
  expect(await after(1)).toEqual([expect.stringMatching(/^NOT_COMPARED .* not compared for 5 minutes: is Temporal away/)]);
  expect(await after(60 * minute)).toEqual([]);
  await reconciler.look();
  expect(await after(4 * minute)).toEqual([]);
  expect(await after(2 * minute)).toHaveLength(1);
  // One that is not ready is refused anyhow, and counts from when it is ready again.
  state.not_ready = 'cut off';
  expect(await after(60 * minute)).toEqual([]);
  state.not_ready = null;
  expect(await after(0)).toEqual([]);
  expect(await after(9 * minute, minute)).toEqual([]);
  expect(await after(minute, minute)).toHaveLength(1);
});

test('(16.3) working orders that differ are told by symbol and side, and close nothing; what is under way or being amended is not compared', async () => {
  const order = (order_id: string, side: string, leaves: number, more: object = {}) => ({
    ...{ order: { order_id, account: 'default', symbol: 'AAPL', side }, leaves_quantity: units(leaves) },
    ...{ status: 'WORKING', amending: null, ...more },
  });
  orders.ours = [
    order('a', 'BUY', 3),
    order('b', 'BUY', 2),
    order('c', 'SELL', 4, { status: 'ACCEPTED' }),
    order('d', 'SELL', 5, { amending: {} }),
  ];
  orders.theirs = [order('a', 'BUY', 3), order('b', 'BUY', 2), order('c', 'SELL', 4), order('d', 'SELL', 9)];
  await looks(2);
  expect(told).toEqual([]);
  orders.theirs = [order('a', 'BUY', 3), order('e', 'SELL', 1)];
  await looks(2);
  expect(told).toEqual([expect.stringContaining('AAPL open buys 5 here, 3 there; AAPL open sells 0 here, 1 there')]);
  expect(reconciler.notReady('default')).toBeNull();
});
