import { tiersOf } from '../controls/tiers.js';
import type { RiskLimits } from '../model/limits.js';
import { formatMoney, type Money } from '../model/money.js';
import { accountIn, parseScope } from '../model/scope.js';
import type { ChangeBreakerMode, ResetBreaker, TripBreaker } from './command.js';
import type { GateEvent, OnTrip } from './event.js';
import { cancelsIn, GATE } from './open-orders.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import type { AccountState, BreakerState, GateState } from './state.js';
import { lossOf } from './valuation.js';
import { causeOf } from './causes.js';
import { lossAt } from './scope-loss.js';
import { persistingWatch } from './watch-trips.js';

/** A person's trip. Working orders of the scope are canceled when asked, whether the breaker was open already or not. */
export function decideTrip(state: GateState, command: TripBreaker, atUs: number): Outcome<'trip'> {
  const { scope, mode, actor, reason, source, expires_in_ms, cancel_orders, flatten } = command;
  const unknown = unknownScope(state, scope);
  if (unknown) return { answer: { kind: 'unknown_scope', ...unknown }, events: [] };
  const expires_at_ms = expires_in_ms === null ? null : Math.floor(atUs / 1000) + expires_in_ms;
  const trigger_type = expires_in_ms === null ? 'MANUAL' : 'COOLDOWN';
  const none = 0 as Money;
  const about = {
    scope,
    mode,
    trigger_type,
    trigger_value: none,
    threshold: none,
    actor,
    reason,
    source,
    expires_at_ms,
  } as const;
  const { id, opened, event } = causeOf(state, about);
  const cancels = cancel_orders || flatten !== undefined ? cancelsIn(state, scope, actor) : { events: [], count: 0, more: false };
  return {
    answer: { kind: 'trip', breaker_id: id, opened, canceled: cancels.count, more: cancels.more },
    events: [...(event ? [event] : []), ...cancels.events, ...(flatten ? [flattening(command, id, flatten)] : [])],
  };
}

function flattening(
  { scope, actor, reason }: TripBreaker,
  breaker_id: number,
  { protect_bps }: { protect_bps: number },
): GateEvent {
  return { type: 'FLATTEN_STARTED', ...UNSTAMPED, scope, breaker_id, protect_bps, actor, reason };
}

function unknownScope(state: GateState, scope: string): { code: 'ACCOUNT_UNKNOWN' | 'SYMBOL_UNKNOWN'; message: string } | null {
  const { who = null, whose = '', what = null, of = '' } = parseScope(scope) ?? {};
  if (who === 'account' && !state.accounts.has(whose)) return { code: 'ACCOUNT_UNKNOWN', message: `${whose} is not an account` };
  if (what === 'symbol' && !state.config?.symbols[of])
    return { code: 'SYMBOL_UNKNOWN', message: `${of} is not a symbol that may be traded` };
  return null;
}

/**
 * The trip of an account whose loss of the day has reached its limit (at the limit included), or null. Asked after every event that can move a loss,
 * before anything else happens, so that no order comes between the loss and the trip.
 */
export function lossTrip(state: GateState, account: AccountState): GateEvent | null {
  const tiers = state.config && tiersOf(state.config);
  const loss = lossOf(account);
  if (!tiers || loss < tiers.least_loss) return null;
  const limits = tiers.limitsOf(account.account);
  if (loss < limits.daily_loss_limit) return null;
  // After a crash that is so of every account at every mark.
  if (account.loss_noted) return null;
  return tripAt(state, account.scope, loss, limits, limits.daily_loss_on_trip);
}

/** The trips of other scopes whose loss has reached the limit that is set there: of the firm, of strategies, of symbols in them. */
export function scopedLossTrips(state: GateState): GateEvent[] {
  if (!state.config) return NONE;
  const { losing } = tiersOf(state.config);
  if (losing.length === 0) return NONE;
  const trips = losing.map(({ origin, limits }) =>
    // Orders of a scope stay open: what closes in it is not known by its account alone.
    tripAt(state, origin, lossAt(state, origin), limits, 'leave_orders'),
  );
  return trips.filter((trip) => trip !== null);
}
const NONE: GateEvent[] = [];

function tripAt(state: GateState, scope: string, loss: Money, limits: RiskLimits, on_trip: OnTrip): GateEvent | null {
  if (loss < limits.daily_loss_limit) return null;
  return causeOf(state, {
    scope,
    mode: limits.daily_loss_mode,
    trigger_type: 'DAILY_LOSS',
    trigger_value: loss,
    threshold: limits.daily_loss_limit,
    actor: GATE,
    reason: 'daily loss limit reached',
    source: 'gate',
    expires_at_ms: null,
    on_trip,
  }).event;
}

/** A person makes an open breaker stricter or milder; what it already is, it stays, and nothing is logged. Only a reset lets everything pass. */
export function decideMode(state: GateState, command: ChangeBreakerMode): Outcome<'change_mode'> {
  const { breaker_id, mode, actor, reason, source } = command;
  const open = [...state.breakers.values()].find((breaker) => breaker.breaker_id === breaker_id);
  if (!open) return { answer: { kind: 'not_open' }, events: [] };
  const { scope, mode: from } = open;
  const event: GateEvent = { type: 'BREAKER_MODE_CHANGED', ...UNSTAMPED, breaker_id, scope, mode, actor, reason, source };
  return { answer: { kind: 'mode', breaker: { ...open, mode }, from }, events: from === mode ? [] : [event] };
}

/** Closes one episode. Twice is once: the second finds none open by that number. */
export function decideReset(state: GateState, command: ResetBreaker, atUs: number): Outcome<'reset'> {
  const open = [...state.breakers.values()].find(({ breaker_id }) => breaker_id === command.breaker_id);
  if (!open) return { answer: { kind: 'not_open' }, events: [] };
  const { how, actor, reason, source, until_ms } = command;
  const { breaker_id, scope, expires_at_ms } = open;
  if (until_ms !== undefined && atUs > until_ms * 1000) return { answer: { kind: 'too_late' }, events: [] };
  if (how === 'expire' && (expires_at_ms === null || expires_at_ms * 1000 > atUs))
    return { answer: { kind: 'not_expired' }, events: [] };
  const persisting = persistingLoss(state, open);
  if (how === 'ask' && persisting) return { answer: { kind: 'cause_persists', ...persisting }, events: [] };
  const why = persistingWatch(state, scope);
  if (how === 'ask' && why !== null)
    return { answer: { kind: 'cause_persists', loss: 0 as Money, limit: 0 as Money, why }, events: [] };
  const { mode, trigger_type, trigger_value, threshold, tripped_at_ms } = open;
  const about = { breaker_id, scope, mode, trigger_type, trigger_value, threshold, tripped_at_ms, expires_at_ms };
  // The loss is asked again right after this event, and opens the next episode then.
  const tripped_again = persisting || why !== null ? state.last_breaker_id + 1 : null;
  return {
    answer: { kind: 'closed', ...about, tripped_again },
    events: [{ type: 'BREAKER_RESET', ...UNSTAMPED, breaker_id, scope, actor, reason, source }],
  };
}

/** Why a reset would not hold, in words; null when it would. */
export function persistingCause(state: GateState, scope: string): string | null {
  const found = persistingLoss(state, { scope });
  if (!found) return persistingWatch(state, scope);
  return `the daily loss is still $${formatMoney(found.loss)}, at or beyond its limit of $${formatMoney(found.limit)}`;
}

function persistingLoss(state: GateState, { scope }: Pick<BreakerState, 'scope'>): { loss: Money; limit: Money } | null {
  if (!state.config) return null;
  const tiers = tiersOf(state.config);
  const account = state.accounts.get(accountIn(scope) ?? '');
  const limits = account ? tiers.limitsOf(account.account) : tiers.losing.find(({ origin }) => origin === scope)?.limits;
  const loss = account ? lossOf(account) : lossAt(state, scope);
  return !limits || loss < limits.daily_loss_limit ? null : { loss, limit: limits.daily_loss_limit };
}
