/** Orders of strategies that a person must look at after so many, and refusals in a row; counted only where they are limited. */
import { NOWHERE, type Path, tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import type { OrderDecided } from './event.js';
import type { GateState } from './state.js';

/** Orders of one scope that were let through since its last reset. */
export interface Runs {
  count: number;
  /** Microseconds of the newest, oldest first; at most as many as may be. */
  times: number[];
  /** Who sent them: they may not reset its breaker. At most USERS_MAX. */
  users: string[];
}

const USERS_MAX = 1000;
const SECOND_US = 1_000_000;

/** How many were let through, in the window if there is one. */
export function runsOf(runs: Runs | undefined, windowSeconds: number, atUs: number): number {
  if (!runs) return 0;
  if (windowSeconds === 0) return runs.count;
  const { times } = runs;
  const from = atUs - windowSeconds * SECOND_US;
  // No order comes before one that came before it: halving finds the first in the window, however many there are.
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) > from) high = middle;
    else low = middle + 1;
  }
  return times.length - low;
}

/** What a decided order does to the counts. */
export function noteConduct(state: GateState, event: OrderDecided): void {
  const tiers = state.config && tiersOf(state.config);
  if (!tiers || !state.watching) return;
  if (event.accepted && tiers.repeats) noteRun(state, event);
  if (tiers.countsRefusals) noteVerdict(state, event, state.config as RiskConfig);
}

function noteRun(state: GateState, { order, state: { at_us } }: OrderDecided): void {
  for (const { origin, set, asks } of tiersOf(state.config as RiskConfig).touched(order)) {
    const most = asks.runs ? set['max_repeated_executions'] : null;
    if (typeof most !== 'number') continue;
    let runs = state.runs.get(origin);
    if (!runs) state.runs.set(origin, (runs = { count: 0, times: [], users: [] }));
    runs.count += 1;
    runs.times.push(at_us);
    if (runs.times.length > 2 * most) runs.times = runs.times.slice(-most);
    if (order.user !== undefined && !runs.users.includes(order.user) && runs.users.length < USERS_MAX)
      runs.users.push(order.user);
  }
}

interface Streak {
  scope: string;
  max: number;
}

const streaks = new WeakMap<Path, readonly Streak[]>();

/** Scopes whose refusals in a row are limited, as far as an order counts there, with the limit. Found once for each path of orders. */
export function refusalScopes(config: RiskConfig, order: Order): readonly Streak[] {
  const path = tiersOf(config).pathOf(order);
  if (path === NOWHERE) return streaksOf(config, order);
  let found = streaks.get(path);
  if (!found) streaks.set(path, (found = streaksOf(config, order)));
  return found;
}

function streaksOf(config: RiskConfig, { account, strategy }: Order): Streak[] {
  const max = tiersOf(config).limitsOf(account).reject_streak;
  const found = max === null ? [] : [{ scope: `account:${account}`, max }];
  const ofStrategy = strategy === undefined ? undefined : config.scoped[`strategy:${strategy}`]?.['reject_streak'];
  if (typeof ofStrategy === 'number') found.push({ scope: `strategy:${strategy ?? ''}`, max: ofStrategy });
  return found;
}

function noteVerdict({ refusals }: GateState, { order, accepted }: OrderDecided, config: RiskConfig): void {
  for (const { scope } of refusalScopes(config, order)) {
    if (accepted) refusals.delete(scope);
    else refusals.set(scope, (refusals.get(scope) ?? 0) + 1);
  }
}

/** A person reset the scope's breaker: it counts from nothing. */
export function forgetConduct({ runs, refusals }: GateState, scope: string): void {
  runs.delete(scope);
  refusals.delete(scope);
}

/** What is limited no more is counted no more. */
export function keepConduct({ config, runs, refusals }: GateState): void {
  if (!config) return;
  for (const scope of runs.keys()) if (typeof config.scoped[scope]?.['max_repeated_executions'] !== 'number') runs.delete(scope);
  if (!tiersOf(config).countsRefusals) refusals.clear();
}
