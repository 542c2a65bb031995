/** What comes back by itself: accounts that are locked again each day, and word that the risk checks are still off. */
import { tiersOf } from '../controls/tiers.js';
import { checksAreOn } from '../model/limits.js';
import type { ChecksStillOff, ConfigActivated, DayStarted, OrderDecided, ScopeLocked, Ticked } from './event.js';
import { GATE } from './open-orders.js';
import { UNSTAMPED } from './outcome.js';
import type { GateState } from './state.js';

/** Since when the checks are off, how many orders passed that they would have refused, and when that was told. */
export interface ChecksOff {
  since_ms: number;
  told_ms: number;
  unjudged: number;
}

const TELL_MS = 60_000;

/** An account that asks for it begins each day locked. */
export function relocks(state: GateState, event: DayStarted): ScopeLocked[] {
  if (!state.config) return [];
  const { account, date } = event.day;
  const scope = `account:${account}`;
  if (tiersOf(state.config).limitsOf(account).relock_daily !== 'on' || state.locks.has(scope)) return [];
  return [{ type: 'SCOPE_LOCKED', ...UNSTAMPED, scope, actor: GATE, reason: `locked with each day: ${date}` }];
}

export function noteChecks(state: GateState, { config, checks, at_ms }: ConfigActivated): void {
  if (config.limits.enabled) state.checks_off = null;
  else if (checks === 'off' || !state.checks_off) state.checks_off = { since_ms: at_ms, told_ms: at_ms, unjudged: 0 };
}

export function noteUnjudged({ checks_off }: GateState, { accepted, waived, state: { also } }: OrderDecided): void {
  if (checks_off && accepted && waived.length > 0 && also?.override === undefined) checks_off.unjudged += 1;
}

/** Each minute while they are off, with the look of the monitor. */
export function checksStillOff({ checks_off: off, config }: GateState, event: Ticked): ChecksStillOff[] {
  if (!off || !config || event.at_ms - off.told_ms < TELL_MS) return [];
  if (checksAreOn(config.limits, event.at_ms * 1000)) return [];
  return [{ type: 'CHECKS_STILL_OFF', ...UNSTAMPED, since_ms: off.since_ms, unjudged: off.unjudged }];
}
