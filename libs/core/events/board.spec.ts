import type { BreakerTripped } from '../gate/event.js';
import type { Order } from '../model/order.js';
import { aDay, anOrder, decided, executed, logId, START_MS, tooLarge, usd, verdict } from '#test/factories/log-events.js';
import { serverMessage } from '#contracts/messages.js';
import { Board, type BoardState, type Known } from './board.js';
import type { LiveMessage } from './live-message.js';
import { compareKeys, messageKey } from './message-id.js';

const empty: BoardState = { position: '0-0', days: [], open_breakers: [], alerts: [], config_version: 1, generation: 1 };
const knowing = (orders: Order[]): Known => ({ order: (id) => orders.find((o) => o.order_id === id), changes: () => [] });
const tripped = (n: number): BreakerTripped => ({
  ...{ type: 'BREAKER_TRIPPED', id: logId(n), at_ms: START_MS + n, breaker_id: 7, scope: 'account:default', mode: 'halt' },
  ...{ trigger_type: 'DAILY_LOSS', trigger_value: usd(5001), threshold: usd(5000), actor: 'breakwater', reason: 'daily loss' },
  ...{ source: 'live state', expires_at_ms: null },
});

function expectOnTheWire(messages: LiveMessage[]): void {
  for (const { at_ms, ...message } of messages) {
    const written = JSON.parse(JSON.stringify({ ...message, timestamp: Math.floor(at_ms / 1000) })) as unknown;
    expect(serverMessage.safeParse(written).error).toBeUndefined();
  }
}

test('of several verdicts in one entry each order is told before its alert, and ids grow', () => {
  const orders = [anOrder(1), anOrder(2), anOrder(3)];
  const board = new Board(empty);
  const messages = board.take(
    decided(5, [verdict(orders[0] as Order, [tooLarge]), verdict(orders[1] as Order), verdict(orders[2] as Order, [tooLarge])]),
    knowing(orders),
  );
  expect(messages.map(({ type, ref }) => `${type} ${ref}`)).toEqual([
    `ORDER_UPDATE ${orders[0]?.order_id}`,
    `RISK_ALERT ${logId(5)}-0`,
    `ORDER_UPDATE ${orders[1]?.order_id}`,
    `ORDER_UPDATE ${orders[2]?.order_id}`,
    `RISK_ALERT ${logId(5)}-2`,
  ]);
  const keys = messages.map(({ id }) => messageKey(id));
  expect(keys.every((key, i) => i === 0 || compareKeys(keys[i - 1] ?? key, key) < 0)).toBe(true);
  expect(compareKeys(keys.at(-1) ?? messageKey('0-0'), messageKey(board.position))).toBeLessThan(0);
  expectOnTheWire(messages);
});

test('an order that nobody knows is left out; its alert is not', () => {
  const messages = new Board(empty).take(decided(5, [verdict(anOrder(1), [tooLarge])]), knowing([]));
  expect(messages.map(({ type }) => type)).toEqual(['RISK_ALERT']);
});

test('a trip opens a breaker on the board and a reset closes it with the figures of the trip', () => {
  const board = new Board(empty);
  const opened = board.take(tripped(1), knowing([]));
  expect(opened[0]).toMatchObject({
    type: 'CIRCUIT_BREAKER',
    data: { trigger_type: 'DAILY_LOSS', trigger_value: 5001, threshold: 5000, active: true },
    account: 'default',
    ref: '7',
  });
  expect(board.openBreakers).toMatchObject([{ breaker_id: 7, active: true, tripped_at_ms: START_MS + 1 }]);
  const reset = { type: 'BREAKER_RESET' as const, id: logId(2), at_ms: START_MS + 2, breaker_id: 7, scope: 'account:default' };
  const closed = board.take({ ...reset, actor: 'dev', reason: 'checked', source: 'api' }, knowing([]));
  expect(closed.map(({ type }) => type)).toEqual(['CIRCUIT_BREAKER', 'RISK_ALERT']);
  expect(closed[0]?.data).toEqual({ trigger_type: 'DAILY_LOSS', trigger_value: 5001, threshold: 5000, active: false });
  expect(board.openBreakers).toEqual([]);
  expect(board.alerts.map(({ alert_type }) => alert_type)).toEqual(['CIRCUIT_BREAKER_RESET', 'CIRCUIT_BREAKER_TRIPPED']);
  expectOnTheWire([...opened, ...closed]);
});

test('however many marks were taken, each account is told its newest P&L once, and each second even if nothing moved', () => {
  const board = new Board(empty);
  const mark = (n: number, total: number) =>
    board.take(
      { type: 'MARKED', id: logId(n), at_ms: START_MS + n, quotes: [], days: [aDay({ total_pnl: usd(total) })] },
      knowing([]),
    );
  mark(1, 10);
  mark(2, 20);
  expect(board.takePnl(START_MS + 2)).toMatchObject([{ data: { total_pnl: 20 }, id: logId(2), account: 'default' }]);
  expect(board.takePnl(START_MS + 3)).toEqual([]);
  mark(1000, 20);
  expect(board.takePnl(START_MS + 1000)).toHaveLength(1);
});

test('marks between those of each second, as the monitor journals them, tell nothing, and a burst of fills does not put off the next second', () => {
  const board = new Board(empty);
  const order = anOrder(1);
  const told = [1000, 1400, 2000, 2350, 3000].map((n) => {
    board.take(
      { type: 'MARKED', id: logId(n), at_ms: START_MS + n, quotes: [], days: [aDay({ total_pnl: usd(n) })] },
      knowing([]),
    );
    const messages = board.takePnl(START_MS + n);
    board.take(executed(n + 300, order), knowing([order]));
    board.takePnl(START_MS + n + 300);
    return messages.map(({ data }) => data);
  });
  expect(told).toMatchObject([[{ total_pnl: 1000 }], [], [{ total_pnl: 2000 }], [], [{ total_pnl: 3000 }]]);
  expect(board.latestDays).toMatchObject([{ account: 'default' }]);
});

test('a fill tells the P&L at once, but a burst of fills does not tell it each time', () => {
  const board = new Board(empty);
  const order = anOrder(1);
  const told = [100, 150, 200, 400].map((n) => {
    const messages = board.take(executed(n, order), knowing([order]));
    expect(messages).toMatchObject([{ type: 'ORDER_UPDATE', data: { status: 'FILLED' }, id: logId(n) }]);
    expectOnTheWire(messages);
    return board.takePnl(START_MS + n).length;
  });
  expect(told).toEqual([1, 0, 0, 1]);
});

test('a configuration that is put in force again changes nothing and is not told', () => {
  const board = new Board({ ...empty, config_version: 3 });
  const activated = (n: number, version: number) =>
    board.take({ type: 'CONFIG_ACTIVATED', id: logId(n), at_ms: START_MS + n, version, checks: null }, knowing([]));
  expect(activated(1, 3)).toEqual([]);
  expect(activated(2, 4)).toMatchObject([{ type: 'LIMITS_CHANGED', data: { version: 4, changes: [] }, ref: '4' }]);
});
