import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { CsvFaultsError, readInstrumentsCsv } from '../config/instruments-csv.js';
import { instrumentTexts } from '../config/instrument-fields.js';
import type { RiskLimits } from '../model/limits.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_order_size: dollars(1e9), max_position_size: dollars(1e9), max_portfolio_concentration_bps: 1_000_000 },
  ...{ max_leverage_hundredths: 1_000_000, maintenance_margin: 'off' },
};
function worldOf(aapl: Partial<Instrument>, limits: Partial<RiskLimits> = {}, price = 100): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const own = { max_position: dollars(1e9), max_concentration_bps: 1_000_000 };
  world.ask({ kind: 'move_cash', account: 'default', amount: dollars(1e8), actor: 'a', reason: 'r' });
  world.change({ symbols: { AAPL: own, SPY: own, TSLA: own }, instruments: { AAPL: { ...EMPTY_INSTRUMENT, ...aapl } } });
  world.quote('AAPL', price, price);
  return world;
}
const verdict = (world: GateWorld, fields: Parameters<GateWorld['submit']>[0] = {}) => {
  const answer = world.submit(fields);
  if (answer.kind !== 'decided') return 'code' in answer ? answer.code : answer.kind;
  return answer.violations[0]?.message ?? 'passes';
};

describe('ORDER_ADV, 1 %, ADV 2,500,000', () => {
  const limits = { max_order_adv_bps: 100 };
  // The tests' clock stands on Wednesday 2026-11-25.
  const volume = { average_volume: units(2_500_000), volume_as_of: '2026-11-24' };
  test('25,000: passes; 25,001: refused', () => {
    expect(verdict(worldOf(volume, limits), { quantity: units(25_000) })).toBe('passes');
    expect(verdict(worldOf(volume, limits), { quantity: units(25_001) })).toBe('Order above ADV: 25001 > 25000 of 2500000');
  });
  test('a figure of 6 trading days ago: REFERENCE_VOLUME_UNAVAILABLE; of 5 it is good; none is none', () => {
    expect(verdict(worldOf({ ...volume, volume_as_of: '2026-11-18' }, limits))).toBe('passes');
    expect(verdict(worldOf({ ...volume, volume_as_of: '2026-11-17' }, limits))).toBe('REFERENCE_VOLUME_UNAVAILABLE');
    expect(verdict(worldOf({}, limits))).toBe('REFERENCE_VOLUME_UNAVAILABLE');
    expect(verdict(worldOf({}))).toBe('passes');
  });
});

describe('LULD_BAND 95.00/105.00', () => {
  const band = { lower_band: dollars(95), upper_band: dollars(105) };
  test('BUY 105.00: passes; 105.01: refused; SELL 94.99: refused', () => {
    expect(verdict(worldOf(band), { price: dollars(105) })).toBe('passes');
    expect(verdict(worldOf(band), { price: dollars(105.01) })).toBe('Price outside band: $105.01 $95.00 $105.00');
    expect(verdict(worldOf(band), { side: 'SELL', price: dollars(95) })).toBe('passes');
    expect(verdict(worldOf(band), { side: 'SELL', price: dollars(94.99) })).toMatch('Price outside band');
  });
  test('MARKET BUY, ask 105.02: refused', () => {
    const world = worldOf(band);
    world.quote('AAPL', 104.98, 105.02);
    expect(verdict(world, { order_type: 'MARKET', price: null })).toMatch('Price outside band');
    expect(verdict(world, { order_type: 'MARKET', price: null, side: 'SELL' })).toBe('passes');
  });
});

describe('HARD_TO_BORROW max 15 %', () => {
  const limits = { hard_to_borrow: 'allowed' as const, max_borrow_fee_bps: 1500 };
  const hard = (fee: number, hours = 1): Partial<Instrument> => ({
    ...{ borrow: 'hard', borrow_fee_bps: fee, borrow_as_of_us: 1_795_600_000_000_000 - hours * 3_600_000_000 },
  });
  const short = { side: 'SELL' as const };
  test('15.00: passes; 15.01: refused', () => {
    expect(verdict(worldOf(hard(1500), limits), short)).toBe('passes');
    expect(verdict(worldOf(hard(1501), limits), short)).toBe('Borrow unavailable: 15.01% > 15.00%');
  });
  test('25 h old: BORROW_DATA_STALE, and a closing sale passes all the same', () => {
    const world = worldOf(hard(0, 25), limits);
    expect(verdict(world, short)).toBe('BORROW_DATA_STALE');
    const { order } = world.submit();
    world.fill(order, 1, 100);
    expect(verdict(world, short)).toBe('passes');
  });
  test('where it is not allowed what is hard to borrow is refused, what is easy passes', () => {
    const refused = { hard_to_borrow: 'refused' as const };
    expect(verdict(worldOf(hard(0), refused), short)).toMatch('Borrow unavailable');
    expect(verdict(worldOf({ ...hard(0), borrow: 'easy' }, refused), short)).toBe('passes');
  });
});

test('CURRENCY: another one than dollars is refused; ORDER_IDENTITY: a strategy that must be named is', () => {
  expect(verdict(worldOf({ currency: 'EUR' }))).toBe('Currency unsupported: EUR');
  expect(verdict(worldOf({ currency: 'USD' }))).toBe('passes');
  const world = worldOf({}, { require_strategy: 'yes' });
  expect(verdict(world)).toBe('Identity missing: strategy is missing');
  expect(verdict(world, { strategy: 't1' })).toBe('passes');
});

test('every field of an instrument is read from CSV as it is written, and each bad one is named', () => {
  const head =
    'symbol,calendar,previous_close,average_volume,volume_as_of,lower_band,upper_band,borrow,borrow_fee_bps,borrow_as_of_us,currency';
  const line = 'AAPL,XNYS,500.00,2500000,2026-11-24,95.00,105.00,hard,1500,2026-11-24T14:30:00.000Z,USD';
  const { AAPL } = readInstrumentsCsv(`${head}\n${line}`, new Set(['AAPL']));
  const texts = instrumentTexts(AAPL ?? EMPTY_INSTRUMENT);
  const names = head.split(',').slice(1);
  expect(names.map((name) => texts[name]).join()).toBe(line.slice('AAPL,'.length));
  const bad = 'AAPL,NYSE,0,x,yesterday,0,-1,maybe,much,now,dollars';
  try {
    readInstrumentsCsv(`${head}\n${bad}`, new Set(['AAPL']));
    throw new Error('it was taken');
  } catch (error) {
    if (!(error instanceof CsvFaultsError)) throw error;
    expect(error.faults.map(({ place }) => place)).toEqual(names.map((name) => `line 2, ${name}`));
  }
});
