import type { AccessStore, NewKey } from '../ports/access-store.js';
import type { Act } from '../ports/audit.js';
import { newKeyId, newSecret } from './api-key.js';

export type AskedKey = Omit<NewKey, 'id' | 'digest' | 'ending'>;

export interface ShownKey {
  id: string;
  /** Shown once. */
  token: string;
}

type ActOf = (what: Pick<Act, 'action' | 'object'> & Partial<Pick<Act, 'after'>>) => Act;

/** Makes, rotates and revokes keys. Each is done when the gate's log has it: after a revocation is answered no order of the key passes anywhere. */
export class KeyRing {
  constructor(
    private readonly store: AccessStore,
    /** Puts a kept version in force. Throws StateUnavailableError. */
    private readonly inForce: (version: number) => Promise<void>,
    private readonly kind: 'live' | 'test',
  ) {}

  async create(asked: AskedKey, actOf: ActOf): Promise<ShownKey> {
    const id = newKeyId();
    const { token, digest, ending } = newSecret(id, this.kind);
    const act = actOf({ action: 'key.created', object: `key:${id}`, after: { ...asked, expires_at_ms: asked.expires_at_ms } });
    await this.inForce(await this.store.createKey({ ...asked, id, digest, ending }, act));
    return { id, token };
  }

  async rotate(id: string, overlapMs: number, actOf: ActOf): Promise<ShownKey> {
    const { token, digest, ending } = newSecret(id, this.kind);
    const act = actOf({ action: 'key.rotated', object: `key:${id}`, after: { overlap_ms: overlapMs, ending } });
    await this.inForce(await this.store.rotateKey(id, { digest, ending }, Date.now() + overlapMs, act));
    return { id, token };
  }

  async revoke(id: string, actOf: ActOf): Promise<void> {
    await this.inForce(await this.store.revokeKey(id, actOf({ action: 'key.revoked', object: `key:${id}` })));
  }
}
