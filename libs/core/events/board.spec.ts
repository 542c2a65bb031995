import { serverMessage } from '#contracts/messages.js';
import { compile, configOf, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { foldEvent } from '../gate/fold.js';
import type { GateEvent } from '../gate/event.js';
import { emptyState } from '../gate/state.js';
import type { ConfigChange } from '../ports/config-store.js';
import { Board, type BoardState } from './board.js';
import type { LiveMessage } from './live-message.js';
import { compareKeys, messageKey } from './message-id.js';

const BEGIN: BoardState = { position: '0-0', days: [], open_breakers: [], alerts: [], config_version: 1 };
const BY_HAND = { actor: 'dev', reason: 'drill', source: 'api' };
const TRIP = { ...BY_HAND, mode: 'halt', expires_in_ms: null, cancel_orders: false } as const;
const NO_CHANGES = () => [];

/** What a board tells of all that happened in the world. */
function tell({ log }: { log: GateEvent[] }, known = { orders: true, changes: NO_CHANGES as () => ConfigChange[] }) {
  const [state, board] = [emptyState(compile), new Board(BEGIN)];
  const messages = log.flatMap((event) => board.take(foldEvent(state, event), known));
  return { board, messages };
}

function expectOnTheWire(messages: LiveMessage[]): void {
  for (const { at_ms, ...message } of messages) {
    const written = JSON.parse(JSON.stringify({ ...message, timestamp: Math.floor(at_ms / 1000) })) as unknown;
    expect(serverMessage.safeParse(written).error).toBeUndefined();
  }
}

const updates = (messages: LiveMessage[]) =>
  messages.filter(({ type }) => type === 'ORDER_UPDATE').map(({ ref, data }) => ({ ref, ...data }));

test('each life of an order is told from its events alone', () => {
  const world = GateWorld.open();
  const filled = world.submit({ quantity: units(2) }).order;
  world.report(filled, 'WORKING');
  world.fill(filled, 1, 100);
  world.fill(filled, 1, 100);
  const canceled = world.submit().order;
  world.report(canceled, 'CANCELED');
  const withdrawn = world.submit().order;
  world.ask({ kind: 'cancel', order_id: withdrawn.order_id, actor: 'dev' });
  world.ask({ kind: 'reconsider', order_id: withdrawn.order_id });
  const refused = world.submit({ quantity: units(50) }).order;
  const { messages } = tell(world);
  expectOnTheWire(messages);
  expect(updates(messages)).toMatchObject([
    { ref: filled.order_id, status: 'PENDING_SUBMIT', filled_quantity: 0, leaves_quantity: 2, reason: '' },
    { ref: filled.order_id, status: 'WORKING', filled_quantity: 0, leaves_quantity: 2 },
    { ref: filled.order_id, status: 'PARTIALLY_FILLED', filled_quantity: 1, leaves_quantity: 1 },
    { ref: filled.order_id, status: 'FILLED', filled_quantity: 2, leaves_quantity: 0 },
    { ref: canceled.order_id, status: 'PENDING_SUBMIT' },
    { ref: canceled.order_id, status: 'CANCELED' },
    { ref: withdrawn.order_id, status: 'PENDING_SUBMIT' },
    { ref: withdrawn.order_id, status: 'CANCELED', filled_quantity: 0, leaves_quantity: 0, reason: 'CANCEL_REQUESTED' },
    { ref: refused.order_id, status: 'REJECTED', filled_quantity: 0, leaves_quantity: 0, reason: 'ORDER_SIZE_EXCEEDED' },
  ]);
});

test('a refused order is told before its alert, whose id is that of the event', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ quantity: units(50) });
  const { id } = world.log.at(-1) as GateEvent;
  const { messages, board } = tell(world);
  expect(messages.map(({ type, ref, id: messageId }) => [type, ref, messageId])).toEqual([
    ['ORDER_UPDATE', order.order_id, `${id}-0`],
    ['RISK_ALERT', id, `${id}-1`],
  ]);
  expect(board.alerts).toMatchObject([{ id, alert_type: 'ORDER_REJECTED', order_id: order.order_id }]);
});

test('an order that is withdrawn because it would be refused now makes an alert too', () => {
  const world = GateWorld.open();
  const { order } = world.submit();
  world.ask({ ...TRIP, kind: 'trip', scope: 'account:default' });
  world.ask({ kind: 'reconsider', order_id: order.order_id });
  const { messages } = tell(world);
  expect(messages.slice(-2)).toMatchObject([
    { type: 'ORDER_UPDATE', data: { status: 'CANCELED', reason: 'CIRCUIT_BREAKER_OPEN' } },
    { type: 'RISK_ALERT', data: { alert_type: 'ORDER_WITHDRAWN' }, account: 'default' },
  ]);
});

test('an order that the broker has and the gate had not is told when it is taken in', () => {
  const world = GateWorld.open();
  const order = world.order({ quantity: units(3) });
  const amounts = { filled_quantity: units(1), leaves_quantity: units(2), check_price: dollars(100) };
  world.ask({ kind: 'adopt', order, broker_order_id: 'b1', status: 'PARTIALLY_FILLED', ...amounts });
  expect(updates(tell(world).messages)).toMatchObject([
    { ref: order.order_id, status: 'PARTIALLY_FILLED', filled_quantity: 1, leaves_quantity: 2 },
  ]);
});

test('a report on an order that nobody knows tells nothing of it, and one that cannot be booked is an alert', () => {
  const world = GateWorld.open();
  const { order } = world.submit();
  world.fill(order, 1, 100);
  const before = tell(world).messages.length;
  world.report(order, 'FILL', { quantity: units(1), price: dollars(100) });
  world.report({ ...order, account: 'nobody' }, 'FILL', { quantity: units(1), price: dollars(100) });
  expect(world.log.slice(-2).map(({ type }) => type)).toEqual(['EXECUTION_APPLIED', 'REPORT_SET_ASIDE']);
  expect(tell(world).messages.slice(before)).toMatchObject([{ type: 'RISK_ALERT', data: { alert_type: 'REPORT_SET_ASIDE' } }]);
});

test('where nobody wants orders no message of one is made, and every alert is', () => {
  const world = GateWorld.open();
  world.fill(world.submit().order, 1, 100);
  world.submit({ quantity: units(50) });
  const { messages } = tell(world, { orders: false, changes: NO_CHANGES });
  expect(messages.map(({ type }) => type)).toEqual(['RISK_ALERT']);
});

test('a trip opens a breaker on the board and a reset closes it with the figures of the trip', () => {
  const world = GateWorld.open({ daily_loss_limit: dollars(5) });
  world.fill(world.submit({ quantity: units(5) }).order, 5, 100);
  world.quote('AAPL', 98, 98.02);
  const opened = tell(world);
  const figures = { trigger_type: 'DAILY_LOSS', trigger_value: expect.any(Number) as number, threshold: 5 };
  expect(opened.messages.slice(-2)).toMatchObject([
    { type: 'CIRCUIT_BREAKER', data: { ...figures, active: true }, account: 'default', ref: '1' },
    { type: 'RISK_ALERT', data: { alert_type: 'CIRCUIT_BREAKER_TRIPPED' } },
  ]);
  expect(opened.board.openBreakers).toMatchObject([{ breaker_id: 1, active: true, trigger_type: 'DAILY_LOSS' }]);
  world.quote('AAPL', 100, 100.02);
  world.ask({ ...TRIP, kind: 'trip', scope: 'account:default' });
  expect(tell(world).board.openBreakers).toMatchObject([{ breaker_id: 1, further_causes: ['MANUAL by dev: drill'] }]);
  world.ask({ kind: 'reset', breaker_id: 1, actor: 'dev', reason: 'checked', source: 'api', how: 'ask' });
  const closed = tell(world);
  expect(closed.messages.slice(-2)).toMatchObject([
    { type: 'CIRCUIT_BREAKER', data: { ...opened.messages.at(-2)?.data, active: false }, ref: '1' },
    { type: 'RISK_ALERT', data: { alert_type: 'CIRCUIT_BREAKER_RESET' } },
  ]);
  expect(closed.board.openBreakers).toEqual([]);
  expectOnTheWire(closed.messages);
});

test('(12.4) a further cause and a change of mode are told with the mode that holds from then on', () => {
  const world = GateWorld.open();
  world.ask({ ...TRIP, kind: 'trip', scope: 'firm', mode: 'reduce_only' });
  world.ask({ ...TRIP, kind: 'trip', scope: 'firm' });
  world.ask({ kind: 'change_mode', breaker_id: 1, mode: 'reduce_only', ...BY_HAND, reason: 'the desk closes' });
  world.ask({ kind: 'reset', breaker_id: 1, actor: 'dev', reason: 'checked', source: 'api', how: 'ask' });
  const { messages } = tell(world);
  expectOnTheWire(messages);
  const breakers = messages.filter(({ type }) => type === 'CIRCUIT_BREAKER');
  expect(breakers).toMatchObject([
    { data: { mode: 'reduce_only', active: true } },
    { data: { mode: 'halt', active: true } },
    { data: { mode: 'reduce_only', active: true } },
    { data: { mode: 'reduce_only', active: false } },
  ]);
  expect(messages.map(({ data }) => data)).toContainEqual(
    expect.objectContaining({
      alert_type: 'CIRCUIT_BREAKER_MODE_CHANGED',
      message: 'Circuit breaker of firm changed to reduce_only by dev: the desk closes; only closing orders pass',
    }),
  );
});

test('a configuration is told with its changes after its alert, and not again when only the slippage changes', () => {
  const world = GateWorld.open();
  world.ask({ kind: 'configure', config: configOf(2, { enabled: false }), rule_set: '', slippage_bps: 10 });
  world.ask({ kind: 'configure', config: configOf(2, { enabled: false }), rule_set: '', slippage_bps: 20 });
  const change = { field: 'enabled', from: 'true', to: 'false', actor: 'dev', reason: 'drill', source: 'api' };
  const asked: number[][] = [];
  const changes = (...versions: number[]) => {
    asked.push(versions);
    return [{ ...change, version: 2, changed_at_ms: 0 }];
  };
  const { messages } = tell(world, { orders: true, changes });
  expectOnTheWire(messages);
  expect(messages).toMatchObject([
    { type: 'RISK_ALERT', data: { alert_type: 'RISK_CHECKS_OFF' } },
    { type: 'LIMITS_CHANGED', data: { version: 2, changes: [change] }, ref: '2' },
  ]);
  expect(asked).toEqual([[1, 2]]);
});

test('ids grow in the order in which messages are told, and the position of an event comes after all its messages', () => {
  const world = GateWorld.open();
  world.submit({ quantity: units(50) });
  world.ask({ ...TRIP, kind: 'trip', scope: 'firm' });
  world.submit();
  world.ask({ kind: 'configure', config: configOf(2, { enabled: false }), rule_set: '', slippage_bps: 10 });
  const { messages, board } = tell(world);
  const keys = messages.map(({ id }) => messageKey(id));
  expect(keys).toHaveLength(8);
  const pairs = keys.slice(1).map((key, i) => [keys[i] ?? key, key] as const);
  expect(pairs.every(([earlier, later]) => compareKeys(earlier, later) < 0)).toBe(true);
  expect(compareKeys(keys.at(-1) ?? messageKey('9-0'), messageKey(board.position))).toBeLessThanOrEqual(0);
});

test('of alerts the board shows the newest ten, newest first', () => {
  const world = GateWorld.open();
  for (let i = 0; i < 12; i += 1) {
    world.state.alerts.clear(); // Each is told: what is counted instead is tested in gathering.spec.ts.
    world.submit({ quantity: units(50) });
  }
  const refused = world.log.filter(({ type }) => type === 'ORDER_DECIDED').map(({ id }) => id);
  expect(tell(world).board.alerts.map(({ id }) => id)).toEqual(refused.slice(-10).toReversed());
});
