import type { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import type { AuditLedger, CheckpointCause } from '../ports/audit-ledger.js';
import type { AuditSigner } from './checkpoint.js';

const LOOK_MS = 1000;
const MINUTE_MS = 60_000;
const ENTRIES_MAX = 1000;

export interface NotaryParts {
  ledger: AuditLedger;
  /** The signer, whose key is made at the first start. Throws while there is none. */
  signer: () => Promise<AuditSigner>;
  /** One that had the key before, if its key is still there. */
  before: (keyId: string) => Promise<AuditSigner | null>;
  complaint: Complaint;
  /** A key that nobody had told of signs from now on. `signedBy` null: the key before it was not there to announce it. */
  announced?: (keyId: string, signedBy: string | null, first: boolean) => void;
  now?: () => number;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Signs where the chain ends: each minute with news, each thousand entries, at the close of a day, and when it stops. Under the relay's lease. */
export class Notary {
  private readonly now: () => number;
  private known: AuditSigner | null = null;
  private dayClosed = false;

  constructor(private readonly parts: NotaryParts) {
    this.now = parts.now ?? Date.now;
  }

  /** A day was closed: the next look signs. */
  nudge(): void {
    this.dayClosed = true;
  }

  /** Until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.parts.complaint.tried(() => this.look(), undefined);
      await (this.parts.sleep ?? pause)(LOOK_MS, signal);
    }
    await this.parts.complaint.tried(() => this.look('stop'), undefined);
  }

  /** Signs what ends with that entry: before a month is dropped. */
  async close(size: number, head: string): Promise<void> {
    const signer = await this.signer();
    await this.parts.ledger.keepCheckpoint(signer.checkpoint({ seq: size, hash: head }), 'closing');
  }

  private async look(stopping?: 'stop'): Promise<void> {
    const { ledger } = this.parts;
    const signer = await this.signer();
    const [head, last] = [await ledger.head(), await ledger.lastCheckpoint()];
    const fresh = head.seq - (last?.size ?? 0);
    if (fresh <= 0) return;
    const cause = stopping ?? this.due(fresh, last?.at_ms ?? 0);
    if (cause === null) return;
    this.dayClosed = false;
    await ledger.keepCheckpoint(signer.checkpoint(head), cause);
  }

  private due(fresh: number, lastMs: number): CheckpointCause | null {
    if (this.dayClosed) return 'day';
    if (fresh >= ENTRIES_MAX) return 'entries';
    return this.now() - lastMs >= MINUTE_MS ? 'time' : null;
  }

  /** A key that is not known yet is announced, signed by the newest one before it where that is still there. */
  private async signer(): Promise<AuditSigner> {
    if (this.known) return this.known;
    const { ledger, announced } = this.parts;
    const signer = await this.parts.signer();
    const keys = await ledger.keys();
    if (!keys.some(({ key_id }) => key_id === signer.public.key_id)) {
      const newest = keys.at(-1);
      const before = newest ? await this.parts.before(newest.key_id) : null;
      const signed_by = before?.public.key_id ?? null;
      await ledger.announceKey({ ...signer.public, signed_by, signature: before?.announce(signer.public) ?? null });
      announced?.(signer.public.key_id, signed_by, newest === undefined);
    }
    this.known = signer;
    return signer;
  }
}
