import type { ConfigActivation } from '../ports/config-in-force.js';
import type { ConfigStore, Rejection } from '../ports/config-store.js';
import type { Replica, Replicas } from '../ports/replicas.js';

export interface ConfigSummary {
  version: number;
  rules_hash: string;
  changed_by: string;
  changed_at_ms: number | null;
  reason: string;
  /** `stands`: what it was about is still not in force. */
  last_rejection: (Rejection & { stands: boolean }) | null;
  replicas: Replica[];
  at_ms: number;
}

/** What configuration is in force, how it came to be, and which replicas have it. */
export class ConfigState {
  constructor(
    private readonly store: ConfigStore,
    private readonly activation: ConfigActivation,
    private readonly replicas: Replicas,
  ) {}

  async summary(): Promise<ConfigSummary> {
    const [config, [change], rejection, replicas, rejected] = await Promise.all([
      this.store.current(),
      this.store.changes(1),
      this.store.lastRejection(),
      this.replicas.all(),
      this.activation.rejected(),
    ]);
    return {
      version: config.version,
      rules_hash: config.rules_hash,
      changed_by: change ? `${change.actor} (${change.source})` : '',
      changed_at_ms: change?.changed_at_ms ?? null,
      reason: change?.reason ?? '',
      last_rejection: rejection && { ...rejection, stands: rejected.includes(rejection.source) },
      replicas,
      at_ms: Date.now(),
    };
  }
}

/** What of it matters: not the ages, which always differ. */
export function configDiffers(a: ConfigSummary, b: ConfigSummary): boolean {
  const essence = ({ version, rules_hash, last_rejection, replicas }: ConfigSummary) =>
    JSON.stringify([
      version,
      rules_hash,
      last_rejection?.at_ms,
      last_rejection?.stands,
      replicas.map((r) => [r.replica, r.version]),
    ]);
  return essence(a) !== essence(b);
}
