import type { Complaint } from '../complaint.js';
import type { DayRecord } from '../gate/event.js';
import { pause } from '../pause.js';
import type { AccountSample, LiveBook } from '../ports/live-book.js';
import type { Money } from '../model/money.js';
import type { PnlPoint, PnlPoints, PnlSample } from '../ports/pnl-points.js';

const MINUTE_MS = 60_000;

const FIGURES = [
  ...([
    'date',
    'total_pnl',
    'realized_pnl',
    'equity',
    'gross_exposure',
    'initial_margin',
    'maintenance_margin',
    'max_leverage_hundredths',
  ] as const),
];

/** What was written last of one account, and the last minute at which its figures were still those. */
interface Written {
  point: PnlSample;
  seenMs: number;
}

/**
 * Writes each account's profit and loss once a minute, and how it stands, where it changed, so that a chart of the day begins with the day and not with whoever opens it. Run
 * by whoever has the floor's lease; two that do it at once write the same minutes, and the first one stays. A minute in which PostgreSQL does not answer
 * has no point.
 */
export class PnlRecorder {
  private readonly written = new Map<string, Written>();

  constructor(
    private readonly book: Pick<LiveBook, 'samples'>,
    private readonly points: PnlPoints,
    private readonly complaint: Complaint,
  ) {}

  /** At each full minute, and at once when it begins; until the signal aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.complaint.tried(() => this.record(Date.now()), undefined);
      await pause(MINUTE_MS - (Date.now() % MINUTE_MS), signal);
    }
  }

  /** One look. Throws what the gate or the store throw; the next look writes what this one could not, as of its own minute. */
  async record(nowMs: number): Promise<void> {
    const minuteMs = nowMs - (nowMs % MINUTE_MS);
    const samples = await this.book.samples();
    const due: PnlSample[] = [];
    const next = new Map<string, Written>();
    for (const sample of samples) {
      const { account } = sample.day;
      const before = this.written.get(account);
      const point = sampleOf(sample, minuteMs);
      if (before && sameFigures(before.point, point)) {
        next.set(account, { point: before.point, seenMs: minuteMs });
        continue;
      }
      // Figures that stood still until a minute ago did not move all the while: their end is a point too.
      if (before?.point.date === point.date && before.seenMs > before.point.at_ms)
        due.push({ ...before.point, at_ms: before.seenMs });
      due.push(point);
      next.set(account, { point, seenMs: minuteMs });
    }
    if (due.length > 0) await this.points.write(due);
    for (const [account, written] of next) this.written.set(account, written);
  }
}

export function pointOf({ account, date, realized_pnl, unrealized_pnl, total_pnl }: DayRecord, atMs: number): PnlPoint {
  return { account, date, at_ms: atMs, realized_pnl, unrealized_pnl, total_pnl };
}

function sampleOf({ day, initial_margin, maintenance, max_leverage_hundredths }: AccountSample, atMs: number): PnlSample {
  const { cash, position_value, gross_exposure } = day;
  return {
    ...pointOf(day, atMs),
    equity: (cash + position_value) as Money,
    gross_exposure,
    initial_margin,
    maintenance_margin: maintenance,
    max_leverage_hundredths,
  };
}

function sameFigures(a: PnlSample, b: PnlSample): boolean {
  return FIGURES.every((name) => a[name] === b[name]);
}
