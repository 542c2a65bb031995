import type { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import type { AuditAnchor } from '../ports/audit-anchor.js';
import type { AuditLedger } from '../ports/audit-ledger.js';

const LOOK_MS = 5000;
const AFTER_FAILURE_MS = 30_000;

export interface AnchoringParts {
  ledger: Pick<AuditLedger, 'lastCheckpoint'>;
  anchor: AuditAnchor;
  complaint: Complaint;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Gives the newest checkpoint to somebody outside, who keeps it where nobody here can change it: then history before it cannot be written anew unseen,
 * even by whoever has the database and the key. The newest stands for all before it, so what could not be given is not sent later.
 */
export class Anchoring {
  private anchored = 0;

  constructor(private readonly parts: AnchoringParts) {}

  /** Until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const good = await this.parts.complaint.tried(() => this.look(signal), false);
      await (this.parts.sleep ?? pause)(good ? LOOK_MS : AFTER_FAILURE_MS, signal);
    }
  }

  private async look(signal: AbortSignal): Promise<true> {
    const last = await this.parts.ledger.lastCheckpoint();
    if (!last || last.size <= this.anchored) return true;
    await this.parts.anchor.keep(last, signal);
    this.anchored = last.size;
    return true;
  }
}
