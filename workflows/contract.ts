/**
 * All that the outside and the workflows agree on: names, ids, queues, signals, updates, queries, search attributes and what they carry. Workflow
 * files import this and each other, nothing else. Whatever stands here is in running histories: names stay, fields are only added.
 * Times are milliseconds since 1970, amounts exact micro-dollars as in libs/core/model/money.ts.
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

/** Workflow code runs from one queue; activities have a queue for each kind of work, so that a long one never stands before a reset. */
export const WORKFLOW_QUEUE = 'breakwater';
export const ACTIVITY_QUEUES = {
  breaker: 'breaker',
  pnl: 'pnl',
  config: 'config',
  endOfDay: 'end-of-day',
  audit: 'audit',
  alert: 'alert',
  reconciliation: 'reconciliation',
} as const;
export type ActivityKind = keyof typeof ACTIVITY_QUEUES;

export const WORKFLOWS = {
  breaker: 'breaker',
  pnlMonitor: 'pnlMonitor',
  configManager: 'configManager',
  endOfDay: 'endOfDay',
  auditCheck: 'auditCheck',
  alertDelivery: 'alertDelivery',
  reconciliation: 'reconciliation',
} as const;

export const breakerWorkflowId = (scope: string) => `breaker:${scope}`;
/** One shard so far: one process watches all accounts. */
export const PNL_MONITOR_ID = 'pnl-monitor:0';
export const CONFIG_MANAGER_ID = 'config-manager';
export const END_OF_DAY_ID = 'end-of-day';
export const AUDIT_CHECK_ID = 'audit-check';
export const RECONCILIATION_ID = 'reconciliation';
/** `id` is that of the message: the alert's and the channel's. */
export const alertDeliveryId = (messageId: string) => `alert:${messageId}`;

export const riskScope = defineSearchAttributeKey('RiskScope', SearchAttributeType.KEYWORD);
export const breakerState = defineSearchAttributeKey('BreakerState', SearchAttributeType.KEYWORD);

/** One episode of a breaker, as it was tripped. */
export interface BreakerEpisode {
  breaker_id: number;
  scope: string;
  mode: 'halt' | 'reduce_only';
  trigger_type: string;
  trigger_value: number;
  threshold: number;
  actor: string;
  reason: string;
  tripped_at_ms: number;
  expires_at_ms: number | null;
}

/** A further cause of an episode; mode and expiry are the episode's from now on. */
export interface BreakerCause extends Omit<BreakerEpisode, 'tripped_at_ms'> {
  at_ms: number;
}

/** A person made the episode stricter or milder. */
export interface BreakerModeChange {
  breaker_id: number;
  scope: string;
  mode: 'halt' | 'reduce_only';
  actor: string;
  reason: string;
  at_ms: number;
}

export interface BreakerClosed {
  breaker_id: number;
  actor: string;
  reason: string;
  /** `api`, `cli`, `expiry`, `unknown` when no record of it is left. */
  source: string;
  closed_at_ms: number;
}

export interface BreakerStart {
  episode: BreakerEpisode;
  /** Later episodes that were announced while an earlier run was on. */
  waiting?: BreakerEpisode[];
}

export interface ResetAsk {
  episode: BreakerEpisode;
  actor: string;
  reason: string;
  force: boolean;
  reason_required: boolean;
  /** What speaks against closing, in words, as the caller saw live state; null when nothing does. The script has the last word. */
  cause_persists: string | null;
  /** The gate closes nothing for this ask afterwards: the caller is told then that there was no answer. */
  valid_until_ms: number;
}

/** How an ask to reset is refused: the type of the ApplicationFailure. */
export const REFUSALS = {
  notOpen: 'BREAKER_NOT_OPEN',
  causePersists: 'BREAKER_CAUSE_PERSISTS',
  reasonRequired: 'REASON_REQUIRED',
  tooLate: 'RESET_TOO_LATE',
} as const;

export interface ResetAnswer {
  breaker_id: number;
  scope: string;
  mode: 'halt' | 'reduce_only';
  trigger_type: string;
  /** The episode that opened at once because the cause persists. */
  tripped_again: number | null;
}

export interface BreakerView {
  state: 'TRIPPED' | 'CLOSED';
  episode: BreakerEpisode;
  causes: BreakerCause[];
  mode_changes: BreakerModeChange[];
  closed: BreakerClosed | null;
}

export const breakerTripped = defineSignal<[BreakerEpisode]>('tripped');
export const breakerCauseAdded = defineSignal<[BreakerCause]>('causeAdded');
export const breakerModeChanged = defineSignal<[BreakerModeChange]>('modeChanged');
export const breakerClosed = defineSignal<[BreakerClosed]>('closed');
export const resetBreaker = defineUpdate<ResetAnswer, [ResetAsk]>('reset');
export const breakerView = defineQuery<BreakerView>('breaker');

export interface BreakerActivities {
  /** What live state says of an episode: null while it is open, else how it was closed. */
  lookAtBreaker(breakerId: number): Promise<BreakerClosed | null>;
  /** Closes by a person's ask. Null: it was closed already. Fails with a type of REFUSALS. */
  closeBreaker(ask: ResetAsk): Promise<ResetAnswer | null>;
  /** Closes a breaker whose time is over. False when it was closed already, or may not end yet. */
  expireBreaker(breakerId: number): Promise<boolean>;
}

/** What the P&L monitor did last; ages in milliseconds, null before the first tick or while live state does not answer. */
export interface MonitorReport {
  status: 'watching' | 'stale' | 'silent' | 'unknown';
  holder: string;
  tick_age_ms: number | null;
  known_age_ms: number | null;
  ticks: number;
  drift: number;
  stale_symbols: string[];
  at_ms: number;
}

export const monitorReport = defineQuery<MonitorReport | null>('report');

export interface PnlActivities {
  /** Looks at the monitor every few seconds and heartbeats what it sees. Returns when its status or holder is not `since` any more, or after `forMs`. */
  superviseMonitor(since: MonitorReport | null, forMs: number): Promise<MonitorReport>;
}

export interface ConfigReport {
  version: number;
  rules_hash: string;
  /** Of the newest change. */
  changed_by: string;
  changed_at_ms: number | null;
  reason: string;
  /** `stands`: what it was about is still not in force. */
  last_rejection: { at_ms: number; source: 'rules' | 'tables'; place: string; fault: string; stands: boolean } | null;
  /** API processes that are there, and the version that each has loaded. */
  replicas: { replica: string; version: number; seen_ms_ago: number }[];
  at_ms: number;
}

export interface ReloadAnswer {
  version: number;
  rules_hash: string;
  /** What was not taken, in words. */
  rejected: string[];
}

export const configReport = defineQuery<ConfigReport | null>('configuration');
export const reloadConfig = defineUpdate<ReloadAnswer, [{ actor: string }]>('reload');

export interface ConfigActivities {
  reloadConfiguration(actor: string): Promise<ReloadAnswer>;
  reportConfiguration(): Promise<ConfigReport>;
  /** Returns the report when version, rules, rejection or the set of replicas differ from `since`, or after `forMs`. */
  watchConfiguration(since: ConfigReport | null, forMs: number): Promise<ConfigReport>;
}

export interface EndOfDayStart {
  /** YYYY-MM-DD to close, for a person who starts it by hand; the schedule leaves it out and the scheduled time says it. */
  day?: string;
}

export interface EndOfDayResult {
  day: string;
  next_day: string;
  /** Records that became final now; 0 when that day was closed before. */
  closed: number;
}

export interface EndOfDayActivities {
  closeDay(at: { day: string | null; scheduled_ms: number }): Promise<EndOfDayResult>;
}

export interface AuditCheckResult {
  entries: number;
  rows: number;
  /** What was found first; null when the audit holds. */
  finding: string | null;
}

export interface AuditActivities {
  /** Checks the whole audit and heartbeats. What it finds has been told as an alert when it returns. */
  checkAudit(): Promise<AuditCheckResult>;
}

/** How many accounts were found how. */
export interface ReconciliationResult {
  agree: number;
  /** For the first time: a report may be under way. */
  differ: number;
  /** Differ at two looks in a row. */
  confirmed: number;
  /** Cannot be asked about now. */
  not_ready: number;
  /** Something was booked during the look. */
  moving: number;
}

export interface ReconciliationActivities {
  /** Compares every account of the broker. What differs has been kept, told and acted on when it returns. */
  reconcileAccounts(): Promise<ReconciliationResult>;
}

/** One message to one channel. Nothing of its text or of any secret: activities read them. */
export interface AlertDeliveryStart {
  message_id: string;
  channel: string;
  title: string;
  /** Escalates when nobody acknowledged the alert so long after it was delivered; null never does. */
  escalate_after_minutes: number | null;
}

export interface AlertDeliveryResult {
  state: 'delivered' | 'failed' | 'dropped';
  reason: string;
  escalated: boolean;
}

export interface AlertActivities {
  /** One attempt. Fails with ALERT_REFUSED when another one would do no better. */
  sendAlert(messageId: string): Promise<'delivered' | 'dropped'>;
  /** Writes down that it was given up, and escalates. True when another channel is told. */
  giveUpAlert(messageId: string, reason: string): Promise<boolean>;
  /** Escalates unless somebody has acknowledged the alert. */
  escalateAlert(messageId: string): Promise<boolean>;
}

/** The receiver will not take it, however often it is asked: the type of the ApplicationFailure. */
export const ALERT_REFUSED = 'ALERT_REFUSED';
