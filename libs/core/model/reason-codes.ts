import { CODES, type DeclaredCode } from '../controls/registry.js';

/**
 * Every reason for which an order is not let through. The codes are stable: clients and reports depend on them.
 * docs/reason-codes.md says for each what it means and what to do.
 */
export const RULE_REASON_CODES = Object.keys(CODES) as [DeclaredCode, ...DeclaredCode[]];

/** Refusals that are not a rule's: the state that a decision needs is missing, stale or behind. Nothing is held. */
export const STATE_REASON_CODES = [
  'STATE_UNAVAILABLE',
  'JOURNAL_BEHIND',
  'PNL_STALE',
  'ACCOUNT_NOT_READY',
  'REFERENCE_PRICE_UNAVAILABLE',
  'SECTOR_UNKNOWN',
  'CALENDAR_UNAVAILABLE',
  'REFERENCE_VOLUME_UNAVAILABLE',
  'BORROW_DATA_STALE',
  'LAST_TRADE_UNAVAILABLE',
  'PREVIOUS_CLOSE_UNAVAILABLE',
  'MARGIN_RATE_MISSING',
  'STRATEGY_CAPITAL_MISSING',
  'AMOUNT_OUT_OF_RANGE',
  'OVERLOADED',
  'OUTCOME_UNKNOWN',
] as const;

export type RuleReasonCode = DeclaredCode;
export type StateReasonCode = (typeof STATE_REASON_CODES)[number];
export type ReasonCode = RuleReasonCode | StateReasonCode;

export type Severity = 'INFO' | 'WARNING' | 'CRITICAL';
