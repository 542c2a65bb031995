import type { Money } from '../model/money.js';
import type { BreakerMode, BreakerTrigger, GateEvent, OnTrip } from './event.js';
import { UNSTAMPED } from './outcome.js';
import type { BreakerState, GateState } from './state.js';

/** Texts of further causes kept of one episode. A loss is always noted, and mode and end take the stricter, however many causes there were. */
const CAUSES_MAX = 20;

export interface Cause {
  scope: string;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  trigger_value: Money;
  threshold: Money;
  actor: string;
  reason: string;
  source: string;
  expires_at_ms: number | null;
  /** Of a loss. */
  on_trip?: OnTrip;
}

/** Opens a breaker, or notes a further cause of the one that is open in that scope. `id` is its number. */
export function causeOf(state: GateState, cause: Cause): { id: number; opened: boolean; event: GateEvent | null } {
  const open = state.breakers.get(cause.scope);
  const { source, on_trip, ...rest } = cause;
  const orders = on_trip === undefined ? {} : { on_trip };
  if (!open) {
    const id = state.last_breaker_id + 1;
    return { id, opened: true, event: { type: 'BREAKER_TRIPPED', ...UNSTAMPED, breaker_id: id, ...rest, source, ...orders } };
  }
  const mode = open.mode === 'halt' ? 'halt' : cause.mode;
  const expires_at_ms = laterEnd(open.expires_at_ms, cause.expires_at_ms);
  const stricter = mode !== open.mode || expires_at_ms !== open.expires_at_ms;
  const full = open.causes >= CAUSES_MAX && isByHand(cause.trigger_type);
  if (isKnown(open, cause, state.last_ms) || (full && !stricter)) return { id: open.breaker_id, opened: false, event: null };
  const event: GateEvent = {
    type: 'BREAKER_CAUSE_ADDED',
    ...UNSTAMPED,
    ...rest,
    breaker_id: open.breaker_id,
    mode,
    expires_at_ms,
    ...orders,
  };
  return { id: open.breaker_id, opened: false, event };
}

const isByHand = (trigger: BreakerTrigger) => trigger === 'MANUAL' || trigger === 'COOLDOWN';

/** A cause that the gate found is noted once. A price that goes on moving prolongs its pause, when half of it is over. */
function isKnown(open: BreakerState, { trigger_type, expires_at_ms }: Cause, nowMs: number): boolean {
  if (isByHand(trigger_type) || !isNoted(open, trigger_type)) return false;
  if (trigger_type !== 'VOLATILITY' || open.expires_at_ms === null || expires_at_ms === null) return true;
  return open.expires_at_ms - nowMs > (expires_at_ms - nowMs) / 2;
}

/** Whether a breaker says already that this is among its causes. */
export function isNoted({ loss_noted, trigger_type, noted }: BreakerState, cause: BreakerTrigger): boolean {
  if (cause === 'DAILY_LOSS') return loss_noted;
  return trigger_type === cause || noted?.includes(cause) === true;
}

const laterEnd = (a: number | null, b: number | null) => (a === null || b === null ? null : Math.max(a, b));
