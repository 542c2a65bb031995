/**
 * The oracle's own books. It shares no code with the gate: whole units, micro-dollars, lists that are gone through again. Prices are whole cents, so that
 * every product is exact.
 */

export type Side = 'BUY' | 'SELL';

/** What a unit is worth beside its price: how many it stands for, in millionths, and dollars for one of its currency, in billionths. Null: one, in dollars. */
export type Per = { times: number; rate: number } | null;

/** Whole units at a price, in micro-dollars: to the next one up, or to the nearest (a half goes up). */
export function worthOf(units: number, price: number, per: Per, way: 'up' | 'near'): number {
  if (per === null) return units * price;
  const parts = BigInt(units) * BigInt(price) * BigInt(per.times) * BigInt(per.rate);
  const part = 1_000_000_000_000_000n;
  return Number((parts + (way === 'up' ? part - 1n : part / 2n)) / part);
}

export interface Open {
  id: string;
  account: string;
  symbol: string;
  strategy: string | null;
  side: Side;
  total: number;
  filled: number;
  /** Micro-dollars; null for a market order. */
  price: number | null;
  /** The price that each unit is held at, and what else counted then. */
  check: number;
  per: Per;
  confirmed: boolean;
  cancelAsked: boolean;
  pending: { id: string; total: number; price: number | null; check: number; per: Per } | null;
}

export interface Account {
  cash: number;
  dayStart: number;
  moved: number;
  orders: number[];
  cancels: number[];
}

/** What is held of one symbol, with what rests: by an account, or by a strategy in an account. */
export interface Leaf {
  q: number;
  v: number;
  buys: number;
  sells: number;
  buyUnits: number;
  sellUnits: number;
  orders: number;
  bought: number;
  sold: number;
}

export const nothing = (): Leaf => ({ q: 0, v: 0, buys: 0, sells: 0, buyUnits: 0, sellUnits: 0, orders: 0, bought: 0, sold: 0 });

export const restOf = (o: Open): number => Math.max(o.total - o.filled, o.pending === null ? 0 : o.pending.total - o.filled, 0);

export const heldBy = (o: Open): number =>
  Math.max(
    worthOf(Math.max(o.total - o.filled, 0), o.check, o.per, 'up'),
    o.pending === null ? 0 : worthOf(Math.max(o.pending.total - o.filled, 0), o.pending.check, o.pending.per, 'up'),
  );

export interface Held {
  account: string;
  strategy: string | null;
  symbol: string;
  units: number;
  bought: number;
  sold: number;
  /** Cash that its fills moved, fees included. */
  flow: number;
}

export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly quotes = new Map<string, { bid: number; ask: number }>();
  readonly open = new Map<string, Open>();
  /** By account and symbol, and again by account, strategy and symbol. */
  readonly held = new Map<string, Held>();
  /** Of symbols that are worth more or less than their price: how many a unit stands for, and the currency. */
  readonly contracts = new Map<string, { times: number; currency: string | null }>();
  /** Billionths of a dollar for one of a currency. */
  readonly rateOf = new Map<string, number>();
  readonly breakers = new Map<string, 'halt' | 'reduce_only'>();
  /** Of the firm and of strategies: when orders came. */
  readonly rates = new Map<string, number[]>();
  /** Orders that were let through, by what makes them equal. */
  readonly same = new Map<string, number[]>();
  private readonly resting = new Map<string, Set<Open>>();
  /** Of accounts (`-`) and of each strategy, by their places; undefined where one must be counted again. */
  private readonly leaves = new Map<string, (Leaf | undefined)[]>();
  readonly places: { account: string; symbol: string }[] = [];
  private readonly placeOf = new Map<string, number>();

  constructor(
    accounts: readonly string[],
    readonly symbols: readonly string[],
  ) {
    for (const account of accounts)
      for (const symbol of symbols) this.placeOf.set(`${account} ${symbol}`, this.places.push({ account, symbol }) - 1);
  }

  account(id: string): Account {
    const found = this.accounts.get(id);
    if (!found) throw new Error(`the oracle has no account ${id}`);
    return found;
  }

  mark(symbol: string): number {
    const quote = this.quotes.get(symbol);
    return quote ? (quote.bid + quote.ask) / 2 : 0;
  }

  per(symbol: string): Per {
    const contract = this.contracts.get(symbol);
    if (!contract) return null;
    const { times, currency } = contract;
    return { times, rate: currency === null ? 1_000_000_000 : (this.rateOf.get(currency) ?? 0) };
  }

  /** Signed, at the mark. */
  valueOf(symbol: string, units: number): number {
    return Math.sign(units) * worthOf(Math.abs(units), this.mark(symbol), this.per(symbol), 'near');
  }

  rate(currency: string, rate: number): void {
    this.rateOf.set(currency, rate);
    for (const leaves of this.leaves.values())
      for (const [i, { symbol }] of this.places.entries())
        if (this.contracts.get(symbol)?.currency === currency) leaves[i] = undefined;
  }

  put(o: Open): void {
    this.open.set(o.id, o);
    const key = `${o.account} ${o.symbol}`;
    const there = this.resting.get(key) ?? new Set();
    this.resting.set(key, there.add(o));
    this.touch(o);
  }

  drop(o: Open): void {
    this.open.delete(o.id);
    this.resting.get(`${o.account} ${o.symbol}`)?.delete(o);
    this.touch(o);
  }

  /** Something of the order, or of what is held in its symbol, changed. */
  touch({ account, strategy, symbol }: Pick<Open, 'account' | 'strategy' | 'symbol'>): void {
    const place = this.placeOf.get(`${account} ${symbol}`) ?? 0;
    for (const who of strategy === null ? ['-'] : ['-', strategy]) this.of(who)[place] = undefined;
  }

  quote(symbol: string, bid: number, ask: number): void {
    this.quotes.set(symbol, { bid, ask });
    for (const leaves of this.leaves.values())
      for (const [i, place] of this.places.entries()) if (place.symbol === symbol) leaves[i] = undefined;
  }

  fill(o: Open, units: number, price: number, fee: number): void {
    const signed = o.side === 'BUY' ? units : -units;
    const worth = worthOf(units, price, this.per(o.symbol), 'near');
    const cash = (o.side === 'BUY' ? -worth : worth) - fee;
    this.account(o.account).cash += cash;
    for (const strategy of o.strategy === null ? [null] : [null, o.strategy]) {
      const key = keyOf(o.account, strategy, o.symbol);
      const held = this.held.get(key) ?? {
        account: o.account,
        strategy,
        symbol: o.symbol,
        units: 0,
        bought: 0,
        sold: 0,
        flow: 0,
      };
      held.units += signed;
      held.flow += cash;
      if (o.side === 'BUY') held.bought += worth;
      else held.sold += worth;
      this.held.set(key, held);
    }
    o.filled += units;
    this.touch(o);
  }

  leaf(account: string, strategy: string | null, symbol: string): Leaf {
    return this.leafAt(this.placeOf.get(`${account} ${symbol}`) ?? 0, strategy);
  }

  leafAt(place: number, strategy: string | null): Leaf {
    const leaves = this.of(strategy ?? '-');
    return (leaves[place] ??= this.counted(place, strategy));
  }

  private of(who: string): (Leaf | undefined)[] {
    const found = this.leaves.get(who) ?? [];
    if (found.length === 0) this.leaves.set(who, found);
    return found;
  }

  private counted(place: number, strategy: string | null): Leaf {
    const { account = '', symbol = '' } = this.places[place] ?? {};
    const leaf = nothing();
    const held = this.held.get(keyOf(account, strategy, symbol));
    if (held) Object.assign(leaf, { q: held.units, v: this.valueOf(symbol, held.units), bought: held.bought, sold: held.sold });
    for (const o of this.resting.get(`${account} ${symbol}`) ?? []) {
      if (strategy !== null && o.strategy !== strategy) continue;
      leaf.orders += 1;
      if (o.side === 'BUY') [leaf.buys, leaf.buyUnits] = [leaf.buys + heldBy(o), leaf.buyUnits + restOf(o)];
      else [leaf.sells, leaf.sellUnits] = [leaf.sells + heldBy(o), leaf.sellUnits + restOf(o)];
    }
    return leaf;
  }

  equity(id: string): number {
    let sum = this.account(id).cash;
    const first = this.placeOf.get(`${id} ${this.symbols[0] ?? ''}`) ?? 0;
    for (let i = 0; i < this.symbols.length; i += 1) sum += this.leafAt(first + i, null).v;
    return sum;
  }

  lossOf(id: string): number {
    const { dayStart, moved } = this.account(id);
    return dayStart + moved - this.equity(id);
  }

  /** Realised and unrealised, fees included. */
  lossOfStrategy(name: string): number {
    let profit = 0;
    for (const { strategy, symbol, units, flow } of this.held.values())
      if (strategy === name) profit += flow + this.valueOf(symbol, units);
    return -profit;
  }
}

const keyOf = (account: string, strategy: string | null, symbol: string) => `${account} ${strategy ?? '-'} ${symbol}`;
