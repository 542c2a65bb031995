import type { LiveBook } from '../ports/live-book.js';

/** `silent`: nobody ticks; `stale`: somebody does, but quotes are missing; either way the gate refuses. `unknown`: live state does not answer. */
export interface MonitorSummary {
  status: 'watching' | 'stale' | 'silent' | 'unknown';
  holder: string;
  tick_age_ms: number | null;
  known_age_ms: number | null;
  ticks: number;
  drift: number;
  stale_symbols: string[];
  at_ms: number;
}

/** As in reserve.lua: older than this refuses. */
const STALE_US = 15e6;

const NOTHING = { holder: '', tick_age_ms: null, known_age_ms: null, ticks: 0, drift: 0, stale_symbols: [] };

/** Never throws. */
export async function monitorSummary(book: LiveBook, nowMs = Date.now()): Promise<MonitorSummary> {
  try {
    const { tick_age_us, known_age_us, ...seen } = await book.monitor();
    const status =
      tick_age_us > STALE_US ? 'silent' : known_age_us > STALE_US || seen.stale_symbols.length > 0 ? 'stale' : 'watching';
    const ms = (us: number) => (Number.isFinite(us) ? Math.round(us / 1000) : null);
    return { status, ...seen, tick_age_ms: ms(tick_age_us), known_age_ms: ms(known_age_us), at_ms: nowMs };
  } catch {
    return { status: 'unknown', ...NOTHING, at_ms: nowMs };
  }
}

/** What of it matters to who reads it later. */
export function monitorDiffers(a: MonitorSummary, b: MonitorSummary): boolean {
  return a.status !== b.status || a.holder !== b.holder || a.drift !== b.drift;
}
