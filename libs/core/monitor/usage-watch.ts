import type { LimitUse, NoteUsage } from '../gate/command.js';
import { levelOf, SLACK_BP, usageKey, usedBp } from '../gate/usage-levels.js';
import type { UsePlace } from '../portfolio/limit-uses.js';
import type { LiveBook } from '../ports/live-book.js';
import type { UseTally } from './use-tally.js';

type Book = Pick<LiveBook, 'eachUse' | 'usageLevels' | 'noteUsage'>;

/** Crossings of one look. What is left is told by the next. */
const TOLD_MAX = 1000;

/**
 * Has the gate say when so many percent of a limit are used, and when the price takes a position beyond one: once a crossing, at every scope where limits are
 * set. Keeps nothing itself; the levels are the gate's. Rates are not looked at: they are used up and free again within seconds.
 */
export class UsageWatch {
  private readonly general: Levels;
  /** By the level that a limit is warned at beside the general ones. */
  private readonly own = new Map<number, Levels>();

  /** `thresholds`: percent, each below 100. `tally` hears of every use that is not nothing. */
  constructor(
    private readonly book: Book,
    thresholds: readonly number[],
    private readonly tally?: UseTally,
  ) {
    this.general = levelsOf(thresholds);
  }

  /** Throws what the gate throws; the next look asks again. */
  async look(nowMs = Date.now()): Promise<void> {
    const { tally } = this;
    const levels = await this.book.usageLevels();
    const seen = new Set<string>();
    const due: (LimitUse & Pick<NoteUsage, 'thresholds'>)[] = [];
    await this.book.eachUse((place, { limit_name, words, unit, warns_at_pct }, symbol, used, limit) => {
      const used_bp = usedBp(used, limit);
      if (used_bp === 0) return;
      tally?.add(place, { limit_name, words, unit }, symbol, used, limit, used_bp, nowMs);
      const { thresholds, leastBp } = this.levels(warns_at_pct);
      if (used_bp < leastBp) return;
      const use = { ...whose(place), limit_name, words, symbol, unit, used, limit, used_bp };
      const key = usageKey(use);
      seen.add(key);
      const before = levels.get(key) ?? 0;
      if (levelOf(used_bp, thresholds, before) !== before) due.push({ ...use, thresholds });
    });
    // Of a position that is gone, of a limit that is off, or of which little is used.
    for (const key of levels.keys()) if (!seen.has(key)) due.push({ ...nothingOf(key), thresholds: this.general.thresholds });
    for (const use of due.slice(0, TOLD_MAX)) await this.book.noteUsage(use);
  }

  private levels(ownPct: number | undefined): Levels {
    if (ownPct === undefined) return this.general;
    let found = this.own.get(ownPct);
    if (!found) this.own.set(ownPct, (found = levelsOf([...new Set([...this.general.thresholds, ownPct])])));
    return found;
  }
}

interface Levels {
  /** Rising. */
  thresholds: number[];
  /** Below it no level is reached or kept. */
  leastBp: number;
}

function levelsOf(thresholds: readonly number[]): Levels {
  return {
    thresholds: thresholds.toSorted((a, b) => a - b),
    leastBp: Math.max(1, Math.min(100, ...thresholds) * 100 - SLACK_BP),
  };
}

const whose = ({ scope, account }: UsePlace): Pick<LimitUse, 'account' | 'scope'> =>
  scope === `account:${account ?? ''}` ? { account: account ?? '' } : { account: account ?? '', scope };

function nothingOf(key: string): LimitUse {
  const [, whom = '', limit_name = '', symbol = ''] = key.split(' ');
  const place = whom.startsWith('@') ? { account: '', scope: whom.slice(1) } : { account: whom };
  return { ...place, limit_name, symbol: symbol || null, unit: '', used: 0, limit: 0, used_bp: 0 };
}
