import { judgeOrder } from '../gate/decide.js';
import type { ListAnswer, OrderedBy, SubmitAnswer } from '../gate/command.js';
import type { Decision } from '../model/decision.js';
import type { Quantity } from '../model/money.js';
import { type Order, type OrderRequest, withoutNoWishes } from '../model/order.js';
import { type Gate, StateUnavailableError } from '../ports/gate.js';
import type { GateFeed } from '../ports/gate-feed.js';
import type { GateState } from '../gate/state.js';
import { newIds } from './ids.js';
import { IS_TOO_SMALL, largestQuantity } from './largest-quantity.js';

type Unknown = Extract<SubmitAnswer, { kind: 'unknown' }>;

export type CheckResult =
  /** `room_in_us`: of a refusal by the rate alone, when there is room for another order. */
  | (Pick<Decision, 'order' | 'accepted' | 'violations' | 'state'> & { kind: 'decided'; room_in_us: number | null })
  /** The same client_order_id came before, with the same content or (`conflict`) with another: that order's id. */
  | { kind: 'repeated'; order_id: string }
  | { kind: 'conflict'; order_id: string }
  | Extract<SubmitAnswer, { kind: 'access_changed' | 'key_rate' }>
  | Unknown;

export type ListResult = Exclude<ListAnswer, { kind: 'unavailable' }> & { list_id: string };

/** An order's way in: it gets its ids, the gate judges it, and the answer is given when the log keeps it. */
export class CheckOrder {
  constructor(
    private readonly gate: Gate,
    private readonly feed: GateFeed,
  ) {}

  /** Throws StateUnavailableError (nothing was let through) and OutcomeUnknownError. */
  async check(request: OrderRequest, user: string, by: OrderedBy): Promise<CheckResult> {
    const order: Order = { ...withoutNoWishes(request), ...newIds(), user };
    const answer = await this.gate.ask({ kind: 'submit', order, by });
    switch (answer.kind) {
      case 'decided':
        return {
          ...{ kind: 'decided', order, accepted: answer.accepted, violations: answer.violations, state: answer.state },
          room_in_us: answer.room_in_us ?? null,
        };
      case 'unavailable':
        throw new StateUnavailableError(answer.code, answer.message);
      default:
        return answer;
    }
  }

  /** Several orders of one account: all are let through, or none. Throws as `check` does. */
  async checkList(requests: readonly OrderRequest[], user: string, by: OrderedBy): Promise<ListResult> {
    const list_id = newIds().order_id.replace('ord_', 'lst_');
    const orders = requests.map((request): Order => ({ ...withoutNoWishes(request), ...newIds(), user, list_id }));
    const answer = await this.gate.ask({ kind: 'submit_list', orders, by });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    return { ...answer, list_id };
  }

  /** What `check` would say now, and the largest quantity that would pass; holds nothing, counts nothing, writes nothing. */
  async whatIf(
    request: OrderRequest,
    user: string,
    journal: { behind_us: number; entries: number },
  ): Promise<{ decision: Decision; max_quantity: Quantity } | Unknown> {
    const { state } = this.feed;
    if (!state?.config || !state.rules)
      throw new StateUnavailableError('STATE_UNAVAILABLE', 'the state is being read from PostgreSQL and the log');
    const order: Order = { ...withoutNoWishes(request), ...newIds(), user };
    const at_us = Math.max(Date.now() * 1000, state.clock_us + 1);
    const judge = (quantity: Quantity) => judgeOrder(state, { ...order, quantity }, { at_us, journal });
    const judged = judge(order.quantity);
    const answer = 'kind' in judged ? judged : { decision: judged, max_quantity: mostThatPasses(state, order, judge) };
    await this.feed.kept();
    if (!('kind' in answer)) return answer;
    if (answer.kind === 'unknown') return answer;
    const why = answer.kind === 'unavailable' ? answer : null;
    throw new StateUnavailableError(why?.code ?? 'STATE_UNAVAILABLE', why?.message ?? 'the order cannot be judged');
  }
}

type Judge = (quantity: Quantity) => ReturnType<typeof judgeOrder>;

/** On the instrument's step; and what closes the whole position need not be on it. */
function mostThatPasses(state: GateState, { account, symbol }: Order, judge: Judge): Quantity {
  const reasons = (quantity: Quantity): string[] | null => {
    const sized = judge(quantity);
    return 'kind' in sized ? null : sized.violations.map(({ code }) => code);
  };
  const passes = (quantity: Quantity) => reasons(quantity)?.length === 0;
  const fits = (quantity: Quantity) => reasons(quantity)?.every((code) => IS_TOO_SMALL.has(code)) ?? false;
  const most = largestQuantity(fits, state.config?.instruments[symbol]?.step ?? 1);
  const held = Math.abs(state.accounts.get(account)?.positions.get(symbol)?.quantity ?? 0) as Quantity;
  if (held > most && passes(held)) return held;
  return most > 0 && passes(most) ? most : (0 as Quantity);
}
