import type { ServerMessage } from '#contracts/messages.js';
import { emptyLiveState, type LiveState, take } from './live-state.js';

const pnl = (at: number, total: number, account = 'default', date = '2026-11-24'): ServerMessage => ({
  type: 'PNL_UPDATE',
  data: { date, realized_pnl: 0, unrealized_pnl: total, total_pnl: total, circuit_breaker_triggered: false },
  timestamp: at,
  id: `${at}000-0`,
  account,
  ref: null,
});
const order = (id: string, status: 'WORKING' | 'FILLED'): ServerMessage => ({
  type: 'ORDER_UPDATE',
  data: {
    ...{ order_id: id, client_order_id: id, symbol: 'AAPL', side: 'BUY', order_type: 'LIMIT', quantity: 1, price: 1, status },
    ...{ filled_quantity: 0, leaves_quantity: 1, reason: '', updated_at: '2026-11-24T15:00:00Z' },
  },
  timestamp: 5,
  id: '5000-1',
  account: 'default',
  ref: id,
});
const alert = (ref: string): ServerMessage => ({
  type: 'RISK_ALERT',
  data: { alert_type: 'ORDER_REJECTED', severity: 'WARNING', symbol: 'AAPL', message: ref, count: 1 },
  timestamp: 6,
  id: '6000-1',
  account: 'default',
  ref,
});
const snapshot: ServerMessage = {
  type: 'SNAPSHOT',
  data: { pnl: [{ ...pnl(9, 4).data, account: 'default' } as never], circuit_breakers: [], alerts: [], resumed: false },
  timestamp: 9,
  id: '9000-0',
  account: null,
  ref: null,
};

test('a frame of messages is one new state, with the last of each account and the id to resume after', () => {
  const state = take(emptyLiveState, [pnl(1, 10), pnl(2, 20), pnl(2, 5, 'other')]);
  expect(state.pnl['default']?.total_pnl).toBe(20);
  expect(state.pnl['other']?.total_pnl).toBe(5);
  expect(state.lastId).toBe('2000-0');
  expect(state.points['default']?.map(({ at, total }) => [at, total])).toEqual([
    [1, 10],
    [2, 20],
  ]);
});

test('two figures of one second are one point, so that the chart never goes back in time', () => {
  const state = take(emptyLiveState, [pnl(3, 10), pnl(3, 11), pnl(2, 12)]);
  expect(state.points['default']?.map(({ at, total }) => [at, total])).toEqual([[3, 12]]);
});

test('(12 chart) the points of a day end with it: the next one begins with its own first point', () => {
  const state = take(emptyLiveState, [
    pnl(1, 10),
    pnl(2, 20),
    pnl(3, 0, 'default', '2026-11-25'),
    pnl(4, 1, 'default', '2026-11-25'),
  ]);
  expect(state.points['default']?.map(({ at, total }) => [at, total])).toEqual([
    [3, 0],
    [4, 1],
  ]);
});

test('the last ten alerts are kept, newest first, each once', () => {
  const state = take(
    emptyLiveState,
    Array.from({ length: 14 }, (_, n) => alert(`a${n % 12}`)),
  );
  expect(state.alerts).toHaveLength(10);
  expect(state.alerts.map(({ id }) => id).slice(0, 3)).toEqual(['a1', 'a0', 'a11']);
});

test('orders are bounded, the newest word on each stays', () => {
  let state: LiveState = emptyLiveState;
  for (let n = 0; n < 3; n += 1)
    state = take(
      state,
      Array.from({ length: 1000 }, (_, i) => order(`o${n}-${i}`, 'WORKING')),
    );
  state = take(state, [order('o2-0', 'FILLED')]);
  expect(state.orders.size).toBe(2000);
  expect(state.orders.has('o0-0')).toBe(false);
  expect(state.orders.get('o2-0')?.status).toBe('FILLED');
});

test('a snapshot begins anew: what was known of orders is dropped, and everything is to be asked again', () => {
  const before = take(emptyLiveState, [order('o', 'WORKING'), alert('a')]);
  const state = take(before, [snapshot]);
  expect(state.orders.size).toBe(0);
  expect(state.alerts).toEqual([]);
  expect(state.pnl['default']?.total_pnl).toBe(4);
  for (const kind of ['orders', 'alerts', 'breakers', 'limits'] as const)
    expect(state.revision[kind]).toBeGreaterThan(before.revision[kind]);
});

test('a state that was given out is not changed by what comes later', () => {
  const before = take(emptyLiveState, [order('o', 'WORKING')]);
  take(before, [order('o', 'FILLED'), order('p', 'WORKING')]);
  expect(before.orders.get('o')?.status).toBe('WORKING');
  expect(before.orders.size).toBe(1);
});
