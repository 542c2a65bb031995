import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { dollars, GateWorld, units } from '#test/factories/gate-world.js';

const codes = (answer: { kind: string; violations?: { code: string }[] }) => answer.violations?.map(({ code }) => code) ?? [];

test('an order at the limit exactly passes, one micro-dollar over is refused and holds nothing', () => {
  const world = GateWorld.open();
  expect(world.submit({ quantity: units(10), price: dollars(100) })).toMatchObject({ kind: 'decided', accepted: true });
  const over = world.submit({ symbol: 'SPY', quantity: units(10), price: dollars(100.000001) });
  expect(codes(over)).toEqual(['ORDER_SIZE_EXCEEDED']);
  expect(world.state.accounts.get('default')?.positions.get('SPY')).toBeUndefined();
  expect(world.state.accounts.get('default')?.gross).toBe(dollars(1000));
});

test('an order is judged with the holds of all before it', () => {
  const world = GateWorld.open({ max_position_size: dollars(1500) });
  expect(world.submit({ quantity: units(10) })).toMatchObject({ accepted: true });
  expect(codes(world.submit({ quantity: units(6) }))).toEqual(['POSITION_LIMIT_EXCEEDED']);
  expect(world.submit({ quantity: units(5) })).toMatchObject({ accepted: true });
});

test('the same client_order_id with the same content is the same order, with other content a conflict', () => {
  const world = GateWorld.open();
  const first = world.submit({ client_order_id: 'mine' });
  expect(world.submit({ client_order_id: 'mine' })).toMatchObject({ kind: 'repeated', order_id: first.order.order_id });
  expect(world.submit({ client_order_id: 'mine', quantity: units(2) })).toMatchObject({ kind: 'conflict' });
  expect(world.state.orders.size).toBe(1);
});

test('(12.6) a client_order_id is free again after a refusal by rate alone, and used up by any other refusal', () => {
  const world = GateWorld.open({ max_orders_per_second: 1 });
  world.submit();
  expect(codes(world.submit({ client_order_id: 'soon' }))).toEqual(['RATE_LIMIT_EXCEEDED']);
  world.pass(1.1);
  expect(world.submit({ client_order_id: 'soon' })).toMatchObject({ kind: 'decided', accepted: true });
  world.pass(1.1);
  world.submit({ client_order_id: 'large', quantity: units(100) });
  expect(world.submit({ client_order_id: 'large', quantity: units(100) })).toMatchObject({ kind: 'repeated' });
});

test('in no interval of one second more orders pass than the limit, refused attempts counted', () => {
  const world = GateWorld.open({ max_orders_per_second: 3 });
  const passed = [0, 0.2, 0.4, 0.6, 0.999, 1.0001, 1.3, 1.5].map((at, i, all) => {
    world.pass(at - (all[i - 1] ?? 0));
    const answer = world.submit();
    return answer.kind === 'decided' && answer.accepted;
  });
  expect(passed).toEqual([true, true, true, false, false, false, false, false]);
});

test('without a fresh tick of the monitor every order is refused PNL_STALE and nothing is logged', () => {
  const world = GateWorld.open();
  world.pass(16);
  const before = world.log.length;
  expect(world.submit()).toMatchObject({ kind: 'unavailable', code: 'PNL_STALE' });
  expect(world.log.length).toBe(before);
});

test('(12.5) a sale of what is held is worth at least the bid, however low its limit', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ quantity: units(9) });
  world.fill(order, 9, 100);
  world.quote('AAPL', 115.5, 115.6);
  world.tick();
  const sale = world.submit({ side: 'SELL', quantity: units(9), price: dollars(0.01) });
  expect(codes(sale)).toContain('ORDER_SIZE_EXCEEDED');
});

test('a market order without a fresh quote is refused, never taken at zero', () => {
  const world = GateWorld.open();
  world.pass(10);
  world.quote('SPY', 100, 100.02);
  world.pass(6);
  world.tick();
  const market = { order_type: 'MARKET', price: null } as const;
  expect(world.submit({ symbol: 'AAPL', ...market })).toMatchObject({ code: 'REFERENCE_PRICE_UNAVAILABLE' });
  expect(world.submit({ symbol: 'SPY', ...market })).toMatchObject({ accepted: true });
});

test('a fill books once, however often its report comes', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ quantity: units(4) });
  world.report(order, 'FILL', { quantity: units(4), price: dollars(99), sequence: 7 });
  const again = world.report(order, 'FILL', { quantity: units(4), price: dollars(99), sequence: 7 });
  expect(again.outcome).toBe('known');
  const account = world.state.accounts.get('default');
  expect(account?.cash).toBe(dollars(100_000 - 396));
  expect(account?.positions.get('AAPL')).toMatchObject({ quantity: units(4), open_buys: 0, open_buy_quantity: 0 });
  expect(world.state.orders.size).toBe(0);
});

test('a report whose predecessor the gate does not have waits for it, and is booked in its turn', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ quantity: units(4) });
  const book = (sequence: number, previous: number) =>
    world.ask({
      ...{ kind: 'book', day: '2026-11-25', previous },
      report: {
        ...{ sequence, execution_id: `x${sequence}`, order_id: order.order_id, broker_order_id: 'b', account: 'default' },
        ...{ symbol: 'AAPL', side: 'BUY', kind: 'FILL', quantity: units(1), price: dollars(99), fee: dollars(0) },
        ...{ reason: '', executed_at_ms: 1 },
      },
    }).outcome;
  expect([book(12, 11), book(11, 0), book(12, 11), book(11, 0)]).toEqual(['gap', 'booked', 'booked', 'known']);
  expect(world.state.accounts.get('default')?.positions.get('AAPL')?.quantity).toBe(units(2));
});

test('a report for an account that is not there is set aside, and the next one is booked', () => {
  const world = GateWorld.open();
  const { order } = world.submit();
  expect(world.report({ ...order, account: 'nobody' }, 'FILL', { quantity: units(1), price: dollars(100) }).outcome).toBe(
    'set_aside',
  );
  expect(world.report(order, 'WORKING').outcome).toBe('booked');
  expect(world.log.filter(({ type }) => type === 'REPORT_SET_ASIDE')).toHaveLength(1);
});

test('(12.12) sums of quantities stay exact or the order is refused', () => {
  const world = GateWorld.open();
  const huge = { quantity: 999_999_999_999_999 as ReturnType<typeof units>, price: dollars(0.000001) };
  const kept = Array.from({ length: 15 }, () => world.submit(huge)).filter(
    (answer) => answer.kind === 'decided' && answer.accepted,
  );
  expect(kept.length).toBeGreaterThan(5);
  expect(kept.length).toBeLessThan(15);
  for (const { order } of kept) world.report(order, 'CANCELED');
  expect(world.state.accounts.get('default')?.positions.get('AAPL')?.open_buy_quantity ?? 0).toBe(0);
});

test('the loss that reaches its limit trips before anything else, and later orders are refused', () => {
  const world = GateWorld.open({ daily_loss_limit: dollars(50) });
  const { order } = world.submit({ quantity: units(9) });
  world.fill(order, 9, 100);
  world.quote('AAPL', 94, 94.02);
  expect(world.log.at(-1)).toMatchObject({ type: 'BREAKER_TRIPPED', scope: 'account:default', trigger_type: 'DAILY_LOSS' });
  expect(codes(world.submit())).toContain('CIRCUIT_BREAKER_OPEN');
});

test('(12.3) mode and end of a breaker always take the stricter, however many causes were noted', () => {
  const world = GateWorld.open();
  const trip = (mode: 'halt' | 'reduce_only', expires_in_ms: number | null) =>
    world.ask({ kind: 'trip', scope: 'firm', mode, actor: 'a', reason: 'r', source: 'api', expires_in_ms, cancel_orders: false });
  for (let i = 0; i < 25; i += 1) trip('reduce_only', 15_000);
  expect(world.state.breakers.get('firm')).toMatchObject({ mode: 'reduce_only' });
  trip('halt', 15_000);
  expect(world.state.breakers.get('firm')).toMatchObject({ mode: 'halt' });
  expect(world.state.breakers.get('firm')?.expires_at_ms).not.toBeNull();
  trip('halt', null);
  expect(world.state.breakers.get('firm')?.expires_at_ms).toBeNull();
  trip('reduce_only', 1000);
  expect(world.state.breakers.get('firm')).toMatchObject({ mode: 'halt', expires_at_ms: null });
});

test('(12.2) a trip cancels the orders of its scope also where a breaker is open already, and counts them', () => {
  const world = GateWorld.open();
  world.submit();
  const ask = {
    kind: 'trip',
    scope: 'symbol:AAPL',
    mode: 'halt',
    actor: 'a',
    reason: 'r',
    source: 'api',
    expires_in_ms: null,
  } as const;
  expect(world.ask({ ...ask, cancel_orders: false })).toMatchObject({ opened: true, canceled: 0 });
  expect(world.ask({ ...ask, cancel_orders: true })).toMatchObject({ opened: false, canceled: 1 });
  expect(world.log.at(-1)?.type).toBe('CANCEL_REQUESTED');
});

test('(12.11) a breaker can only be opened for an account or a symbol that exists', () => {
  const world = GateWorld.open();
  const ask = {
    kind: 'trip',
    mode: 'halt',
    actor: 'a',
    reason: 'r',
    source: 'api',
    expires_in_ms: null,
    cancel_orders: false,
  } as const;
  expect(world.ask({ ...ask, scope: 'account:defualt' })).toMatchObject({ kind: 'unknown_scope', code: 'ACCOUNT_UNKNOWN' });
  expect(world.ask({ ...ask, scope: 'symbol:APPL' })).toMatchObject({ kind: 'unknown_scope', code: 'SYMBOL_UNKNOWN' });
  expect(world.state.breakers.size).toBe(0);
});

test('(12.23) an order that was not sent is withdrawn when a trip came after it, and its hold is freed', () => {
  const world = GateWorld.open();
  const { order } = world.submit();
  expect(world.ask({ kind: 'reconsider', order_id: order.order_id }).verdict).toBe('send');
  world.ask({
    kind: 'trip',
    scope: 'firm',
    mode: 'halt',
    actor: 'a',
    reason: 'r',
    source: 'api',
    expires_in_ms: null,
    cancel_orders: false,
  });
  expect(world.ask({ kind: 'reconsider', order_id: order.order_id }).verdict).toBe('withdrawn');
  expect(world.log.at(-1)).toMatchObject({ type: 'ORDER_WITHDRAWN', reason: 'CIRCUIT_BREAKER_OPEN' });
  expect(world.state.accounts.get('default')?.gross).toBe(0);
  expect(world.ask({ kind: 'reconsider', order_id: order.order_id }).verdict).toBe('gone');
});

test('an order that is judged again is not held against itself', () => {
  const world = GateWorld.open({ max_position_size: dollars(1000) });
  const { order } = world.submit({ quantity: units(10) });
  expect(world.ask({ kind: 'reconsider', order_id: order.order_id }).verdict).toBe('send');
});

test('a reset while the loss persists is refused, and when forced trips again at once', () => {
  const world = GateWorld.open({ daily_loss_limit: dollars(50) });
  const { order } = world.submit({ quantity: units(9) });
  world.fill(order, 9, 100);
  world.quote('AAPL', 94, 94.02);
  const ask = { kind: 'reset', breaker_id: 1, actor: 'a', reason: 'r', source: 'api' } as const;
  expect(world.ask({ ...ask, how: 'ask' }).kind).toBe('cause_persists');
  expect(world.ask({ ...ask, how: 'force' })).toMatchObject({ kind: 'closed', tripped_again: 2 });
  expect(world.state.breakers.get('account:default')?.breaker_id).toBe(2);
  expect(world.ask({ ...ask, how: 'force' }).kind).toBe('not_open');
});

test('an ask to reset counts up to its time; afterwards nothing is closed', () => {
  const world = GateWorld.open();
  world.ask({
    kind: 'trip',
    ...{ scope: 'firm', mode: 'halt', actor: 'a', reason: 'r', source: 'api', expires_in_ms: null, cancel_orders: false },
  });
  const ask = { kind: 'reset', breaker_id: 1, actor: 'a', reason: 'r', source: 'api', how: 'ask' } as const;
  const nowMs = Math.floor(world.nowUs / 1000);
  expect(world.ask({ ...ask, until_ms: nowMs - 1 })).toEqual({ kind: 'too_late' });
  expect(world.state.breakers.get('firm')?.breaker_id).toBe(1);
  expect(world.ask({ ...ask, until_ms: nowMs + 1000 }).kind).toBe('closed');
});

test('a day begins at the equity that it finds, and its losses are not those of the day before', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ quantity: units(9) });
  world.fill(order, 9, 100);
  world.quote('AAPL', 90, 90.02);
  expect(world.ask({ kind: 'close_day', day: '2026-11-25', next_day: '2026-11-27' }).closed).toBe(1);
  expect(world.ask({ kind: 'close_day', day: '2026-11-25', next_day: '2026-11-27' }).closed).toBe(0);
  const account = world.state.accounts.get('default');
  expect(account?.day).toBe('2026-11-27');
  expect(account?.day_start).toBe((account?.cash ?? 0) + (account?.value ?? 0));
});

test('money that is moved in is no profit', () => {
  const world = GateWorld.open();
  world.ask({ kind: 'move_cash', account: 'default', amount: dollars(500), actor: 'a', reason: 'deposit' });
  const account = world.state.accounts.get('default');
  expect(account?.cash).toBe(dollars(100_500));
  expect((account?.day_start ?? 0) + (account?.moved ?? 0)).toBe(dollars(100_500));
});

test('(12.8) a resting order counts against its symbol also where nothing is held', () => {
  const world = GateWorld.open();
  for (let i = 0; i < 6; i += 1) world.submit({ symbol: 'TSLA' });
  const account = world.state.accounts.get('default');
  expect(account?.positions.get('TSLA')).toMatchObject({ quantity: 0, open_buys: dollars(600), exposure: dollars(600) });
  expect(account?.gross).toBe(dollars(600));
});

test('deciding changes nothing: only what happened does', () => {
  const world = GateWorld.open();
  const n = world.state.n;
  world.submit({ account: 'nobody' });
  world.submit({ symbol: 'NOPE' });
  world.ask({ kind: 'cancel', order_id: 'none', actor: 'a' });
  expect(world.state.n).toBe(n);
});

test('an account that the broker cannot be sent refuses orders with the reason, and lets them through again', () => {
  const world = GateWorld.open();
  const tell = (not_ready: string | null) => world.ask({ kind: 'broker_state', account: 'default', broker: 'alpaca', not_ready });
  expect(tell(null).told).toBe(false);
  expect(tell('the stream is cut off').told).toBe(true);
  expect(tell('the stream is cut off').told).toBe(false);
  expect(world.submit()).toMatchObject({ kind: 'unavailable', code: 'ACCOUNT_NOT_READY', message: 'the stream is cut off' });
  const again = restoreSnapshot(takeSnapshot(world.state), world.state.compile);
  expect(again.accounts.get('default')?.broker_not_ready).toBe('the stream is cut off');
  tell(null);
  expect(world.submit()).toMatchObject({ kind: 'decided', accepted: true });
});

test('an account that is set to what the broker has gains and loses nothing by that, and only when nothing was reported in between', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ quantity: units(9) });
  world.fill(order, 9, 100);
  const account = world.state.accounts.get('default');
  const loss = () => (account?.day_start ?? 0) + (account?.moved ?? 0) - (account?.cash ?? 0) - (account?.value ?? 0);
  const before = loss();
  const positions = [
    { symbol: 'AAPL', quantity: units(7), average_price: dollars(90) },
    { symbol: 'TSLA', quantity: units(-2), average_price: dollars(110) },
  ];
  const adopt = (after: number) =>
    world.ask({
      ...{ kind: 'adopt_account' as const, account: 'default', broker: 'alpaca', cash: dollars(50_000), positions },
      ...{ actor: 'a', reason: 'a bust', after },
    });
  expect(adopt(world.state.broker_sequence - 1)).toMatchObject({ adopted: false });
  expect(adopt(world.state.broker_sequence)).toMatchObject({ adopted: true });
  expect(account?.cash).toBe(dollars(50_000));
  expect(account?.positions.get('AAPL')).toMatchObject({ quantity: units(7), cost: dollars(630) });
  expect(account?.positions.get('TSLA')).toMatchObject({ quantity: units(-2), cost: dollars(-220) });
  expect(loss()).toBe(before);
  expect(world.tick().drift).toBe(0);
  expect(account?.gross).toBe(dollars(7 * 100.01 + 2 * 100.01));
});

test('a quote of another numbering is taken once the known one cannot be traded by any more', () => {
  const world = GateWorld.open();
  const bid = () => world.state.quotes.get('AAPL')?.bid;
  world.quote('AAPL', 90, 90.02, 1_790_000_000_000);
  world.quote('AAPL', 95, 95.02, 7);
  expect(bid()).toBe(dollars(90));
  world.pass(15.1);
  world.quote('AAPL', 95, 95.02, 7);
  expect(bid()).toBe(dollars(95));
});
