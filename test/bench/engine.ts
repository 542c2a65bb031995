/** The gate's engine alone, on one core: decide and evolve, no log. Small, and with what a large firm has. */
import { handle } from '#core/gate/handle.js';
import { emptyState, type GateState } from '#core/gate/state.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { EMPTY_REFERENCE } from '#core/model/reference.js';
import { compileRuleSet } from '#rules/compile.js';
import { loadRuleSet, parseRuleSet } from '#rules/load.js';
import { median } from '../percentile.js';
import { DEFAULT_BENCH_LIMITS } from './limits.js';

const DAY = '2026-11-25';
const money = (dollars: number) => Math.round(dollars * 1e6) as Money;
const units = (quantity: number) => Math.round(quantity * 1e8) as Quantity;
const ORDERS = 60_000;
/** Rounds until the compiler has settled: sixty rules take it longer than eleven did. */
const WARM_UP = 6;

export interface Size {
  accounts: number;
  symbols: number;
  openOrders: number;
  /** The shipped rules, or copies of them until there are so many. */
  rules: number | null;
}

/** A gate in memory of that size, with limits that let everything of the benchmark pass but its large orders. */
export class Engine {
  readonly state: GateState;
  private nowUs = 1_795_600_000_000_000;
  private serial = 0;
  private readonly accounts: string[];
  private readonly symbols: string[];

  private constructor(size: Size, document: string, hash: string) {
    const compile = (text: string) => compileRuleSet(repeated(parseRuleSet(text), size.rules));
    this.state = emptyState(compile);
    this.accounts = Array.from({ length: size.accounts }, (_, i) => `a${i}`);
    this.symbols = Array.from({ length: size.symbols }, (_, i) => `S${i}`);
    for (const account of this.accounts) this.ask({ kind: 'open_account', account, cash: money(1e8), day: DAY });
    this.ask({ kind: 'configure', config: this.config(hash), rule_set: document, slippage_bps: 10 });
    this.refresh();
    for (let i = 0; i < size.openOrders; i += 1) this.submit(false);
  }

  static async of(size: Size): Promise<Engine> {
    const { document, hash } = await loadRuleSet('rules');
    return new Engine(size, document, hash);
  }

  /** Orders a second, and the time of each in microseconds when `each`. What was accepted is canceled again, so that every round is the same. */
  round(refused: boolean, each: number[] | null = null): number {
    this.refresh();
    const ids: string[] = [];
    const startedMs = performance.now();
    for (let i = 0; i < ORDERS; i += 1) {
      const before = each ? performance.now() : 0;
      ids.push(this.submit(refused));
      if (each) each.push((performance.now() - before) * 1000);
    }
    const perSecond = (ORDERS * 1000) / (performance.now() - startedMs);
    for (const id of ids) this.cancel(id);
    return perSecond;
  }

  private submit(refused: boolean): string {
    const number = ++this.serial;
    const order: Order = {
      account: this.accounts[number % this.accounts.length] ?? '',
      client_order_id: `c${number}`,
      symbol: this.symbols[(number * 7) % this.symbols.length] ?? '',
      side: 'BUY',
      quantity: units(refused ? 100 : 0.01),
      price: money(99.5),
      order_type: 'LIMIT',
      time_in_force: 'DAY',
      order_id: `ord_${number}`,
      decision_id: `dec_${number}`,
    };
    const answer = this.ask({ kind: 'submit', order });
    if (answer.kind !== 'decided' || answer.accepted === refused)
      throw new Error(`engine: ${JSON.stringify(answer).slice(0, 400)}`);
    return order.order_id;
  }

  private cancel(id: string): void {
    const open = this.state.orders.get(id);
    if (!open) return;
    const { account, symbol, side } = open.order;
    const none = {
      quantity: 0 as Quantity,
      price: 0 as Money,
      fee: 0 as Money,
      reason: '',
      executed_at_ms: 0,
      broker_order_id: '',
    };
    const report = { sequence: 0, execution_id: id, order_id: id, account, symbol, side, kind: 'CANCELED' as const, ...none };
    this.ask({ kind: 'book', day: DAY, report, previous: 0 });
  }

  private refresh(): void {
    const quotes = this.symbols.map((symbol) => ({ symbol, bid: money(100), ask: money(100.02), frozen: false, revision: 1 }));
    this.ask({ kind: 'mark', day: DAY, quotes });
    this.ask({ kind: 'tick', day: DAY, holder: 'bench' });
  }

  private ask<Command extends Parameters<typeof handle>[1]>(command: Command) {
    this.nowUs += 7;
    return handle(this.state, command, { at_us: this.nowUs, journal: { behind_us: 0, entries: 0 } }).answer;
  }

  private config(rules_hash: string): RiskConfig {
    const own = { max_position: money(8e9), max_concentration_bps: 10_000 };
    const limits = DEFAULT_BENCH_LIMITS;
    const symbols = Object.fromEntries(this.symbols.map((symbol) => [symbol, own]));
    return { version: 1, limits, symbols, scoped: {}, ...EMPTY_REFERENCE, rules_hash };
  }
}

function repeated(set: ReturnType<typeof parseRuleSet>, count: number | null): ReturnType<typeof parseRuleSet> {
  if (count === null) return set;
  return {
    ...set,
    rules: Array.from({ length: count }, (_, i) => set.rules[i % set.rules.length] as (typeof set.rules)[number]),
  };
}

const SMALL: Size = { accounts: 1, symbols: 25, openOrders: 0, rules: null };
const SIZES: [string, Size][] = [
  ['10,000 accounts, 1,000 symbols, 100,000 open orders', { ...SMALL, accounts: 10_000, symbols: 1000, openOrders: 100_000 }],
  ['100 rules', { ...SMALL, rules: 100 }],
];

export async function engineAlone(rounds: number) {
  const small = await Engine.of(SMALL);
  for (let i = 0; i < WARM_UP; i += 1) for (const refused of [false, true]) small.round(refused);
  const measured: { accepted: number; refused: number }[] = [];
  for (let i = 0; i < 3 * rounds; i += 1) measured.push({ accepted: small.round(false), refused: small.round(true) });
  const times: number[] = [];
  small.round(false, times);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  const larger: Record<string, number> = {};
  for (const [name, size] of SIZES) {
    const large = await Engine.of(size);
    for (let i = 0; i < 2; i += 1) large.round(false);
    const ratios: number[] = [];
    for (let i = 0; i < rounds; i += 1) ratios.push(small.round(false) / large.round(false));
    larger[name] = median(ratios);
  }
  return {
    accepted: median(measured.map((r) => r.accepted)),
    refused: median(measured.map((r) => r.refused)),
    p50_us: at(0.5),
    p99_us: at(0.99),
    larger,
  };
}
