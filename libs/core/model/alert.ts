import type { Severity } from './reason-codes.js';

/** An alert, with those like it that came within a minute. Its id is that of the first one's event. */
export interface AlertRow {
  id: string;
  alert_type:
    | 'ORDER_REJECTED'
    | 'AMENDMENT_REJECTED'
    | 'ORDER_CHANGED_AT_BROKER'
    | 'SESSION_LOST'
    | 'CIRCUIT_BREAKER_TRIPPED'
    | 'CIRCUIT_BREAKER_CAUSE_ADDED'
    | 'CIRCUIT_BREAKER_MODE_CHANGED'
    | 'CIRCUIT_BREAKER_RESET'
    | 'CONFIG_REJECTED'
    | 'CALENDAR_ENDING'
    | 'FLATTEN_ENDED'
    | 'LIMIT_NEAR'
    | 'LIMIT_WARNED'
    | 'LIMIT_WARNING'
    | 'LIMIT_EXCEEDED'
    | 'AUDIT_FAULT_FOUND'
    | 'BROKER_NOT_READY'
    | 'BROKER_READY'
    | 'ACCOUNT_ADOPTED'
    | 'RECONCILIATION_DIFFERENCE'
    | 'BROKER_TROUBLE'
    | 'SCOPE_LOCKED'
    | 'SCOPE_ARMED'
    | 'MARKET_HALTED'
    | 'MARKET_RESUMED'
    | 'OVERRIDE_USED'
    | 'OVERRIDE_ASKED'
    | 'OVERRIDE_AGREED'
    | 'OVERRIDE_REQUEST_ENDED'
    | 'RISK_CHECKS_OFF'
    | 'DAY_COUNT_EXCEEDED'
    | 'RISK_CHECKS_ON'
    | 'ORDER_WITHDRAWN'
    | 'EXECUTED_ABOVE_CHECK'
    | 'EXECUTED_BELOW_CHECK'
    | 'REPORT_SET_ASIDE'
    | 'LOG_ENTRY_SET_ASIDE'
    /** Of a message that somebody asked for to see whether a channel works; it is in no history. */
    | 'CHANNEL_TEST';
  severity: Severity;
  account: string | null;
  symbol: string | null;
  message: string;
  order_id: string | null;
  decision_id: string | null;
  breaker_id: number | null;
  created_at_ms: number;
  /** Equal alerts of its minute that it stands for, itself included, and when the last of them was. */
  count: number;
  last_at_ms: number;
}
