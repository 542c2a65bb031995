import type { Leaf } from './figures.js';
import type { Flatten } from './flatten.js';
import type { AccountState, BreakerState, GateState, OrderState, PositionState, QuoteState, SliceState } from './state.js';
import type { Tally } from './tallies.js';
import type { Watch } from './watches.js';

/** A part of the state: of one of its maps the entries from one place to another (`to` not among them), in the order in which they came. */
export interface StatePart {
  readonly of: string;
  readonly from: number;
  readonly to: number;
}

/** A map of the state. All processes have its entries in one order: they came by the same events, and a snapshot keeps it. */
export interface Section {
  readonly of: string;
  size(state: GateState): number;
  /**
   * The longest part that ends at `to` and is no more work than `room`, and how much it is: that of a position is 1, of any entry 1 at least. `atLeastOne`: one entry
   * all the same, where it alone is more.
   */
  before(state: GateState, to: number, room: number, atLeastOne: boolean): { from: number; work: number };
  add(sum: Sum, state: GateState, from: number, to: number): void;
}

/**
 * A 64-bit hash of everything that a decision depends on, as 16 hex digits. Maps count as sets: each entry is hashed alone and the results are added, so
 * the order of insertion does not matter. Two processes that folded the same log have the same; a difference means that one of them is wrong.
 * It takes about a microsecond for each position, strategy's share and open order: where orders wait, a large state is hashed in parts (checkpoint-round.ts).
 */
export function stateHash(state: GateState): string {
  const sum = figuresOf(state);
  for (const section of SECTIONS) section.add(sum, state, 0, Infinity);
  return sum.hex;
}

/** The same in steps of no more than `room` (see Section), so that others have their turn between them. The state must stay as it is meanwhile. */
export function* hashInSteps(state: GateState, room: number): Generator<void, string> {
  const sum = figuresOf(state);
  for (const section of SECTIONS)
    for (let to = section.size(state); to > 0; ) {
      const { from } = section.before(state, to, room, true);
      section.add(sum, state, from, to);
      to = from;
      yield;
    }
  return sum.hex;
}

/** The same of these parts alone, and of the figures beside the maps. Null when one of them is of a map that this build does not have. */
export function hashOfParts(state: GateState, parts: readonly StatePart[]): string | null {
  const sum = figuresOf(state);
  for (const { of, from, to } of parts) {
    const section = SECTIONS.find((one) => one.of === of);
    if (!section) return null;
    section.add(sum, state, from, to);
  }
  return sum.hex;
}

/** The hash that a checkpoint must have before which the state stands; null as above. */
export const checkpointHash = (state: GateState, { parts }: { parts?: readonly StatePart[] }): string | null =>
  parts === undefined ? stateHash(state) : hashOfParts(state, parts);

/** What is in no map: a few dozen numbers. */
function figuresOf(state: GateState): Sum {
  const sum = new Sum();
  const { tick, config } = state;
  sum.add('gate', state.n, state.last_ms, state.last_seq, state.generation, state.last_breaker_id, state.broker_sequence);
  sum.add('clock', state.clock_us, state.marked_us, state.slippage_bps, config?.version ?? 0, config?.rules_hash ?? '');
  // Logs of earlier builds have no fee, and their checkpoints no part for it.
  if (state.fee_per_unit !== null) sum.add('fee', state.fee_per_unit);
  sum.add('tick', tick.known_us, tick.ticked_us, tick.holder, tick.ticks, tick.drift, tick.stale_symbols.join());
  if (state.access_version > 0) sum.add('access', state.access_version);
  const off = state.checks_off;
  if (off) sum.add('checks off', off.since_ms, off.told_ms, off.unjudged);
  if (state.sent) sum.add('sent', ...state.sent.parts().flat());
  if (state.market_levels.day !== '') sum.add('levels', state.market_levels.day, ...state.market_levels.levels);
  if (state.same.minute > 0) sum.add('same', state.same.minute, state.same.now.size, state.same.before.size);
  sum.add('clients', state.clients.size, state.clients.sum);
  return sum;
}

function sectionOf<V>(
  of: string,
  mapOf: (state: GateState) => ReadonlyMap<string, V>,
  add: (sum: Sum, value: V, key: string) => void,
  weightOf: (value: V) => number = () => 1,
): Section {
  return {
    of,
    size: (state) => mapOf(state).size,
    before: (state, to, room, atLeastOne) => {
      const map = mapOf(state);
      const keys = keysOf(map, Math.max(0, to - room), to);
      let [from, work] = [to, 0];
      for (const key of keys.toReversed()) {
        const weight = weightOf(map.get(key) as V);
        if (work + weight > room && !(atLeastOne && from === to)) break;
        from -= 1;
        work += weight;
      }
      return { from, work };
    },
    add: (sum, state, from, to) => each(mapOf(state), from, to, (value, key) => add(sum, value, key)),
  };
}

/** Entries that come before are passed over by their keys alone, which makes nothing: 100,000 of them in half a millisecond. */
function each<V>(map: ReadonlyMap<string, V>, from: number, to: number, visit: (value: V, key: string) => void): void {
  if (from === 0 && to >= map.size) return map.forEach(visit);
  for (const key of keysOf(map, from, to)) visit(map.get(key) as V, key);
}

function keysOf(map: ReadonlyMap<string, unknown>, from: number, to: number): string[] {
  const keys: string[] = [];
  let at = 0;
  for (const key of map.keys()) {
    if (at >= to) break;
    if (at >= from) keys.push(key);
    at += 1;
  }
  return keys;
}

/** Entries that hold a window of sixty parts. */
const ofWindow = () => 20;
/** Nothing of it before the first configuration of a build that watches more than the loss of the day. */
const watched =
  <V>(mapOf: (state: GateState) => ReadonlyMap<string, V>) =>
  (state: GateState): ReadonlyMap<string, V> =>
    state.watching ? mapOf(state) : new Map<string, V>();

/** Every map that a decision depends on, each by its name in the checkpoints of the log: a name stays. */
export const SECTIONS: readonly Section[] = [
  sectionOf(
    'accounts',
    (state) => state.accounts,
    addAccount,
    ({ positions, slices }) => 1 + positions.size + slices.size,
  ),
  sectionOf('orders', (state) => state.orders, addOrder),
  sectionOf('breakers', (state) => state.breakers, addBreaker),
  sectionOf('quotes', (state) => state.quotes, addQuote),
  sectionOf(
    'faults',
    (state) => state.faults,
    (sum, fault, source) => sum.add('fault', source, fault),
  ),
  sectionOf(
    'rates',
    (state) => state.rates,
    (sum, { attempts, cancels }, scope) =>
      sum.add('rate', scope, attempts.size, cancels.size, ...attempts.last(3), ...cancels.last(3)),
  ),
  sectionOf(
    'sessions',
    (state) => state.sessions,
    (sum, { session_id, heard_ms, silent_ms, grace_ms }) => sum.add('session', session_id, heard_ms, silent_ms, grace_ms),
  ),
  sectionOf(
    'keys',
    (state) => state.key_orders,
    (sum, sent, key) => sum.add('key', key, ...sent.times()),
    ({ size }) => 1 + size,
  ),
  sectionOf(
    'alerts',
    (state) => state.alerts,
    (sum, { id, count, last_at_ms }, key) => sum.add('alert', key, id, count, last_at_ms),
  ),
  sectionOf(
    'watches',
    watched((state) => state.watches),
    addWatch,
    ({ losses, trips, window }) => 1 + losses.length + trips.size + (window ? ofWindow() : 0),
  ),
  sectionOf(
    'prices',
    watched((state) => state.prices),
    (sum, all, key) => sum.add('prices', key, ...all.parts().flat()),
    ofWindow,
  ),
  sectionOf(
    'runs',
    watched((state) => state.runs),
    (sum, { count, times, users }, scope) => sum.add('runs', scope, count, times.length, users.length, times.at(-1) ?? 0),
  ),
  sectionOf(
    'refusals',
    watched((state) => state.refusals),
    (sum, count, scope) => sum.add('refusals', scope, count),
  ),
  sectionOf(
    'beats',
    watched((state) => state.beats),
    (sum, { scope, timeout_ms, actor, heard_ms }) => sum.add('beat', scope, timeout_ms, actor, heard_ms),
  ),
  sectionOf(
    'halts',
    (state) => state.halts,
    (sum, { scope, reason, actor, until_ms }) => sum.add('halt', scope, reason, actor, until_ms ?? 0),
  ),
  sectionOf('tallies', (state) => state.tallies, addTally, ofWindow),
  sectionOf('flattens', (state) => state.flattens, addFlatten),
  sectionOf(
    'means',
    (state) => state.means,
    (sum, { window, second }, key) => sum.add('mean', key, second, ...window.parts().flat()),
    ofWindow,
  ),
  sectionOf(
    'locates',
    (state) => state.locates,
    (sum, one) => sum.add('locate', one.account, one.symbol, one.day, one.located, one.shorted),
  ),
  sectionOf(
    'short_tests',
    (state) => state.short_tests,
    (sum, day, symbol) => sum.add('short test', symbol, day),
  ),
  sectionOf(
    'near',
    (state) => state.near,
    (sum, at, key) => sum.add('near', key, at),
  ),
  sectionOf(
    'override_uses',
    (state) => state.override_uses,
    (sum, uses, name) => sum.add('override', name, uses),
  ),
  sectionOf(
    'locks',
    (state) => state.locks,
    (sum, { scope, reason, actor, at_ms }) => sum.add('lock', scope, reason, actor, at_ms),
  ),
];

function addBreaker(sum: Sum, b: BreakerState): void {
  sum.add('breaker', b.scope, b.breaker_id, b.mode, b.trigger_type, b.expires_at_ms ?? 0, b.causes, b.loss_noted ? 1 : 0);
  // A part of its own, so that the checkpoints of a log without it stay true.
  if (b.noted) sum.add('noted', b.scope, ...b.noted);
  if (b.cancels_opening) sum.add('cancels opening', b.scope, b.breaker_id);
  if (b.cancels_all) sum.add('cancels all', b.scope, b.breaker_id);
}

function addQuote(sum: Sum, q: QuoteState): void {
  sum.add('quote', q.symbol, q.bid, q.ask, q.frozen ? 1 : 0, q.revision, q.at_us, q.mark, q.mark_us);
  if (q.wide === true) sum.add('wide', q.symbol);
  sum.add('trade', q.symbol, q.last_trade, q.last_trade_us, q.holders.size);
}

function addTally(sum: Sum, { window, day, orders, cancels, amends, sizes }: Tally, scope: string): void {
  sum.add('tally', scope, day, orders, sizes.length, sizes.at(-1) ?? 0, ...window.parts().flat());
  if (cancels > 0 || amends > 0) sum.add('messages of the day', scope, cancels, amends);
}

function addFlatten(sum: Sum, one: Flatten): void {
  sum.add('flatten', one.scope, one.breaker_id, one.protect_bps, one.actor, one.started_ms, one.last_ms);
  if (one.until_ms !== undefined) sum.add('flat by', one.scope, one.until_ms);
}

function addWatch(sum: Sum, w: Watch): void {
  sum.add('watch', w.scope, w.carried, w.day, w.day_start, w.day_high, w.high, w.peak, w.last);
  for (const [at, lost] of w.losses) sum.add('lost', w.scope, at, lost);
  for (const [key, running] of w.trips) sum.add('trip', w.scope, key, running);
  if (w.window) sum.add('window', w.scope, w.window.seconds, ...w.window.parts().flat());
}

function addAccount(sum: Sum, a: AccountState): void {
  sum.add('account', a.account, a.cash, a.value, a.gross, a.day, a.day_start, a.moved, a.realized, a.fees, a.peak);
  for (const p of a.positions.values()) addPosition(sum, a.account, p);
  for (const slice of a.slices.values()) addSlice(sum, slice);
  sum.add('attempts', a.account, a.attempts.size, ...a.attempts.last(3));
  for (const { day, amount } of a.unsettled) sum.add('unsettled', a.account, day, amount);
  if (a.broker_not_ready !== '') sum.add('broker', a.account, a.broker_not_ready);
  if (a.cancels.size > 0) sum.add('cancels', a.account, a.cancels.size, ...a.cancels.last(3));
}

function addPosition(sum: Sum, account: string, p: PositionState): void {
  sum.add('position', account, p.symbol, p.quantity, p.value, p.cost, p.realized, p.exposure);
  sum.add('open', account, p.symbol, p.open_buys, p.open_sells, p.open_buy_quantity, p.open_sell_quantity);
  addTurnover(sum, account, p);
}

/** A part of its own, so that the checkpoints of a log without it stay true. */
function addTurnover(sum: Sum, whose: string, { symbol, bought, sold, flow, flow_start }: Leaf): void {
  if (bought !== 0 || sold !== 0 || flow !== 0 || flow_start !== 0)
    sum.add('turnover', whose, symbol, bought, sold, flow, flow_start);
}

function addSlice(sum: Sum, s: SliceState): void {
  const whose = `${s.account} ${s.strategy}`;
  sum.add('slice', whose, s.symbol, s.quantity, s.value, s.open_buys, s.open_sells, s.open_buy_quantity, s.open_sell_quantity);
  addTurnover(sum, whose, s);
}

function addOrder(sum: Sum, open: OrderState): void {
  const { order, status, filled, leaves, hold, check_price, cancel_requested, at_us, amending, amended } = open;
  sum.add('order', order.order_id, status, filled, leaves, hold, check_price, cancel_requested ? 1 : 0, at_us);
  if (amending)
    sum.add(
      'amending',
      order.order_id,
      amending.decision_id,
      amending.quantity,
      amending.price ?? 0,
      amending.check_price,
      amending.stop_price ?? 0,
    );
  if (open.contract) sum.add('contract', order.order_id, open.contract.multiplier, open.contract.rate);
  if (amending?.contract) sum.add('amending at', order.order_id, amending.contract.multiplier, amending.contract.rate);
  if (amended !== undefined) sum.add('amended', order.order_id, amended, order.quantity, order.price ?? 0, order.stop_price ?? 0);
}

export class Sum {
  private low = 0;
  private high = 0;

  /** Hashes the parts in their order and adds the result. */
  add(...parts: (string | number)[]): void {
    let [low, high] = [0x811c9dc5, 0x41c6ce57];
    for (const part of parts) {
      if (typeof part === 'number') {
        low = Math.imul(low ^ (part | 0), 2_654_435_761);
        high = Math.imul(high ^ Math.floor(part / 4_294_967_296), 1_597_334_677);
        high = Math.imul(high ^ low, 2_246_822_507);
      } else {
        for (let i = 0; i < part.length; i += 1) {
          low = Math.imul(low ^ part.charCodeAt(i), 2_654_435_761);
          high = Math.imul(high ^ part.charCodeAt(i), 1_597_334_677);
        }
      }
      low = Math.imul(low ^ (high >>> 15), 2_246_822_507);
      high = Math.imul(high ^ (low >>> 13), 3_266_489_909);
    }
    this.low = (this.low + (low >>> 0)) >>> 0;
    this.high = (this.high + (high >>> 0)) >>> 0;
  }

  get hex(): string {
    const part = (n: number) => n.toString(16).padStart(8, '0');
    return part(this.high) + part(this.low);
  }
}
