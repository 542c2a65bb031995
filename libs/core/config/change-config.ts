import type { RiskConfig } from '../model/limits.js';
import type { ConfigActivation } from '../ports/config-in-force.js';
import type { ChangeOfNewest, ChangeOrigin, ConfigPatch, ConfigStore } from '../ports/config-store.js';
import type { InForce } from '../ports/in-force.js';

/** A person's change: kept first, then in force. When it returns the next order is judged by it, on every replica. */
export class ChangeConfig {
  constructor(
    private readonly store: ConfigStore,
    private readonly activation: ConfigActivation,
    private readonly inForce: InForce,
  ) {}

  /** Throws InvalidConfigChangeError, and StateUnavailableError before anything is kept while live state does not answer. */
  async change(patch: ConfigPatch | ChangeOfNewest, origin: ChangeOrigin): Promise<RiskConfig> {
    await this.inForce.current();
    const config = await this.store.change(patch, origin);
    await this.activation.activate(config, (await this.store.ruleSet(config.rules_hash)) ?? '');
    return config;
  }
}
