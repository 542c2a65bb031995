import { dollars, GateWorld } from '#test/factories/gate-world.js';
import { alertsOf } from '../events/alerts.js';
import { decodeEvent, encodeEvent } from '../gate/codec.js';
import type { LimitUse } from '../gate/command.js';
import { evolve } from '../gate/evolve.js';
import { restoreSnapshot, takeSnapshot } from '../gate/snapshot.js';
import { stateHash } from '../gate/state-hash.js';
import { levelOf, usageLevels, usedBp } from '../gate/usage-levels.js';
import type { DayRecord } from '../gate/event.js';
import type { LivePosition } from '../ports/live-book.js';
import { UsageWatch } from './usage-watch.js';

const THRESHOLDS = [50, 80, 95];

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
  const config = { limits: { max_position_size: dollars(1000), max_leverage_hundredths: 200 }, symbols: {} };
  const day = { cash: dollars(10_000), position_value: 0, gross_exposure: 0, total_pnl: 0 } as unknown as DayRecord;
  function scene(exposures: Record<string, number>) {
    const world = GateWorld.open();
    const asked: string[] = [];
    const book = {
      accounts: async () => ['default'],
      config: async () => ({ config: { ...world.state.config, ...config } }) as never,
      day: async () => day,
      positions: async () =>
        Object.entries(exposures).map(
          ([symbol, exposure]) => ({ symbol, exposure: dollars(exposure), value: 0, quantity: 0 }) as LivePosition,
        ),
      attempts: async () => ({ in_second: 1_000_000, in_burst: 1, messages: 1 }),
      usageLevels: async () => usageLevels(world.state),
      noteUsage: async (usage: LimitUse & { thresholds: number[] }) => {
        asked.push(`${usage.limit_name} ${usage.symbol} ${usage.used_bp}`);
        world.ask({ kind: 'note_usage', ...usage });
      },
    };
    return { watch: new UsageWatch(book, THRESHOLDS), asked, exposures };
  }
  const ofPosition = (asked: string[]) => asked.filter((one) => one.startsWith('max_position_size'));

  test('says what crossed, of each symbol by itself, and nothing twice', async () => {
    const { watch, asked, exposures } = scene({ AAPL: 900, TSLA: 600 });
    await watch.look();
    await watch.look();
    expect(ofPosition(asked)).toEqual(['max_position_size AAPL 9000', 'max_position_size TSLA 6000']);
    exposures['TSLA'] = 1001;
    await watch.look();
    expect(ofPosition(asked).at(-1)).toBe('max_position_size TSLA 10010');
  });

  test('takes back the level of a position that is gone; rates are not watched', async () => {
    const { watch, asked, exposures } = scene({ AAPL: 900 });
    await watch.look();
    delete exposures['AAPL'];
    await watch.look();
    await watch.look();
    expect(ofPosition(asked)).toEqual(['max_position_size AAPL 9000', 'max_position_size AAPL 0']);
    expect(asked.join()).not.toContain('orders_per');
  });
});
