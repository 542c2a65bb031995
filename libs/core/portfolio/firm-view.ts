/** All accounts side by side: how each stands, whether it may trade, and the limit that it is nearest to. */
import type { AccountState, GateState } from '../gate/state.js';
import { equityOf, lossOf } from '../gate/valuation.js';
import { FIRM } from '../model/scope.js';
import type { Money } from '../model/money.js';
import type { FirmSort } from '../model/firm-sorts.js';
import { eachUseInSteps, type MeasuredLimit, shareUsed } from './limit-uses.js';

export interface NearestLimit extends MeasuredLimit {
  /** Where it is measured. */
  scope: string;
  symbol: string | null;
  used: number;
  limit: number;
  /** Used of the limit; 1 is all of it. */
  share: number;
}

/** Of an account, or of all. */
export interface Standing {
  equity: Money;
  total_pnl: Money;
  realized_pnl: Money;
  gross_exposure: Money;
  leverage: number;
  open_orders: number;
  nearest: NearestLimit | null;
}

export interface FirmRow extends Standing {
  account: string;
  /** What open breakers of the account and of the firm let pass. */
  breaker: 'none' | 'reduce_only' | 'halt';
  locked: boolean;
}

export interface FirmView {
  /** Null where only some accounts may be seen. */
  firm: Standing | null;
  accounts: FirmRow[];
}

/** One pass over the state. */
export function firmView(state: GateState): FirmView {
  const steps = firmViewInSteps(state);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same in steps (limit-uses.ts). */
export function* firmViewInSteps(state: GateState): Generator<void, FirmView> {
  const nearest = new Map<string, NearestLimit>();
  yield* eachUseInSteps(state, ({ scope, account }, limit, symbol, used, most) => {
    if (used === 0) return;
    const share = shareUsed(used, most);
    const key = account ?? ALL;
    if (share <= (nearest.get(key)?.share ?? 0) || (account === null && !isFirms(scope))) return;
    nearest.set(key, { ...limit, scope, symbol, used, limit: most, share: Math.min(share, SHARE_MAX) });
  });
  const rows: FirmRow[] = [];
  for (const account of state.accounts.values()) {
    rows.push(rowOf(state, account, nearest.get(account.account) ?? null));
    if (rows.length % ROWS_STEP === 0) yield;
  }
  return { firm: totalOf(state, rows, nearest.get(ALL) ?? null), accounts: rows };
}

const ROWS_STEP = 1000;
/** No account's name has a colon. */
const ALL = 'firm:all';
/** Of a limit of nothing. */
const SHARE_MAX = 1e6;
const isFirms = (scope: string): boolean => scope === FIRM || scope.startsWith(`${FIRM}/`);

function rowOf(state: GateState, account: AccountState, nearest: NearestLimit | null): FirmRow {
  const [equity, loss] = [equityOf(account), lossOf(account)];
  const scope = `account:${account.account}`;
  const modes = [FIRM, scope].flatMap((one) => state.breakers.get(one)?.mode ?? []);
  return {
    account: account.account,
    ...{ equity, total_pnl: (0 - loss) as Money, realized_pnl: account.realized, gross_exposure: account.gross },
    leverage: equity > 0 ? account.gross / equity : 0,
    ...{ open_orders: account.orders, nearest, locked: state.locks.has(scope) },
    breaker: modes.includes('halt') ? 'halt' : (modes[0] ?? 'none'),
  };
}

function totalOf({ firm }: GateState, rows: readonly FirmRow[], nearest: NearestLimit | null): Standing {
  const equity = (firm.cash + firm.value) as Money;
  return {
    ...{ equity, total_pnl: (equity - firm.day_start - firm.moved) as Money, gross_exposure: firm.gross },
    realized_pnl: rows.reduce((sum, { realized_pnl }) => sum + realized_pnl, 0) as Money,
    leverage: equity > 0 ? firm.gross / equity : 0,
    ...{ open_orders: firm.orders, nearest },
  };
}

const RANK = { none: 0, reduce_only: 1, halt: 2 };
const keyOf = (row: FirmRow, by: FirmSort): number | string =>
  by === 'breaker' ? RANK[row.breaker] + (row.locked ? 0.5 : 0) : by === 'nearest' ? (row.nearest?.share ?? 0) : row[by];

/** Equal ones by their names, so that pages do not overlap. */
export function sortedRows(rows: readonly FirmRow[], by: FirmSort, down: boolean): FirmRow[] {
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [keyOf(a, by), keyOf(b, by)];
    return x === y ? (a.account < b.account ? -1 : 1) : x < y ? -sign : sign;
  });
}
