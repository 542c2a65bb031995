import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { alertsOf } from '../events/alerts.js';
import { decodeEvent, encodeEvent } from '../gate/codec.js';
import type { LimitUse } from '../gate/command.js';
import { evolve } from '../gate/evolve.js';
import { restoreSnapshot, takeSnapshot } from '../gate/snapshot.js';
import { stateHash } from '../gate/state-hash.js';
import { levelOf, usageLevels, usedBp } from '../gate/usage-levels.js';
import type { Order } from '../model/order.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { eachUse, type UseVisitor } from '../portfolio/limit-uses.js';
import { UseTally } from './use-tally.js';
import { UsageWatch } from './usage-watch.js';

const THRESHOLDS = [50, 80, 95];
const hold = (world: GateWorld, fields: Partial<Order>) => {
  const order = world.working(fields);
  world.report(order, 'FILL', { quantity: order.quantity, price: dollars(100) });
};

describe('the level of a limit', () => {
  test.each<[number, number, number]>([
    [4999, 0, 0],
    [5000, 0, 50],
    [7999, 50, 50],
    [9500, 50, 95],
    [10_000, 95, 95], // At the limit exactly is within it.
    [10_001, 95, 100],
    // A figure that trembles at a threshold leaves it five points below.
    [4999, 50, 50],
    [4499, 50, 0],
    [9600, 100, 100],
    [9400, 100, 95],
    [7600, 95, 80],
  ])('%d hundredths of a percent, after level %d, is level %d', (bp, before, level) => {
    expect(levelOf(bp, THRESHOLDS, before)).toBe(level);
  });

  test('more than the limit is never rounded to it', () => {
    expect(usedBp(1000, 1000)).toBe(10_000);
    expect(usedBp(1000.000001, 1000)).toBe(10_001);
    expect(usedBp(999.9999999, 1000)).toBe(9999);
    expect([usedBp(1, 0) > 10_000, usedBp(0, 0), usedBp(-5, 100)]).toEqual([true, 0, 0]);
  });
});

describe('the gate', () => {
  const use = (used_bp: number): LimitUse & { kind: 'note_usage'; thresholds: number[] } => ({
    ...{ kind: 'note_usage', account: 'default', limit_name: 'max_position_size', symbol: 'TSLA', unit: 'dollars' },
    ...{ used: used_bp, limit: 10_000, used_bp, thresholds: THRESHOLDS },
  });
  const told = (world: GateWorld) => world.log.flatMap(alertsOf).map(({ alert_type, severity }) => `${alert_type} ${severity}`);

  test('tells each crossing upwards once, and again only after it was left', () => {
    const world = GateWorld.open();
    for (const bp of [5100, 5200, 4999, 8100, 8100, 9600, 10_100, 10_200, 3000, 5000]) world.ask(use(bp));
    expect(told(world)).toEqual([
      ...[
        'LIMIT_WARNING INFO',
        'LIMIT_WARNING WARNING',
        'LIMIT_WARNING WARNING',
        'LIMIT_EXCEEDED CRITICAL',
        'LIMIT_WARNING INFO',
      ],
    ]);
  });

  test('keeps the level in its log, its snapshot and its hash, and forgets it at nothing', () => {
    const world = GateWorld.open();
    world.ask(use(8100));
    const restored = restoreSnapshot(takeSnapshot(world.state), world.state.compile);
    expect(stateHash(restored)).toBe(stateHash(world.state));
    expect([...usageLevels(restored).values()]).toEqual([80]);
    const event = world.log.at(-1);
    if (!event) throw new Error('nothing was logged');
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
    evolve(restored, { ...event, level: 0 } as typeof event);
    expect(usageLevels(restored).size).toBe(0);
  });
});

describe('the watch', () => {
  function scene(
    limits: Partial<RiskLimits> = { max_position_size: dollars(1000) },
    more: Partial<RiskConfig> = {},
    thresholds: readonly number[] = THRESHOLDS,
  ) {
    const world = GateWorld.open();
    world.configure(2, { max_order_size: dollars(10_000), ...limits }, more);
    const asked: string[] = [];
    const book = {
      eachUse: async (visit: UseVisitor) => eachUse(world.state, visit),
      usageLevels: async () => usageLevels(world.state),
      noteUsage: async (usage: LimitUse & { thresholds: number[] }) => {
        asked.push(`${usage.scope ?? usage.account} ${usage.limit_name} ${usage.symbol} ${usage.used_bp}`);
        world.ask({ kind: 'note_usage', ...usage });
      },
    };
    const tally = new UseTally();
    return { world, watch: new UsageWatch(book, thresholds, tally), asked, tally };
  }
  const of = (asked: string[], limit: string) => asked.filter((one) => one.includes(` ${limit} `));

  test('says what crossed, of each symbol by itself, and nothing twice', async () => {
    const { world, watch, asked } = scene();
    hold(world, { symbol: 'AAPL', quantity: units(9) });
    hold(world, { symbol: 'TSLA', quantity: units(6) });
    await watch.look();
    await watch.look();
    expect(of(asked, 'max_position_size')).toEqual([
      'default max_position_size AAPL 9000',
      'default max_position_size TSLA 6000',
    ]);
    world.quote('AAPL', 120, 120);
    await watch.look();
    expect(of(asked, 'max_position_size').at(-1)).toBe('default max_position_size AAPL 10800');
    const [told] = world.log.flatMap(alertsOf).filter(({ alert_type }) => alert_type === 'LIMIT_EXCEEDED');
    expect(told?.message).toBe(
      'Position, global limit of AAPL in account default is beyond its limit: 108.00 % used, $1080.00 of $1000.00. No order took it there: the price did, or the limit was lowered',
    );
  });

  test('takes back the level of a position that is gone; rates are not watched', async () => {
    const { world, watch, asked } = scene({ max_position_size: dollars(1000), max_orders_per_second: 1 });
    hold(world, { quantity: units(9) });
    await watch.look();
    world.pass(2);
    world.quote('AAPL', 100, 100);
    hold(world, { quantity: units(9), side: 'SELL' });
    await watch.look();
    await watch.look();
    expect(of(asked, 'max_position_size')).toEqual(['default max_position_size AAPL 9000', 'default max_position_size AAPL 0']);
    expect(asked.join()).not.toContain('orders_per');
  });

  test('an account is held against its own limit, and strategies, users, sectors and the firm against theirs', async () => {
    const { world, watch, asked } = scene(
      { max_position_size: dollars(100_000) },
      {
        scoped: {
          'account:default': { max_position_size: dollars(1000) },
          'strategy:t1': { max_gross_exposure: dollars(1000), max_position_size: dollars(1800) },
          'user:u1': { max_open_notional: dollars(300) },
          'sector:tech': { max_sector_exposure: dollars(1500) },
          'firm/symbol:AAPL': { max_position_size: dollars(1600) },
          firm: { max_gross_exposure: dollars(1900) },
        },
        instruments: { AAPL: { ...EMPTY_INSTRUMENT, sector: 'tech' }, SPY: { ...EMPTY_INSTRUMENT, sector: 'funds' } },
      },
    );
    hold(world, { quantity: units(9), strategy: 't1' });
    const { kind } = world.submit({ symbol: 'SPY', quantity: units(2), user: 'u1' });
    expect(kind).toBe('decided');
    await watch.look();
    expect(asked.toSorted()).toEqual([
      'account:default/sector:tech max_sector_exposure null 6000',
      'default max_position_size AAPL 9000',
      'firm max_gross_exposure null 5789',
      'firm/symbol:AAPL max_position_size AAPL 5625',
      'strategy:t1 max_gross_exposure null 9000',
      'strategy:t1 max_position_size AAPL 5000',
      'user:u1 max_open_notional null 6666',
    ]);
    const messages = world.log.flatMap(alertsOf).map(({ account, symbol, message }) => [account, symbol, message]);
    expect(messages).toContainEqual([null, null, 'Gross exposure in strategy:t1: 90.00 % used, $900.09 of $1000.00']);
    expect(messages).toContainEqual([
      ...['default', null, 'Exposure of a sector in account:default/sector:tech: 60.00 % used, $900.09 of $1500.00'],
    ]);
    world.change({ scoped: {} });
    await watch.look();
    expect(asked.slice(7).toSorted()).toEqual([
      'account:default/sector:tech max_sector_exposure null 0',
      'default max_position_size AAPL 0',
      'firm max_gross_exposure null 0',
      'firm/symbol:AAPL max_position_size AAPL 0',
      'strategy:t1 max_gross_exposure null 0',
      'strategy:t1 max_position_size AAPL 0',
      'user:u1 max_open_notional null 0',
    ]);
  });

  describe("the broker's credit", () => {
    const LINE = { broker_credit_line: dollars(2000) };
    const told = (world: GateWorld) => world.log.flatMap(alertsOf).map(({ severity, message }) => `${severity} ${message}`);
    const credit = (world: GateWorld) => told(world).filter((one) => one.includes('Credit line'));
    const wide = { max_position_size: dollars(100_000) };

    test.each([[[]], [[95]]])('warns at 70 %% whatever the general levels are (%p), once a crossing', async (general) => {
      const { world, watch } = scene(wide, { scoped: { firm: { ...LINE } } }, general);
      hold(world, { quantity: units(10) });
      world.submit({ quantity: units(3.99) });
      await watch.look();
      expect(credit(world)).toEqual([]);
      const last = world.working({ quantity: units(0.02) });
      await watch.look();
      await watch.look();
      const warning = 'WARNING Credit line of the broker in firm: 70.05 % used, $1401.00 of $2000.00';
      expect(credit(world)).toEqual([warning]);
      // It trembles at the level: told once. It is left five points below, and crossed again: told again.
      world.report(last, 'CANCELED');
      await watch.look();
      const again = world.working({ quantity: units(0.02) });
      await watch.look();
      expect(credit(world)).toEqual([warning]);
      world.report(again, 'CANCELED');
      for (const { order } of world.state.orders.values()) world.report(order, 'CANCELED');
      await watch.look();
      world.submit({ quantity: units(4.01) });
      await watch.look();
      expect(credit(world)).toEqual([warning, warning]);
    });

    test('net it is the worse side less what the other has filled; the general levels are told too', async () => {
      const { world, watch } = scene(wide, { scoped: { firm: { ...LINE, broker_credit_mode: 'net' } } });
      hold(world, { quantity: units(13) });
      hold(world, { side: 'SELL', quantity: units(5) });
      await watch.look();
      expect(credit(world)).toEqual([]);
      world.submit({ quantity: units(7) });
      await watch.look();
      world.submit({ quantity: units(2) });
      await watch.look();
      expect(credit(world)).toEqual([
        'WARNING Credit line of the broker in firm: 75.00 % used, $1500.00 of $2000.00',
        'WARNING Credit line of the broker in firm: 85.00 % used, $1700.00 of $2000.00',
      ]);
    });
  });

  test('an alert of an earlier build keeps its words', () => {
    const about = { type: 'LIMIT_USAGE_CHANGED', id: '1-1', at_ms: 1, account: 'a', limit_name: 'symbol_max_position' } as const;
    const event = {
      ...about,
      symbol: 'TSLA',
      unit: 'dollars',
      used: 8,
      limit: 10,
      used_bp: 8000,
      thresholds: [80],
      level: 80,
      from: 0,
    };
    expect(alertsOf(event)[0]?.message).toBe('symbol_max_position of TSLA in account a: 80.00 % used, $8.00 of $10.00');
  });

  test('what was used of a minute is kept: looks, peak and its symbol; one figure for a limit of each symbol', async () => {
    const { world, watch, tally } = scene();
    hold(world, { symbol: 'AAPL', quantity: units(4) });
    hold(world, { symbol: 'TSLA', quantity: units(6) });
    await watch.look(1000);
    world.quote('AAPL', 200, 200);
    await watch.look(3000);
    const rows = tally.take();
    expect(rows.find(({ limit_name }) => limit_name === 'max_position_size')).toEqual({
      ...{ scope: 'account:default', account: 'default', limit_name: 'max_position_size', words: 'Position, global limit' },
      ...{ unit: 'dollars', looks: 2, sum_bp: 6000 + 8000, peak_bp: 8000, peak_ms: 3000, peak_symbol: 'AAPL' },
      ...{ peak_used: 800, peak_limit: 1000 },
    });
    expect(tally.take()).toEqual([]);
    await watch.look(5000);
    tally.putBack(rows);
    expect(tally.take().find(({ limit_name }) => limit_name === 'max_position_size')).toMatchObject({
      ...{ looks: 3, sum_bp: 22_000, peak_bp: 8000, peak_ms: 5000 },
    });
  });
});
