import type { Kept } from '../controls/shown.js';
import type { AllowList, Instrument, Restriction, Softened, Strategy, UserPermission } from '../model/reference.js';
import type { TimeWindow } from '../model/windows.js';
import type { Override, OverrideRequest } from '../model/override.js';
import type { ConfigFault } from './config-in-force.js';
import type { RiskConfig, RiskLimits, ScopedValues, SymbolLimits } from '../model/limits.js';

export interface ConfigPatch {
  limits?: Partial<RiskLimits>;
  /** A symbol that has no limits yet needs both of them. */
  symbols?: Record<string, Partial<SymbolLimits>>;
  /** By scope and limit; null is off there, undefined takes the limit away. */
  scoped?: Record<string, Record<string, Kept | undefined>>;
  /** Whole; null takes one away. */
  instruments?: Record<string, Instrument | null>;
  strategies?: Record<string, Strategy | null>;
  restricted?: Record<string, Restriction | null>;
  windows?: Record<string, TimeWindow | null>;
  overrides?: Record<string, Override | null>;
  /** By id, whole; null takes one away. */
  override_requests?: Record<string, OverrideRequest | null>;
  softened?: Record<string, Softened | null>;
  users?: Record<string, UserPermission | null>;
  allowed?: Record<string, AllowList | null>;
  /** By account, whole; null takes an account's away. */
  broker_defaults?: Record<string, ScopedValues | null>;
  rules_hash?: string;
}

/** A change that follows from the newest version: it is asked while no other change is made, so what it finds there still holds. It may throw. */
export type ChangeOfNewest = (newest: RiskConfig) => ConfigPatch;

export interface ChangeOrigin {
  /** Who, why, and by which way (`api`, `worker`, `database`). */
  actor: string;
  reason: string;
  source: string;
}

export interface ConfigChange extends ChangeOrigin {
  version: number;
  /** As the API names it: `max_order_size`, `position_limits.TSLA.max_position`, `rules_hash`. */
  field: string;
  /** As a person writes it (`1000.00`, `25.00`, `true`); null when there was none. */
  from: string | null;
  to: string | null;
  changed_at_ms: number;
}

/** A change that cannot be made: an unknown symbol with half its limits, or an amount that is not a whole number of its unit. */
export class InvalidConfigChangeError extends Error {
  override name = 'InvalidConfigChangeError';
  constructor(
    message: string,
    /** Which table or field; empty when the message says it. */
    readonly place = '',
  ) {
    super(message);
  }
}

export interface Rejection extends ConfigFault {
  at_ms: number;
}

/** Every configuration that ever held. What is stored here is in force once it is activated in live state. */
export abstract class ConfigStore {
  /** The newest version. */
  abstract current(): Promise<RiskConfig>;
  abstract version(version: number): Promise<RiskConfig | null>;

  /** One more version with the change in it, who and why beside it; what is changed to what it is already makes none. Throws InvalidConfigChangeError. */
  abstract change(patch: ConfigPatch | ChangeOfNewest, origin: ChangeOrigin): Promise<RiskConfig>;

  /** Takes over what a person changed in the tables `risk_limits`, `position_limits` and `limit_values` by SQL; the newest version, new or not. */
  abstract adoptTableEdits(): Promise<RiskConfig>;

  /** Keeps a rule set's canonical document under its hash; again is once. */
  abstract storeRuleSet(hash: string, document: string): Promise<void>;
  abstract ruleSet(hash: string): Promise<string | null>;

  /** Newest first. */
  abstract changes(limit: number): Promise<ConfigChange[]>;
  /** The newest configuration that was not taken. */
  abstract lastRejection(): Promise<Rejection | null>;
}
