import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { notional, otherFactor, type Quantity } from '../model/money.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';
import { encodeEvent } from './codec.js';
import type { ExecutionApplied } from './event.js';
import { foldLine } from './fold.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { stateHash } from './state-hash.js';
import { emptyState } from './state.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_order_size: dollars(1e6), max_position_size: dollars(1e6), max_portfolio_concentration_bps: 1_000_000 },
  ...{ max_leverage_hundredths: 1_000_000, maintenance_margin: 'off', daily_loss_limit: dollars(1e6) },
};
const OWN = { max_position: dollars(1e7), max_concentration_bps: 1_000_000 };
const known = (instrument: Partial<Instrument>): Instrument => ({ ...EMPTY_INSTRUMENT, ...instrument });
const OF_100 = known({ contract_multiplier: 100_000_000 });
const IN_EUR = known({ currency: 'EUR' });

/** AAPL is of 100, SPY in euros, TSLA both; 1 EUR is 1.10 USD. */
function worldOf(limits: Partial<RiskLimits> = {}, more: Partial<RiskConfig> = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  world.ask({ kind: 'move_cash', account: 'default', amount: dollars(900_000), actor: 'a', reason: 'r' });
  world.change({
    symbols: { AAPL: OWN, SPY: OWN, TSLA: OWN },
    instruments: { AAPL: OF_100, SPY: IN_EUR, TSLA: known({ currency: 'EUR', contract_multiplier: 100_000_000 }) },
    ...more,
  });
  world.quote('EURUSD', 1.1, 1.1);
  return world;
}
const verdict = (world: GateWorld, fields: Parameters<GateWorld['submit']>[0] = {}) => {
  const answer = world.submit(fields);
  if (answer.kind !== 'decided') return 'code' in answer ? answer.code : answer.kind;
  return answer.violations[0]?.message ?? 'passes';
};
const account = (world: GateWorld) => {
  const found = world.state.accounts.get('default');
  if (!found) throw new Error('the account is gone');
  return found;
};
const position = (world: GateWorld, symbol: string) => account(world).positions.get(symbol);
const metOf = (answer: ReturnType<GateWorld['submit']>) => {
  if (answer.kind !== 'decided') throw new Error('not decided');
  return answer.state;
};
const lastFill = (world: GateWorld) =>
  world.log.findLast((event): event is ExecutionApplied => event.type === 'EXECUTION_APPLIED');
const sumsAreTrue = (world: GateWorld) => {
  const { state } = world;
  for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 100, 100.02);
  expect(world.tick().drift).toBe(0);
  const again = emptyState(compile);
  for (const line of world.log.map(encodeEvent)) expect(foldLine(again, line)).toHaveProperty('event');
  expect(stateHash(again)).toBe(stateHash(state));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(state))), compile);
  for (const [id, one] of state.accounts) {
    const other = restored.accounts.get(id);
    expect([other?.value, other?.gross, other?.maintenance]).toEqual([one.value, one.gross, one.maintenance]);
  }
  expect([...restored.contracts.values()]).toEqual([...state.contracts.values()]);
};

test('quantity x price x multiplier x rate is one product, rounded once', () => {
  const contract = { multiplier: 333_333, rate: 1_085_123_456 };
  // 7 x 1.01 x 0.333333 x 1.085123456 = 2.557269...
  const exact = 7 * 1.01 * 0.333333 * 1.085123456;
  expect(notional(units(7), dollars(1.01), 'nearest', contract)).toBe(Math.round(exact * 1e6));
  expect(notional(units(7), dollars(1.01), 'up', contract)).toBe(Math.ceil(exact * 1e6));
  expect(notional(units(3), dollars(2.5), 'up', { multiplier: 1_000_000, rate: 1_000_000_000 })).toBe(dollars(7.5));
  expect(otherFactor(dollars(110), units(1), { multiplier: 1_000_000, rate: 1_100_000_000 }, 1e15, 'nearest')).toBe(dollars(100));
  expect(otherFactor(dollars(100), 0, null, 5, 'down')).toBe(5);
});

test('an order is worth quantity x price x multiplier x rate, and its hold too', () => {
  const world = worldOf();
  const met = metOf(world.submit({ symbol: 'TSLA', quantity: units(2), price: dollars(99) }));
  expect(met).toMatchObject({ check_price: dollars(99), notional: dollars(2 * 99 * 100 * 1.1) });
  expect(met.contract).toMatchObject({ multiplier: 100_000_000, rate: 1_100_000_000, currency: 'EUR' });
  expect(position(world, 'TSLA')?.open_buys).toBe(dollars(21_780));
  expect(metOf(world.submit({ symbol: 'AAPL', price: dollars(100) })).contract).toEqual({
    multiplier: 100_000_000,
    rate: 1_000_000_000,
  });
  sumsAreTrue(world);
});

test('a price is told in the currency of the instrument, what the order is worth in dollars', () => {
  const world = worldOf({ price_collar_through_bps: 1000, max_order_size: dollars(100_000) });
  expect(verdict(world, { symbol: 'SPY', price: dollars(150) })).toBe(
    'Price collar breached: 150.00 EUR is 49.99% from 100.01 EUR, limit 10.00%',
  );
  expect(verdict(world, { symbol: 'SPY', quantity: units(1000), price: dollars(100) })).toBe(
    'Order size exceeds limit: $110000.00 > $100000.00',
  );
});

test('a plain instrument meets no contract, and a fill of it says none', () => {
  const world = worldOf({}, { instruments: { SPY: IN_EUR } });
  const { order, ...answer } = world.submit({ symbol: 'AAPL' });
  expect('state' in answer && 'contract' in answer.state).toBe(false);
  world.fill(order, 1, 100);
  expect(lastFill(world)).not.toHaveProperty('contract');
});

test.each([
  [999, 'passes'],
  [1000, 'passes'],
  [1000.01, 'Order size exceeds limit: $100001.00 > $100000.00'],
])('(2) ORDER_SIZE 100,000, multiplier 100: BUY 1 at %d: %s', (price, said) => {
  expect(verdict(worldOf({ max_order_size: dollars(100_000) }), { symbol: 'AAPL', price: dollars(price) })).toBe(said);
});

describe('CURRENCY', () => {
  test('no quote of the pair ever: CURRENCY_UNSUPPORTED; with one: converted', () => {
    const world = worldOf({}, { instruments: { SPY: known({ currency: 'GBP' }) } });
    expect(verdict(world, { symbol: 'SPY' })).toBe('Currency unsupported: GBP');
    world.quote('GBPUSD', 1.25, 1.27);
    const answer = world.submit({ symbol: 'SPY' });
    expect(metOf(answer)).toMatchObject({ notional: dollars(126), contract: { rate: 1_260_000_000 } });
  });
  test('only USDJPY is quoted: turned round, to nine decimals; JPYUSD, once quoted, comes first', () => {
    const world = worldOf({}, { instruments: { SPY: known({ currency: 'JPY' }) } });
    world.quote('USDJPY', 149.5, 150.5);
    expect(metOf(world.submit({ symbol: 'SPY' })).contract?.rate).toBe(6_666_667);
    world.quote('JPYUSD', 0.0067, 0.0067);
    expect(metOf(world.submit({ symbol: 'SPY' })).contract?.rate).toBe(6_700_000);
    world.quote('USDJPY', 100, 100);
    expect(metOf(world.submit({ symbol: 'SPY' })).contract?.rate).toBe(6_700_000);
  });
  test('a rate of 60 s: passes; of 60.000001 s: FX_RATE_STALE; a new quote of the pair: passes', () => {
    const world = worldOf();
    world.quote('EURUSD', 1.1, 1.1);
    const quoted = world.nowUs;
    const at = (us: number) => {
      world.nowUs = quoted + us - 10;
      for (const symbol of ['AAPL', 'SPY']) world.quote(symbol, 100, 100.02);
      world.tick();
      world.nowUs = quoted + us - 1;
    };
    const markedUs = Math.floor(quoted / 1000) * 1000;
    at(60_000_000 - (quoted - markedUs));
    expect(verdict(world, { symbol: 'SPY' })).toBe('passes');
    expect(verdict(world, { symbol: 'SPY' })).toBe('FX rate stale: 60.000001 s > 60 s');
    expect(verdict(world, { symbol: 'AAPL' })).toBe('passes');
    world.quote('EURUSD', 1.1, 1.1);
    expect(verdict(world, { symbol: 'SPY' })).toBe('passes');
  });
  test('what closes needs a rate too; and what is held makes profit and loss unknown without one', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'SPY' });
    world.fill(order, 1, 100);
    world.pass(61);
    for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 100, 100.02);
    expect(verdict(world, { symbol: 'SPY', side: 'SELL' })).toBe('PNL_STALE');
    world.pass(-20);
    expect(world.tick().stale_symbols).toEqual([]);
    world.pass(40);
    for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 100, 100.02);
    expect(world.tick().stale_symbols).toEqual(['EURUSD']);
    expect(verdict(world, { symbol: 'AAPL' })).toBe('PNL_STALE');
  });
  test('with the checks off an order in a currency without a rate is still not let through', () => {
    const world = worldOf({ enabled: false }, { instruments: { SPY: known({ currency: 'GBP' }) } });
    expect(world.submit({ symbol: 'SPY' })).toMatchObject({ kind: 'unavailable', code: 'REFERENCE_PRICE_UNAVAILABLE' });
  });
  test('an instrument that an earlier build wrote is refused in another currency, until it is set again', () => {
    const { contract_multiplier: _, ...earlier } = IN_EUR;
    const world = worldOf({}, { instruments: { SPY: earlier } });
    expect(verdict(world, { symbol: 'SPY' })).toBe('Currency unsupported: EUR');
    world.change({ instruments: { SPY: IN_EUR } });
    expect(verdict(world, { symbol: 'SPY' })).toBe('passes');
  });
});

describe('a fill', () => {
  test('moves cash and cost in dollars at the multiplier and the last known rate, and says both', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'TSLA', quantity: units(2), price: dollars(100) });
    const cash = account(world).cash;
    world.quote('EURUSD', 1.2, 1.2);
    world.fill(order, 2, 100);
    expect(account(world).cash).toBe(cash - dollars(2 * 100 * 100 * 1.2));
    expect(position(world, 'TSLA')).toMatchObject({ cost: dollars(24_000), bought: dollars(24_000), flow: 0 - dollars(24_000) });
    expect(lastFill(world)?.contract).toEqual({ multiplier: 100_000_000, rate: 1_200_000_000 });
    sumsAreTrue(world);
  });
  test('the dollars that the broker says it moved are what is booked', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'SPY', price: dollars(100) });
    const cash = account(world).cash;
    const contract = { multiplier: 1_000_000, rate: 1_150_000_000 };
    world.report(order, 'FILL', { quantity: units(1), price: dollars(100), contract });
    expect(account(world).cash).toBe(cash - dollars(115));
    sumsAreTrue(world);
  });
  test('after only the rate has moved the sale makes a profit in dollars, realised at the rate of that fill', () => {
    const world = worldOf();
    const { order: buy } = world.submit({ symbol: 'SPY', quantity: units(10), price: dollars(100.02) });
    world.fill(buy, 10, 100);
    const before = account(world).cash + account(world).value;
    world.quote('SPY', 100, 100);
    world.quote('EURUSD', 1.2, 1.2);
    expect(position(world, 'SPY')?.value).toBe(dollars(1200));
    expect(account(world).cash + account(world).value).toBe(before - dollars(0) + dollars(1200) - dollars(10 * 100.01 * 1.1));
    const { order: sale } = world.submit({ symbol: 'SPY', side: 'SELL', quantity: units(10), price: dollars(100) });
    world.fill(sale, 10, 100);
    expect(lastFill(world)?.realized_pnl).toBe(dollars(100));
    sumsAreTrue(world);
  });
  test('in part keeps the rest held at the rate that the order was checked at', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'SPY', quantity: units(3), price: dollars(99) });
    world.quote('EURUSD', 1.5, 1.5);
    world.fill(order, 1, 99);
    expect(position(world, 'SPY')?.open_buys).toBe(dollars(2 * 99 * 1.1));
    sumsAreTrue(world);
  });
  test('in a currency of which no rate was ever known is set aside by name', () => {
    const world = worldOf({}, { instruments: {} });
    const { order } = world.submit({ symbol: 'SPY' });
    world.change({ instruments: { SPY: known({ currency: 'GBP' }) } });
    world.report(order, 'FILL', { quantity: units(1), price: dollars(100) });
    expect(world.log.at(-1)).toMatchObject({
      type: 'REPORT_SET_ASIDE',
      why: 'an amount in GBP has no rate: GBPUSD or USDGBP was never quoted',
    });
  });
});

describe('a mark of the pair', () => {
  test('values anew what accounts and strategies hold in its currency, and the sums of everybody', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'SPY', quantity: units(10), price: dollars(100.02), strategy: 's1' });
    world.fill(order, 10, 100);
    world.quote('SPY', 100, 100);
    const firm = world.state.firm.value;
    world.quote('EURUSD', 2, 2);
    expect(position(world, 'SPY')).toMatchObject({ value: dollars(2000), maintenance: dollars(500), exposure: dollars(2000) });
    expect(world.state.sums.get('strategy:s1')?.value).toBe(dollars(2000));
    expect(world.state.firm.value).toBe(firm + dollars(900));
    expect(account(world).gross).toBe(dollars(2000));
    sumsAreTrue(world);
  });
  test('trips the loss of the day at the micro-dollar', () => {
    const world = worldOf({ daily_loss_limit: dollars(100) });
    const { order } = world.submit({ symbol: 'SPY', quantity: units(10), price: dollars(100.02) });
    world.fill(order, 10, 100);
    world.quote('SPY', 100, 100);
    world.quote('EURUSD', 1.000001, 1.000001);
    expect(world.state.breakers.size).toBe(0);
    world.quote('EURUSD', 1, 1);
    expect(world.state.breakers.has('account:default')).toBe(true);
  });
  test('that would take what is held beyond what can be reckoned with is no mark', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'SPY', quantity: units(1), price: dollars(100) });
    world.report(order, 'FILL', { quantity: units(1_000_000), price: dollars(100) });
    world.quote('EURUSD', 900_000, 900_000);
    expect(world.state.quotes.get('EURUSD')).toMatchObject({ wide: true, mark: dollars(1.1) });
    sumsAreTrue(world);
  });
  test('with a mark of the symbol in one batch is held against both together', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'SPY', quantity: units(1), price: dollars(100) });
    world.report(order, 'FILL', { quantity: units(10_000), price: dollars(100) });
    const quote = (symbol: string, price: number) => ({
      ...{ symbol, bid: dollars(price), ask: dollars(price), frozen: false },
      revision: 1 + (world.state.quotes.get(symbol)?.revision ?? 0),
    });
    world.ask({ kind: 'mark', day: DAY, quotes: [quote('SPY', 500_000), quote('EURUSD', 1000)] });
    expect(world.state.quotes.get('SPY')?.mark).toBe(dollars(500_000));
    expect(world.state.quotes.get('EURUSD')).toMatchObject({ wide: true, mark: dollars(1.1) });
  });
});

describe('an amendment', () => {
  test('is held at the larger of old and new, each at its own rate', () => {
    const world = worldOf();
    const order = world.working({ symbol: 'SPY', quantity: units(10), price: dollars(90) });
    world.quote('EURUSD', 1.2, 1.2);
    expect(world.amend(order, { price: 91 })).toMatchObject({ kind: 'decided', accepted: true });
    expect(position(world, 'SPY')?.open_buys).toBe(dollars(10 * 91 * 1.2));
    world.answerAmendment(order);
    expect(world.state.orders.get(order.order_id)?.contract).toEqual({ multiplier: 1_000_000, rate: 1_200_000_000 });
    sumsAreTrue(world);
  });
  test('that only lowers the rest needs no new rate', () => {
    const world = worldOf();
    const order = world.working({ symbol: 'SPY', quantity: units(10), price: dollars(90) });
    world.pass(61);
    for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 100, 100.02);
    world.tick();
    expect(world.amend(order, { price: 91 })).toMatchObject({ violations: [{ code: 'FX_RATE_STALE' }] });
    expect(world.amend(order, { quantity: 4 })).toMatchObject({ kind: 'decided', accepted: true });
    world.answerAmendment(order);
    expect(position(world, 'SPY')?.open_buys).toBe(dollars(4 * 90 * 1.1));
  });
});

describe('another multiplier or currency', () => {
  test('values anew what is held, which is no profit; open orders stay held as they were checked', () => {
    const world = worldOf();
    const { order } = world.submit({ symbol: 'AAPL', quantity: units(1), price: dollars(100.02), strategy: 's1' });
    world.fill(order, 1, 100);
    world.submit({ symbol: 'AAPL', quantity: units(1), price: dollars(90) });
    const loss = () => account(world).day_start + account(world).moved - account(world).cash - account(world).value;
    const before = loss();
    world.change({ instruments: { AAPL: known({ contract_multiplier: 10_000_000 }) } });
    expect(position(world, 'AAPL')).toMatchObject({ value: dollars(1000.1), open_buys: dollars(9000) });
    expect(loss()).toBe(before);
    sumsAreTrue(world);
  });
  test('under which what is held could not be reckoned with is not put in force, and told once', () => {
    const world = worldOf({}, { instruments: {} });
    const { order } = world.submit({ symbol: 'AAPL', quantity: units(1), price: dollars(100.02) });
    world.report(order, 'FILL', { quantity: units(1_000_000), price: dollars(100) });
    const version = world.state.config?.version;
    const huge = { instruments: { AAPL: known({ contract_multiplier: 1_000_000_000_000 }) } };
    world.change(huge);
    world.change(huge);
    expect(world.state.config?.version).toBe(version);
    expect(world.log.filter(({ type }) => type === 'CONFIG_REJECTED')).toMatchObject([{ source: 'instruments', place: 'AAPL' }]);
    world.change({ instruments: { AAPL: known({ contract_multiplier: 2_000_000 }) } });
    expect(world.state.faults.has('instruments')).toBe(false);
    sumsAreTrue(world);
  });
});

test('a kill closes contracts in orders of at most the largest size, in dollars', () => {
  const world = worldOf({ max_order_size: dollars(50_000) });
  for (let i = 0; i < 3; i += 1) {
    const { order } = world.submit({ symbol: 'TSLA', quantity: units(4), price: dollars(100) });
    world.fill(order, 4, 100);
  }
  const flatten = { protect_bps: 0 };
  world.ask({
    ...{ kind: 'trip', scope: 'account:default', mode: 'halt', actor: 'dev', reason: 'r', source: 'api' },
    ...{ expires_in_ms: null, cancel_orders: true, flatten },
  });
  world.quote('TSLA', 100, 100.02);
  const closing = world.log.flatMap((event) => (event.type === 'ORDER_DECIDED' && event.order.flatten ? [event] : []));
  expect(closing.map(({ accepted, order }) => [accepted, order.quantity])[0]).toEqual([true, 454_545_454]);
  expect(closing.reduce((sum, { order }) => sum + order.quantity, 0)).toBe(units(12));
  expect(closing.every(({ state: { notional: worth } }) => worth <= dollars(50_000))).toBe(true);
});

test('a short of 100 asks of each share what the rule asks of a share', () => {
  const world = worldOf();
  world.quote('AAPL', 3, 3);
  const { order } = world.submit({ symbol: 'AAPL', side: 'SELL', quantity: units(1), price: dollars(3) });
  world.fill(order, 1, 3);
  expect(position(world, 'AAPL')?.maintenance).toBe(dollars(300));
});

test('an account that is taken over from the broker costs dollars', () => {
  const world = worldOf();
  const held = { symbol: 'TSLA', quantity: 200_000_000 as Quantity, average_price: dollars(90) };
  const who = { account: 'default', actor: 'dev', reason: 'r', broker: 'b' };
  world.ask({ kind: 'adopt_account', ...who, cash: dollars(500_000), positions: [held], after: world.state.broker_sequence });
  expect(position(world, 'TSLA')).toMatchObject({ cost: dollars(19_800), value: dollars(22_002.2) });
  sumsAreTrue(world);
});
