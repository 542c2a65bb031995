/** Order sessions: when nothing is heard of one for too long, its open orders are canceled. Nothing is halted. */
import type { CloseSession, HearSession, OpenSession } from './command.js';
import type { CancelRequested, GateEvent, SessionEnded, SessionHeard } from './event.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import type { GateState, OrderState } from './state.js';

export interface SessionTerms {
  readonly session_id: string;
  readonly account: string;
  /** Who opened it. Only they are heard. */
  readonly principal: string;
  /** Silent for longer than both together, it is lost. */
  readonly silent_ms: number;
  readonly grace_ms: number;
  /** GTC and GTD orders go too. */
  readonly include_gtc: boolean;
  /** Orders that close what is held stay, as far as it goes. */
  readonly keep_reducing: boolean;
}

export interface SessionState extends SessionTerms {
  /** Of its last sign of life: a heartbeat or an order. */
  heard_ms: number;
}

/** Sessions that are open at once. */
export const SESSIONS_MAX = 1000;

export function decideOpenSession(state: GateState, { session }: OpenSession): Outcome<'open_session'> {
  if (state.sessions.has(session.session_id)) return { answer: { kind: 'session', session }, events: [] };
  if (!state.accounts.has(session.account))
    return { answer: unavailable('STATE_UNAVAILABLE', `${session.account} is not an account`), events: [] };
  if (state.sessions.size >= SESSIONS_MAX)
    return { answer: unavailable('OVERLOADED', `${SESSIONS_MAX} sessions are open already`), events: [] };
  return { answer: { kind: 'session', session }, events: [{ type: 'SESSION_OPENED', ...UNSTAMPED, session }] };
}

export function decideHearSession(state: GateState, { session_id, principal, left }: HearSession): Outcome<'hear_session'> {
  const session = state.sessions.get(session_id);
  if (session?.principal !== principal) return { answer: { kind: 'no_session' }, events: [] };
  const heard = { session_id, ...(left === true ? { left } : {}) };
  return { answer: { kind: 'session', session }, events: [{ type: 'SESSION_HEARD', ...UNSTAMPED, ...heard }] };
}

/** Who left has only the grace to come back. */
export function sessionHeard({ sessions }: GateState, { session_id, left, at_ms }: SessionHeard): void {
  const session = sessions.get(session_id);
  if (!session) return;
  session.heard_ms = left === true ? Math.min(session.heard_ms, at_ms - session.silent_ms) : at_ms;
}

/** Its owner ends it; with `cancel` its open orders go, whatever its terms keep. */
export function decideCloseSession(state: GateState, { session_id, principal, cancel }: CloseSession): Outcome<'close_session'> {
  const session = state.sessions.get(session_id);
  if (session?.principal !== principal) return { answer: { kind: 'no_session' }, events: [] };
  const all = { ...session, include_gtc: true, keep_reducing: false };
  const cancels = cancel ? cancelsOf(state, all, principal) : [];
  const ended = endOf(session, 'closed', 0, cancels.length);
  return { answer: { kind: 'closed', orders: cancels.length }, events: [ended, ...cancels] };
}

function endOf(
  { session_id, account }: SessionTerms,
  reason: SessionEnded['reason'],
  silent_ms: number,
  orders: number,
): SessionEnded {
  return { type: 'SESSION_ENDED', ...UNSTAMPED, session_id, account, reason, silent_ms, orders };
}

export const isLost = ({ heard_ms, silent_ms, grace_ms }: SessionState, atMs: number): boolean =>
  atMs - heard_ms > silent_ms + grace_ms;

/** Ends of sessions of which nothing is heard any more, each with the cancels of its orders; looked for with each mark and each look of the monitor. */
export function lostSessions(state: GateState, event: GateEvent, actor: string): GateEvent[] {
  if (state.sessions.size === 0 || (event.type !== 'MARKED' && event.type !== 'TICKED')) return [];
  const events: GateEvent[] = [];
  for (const session of state.sessions.values()) {
    if (!isLost(session, event.at_ms)) continue;
    const cancels = cancelsOf(state, session, actor);
    events.push(endOf(session, 'silent', event.at_ms - session.heard_ms, cancels.length), ...cancels);
  }
  return events;
}

function cancelsOf(state: GateState, session: SessionTerms, actor: string): CancelRequested[] {
  const closing = new Map<string, number>();
  const closes = ({ order, leaves }: OrderState): boolean => {
    const held = state.accounts.get(order.account)?.positions.get(order.symbol)?.quantity ?? 0;
    if (order.side === 'BUY' ? held >= 0 : held <= 0) return false;
    const sum = (closing.get(order.symbol) ?? 0) + leaves;
    if (sum > Math.abs(held)) return false;
    closing.set(order.symbol, sum);
    return true;
  };
  const cancels: CancelRequested[] = [];
  for (const open of state.orders.values()) {
    const { order, cancel_requested } = open;
    if (order.session !== session.session_id || cancel_requested) continue;
    const rests = order.time_in_force === 'GTC' || order.time_in_force === 'GTD';
    if ((rests && !session.include_gtc) || (session.keep_reducing && closes(open))) continue;
    const { order_id, account } = order;
    cancels.push({ type: 'CANCEL_REQUESTED', ...UNSTAMPED, order_id, account, actor });
  }
  return cancels;
}

/** Why an order may not name that session; null when it may, or names none. */
export function sessionFault(
  { sessions }: GateState,
  { session, account }: { session?: string; account: string },
): string | null {
  if (session === undefined) return null;
  const known = sessions.get(session);
  if (!known) return `session ${session} has ended, or never was; open another one`;
  return known.account === account ? null : `session ${session} is of account ${known.account}`;
}
