import type { Facts } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import { evaluateWithEngine } from './reference.js';
import type { RuleSet } from './rule.js';

const QUEUE_MAX = 1000;

export interface Mismatch {
  facts: Facts;
  compiled: Violation[];
  reference: Violation[] | Error;
}

/** One order: the rules that answer for its account, and what the compiled ones said. */
export interface Sample {
  ruleSet: Pick<RuleSet, 'rules'>;
  facts: Facts;
  compiled: Violation[];
}

/** Holds a sample of live orders against json-rules-engine, off the order's path. `mismatched` must stay 0. */
export class LiveComparison {
  compared = 0;
  mismatched = 0;
  dropped = 0;
  private seen = 0;
  private running = false;
  private readonly queue: Sample[] = [];

  constructor(
    private readonly oneIn: number,
    private readonly report: (mismatch: Mismatch) => void,
  ) {}

  /** Cheap and synchronous: one in N is queued, what does not fit the queue is dropped and counted. */
  observe(sample: () => Sample): void {
    this.seen += 1;
    if (this.seen % this.oneIn !== 0) return;
    if (this.queue.length >= QUEUE_MAX) {
      this.dropped += 1;
      return;
    }
    this.queue.push(sample());
    if (!this.running) {
      this.running = true;
      setImmediate(() => void this.drain());
    }
  }

  private async drain(): Promise<void> {
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      const { ruleSet, facts, compiled } = next;
      const reference = await evaluateWithEngine(ruleSet, facts).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      );
      this.compared += 1;
      if (reference instanceof Error || JSON.stringify(reference) !== JSON.stringify(compiled)) {
        this.mismatched += 1;
        this.report({ facts, compiled, reference });
      }
    }
    this.running = false;
  }
}
