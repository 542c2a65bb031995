/**
 * What the controls cost the engine, on one core: every control on at every scope that it has; a firm of many accounts with positions; a mark of one symbol that all
 * of them hold; memory; and the shipped defaults beside an earlier commit.
 */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type NamedLimit, LIMITS } from '#core/controls/registry.js';
import type { Kept } from '#core/controls/shown.js';
import { driftParts } from '#core/gate/drift.js';
import { handle } from '#core/gate/handle.js';
import { markParts } from '#core/gate/mark-parts.js';
import { emptyState, type GateState } from '#core/gate/state.js';
import type { RiskConfig, RiskLimits } from '#core/model/limits.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { EMPTY_INSTRUMENT, EMPTY_REFERENCE } from '#core/model/reference.js';
import { parseScope, type ScopeKind } from '#core/model/scope.js';
import { compileRuleSet } from '#rules/compile.js';
import { loadRuleSet, parseRuleSet } from '#rules/load.js';
import { median } from '../percentile.js';
import { DEFAULT_BENCH_LIMITS } from './limits.js';

const DAY = '2026-11-25';
const ORDERS = 20_000;
const WARM_UP = 4;
const PRICE = 100;
const money = (dollars: number) => Math.round(dollars * 1e6) as Money;
const units = (quantity: number) => Math.round(quantity * 1e8) as Quantity;
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

export interface FirmSize {
  accounts: number;
  symbols: number;
  strategies: number;
  /** Of each account; the first symbol is one of them. */
  positions: number;
  /** Every control at every scope, else the shipped defaults. */
  everyControl: boolean;
  /** Between two commands. */
  stepUs: number;
}

export class Firm {
  readonly state: GateState;
  private nowUs = 1_795_600_000_000_000;
  private serial = 0;
  private sequence = 0;
  private readonly accounts: string[];
  private readonly symbols: string[];
  private readonly strategies: string[];

  private constructor(
    private readonly size: FirmSize,
    { document, hash }: { document: string; hash: string },
  ) {
    this.state = emptyState((text) => compileRuleSet(parseRuleSet(text)));
    this.accounts = named('a', size.accounts);
    this.symbols = named('S', size.symbols);
    this.strategies = named('t', size.strategies);
    for (const account of this.accounts) this.ask({ kind: 'open_account', account, cash: money(1e6), day: DAY });
    const config = size.everyControl ? this.withEveryControl(hash) : this.withDefaults(hash);
    this.ask({ kind: 'configure', config, rule_set: document, slippage_bps: 10 });
    this.refresh();
    for (let i = 0; i < size.accounts; i += 1) {
      for (let j = 0; j < size.positions; j += 1) this.fill(this.submit(this.held(i, j)));
      if (i % 100 === 0) this.refresh();
    }
    this.refresh();
  }

  static async of(size: FirmSize): Promise<Firm> {
    return new Firm(size, await loadRuleSet('rules'));
  }

  /** Of an account's position of that number: the first one is in the symbol that all hold. */
  private held(account: number, position: number): Pick<Order, 'account' | 'symbol' | 'strategy'> {
    const { accounts, symbols, strategies } = this;
    const at = position === 0 ? 0 : 1 + ((account * (this.size.positions - 1) + position) % (symbols.length - 1));
    const strategy = strategies[(account + position) % strategies.length] ?? '';
    return { account: accounts[account] ?? '', symbol: symbols[at] ?? '', strategy };
  }

  /**
   * Accepted orders a second, each with a strategy and a user; what was accepted is canceled again. In positions that are held, or in any symbol for any strategy:
   * of a large firm nearly all of those open a position that was not there.
   */
  round(inHeld: boolean, each: number[] | null = null): number {
    this.refresh();
    const orders: Order[] = [];
    const { accounts, positions } = this.size;
    const startedMs = performance.now();
    for (let i = 0; i < ORDERS; i += 1) {
      const before = each ? performance.now() : 0;
      orders.push(this.submit(inHeld ? this.held((i * 7919) % accounts, (i * 7) % positions) : {}));
      if (each) each.push((performance.now() - before) * 1000);
    }
    const perSecond = (ORDERS * 1000) / (performance.now() - startedMs);
    for (const order of orders) this.report(order, 'CANCELED', {});
    return perSecond;
  }

  /** So many orders that stay open, in positions that are held. */
  rest(orders: number): void {
    const { accounts, positions } = this.size;
    for (let i = 0; i < orders; i += 1) {
      this.submit(this.held(i % accounts, (i * 7) % positions));
      if (i % 10_000 === 0) this.refresh();
    }
  }

  /** Milliseconds of one mark of the symbol that every account holds: so long no order is answered. */
  mark(n: number): number {
    const bid = money(PRICE + (n % 2 === 0 ? 0.01 : -0.01));
    const quotes = [{ symbol: 'S0', bid, ask: (bid + 20_000) as Money, frozen: false, revision: ++this.serial }];
    const startedMs = performance.now();
    this.ask({ kind: 'mark', day: DAY, quotes });
    return performance.now() - startedMs;
  }

  /**
   * Milliseconds that an order waits which comes just as the gate begins a part of a mark, for each part of a batch in which every symbol has moved: the part, and the
   * order itself. Between the parts an order is decided, as in the gate's host.
   */
  stream(n: number): number[] {
    const bid = money(PRICE + (n % 2 === 0 ? 0.01 : -0.01));
    const ask = (bid + 20_000) as Money;
    const quotes = this.symbols.map((symbol) => ({ symbol, bid, ask, frozen: false, revision: ++this.serial }));
    const orders: Order[] = [];
    const waits = markParts(this.state, quotes).map((part, i) => {
      const startedMs = performance.now();
      this.ask({ kind: 'mark', day: DAY, quotes: part });
      orders.push(this.submit(this.held((n * 7919 + i * 31) % this.size.accounts, i % this.size.positions)));
      return performance.now() - startedMs;
    });
    for (const order of orders) this.report(order, 'CANCELED', {});
    return waits;
  }

  /** Milliseconds of each part of the monitor's look, the event at its end among them: so long an order waits. */
  tick(): number[] {
    const waits: number[] = [];
    const parts = driftParts(this.state);
    for (;;) {
      const startedMs = performance.now();
      const { done, value: drift } = parts.next();
      if (done === true) this.ask({ kind: 'tick', day: DAY, holder: 'bench', looked: true });
      waits.push(performance.now() - startedMs);
      if (done === true) return waits;
      if (drift > 0) throw new Error(`controls: ${drift} figures differ`);
    }
  }

  private submit(fields: Partial<Order>): Order {
    const number = ++this.serial;
    const order: Order = {
      account: this.accounts[number % this.accounts.length] ?? '',
      client_order_id: `c${number}`,
      symbol: this.symbols[(number * 7) % this.symbols.length] ?? '',
      ...{ side: 'BUY', quantity: units(0.01), price: money(99.5), order_type: 'LIMIT', time_in_force: 'DAY' },
      ...{ order_id: `ord_${number}`, decision_id: `dec_${number}` },
      ...{ strategy: this.strategies[number % this.strategies.length] ?? '', user: 'u0' },
      ...fields,
    };
    const answer = this.ask({ kind: 'submit', order });
    if (answer.kind !== 'decided' || !answer.accepted) throw new Error(`controls: ${JSON.stringify(answer).slice(0, 600)}`);
    return order;
  }

  private fill(order: Order): void {
    this.report(order, 'FILL', { quantity: order.quantity, price: money(99.5) });
  }

  private report(order: Order, kind: 'FILL' | 'CANCELED', amounts: { quantity?: Quantity; price?: Money }): void {
    const { order_id, account, symbol, side } = order;
    const none = { quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money, reason: '', executed_at_ms: 0 };
    const about = { sequence: ++this.sequence, execution_id: `x${this.sequence}`, order_id, account, symbol, side, kind };
    this.ask({ kind: 'book', day: DAY, previous: 0, report: { ...none, ...about, broker_order_id: '', ...amounts } });
  }

  private refresh(): void {
    const revision = ++this.serial;
    const quote = { bid: money(PRICE), ask: money(PRICE + 0.02), frozen: false, revision };
    this.ask({ kind: 'mark', day: DAY, quotes: this.symbols.map((symbol) => ({ symbol, ...quote })) });
    this.ask({ kind: 'tick', day: DAY, holder: 'bench' });
  }

  ask<Command extends Parameters<typeof handle>[1]>(command: Command) {
    this.nowUs += this.size.stepUs;
    return handle(this.state, command, { at_us: this.nowUs, journal: { behind_us: 0, entries: 0 } }).answer;
  }

  private withDefaults(rules_hash: string): RiskConfig {
    const own = { max_position: money(8e9), max_concentration_bps: 10_000 };
    const symbols = Object.fromEntries(this.symbols.map((symbol) => [symbol, own]));
    return { version: 1, limits: DEFAULT_BENCH_LIMITS, symbols, scoped: {}, ...EMPTY_REFERENCE, rules_hash };
  }

  /** Each limit at its most, so that it is looked at and refuses nothing. */
  private withEveryControl(rules_hash: string): RiskConfig {
    const scoped: Record<string, Record<string, Kept>> = {};
    const limits: Record<string, Kept> = { ...DEFAULT_BENCH_LIMITS } as unknown as Record<string, Kept>;
    for (const limit of LIMITS) {
      const value = widest(limit);
      if (value === undefined) continue;
      if (limit.tier === 'global') limits[limit.name] = value;
      for (const kind of limit.scopes ?? []) for (const scope of this.scopesOf(kind)) (scoped[scope] ??= {})[limit.name] = value;
    }
    const instrument = {
      ...EMPTY_INSTRUMENT,
      ...{ asset_class: 'equity', sector: 'tech', step: units(0.01), ticks: [{ from: 0 as Money, tick: money(0.01) }] },
      ...{ previous_close: money(PRICE), average_volume: units(1e6), volume_as_of: '2026-11-24', borrow: 'easy' as const },
      ...{ lower_band: money(50), upper_band: money(150), initial_margin_bps: 5000, maintenance_margin_bps: 2500 },
    };
    const all = { accounts: null, strategies: null, symbols: null, classes: null, order_types: null };
    const config = this.withDefaults(rules_hash);
    return {
      ...config,
      limits: limits as unknown as RiskLimits,
      scoped,
      instruments: Object.fromEntries(this.symbols.map((symbol) => [symbol, instrument])),
      strategies: Object.fromEntries(
        this.strategies.map((name) => [name, { accounts: null, symbols: null, capital: money(1e9) }]),
      ),
      users: { u0: { ...all, short: true, extended_hours: true, close_only: false } },
      allowed: Object.fromEntries(['firm', 'account:a0', 'user:u0'].map((scope) => [scope, { symbols: this.symbols }])),
      restricted: {
        other: {
          symbol: 'S0',
          scope: 'account:other',
          mode: 'no_trade',
          from_us: 0,
          until_us: null,
          reason: 'of another account',
        },
      },
    };
  }

  private scopesOf(kind: ScopeKind): string[] {
    const [who = '', what] = kind.split('/');
    const of: Record<string, string[]> = {
      ...{ firm: ['firm'], account: this.accounts.map((id) => `account:${id}`), user: ['user:u0'] },
      ...{ strategy: this.strategies.map((name) => `strategy:${name}`), symbol: this.symbols.map((name) => `symbol:${name}`) },
      ...{ sector: ['sector:tech'], class: ['class:equity'] },
    };
    const scopes = (of[who] ?? []).flatMap((first) =>
      what === undefined ? [first] : (of[what] ?? []).map((one) => `${first}/${one}`),
    );
    for (const scope of scopes) if (!parseScope(scope)) throw new Error(`controls: ${scope} is no scope`);
    return scopes;
  }
}

/** Which word of a choice looks and lets a buy pass. */
const CHOSEN: Readonly<Record<string, string>> = {
  ...{ maintenance_margin: 'on', self_trade: 'refuse_new', short_locate: 'required', short_locate_easy: 'required' },
  ...{ hard_to_borrow: 'allowed', short_price_test: 'on', require_strategy: 'yes', broker_credit_mode: 'net' },
};
/** Not at their most: what counts from that figure on, or how long a window is. */
const OTHERWISE: Readonly<Record<string, number | undefined>> = {
  ...{ average_floor: 0, average_min_samples: 10, order_to_trade_min_messages: 1, min_equity: 1_000_000, warn_at_bps: 9000 },
  // In a loop no trade is at hand for the first order of a symbol.
  ...{ last_trade_collar_bps: undefined },
  ...{ flat_by_close_minutes: 1, broker_messages_kept: 20, profit_give_back_from: 1_000_000, self_trade_group: 1 },
};

function widest(limit: NamedLimit): Kept | undefined {
  if (limit.unit === 'choice') return CHOSEN[limit.name];
  if (limit.name in OTHERWISE) return OTHERWISE[limit.name];
  // One second holds no more orders than the rates and repeated executions let pass.
  if (limit.name === 'repeated_execution_window_seconds') return 1;
  return limit.unit === 'seconds' && limit.nullable !== true ? undefined : limit.max;
}

const ONE: FirmSize = { accounts: 1, symbols: 25, strategies: 1, positions: 25, everyControl: false, stepUs: 7 };
export const LARGE: FirmSize = { ...ONE, accounts: 10_000, symbols: 1000, strategies: 200 };

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

export async function controlsCost(rounds: number) {
  const every = await Firm.of({ ...ONE, strategies: 8, everyControl: true, stepUs: 200 });
  for (let i = 0; i < WARM_UP; i += 1) every.round(false);
  const perSecond = Array.from({ length: rounds }, () => every.round(false));
  const times: number[] = [];
  every.round(false, times);
  times.sort((a, b) => a - b);
  const one = await Firm.of(ONE);
  const before = heapMb();
  const large = await Firm.of(LARGE);
  const firm_mb = heapMb() - before;
  for (let i = 0; i < WARM_UP; i += 1) for (const firm of [one, large]) for (const inHeld of [true, false]) firm.round(inHeld);
  const ratios = (inHeld: boolean) => median(Array.from({ length: rounds }, () => one.round(inHeld) / large.round(inHeld)));
  const [firm_ratio, new_position_ratio] = [ratios(true), ratios(false)];
  for (let i = 0; i < 20; i += 1) large.mark(i);
  const marks = Array.from({ length: 100 }, (_, i) => large.mark(i));
  for (let i = 0; i < 4; i += 1) large.stream(i);
  const streams = Array.from({ length: 20 }, (_, i) => large.stream(i));
  const waits = streams.flat();
  const ticks = Array.from({ length: 20 }, () => large.tick()).flat();
  return {
    every_control: { per_second: median(perSecond), p50_us: times[times.length >> 1] ?? 0 },
    firm_ratio,
    new_position_ratio,
    mark_ms: { p50: median(marks), most: Math.max(...marks) },
    stream_ms: {
      whole: median(streams.map((parts) => parts.reduce((sum, ms) => sum + ms, 0))),
      parts: median(streams.map((parts) => parts.length)),
      wait_p50: median(waits),
      wait_most: Math.max(...waits),
    },
    tick_ms: { p50: median(ticks), most: Math.max(...ticks) },
    mb_per_1000_accounts: (firm_mb * 1000) / LARGE.accounts,
  };
}

// ---- beside an earlier commit ----

/** Run by a process of its own: `node dist/test/bench/controls.js <folder of a checkout that is built with the benchmarks>`. */
async function engineOf(folder: string): Promise<void> {
  process.chdir(folder);
  const { Engine } = (await import(pathToFileURL(`${folder}/dist/test/bench/engine.js`).href)) as typeof import('./engine.js');
  const engine = await Engine.of({ accounts: 1, symbols: 25, openOrders: 0, rules: null });
  for (let i = 0; i < WARM_UP; i += 1) engine.round(false);
  console.log(median(Array.from({ length: 5 }, () => engine.round(false))));
}

/** Accepted orders a second of this build and of another checkout's, in processes in turn. */
export async function besideBefore(folder: string, rounds: number) {
  const run = (of: string) =>
    new Promise<number>((resolve, reject) => {
      const child = spawn(process.execPath, [import.meta.filename, of], { stdio: ['ignore', 'pipe', 'inherit'] });
      let told = '';
      child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
      child.once('exit', (code) => (code === 0 ? resolve(Number(told)) : reject(new Error(`bench: ${of} ended with ${code}`))));
    });
  const pairs: { now: number; before: number }[] = [];
  for (let i = 0; i < rounds; i += 1) pairs.push({ now: await run(process.cwd()), before: await run(folder) });
  const ratio = median(pairs.map(({ now, before }) => now / before));
  return { now: median(pairs.map((pair) => pair.now)), before: median(pairs.map((pair) => pair.before)), ratio };
}

const [asked] = import.meta.main ? process.argv.slice(2) : [];
if (asked !== undefined) await engineOf(asked);
