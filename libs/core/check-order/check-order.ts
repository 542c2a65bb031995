/**
 * The hot path: one order in, one decision out.
 *
 *   1 reserve   one Redis round trip: holds the exposure, counts the attempt, appends order and facts to the synced log
 *   2 in force  config and rules of the version that the reserve names; a replica that is behind reloads before it decides
 *   3 decide    facts, then every rule; any violation refuses (decide.ts)
 *   4 conclude  the verdict goes to the log, a refusal voids its hold; not waited for: it follows from 1 and can be computed again
 *
 * Whatever is doubtful refuses. An order over a limit never passes: its own hold and all before it are in the figures it is judged by.
 */
import type { Decision } from '../model/decision.js';
import type { Verdict } from '../gate/event.js';
import type { Quantity } from '../model/money.js';
import type { Order, OrderRequest } from '../model/order.js';
import type { InForce } from '../ports/in-force.js';
import type { LiveState } from '../ports/live-state.js';
import { bodyHash } from './body-hash.js';
import { decide } from './decide.js';
import { newIds } from './ids.js';
import { largestQuantity } from './largest-quantity.js';

export type CheckResult =
  | { kind: 'decided'; decision: Decision }
  /** The same client_order_id and content came before: that order's id. */
  | { kind: 'repeated'; order_id: string }
  /** The same client_order_id came before with other content. */
  | { kind: 'conflict'; order_id: string };

/** Called with each decision after it was made, for the sampled comparison with json-rules-engine. Must not throw or block. */
export type DecisionObserver = (decision: Decision) => void;

export class CheckOrder {
  constructor(
    private readonly state: LiveState,
    private readonly inForce: InForce,
    private readonly observe: DecisionObserver = () => {},
  ) {}

  /** Checks and, when nothing speaks against it, lets the order through. Throws StateUnavailableError; then nothing was let through. */
  async check(request: OrderRequest): Promise<CheckResult> {
    const order: Order = { ...request, ...newIds() };
    const hash = bodyHash(request);
    const reserved = await this.state.reserve(order, hash);
    if (reserved.kind === 'known')
      return { kind: reserved.body_hash === hash ? 'repeated' : 'conflict', order_id: reserved.order_id };
    try {
      const { config, rules } = await this.inForce.at(reserved.state.config_version);
      const decision = decide(order, reserved.state, config, rules);
      this.state.conclude(verdictOf(decision, 'api'));
      this.observe(decision);
      return { kind: 'decided', decision };
    } catch (error) {
      this.state.abandon(order);
      throw error;
    }
  }

  /** What `check` would say now, and the largest quantity that would pass; holds nothing, counts nothing, writes nothing. */
  async whatIf(request: OrderRequest): Promise<{ decision: Decision; max_quantity: Quantity }> {
    const order: Order = { ...request, ...newIds() };
    const state = await this.state.preview(order);
    const { config, rules } = await this.inForce.at(state.config_version);
    const decision = decide(order, state, config, rules);
    return { decision, max_quantity: largestQuantity(order, state, config, rules) };
  }
}

export function verdictOf(decision: Decision, by: Verdict['by']): Verdict {
  const { order, accepted, violations, waived } = decision;
  return {
    order_id: order.order_id,
    decision_id: order.decision_id,
    account: order.account,
    symbol: order.symbol,
    accepted,
    violations,
    waived,
    by,
  };
}
