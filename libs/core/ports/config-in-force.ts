import type { RiskConfig } from '../model/limits.js';

/** What is wrong with a configuration that was not taken. */
export interface ConfigFault {
  source: 'rules' | 'tables';
  /** Which file, table or field. */
  place: string;
  fault: string;
}

/** Which configuration is in force, at the gate. PostgreSQL keeps the versions (ConfigStore); this puts one in force. */
export abstract class ConfigActivation {
  /**
   * The version in force afterwards: this one, or a newer that was there. `ruleSetDocument` is the canonical JSON of config.rules_hash. Throws
   * StateUnavailableError: it is kept, and the next reload puts it in force.
   */
  abstract activate(config: RiskConfig, ruleSetDocument: string): Promise<number>;
  /** Says so in the log, once for each distinct fault of a source; true when it was told now. */
  abstract reject(fault: ConfigFault): Promise<boolean>;
  /** That source is good again. */
  abstract accept(source: ConfigFault['source']): Promise<void>;
  /** Sources whose present content is not in force. */
  abstract rejected(): Promise<string[]>;
}
