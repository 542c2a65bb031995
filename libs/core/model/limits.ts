import type { GlobalLimits, OwnLimits } from '../controls/registry.js';

/** The limits in force for every account, as libs/core/controls declares them. Percentages and ratios are integers of hundredths; null is off. */
export type RiskLimits = GlobalLimits & {
  /** When false, only open breakers refuse. */
  enabled: boolean;
};

/** One symbol's own limits, which hold beside the global ones. */
export type SymbolLimits = OwnLimits;

/**
 * Everything configurable that a decision depends on, under one version number. PostgreSQL keeps every version; Redis says which
 * one is in force; a decision names the one it was made by.
 */
export interface RiskConfig {
  version: number;
  limits: RiskLimits;
  /** The symbols that may be traded, each with its own limits. */
  symbols: Record<string, SymbolLimits>;
  /** Hash of the rule set in force. */
  rules_hash: string;
}
