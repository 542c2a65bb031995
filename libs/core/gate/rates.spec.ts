import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { Attempts, ATTEMPTS_KEPT_US, ATTEMPTS_MAX } from './attempts.js';

const codes = (answer: { kind: string; violations?: { code: string; message: string }[] }) =>
  answer.violations?.map(({ code }) => code) ?? [];

function withCancels(cancels: number, limits: Parameters<typeof GateWorld.open>[0] = {}): GateWorld {
  const world = GateWorld.open(limits);
  const orders = Array.from({ length: cancels }, () => world.submit({ quantity: units(0.1) }).order);
  world.pass(1.1);
  for (const { order_id } of orders) world.ask({ kind: 'cancel', order_id, actor: 'dev' });
  return world;
}

test('(12.14) nine cancels and two orders in one second are two orders', () => {
  const world = withCancels(9, { max_orders_per_second: 10 });
  expect(world.submit()).toMatchObject({ accepted: true, state: { orders_in_last_second: 1 } });
  expect(world.submit()).toMatchObject({ accepted: true, state: { orders_in_last_second: 2 } });
});

test('(12.14) the message rate counts orders and cancels together, says so, and never stops a cancel', () => {
  const world = withCancels(9, { max_messages: 10 });
  expect(world.submit()).toMatchObject({ accepted: true, state: { messages_in_window: 10 } });
  const refused = world.submit();
  expect(refused).toMatchObject({
    accepted: false,
    violations: [{ code: 'MESSAGE_RATE_EXCEEDED', message: 'Message rate limit exceeded: 11 > 10 orders and cancels in 1 s' }],
  });
  const [open] = [...world.state.orders.values()].filter(({ cancel_requested }) => !cancel_requested);
  world.ask({ kind: 'cancel', order_id: open?.order.order_id ?? '', actor: 'dev' });
  expect(world.log.at(-1)).toMatchObject({ type: 'CANCEL_REQUESTED', order_id: open?.order.order_id });
});

test('(12.14) its window is a sliding one: the order passes when enough messages have left it', () => {
  const world = withCancels(9, { max_messages: 10, message_window_seconds: 5 });
  expect(codes(world.submit({ client_order_id: 'again' }))).toEqual(['MESSAGE_RATE_EXCEEDED']);
  world.pass(3.95);
  expect(world.submit({ client_order_id: 'again' })).toMatchObject({ accepted: false });
  world.pass(1.1);
  world.quote('AAPL', 100, 100.02);
  expect(world.submit({ client_order_id: 'again' })).toMatchObject({ kind: 'decided', accepted: true });
});

test('(12.14) the same cancel asked twice is one message', () => {
  const world = withCancels(3, { max_messages: 100 });
  for (const { order } of world.state.orders.values()) world.ask({ kind: 'cancel', order_id: order.order_id, actor: 'dev' });
  expect(world.submit()).toMatchObject({ state: { messages_in_window: 4 } });
});

test('(12.14) while the message rate is off a decision says nothing of messages and its line is as before', () => {
  const world = withCancels(2);
  const answer = world.submit();
  expect(answer.kind === 'decided' && 'messages_in_window' in answer.state).toBe(false);
  expect(encodeEvent(world.log.at(-1) as never).split(' ')).toHaveLength(37);
});

test('a decision with its messages and a cancel with its time read back from their lines', () => {
  const world = withCancels(2, { max_messages: 1 });
  world.submit();
  for (const event of world.log.slice(-3)) expect(decodeEvent(encodeEvent(event))).toEqual(event);
});

test('an account with as many attempts as can be kept sends orders again when the oldest no longer counts', () => {
  const attempts = new Attempts();
  for (let i = 0; i < ATTEMPTS_MAX; i += 1) attempts.add(1_000_000 + i);
  expect(attempts.isFull(1_000_000 + ATTEMPTS_MAX)).toBe(true);
  expect(attempts.isFull(1_000_000 + ATTEMPTS_KEPT_US)).toBe(false);
  attempts.add(1_000_000 + ATTEMPTS_MAX);
  expect(attempts.size).toBe(ATTEMPTS_MAX);
});

test('a purchase that costs more than it was checked for says so, with both figures, and one that does not says nothing', () => {
  const world = GateWorld.open();
  const market = { order_type: 'MARKET', price: null, quantity: units(2) } as const;
  const { order } = world.submit(market);
  world.fill(order, 1, 100.12);
  expect(world.log.at(-1)).not.toHaveProperty('check_price');
  world.fill(order, 1, 100.13);
  expect(world.log.at(-1)).toMatchObject({ price: dollars(100.13), check_price: dollars(100.12002) });
  expect(decodeEvent(encodeEvent(world.log.at(-1) as never))).toEqual(world.log.at(-1));
});
