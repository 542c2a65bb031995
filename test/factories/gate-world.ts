/** A gate in memory with the shipped rules: what unit tests and the simulation give commands to. */
import type { AnswerOf, GateCommand, Report } from '#core/gate/command.js';
import { handle } from '#core/gate/handle.js';
import type { GateEvent } from '#core/gate/event.js';
import { type CompileRules, emptyState, type GateState } from '#core/gate/state.js';
import { GLOBAL_LIMITS } from '#core/controls/registry.js';
import type { RiskConfig, RiskLimits } from '#core/model/limits.js';
import type { Contract, Money, Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { EMPTY_REFERENCE } from '#core/model/reference.js';
import { compileRuleSet } from '#rules/compile.js';
import { loadRuleSet, parseRuleSet } from '#rules/load.js';

export const DAY = '2026-11-25';
export const dollars = (amount: number) => Math.round(amount * 1e6) as Money;
export const units = (amount: number) => Math.round(amount * 1e8) as Quantity;

/** Limits that may be off are off unless a test sets them; figures without one take their defaults. */
const OFF = Object.fromEntries(
  GLOBAL_LIMITS.map((limit) => [limit.name, limit.nullable ? null : (limit.default ?? null)]),
) as unknown as RiskLimits;

export const LIMITS: RiskLimits = {
  ...OFF,
  max_position_size: dollars(10_000),
  max_order_size: dollars(1000),
  daily_loss_limit: dollars(5000),
  daily_loss_mode: 'halt',
  daily_loss_on_trip: 'cancel_opening_orders',
  max_portfolio_concentration_bps: 2500,
  max_leverage_hundredths: 200,
  max_orders_per_second: 1_000_000,
  max_orders_per_burst: 10_000_000,
  burst_window_seconds: 10,
  max_messages: null,
  message_window_seconds: 1,
  price_collar_through_bps: null,
  price_collar_away_bps: null,
  price_collar_min_width: dollars(0.05),
  enabled: true,
};

export const compile: CompileRules = (document) => compileRuleSet(parseRuleSet(document));
export const RULE_SET = await loadRuleSet('rules');

export function configOf(version: number, limits: Partial<RiskLimits> = {}, symbols = ['AAPL', 'SPY', 'TSLA']): RiskConfig {
  const own = { max_position: dollars(10_000), max_concentration_bps: 2500 };
  return {
    version,
    limits: { ...LIMITS, ...limits },
    symbols: Object.fromEntries(symbols.map((symbol) => [symbol, { ...own }])),
    scoped: {},
    ...EMPTY_REFERENCE,
    rules_hash: RULE_SET.hash,
  };
}

/** A state, and a clock that moves by hand. */
export class GateWorld {
  readonly log: GateEvent[] = [];
  nowUs = 1_795_600_000_000_000;
  private orders = 0;

  constructor(readonly state: GateState = emptyState(compile)) {}

  /** With account `default` (100,000 USD), the shipped rules, and quotes at 100.00 / 100.02. */
  static open(limits: Partial<RiskLimits> = {}): GateWorld {
    const world = new GateWorld();
    world.ask({ kind: 'open_account', account: 'default', cash: dollars(100_000), day: DAY });
    world.configure(1, limits);
    world.quote('AAPL', 100, 100.02);
    world.quote('SPY', 100, 100.02);
    world.quote('TSLA', 100, 100.02);
    world.tick();
    return world;
  }

  ask<Command extends GateCommand>(command: Command): AnswerOf[Command['kind']] {
    this.nowUs += 1;
    const { answer, events } = handle(this.state, command, { at_us: this.nowUs, journal: { behind_us: 0, entries: 0 } });
    this.log.push(...events);
    return answer;
  }

  pass(seconds: number): void {
    this.nowUs += Math.round(seconds * 1e6);
  }

  configure(version: number, limits: Partial<RiskLimits> = {}, more: Partial<RiskConfig> = {}): void {
    const config = { ...configOf(version, limits), ...more };
    this.ask({ kind: 'configure', config, rule_set: RULE_SET.document, slippage_bps: 10 });
  }

  /** The present configuration with changes in it. */
  change(more: Partial<RiskConfig>): void {
    const { config } = this.state;
    if (!config) throw new Error('nothing is configured');
    const next = { ...config, ...more, version: config.version + 1 };
    this.ask({ kind: 'configure', config: next, rule_set: RULE_SET.document, slippage_bps: 10 });
  }

  quote(symbol: string, bid: number, ask: number, revision = 1 + (this.state.quotes.get(symbol)?.revision ?? 0)): void {
    this.ask({ kind: 'mark', day: DAY, quotes: [{ symbol, bid: dollars(bid), ask: dollars(ask), frozen: false, revision }] });
  }

  tick(): AnswerOf['tick'] {
    return this.ask({ kind: 'tick', day: DAY, holder: 'test' });
  }

  order(fields: Partial<Order> = {}): Order {
    const number = ++this.orders;
    return {
      account: 'default',
      client_order_id: `c${number}`,
      symbol: 'AAPL',
      side: 'BUY',
      quantity: units(1),
      price: dollars(100),
      order_type: 'LIMIT',
      time_in_force: 'DAY',
      order_id: `ord_${number}`,
      decision_id: `dec_${number}`,
      ...fields,
    };
  }

  submit(fields: Partial<Order> = {}): AnswerOf['submit'] & { order: Order } {
    const order = this.order(fields);
    return { ...this.ask({ kind: 'submit', order }), order };
  }

  /** A report of the broker on an order, numbered after the last one. */
  report(
    order: Order,
    kind: 'WORKING' | 'FILL' | 'CANCELED' | 'REPLACED' | 'REPLACE_REJECTED',
    fields: {
      quantity?: Quantity;
      price?: Money;
      fee?: Money;
      sequence?: number;
      amendment_id?: string;
      contract?: Contract;
    } = {},
  ): AnswerOf['book'] {
    const sequence = fields.sequence ?? this.state.broker_sequence + 1;
    const { order_id, account, symbol, side } = order;
    const about = { order_id, account, symbol, side, broker_order_id: `b_${order_id}`, execution_id: `x${sequence}`, reason: '' };
    const amounts = { quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money, ...fields };
    const executed_at_ms = Math.floor(this.nowUs / 1000);
    return this.ask({ kind: 'book', day: DAY, previous: 0, report: { ...about, kind, ...amounts, sequence, executed_at_ms } });
  }

  /** An order that the broker has. */
  working(fields: Partial<Order> = {}): Order {
    const { order } = this.submit(fields);
    this.report(order, 'WORKING');
    return order;
  }

  amend(order: Order, change: { quantity?: number; price?: number }): AnswerOf['amend'] & { decision_id: string } {
    const decision_id = `dec_amend_${++this.orders}`;
    const quantity = change.quantity === undefined ? null : units(change.quantity);
    const price = change.price === undefined ? null : dollars(change.price);
    return { ...this.ask({ kind: 'amend', order_id: order.order_id, decision_id, quantity, price }), decision_id };
  }

  /** The broker's answer to the pending amendment. */
  answerAmendment(order: Order, kind: 'REPLACED' | 'REPLACE_REJECTED' = 'REPLACED'): void {
    const pending = this.state.orders.get(order.order_id)?.amending;
    if (!pending) throw new Error(`no amendment of ${order.order_id} is pending`);
    const { decision_id: amendment_id, quantity, price } = pending;
    this.report(order, kind, { amendment_id, ...(kind === 'REPLACED' ? { quantity, price: price ?? (0 as Money) } : {}) });
  }

  /** What the broker's account did without a trade. */
  activity(symbol: string, activity: NonNullable<Report['activity']>): AnswerOf['book'] {
    const sequence = this.state.broker_sequence + 1;
    const none = {
      order_id: '',
      broker_order_id: '',
      side: 'BUY',
      quantity: 0 as Quantity,
      price: 0 as Money,
      fee: 0 as Money,
    } as const;
    const about = {
      sequence,
      execution_id: `act${sequence}`,
      account: 'default',
      symbol,
      reason: 'a "split"',
      executed_at_ms: 1,
    };
    return this.ask({ kind: 'book', day: DAY, previous: 0, report: { ...none, ...about, kind: 'ACTIVITY', activity } });
  }

  fill(order: Order, quantity: number, price: number): void {
    this.report(order, 'FILL', { quantity: units(quantity), price: dollars(price) });
  }
}
