/**
 * The gate's judgement: what happens when a command meets the state. Reads the state, changes nothing, has no clock and no randomness. What it says is
 * made so by evolve.ts, and nothing else changes the state. An order over a limit never passes: its own hold and all before it are in its figures.
 */
import { decide as judge } from '../check-order/decide.js';
import { FactOutOfRangeError } from '../check-order/to-facts.js';
import { tiersOf } from '../controls/tiers.js';
import type { Decision } from '../model/decision.js';
import { AmountError } from '../model/money.js';
import type { RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import { decideBooking } from './booking.js';
import { decideMode, decideReset, decideTrip } from './breakers.js';
import type { AnswerOf, GateCommand, ReconsiderOrder, Stamp, SubmitOrder } from './command.js';
import { decideArm, decideCash, decideLock, decideSplit } from './accounts.js';
import { decideAccountAdoption } from './account-adoption.js';
import { decideAmend, decideAmendmentAgain } from './amend.js';
import { contentHash } from './content-hash.js';
import { doubtIn } from './doubt.js';
import { decideBeginDay, decideClose, decideMark, decideTick } from './days.js';
import type { GateEvent, OrderDecided, OrderWithdrawn } from './event.js';
import { refusedByRateAlone } from './evolve.js';
import { type Along, decideList } from './lists.js';
import { decideHalt } from './halts.js';
import { decideHeartbeat } from './heartbeat.js';
import { look } from './look.js';
import { withNear } from './early-warnings.js';
import { NotJudged, worthKnown } from './not-judged.js';
import { decideAdoption, decideCancel, decideCancels, GATE } from './open-orders.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import { decideLocate } from './shorts.js';
import { cancelOfOwn } from './resting.js';
import { decideCloseSession, decideHearSession, decideOpenSession, sessionFault } from './sessions.js';
import {
  decideAccount,
  decideAuditFault,
  decideDifference,
  decideBrokerState,
  decideCalendar,
  decideConfiguration,
  decideRejection,
  decideTrouble,
} from './settings.js';
import { clientKey } from './client-ids.js';
import { keyRoomIn } from './key-rate.js';
import type { GateState, OrderState } from './state.js';
import { decideUsage } from './usage-levels.js';

const SECOND_US = 1_000_000;

export function decide(state: GateState, command: GateCommand, stamp: Stamp): Outcome {
  switch (command.kind) {
    case 'submit':
      return decideOrder(state, command, stamp);
    case 'change_access': {
      const version = Math.max(state.access_version, command.version);
      const events: GateEvent[] = version > state.access_version ? [{ type: 'ACCESS_CHANGED', ...UNSTAMPED, version }] : [];
      return { answer: { kind: 'change_access', version }, events };
    }
    case 'cancel':
      return decideCancel(state, command);
    case 'cancel_orders':
      return decideCancels(state, command);
    case 'open_session':
      return decideOpenSession(state, command);
    case 'hear_session':
      return decideHearSession(state, command);
    case 'close_session':
      return decideCloseSession(state, command);
    case 'submit_list':
      return decideList(state, command, stamp, judgeOrder);
    case 'amend':
      return decideAmend(state, command, stamp);
    case 'reconsider':
      return decideAgain(state, command, stamp);
    case 'book':
      return decideBooking(state, command);
    case 'mark':
      return decideMark(state, command, Math.floor(stamp.at_us / 1000));
    case 'tick':
      return decideTick(state, command, stamp);
    case 'close_day':
      return decideClose(state, command);
    case 'begin_day':
      return decideBeginDay(state, command);
    case 'open_account':
      return decideAccount(state, command);
    case 'move_cash':
      return decideCash(state, command);
    case 'lock':
      return decideLock(state, command);
    case 'arm':
      return decideArm(state, command);
    case 'halt':
      return decideHalt(state, command);
    case 'split':
      return decideSplit(state, command);
    case 'book_locate':
      return decideLocate(state, command);
    case 'broker_state':
      return decideBrokerState(state, command);
    case 'adopt_account':
      return decideAccountAdoption(state, command);
    case 'trip':
      return decideTrip(state, command, stamp.at_us);
    case 'reset':
      return decideReset(state, command, stamp.at_us);
    case 'heartbeat':
      return decideHeartbeat(state, command);
    case 'change_mode':
      return decideMode(state, command);
    case 'configure':
      return decideConfiguration(state, command);
    case 'reject_config':
      return decideRejection(state, command);
    case 'accept_config': {
      const { source } = command;
      const events: GateEvent[] = state.faults.has(source) ? [{ type: 'CONFIG_ACCEPTED', ...UNSTAMPED, source }] : [];
      return { answer: { kind: 'accept_config' }, events };
    }
    case 'warn_of_calendar':
      return decideCalendar(state, command);
    case 'warn_of_audit':
      return decideAuditFault(command);
    case 'warn_of_difference':
      return decideDifference(state, command);
    case 'warn_of_trouble':
      return decideTrouble(state, command);
    case 'note_usage':
      return decideUsage(state, command);
    case 'adopt':
      return decideAdoption(state, command);
    case 'restored':
      return {
        answer: { kind: 'restored' },
        events: [{ type: 'STATE_RESTORED', ...UNSTAMPED, generation: state.generation + 1 }],
      };
    case 'list_breakers':
      return { answer: { kind: 'list_breakers', breakers: [...state.breakers.values()] }, events: [] };
    case 'checkpoint': {
      const { kind, ...proved } = command;
      return { answer: { kind }, events: [{ type: 'CHECKPOINT', ...UNSTAMPED, ...proved }] };
    }
    default:
      return command satisfies never;
  }
}

// ---- an order ----

function decideOrder(state: GateState, { order, by }: SubmitOrder, stamp: Stamp): Outcome<'submit'> {
  if (by !== undefined && by.access_version !== null && by.access_version < state.access_version)
    return { answer: { kind: 'access_changed', version: state.access_version }, events: [] };
  const hash = contentHash(order);
  const known = state.clients.get(clientKey(order.account, order.client_order_id));
  if (known) {
    const kind = known.content_hash === hash ? 'repeated' : 'conflict';
    return { answer: { kind, order_id: known.order_id }, events: [] };
  }
  const limit = by?.orders_per_second ?? null;
  const room_in_us = by && limit !== null ? keyRoomIn(state, by.principal, limit, stamp.at_us, 1) : 0;
  if (limit !== null && room_in_us > 0) return { answer: { kind: 'key_rate', limit, room_in_us }, events: [] };
  const judged = judgeOrder(state, order, stamp);
  if ('kind' in judged) return { answer: judged, events: [] };
  const { accepted, violations, waived, state: met, rules_hash } = withNear(state, judged);
  const event: OrderDecided = {
    type: 'ORDER_DECIDED',
    id: '',
    at_ms: 0,
    order,
    content_hash: hash,
    state: met,
    accepted,
    violations,
    waived,
  };
  if (by !== undefined) event.principal = by.principal;
  if (limit !== null) event.principal_rate = limit;
  const answer: Outcome<'submit'>['answer'] = { kind: 'decided', accepted, violations, waived, state: met, rules_hash };
  if (!accepted && refusedByRateAlone(event)) answer.room_in_us = roomIn(state, event);
  return { answer, events: accepted || met.also?.meets === undefined ? [event] : [event, ...cancelOfOwn(state, event, GATE)] };
}

/**
 * Microseconds until both rate windows have room for one order, if nothing else is sent meanwhile. One that was not exceeded counts too: this refused
 * attempt may have filled it.
 */
function roomIn(state: GateState, { order, state: met }: OrderDecided): number {
  const attempts = state.accounts.get(order.account)?.attempts;
  const limits = state.config && tiersOf(state.config).limitsOf(order.account);
  if (!attempts || !limits) return 0;
  const bySecond = attempts.roomAt(met.at_us, SECOND_US, limits.max_orders_per_second);
  const byBurst = attempts.roomAt(met.at_us, limits.burst_window_seconds * SECOND_US, limits.max_orders_per_burst);
  return Math.max(bySecond, byBurst) - met.at_us;
}

/** The verdict on an order as the state stands, or why there can be none. Used for orders and for what-ifs. */
export function judgeOrder(
  state: GateState,
  order: Order,
  stamp: Stamp,
  /** Of a list: what the orders before it add to what it meets. */
  along: Along = (met) => met,
): Decision | Exclude<AnswerOf['submit'], { kind: 'decided' }> {
  const doubt = doubtIn(state, stamp);
  if (doubt) return doubt;
  const { config, rules } = state;
  const account = state.accounts.get(order.account);
  if (!account) return { kind: 'unknown', field: 'account', message: `${order.account} is not an account` };
  if (account.broker_not_ready !== '') return unavailable('ACCOUNT_NOT_READY', account.broker_not_ready);
  if (!config?.symbols[order.symbol] || !rules)
    return { kind: 'unknown', field: 'symbol', message: `${order.symbol} is not a symbol that may be traded` };
  const stranger = unknownStrategy(config, order);
  if (stranger !== null) return { kind: 'unknown', field: 'strategy', message: stranger };
  const session = sessionFault(state, order);
  if (session !== null) return { kind: 'unknown', field: 'session', message: session };
  if (account.attempts.isFull(stamp.at_us)) return unavailable('OVERLOADED', 'more orders in a minute than can be counted');
  try {
    return worthKnown(judge(order, along(look(state, account, order, config, stamp.at_us), config), config, rules));
  } catch (error) {
    if (error instanceof NotJudged) return unavailable(error.code, error.message);
    if (error instanceof FactOutOfRangeError || error instanceof AmountError)
      return unavailable('AMOUNT_OUT_OF_RANGE', error.message);
    throw error;
  }
}

export function unknownStrategy(config: RiskConfig, { strategy }: Pick<Order, 'strategy'>): string | null {
  if (strategy === undefined || !tiersOf(config).declares || config.strategies[strategy]) return null;
  return `${strategy} is not a strategy; GET /api/strategies lists them`;
}

/**
 * An accepted order that has not been sent: it is withdrawn when its cancel was asked for or when it would be refused now. It is judged as if it came
 * now, without its own hold and its own attempt.
 */
function decideAgain(state: GateState, { order_id, amendment_id }: ReconsiderOrder, stamp: Stamp): Outcome<'reconsider'> {
  const open = state.orders.get(order_id);
  if (amendment_id !== undefined) return decideAmendmentAgain(state, open, amendment_id, stamp);
  if (open?.status !== 'PENDING_SUBMIT') return { answer: { kind: 'reconsider', verdict: 'gone' }, events: [] };
  const reason = open.cancel_requested ? 'CANCEL_REQUESTED' : reasonAgainst(state, open, stamp);
  if (reason === null) return { answer: { kind: 'reconsider', verdict: 'send' }, events: [] };
  const { account, symbol } = open.order;
  const event: OrderWithdrawn = { type: 'ORDER_WITHDRAWN', ...UNSTAMPED, order_id, account, symbol, reason };
  return { answer: { kind: 'reconsider', verdict: 'withdrawn' }, events: [event] };
}

function reasonAgainst(state: GateState, open: OrderState, stamp: Stamp): string | null {
  const { order } = open;
  const account = state.accounts.get(order.account);
  const { config, rules } = state;
  if (!account || !config || !rules) return 'STATE_UNAVAILABLE';
  const doubt = doubtIn(state, stamp);
  if (doubt) return doubt.code;
  try {
    const met = uncounted(look(state, account, order, config, stamp.at_us, open));
    return worthKnown(judge(order, met, config, rules)).violations[0]?.code ?? null;
  } catch (error) {
    if (error instanceof NotJudged) return error.code;
    if (error instanceof FactOutOfRangeError || error instanceof AmountError) return 'AMOUNT_OUT_OF_RANGE';
    throw error;
  }
}

/** Without its attempt, which counted when it came. */
function uncounted(met: ReservedState): ReservedState {
  const { messages_in_window: _, scopes, ...rest } = met;
  const none = { orders_in_last_second: 0, orders_in_burst_window: 0 };
  if (!scopes) return { ...rest, ...none };
  return { ...rest, ...none, scopes: scopes.map(({ messages_in_window: __, ...one }) => ({ ...one, ...none })) };
}
