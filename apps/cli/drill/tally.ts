import type { Planned } from './stream.js';

/** Each point of the chart stands for so many milliseconds. */
export const BUCKET_MS = 250;

export interface Sums {
  orders: number;
  usd: number;
}

export interface Refusal {
  code: string;
  message: string;
  /** Counted from 1. */
  order: number;
  at_ms: number;
  /** What had been let through until then. */
  let_through: Sums;
}

const none = (): Sums => ({ orders: 0, usd: 0 });

/** Everything that a drill counts. */
export class Tally {
  readonly sent = none();
  readonly passed = none();
  /** Answers that were neither yes nor a refusal: no answer in time, or 503. Nothing is let through by a 503. */
  readonly unanswered = none();
  /** By the reason that was named first. */
  readonly refused = new Map<string, Sums>();
  first: Refusal | null = null;
  lastPassedMs = 0;
  /** Dollars sent and let through until the end of each bucket. */
  readonly curve: { sent: number; passed: number }[] = [];

  note(order: Planned, number: number, atMs: number, answer: { status: number; code: string; message: string }): void {
    add(this.sent, order);
    const point = this.pointAt(atMs);
    point.sent = this.sent.usd;
    if (answer.status === 201) {
      add(this.passed, order);
      this.lastPassedMs = Math.max(this.lastPassedMs, atMs);
    } else if (answer.status === 0 || answer.status >= 500) add(this.unanswered, order);
    else this.noteRefusal(order, number, atMs, answer);
    point.passed = this.passed.usd;
  }

  private noteRefusal(order: Planned, number: number, atMs: number, { code, message }: { code: string; message: string }): void {
    const sums = this.refused.get(code) ?? none();
    add(sums, order);
    this.refused.set(code, sums);
    if (this.first && this.first.order < number) return;
    this.first = { code, message, order: number, at_ms: atMs, let_through: { ...this.passed } };
  }

  private pointAt(atMs: number): { sent: number; passed: number } {
    const bucket = Math.floor(atMs / BUCKET_MS);
    while (this.curve.length <= bucket) this.curve.push({ ...(this.curve.at(-1) ?? { sent: 0, passed: 0 }) });
    return this.curve[bucket] as { sent: number; passed: number };
  }
}

function add(sums: Sums, { worth }: Planned): void {
  sums.orders += 1;
  sums.usd += worth;
}
