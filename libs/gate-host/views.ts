import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GateState } from '#core/gate/state.js';
import { dayOf } from '#core/gate/valuation.js';
import type { Complaint } from '#core/complaint.js';
import { pause } from '#core/pause.js';
import type { StateViews } from '#core/ports/state-views.js';
import type { GateHost } from './host.js';

const EVERY_MS = 400;
/** Of the time that the gate has: those of 10,000 accounts take a tenth of a second to make. */
const SHARE_MAX = 0.05;
/** Positions and accounts of one step: about a millisecond. */
const STEP = 2000;

type Views = Record<string, Record<string, string>>;

/**
 * What others read in Redis: for dashboards and scripts of other teams. Nothing of Breakwater reads it. In steps, between which orders are decided: the figures of one account are
 * of one moment.
 */
export function* viewsInSteps(state: GateState): Generator<void, Views> {
  const pending: Record<string, string> = {};
  const attempts: Record<string, string> = {};
  const pnl: Record<string, string> = {};
  const at = Math.max(Date.now() * 1000, state.clock_us);
  let left = STEP;
  for (const account of state.accounts.values()) {
    left -= 1 + account.positions.size;
    if (left < 0) {
      yield;
      left = STEP;
    }
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

/** Null when the process has another state meanwhile, or decides no more. `tookMs` is what the steps took. */
async function makeViews(host: GateHost, state: GateState): Promise<{ views: Views; tookMs: number } | null> {
  const steps = viewsInSteps(state);
  for (let tookMs = 0; ; await nextTurn()) {
    if (!host.active || host.state !== state) return null;
    const startedMs = performance.now();
    const { done, value } = steps.next();
    tookMs += performance.now() - startedMs;
    if (done) return { views: value, tookMs };
  }
}

/** The active gate writes the views a few times a second, of a firm with very many positions less often: they take a twentieth of its time at most. */
export async function keepViews(host: GateHost, views: StateViews, complaint: Complaint, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { state } = host;
    const written = state && (await makeViews(host, state));
    if (written) {
      // What is shown is what the log keeps.
      await complaint.tried(async () => {
        await host.kept();
        await views.write(written.views);
      }, undefined);
    }
    await pause(Math.max(EVERY_MS, (written?.tookMs ?? 0) / SHARE_MAX), signal);
  }
}
