import { createHash } from 'node:crypto';
import type { Principal } from '#core/access/principal.js';
import type { Act } from '#core/ports/audit.js';

/** An address by reference: equal addresses have the same, and the address itself is not in the chain, which is kept for years. */
export const ipRef = (address: string): string => createHash('sha256').update(`ip ${address}`).digest('hex').slice(0, 16);

const BLANK = { reason: null, before: null, after: null, change_id: null, config_version: null, request_id: null };

export function actBy(
  caller: Principal | null,
  address: string,
  what: Pick<Act, 'action' | 'object'> & Partial<Pick<Act, 'outcome' | 'reason' | 'before' | 'after'>>,
): Act {
  const kind = caller?.kind ?? 'person';
  const actor = { id: caller?.id ?? 'nobody', kind, via: 'api', ip_ref: ipRef(address), strength: caller?.strength ?? 'none' };
  return { ...BLANK, at_us: Date.now() * 1000, actor, outcome: 'done', ...what };
}

/** `who` names somebody who is not known: their network. */
export function denialBy(caller: Principal | null, what: string, who: string, address: string): Act {
  const [code = what, need = 'access'] = what.split(':');
  const act = actBy(caller, address, { action: 'access.denied', object: `need:${need}`, outcome: 'refused', reason: code });
  return caller ? act : { ...act, actor: { ...act.actor, id: `unknown:${who}` } };
}
