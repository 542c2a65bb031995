/** Of a log: pino's, or a list in a test. */
export interface ComplaintLog {
  warn(about: object, text: string): void;
  info(about: object, text: string): void;
}

/** Lines about failures in one minute, of one part: causes that take turns, and a part that fails and works by turns, do not flood the log. */
const LINES_MAX = 10;
const MINUTE_MS = 60_000;

/**
 * What one part of a process says of its trouble. Each cause once, with its error; again when the cause changes; and once when it works again. A cause that
 * the bound keeps back is told as soon as there is room, with the number of failures that were not told.
 */
export class Complaint {
  private told: string | null = null;
  private sinceMs: number | null = null;
  private failures = 0;
  private untold = 0;
  private readonly linesMs: number[] = [];

  constructor(
    private readonly log: ComplaintLog,
    /** `failing`: what does not go, and what that means meanwhile. `well`: that it goes again. */
    private readonly words: { failing: string; well: string },
    /** Milliseconds. */
    private readonly now: () => number = Date.now,
  ) {}

  /** It failed. True when that was told. */
  failed(error: unknown): boolean {
    this.sinceMs ??= this.now();
    this.failures += 1;
    const cause = causeOf(error);
    if (cause === this.told) return false;
    if (!this.hasRoom()) {
      this.untold += 1;
      return false;
    }
    this.told = cause;
    const untold = this.untold > 0 ? { failures_not_told: this.untold } : {};
    this.untold = 0;
    this.log.warn({ err: error instanceof Error ? error : new Error(String(error)), ...untold }, this.words.failing);
    return true;
  }

  /** It works. Cheap where nothing was wrong. */
  worked(): void {
    if (this.sinceMs === null) return;
    const about = { after_ms: this.now() - this.sinceMs, failures: this.failures };
    if (this.told !== null) this.log.info(about, this.words.well);
    this.sinceMs = null;
    this.told = null;
    this.failures = 0;
  }

  /** Does the work, says how it went, and gives `otherwise` where it failed. Never rejects. */
  async tried<T, Otherwise>(work: () => Promise<T>, otherwise: Otherwise): Promise<T | Otherwise> {
    try {
      const done = await work();
      this.worked();
      return done;
    } catch (error) {
      this.failed(error);
      return otherwise;
    }
  }

  private hasRoom(): boolean {
    const now = this.now();
    while (this.linesMs[0] !== undefined && now - this.linesMs[0] >= MINUTE_MS) this.linesMs.shift();
    if (this.linesMs.length >= LINES_MAX) return false;
    this.linesMs.push(now);
    return true;
  }
}

/** A connection that was tried at several addresses fails with an empty message: its causes tell one outage from another. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return `${error.message} ${error.errors.map(causeOf).join('; ')}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
