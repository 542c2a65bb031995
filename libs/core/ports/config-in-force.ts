import type { RiskConfig } from '../model/limits.js';

/** Which configuration is in force, in live state. PostgreSQL keeps the versions (ConfigStore); this puts one in force. */
export abstract class ConfigActivation {
  /** The version in force afterwards: this one, or a newer that was there. `ruleSetDocument` is the canonical JSON of config.rules_hash. */
  abstract activate(config: RiskConfig, ruleSetDocument: string): Promise<number>;
}
