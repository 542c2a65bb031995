import { isRole, type Role } from './needs.js';
import type { Grant } from './principal.js';

const PART = /^([^=]{1,100})=([a-z_]+)(?::([a-z0-9_|-]+))?$/;

/** `risk=risk_officer,desk=trader:acc-1|acc-2`: a group of the provider and the role that it stands for. Throws with the part that is wrong. */
export function readGroupRoles(text: string): Map<string, Grant[]> {
  const all = new Map<string, Grant[]>();
  for (const part of text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const [, group = '', role = '', accounts] = PART.exec(part) ?? [];
    if (!isRole(role)) throw new Error(`${JSON.stringify(part)} is not group=role or group=role:account|account`);
    all.set(group, [...(all.get(group) ?? []), { role, accounts: accounts?.split('|') ?? null }]);
  }
  return all;
}

/** The roles of somebody in those groups: each once, for all accounts that any group gives it for. No match is no role. */
export function grantsOfGroups(groups: readonly string[], map: ReadonlyMap<string, readonly Grant[]>): Grant[] {
  const byRole = new Map<Role, Grant['accounts']>();
  for (const { role, accounts } of groups.flatMap((group) => map.get(group) ?? [])) {
    const had = byRole.get(role);
    byRole.set(role, had === null || accounts === null ? null : [...new Set([...(had ?? []), ...accounts])]);
  }
  return [...byRole].map(([role, accounts]) => ({ role, accounts }));
}
