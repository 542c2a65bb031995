/** What the oracle says of an order: every limit that it breaks, by the catalogue's words (docs/controls), in plain arithmetic. */
import type { Activity } from './activity.js';
import { heldBy, type Leaf, type Ledger, type Open, type Per, restOf, type Side, worthOf } from './ledger.js';
import type { LocateRules, Locates } from './locates.js';
import { aboveVolume, type Bounds, flips, outOfBounds, tooLarge } from './order-alone.js';

/** Limits of one place; what is not there is off. Money is in micro-dollars. */
export type Limits = Record<string, number | undefined>;

export interface Rules {
  /** Of each account, and what single accounts have in their place. */
  account: Limits;
  own: ReadonlyMap<string, Limits>;
  symbols: ReadonlyMap<string, { max_position: number; max_concentration_bps: number }>;
  /** At other scopes, by their text. */
  scoped: ReadonlyMap<string, Limits>;
  instruments: ReadonlyMap<
    string,
    {
      sector: string;
      step: number;
      tick: number;
      min_notional: number;
      shortable: boolean;
      max_units: number;
      /** Initial margin, hundredths of a percent; null: as everything. */
      margin_bps: number | null;
    }
  >;
  /** Whether own orders may not meet, for each account and for single ones, and which accounts are one for that. */
  self_trade: SelfTrade;
  self_trade_own: ReadonlyMap<string, SelfTrade>;
  groups: ReadonlyMap<string, number>;
  locates: LocateRules;
  bounds: ReadonlyMap<string, Bounds>;
  /** Accounts whose orders may not go through zero. */
  flip_refused: ReadonlySet<string>;
  /** The broker's credit is measured net. */
  credit_net: boolean;
  /** Of strategies, as the day begins: their leverage is measured on it and their profit since. */
  capital: ReadonlyMap<string, number>;
  restricted: readonly { symbol: string; scope: string; mode: string }[];
  slippage_bps: number;
}

export type SelfTrade = 'off' | 'refuse_new' | 'cancel_resting' | 'venue';

export interface Wish {
  account: string;
  symbol: string;
  strategy: string | null;
  side: Side;
  units: number;
  price: number | null;
  reduceOnly: boolean;
}

export interface Moment {
  atUs: number;
  /** An amendment: the order as it works. */
  own: Open | null;
}

const SECOND = 1_000_000;

export class Oracle {
  constructor(
    readonly ledger: Ledger,
    readonly rules: Rules,
    readonly activity: Activity,
    readonly locates: Locates,
  ) {}

  limitsOf(account: string): Limits {
    return { ...this.rules.account, ...this.rules.own.get(account) };
  }

  /** Whether it only closes, within what is not already being closed. */
  private closes({ q, buyUnits, sellUnits }: Leaf, side: Side, units: number, own: Open | null): boolean {
    const open = (side === 'BUY' ? buyUnits : sellUnits) - (own === null ? 0 : restOf(own));
    return side === 'BUY' ? q < 0 && units + open <= -q : q > 0 && units + open <= q;
  }

  /** The units that count: of an amendment the larger of old and new. */
  private unitsOf(wish: Wish, own: Open | null): number {
    return own === null ? wish.units : Math.max(restOf(own), wish.units - own.filled);
  }

  private reduces(wish: Wish, own: Open | null): boolean {
    return this.closes(this.ledger.leaf(wish.account, null, wish.symbol), wish.side, this.unitsOf(wish, own), own);
  }

  checkPrice(wish: Wish, own: Open | null): number {
    if (own !== null && isPure(wish, own)) return own.check;
    const { bid, ask } = this.ledger.quotes.get(wish.symbol) ?? { bid: 0, ask: 0 };
    const slipped = (price: number) => Math.ceil((price * (10_000 + this.rules.slippage_bps)) / 10_000);
    const reducing = this.reduces(wish, own);
    if (wish.side === 'BUY') return wish.price ?? slipped(ask);
    if (!reducing) return Math.max(wish.price ?? 0, slipped(ask));
    return wish.price === null ? slipped(bid) : Math.max(wish.price, bid);
  }

  /** Of an amendment that only lowers the rest what counted when the order was checked, else what counts now. */
  per(wish: Wish, own: Open | null): Per {
    return own !== null && isPure(wish, own) ? own.per : this.ledger.per(wish.symbol);
  }

  /** Each as `CODE scope`; the scope is `-` for what has no limit of its own. */
  brokenBy(wish: Wish, { atUs, own }: Moment): Set<string> {
    const { ledger, rules } = this;
    const { account: id, symbol, side } = wish;
    const found = new Set<string>();
    const check = this.checkPrice(wish, own);
    const worth = worthOf(wish.units, check, this.per(wish, own), 'up');
    const reducing = this.reduces(wish, own);
    const units = this.unitsOf(wish, own);
    const before = ledger.leaf(id, null, symbol);
    const after = this.with(before, wish, check, own);
    const account = ledger.account(id);
    const l = this.limitsOf(id);
    const at = `account:${id}`;
    const equity = ledger.equity(id);
    const say = (broken: boolean, code: string, scope = at) => {
      if (broken) found.add(`${code} ${scope}`);
    };

    // ---- breakers and permissions ----
    const open = scopesOf(wish).flatMap((scope) => {
      const mode = ledger.breakers.get(scope);
      if (mode === undefined) return [];
      const closes = scope.startsWith('strategy:')
        ? this.closes(ledger.leaf(id, wish.strategy, symbol), side, units, own)
        : reducing;
      return [{ mode, closes: own === null ? closes : isPure(wish, own) }];
    });
    say(
      open.some(({ mode, closes }) => mode === 'halt' || !closes),
      'CIRCUIT_BREAKER_OPEN',
      '-',
    );
    const reduceOnlyMode = open.length > 0 && open.every(({ mode }) => mode === 'reduce_only');
    const instrument = rules.instruments.get(symbol);
    const selling = before.sellUnits - (own === null ? 0 : restOf(own));
    const opensShort = side === 'SELL' && Math.max(0, selling + units - before.q) > Math.max(0, selling - before.q);
    say(opensShort && instrument?.shortable === false, 'SHORT_NOT_ALLOWED', '-');
    say(
      rules.restricted.some(
        (entry) => entry.symbol === symbol && isOf(entry.scope, wish) && stops(entry.mode, side, reducing, opensShort),
      ),
      'INSTRUMENT_RESTRICTED',
      '-',
    );
    say(wish.reduceOnly && !reducing, 'REDUCE_ONLY_VIOLATED', '-');
    say(flips(wish, before, reducing) && rules.flip_refused.has(id), 'POSITION_FLIP_NOT_ALLOWED', '-');
    say(this.locates.lacks(wish, units, reducing, own), 'LOCATE_INSUFFICIENT', '-');

    // ---- form ----
    const whole = reducing && wish.units === Math.abs(before.q);
    say(instrument !== undefined && wish.units % instrument.step !== 0 && !whole, 'QUANTITY_STEP_INVALID', '-');
    say(instrument !== undefined && wish.price !== null && wish.price % instrument.tick !== 0, 'PRICE_TICK_INVALID', '-');
    say(instrument !== undefined && worth < instrument.min_notional && !whole, 'NOTIONAL_BELOW_MIN', '-');
    say(instrument !== undefined && wish.units > instrument.max_units, 'QUANTITY_ABOVE_MAX', '-');

    const bounds = this.boundsOf(symbol);
    outOfBounds(wish, bounds, whole, (broken, code) => say(broken, code, '-'));

    // ---- size and price ----
    tooLarge(wish, l, bounds, ledger, say);
    say(worth > (l['max_order_size'] ?? Infinity), 'ORDER_SIZE_EXCEEDED');
    say(this.beyondCollar(wish, l), 'PRICE_COLLAR_BREACHED');

    // ---- losses ----
    const lossHolds = !(reduceOnlyMode && reducing);
    const loss = ledger.lossOf(id);
    say(loss >= (l['daily_loss_limit'] ?? Infinity) && lossHolds, 'DAILY_LOSS_LIMIT_REACHED');

    // ---- the symbol in the account ----
    const [w0, w1] = [worst(before), worst(after)];
    const raised = w1 > w0;
    const ofSymbol = rules.symbols.get(symbol);
    say(raised && w1 > (l['max_position_size'] ?? Infinity), 'POSITION_LIMIT_EXCEEDED');
    say(raised && w1 > (ofSymbol?.max_position ?? Infinity), 'SYMBOL_POSITION_LIMIT_EXCEEDED', `account:${id}`);
    say(raised && w1 > share(equity, l['max_portfolio_concentration_bps'] ?? 0, 10_000), 'CONCENTRATION_EXCEEDED');
    say(raised && w1 > share(equity, ofSymbol?.max_concentration_bps ?? 0, 10_000), 'SYMBOL_CONCENTRATION_EXCEEDED');

    // ---- the account ----
    const sums = this.sums({ account: id }, null, wish, check, own);
    const leverage = share(equity, l['max_leverage_hundredths'] ?? 0, 100);
    say((raised && sums.gross.after > leverage) || (equity <= 0 && !reducing), 'LEVERAGE_EXCEEDED');
    const fees = Math.max(Math.ceil(worth / 10_000), 10_000);
    say(raised && this.marginWith(wish, check, own) + fees > equity, 'MARGIN_INSUFFICIENT', '-');
    const meets = this.meetsOwn(wish);
    if (meets !== null) say(true, this.selfTradeOf(id) === 'venue' ? 'OPPOSITE_ORDER_OPEN' : 'SELF_TRADE_PREVENTED', '-');
    say(this.borrows(wish, check, reducing, own) && equity < (l['min_equity'] ?? -Infinity), 'EQUITY_BELOW_MINIMUM');
    this.exposures(l, sums, side, reducing, equity, at, say);
    this.rates(l, account.orders, account.cancels, atUs, own, at, say);
    this.conduct(l, { sent: at, averaged: `${at}/symbol:${symbol}`, at }, { worth, closes: reducing, atUs, own }, say);
    if (own === null) {
      const most = (l['max_open_orders'] ?? Infinity) + (reducing ? (l['open_orders_headroom'] ?? 0) : 0);
      say(this.ordersOf(id) + 1 > most, 'OPEN_ORDERS_EXCEEDED');
      const equal = this.ledger.same.get(sameKey(wish)) ?? [];
      const from = atUs - (l['same_orders_window_seconds'] ?? 0) * SECOND;
      say(equal.filter((us) => us > from).length + 1 > (l['max_same_orders'] ?? Infinity), 'DUPLICATE_ORDER');
    }

    // ---- other scopes ----
    for (const [scope, limits] of rules.scoped)
      this.atScope(scope, limits, wish, { atUs, own }, { check, reducing, units, lossHolds }, say);
    return own === null ? found : this.speaksAgainst(found, wish, own, check, reduceOnlyMode);
  }

  /** Limits of exposure speak only against an amendment that raises what is held; permissions only against one that does not merely lower the rest. */
  private speaksAgainst(found: Set<string>, wish: Wish, own: Open, check: number, reduceOnlyMode: boolean): Set<string> {
    const pure = isPure(wish, own);
    const rest = Math.max(wish.units - own.filled, 0);
    const raises = rest > restOf(own) || worthOf(rest, check, this.per(wish, own), 'up') > heldBy(own);
    return new Set(
      [...found].filter((one) => {
        const [code = ''] = one.split(' ');
        if (EXPOSURE.has(code)) return raises;
        if (PERMISSION.has(code)) return !pure;
        return !(code === 'DAILY_LOSS_LIMIT_REACHED' && pure && reduceOnlyMode);
      }),
    );
  }

  /** Each instrument with a rate of its own by that, all others together by half. */
  private marginWith(wish: Wish, check: number, own: Open | null): number {
    let [rest, needed] = [0, 0];
    for (const symbol of this.ledger.symbols) {
      const leaf = this.ledger.leaf(wish.account, null, symbol);
      const w = worst(symbol === wish.symbol ? this.with(leaf, wish, check, own) : leaf);
      const bps = this.rules.instruments.get(symbol)?.margin_bps ?? null;
      if (bps === null) rest += w;
      else needed += Number((BigInt(w) * BigInt(bps) + 9999n) / 10_000n);
    }
    return Math.ceil(rest / 2) + needed;
  }

  private boundsOf(symbol: string): Bounds {
    const found = this.rules.bounds.get(symbol);
    if (!found) throw new Error(`the oracle knows nothing of ${symbol}`);
    return found;
  }

  selfTradeOf(account: string): SelfTrade {
    return this.rules.self_trade_own.get(account) ?? this.rules.self_trade;
  }

  /**
   * Open orders of the account or of its group on the other side that it could trade with at its worst price; null: none. At a venue: every pair of which one is
   * a market order, and limits that meet.
   */
  meetsOwn({ account, symbol, side, price }: Wish): Open[] | null {
    const mode = this.selfTradeOf(account);
    if (mode === 'off') return null;
    const { bid, ask } = this.ledger.quotes.get(symbol) ?? { bid: 0, ask: 0 };
    const slip = this.rules.slippage_bps;
    const market = side === 'BUY' ? Math.ceil((ask * (10_000 + slip)) / 10_000) : Math.floor((bid * (10_000 - slip)) / 10_000);
    const at = price ?? market;
    const group = (id: string) => this.rules.groups.get(id) ?? id;
    const found = [...this.ledger.open.values()].filter((o) => {
      if (o.symbol !== symbol || o.side === side || group(o.account) !== group(account)) return false;
      if (mode === 'venue' && (price === null || o.price === null)) return true;
      if (o.price === null) return false;
      const other = o.pending?.price ?? o.price;
      const reach = o.side === 'BUY' ? Math.max(o.price, other) : Math.min(o.price, other);
      return side === 'BUY' ? at >= reach : at <= reach;
    });
    return found.length === 0 ? null : found;
  }

  /** It opens short, or needs more cash than there is, open buys included; what only closes does neither. */
  private borrows(wish: Wish, check: number, reducing: boolean, own: Open | null): boolean {
    const { account, side, units } = wish;
    if (reducing) return false;
    if (side === 'SELL') return true;
    const worth = worthOf(Math.max(units - (own?.filled ?? 0), 0), check, this.per(wish, own), 'up');
    let buys = own === null ? worth : Math.max(heldBy(own), worth);
    for (const o of this.ledger.open.values()) if (o.account === account && o.side === 'BUY' && o !== own) buys += heldBy(o);
    return buys > this.ledger.account(account).cash;
  }

  /** How much is sent for what is traded, at the scopes where it is counted. */
  private conduct(l: Limits, { sent, averaged, at }: Counted, { worth, closes, atUs, own }: Sent, say: Say): void {
    say(this.activity.tooManyForFills(sent, l, atUs), 'ORDER_TO_TRADE_EXCEEDED', at);
    if (own !== null) return;
    say(!closes && this.activity.tooManyOfDay(sent, l), 'DAY_ORDERS_EXCEEDED', at);
    say(this.activity.farAboveAverage(averaged, l, worth), 'ORDER_ABOVE_OWN_AVERAGE', at);
  }

  /** The broker's credit that all fills and open orders use: together, or of the worse side less what the other has filled. */
  private overCredit(s: Sums, side: Side, line: number, own: Open | null): boolean {
    if (!this.rules.credit_net) return s.turned + s.buys.after + s.sells.after > line;
    let filled = 0;
    for (const { strategy, bought, sold } of this.ledger.held.values()) if (strategy === null) filled += bought - sold;
    const used = (buys: number, sells: number) => Math.max(filled + buys, sells - filled, 0);
    const after = used(s.buys.after, s.sells.after);
    // The gate asks it of the whole order, amended or new: an amendment that leaves its dollars as they are is refused too while the line is exceeded.
    const without = (side === 'BUY' ? s.buys.before : s.sells.before) - (own === null ? 0 : heldBy(own));
    const raised = after > (side === 'BUY' ? used(without, s.sells.after) : used(s.buys.after, without));
    return raised && after > line;
  }

  private beyondCollar({ symbol, side, price }: Wish, l: Limits): boolean {
    const { bid, ask } = this.ledger.quotes.get(symbol) ?? { bid: 0, ask: 0 };
    if (price === null) return false;
    const twice = bid + ask;
    const above = 2 * price > twice;
    const bps = above === (side === 'BUY') ? l['price_collar_through_bps'] : l['price_collar_away_bps'];
    if (bps === undefined || 2 * price === twice) return false;
    return Math.abs(2 * price - twice) > Math.max(Math.floor((twice * bps) / 10_000), 2 * (l['price_collar_min_width'] ?? 0));
  }

  /** A leaf with the order in it. */
  private with(leaf: Leaf, wish: Wish, check: number, own: Open | null): Leaf {
    const after = { ...leaf };
    const { side, units } = wish;
    const worth = worthOf(Math.max(units - (own?.filled ?? 0), 0), check, this.per(wish, own), 'up');
    const dollars = own === null ? worth : Math.max(heldBy(own), worth) - heldBy(own);
    const more = own === null ? units : Math.max(restOf(own), units - own.filled) - restOf(own);
    if (side === 'BUY') [after.buys, after.buyUnits] = [leaf.buys + dollars, leaf.buyUnits + more];
    else [after.sells, after.sellUnits] = [leaf.sells + dollars, leaf.sellUnits + more];
    if (own === null) after.orders += 1;
    return after;
  }

  /** Every leaf of a scope, summed without and with the order. `who` is a strategy, whose leaves are its own. */
  private sums(area: Area, who: string | null, wish: Wish, check: number, own: Open | null): Sums {
    const sums = newSums();
    for (const place of this.placesIn(area)) {
      const at = this.ledger.places[place] as { account: string; symbol: string };
      const leaf = this.ledger.leafAt(place, who);
      const here = at.account === wish.account && at.symbol === wish.symbol && (who === null || who === wish.strategy);
      if (!here && leaf.q === 0 && leaf.orders === 0 && leaf.bought === 0 && leaf.sold === 0) continue;
      addTo(sums, leaf, here ? this.with(leaf, wish, check, own) : leaf);
    }
    return sums;
  }

  private exposures(l: Limits, s: Sums, side: Side, reducing: boolean, equity: number | null, at: string, say: Say): void {
    const limit = (name: string) => l[name] ?? Infinity;
    const over = (pair: Pair, most: number) => !reducing && pair.after > pair.before && pair.after > most;
    say(over(s.gross, limit('max_gross_exposure')), 'GROSS_EXPOSURE_EXCEEDED', at);
    say(over(s.gross, limit('max_sector_exposure')), 'SECTOR_EXPOSURE_EXCEEDED', at);
    say(over(s.long, limit('max_long_exposure')), 'LONG_EXPOSURE_EXCEEDED', at);
    say(over(s.short, limit('max_short_exposure')), 'SHORT_EXPOSURE_EXCEEDED', at);
    const net = netOf(s);
    say(over(net, limit('max_net_exposure')), 'NET_EXPOSURE_EXCEEDED', at);
    if (equity !== null && l['max_net_leverage_hundredths'] !== undefined)
      say(over(net, share(equity, l['max_net_leverage_hundredths'], 100)), 'NET_LEVERAGE_EXCEEDED', at);
    if (equity !== null && l['max_sector_concentration_bps'] !== undefined)
      say(over(s.gross, share(equity, l['max_sector_concentration_bps'], 10_000)), 'SECTOR_CONCENTRATION_EXCEEDED', at);
    const notional = side === 'BUY' ? s.buys.after : s.sells.after;
    say(!reducing && notional > limit('max_open_notional'), 'OPEN_NOTIONAL_EXCEEDED', at);
    say(!reducing && s.turned + s.buys.after + s.sells.after > limit('max_day_turnover'), 'DAY_TURNOVER_EXCEEDED', at);
    say(s.count.after > s.count.before && s.count.after > limit('max_positions'), 'POSITION_COUNT_EXCEEDED', at);
    const [units, most] =
      side === 'BUY' ? [s.q + s.buyUnits.after, 'max_long_quantity'] : [s.sellUnits.after - s.q, 'max_short_quantity'];
    say(!reducing && units > limit(most), 'POSITION_QUANTITY_EXCEEDED', at);
  }

  private rates(
    l: Limits,
    orders: readonly number[],
    cancels: readonly number[],
    atUs: number,
    own: Open | null,
    at: string,
    say: Say,
  ): void {
    const within = (times: readonly number[], us: number) => {
      let n = 0;
      for (let i = times.length - 1; i >= 0 && (times[i] ?? 0) > atUs - us; i -= 1) n += 1;
      return n;
    };
    if (own === null) {
      say(within(orders, SECOND) + 1 > (l['max_orders_per_second'] ?? Infinity), 'RATE_LIMIT_EXCEEDED', at);
      const burst = (l['burst_window_seconds'] ?? 10) * SECOND;
      say(within(orders, burst) + 1 > (l['max_orders_per_burst'] ?? Infinity), 'RATE_BURST_EXCEEDED', at);
    }
    const messages = within(orders, SECOND) + within(cancels, SECOND) + 1;
    say(messages > (l['max_messages'] ?? Infinity), 'MESSAGE_RATE_EXCEEDED', at);
  }

  private ordersOf(account: string): number {
    let n = 0;
    for (const o of this.ledger.open.values()) if (o.account === account) n += 1;
    return n;
  }

  /** What is set for each account at a scope, without what an account has of its own there. */
  private unreplaced(scope: string, l: Limits, account: string): Limits {
    const own = scope.startsWith('symbol:') ? this.rules.scoped.get(`account:${account}/${scope}`) : undefined;
    return own === undefined ? l : Object.fromEntries(Object.entries(l).filter(([name]) => own[name] === undefined));
  }

  /** With the figures that a scope may leave out. */
  private counted(l: Limits): Limits {
    const { order_to_trade_window_seconds, order_to_trade_min_messages, average_min_samples, average_floor } = this.rules.account;
    return { order_to_trade_window_seconds, order_to_trade_min_messages, average_min_samples, average_floor, ...l };
  }

  private atScope(
    scope: string,
    set: Limits,
    wish: Wish,
    { atUs, own }: Moment,
    { check, reducing, units, lossHolds }: Judged,
    say: Say,
  ): void {
    const place = placeOf(scope, wish, this.rules.instruments.get(wish.symbol)?.sector ?? '');
    if (!place) return;
    const { who, at } = place;
    const l = this.unreplaced(scope, set, wish.account);
    const sums = this.sums(place.area, who, wish, check, own);
    const leaf = this.ledger.leaf(wish.account, who, wish.symbol);
    const closes = who === null ? reducing : this.closes(leaf, wish.side, units, own);
    const equity = scope.startsWith('firm')
      ? this.firmEquity()
      : who === null
        ? this.ledger.equity(wish.account)
        : this.onCapital(scope);
    this.exposures(l, sums, wish.side, closes, equity, at, say);
    const worth = worthOf(wish.units, check, this.per(wish, own), 'up');
    this.conduct(this.counted(l), { sent: at, averaged: at, at }, { worth, closes, atUs, own }, say);
    const { broker_messages_per_minute: perMinute } = l;
    if (perMinute !== undefined)
      say(
        this.activity.brokerIsSpent(perMinute, this.rules.account['broker_messages_kept'] ?? 0, atUs),
        'BROKER_RATE_EXHAUSTED',
        at,
      );
    tooLarge(wish, l, this.boundsOf(wish.symbol), this.ledger, (broken, code) => say(broken, code, at));
    const inUnits = wish.side === 'BUY' ? sums.q + sums.buyUnits.after : sums.sellUnits.after - sums.q;
    say(!closes && aboveVolume(inUnits, l, this.boundsOf(wish.symbol)), 'POSITION_ABOVE_ADV', at);
    if (l['broker_credit_line'] !== undefined)
      say(!reducing && this.overCredit(sums, wish.side, l['broker_credit_line'], own), 'BROKER_CREDIT_EXCEEDED', at);
    // A limit of a position is held against the order's symbol within the scope.
    const alone = who === null && !scope.startsWith('firm');
    const ofSymbol: Area = alone ? { account: wish.account, symbol: wish.symbol } : { symbol: wish.symbol };
    const symbol = this.sums(ofSymbol, who, wish, check, own).gross;
    say(symbol.after > symbol.before && symbol.after > (l['max_position_size'] ?? Infinity), 'POSITION_LIMIT_EXCEEDED', at);
    say(worth > (l['max_order_size'] ?? Infinity), 'ORDER_SIZE_EXCEEDED', at);
    if (who !== null && equity !== null && l['max_leverage_hundredths'] !== undefined) {
      const over = symbol.after > symbol.before && sums.gross.after > share(equity, l['max_leverage_hundredths'], 100);
      say(over || (equity <= 0 && !closes), 'LEVERAGE_EXCEEDED', at);
    }
    if (own === null && l['max_open_orders'] !== undefined)
      say(
        sums.orders.after >
          l['max_open_orders'] + (closes ? (l['open_orders_headroom'] ?? this.rules.account['open_orders_headroom'] ?? 0) : 0),
        'OPEN_ORDERS_EXCEEDED',
        at,
      );
    const loss = scope === 'firm' ? this.firmLoss() : who === null ? -Infinity : this.ledger.lossOfStrategy(who);
    say(loss >= (l['daily_loss_limit'] ?? Infinity) && (lossHolds || !closes), 'DAILY_LOSS_LIMIT_REACHED', at);
    if (scope === 'firm' || scope.startsWith('strategy:'))
      this.rates({ ...l, max_messages: undefined }, this.ledger.rates.get(scope) ?? [], [], atUs, own, at, say);
  }

  /** What a strategy has: its capital and its profit. */
  private onCapital(scope: string): number | null {
    const name = scope.replace('strategy:', '');
    const capital = this.rules.capital.get(name);
    return capital === undefined ? null : capital - this.ledger.lossOfStrategy(name);
  }

  private readonly areas = new Map<string, number[]>();

  private placesIn({ account, symbol, sector }: Area): number[] {
    const key = `${account ?? ''} ${symbol ?? ''} ${sector ?? ''}`;
    let found = this.areas.get(key);
    if (!found) {
      found = this.ledger.places.flatMap((at, place) => {
        const isIn =
          (account === undefined || at.account === account) &&
          (symbol === undefined || at.symbol === symbol) &&
          (sector === undefined || this.rules.instruments.get(at.symbol)?.sector === sector);
        return isIn ? [place] : [];
      });
      this.areas.set(key, found);
    }
    return found;
  }

  private firmEquity(): number {
    let sum = 0;
    for (const id of this.ledger.accounts.keys()) sum += this.ledger.equity(id);
    return sum;
  }

  firmLoss(): number {
    let sum = 0;
    for (const id of this.ledger.accounts.keys()) sum += this.ledger.lossOf(id);
    return sum;
  }
}

/** Of which account, symbol or sector; what is left out is all. */
interface Area {
  account?: string;
  symbol?: string;
  sector?: string;
}

interface Judged {
  check: number;
  reducing: boolean;
  units: number;
  lossHolds: boolean;
}
/** Where messages and orders are counted, where what orders were worth is kept, and what a reason names. */
interface Counted {
  sent: string;
  averaged: string;
  at: string;
}
interface Sent {
  worth: number;
  closes: boolean;
  atUs: number;
  own: Open | null;
}
type Say = (broken: boolean, code: string, scope?: string) => void;

export const sameKey = ({ account, symbol, side, units, price }: Wish): string => [account, symbol, side, units, price].join(' ');

const isPure = (wish: Wish, own: Open): boolean => wish.units < own.total && wish.price === own.price;

/** Whole micro-dollars, rounded down; nothing of nothing. */
const share = (equity: number, part: number, whole: number): number =>
  equity <= 0 ? 0 : Number((BigInt(equity) * BigInt(part)) / BigInt(whole));

const worst = ({ v, buys, sells }: Leaf): number => Math.max(v + buys, -v + sells, 0);

interface Pair {
  before: number;
  after: number;
}
interface Sums {
  gross: Pair;
  long: Pair;
  short: Pair;
  buys: Pair;
  sells: Pair;
  buyUnits: Pair;
  sellUnits: Pair;
  count: Pair;
  orders: Pair;
  v: number;
  q: number;
  turned: number;
}

function newSums(): Sums {
  const pair = () => ({ before: 0, after: 0 });
  return {
    ...{ gross: pair(), long: pair(), short: pair(), buys: pair(), sells: pair(), buyUnits: pair(), sellUnits: pair() },
    ...{ count: pair(), orders: pair(), v: 0, q: 0, turned: 0 },
  };
}

/** A pair at a time: names that are looked up by a variable cost a fifth of the whole run. */
function addTo(s: Sums, before: Leaf, after: Leaf): void {
  add(s.gross, worst(before), worst(after));
  add(s.long, Math.max(before.v + before.buys, 0), Math.max(after.v + after.buys, 0));
  add(s.short, Math.max(before.sells - before.v, 0), Math.max(after.sells - after.v, 0));
  add(s.buys, before.buys, after.buys);
  add(s.sells, before.sells, after.sells);
  add(s.buyUnits, before.buyUnits, after.buyUnits);
  add(s.sellUnits, before.sellUnits, after.sellUnits);
  add(s.count, counts(before), counts(after));
  add(s.orders, before.orders, after.orders);
  s.v += before.v;
  s.q += before.q;
  s.turned += before.bought + before.sold;
}

function add(pair: Pair, before: number, after: number): void {
  pair.before += before;
  pair.after += after;
}
const counts = ({ q, orders }: Leaf): number => (q !== 0 || orders > 0 ? 1 : 0);

const netOf = ({ v, buys, sells }: Sums): Pair => ({
  before: Math.max(v + buys.before, sells.before - v, 0),
  after: Math.max(v + buys.after, sells.after - v, 0),
});

/** Which leaves a scope has, for whom, and where a violation says that it was measured; null when the order is not touched by it. */
function placeOf(scope: string, wish: Wish, sector: string) {
  const [who = '', what] = scope.split('/');
  const own = what ?? (who.startsWith('sector:') || who.startsWith('symbol:') ? who : '');
  const [group, of = ''] = own.split(':');
  const area: Area = group === 'symbol' ? { symbol: of } : group === 'sector' ? { sector: of } : {};
  if ((area.symbol ?? wish.symbol) !== wish.symbol || (area.sector ?? sector) !== sector) return null;
  const [kind, name = ''] = who.split(':');
  if (kind === 'firm') return { who: null, area, at: scope };
  if (kind === 'strategy') return name === wish.strategy ? { who: name, area, at: scope } : null;
  if (kind === 'account') return name === wish.account ? { who: null, area: { ...area, account: name }, at: scope } : null;
  return { who: null, area: { ...area, account: wish.account }, at: `account:${wish.account}/${scope}` };
}

function scopesOf({ account, symbol, strategy }: Wish): string[] {
  const scopes = ['firm', `account:${account}`, `symbol:${symbol}`, `account:${account}/symbol:${symbol}`];
  return strategy === null ? scopes : [...scopes, `strategy:${strategy}`, `strategy:${strategy}/symbol:${symbol}`];
}

const isOf = (scope: string, { account, strategy }: Wish): boolean =>
  scope === 'firm' || scope === `account:${account}` || scope === `strategy:${strategy ?? ''}`;

function stops(mode: string, side: Side, reducing: boolean, opensShort: boolean): boolean {
  if (mode === 'no_trade') return true;
  if (mode === 'close_only') return !reducing;
  if (mode === 'no_buy') return side === 'BUY' && !reducing;
  if (mode === 'no_sell') return side === 'SELL';
  return opensShort;
}

/** Classes of reasons, as docs/controls names them. */
const EXPOSURE = new Set([
  ...['POSITION_LIMIT_EXCEEDED', 'SYMBOL_POSITION_LIMIT_EXCEEDED', 'CONCENTRATION_EXCEEDED', 'SYMBOL_CONCENTRATION_EXCEEDED'],
  ...['LEVERAGE_EXCEEDED', 'MARGIN_INSUFFICIENT', 'GROSS_EXPOSURE_EXCEEDED', 'LONG_EXPOSURE_EXCEEDED', 'SHORT_EXPOSURE_EXCEEDED'],
  ...['NET_EXPOSURE_EXCEEDED', 'NET_LEVERAGE_EXCEEDED', 'SECTOR_EXPOSURE_EXCEEDED', 'SECTOR_CONCENTRATION_EXCEEDED'],
  ...[
    'OPEN_NOTIONAL_EXCEEDED',
    'OPEN_ORDERS_EXCEEDED',
    'POSITION_COUNT_EXCEEDED',
    'POSITION_QUANTITY_EXCEEDED',
    'DAY_TURNOVER_EXCEEDED',
    'BROKER_CREDIT_EXCEEDED',
    'EQUITY_BELOW_MINIMUM',
    'POSITION_ABOVE_ADV',
  ],
]);
const PERMISSION = new Set([
  'OPPOSITE_ORDER_OPEN',
  'POSITION_FLIP_NOT_ALLOWED',
  'LOCATE_INSUFFICIENT',
  'SELF_TRADE_PREVENTED',
  'SHORT_NOT_ALLOWED',
  'INSTRUMENT_RESTRICTED',
  'REDUCE_ONLY_VIOLATED',
]);
