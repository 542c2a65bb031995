import type { GlobalLimits, OwnLimits, ScopedOnlyLimits } from '../controls/registry.js';
import type { Kept } from '../controls/shown.js';
import type { OverrideRequest } from './override.js';
import type { Reference } from './reference.js';

/** The limits in force for every account, as libs/core/controls declares them. Percentages and ratios are integers of hundredths; null is off. */
export type RiskLimits = GlobalLimits &
  ScopedOnlyLimits & {
    /** When false, only open breakers refuse. */
    enabled: boolean;
    /** While it is false: when it ends by itself, microseconds. Not there in configurations of earlier builds: until it is put on. */
    disabled_until_us?: number;
  };

/** Whether the risk checks hold at a moment: at the end exactly they do again. */
export const checksAreOn = ({ enabled, disabled_until_us }: RiskLimits, atUs: number): boolean =>
  enabled || (disabled_until_us !== undefined && atUs >= disabled_until_us);

/** One symbol's own limits, which hold beside the global ones. */
export type SymbolLimits = OwnLimits;

/** Limits that are set at one scope (model/scope.ts), by their names in the model. */
export type ScopedValues = Readonly<Record<string, Kept>>;

/**
 * Everything configurable that a decision depends on, under one version number. PostgreSQL keeps every version; Redis says which
 * one is in force; a decision names the one it was made by.
 */
export interface RiskConfig extends Reference {
  version: number;
  limits: RiskLimits;
  /** The symbols that may be traded, each with its own limits. */
  symbols: Record<string, SymbolLimits>;
  /** What is set beside those, by scope. */
  scoped: Record<string, ScopedValues>;
  /**
   * By account: what holds by its broker while each account has the default of that limit and the account none of its own. Not there in configurations of
   * earlier builds.
   */
  broker_defaults?: Record<string, ScopedValues>;
  /** Overrides of the firm that wait for a second person, and how earlier ones ended, by id. Not there while there is none. */
  override_requests?: Record<string, OverrideRequest>;
  /** Hash of the rule set in force. */
  rules_hash: string;
}
