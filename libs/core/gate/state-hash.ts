import type { Leaf } from './figures.js';
import type { AccountState, GateState, OrderState, PositionState, SliceState } from './state.js';

/**
 * A 64-bit hash of everything that a decision depends on, as 16 hex digits. Maps count as sets: each entry is hashed alone and the results are added, so
 * the order of insertion does not matter. Two processes that folded the same log have the same; a difference means that one of them is wrong.
 * 10,000 open orders take some 10 ms.
 */
export function stateHash(state: GateState): string {
  const sum = new Sum();
  const { tick, config } = state;
  sum.add('gate', state.n, state.last_ms, state.last_seq, state.generation, state.last_breaker_id, state.broker_sequence);
  sum.add('clock', state.clock_us, state.marked_us, state.slippage_bps, config?.version ?? 0, config?.rules_hash ?? '');
  // Logs of earlier builds have no fee, and their checkpoints no part for it.
  if (state.fee_per_unit !== null) sum.add('fee', state.fee_per_unit);
  sum.add('tick', tick.known_us, tick.ticked_us, tick.holder, tick.ticks, tick.drift, tick.stale_symbols.join());
  for (const account of state.accounts.values()) addAccount(sum, account);
  for (const open of state.orders.values()) addOrder(sum, open);
  for (const b of state.breakers.values()) {
    sum.add('breaker', b.scope, b.breaker_id, b.mode, b.trigger_type, b.expires_at_ms ?? 0, b.causes, b.loss_noted ? 1 : 0);
    // A part of its own, so that the checkpoints of a log without it stay true.
    if (b.noted) sum.add('noted', b.scope, ...b.noted);
    if (b.cancels_opening) sum.add('cancels opening', b.scope, b.breaker_id);
    if (b.cancels_all) sum.add('cancels all', b.scope, b.breaker_id);
  }
  for (const q of state.quotes.values()) {
    sum.add('quote', q.symbol, q.bid, q.ask, q.frozen ? 1 : 0, q.revision, q.at_us, q.mark, q.mark_us);
    if (q.wide === true) sum.add('wide', q.symbol);
    sum.add('trade', q.symbol, q.last_trade, q.last_trade_us, q.holders.size);
  }
  for (const [source, fault] of state.faults) sum.add('fault', source, fault);
  for (const [scope, { attempts, cancels }] of state.rates)
    sum.add('rate', scope, attempts.size, cancels.size, ...attempts.times().slice(-3), ...cancels.times().slice(-3));
  for (const { session_id, heard_ms, silent_ms, grace_ms } of state.sessions.values())
    sum.add('session', session_id, heard_ms, silent_ms, grace_ms);
  if (state.access_version > 0) sum.add('access', state.access_version);
  for (const [key, sent] of state.key_orders) sum.add('key', key, ...sent.times());
  for (const [key, { id, count, last_at_ms }] of state.alerts) sum.add('alert', key, id, count, last_at_ms);
  addWatched(sum, state);
  for (const { scope, reason, actor, until_ms } of state.halts.values()) sum.add('halt', scope, reason, actor, until_ms ?? 0);
  for (const [scope, { window, day, orders, cancels, amends, sizes }] of state.tallies) {
    sum.add('tally', scope, day, orders, sizes.length, sizes.at(-1) ?? 0, ...window.parts().flat());
    if (cancels > 0 || amends > 0) sum.add('messages of the day', scope, cancels, amends);
  }
  for (const one of state.flattens.values()) {
    sum.add('flatten', one.scope, one.breaker_id, one.protect_bps, one.actor, one.started_ms, one.last_ms);
    if (one.until_ms !== undefined) sum.add('flat by', one.scope, one.until_ms);
  }
  const off = state.checks_off;
  if (off) sum.add('checks off', off.since_ms, off.told_ms, off.unjudged);
  for (const [key, { window, second }] of state.means) sum.add('mean', key, second, ...window.parts().flat());
  for (const one of state.locates.values()) sum.add('locate', one.account, one.symbol, one.day, one.located, one.shorted);
  for (const [symbol, day] of state.short_tests) sum.add('short test', symbol, day);
  if (state.sent) sum.add('sent', ...state.sent.parts().flat());
  for (const [key, at] of state.near) sum.add('near', key, at);
  for (const [name, uses] of state.override_uses) sum.add('override', name, uses);
  if (state.market_levels.day !== '') sum.add('levels', state.market_levels.day, ...state.market_levels.levels);
  for (const { scope, reason, actor, at_ms } of state.locks.values()) sum.add('lock', scope, reason, actor, at_ms);
  if (state.same.minute > 0) sum.add('same', state.same.minute, state.same.now.size, state.same.before.size);
  sum.add('clients', state.clients.size, state.clients.sum);
  return sum.hex;
}

/** Nothing before the first configuration of a build that watches more than the loss of the day. */
function addWatched(sum: Sum, { watching, watches, prices, runs, refusals, beats }: GateState): void {
  if (!watching) return;
  for (const w of watches.values()) {
    sum.add('watch', w.scope, w.carried, w.day, w.day_start, w.day_high, w.high, w.peak, w.last);
    for (const [at, lost] of w.losses) sum.add('lost', w.scope, at, lost);
    for (const [key, running] of w.trips) sum.add('trip', w.scope, key, running);
    if (w.window) sum.add('window', w.scope, w.window.seconds, ...w.window.parts().flat());
  }
  for (const [key, all] of prices) sum.add('prices', key, ...all.parts().flat());
  for (const [scope, { count, times, users }] of runs)
    sum.add('runs', scope, count, times.length, users.length, times.at(-1) ?? 0);
  for (const [scope, count] of refusals) sum.add('refusals', scope, count);
  for (const { scope, timeout_ms, actor, heard_ms } of beats.values()) sum.add('beat', scope, timeout_ms, actor, heard_ms);
}

function addAccount(sum: Sum, a: AccountState): void {
  sum.add('account', a.account, a.cash, a.value, a.gross, a.day, a.day_start, a.moved, a.realized, a.fees, a.peak);
  for (const p of a.positions.values()) addPosition(sum, a.account, p);
  for (const slice of a.slices.values()) addSlice(sum, slice);
  sum.add('attempts', a.account, a.attempts.size, ...a.attempts.times().slice(-3));
  for (const { day, amount } of a.unsettled) sum.add('unsettled', a.account, day, amount);
  if (a.broker_not_ready !== '') sum.add('broker', a.account, a.broker_not_ready);
  if (a.cancels.size > 0) sum.add('cancels', a.account, a.cancels.size, ...a.cancels.times().slice(-3));
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

class Sum {
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
