/** The rows of what is held in one symbol, by accounts or by strategies, each with the sums that it goes to. */
import { ACCOUNT_WIDTH, firstOwner, LEAF_WIDTH, type Leaf, NO_ROW, NO_ROWS, OWNERS, SUM_WIDTH, type RowSums } from './figures.js';
import { Rows } from './rows.js';
import type { AccountState } from './state.js';

const NONE = -1;

export class LeafRows extends Rows {
  /** Where the own sums of each row are among those of all, NONE after the last one; and its account's own row. */
  owners = new Int32Array(OWNERS).fill(NONE);
  accounts = new Int32Array(1).fill(NONE);
  readonly leaves: (Leaf | null)[] = [];
  /** Sums that every row belongs to. */
  shared: readonly RowSums[] = [];

  /** `sums`: the rows of all own sums. */
  constructor(readonly sums: Rows) {
    super(LEAF_WIDTH);
  }

  protected override grow(): void {
    super.grow();
    const [owners, accounts] = [new Int32Array(this.owners.length * 2), new Int32Array(this.accounts.length * 2)];
    owners.set(this.owners);
    accounts.set(this.accounts);
    this.owners = owners;
    this.accounts = accounts;
  }

  /** A leaf comes, or goes to other sums than before. Own sums are among the rows of all. */
  join(leaf: Leaf, own: readonly RowSums[], shared: readonly RowSums[], account: number): void {
    if (leaf.rows !== this) {
      leaf.at = leaf.rows.moveTo(this, leaf.at);
      leaf.rows = this;
    }
    leaf.held = this;
    const row = leaf.at / LEAF_WIDTH;
    for (let i = 0; i < OWNERS; i += 1) this.owners[firstOwner(leaf.at) + i] = own[i]?.at ?? NONE;
    this.accounts[row] = account;
    this.leaves[row] = leaf;
    this.shared = shared;
  }

  /** It is empty and belongs to nothing any more. */
  leave(leaf: Leaf): void {
    if (leaf.rows !== this) return;
    const row = leaf.at / LEAF_WIDTH;
    this.leaves[row] = null;
    this.accounts[row] = NONE;
    this.give(leaf.at);
    leaf.rows = NO_ROWS;
    leaf.at = NO_ROW;
    leaf.held = null;
  }
}
/** The account that holds a position: its sums come first among those of the position. */
export const holderOf = (position: Leaf | null | undefined): AccountState => position?.parents[0] as AccountState;
export const holderAt = ({ leaves }: LeafRows, row: number): AccountState => holderOf(leaves[row]);

export interface HeldRows {
  /** Sums that leaves have of their own, of accounts among them. */
  readonly sums: Rows;
  readonly accounts: Rows;
  /** By symbol. */
  readonly positions: Map<string, LeafRows>;
  readonly slices: Map<string, LeafRows>;
}

export const newHeldRows = (): HeldRows => ({
  sums: new Rows(SUM_WIDTH, 16),
  accounts: new Rows(ACCOUNT_WIDTH, 16),
  positions: new Map(),
  slices: new Map(),
});

/** What is held in a symbol; no rows where nobody ever did. */
export const heldIn = (all: ReadonlyMap<string, LeafRows>, symbol: string): LeafRows => all.get(symbol) ?? NOTHING;
const NOTHING = new LeafRows(new Rows(SUM_WIDTH));

export function rowsOf({ sums }: HeldRows, all: Map<string, LeafRows>, symbol: string): LeafRows {
  let found = all.get(symbol);
  if (!found) {
    found = new LeafRows(sums);
    all.set(symbol, found);
  }
  return found;
}
