import type { Checkpoint } from '../audit/checkpoint.js';

/** Somebody outside who keeps checkpoints of the audit. */
export abstract class AuditAnchor {
  /** Resolves when it is kept there. The same one may come again. Throws within ten seconds when it is not known to be. */
  abstract keep(checkpoint: Pick<Checkpoint, 'size' | 'head' | 'note'>, signal: AbortSignal): Promise<void>;
}
