import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskLimits } from '../model/limits.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';
import type { TimeWindow } from '../model/windows.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import type { Halt } from './halts.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_position_size: dollars(1e7), max_order_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 },
  ...{ max_leverage_hundredths: 100_000, daily_loss_limit: dollars(5e6), maintenance_margin: 'off' },
};

/** A gate at that moment, with AAPL on the New York Stock Exchange. */
function worldAt(
  time: string,
  limits: Partial<RiskLimits> = {},
  more: { aapl?: Partial<Instrument>; windows?: Record<string, TimeWindow> } = {},
) {
  const world = new GateWorld();
  world.nowUs = Date.parse(time) * 1000 - 100_000_000;
  world.ask({ kind: 'open_account', account: 'default', cash: dollars(1e6), day: time.slice(0, 10) });
  world.configure(1, { ...WIDE, ...limits });
  const own = { max_position: dollars(1e7), max_concentration_bps: 100_000 };
  world.change({
    symbols: { AAPL: own, SPY: own, TSLA: own },
    instruments: {
      AAPL: { ...EMPTY_INSTRUMENT, calendar: 'XNYS', ...more.aapl },
      SPY: { ...EMPTY_INSTRUMENT, previous_close: dollars(500) },
    },
    windows: more.windows ?? {},
  });
  at(world, time);
  return world;
}
/** Moves the clock, with fresh quotes, to a microsecond before that moment: the next command is at it. */
function at(world: GateWorld, time: string, us = 0): void {
  world.nowUs = Date.parse(time) * 1000 - 10_000 + us;
  for (const symbol of ['AAPL', 'TSLA']) world.quote(symbol, 100, 100);
  if (!world.state.quotes.has('SPY')) world.quote('SPY', 500, 500);
  world.tick();
  world.nowUs = Date.parse(time) * 1000 + us - 1;
}
type Fields = Parameters<GateWorld['submit']>[0] & { extended_hours?: boolean };
const verdict = (world: GateWorld, fields: Fields = {}) => {
  const answer = world.submit({ price: fields.order_type === 'MARKET' ? null : dollars(100), ...fields });
  if (answer.kind !== 'decided') return 'code' in answer ? answer.code : answer.kind;
  return answer.violations[0]?.message ?? 'passes';
};

describe('SESSION XNYS', () => {
  test('2026-11-27 at 12:59:59.999999: passes; 13:00:00: MARKET_CLOSED', () => {
    const world = worldAt('2026-11-27T18:00:00Z');
    world.nowUs -= 1;
    expect(verdict(world)).toBe('passes');
    expect(verdict(world)).toBe('Market closed: 13:00 outside 09:30-13:00');
    expect(verdict(world, { side: 'SELL' })).toMatch('Market closed');
  });
  test('then LIMIT DAY extended: passes; MARKET: EXTENDED_HOURS_NOT_ALLOWED', () => {
    const world = worldAt('2026-11-27T18:00:00Z', { extended_hours: 'allowed' });
    expect(verdict(world, { extended_hours: true })).toBe('passes');
    expect(verdict(world, { order_type: 'MARKET', extended_hours: true })).toBe('Extended hours not allowed: post MARKET DAY');
    expect(verdict(world)).toBe('Extended hours not allowed: post LIMIT DAY');
    expect(verdict(world, { extended_hours: true, time_in_force: 'GTC' })).toBe('Extended hours not allowed: post LIMIT GTC');
  });
  test.each([
    ['2026-10-30T13:30:00Z', 'passes'],
    ['2026-11-02T13:30:00Z', 'Market closed: 08:30 outside 09:30-16:00'],
    ['2026-11-02T14:30:00Z', 'passes'],
    ['2026-11-26T15:00:00Z', 'Market closed: 10:00 outside no trading today'],
    ['2026-11-28T15:00:00Z', 'Market closed: 10:00 outside no trading today'],
    ['2031-03-03T15:00:00Z', 'CALENDAR_UNAVAILABLE'],
  ])('%s: %s', (time, outcome) => expect(verdict(worldAt(time))).toBe(outcome));
  test('an instrument without a calendar is traded at any time', () =>
    expect(verdict(worldAt('2031-03-03T03:00:00Z', {}, { aapl: { calendar: null } }))).toBe('passes'));
});

describe('FLAT_BY_CLOSE 20', () => {
  test('15:40:00: BUY is refused, a closing SELL passes; a microsecond before the BUY passes', () => {
    const world = worldAt('2026-11-25T20:30:00Z', { flat_by_close_minutes: 20 });
    const { order } = world.submit({ quantity: units(5), price: dollars(100) });
    world.fill(order, 5, 100);
    at(world, '2026-11-25T20:40:00Z', -1);
    expect(verdict(world)).toBe('passes');
    expect(verdict(world)).toBe('Flat by close: 20 minutes to the close');
    expect(verdict(world, { side: 'SELL', quantity: units(5) })).toBe('passes');
  });
});

describe('TIME_OF_DAY close-15 min, 50 % of 1,000', () => {
  const half = (more: Partial<TimeWindow> = {}): { late: TimeWindow } => ({
    late: {
      ...{ scope: 'firm', anchor: 'close', from_minutes: -15, to_minutes: 0, mode: 'scale', limits: ['max_order_size'] },
      ...{ factor_bps: 5000, ...more },
    },
  });
  const limits = { max_order_size: dollars(1000) };
  test('15:44:59.999999 X 1,000: passes; 15:45 X 500.00: passes; 500.01: refused', () => {
    const world = worldAt('2026-11-25T20:45:00Z', limits, { windows: half() });
    world.nowUs -= 1;
    expect(verdict(world, { quantity: units(10) })).toBe('passes');
    expect(verdict(world, { quantity: units(5) })).toBe('passes');
    expect(verdict(world, { quantity: units(5.0001) })).toBe('Order size exceeds limit: $500.01 > $500.00');
  });
  test('on a half day from 12:45', () => {
    const world = worldAt('2026-11-27T17:45:00Z', limits, { windows: half() });
    expect(verdict(world, { quantity: units(10) })).toMatch('Order size exceeds limit');
  });
  test('of windows that overlap the smallest factor holds, and only for its scope', () => {
    const windows = { ...half(), small: half({ scope: 'strategy:t1', factor_bps: 1000 }).late };
    const world = worldAt('2026-11-25T20:50:00Z', limits, { windows });
    expect(verdict(world, { quantity: units(5), strategy: 't1' })).toBe('Order size exceeds limit: $500.00 > $100.00');
    expect(verdict(world, { quantity: units(5), strategy: 't2' })).toBe('passes');
  });
  test('no_market refuses market orders, reduce_only what does not close', () => {
    const noMarket = worldAt('2026-11-25T20:50:00Z', limits, { windows: half({ mode: 'no_market', limits: [] }) });
    expect(verdict(noMarket, { order_type: 'MARKET' })).toBe('Time of day restricted: no_market by late');
    expect(verdict(noMarket)).toBe('passes');
    const closing = worldAt('2026-11-25T20:50:00Z', limits, { windows: half({ mode: 'reduce_only', limits: [] }) });
    expect(verdict(closing)).toBe('Time of day restricted: reduce_only by late');
  });
  test('in a year that the calendar does not know', () =>
    expect(verdict(worldAt('2031-03-03T15:00:00Z', limits, { windows: half(), aapl: { calendar: null } }))).toBe(
      'CALENDAR_UNAVAILABLE',
    ));
});

describe('MARKET_HALT, own test, close 500.00', () => {
  const begun = () => worldAt('2026-11-25T16:00:00Z', { market_halt_test: 'on' });
  const spy = (world: GateWorld, time: string, price: number) => {
    at(world, time);
    world.quote('SPY', price, price);
  };
  const halts = (world: GateWorld) =>
    world.log.flatMap((event) =>
      event.type === 'HALT_CHANGED' ? [`${event.level} ${new Date(event.until_ms ?? 0).toISOString().slice(11, 16)}`] : [],
    );
  test('465.00 at 11:00: halted until 11:15, reducing orders too', () => {
    const world = begun();
    spy(world, '2026-11-25T16:00:00Z', 465);
    expect(halts(world)).toEqual(['1 16:15']);
    expect(verdict(world)).toBe('Market halted: SPY -7.00% >= 7.00%');
    at(world, '2026-11-25T16:15:00Z');
    expect(verdict(world)).toBe('passes');
  });
  test('it is kept since when, in a snapshot too; one of an earlier build has no such moment', () => {
    const world = begun();
    spy(world, '2026-11-25T16:00:00Z', 465);
    const snapshot = takeSnapshot(world.state);
    expect(restoreSnapshot(snapshot, compile).halts.get('firm')?.at_ms).toBe(Date.parse('2026-11-25T16:00:00Z'));
    const { at_ms: _, ...earlier } = snapshot.halts?.[0] ?? ({} as Halt);
    const state = restoreSnapshot({ ...snapshot, halts: [earlier] }, compile);
    expect(state.halts.get('firm')).toEqual(earlier);
    expect(stateHash(state)).toBe(stateHash(world.state));
  });
  test('465.01: no', () => {
    const world = begun();
    spy(world, '2026-11-25T16:00:00Z', 465.01);
    expect(halts(world)).toEqual([]);
  });
  test('465.00 again at 13:00: no (once a day)', () => {
    const world = begun();
    spy(world, '2026-11-25T16:00:00Z', 465);
    spy(world, '2026-11-25T18:00:00Z', 465);
    expect(halts(world)).toHaveLength(1);
    spy(world, '2026-11-25T18:00:01Z', 435);
    expect(halts(world)).toEqual(['1 16:15', '2 18:15']);
  });
  test('465.00 first at 15:25: no; 400.00 at 15:40: rest of the day', () => {
    const world = begun();
    spy(world, '2026-11-25T20:25:00Z', 465);
    expect(halts(world)).toEqual([]);
    spy(world, '2026-11-25T20:40:00Z', 400);
    expect(halts(world)).toEqual(['3 21:00']);
  });
  test('the log proves it, and finds one that is made up', () => {
    const world = begun();
    spy(world, '2026-11-25T16:00:00Z', 465);
    verdict(world);
    const proof = new LogProof(emptyState(compile));
    for (const event of world.log) proof.take(encodeEvent(event));
    proof.finish();
    expect(stateHash(proof.state)).toBe(stateHash(world.state));
    const halted = world.log.findIndex(({ type }) => type === 'HALT_CHANGED');
    const without = new LogProof(emptyState(compile));
    const left = () => {
      for (const event of world.log.slice(0, halted)) without.take(encodeEvent(event));
      without.finish();
    };
    expect(left).toThrow('gate_events');
  });
});

test('SYMBOL_HALT: a person says so, for that symbol alone, closing orders too, until its end exactly', () => {
  const world = worldAt('2026-11-25T16:00:00Z');
  const halt = { kind: 'halt', scope: 'symbol:AAPL', halted: true, reason: 'news pending', actor: 'user:ann' } as const;
  world.ask({ ...halt, until_ms: Date.parse('2026-11-25T16:10:00Z') });
  expect(verdict(world)).toBe('Symbol halted: AAPL news pending');
  expect(verdict(world, { symbol: 'TSLA' })).toBe('passes');
  at(world, '2026-11-25T16:10:00Z');
  expect(verdict(world)).toBe('passes');
  world.ask({ ...halt, until_ms: null });
  expect(verdict(world)).toMatch('Symbol halted');
  expect(world.ask({ ...halt, halted: false, until_ms: null })).toEqual({ kind: 'halt', changed: true });
  expect(verdict(world)).toBe('passes');
  expect(world.ask({ ...halt, scope: 'symbol:NONE', until_ms: null })).toMatchObject({ kind: 'unknown_scope' });
});
