import type { MeasuredLimit, UsePlace } from '../portfolio/limit-uses.js';
import type { LimitUseMinute } from '../ports/limit-use.js';

/** From here on a limit is called nearly used, as on the screens. */
export const NEARLY_BP = 8000;

interface Running extends LimitUseMinute {
  /** Of this look, the highest over the symbols: a limit of each symbol is one figure. */
  look_ms: number;
  look_bp: number;
}

/**
 * How much of each limit was used, minute by minute: the highest, the sum and the number of looks at which something of it was used. In memory, until the
 * minute is written. One row for each scope and limit, whatever the number of symbols and looks.
 */
export class UseTally {
  private readonly rows = new Map<string, Map<string, Running>>();

  add(
    { scope, account }: UsePlace,
    { limit_name, words, unit }: MeasuredLimit,
    symbol: string | null,
    used: number,
    limit: number,
    used_bp: number,
    lookMs: number,
  ): void {
    const ofScope = this.rows.get(scope) ?? new Map<string, Running>();
    if (ofScope.size === 0) this.rows.set(scope, ofScope);
    const row = ofScope.get(limit_name);
    const peak = { peak_bp: used_bp, peak_ms: lookMs, peak_symbol: symbol, peak_used: used, peak_limit: limit };
    if (!row) {
      const about = { scope, account, limit_name, words, unit };
      ofScope.set(limit_name, { ...about, ...peak, looks: 1, sum_bp: used_bp, look_ms: lookMs, look_bp: used_bp });
      return;
    }
    if (used_bp > row.peak_bp) Object.assign(row, peak);
    if (row.look_ms !== lookMs) {
      row.looks += 1;
      row.sum_bp += used_bp;
      row.look_ms = lookMs;
      row.look_bp = used_bp;
    } else if (used_bp > row.look_bp) {
      row.sum_bp += used_bp - row.look_bp;
      row.look_bp = used_bp;
    }
  }

  /** What could not be written goes on being gathered. */
  putBack(minutes: readonly LimitUseMinute[]): void {
    for (const one of minutes) {
      const ofScope = this.rows.get(one.scope) ?? new Map<string, Running>();
      this.rows.set(one.scope, ofScope);
      const row = ofScope.get(one.limit_name);
      if (!row) {
        ofScope.set(one.limit_name, { ...one, look_ms: 0, look_bp: 0 });
        continue;
      }
      row.looks += one.looks;
      row.sum_bp += one.sum_bp;
      const { peak_bp, peak_ms, peak_symbol, peak_used, peak_limit } = one;
      if (peak_bp > row.peak_bp) Object.assign(row, { peak_bp, peak_ms, peak_symbol, peak_used, peak_limit });
    }
  }

  /** What was gathered; from here on nothing is. */
  take(): LimitUseMinute[] {
    const taken = [...this.rows.values()].flatMap((ofScope) =>
      [...ofScope.values()].map(({ look_ms: _, look_bp: __, ...row }) => row),
    );
    this.rows.clear();
    return taken;
  }
}
