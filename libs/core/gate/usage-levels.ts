/**
 * How much of a limit is used, as a level: the highest threshold that was crossed, 100 beyond the limit itself. Kept by account, limit and symbol, so that each
 * crossing is told once, by however many workers and however often they start again.
 */
import type { NoteUsage } from './command.js';
import type { GateEvent } from './event.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import type { GateState } from './state.js';

/** Beyond the limit. No order gets there: the price did, or the limit was lowered. */
export const BEYOND = 100;
/** A level is left only so far below its threshold, in hundredths of a percent: a figure that trembles at it is told once. */
export const SLACK_BP = 500;
const FULL_BP = 10_000;
/** Of a limit of nothing. */
const MOST_BP = 100_000_000;

const USAGE = 'usage ';
/** No account's name begins with `@`. */
export const usageKey = ({
  account,
  scope,
  limit_name,
  symbol,
}: Pick<NoteUsage, 'account' | 'scope' | 'limit_name' | 'symbol'>): string =>
  `${USAGE}${scope === undefined ? account : `@${scope}`} ${limit_name} ${symbol ?? ''}`;
export const isUsageKey = (source: string): boolean => source.startsWith(USAGE);

/** The other way round from the key: what the levels of a state are about. */
export function usageLevels(state: GateState): Map<string, number> {
  return new Map([...state.faults].filter(([source]) => isUsageKey(source)).map(([source, level]) => [source, Number(level)]));
}

/** In hundredths of a percent: above 10,000 only where more than the limit is used. */
export function usedBp(used: number, limit: number): number {
  if (used <= 0) return 0;
  const bp = limit > 0 ? (used / limit) * FULL_BP : MOST_BP;
  return used > limit ? Math.min(Math.max(Math.round(bp), FULL_BP + 1), MOST_BP) : Math.min(Math.floor(bp), FULL_BP);
}

export function levelOf(bp: number, thresholds: readonly number[], before: number): number {
  const levels = [...thresholds, BEYOND];
  const reached = levels.filter((level) => (level === BEYOND ? bp > FULL_BP : bp >= level * 100));
  const kept = levels.filter((level) => level <= before && bp >= level * 100 - SLACK_BP);
  return Math.max(0, ...reached, ...kept);
}

export function decideUsage(state: GateState, command: NoteUsage): Outcome<'note_usage'> {
  const { account, scope, limit_name, words, symbol, unit, used, limit, used_bp, thresholds } = command;
  const from = Number(state.faults.get(usageKey(command)) ?? 0);
  const level = levelOf(used_bp, thresholds, from);
  const about = {
    ...{ account, limit_name, symbol, unit, used, limit, used_bp, thresholds, level, from },
    ...(scope === undefined ? {} : { scope }),
    ...(words === undefined ? {} : { words }),
  };
  const events: GateEvent[] = level === from ? [] : [{ type: 'LIMIT_USAGE_CHANGED', ...UNSTAMPED, ...about }];
  return { answer: { kind: 'note_usage', level }, events };
}
