/**
 * Random orders, amendments, cancels, lists, fills, marks, cash, trips and resets over twenty accounts and eight strategies, given to the gate and to the
 * oracle. Each verdict must be the same to the last reason: no order passes over a limit, and none is refused without one that is really broken.
 *
 * What the oracle does not know, and no trial switches on:
 * - time: sessions, halts, extended hours, windows of the day, flat by close, good-till; a day never ends here, so no count or locate begins anew;
 * - who: locks, lists of users, of strategies and of symbols, identity, a broker that is not ready, heartbeats and order sessions; limits of users and of classes;
 * - form: stops, types and times in force, currency, multipliers of what an instrument is worth;
 * - prices: the last trade and the mean of a price, bands, age of the quote, the price test of short sales; the collar at scopes other than the account;
 * - funds of cash accounts, positions available, hard to borrow;
 * - what trips besides the loss of the day: maintenance margin, losses from a high, streaks, volatility, repeated executions, the broker's credit;
 * - soft limits, overrides, checks that are off; the alerts of too many cancels or amendments of a day.
 */
import type { GateEvent } from '#core/gate/event.js';
import type { OrderState } from '#core/gate/state.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { EMPTY_INSTRUMENT, type Instrument } from '#core/model/reference.js';
import type { Violation } from '#core/model/violation.js';
import { configOf, DAY, GateWorld, RULE_SET } from '#test/factories/gate-world.js';
import { randomOf } from '#test/factories/random-history.js';
import { Activity } from './activity.js';
import { heldBy, Ledger, type Open, restOf, worthOf } from './ledger.js';
import { type LocateMode, type LocateRules, Locates } from './locates.js';
import type { Bounds } from './order-alone.js';
import { type Limits, Oracle, type Rules, sameKey, type SelfTrade, type Wish } from './verdict.js';

const ACCOUNTS = Array.from({ length: 20 }, (_, i) => `a${i}`);
const OF_STRATEGY = 'leverage of a strategy';
const STRATEGIES = Array.from({ length: 8 }, (_, i) => `t${i}`);
const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH'];
const SECTORS = ['technology', 'energy', 'health'];
const CENT = 10_000;
const usd = (dollars: number) => dollars * 1_000_000;
/** The place of the symbol that is crypto. */
const CRYPTO = 7;
const SLIPPAGE_BPS = 10;
/** Quotes and the monitor's look are given again as often: they are never too old. */
const FRESH_US = 4_000_000;
const BEAT_US = 20_000;

/** What is not one, in dollars; and the pairs that give the rates. */
const CONTRACTS = new Map([
  ['BBB', { times: 10_000_000, currency: null }],
  ['CCC', { times: 1_000_000, currency: 'EUR' }],
  ['FFF', { times: 2_345_678, currency: 'EUR' }],
  ['HHH', { times: 333_333, currency: 'CHF' }],
]);
const PAIRS = new Map([
  ['EUR', 'EURUSD'],
  ['CHF', 'USDCHF'],
]);
const contractIn = (contract: { times: number; currency: string | null } | undefined) =>
  contract ? { contract_multiplier: contract.times, currency: contract.currency } : {};

export class Trial {
  readonly counts: Record<string, number> = {};
  /** How often each reason was given. */
  readonly reasons: Record<string, number> = {};
  private readonly random: () => number;
  private readonly world = new GateWorld();
  private readonly ledger = new Ledger(ACCOUNTS, SYMBOLS);
  private readonly activity = new Activity();
  private readonly locates: Locates;
  private readonly oracle: Oracle;
  private lists = 0;
  /** Orders of a list of which a fill of one cancels the others, by each of them. */
  private readonly rivals = new Map<string, string[]>();
  private freshUs = 0;
  private serial = 0;
  private hot = 'a0';

  constructor(seed: number) {
    this.random = randomOf(seed);
    for (const [symbol, contract] of CONTRACTS) this.ledger.contracts.set(symbol, contract);
    const rules = this.drawRules();
    this.locates = new Locates(this.ledger, rules.locates);
    this.oracle = new Oracle(this.ledger, rules, this.activity, this.locates);
    for (const account of ACCOUNTS) {
      const cash = usd(this.whole(5000, 100_000));
      this.world.ask({ kind: 'open_account', account, cash: cash as Money, day: DAY });
      this.ledger.accounts.set(account, { cash, dayStart: cash, moved: 0, orders: [], cancels: [] });
    }
    this.world.ask({
      ...{ kind: 'configure', config: this.config(), rule_set: RULE_SET.document, slippage_bps: SLIPPAGE_BPS },
    });
    for (const symbol of SYMBOLS) {
      const bid = 5 * CENT * this.whole(100, 4000);
      this.ledger.quote(symbol, bid, bid + 10 * CENT);
    }
    for (const currency of ['EUR', 'CHF']) this.drawRate(currency);
    this.refresh();
  }

  // ---- chance ----

  private whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  private pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  /** A limit, or (as often as not) none. */
  private maybe(from: number, to: number): number | undefined {
    return this.chance(0.5) ? this.whole(from, to) : undefined;
  }

  private count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  private drawRules(): Rules {
    const money = (from: number, to: number) => {
      const drawn = this.maybe(from, to);
      return drawn === undefined ? undefined : usd(drawn);
    };
    const account: Limits = {
      ...{ max_position_size: usd(this.whole(5000, 60_000)), max_order_size: usd(this.whole(2000, 20_000)) },
      ...{ max_portfolio_concentration_bps: this.whole(1000, 8000), max_leverage_hundredths: this.whole(50, 400) },
      ...{ daily_loss_limit: usd(this.whole(500, 20_000)), max_orders_per_second: this.whole(6, 60) },
      ...{ max_orders_per_burst: this.whole(40, 400), burst_window_seconds: 10, max_messages: this.maybe(8, 60) },
      ...{ price_collar_through_bps: this.maybe(100, 1500), price_collar_away_bps: this.maybe(500, 3000) },
      ...{ price_collar_min_width: usd(1) / 20, max_open_orders: this.maybe(8, 40), open_orders_headroom: 2 },
      ...{ max_same_orders: this.maybe(1, 4), same_orders_window_seconds: 10, max_gross_exposure: money(20_000, 200_000) },
      ...{
        max_long_exposure: money(20_000, 120_000),
        max_short_exposure: money(5000, 80_000),
        max_net_exposure: money(20_000, 90_000),
      },
      ...{ max_net_leverage_hundredths: this.maybe(20, 200), max_open_notional: money(10_000, 80_000) },
      ...{ max_day_turnover: money(10_000, 400_000), max_positions: this.maybe(4, 8) },
      ...this.drawActivity(true),
      ...{ max_order_quantity: this.maybe(200, 4000), max_order_adv_bps: this.maybe(5, 200), max_spread_bps: this.maybe(5, 100) },
      ...{ min_equity: this.chance(0.3) ? usd(this.whole(2000, 20_000)) : undefined, broker_messages_kept: this.whole(0, 30) },
    };
    const own = new Map<string, Limits>();
    for (const id of ['a3', 'a4'])
      own.set(id, { max_order_size: usd(this.whole(500, 40_000)), max_position_size: usd(this.whole(2000, 90_000)) });
    own.set('a6', this.drawActivity(true));
    const symbols = new Map(
      SYMBOLS.map((symbol) => [
        symbol,
        { max_position: usd(this.whole(4000, 60_000)), max_concentration_bps: this.whole(500, 8000) },
      ]),
    );
    const exposures = (from: number, to: number): Limits => ({
      ...{ max_gross_exposure: money(from, to), max_long_exposure: money(from, to), max_short_exposure: money(from, to) },
      ...{ max_net_exposure: money(from, to), max_open_notional: money(from, to) },
    });
    const scoped = new Map<string, Limits>([
      [
        'firm',
        {
          ...exposures(100_000, 900_000),
          max_open_orders: this.maybe(100, 400),
          max_net_leverage_hundredths: this.maybe(5, 60),
          max_orders_per_second: this.maybe(30, 90),
          daily_loss_limit: money(10_000, 90_000),
          broker_credit_line: money(20_000, 400_000),
          broker_messages_per_minute: this.chance(0.2) ? this.whole(300, 1500) : undefined,
          ...this.drawMessages(),
        },
      ],
      ['firm/symbol:AAA', { max_position_size: money(20_000, 200_000), max_open_notional: money(10_000, 90_000) }],
      [
        'firm/sector:energy',
        { max_sector_exposure: money(50_000, 300_000), max_sector_concentration_bps: this.maybe(200, 3000) },
      ],
      ['sector:technology', { max_sector_exposure: money(10_000, 60_000), max_sector_concentration_bps: this.maybe(500, 6000) }],
      ['account:a5/sector:health', { max_sector_exposure: money(2000, 30_000) }],
      [
        'account:a1/symbol:BBB',
        { max_open_orders: this.maybe(0, 3), max_long_quantity: this.maybe(10, 300), max_short_quantity: this.maybe(10, 300) },
      ],
      [
        'strategy:t1',
        {
          ...exposures(10_000, 90_000),
          max_positions: this.maybe(1, 20),
          max_position_size: money(5000, 60_000),
          max_order_size: money(1000, 9000),
          ...{ max_leverage_hundredths: this.maybe(20, 200), max_net_leverage_hundredths: this.maybe(5, 100) },
        },
      ],
      ['strategy:t5', { max_leverage_hundredths: this.whole(50, 900), max_net_leverage_hundredths: this.maybe(20, 300) }],
      [
        'strategy:t2',
        { max_orders_per_second: this.maybe(1, 6), max_open_orders: this.maybe(1, 12), daily_loss_limit: money(200, 9000) },
      ],
      [
        'strategy:t3/symbol:CCC',
        {
          max_long_quantity: this.maybe(10, 300),
          max_short_quantity: this.maybe(10, 300),
          max_position_size: money(3000, 40_000),
        },
      ],
      ['strategy:t6', { ...this.drawActivity(false), max_order_quantity: this.maybe(20, 400) }],
      ['symbol:EEE', { max_position_adv_bps: this.maybe(10, 200), max_spread_bps: this.maybe(2, 60) }],
      ['account:a0/symbol:EEE', { max_position_adv_bps: this.maybe(10, 200), max_order_adv_bps: this.maybe(2, 60) }],
      ['firm/symbol:HHH', { max_position_adv_bps: this.maybe(20, 800) }],
      ['strategy:t7/symbol:CCC', this.drawAverage()],
      // What is set for each account, and what one has in its place: each with a window of its own.
      ['symbol:FFF', this.drawActivity(true)],
      ['account:a7/symbol:FFF', this.drawActivity(true)],
      ['account:a0/symbol:AAA', this.drawMessages()],
      ['strategy:t4', { max_day_turnover: money(5000, 100_000), max_gross_exposure: money(10_000, 90_000) }],
    ]);
    for (const [scope, limits] of scoped) if (Object.values(limits).every((value) => value === undefined)) scoped.delete(scope);
    const instruments = new Map(
      SYMBOLS.map((symbol, i) => [
        symbol,
        {
          ...{ sector: SECTORS[i % SECTORS.length] ?? '', step: i % 3 === 0 ? 5 : 1, tick: i % 2 === 0 ? 5 * CENT : CENT },
          ...{ min_notional: i % 4 === 0 ? usd(200) : 0, shortable: i !== 5, max_units: i === 6 ? 120 : 1_000_000 },
          // By its class (crypto), and of its own.
          margin_bps: i === CRYPTO ? 10_000 : i === 2 ? this.whole(1000, 9000) : null,
        },
      ]),
    );
    const restricted = [
      { symbol: 'DDD', scope: 'account:a2', mode: this.pick(['no_trade', 'no_buy', 'no_sell', 'close_only', 'no_short']) },
      { symbol: 'EEE', scope: 'strategy:t5', mode: this.pick(['no_trade', 'no_buy', 'close_only', 'no_short']) },
      { symbol: 'GGG', scope: 'firm', mode: this.pick(['no_short', 'no_short', 'close_only']) },
    ];
    const groups = new Map(ACCOUNTS.slice(0, 6).map((id, i) => [id, i % 2 === 0 ? 1 : 2]));
    const drawn = {
      self_trade: this.pick<SelfTrade>(['off', 'off', 'refuse_new', 'cancel_resting', 'venue']),
      self_trade_own: new Map(['a1', 'a2', 'a9'].map((id) => [id, this.pick<SelfTrade>(['off', 'refuse_new', 'venue'])])),
      locates: this.drawLocates(),
      bounds: new Map(SYMBOLS.map((symbol) => [symbol, this.drawBounds()])),
      flip_refused: new Set(ACCOUNTS.filter(() => this.chance(0.2))),
      groups: this.chance(0.7) ? groups : new Map<string, number>(),
      credit_net: this.chance(0.5),
      // Of the second so little that it may lose it all.
      capital: new Map([
        ['t1', usd(this.whole(5000, 60_000))],
        ['t5', usd(this.whole(100, 8000))],
      ]),
    };
    return { account, own, symbols, scoped, instruments, restricted, ...drawn, slippage_bps: SLIPPAGE_BPS };
  }

  private drawMessages(): Limits {
    if (this.chance(0.6)) return {};
    return {
      ...{ max_order_to_trade: this.whole(5, 40), order_to_trade_window_seconds: this.whole(1, 90) },
      order_to_trade_min_messages: this.whole(1, 60),
    };
  }

  private drawAverage(): Limits {
    if (this.chance(0.4)) return {};
    return {
      ...{ max_order_to_average_hundredths: this.whole(50, 600), average_min_samples: this.whole(1, 20) },
      average_floor: usd(this.whole(0, 3000)),
    };
  }

  /** Where sizes are not averaged only the rest. */
  private drawActivity(averaged: boolean): Limits {
    const perDay = this.chance(0.2) ? { max_day_orders: this.whole(20, 200) } : {};
    return { ...this.drawMessages(), ...perDay, ...(averaged ? this.drawAverage() : {}) };
  }

  private drawBounds(): Bounds {
    const [lowest, highest] = [this.chance(0.1) ? 20 : 0, this.chance(0.1) ? 150 : 10_000];
    return { least: this.chance(0.2) ? 5 : 1, lowest: usd(lowest), highest: usd(highest), volume: this.whole(20_000, 90_000) };
  }

  private drawLocates(): LocateRules {
    const mode = () => this.pick<LocateMode>(['not_required', 'not_required', 'not_required', 'required', 'of_firm']);
    return {
      ...{ each: mode(), own: new Map(['a1', 'a3', 'a8', 'a9'].map((id) => [id, mode()])) },
      ...{ easyIsExempt: this.chance(0.5), easy: new Set(['BBB', 'EEE']) },
    };
  }

  private config(): RiskConfig {
    const { rules } = this.oracle;
    const kept = (limits: Limits) =>
      Object.fromEntries(
        Object.entries(limits)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [name, name.endsWith('_quantity') ? (value ?? 0) * 1e8 : (value ?? null)]),
      );
    const base = configOf(1);
    const instruments = Object.fromEntries(
      [...rules.instruments].map(([symbol, one], i): [string, Instrument] => [
        symbol,
        {
          ...EMPTY_INSTRUMENT,
          ...{ sector: one.sector, step: (one.step * 1e8) as Quantity, ticks: [{ from: 0 as Money, tick: one.tick as Money }] },
          ...{
            min_notional: one.min_notional as Money,
            shortable: one.shortable,
            max_quantity: (one.max_units * 1e8) as Quantity,
          },
          ...boundsAsFields(rules.bounds.get(symbol)),
          borrow: rules.locates.easy.has(symbol) ? 'easy' : null,
          ...(i === CRYPTO ? { asset_class: 'crypto' } : { initial_margin_bps: one.margin_bps }),
          ...contractIn(this.ledger.contracts.get(symbol)),
        },
      ]),
    );
    const off = { price_collar_through_bps: null, price_collar_away_bps: null, max_same_orders: null, max_open_orders: null };
    return {
      ...base,
      limits: {
        ...{ ...base.limits, ...off, ...kept(rules.account), self_trade: rules.self_trade, short_locate: rules.locates.each },
        short_locate_easy: rules.locates.easyIsExempt ? 'exempt' : 'required',
      },
      symbols: Object.fromEntries(
        [...rules.symbols].map(([symbol, own]) => [symbol, { ...own, max_position: own.max_position as Money }]),
      ),
      scoped: Object.fromEntries([
        ...[...rules.scoped].map(([scope, limits]) => [
          scope,
          {
            ...kept(limits),
            ...(limits['broker_credit_line'] === undefined ? {} : { broker_credit_mode: rules.credit_net ? 'net' : 'gross' }),
          },
        ]),
        ...ACCOUNTS.flatMap((id) => {
          const set = {
            ...kept(rules.own.get(id) ?? {}),
            ...(rules.groups.has(id) ? { self_trade_group: rules.groups.get(id) } : {}),
            ...(rules.self_trade_own.has(id) ? { self_trade: rules.self_trade_own.get(id) } : {}),
            ...(rules.flip_refused.has(id) ? { position_flip: 'refused' } : {}),
            ...(rules.locates.own.has(id) ? { short_locate: rules.locates.own.get(id) } : {}),
          };
          return Object.keys(set).length === 0 ? [] : [[`account:${id}`, set]];
        }),
      ]) as RiskConfig['scoped'],
      instruments,
      strategies: Object.fromEntries(
        STRATEGIES.map((name) => [
          name,
          { accounts: null, symbols: null, capital: (rules.capital.get(name) as Money | undefined) ?? null },
        ]),
      ),
      restricted: Object.fromEntries(
        rules.restricted.map(({ symbol, scope, mode }, i) => [
          `r${i}`,
          { symbol, scope, mode: mode as 'no_trade', from_us: 0, until_us: null, reason: 'drawn' },
        ]),
      ),
    };
  }

  // ---- one thing that happens ----

  /** How many orders and amendments it judged. */
  step(): number {
    this.world.nowUs += this.whole(200, 40_000);
    // Often on the beat, so that what came exactly a second ago is met too.
    if (this.chance(0.5)) this.world.nowUs = Math.ceil(this.world.nowUs / BEAT_US) * BEAT_US - 1;
    if (this.world.nowUs - this.freshUs > FRESH_US) this.refresh();
    if (this.chance(0.01)) this.hot = this.pick(ACCOUNTS);
    const roll = this.random();
    if (roll < 0.4) return this.submit();
    if (roll < 0.43) return this.list();
    if (roll < 0.53) return this.amend();
    if (roll < 0.8) this.report();
    else if (roll < 0.9) this.cancel();
    else if (roll < 0.97) this.mark();
    else if (roll < 0.98) this.trip();
    else if (roll < 0.99) this.locate();
    else this.moveCash();
    return 0;
  }

  private refresh(): void {
    this.freshUs = this.world.nowUs;
    this.told(() => {
      const quotes = [...SYMBOLS, ...PAIRS.values()].map((symbol) => this.quoteOf(symbol));
      this.world.ask({ kind: 'mark', day: DAY, quotes });
    });
    this.told(() => this.world.tick());
  }

  private quoteOf(symbol: string) {
    const { bid = 0, ask = 0 } = this.ledger.quotes.get(symbol) ?? {};
    return { symbol, bid: bid as Money, ask: ask as Money, frozen: false, revision: ++this.serial };
  }

  private mark(): void {
    this.count('marks');
    if (this.chance(0.2)) return this.moveRate();
    const symbol = this.pick(SYMBOLS);
    const { bid = 0 } = this.ledger.quotes.get(symbol) ?? {};
    const step = 5 * Math.round((bid / CENT / 5) * (this.random() - 0.5) * (this.chance(0.05) ? 0.2 : 0.01));
    const next = Math.max(100, bid / CENT + step) * CENT;
    this.ledger.quote(symbol, next, next + 10 * this.whole(1, 4) * CENT);
    this.told(() => this.world.ask({ kind: 'mark', day: DAY, quotes: [this.quoteOf(symbol)] }));
    this.lossesAreSeen();
  }

  /** Another rate, and nothing else: all that is held in the currency is worth something else. */
  private moveRate(): void {
    this.count('rates');
    const currency = this.pick(['EUR', 'CHF']);
    this.drawRate(currency);
    this.told(() => this.world.ask({ kind: 'mark', day: DAY, quotes: [this.quoteOf(PAIRS.get(currency) ?? '')] }));
    this.lossesAreSeen();
  }

  /** Euros in dollars, francs the other way round; the middle is cut to whole micro-dollars. */
  private drawRate(currency: string): void {
    const [bid, spread] = [this.whole(900_000, 1_250_000), this.whole(0, 400)];
    const middle = Math.floor((2 * bid + spread) / 2);
    this.ledger.quotes.set(PAIRS.get(currency) ?? '', { bid, ask: bid + spread });
    this.ledger.rate(currency, currency === 'EUR' ? middle * 1000 : Math.round(1_000_000_000_000_000 / middle));
  }

  private wish(account = this.chance(0.3) ? this.hot : this.pick(ACCOUNTS)): Wish {
    const symbol = this.pick(SYMBOLS);
    const { bid = 0, ask = 0 } = this.ledger.quotes.get(symbol) ?? {};
    const { q } = this.ledger.leaf(account, null, symbol);
    const closing = q !== 0 && this.chance(0.4);
    const side = closing ? (q > 0 ? 'SELL' : 'BUY') : this.chance(0.6) ? 'BUY' : 'SELL';
    const units = closing && this.chance(0.5) ? Math.abs(q) : this.drawUnits(bid, symbol);
    const away = Math.round((bid / CENT) * (this.random() - 0.5) * (this.chance(0.1) ? 0.4 : 0.02));
    const price = this.chance(0.2) ? null : Math.max(CENT, (side === 'BUY' ? ask : bid) + this.onTick(away) * CENT);
    const strategy = this.chance(0.7) ? this.pick(STRATEGIES) : null;
    return { account, symbol, strategy, side, units, price, reduceOnly: closing ? this.chance(0.3) : this.chance(0.01) };
  }

  /** Mostly prices of whole five cents, some that fit no tick. */
  private onTick(cents: number): number {
    return this.chance(0.1) ? cents : Math.round(cents / 5) * 5;
  }

  private drawUnits(bid: number, symbol: string): number {
    const times = (this.ledger.contracts.get(symbol)?.times ?? 1_000_000) / 1_000_000;
    const worth = usd(this.pick([100, 500, 1000, 3000, 20_000]) * (0.2 + this.random())) / times;
    const drawn = Math.max(1, Math.round(worth / Math.max(bid, CENT)));
    return this.chance(0.1) ? drawn : Math.max(5, Math.round(drawn / 5) * 5);
  }

  private orderOf(wish: Wish): Order {
    return this.world.order({
      ...{ account: wish.account, symbol: wish.symbol, side: wish.side, quantity: (wish.units * 1e8) as Quantity },
      ...{ price: wish.price as Money | null, order_type: wish.price === null ? 'MARKET' : 'LIMIT' },
      ...(wish.strategy === null ? {} : { strategy: wish.strategy }),
      ...(wish.reduceOnly ? { reduce_only: true } : {}),
    });
  }

  /** Five units at the near side of the quote: of drawn orders so few pass that hardly any list does. */
  private small(account: string): Wish {
    const symbol = this.pick(SYMBOLS);
    const { bid = 0, ask = 0 } = this.ledger.quotes.get(symbol) ?? {};
    const side = this.ledger.leaf(account, null, symbol).q > 0 ? 'SELL' : 'BUY';
    return { account, symbol, strategy: null, side, units: 5, price: side === 'BUY' ? bid : ask, reduceOnly: false };
  }

  /** One account sends many small orders in one symbol: what counts the last twenty needs more than twenty. */
  private steady(): Wish {
    const { bid = 0, ask = 0 } = this.ledger.quotes.get('AAA') ?? {};
    const { q } = this.ledger.leaf('a0', null, 'AAA');
    const side = q > 0 ? 'SELL' : 'BUY';
    const units = 5 * this.whole(1, this.chance(0.1) ? 20 : 4);
    return { account: 'a0', symbol: 'AAA', strategy: null, side, units, price: side === 'BUY' ? bid : ask, reduceOnly: false };
  }

  private submit(): number {
    const wish = this.chance(0.1) ? this.steady() : this.wish();
    const order = this.orderOf(wish);
    const atUs = this.world.nowUs + 1;
    const expected = this.oracle.brokenBy(wish, { atUs, own: null });
    const check = this.oracle.checkPrice(wish, null);
    const meets = this.oracle.meetsOwn(wish);
    const answer = this.told(() => this.world.ask({ kind: 'submit', order }));
    if (answer.kind !== 'decided') throw new Error(`not judged: ${JSON.stringify(answer)}`);
    this.agree(wish, expected, answer.violations, answer.accepted);
    this.attempted(wish, atUs);
    if (answer.accepted) {
      this.letThrough(wish, order.order_id, check, atUs);
      this.activity.toBroker(atUs);
    } else if (meets !== null && this.oracle.selfTradeOf(wish.account) === 'cancel_resting' && meets.every((o) => !o.cancelAsked))
      throw new Error(`${order.order_id} met own orders, and none of them is to be canceled`);
    return 1;
  }

  private attempted(wish: Wish, atUs: number): void {
    const { account, strategy } = wish;
    this.activity.message(wish, atUs);
    this.ledger.account(account).orders.push(atUs);
    for (const scope of strategy === null ? ['firm'] : ['firm', `strategy:${strategy}`]) {
      const times = this.ledger.rates.get(scope) ?? [];
      times.push(atUs);
      this.ledger.rates.set(scope, times);
    }
  }

  private letThrough(wish: Wish, id: string, check: number, atUs: number): void {
    this.count('accepted');
    const { account, symbol, strategy, side, units, price } = wish;
    const same = this.ledger.same.get(sameKey(wish)) ?? [];
    same.push(atUs);
    this.ledger.same.set(sameKey(wish), same);
    this.activity.letThrough(wish, worthOf(units, check, this.ledger.per(symbol), 'up'));
    this.ledger.put({
      ...{ id, account, symbol, strategy, side, total: units, filled: 0, price, check, per: this.ledger.per(symbol) },
      ...{ confirmed: false, cancelAsked: false, pending: null },
    });
  }

  /** Two to five orders of one account: all or none. */
  private list(): number {
    const account = this.pick(ACCOUNTS);
    const small = this.chance(0.5);
    const wishes = Array.from({ length: this.whole(2, small ? 3 : 5) }, () => (small ? this.small(account) : this.wish(account)));
    const of = this.chance(0.3) ? { list_id: `lst_${(this.lists += 1)}`, one_cancels_other: true } : {};
    const orders = wishes.map((wish): Order => ({ ...this.orderOf(wish), ...of }));
    const atUs = this.world.nowUs + 1;
    const verdicts: Set<string>[] = [];
    const tried: (() => void)[] = [];
    const checks: number[] = [];
    for (const [i, wish] of wishes.entries()) {
      const broken = this.oracle.brokenBy(wish, { atUs, own: null });
      checks.push(this.oracle.checkPrice(wish, null));
      verdicts.push(broken);
      tried.push(this.tryFirst(wish, `try ${i}`, checks[i] ?? 0, broken.size === 0, atUs));
    }
    for (const undo of tried.toReversed()) undo();
    const refused = verdicts.some(({ size }) => size > 0);
    const answer = this.told(() => this.world.ask({ kind: 'submit_list', orders }));
    if (answer.kind !== 'decided') throw new Error(`a list was not judged: ${JSON.stringify(answer)}`);
    this.count('lists');
    for (const [i, wish] of wishes.entries()) {
      const expected = verdicts[i] ?? new Set();
      if (refused && expected.size === 0) expected.add('LIST_REFUSED -');
      const decision = answer.decisions[i];
      this.agree(wish, expected, decision?.violations ?? [], decision?.violations.length === 0);
      this.attempted(wish, atUs);
      if (!answer.accepted) continue;
      this.letThrough(wish, orders[i]?.order_id ?? '', checks[i] ?? 0, atUs);
      this.activity.toBroker(atUs);
    }
    if (answer.accepted) this.count('lists that pass');
    if (answer.accepted && 'list_id' in of)
      for (const { order_id } of orders)
        this.rivals.set(
          order_id,
          orders.map((other) => other.order_id),
        );
    return wishes.length;
  }

  /** Puts an order of a list on the books for those behind it; gives back how it is taken off. */
  private tryFirst(wish: Wish, id: string, check: number, passes: boolean, atUs: number): () => void {
    const { ledger } = this;
    this.attempted(wish, atUs);
    if (passes) {
      this.letThrough(wish, id, check, atUs);
      this.counts['accepted'] = (this.counts['accepted'] ?? 0) - 1;
    }
    return () => {
      this.activity.message(wish, atUs, -1);
      ledger.account(wish.account).orders.pop();
      ledger.rates.get('firm')?.pop();
      if (wish.strategy !== null) ledger.rates.get(`strategy:${wish.strategy}`)?.pop();
      const open = ledger.open.get(id);
      if (!open) return;
      ledger.drop(open);
      ledger.same.get(sameKey(wish))?.pop();
      this.activity.letThrough(wish, 0, -1);
    };
  }

  private amend(): number {
    const open = this.anOpen(({ confirmed, cancelAsked, pending }) => confirmed && !cancelAsked && pending === null);
    if (!open) return 0;
    const units = this.chance(0.7) ? Math.max(open.filled + 1, Math.round(open.total * (0.4 + 1.2 * this.random()))) : open.total;
    const price =
      open.price === null || this.chance(0.5) ? open.price : Math.max(CENT, open.price + this.onTick(this.whole(-20, 20)) * CENT);
    if (units === open.total && price === open.price) return 0;
    const wish: Wish = { ...open, units, price, reduceOnly: this.world.state.orders.get(open.id)?.order.reduce_only === true };
    const atUs = this.world.nowUs + 1;
    const expected = this.oracle.brokenBy(wish, { atUs, own: open });
    const check = this.oracle.checkPrice(wish, open);
    const per = this.oracle.per(wish, open);
    const decision_id = `amend_${++this.serial}`;
    const answer = this.told(() =>
      this.world.ask({
        kind: 'amend',
        order_id: open.id,
        decision_id,
        quantity: (units * 1e8) as Quantity,
        price: price as Money | null,
      }),
    );
    if (answer.kind !== 'decided') throw new Error(`an amendment was not judged: ${JSON.stringify(answer)}`);
    this.count('amendments');
    this.agree(wish, expected, answer.violations, answer.accepted);
    // An amendment is a message, and no order.
    this.ledger.account(open.account).cancels.push(atUs);
    this.activity.message(open, atUs);
    if (answer.accepted) {
      this.activity.toBroker(atUs);
      this.count('amended');
      open.pending = { id: decision_id, total: units, price, check, per };
      this.ledger.touch(open);
    }
    return 1;
  }

  private anOpen(fits: (open: Open) => boolean): Open | undefined {
    const all = [...this.ledger.open.values()];
    for (let tries = 0; tries < 5 && all.length > 0; tries += 1) {
      const open = this.pick(all);
      if (fits(open)) return open;
    }
    return undefined;
  }

  private gateOrder(open: Open): OrderState {
    const found = this.world.state.orders.get(open.id);
    if (!found) throw new Error(`the gate has lost the open order ${open.id}`);
    return found;
  }

  /** Something that the broker says of an open order. */
  private report(): void {
    const open = this.anOpen(() => true);
    if (!open) return;
    const { order } = this.gateOrder(open);
    if (!open.confirmed) {
      open.confirmed = true;
      this.told(() => this.world.report(order, 'WORKING'));
      return;
    }
    if (open.pending !== null && this.chance(0.6)) return this.answerAmendment(open, order);
    if (open.cancelAsked && this.chance(0.5)) {
      this.told(() => this.world.report(order, 'CANCELED'));
      this.ledger.drop(open);
      return;
    }
    const left = open.total - open.filled;
    const units =
      open.pending === null ? (this.chance(0.5) ? left : this.whole(1, left)) : Math.min(left - 1, this.whole(1, left));
    if (units <= 0) return;
    this.count('fills');
    const quote = this.ledger.quotes.get(open.symbol);
    const price = open.price ?? (open.side === 'BUY' ? quote?.ask : quote?.bid) ?? CENT;
    const fee = this.whole(0, 300) * 1000;
    this.activity.fill(open, this.world.nowUs + 1);
    this.locates.fill(open, units);
    this.ledger.fill(open, units, price, fee);
    if (open.filled === open.total) this.ledger.drop(open);
    const amounts = { quantity: (units * 1e8) as Quantity, price: price as Money, fee: fee as Money };
    this.told(() => this.world.report(order, 'FILL', amounts));
    this.rivalsGo(open.id);
    this.lossesAreSeen();
  }

  /** Of a list of which a fill of one cancels the others. */
  private rivalsGo(filled: string): void {
    for (const id of this.rivals.get(filled) ?? []) {
      if (id === filled) continue;
      this.count('outdone');
      if (this.ledger.open.get(id)?.cancelAsked === false) throw new Error(`${filled} has filled, and ${id} of its list stays`);
    }
  }

  private answerAmendment(open: Open, order: Order): void {
    const { pending } = open;
    if (!pending) return;
    open.pending = null;
    if (this.chance(0.7) && pending.total > open.filled) {
      [open.total, open.price, open.check, open.per] = [pending.total, pending.price, pending.check, pending.per];
      const amounts = { quantity: (pending.total * 1e8) as Quantity, price: (pending.price ?? 0) as Money };
      this.told(() => this.world.report(order, 'REPLACED', { amendment_id: pending.id, ...amounts }));
    } else this.told(() => this.world.report(order, 'REPLACE_REJECTED', { amendment_id: pending.id }));
    this.ledger.touch(open);
  }

  private cancel(): void {
    const open = this.anOpen(({ cancelAsked }) => !cancelAsked);
    if (!open) return;
    this.count('cancels');
    this.told(() => this.world.ask({ kind: 'cancel', order_id: open.id, actor: 'dev' }));
  }

  private moveCash(): void {
    const account = this.pick(ACCOUNTS);
    const amount = usd(this.whole(-3000, 4000));
    const answer = this.told(() =>
      this.world.ask({ kind: 'move_cash', account, amount: amount as Money, actor: 'dev', reason: 'drawn' }),
    );
    if (answer.kind !== 'move_cash') return;
    const there = this.ledger.account(account);
    const moved = (this.world.state.accounts.get(account)?.cash ?? 0) - there.cash;
    if (moved !== 0 && moved !== amount) throw new Error(`${amount} were to be moved, and ${moved} were`);
    there.cash += moved;
    there.moved += moved;
  }

  private locate(): void {
    this.count('locates');
    const [account, symbol, units] = [this.chance(0.3) ? '' : this.pick(ACCOUNTS), this.pick(SYMBOLS), this.whole(20, 600)];
    this.locates.book(account, symbol, units);
    const about = { lender: 'drawn', actor: 'dev', reason: 'drawn' };
    const answer = this.told(() =>
      this.world.ask({ kind: 'book_locate', account, symbol, quantity: (units * 1e8) as Quantity, ...about }),
    );
    if (answer.kind !== 'book_locate') throw new Error(`a locate was not booked: ${JSON.stringify(answer)}`);
    mustEqual('located', { units: answer.located / 1e8 }, { units: this.locates.locatedFor(account, symbol) });
  }

  private trip(): void {
    const { breakers } = this.ledger;
    const open = [...this.world.state.breakers.values()];
    if (open.length > 0 && (open.length > 3 || this.chance(0.7))) {
      const { breaker_id } = this.pick(open);
      this.told(() => this.world.ask({ kind: 'reset', breaker_id, actor: 'dev', reason: 'drawn', source: 'api', how: 'force' }));
      return;
    }
    const scope = this.pick([
      ...['firm', `account:${this.pick(ACCOUNTS)}`, `account:${this.pick(ACCOUNTS)}`, `strategy:${this.pick(STRATEGIES)}`],
      ...[`symbol:${this.pick(SYMBOLS)}`, `account:${this.pick(ACCOUNTS)}/symbol:${this.pick(SYMBOLS)}`],
    ]);
    if (breakers.has(scope) || (scope === 'firm' && this.chance(0.8))) return;
    this.count('trips');
    const mode = this.chance(0.3) ? 'halt' : 'reduce_only';
    this.told(() =>
      this.world.ask({
        ...{ kind: 'trip', scope, mode, actor: 'dev', reason: 'drawn', source: 'api' },
        ...{ expires_in_ms: null, cancel_orders: false },
      }),
    );
  }

  // ---- what is compared ----

  /** Gives the gate something, and learns from its events what it did by itself: breakers, and cancels that follow from them. */
  private told<Answer>(what: () => Answer): Answer {
    const { log } = this.world;
    log.length = 0;
    const answer = what();
    for (const event of log) this.learn(event);
    return answer;
  }

  private learn(event: GateEvent): void {
    const { breakers } = this.ledger;
    if (event.type === 'CANCEL_REQUESTED') {
      const open = this.ledger.open.get(event.order_id);
      if (open) {
        open.cancelAsked = true;
        this.activity.message(open, event.at_us ?? event.at_ms * 1000);
      }
      this.activity.toBroker(event.at_us ?? event.at_ms * 1000);
      if (event.at_us !== undefined) this.ledger.account(event.account).cancels.push(event.at_us);
    } else if (event.type === 'BREAKER_TRIPPED' || event.type === 'BREAKER_CAUSE_ADDED') {
      if (event.trigger_type === 'DAILY_LOSS') this.lossIsReal(event.scope);
      breakers.set(event.scope, event.mode);
    } else if (event.type === 'BREAKER_MODE_CHANGED') breakers.set(event.scope, event.mode);
    else if (event.type === 'BREAKER_RESET') breakers.delete(event.scope);
  }

  private lossIn(scope: string): { loss: number; limit: number } {
    const [kind, name = ''] = scope.split(':');
    const { rules } = this.oracle;
    if (kind === 'account')
      return { loss: this.ledger.lossOf(name), limit: this.oracle.limitsOf(name)['daily_loss_limit'] ?? Infinity };
    const limit = rules.scoped.get(scope)?.['daily_loss_limit'] ?? Infinity;
    return { loss: kind === 'firm' ? this.oracle.firmLoss() : this.ledger.lossOfStrategy(name), limit };
  }

  private lossIsReal(scope: string): void {
    this.count('loss trips');
    const { loss, limit } = this.lossIn(scope);
    if (loss < limit) throw new Error(`${scope} was tripped by a loss of ${loss}, below ${limit}`);
  }

  /** After each fill and mark: whoever has lost as much as they may has an open breaker. */
  private lossesAreSeen(): void {
    const scopes = [...ACCOUNTS.map((id) => `account:${id}`), 'firm', 'strategy:t2'];
    for (const scope of scopes) {
      const { loss, limit } = this.lossIn(scope);
      if (loss >= limit && !this.ledger.breakers.has(scope))
        throw new Error(`${scope} has lost ${loss} of ${limit}, and no breaker is open`);
    }
  }

  private agree(wish: Wish, expected: Set<string>, violations: readonly Violation[], accepted: boolean): void {
    const given = new Set(
      violations.map(({ code, scope, limit_origin }) => `${code} ${limit_origin === undefined ? '-' : (scope ?? '-')}`),
    );
    for (const one of given)
      if (one.includes('LEVERAGE_EXCEEDED strategy:')) this.reasons[OF_STRATEGY] = (this.reasons[OF_STRATEGY] ?? 0) + 1;
    for (const one of given) this.reasons[one.split(' ')[0] ?? ''] = (this.reasons[one.split(' ')[0] ?? ''] ?? 0) + 1;
    const missing = [...expected].filter((one) => !given.has(one));
    const more = [...given].filter((one) => !expected.has(one));
    if (missing.length > 0 || more.length > 0 || accepted !== (expected.size === 0))
      throw new Error(
        `${JSON.stringify(wish)}: the oracle also says [${missing.join(', ')}], the gate also says [${more.join(', ')}]${more.map((one) => ` ${violations.find(({ code }) => one.startsWith(code))?.message ?? ''}`).join(';')}`,
      );
  }

  /** Sums of the gate against the oracle's, each to the unit. */
  finish(): void {
    for (const id of ACCOUNTS) {
      const account = this.world.state.accounts.get(id);
      const own = this.ledger.account(id);
      const sums = { cash: account?.cash, moved: account?.moved, orders: account?.orders };
      const mine = {
        cash: own.cash,
        moved: own.moved,
        orders: [...this.ledger.open.values()].filter((o) => o.account === id).length,
      };
      mustEqual(id, sums, mine);
      mustEqual(
        `${id}: equity = start + profit + movements`,
        { e: (account?.cash ?? 0) + (account?.value ?? 0) },
        { e: this.ledger.equity(id) },
      );
      for (const symbol of SYMBOLS) {
        const p = account?.positions.get(symbol);
        const leaf = this.ledger.leaf(id, null, symbol);
        mustEqual(
          `${id} ${symbol}`,
          ...[{ q: (p?.quantity ?? 0) / 1e8, v: p?.value ?? 0, buys: p?.open_buys ?? 0, sells: p?.open_sells ?? 0 }],
          { q: leaf.q, v: leaf.v, buys: leaf.buys, sells: leaf.sells },
        );
      }
    }
    for (const open of this.ledger.open.values()) {
      const { hold, leaves } = this.gateOrder(open);
      mustEqual(open.id, { hold, leaves: leaves / 1e8 }, { hold: heldBy(open), leaves: restOf(open) });
    }
    if (this.world.state.orders.size !== this.ledger.open.size) throw new Error('the gate has other open orders than the oracle');
  }
}

const boundsAsFields = ({ least, lowest, highest, volume }: Bounds = { least: 0, lowest: 0, highest: 0, volume: 0 }) => ({
  ...{ min_quantity: (least * 1e8) as Quantity, min_price: lowest as Money, max_price: highest as Money },
  ...{ average_volume: (volume * 1e8) as Quantity, volume_as_of: '2026-11-24' },
});

function mustEqual(what: string, gate: object, oracle: object): void {
  const [a, b] = [JSON.stringify(gate), JSON.stringify(oracle)];
  if (a !== b) throw new Error(`${what}: the gate has ${a}, the oracle ${b}`);
}
