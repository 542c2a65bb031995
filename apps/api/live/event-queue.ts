import type { FoldedEvent } from '#core/gate/fold.js';
import type { FeedListener } from '#core/ports/gate-feed.js';

/**
 * Events that wait to be told. As many as PostgreSQL may be behind the log before the gate refuses orders (JOURNAL_ENTRIES_MAX), so what happens while a
 * reader waits for the relay has room here as long as the relay is faster than the gate.
 */
const WAITING_MAX = 100_000;
/** Taken events are cut off in pieces: taking one off the front of an array each time would move all the others. */
const CUT_AT = 1000;

/**
 * Why what is told cannot simply go on, the graver last. `hole`: events were dropped, PostgreSQL has them. `rebuilt`: the state was made anew, and what was
 * told may not have happened. `failed`: events were taken and it is not known which of their messages were told.
 */
const BREAKS = ['hole', 'rebuilt', 'failed'] as const;
export type Break = (typeof BREAKS)[number];

/** Between the fold, which must not be held up, and the sockets. What waits here follows without a gap from the subscription, or from the last break. */
export class EventQueue implements FeedListener {
  private events: FoldedEvent[] = [];
  private taken = 0;
  private broken: Break | null = null;

  /** `moved`: something came, or broke. */
  constructor(private readonly moved: () => void) {}

  get size(): number {
    return this.events.length - this.taken;
  }

  get first(): FoldedEvent | undefined {
    return this.events[this.taken];
  }

  /** To be mended before anything is taken. */
  get toMend(): Break | null {
    return this.broken;
  }

  took(events: FoldedEvent[]): void {
    if (this.size + events.length > WAITING_MAX) {
      this.drop();
      this.brokeBy('hole');
    } else {
      for (const one of events) this.events.push(one);
      // Redis lost the log: what others were told after its end may not have happened, also where this process was told nothing of it.
      if (events.some(({ event }) => event.type === 'STATE_RESTORED')) this.brokeBy('rebuilt');
    }
    this.moved();
  }

  reset(): void {
    this.drop();
    this.brokeBy('rebuilt');
    this.moved();
  }

  takeFirst(): void {
    this.taken += 1;
    if (this.taken < CUT_AT && this.taken < this.events.length) return;
    this.events.splice(0, this.taken);
    this.taken = 0;
  }

  /** It is being mended: what breaks from here on is mended by the next time. */
  mending(): void {
    this.broken = null;
  }

  brokeBy(why: Break): void {
    if (this.broken === null || BREAKS.indexOf(why) > BREAKS.indexOf(this.broken)) this.broken = why;
  }

  /** Begins anew, with what comes from here on. */
  clear(): void {
    this.drop();
    this.broken = null;
  }

  private drop(): void {
    this.events = [];
    this.taken = 0;
  }
}
