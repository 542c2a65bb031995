import type { DayRecord } from '#core/gate/event.js';
import type { AccountState, GateState } from '#core/gate/state.js';
import { dayOf } from '#core/gate/valuation.js';
import type { DayRow, Projection } from './projection.js';

/** All accounts are looked through at most this often, however often marks and the monitor may have moved them. */
const LOOK_MS = 1000;

/** Which days' figures the tables have, so that only what changed is written: with 10,000 accounts few move from one second to the next. */
export class WrittenDays {
  private readonly figures = new Map<string, string>();
  private behind = true;
  private lookedMs = 0;

  /** The rows to write after a batch: one for each account that moved. Call `forget` when they were not written. */
  rowsAfter({ days, moved, any_moved }: Projection, state: GateState): DayRow[] {
    const rows = new Map(days.map((row) => [`${row.date}\n${row.account}`, row]));
    const take = (account: AccountState) => {
      const day = dayOf(state, account);
      if (!this.changed(day)) return;
      const key = `${day.date}\n${day.account}`;
      rows.set(key, { ...day, n: state.n, at_ms: state.last_ms, closed_ms: rows.get(key)?.closed_ms ?? null });
    };
    this.behind ||= any_moved;
    const look = this.behind && state.last_ms - this.lookedMs >= LOOK_MS;
    if (look) {
      this.behind = false;
      this.lookedMs = state.last_ms;
      for (const account of state.accounts.values()) take(account);
    } else {
      for (const id of moved) {
        const account = state.accounts.get(id);
        if (account) take(account);
      }
    }
    return [...rows.values()];
  }

  forget(): void {
    this.figures.clear();
    this.behind = true;
    this.lookedMs = 0;
  }

  private changed(day: DayRecord): boolean {
    const { account, ...rest } = day;
    const figures = Object.values(rest).join(' ');
    if (this.figures.get(account) === figures) return false;
    this.figures.set(account, figures);
    return true;
  }
}
