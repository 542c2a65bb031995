/** Compares what stands of accounts, days, positions and quotes with the state: the figures of a row as of the event that it names. */
import type { DayRecord, ExecutionApplied, GateEvent, PositionRecord } from '../gate/event.js';
import type { GateState } from '../gate/state.js';
import { dayOf } from '../gate/valuation.js';
import { type FiguresRow, SEPARATOR } from '../ports/proof-source.js';
import { Difference } from './difference.js';
import { compareRow, rowText } from './row-text.js';

/** What only events of the account itself move; the rest moves with marks, and rows may be a second behind them. */
const STEADY = ['cash', 'day_start_equity', 'cash_moved', 'realized_pnl', 'fees'] as const satisfies (keyof DayRecord)[];

export class FiguresProof {
  private readonly byEvent = new Map<number, FiguresRow[]>();
  private readonly newest = new Map<string, FiguresRow>();
  private readonly accounts = new Map<string, FiguresRow>();
  /** Days that must have a row, by account and date; true once they must be closed. */
  private readonly days = new Map<string, boolean>();
  private readonly opened = new Map<string, number>();
  private readonly positions = new Map<string, PositionRecord>();
  count = 0;

  constructor(
    private readonly state: GateState,
    private readonly rows: FiguresRow[],
    private readonly upTo: number,
  ) {
    for (const row of rows) this.index(row, state.n);
    for (const { account, positions } of state.accounts.values())
      for (const { symbol, quantity, cost, realized: realized_pnl } of positions.values())
        if (quantity !== 0 || realized_pnl !== 0)
          this.positions.set(key(account, symbol), { account, symbol, quantity, cost, realized_pnl });
  }

  private index(row: FiguresRow, from: number): void {
    if (row.table === 'accounts') this.accounts.set(row.account, row);
    else if ((row.date ?? '') >= (this.newest.get(row.account)?.date ?? '')) this.newest.set(row.account, row);
    if (row.n === null || row.n <= from) return;
    if (row.n > this.upTo) throw new Difference(row.table, nameOf(row), 'n', String(row.n), `at most ${this.upTo}`);
    const list = this.byEvent.get(row.n);
    if (list) list.push(row);
    else this.byEvent.set(row.n, [row]);
  }

  /** After the event was folded. */
  take(event: GateEvent | null): void {
    const due = this.byEvent.get(this.state.n);
    if (due) for (const row of due) this.compareFigures(row);
    switch (event?.type) {
      case 'EXECUTION_APPLIED':
        return this.executed(event);
      case 'ACCOUNT_ADOPTED':
        for (const position of event.positions) this.positions.set(key(position.account, position.symbol), position);
        return;
      case 'ACTIVITY_BOOKED':
        if (event.position !== null) this.positions.set(key(event.account, event.symbol), event.position);
        return;
      case 'DAY_STARTED':
        this.days.set(key(event.day.account, event.day.date), false);
        return;
      case 'DAY_CLOSED':
        this.days.set(key(event.day.account, event.day.date), true);
        return;
      case 'ACCOUNT_OPENED':
        this.opened.set(event.account, event.cash);
        this.days.set(key(event.account, event.day), false);
        return;
      default:
    }
  }

  private executed({ position }: ExecutionApplied): void {
    this.positions.set(key(position.account, position.symbol), position);
  }

  private compareFigures(row: FiguresRow): void {
    const account = this.state.accounts.get(row.account);
    if (!account)
      throw new Difference(row.table, nameOf(row), 'account', row.account, `no such account at event ${this.state.n}`);
    const day = dayOf(this.state, account);
    if (row.date !== day.date) throw new Difference(row.table, nameOf(row), 'day', row.date ?? '', day.date);
    for (const [field, kept] of Object.entries(row.figures)) {
      const follows = day[field as keyof DayRecord];
      if (kept !== follows) throw new Difference(row.table, nameOf(row), field, String(kept), String(follows));
    }
    this.count += 1;
  }

  /** `positionRows` and `quoteRows` are all rows of their tables. */
  finish(positionRows: string[], quoteRows: string[]): void {
    this.finishAccounts();
    this.finishDays();
    this.finishPositions(positionRows);
    this.finishQuotes(quoteRows);
  }

  private finishAccounts(): void {
    for (const row of this.accounts.values())
      if (row.n !== null && !this.state.accounts.has(row.account))
        throw new Difference('accounts', row.account, 'the row', 'there', 'none');
    for (const account of this.state.accounts.values()) {
      const row = this.accounts.get(account.account);
      if (!row) throw new Difference('accounts', account.account, 'the row', 'missing', 'one');
      if (row.figures.cash !== account.cash)
        throw new Difference('accounts', account.account, 'cash', String(row.figures.cash), String(account.cash));
      const opened = this.opened.get(account.account);
      if (opened !== undefined && row.initial_cash !== opened)
        throw new Difference('accounts', account.account, 'initial_cash', String(row.initial_cash), String(opened));
      if (opened !== undefined && row.n === null)
        throw new Difference('accounts', account.account, 'n', 'nothing', 'one of the log');
    }
  }

  private finishDays(): void {
    const rows = new Map(
      this.rows.flatMap((row) => (row.table === 'accounts' ? [] : [[key(row.account, row.date ?? ''), row] as const])),
    );
    for (const [name, closed] of this.days) {
      const row = rows.get(name);
      const shown = name.replace('\n', ' ');
      if (!row) throw new Difference('daily_pnl_tracking', shown, 'the row', 'missing', 'one');
      if (row.n === null) throw new Difference('daily_pnl_tracking', shown, 'n', 'nothing', 'one of the log');
      if (closed && !row.closed) throw new Difference('daily_pnl_tracking', shown, 'closed_at', 'nothing', 'a time');
    }
    for (const account of this.state.accounts.values()) {
      const row = this.newest.get(account.account);
      if (!row || row.n === null) continue;
      const day: DayRecord = dayOf(this.state, account);
      if (row.date !== day.date) throw new Difference('daily_pnl_tracking', nameOf(row), 'date', row.date ?? '', day.date);
      for (const field of STEADY)
        if (row.figures[field] !== day[field])
          throw new Difference('daily_pnl_tracking', nameOf(row), field, String(row.figures[field]), String(day[field]));
    }
  }

  private finishPositions(rows: string[]): void {
    const kept = new Map(rows.map((row) => [row.split(SEPARATOR).slice(0, 2).join('\n'), row]));
    for (const [name, p] of this.positions)
      compareRow(
        'positions',
        name.replace('\n', ' '),
        kept.get(name),
        rowText(p.account, p.symbol, p.quantity, p.cost, p.realized_pnl),
      );
    for (const [name, row] of kept) {
      if (this.positions.has(name)) continue;
      const [, , quantity = '', cost = ''] = row.split(SEPARATOR);
      if (quantity !== '0') throw new Difference('positions', name.replace('\n', ' '), 'quantity', quantity, '0');
      if (cost !== '0') throw new Difference('positions', name.replace('\n', ' '), 'cost', cost, '0');
    }
    this.count += this.positions.size;
  }

  private finishQuotes(rows: string[]): void {
    const kept = new Map(rows.map((row) => [row.slice(0, row.indexOf(SEPARATOR)), row]));
    for (const { symbol, bid, ask, frozen, at_us } of this.state.quotes.values()) {
      if (kept.has(symbol) || at_us > 0) compareRow('quotes', symbol, kept.get(symbol), rowText(symbol, bid, ask, frozen));
      kept.delete(symbol);
    }
    for (const symbol of kept.keys()) throw new Difference('quotes', symbol, 'the row', 'there', 'none');
  }
}

const key = (account: string, rest: string): string => `${account}\n${rest}`;
const nameOf = ({ table, account, date }: FiguresRow): string => (table === 'accounts' ? account : `${account} ${date ?? ''}`);
