/** What was located for short sales, and what is sold short under it, by the catalogue's words (docs/controls). */
import { type Leaf, type Ledger, type Open, restOf } from './ledger.js';
import type { Wish } from './verdict.js';

export type LocateMode = 'not_required' | 'required' | 'of_firm';

export interface LocateRules {
  each: LocateMode;
  own: ReadonlyMap<string, LocateMode>;
  /** What is easy to borrow needs none. */
  easyIsExempt: boolean;
  easy: ReadonlySet<string>;
}

const FIRM = '';

export class Locates {
  /** By account (the firm has no name) and symbol. */
  private readonly located = new Map<string, number>();
  private readonly shorted = new Map<string, number>();

  constructor(
    private readonly ledger: Ledger,
    private readonly rules: LocateRules,
  ) {}

  private modeOf(account: string): LocateMode {
    return this.rules.own.get(account) ?? this.rules.each;
  }

  /** Under whose locate an account sells; null: none is asked of it. */
  private lenderOf(account: string): string | null {
    const mode = this.modeOf(account);
    return mode === 'not_required' ? null : mode === 'required' ? account : FIRM;
  }

  book(account: string, symbol: string, units: number): void {
    add(this.located, `${account} ${symbol}`, units);
  }

  locatedFor(account: string, symbol: string): number {
    return this.located.get(`${account} ${symbol}`) ?? 0;
  }

  /** Before the fill is booked: what of it is sold out of nothing. Buying back gives nothing back. */
  fill({ account, symbol, side }: Open, units: number): void {
    const lender = this.lenderOf(account);
    if (lender === null || side === 'BUY') return;
    const { q } = this.ledger.leaf(account, null, symbol);
    add(this.shorted, `${lender} ${symbol}`, Math.max(0, units - q) - Math.max(0, -q));
  }

  lacks({ account, symbol, side }: Wish, units: number, reducing: boolean, own: Open | null): boolean {
    const lender = this.lenderOf(account);
    if (lender === null || side === 'BUY' || reducing) return false;
    if (this.rules.easyIsExempt && this.rules.easy.has(symbol)) return false;
    const leaf = this.ledger.leaf(account, null, symbol);
    const without = { ...leaf, sellUnits: leaf.sellUnits - (own === null ? 0 : restOf(own)) };
    const adds = short(without.q, without.sellUnits + units) - short(without.q, without.sellUnits);
    let open = openShort(without);
    if (lender === FIRM)
      for (const id of this.ledger.accounts.keys())
        if (id !== account && this.lenderOf(id) === FIRM) open += openShort(this.ledger.leaf(id, null, symbol));
    return (this.shorted.get(`${lender} ${symbol}`) ?? 0) + open + adds > this.locatedFor(lender, symbol);
  }
}

/** Units short once all open sales are filled. */
const short = (q: number, selling: number): number => Math.max(0, selling - q);
/** Those that open sales would add. */
const openShort = ({ q, sellUnits }: Leaf): number => short(q, sellUnits) - short(q, 0);

function add(to: Map<string, number>, key: string, units: number): void {
  to.set(key, (to.get(key) ?? 0) + units);
}
