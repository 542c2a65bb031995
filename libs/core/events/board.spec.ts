import type { BreakerTripped, ConfigActivated, GateEvent } from '../gate/event.js';
import type { FoldedEvent } from '../gate/fold.js';
import type { Order } from '../model/order.js';
import type { ConfigChange } from '../ports/config-store.js';
import { aDay, anOrder, decided, executed, logId, START_MS, tooLarge, units, usd } from '#test/factories/log-events.js';
import { serverMessage } from '#contracts/messages.js';
import { configOf } from '#test/factories/gate-world.js';
import { Board, type BoardState, type Known } from './board.js';
import type { LiveMessage } from './live-message.js';
import { compareKeys, messageKey } from './message-id.js';

const empty: BoardState = { position: '0-0', days: [], open_breakers: [], alerts: [], config_version: 1 };
const known: Known = { orders: true, changes: () => [] };
const folded = (event: GateEvent, order: Order | null = null): FoldedEvent => ({ n: 1, event, order });
const marked = (n: number) => folded({ type: 'MARKED', id: logId(n), at_ms: START_MS + n, quotes: [] });
const tripped = (n: number): BreakerTripped => ({
  ...{ type: 'BREAKER_TRIPPED', id: logId(n), at_ms: START_MS + n, breaker_id: 7, scope: 'account:default', mode: 'halt' },
  ...{ trigger_type: 'DAILY_LOSS', trigger_value: usd(5001), threshold: usd(5000), actor: 'breakwater', reason: 'daily loss' },
  ...{ source: 'gate', expires_at_ms: null },
});
const activated = (n: number, version: number, checks: ConfigActivated['checks'] = null) =>
  folded({
    ...{ type: 'CONFIG_ACTIVATED', id: logId(n), at_ms: START_MS + n, version, checks },
    ...{ slippage_bps: 10, config: configOf(version), rule_set: null },
  });

function expectOnTheWire(messages: LiveMessage[]): void {
  for (const { at_ms, ...message } of messages) {
    const written = JSON.parse(JSON.stringify({ ...message, timestamp: Math.floor(at_ms / 1000) })) as unknown;
    expect(serverMessage.safeParse(written).error).toBeUndefined();
  }
}

test('each order is told before its alert, ids grow, and who resumes at the position has seen everything', () => {
  const board = new Board(empty);
  const orders = [anOrder(1), anOrder(2), anOrder(3)];
  const events = [decided(5, orders[0], [tooLarge]), decided(6, orders[1]), decided(7, orders[2], [tooLarge])];
  const messages = events.flatMap((event) => board.take(folded(event, event.order), known));
  expect(messages.map(({ type, ref, id }) => `${type} ${ref} ${id}`)).toEqual([
    `ORDER_UPDATE ${orders[0]?.order_id} ${logId(5)}-0`,
    `RISK_ALERT ${logId(5)} ${logId(5)}-1`,
    `ORDER_UPDATE ${orders[1]?.order_id} ${logId(6)}-0`,
    `ORDER_UPDATE ${orders[2]?.order_id} ${logId(7)}-0`,
    `RISK_ALERT ${logId(7)} ${logId(7)}-1`,
  ]);
  expect(messages.map(({ data }) => ('status' in data ? data.status : '-'))).toEqual([
    ...['REJECTED', '-', 'PENDING_SUBMIT', 'REJECTED', '-'],
  ]);
  const keys = messages.map(({ id }) => messageKey(id));
  expect(keys.every((key, i) => i === 0 || compareKeys(keys[i - 1] ?? key, key) < 0)).toBe(true);
  expect(board.position).toBe(logId(7));
  expect(compareKeys(keys.at(-1) ?? messageKey(board.position), messageKey(board.position))).toBeLessThan(0);
  expectOnTheWire(messages);
});

test('while nobody wants orders none is told; alerts are told all the same', () => {
  const event = decided(5, anOrder(1), [tooLarge]);
  const messages = new Board(empty).take(folded(event, event.order), { ...known, orders: false });
  expect(messages.map(({ type }) => type)).toEqual(['RISK_ALERT']);
});

test('a late fill of an order that the state does not know any more is no order message, but its P&L is due', () => {
  const board = new Board(empty);
  expect(board.take(folded(executed(5, anOrder(1)), null), known)).toEqual([]);
  expect(board.takeDue(['default'])).toEqual(['default']);
});

test('an order that was withdrawn is told as canceled with its reason, and has an alert unless a person asked for it', () => {
  const order = anOrder(1);
  const about = { order_id: order.order_id, account: order.account, symbol: order.symbol };
  const [refused, asked] = ['BREAKER_OPEN', 'CANCEL_REQUESTED'].map((reason, n) => {
    const event: GateEvent = { type: 'ORDER_WITHDRAWN', id: logId(n), at_ms: START_MS + n, ...about, reason };
    return new Board(empty).take(folded(event, order), known);
  });
  const ended = (reason: string) => ({ type: 'ORDER_UPDATE', data: { status: 'CANCELED', leaves_quantity: 0, reason } });
  expect(refused).toMatchObject([ended('BREAKER_OPEN'), { type: 'RISK_ALERT', data: { alert_type: 'ORDER_WITHDRAWN' } }]);
  expect(asked).toMatchObject([ended('CANCEL_REQUESTED')]);
  expectOnTheWire(refused ?? []);
});

test('an order that was taken in from the broker is told as it stands there', () => {
  const order = anOrder(1);
  const event: GateEvent = {
    ...{ type: 'ORDER_ADOPTED', id: logId(4), at_ms: START_MS + 4, order, broker_order_id: 'b1', status: 'PARTIALLY_FILLED' },
    ...{ filled_quantity: units(0.5), leaves_quantity: units(1.5), hold: usd(262.5), check_price: usd(175) },
  };
  const messages = new Board(empty).take(folded(event, order), known);
  expect(messages).toMatchObject([{ data: { status: 'PARTIALLY_FILLED', filled_quantity: 0.5, leaves_quantity: 1.5 } }]);
  expectOnTheWire(messages);
});

test('a trip opens a breaker on the board and a reset closes it with the figures of the trip', () => {
  const board = new Board(empty);
  const opened = board.take(folded(tripped(1)), known);
  expect(opened[0]).toMatchObject({
    type: 'CIRCUIT_BREAKER',
    data: { trigger_type: 'DAILY_LOSS', trigger_value: 5001, threshold: 5000, active: true },
    account: 'default',
    ref: '7',
  });
  expect(board.openBreakers).toMatchObject([{ breaker_id: 7, active: true, tripped_at_ms: START_MS + 1 }]);
  const reset = { type: 'BREAKER_RESET' as const, id: logId(2), at_ms: START_MS + 2, breaker_id: 7, scope: 'account:default' };
  const closed = board.take(folded({ ...reset, actor: 'dev', reason: 'checked', source: 'api' }), known);
  expect(closed.map(({ type }) => type)).toEqual(['CIRCUIT_BREAKER', 'RISK_ALERT']);
  expect(closed[0]?.data).toEqual({ trigger_type: 'DAILY_LOSS', trigger_value: 5001, threshold: 5000, active: false });
  expect(board.openBreakers).toEqual([]);
  expect(board.alerts.map(({ alert_type }) => alert_type)).toEqual(['CIRCUIT_BREAKER_RESET', 'CIRCUIT_BREAKER_TRIPPED']);
  expectOnTheWire([...opened, ...closed]);
});

test('a trip and a reset make every account’s P&L due: the day says whether a breaker is open', () => {
  const board = new Board(empty);
  board.take(folded(tripped(1)), known);
  expect(board.takeDue(['default', 'other'])).toEqual(['default', 'other']);
  expect(board.takeDue(['default', 'other'])).toEqual([]);
});

test('a further cause makes the open breaker stricter and stands among its causes', () => {
  const board = new Board(empty);
  const { source: _, ...cause } = tripped(1);
  board.take(folded({ ...tripped(1), mode: 'reduce_only', expires_at_ms: START_MS + 60_000 }), known);
  const added = { ...cause, type: 'BREAKER_CAUSE_ADDED' as const, id: logId(2), at_ms: START_MS + 2 };
  const messages = board.take(folded({ ...added, trigger_type: 'MANUAL', actor: 'dev', reason: 'look' }), known);
  expect(messages.map(({ type }) => type)).toEqual(['RISK_ALERT']);
  expect(board.openBreakers).toMatchObject([{ mode: 'halt', expires_at_ms: null, further_causes: ['MANUAL by dev: look'] }]);
});

test('however many marks were taken, each account is due once, is told its newest P&L, and each second even if nothing moved', () => {
  const board = new Board(empty);
  board.take(marked(1000), known);
  board.take(marked(1001), known);
  expect(board.takeDue(['default'])).toEqual(['default']);
  const told = board.tellPnl([aDay({ total_pnl: usd(20) })], START_MS + 1001);
  expect(told).toMatchObject([{ type: 'PNL_UPDATE', data: { total_pnl: 20 }, id: logId(1001), account: 'default' }]);
  expect(board.latestDays).toEqual([aDay({ total_pnl: usd(20) })]);
  expect(board.takeDue(['default'])).toEqual([]);
  board.take(marked(2000), known);
  expect(board.takeDue(['default'])).toEqual(['default']);
  expectOnTheWire(told);
});

test('marks between those of each second tell nothing, and a burst of fills does not put off the next second', () => {
  const board = new Board(empty);
  const order = anOrder(1);
  const due = [1000, 1400, 2000, 2350, 3000].map((n) => {
    board.take(marked(n), known);
    const accounts = board.takeDue(['default', 'idle']);
    board.take(folded(executed(n + 300, order), order), known);
    board.takeDue(['default', 'idle']);
    return accounts.length;
  });
  expect(due).toEqual([2, 0, 2, 0, 2]);
});

test('a fill makes its account’s P&L due at once, but a burst of fills does not each time', () => {
  const board = new Board(empty);
  const order = anOrder(1);
  const due = [100, 150, 200, 400].map((n) => {
    const messages = board.take(folded(executed(n, order), order), known);
    expect(messages).toMatchObject([{ type: 'ORDER_UPDATE', data: { status: 'FILLED' }, id: `${logId(n)}-0` }]);
    expectOnTheWire(messages);
    return board.takeDue(['default', 'idle']);
  });
  expect(due).toEqual([['default'], [], [], ['default']]);
});

test('a day that begins or is closed is told at once', () => {
  const board = new Board(empty);
  board.take(folded({ type: 'DAY_CLOSED', id: logId(1), at_ms: START_MS + 1, day: aDay({ account: 'a' }) }), known);
  board.take(folded({ type: 'DAY_STARTED', id: logId(2), at_ms: START_MS + 2, day: aDay({ account: 'a' }) }), known);
  expect(board.takeDue(['a', 'b'])).toEqual(['a']);
});

test('a configuration that is put in force again changes nothing and is not told', () => {
  const board = new Board({ ...empty, config_version: 3 });
  expect(board.take(activated(1, 3), known)).toEqual([]);
  expect(board.take(activated(2, 4), known)).toMatchObject([
    { type: 'LIMITS_CHANGED', data: { version: 4, changes: [] }, ref: '4' },
  ]);
});

test('a configuration is told with the changes of all versions since the last one', () => {
  const board = new Board({ ...empty, config_version: 3 });
  const asked: [number, number][] = [];
  const change = { field: 'max_order_size', from: '1000.00', to: '900.00', actor: 'dev', reason: 'calmer', source: 'api' };
  const changes = (after: number, upTo: number): ConfigChange[] => {
    asked.push([after, upTo]);
    return [{ ...change, version: upTo, changed_at_ms: START_MS }];
  };
  const messages = board.take(activated(1, 6), { orders: true, changes });
  expect(asked).toEqual([[3, 6]]);
  expect(messages).toMatchObject([{ data: { version: 6, changes: [change] }, id: logId(1) }]);
  expect(board.config_version).toBe(6);
  expectOnTheWire(messages);
});

test('checks that were turned off are told before the version that turned them off', () => {
  const messages = new Board(empty).take(activated(1, 2, 'off'), known);
  expect(messages.map(({ type }) => type)).toEqual(['RISK_ALERT', 'LIMITS_CHANGED']);
  const [alert, limits] = messages.map(({ id }) => messageKey(id));
  expect(alert && limits && compareKeys(alert, limits)).toBeLessThan(0);
});

test('the board shows the ten newest alerts, newest first', () => {
  const board = new Board(empty);
  for (let n = 1; n <= 12; n += 1) board.take(folded(decided(n, anOrder(n), [tooLarge]), anOrder(n)), known);
  expect(board.alerts.map(({ id }) => id)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map(logId));
});
