import { AuditAnchor } from '#core/ports/audit-anchor.js';
import type { Checkpoint } from '#core/audit/checkpoint.js';

const LIMIT_MS = 10_000;

/** Posts the signed note, as text, to an address of the auditor's. Any 2xx means that it is kept. */
export class HttpAnchor extends AuditAnchor {
  constructor(private readonly url: string) {
    super();
  }

  override async keep({ size, note }: Pick<Checkpoint, 'size' | 'note'>, signal: AbortSignal): Promise<void> {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: note,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`${new URL(this.url).host} answered ${answer.status} to checkpoint ${size}`);
  }
}
