import type { Complaint } from '../complaint.js';
import type { Act, AuditTrail } from '../ports/audit.js';

const WINDOW_MS = 60_000;
const KINDS_MAX = 10_000;

interface Window {
  act: Act;
  count: number;
  sinceMs: number;
}

/**
 * Acts that a caller can repeat without an end, as denials and reads of the audit: the first of an actor, action and object is recorded at once, the rest
 * once a minute with their number. So a flood writes little. Nobody waits for them; what cannot be written is said by the complaint.
 */
export class GatheredActs {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly trail: AuditTrail,
    private readonly complaint: Complaint,
    private readonly now: () => number = Date.now,
  ) {}

  tell(act: Act): void {
    const key = JSON.stringify([act.actor.id, act.actor.via, act.action, act.object, act.outcome]);
    const open = this.windows.get(key) ?? this.overflow(act);
    if (open) {
      open.count += 1;
      open.act = act;
      return;
    }
    this.windows.set(key, { act, count: 0, sinceMs: this.now() });
    this.record(act);
  }

  /** Writes what was gathered in minutes that are over, or in all. Call it every second or so, and at the end. */
  async flush(all = false): Promise<void> {
    const nowMs = this.now();
    for (const [key, window] of this.windows) {
      if (!all && nowMs - window.sinceMs < WINDOW_MS) continue;
      if (window.count === 0) this.windows.delete(key);
      else await this.write({ ...window.act, after: { times: window.count, detail: window.act.after ?? null } });
      window.count = 0;
      window.sinceMs = nowMs;
    }
  }

  /** Too many kinds at once: a flood of made-up names. They are counted together. */
  private overflow(act: Act): Window | undefined {
    if (this.windows.size < KINDS_MAX) return undefined;
    const key = 'others';
    let others = this.windows.get(key);
    if (!others) {
      others = { act, count: 0, sinceMs: this.now() };
      this.windows.set(key, others);
    }
    return others;
  }

  private record(act: Act): void {
    void this.write(act);
  }

  private async write(act: Act): Promise<void> {
    await this.complaint.tried(() => this.trail.record(act), undefined);
  }
}
