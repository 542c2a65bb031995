import { levelOf, usageKey, usedBp } from '../gate/usage-levels.js';
import type { LimitUse } from '../gate/command.js';
import { type LimitUsage, marginOf, usageOf } from '../portfolio/account-usage.js';
import type { LiveBook } from '../ports/live-book.js';

type Book = Pick<LiveBook, 'accounts' | 'config' | 'day' | 'positions' | 'attempts' | 'usageLevels' | 'noteUsage'>;

/** Used up and free again within seconds: a warning before it would come too late, and at every burst. Its refusals are alerts. */
const RATES: ReadonlySet<string> = new Set(['max_orders_per_second', 'max_orders_per_burst', 'max_messages']);

/**
 * Has the gate say when an account has used so many percent of a limit, and when the price takes a position beyond one: once a crossing. Keeps nothing
 * itself; the levels are the gate's.
 */
export class UsageWatch {
  /** `thresholds`: percent, each below 100. */
  constructor(
    private readonly book: Book,
    private readonly thresholds: readonly number[],
  ) {}

  /** Throws what the gate throws; the next look asks again. */
  async look(): Promise<void> {
    const levels = await this.book.usageLevels();
    const seen = new Set<string>();
    for (const account of await this.book.accounts())
      for (const usage of await this.usages(account)) {
        seen.add(usageKey(usage));
        await this.tell(usage, levels);
      }
    // Of a position that is gone, or of a limit that is off.
    for (const key of levels.keys()) if (!seen.has(key)) await this.tell(nothingOf(key), levels);
  }

  private async tell(usage: LimitUse, levels: ReadonlyMap<string, number>): Promise<void> {
    const { thresholds } = this;
    const before = levels.get(usageKey(usage)) ?? 0;
    if (levelOf(usage.used_bp, thresholds, before) !== before)
      await this.book.noteUsage({ ...usage, thresholds: [...thresholds] });
  }

  private async usages(account: string): Promise<LimitUse[]> {
    const [{ config }, day, positions, attempts] = await Promise.all([
      ...([this.book.config(), this.book.day(account), this.book.positions(account), this.book.attempts(account)] as const),
    ]);
    if (!day) return [];
    const { equity, initial } = marginOf(day, positions, config);
    const figures = { day, equity, initial_margin: initial, attempts };
    const ofAccount = usageOf(figures, positions, config).filter(({ symbol }) => symbol === null);
    const ofPositions = positions.flatMap((one) => usageOf(figures, [one], config).filter(({ symbol }) => symbol !== null));
    return [...ofAccount, ...ofPositions]
      .filter(({ limit_name }) => !RATES.has(limit_name))
      .map((usage) => useOf(account, usage));
  }
}

function useOf(account: string, { limit_name, symbol, unit, used, limit }: LimitUsage): LimitUse {
  return { account, limit_name, symbol, unit, used, limit, used_bp: usedBp(used, limit) };
}

function nothingOf(key: string): LimitUse {
  const [, account = '', limit_name = '', symbol = ''] = key.split(' ');
  return { account, limit_name, symbol: symbol || null, unit: '', used: 0, limit: 0, used_bp: 0 };
}
