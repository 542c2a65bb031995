/** What a request is for, most urgent first. Each leaves so many of the requests to those before it. */
export const LEFT_TO_OTHERS = { cancel: 0, order: 20, look: 25, gap: 30, routine: 40 } as const;
export type Urgency = keyof typeof LEFT_TO_OTHERS;

export interface BucketTerms {
  /** Requests a minute that Alpaca lets an account make. */
  perMinute: number;
  now?: () => number;
}

/**
 * Requests that may still be made. It fills evenly; what Alpaca says of the rest in its headers stands above our own count, for other tools of the user
 * share the limit.
 */
export class RequestBucket {
  private tokens: number;
  private perMinute: number;
  private filledMs: number;
  private emptyUntilMs = 0;
  private readonly now: () => number;

  constructor({ perMinute, now = Date.now }: BucketTerms) {
    this.perMinute = perMinute;
    this.tokens = perMinute;
    this.now = now;
    this.filledMs = now();
  }

  /** Requests a minute, as Alpaca's headers say; null while none has said it. */
  said: number | null = null;

  get limit(): number {
    return this.perMinute;
  }

  get left(): number {
    this.fill();
    return Math.max(0, Math.floor(this.tokens));
  }

  /** Takes one, or says how long to wait until there may be one (milliseconds). */
  take(urgency: Urgency): { taken: true } | { taken: false; retry_ms: number } {
    this.fill();
    const now = this.now();
    if (now < this.emptyUntilMs) return { taken: false, retry_ms: this.emptyUntilMs - now };
    const least = Math.min(LEFT_TO_OTHERS[urgency], this.perMinute / 5) + 1;
    if (this.tokens >= least) {
      this.tokens -= 1;
      return { taken: true };
    }
    return { taken: false, retry_ms: Math.ceil(((least - this.tokens) * 60_000) / this.perMinute) };
  }

  /** The headers of an answer; `waitMs` when it was a 429. */
  heard({
    limit,
    remaining,
    reset_ms,
    waitMs,
  }: {
    limit: number | null;
    remaining: number | null;
    reset_ms: number | null;
    waitMs: number | null;
  }): void {
    this.fill();
    if (limit !== null && limit > 0) this.perMinute = this.said = limit;
    if (remaining !== null) this.tokens = Math.min(this.tokens, remaining);
    if (waitMs === null) return;
    const now = this.now();
    this.tokens = 0;
    // Alpaca's clock may differ from ours: never longer than its own window.
    this.emptyUntilMs = Math.max(
      this.emptyUntilMs,
      now + Math.min(Math.max(waitMs, reset_ms === null ? 0 : reset_ms - now), 60_000),
    );
  }

  private fill(): void {
    const now = this.now();
    const grown = (Math.max(0, now - this.filledMs) * this.perMinute) / 60_000;
    this.tokens = Math.min(this.perMinute, this.tokens + grown);
    this.filledMs = now;
  }
}
