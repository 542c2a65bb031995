import type { GateState } from '#core/gate/state.js';
import { dayOf } from '#core/gate/valuation.js';
import type { Complaint } from '#core/complaint.js';
import { pause } from '#core/pause.js';
import type { StateViews } from '#core/ports/state-views.js';
import type { GateHost } from './host.js';

const EVERY_MS = 400;

/** What others read in Redis, as of one moment: for dashboards and scripts of other teams. Nothing of Breakwater reads it. */
export function viewsOf(state: GateState): Record<string, Record<string, string>> {
  const pending: Record<string, string> = {};
  const attempts: Record<string, string> = {};
  const pnl: Record<string, string> = {};
  const at = Math.max(Date.now() * 1000, state.clock_us);
  for (const account of state.accounts.values()) {
    for (const p of account.positions.values()) {
      if (p.open_buy_quantity > 0) pending[`${account.account}:${p.symbol}:BUY`] = String(p.open_buy_quantity / 1e8);
      if (p.open_sell_quantity > 0) pending[`${account.account}:${p.symbol}:SELL`] = String(p.open_sell_quantity / 1e8);
    }
    const burstUs = (state.config?.limits.burst_window_seconds ?? 1) * 1_000_000;
    const { attempts: made } = account;
    attempts[account.account] = JSON.stringify({ in_second: made.inSecond(at), in_burst: made.inBurst(at, burstUs) });
    pnl[account.account] = JSON.stringify(dayOf(state, account));
  }
  const breakers = Object.fromEntries([...state.breakers.values()].map((open) => [open.scope, JSON.stringify(open)]));
  const limits = { version: String(state.config?.version ?? 0), limits: JSON.stringify(state.config?.limits ?? {}) };
  return { limits, pending, attempts, pnl, breakers };
}

/** The active gate writes the views a few times a second, when something changed; a view is never more than half a second old while it is active. */
export async function keepViews(host: GateHost, views: StateViews, complaint: Complaint, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { state } = host;
    if (host.active && state) {
      const written = viewsOf(state);
      // What is shown is what the log keeps.
      await complaint.tried(async () => {
        await host.kept();
        await views.write(written);
      }, undefined);
    }
    await pause(EVERY_MS, signal);
  }
}
