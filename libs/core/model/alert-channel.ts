/** Where alerts are sent, which of them, and what became of each message. */
import type { AlertRow } from './alert.js';
import type { Severity } from './reason-codes.js';

export const CHANNEL_KINDS = ['email', 'slack', 'webhook', 'pagerduty'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export interface EmailSettings {
  kind: 'email';
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` before anything is said, `none` only inside a network of one's own. */
  security: 'tls' | 'starttls' | 'none';
  /** Null: the server wants no password. */
  username: string | null;
  from: string;
  to: readonly string[];
}
export interface SlackSettings {
  kind: 'slack';
}
export interface WebhookSettings {
  kind: 'webhook';
  url: string;
}
export interface PagerDutySettings {
  kind: 'pagerduty';
  /** Of the events API; accounts in the EU have another. */
  url: string;
}
/** What everybody who may see channels may see of one. */
export type ChannelSettings = EmailSettings | SlackSettings | WebhookSettings | PagerDutySettings;

/** A channel's own words, as templates; null: as shipped. */
export interface MessageTemplates {
  title: string | null;
  text: string | null;
}
export const AS_SHIPPED: MessageTemplates = { title: null, text: null };
export const TITLE_TEMPLATE_MAX = 300;
export const TEXT_TEMPLATE_MAX = 4000;

/** What is kept sealed. `primary`: the Slack URL, routing key, SMTP password or the webhook's newest secret. */
export interface ChannelSecret {
  primary: string;
  /** The webhook's secret before the last change, and until when it still signs. */
  earlier?: { secret: string; until_ms: number };
}

export interface Channel {
  id: string;
  name: string;
  settings: ChannelSettings;
  templates: MessageTemplates;
  has_secret: boolean;
  enabled: boolean;
  /** Why nothing arrives there, as far as is known; null while it works. */
  broken: string | null;
  /** Attempts that failed since the last one that did not. */
  failed_in_row: number;
  delivered_at_ms: number | null;
  created_at_ms: number;
  created_by: string;
  updated_at_ms: number;
  updated_by: string;
}

/** Hours of the day without messages, in a time zone; never for CRITICAL. `from` later than `to` goes over midnight. */
export interface QuietHours {
  from: string;
  to: string;
  timezone: string;
}

/** Which alerts go to a channel. An empty list lets all pass. */
export interface Route {
  name: string;
  channel_id: string;
  severities: readonly Severity[];
  types: readonly string[];
  accounts: readonly string[];
  scopes: readonly string[];
  quiet: QuietHours | null;
  escalate_after_minutes: number | null;
  escalate_to: string | null;
  enabled: boolean;
}

/**
 * `alert`: one alert, `more`: how many followed it, `escalation`: nobody acknowledged it, or it could not be delivered elsewhere; `acknowledge`: somebody did,
 * which the receiver's incident is told; `test`.
 */
export const MESSAGE_KINDS = ['alert', 'more', 'escalation', 'acknowledge', 'test'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];
export const MESSAGE_STATES = ['waiting', 'sending', 'delivered', 'failed', 'dropped'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** One message to one channel: the same id on every attempt. */
export interface Message {
  /** Letters, digits, `-`, `_` and `:`; no dots. */
  id: string;
  alert_id: string;
  channel_id: string;
  kind: MessageKind;
  /** The route that chose it; empty for a test. */
  route: string;
  alert: AlertRow;
  /** Of `more`: alerts like this one that came after it. */
  more: number;
  /** Why it is an escalation, or who acknowledged it, in words; empty otherwise. */
  because: string;
  escalate_after_minutes: number | null;
  escalate_to: string | null;
  due_ms: number;
  created_at_ms: number;
}

export const OUTCOMES = ['delivered', 'retry', 'final', 'unknown'] as const;
/** `unknown`: it was begun and nothing was heard of it; the process died, or still waits. */
export type Outcome = (typeof OUTCOMES)[number];

/** Of a webhook's secret, before its base64 text. */
export const WEBHOOK_SECRET_PREFIX = 'whsec_';
export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';
