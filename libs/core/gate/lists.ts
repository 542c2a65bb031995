/** A list of orders: judged one after the other in one step, each with the holds of those before it. One that is refused refuses all. */
import { asksOf } from '../config/asks.js';
import { measuredAt, tiersOf } from '../controls/tiers.js';
import type { Decision } from '../model/decision.js';
import type { RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import type { ReservedState, ScopeMet } from '../model/reserved-state.js';
import type { RuleReasonCode } from '../model/reason-codes.js';
import type { Violation } from '../model/violation.js';
import type { AnswerOf, Stamp, SubmitList } from './command.js';
import { clientKey } from './client-ids.js';
import { keyRoomIn } from './key-rate.js';
import { contentHash, sameHash } from './content-hash.js';
import type { OrderDecided } from './event.js';
import { RATES, refusedByRateAlone } from './evolve.js';
import { withNear } from './early-warnings.js';
import { holdResting } from './resting.js';
import { shiftShortOpen } from './shorts.js';
import { meetTallies } from './tallies.js';
import { dropPosition, dropSlice, holdOrder, knownSlice, positionIn } from './leaves.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import type { GateState } from './state.js';

const SECOND_US = 1_000_000;

type Judge = (
  state: GateState,
  order: Order,
  stamp: Stamp,
  along: Along,
) => Decision | Exclude<AnswerOf['submit'], { kind: 'decided' }>;

/** What an order of a list meets besides what stands: the orders before it, which are attempts already and would be let through. */
export type Along = (met: ReservedState, config: RiskConfig) => ReservedState;

/** `judge` is decide.ts's own. */
export function decideList(state: GateState, { orders, by }: SubmitList, stamp: Stamp, judge: Judge): Outcome<'submit_list'> {
  if (by !== undefined && by.access_version !== null && by.access_version < state.access_version)
    return { answer: { kind: 'access_changed', version: state.access_version }, events: [] };
  const known = knownOf(state, orders);
  if (known) return { answer: known, events: [] };
  const limit = by?.orders_per_second ?? null;
  const room_in_us = by && limit !== null ? keyRoomIn(state, by.principal, limit, stamp.at_us, orders.length) : 0;
  if (limit !== null && room_in_us > 0) return { answer: { kind: 'key_rate', limit, room_in_us }, events: [] };
  const judged = judgeAll(state, orders, stamp, judge);
  if (!Array.isArray(judged)) return { answer: judged, events: [] };
  const accepted = judged.every((one) => one.accepted);
  if (!accepted) refuseOthers(judged);
  const told = new Set<string>();
  const decisions = accepted ? judged.map((one) => withNear(state, one, told)) : judged;
  const events = decisions.map(
    ({ order, state: met, violations, waived }): OrderDecided => ({
      ...{
        type: 'ORDER_DECIDED',
        ...UNSTAMPED,
        order,
        content_hash: contentHash(order),
        state: met,
        accepted,
        violations,
        waived,
      },
      ...(by === undefined ? {} : { principal: by.principal }),
      ...(limit === null ? {} : { principal_rate: limit }),
    }),
  );
  const answer: Outcome<'submit_list'>['answer'] = { kind: 'decided', accepted, decisions };
  if (!accepted && events.every((event) => refusedByRateAlone(event))) answer.room_in_us = SECOND_US;
  return { answer, events };
}

/** Null when none of them came before. */
function knownOf({ clients }: GateState, orders: readonly Order[]): Outcome<'submit_list'>['answer'] | null {
  const found = orders.map((order) => ({ order, known: clients.get(clientKey(order.account, order.client_order_id)) }));
  const first = found.find(({ known }) => known !== undefined);
  if (!first?.known) return null;
  const other = found.find(({ order, known }) => known?.content_hash !== contentHash(order));
  if (!other) return { kind: 'repeated', order_ids: found.map(({ known }) => known?.order_id ?? '') };
  const { order, known } = other.known ? other : first;
  return { kind: 'conflict', order_id: known?.order_id ?? '', client_order_id: order.client_order_id };
}

type Stopped = Extract<AnswerOf['submit_list'], { kind: 'unknown' | 'unavailable' }>;

/** The holds of those that pass are put on for the ones behind them, and taken off again before this returns: nothing of the state has changed then. */
function judgeAll(state: GateState, orders: readonly Order[], stamp: Stamp, judge: Judge): Decision[] | Stopped {
  const decisions: Decision[] = [];
  const held: Decision[] = [];
  try {
    for (const [at, order] of orders.entries()) {
      const judged = judge(state, order, stamp, alongWith(state, orders.slice(0, at), held, order));
      if ('kind' in judged) return stopped(judged, at, orders.length);
      decisions.push(judged);
      if (!judged.accepted) continue;
      hold(state, judged, 1);
      held.push(judged);
    }
    return decisions;
  } finally {
    for (const one of held.toReversed()) hold(state, one, -1);
  }
}

function stopped(judged: Exclude<AnswerOf['submit'], { kind: 'decided' }>, at: number, of: number): Stopped {
  const where = `order ${at + 1} of ${of}: `;
  if (judged.kind === 'unknown') return { ...judged, at, message: where + judged.message };
  if (judged.kind === 'unavailable') return { ...judged, message: where + judged.message };
  throw new Error(`the judgement of an order says ${judged.kind}`);
}

function hold(state: GateState, { order, state: met }: Decision, sign: 1 | -1): void {
  const account = state.accounts.get(order.account);
  if (!account) return;
  const p = positionIn(state, account, order.symbol);
  shiftShortOpen(state, order, -1);
  holdOrder(state, account, p, order, sign * met.notional, sign * order.quantity, sign);
  shiftShortOpen(state, order, 1);
  holdResting(state, order, sign);
  if (sign > 0) return;
  dropPosition(state, account, p);
  const slice = order.strategy === undefined ? undefined : knownSlice(account, order.strategy, order.symbol, p);
  if (slice) dropSlice(state, account, slice);
}

/** `before` are attempts already; of them `held` would be let through. */
function alongWith(state: GateState, before: readonly Order[], held: readonly Decision[], order: Order): Along {
  const same = state.counting ? held.filter((one) => sameHash(one.order) === sameHash(order)).length : 0;
  return (met, config) => {
    if (before.length === 0) return met;
    const more: ReservedState = { ...met, ...counted(met, before.length) };
    if (met.same_orders !== undefined) more.same_orders = met.same_orders + same;
    if (met.scopes) more.scopes = scopesWith(met.scopes, before, held, order, config);
    if (asksOf(config).tallies)
      meetTallies(state, order, config, more, { own: null, amends: false }, { attempts: before, passed: held });
    return more;
  };
}

/** Attempts at each scope that has a rate, as evolve counts them. */
function scopesWith(
  scopes: readonly ScopeMet[],
  before: readonly Order[],
  held: readonly Decision[],
  order: Order,
  config: RiskConfig,
): ScopeMet[] {
  const tiers = tiersOf(config);
  const attempts = new Map<string, number>();
  for (const one of before)
    for (const limits of tiers.touched(one)) {
      const scope = measuredAt(limits, one.account);
      if (limits.rated) attempts.set(scope, (attempts.get(scope) ?? 0) + 1);
    }
  const touched = tiers.touched(order);
  return scopes.map((met, i) => {
    const limits = touched[i];
    const n = limits ? (attempts.get(measuredAt(limits, order.account)) ?? 0) : 0;
    const more = n === 0 ? met : { ...met, ...counted(met, n) };
    if (met.runs === undefined) return more;
    const runs = held.filter((one) => tiers.touched(one.order).some(({ origin }) => origin === met.origin)).length;
    return { ...more, runs: met.runs + runs };
  });
}

function counted(met: Partial<ReservedState>, n: number): Partial<ReservedState> {
  const { orders_in_last_second: second, orders_in_burst_window: burst, messages_in_window: messages } = met;
  return {
    ...(second === undefined ? {} : { orders_in_last_second: second + n }),
    ...(burst === undefined ? {} : { orders_in_burst_window: burst + n }),
    ...(messages === undefined ? {} : { messages_in_window: messages + n }),
  };
}

/** Those that would pass say why they do not: the place of the first one that was refused, and its reason. */
function refuseOthers(decisions: Decision[]): void {
  const refused = decisions.flatMap(({ violations }, at) => (violations[0] ? [{ at, code: violations[0].code }] : []));
  const one = refused.find(({ code }) => !RATES.has(code)) ?? refused[0];
  if (!one) return;
  for (const [at, decision] of decisions.entries())
    if (decision.accepted)
      decisions[at] = { ...decision, accepted: false, violations: [listRefused(one.at + 1, decisions.length, one.code)] };
}

export const LIST_RULE = 'LIST';

export function listRefused(place: number, of: number, code: RuleReasonCode): Violation {
  return {
    ...{ rule_id: LIST_RULE, rule_version: 1, code: 'LIST_REFUSED', severity: 'WARNING' },
    message: `List refused: order ${place} of ${of} was refused, ${code}`,
    observed: code,
    limit: of,
  };
}
