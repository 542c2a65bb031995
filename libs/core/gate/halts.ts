/** Halts of the market, of a class or of a symbol: by a person, or by the gate's own test of an index proxy. At its end exactly a halt is over. */
import type { RiskConfig } from '../model/limits.js';
import { mulDivUpTo } from '../model/money.js';
import { exchangeDay } from '../model/exchange-day.js';
import { parseScope } from '../model/scope.js';
import { sessionAt } from '../model/session.js';
import type { ChangeHalt } from './command.js';
import type { GateEvent, HaltChanged, MarkedQuote } from './event.js';
import { GATE } from './open-orders.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import type { Asked } from './scoped-look.js';
import type { GateState } from './state.js';
import { isPrice } from './valuation.js';

export interface Halt {
  readonly scope: string;
  readonly reason: string;
  readonly actor: string;
  /** Null: until a person ends it. */
  readonly until_ms: number | null;
  /** When it was said. Snapshots of earlier builds have none. */
  readonly at_ms?: number;
}

const HALTS_MAX = 10_000;

export function decideHalt(state: GateState, { scope, halted, reason, until_ms, actor }: ChangeHalt): Outcome<'halt'> {
  const { what = null, of = '' } = parseScope(scope) ?? {};
  if (what === 'symbol' && !state.config?.symbols[of])
    return { answer: { kind: 'unknown_scope', message: `${of} is not a symbol that may be traded` }, events: [] };
  if (!halted && !state.halts.has(scope)) return { answer: { kind: 'halt', changed: false }, events: [] };
  if (halted && !state.halts.has(scope) && state.halts.size >= HALTS_MAX)
    return { answer: unavailable('OVERLOADED', `${HALTS_MAX} halts are in force already`), events: [] };
  const event: HaltChanged = { type: 'HALT_CHANGED', ...UNSTAMPED, scope, halted, reason, until_ms, actor };
  return { answer: { kind: 'halt', changed: true }, events: [event] };
}

export function haltChanged(state: GateState, { scope, halted, reason, actor, until_ms, level, at_ms }: HaltChanged): void {
  for (const halt of state.halts.values()) if (isOver(halt, at_ms)) state.halts.delete(halt.scope);
  if (halted) state.halts.set(scope, { scope, reason, actor, until_ms, at_ms });
  else state.halts.delete(scope);
  if (level !== undefined) {
    const day = exchangeDay(at_ms);
    const levels = state.market_levels.day === day ? state.market_levels.levels : [];
    state.market_levels = { day, levels: [...levels, level] };
  }
}

export const isOver = ({ until_ms }: Halt, atMs: number): boolean => until_ms !== null && atMs >= until_ms;

/** Why an order meets a halt. */
export function haltsOf(
  { halts }: GateState,
  { symbol }: Asked,
  assetClass: string | null,
  atUs: number,
): { market?: string; symbol?: string } | null {
  const live = (scope: string) => {
    const halt = halts.get(scope);
    return halt && !isOver(halt, Math.floor(atUs / 1000)) ? halt.reason : null;
  };
  const market = live('firm') ?? (assetClass === null ? null : live(`class:${assetClass}`));
  const ofSymbol = live(`symbol:${symbol}`);
  if (market === null && ofSymbol === null) return null;
  return { ...(market === null ? {} : { market }), ...(ofSymbol === null ? {} : { symbol: ofSymbol }) };
}

// ---- the gate's own test ----

/** Stands for the index. */
export const PROXY = 'SPY';
/** Falls from the previous close, hundredths of a percent (market-wide circuit breakers, NYSE rule 7.12). */
const LEVELS = [700, 1300, 2000] as const;
const PAUSE_MS = 15 * 60_000;
/** No pause of the first two levels begins in the last 35 minutes. */
const LAST_MS = 35 * 60_000;

/** The halt that a mark of the proxy brings; null when it brings none, or has brought it today. */
export function marketHalt(state: GateState, config: RiskConfig, quotes: readonly MarkedQuote[]): GateEvent | null {
  if (config.limits.market_halt_test !== 'on') return null;
  const quote = quotes.find(({ symbol }) => symbol === PROXY);
  const close = config.instruments[PROXY]?.previous_close ?? null;
  if (!quote || close === null || !isPrice(quote)) return null;
  const session = sessionAt('XNYS', state.last_ms * 1000);
  if (session?.phase !== 'regular' || session.close_ms === null) return null;
  const twice = 2 * close - (quote.bid + quote.ask);
  const fell = (bps: number) => BigInt(twice) * 10_000n >= BigInt(bps) * BigInt(2 * close);
  const level = LEVELS.findLastIndex((bps) => fell(bps)) + 1;
  const today = state.market_levels.day === exchangeDay(state.last_ms) ? state.market_levels.levels : [];
  if (level === 0 || today.some((one) => one >= level)) return null;
  const late = state.last_ms >= session.close_ms - LAST_MS;
  if (level < 3 && late) return null;
  const share = (mulDivUpTo(10_000, twice, 10_000, 2 * close, 'up') / 100).toFixed(2);
  const reason = `${PROXY} -${share}% >= ${((LEVELS[level - 1] ?? 0) / 100).toFixed(2)}%`;
  const until_ms = level === 3 ? session.close_ms : Math.min(state.last_ms + PAUSE_MS, session.close_ms);
  return { type: 'HALT_CHANGED', ...UNSTAMPED, scope: 'firm', halted: true, reason, until_ms, actor: GATE, level };
}
