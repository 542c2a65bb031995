import type { AlertRow } from '../model/alert.js';
import type {
  Channel,
  ChannelSettings,
  Message,
  MessageKind,
  MessageState,
  MessageTemplates,
  Outcome,
  Route,
} from '../model/alert-channel.js';
import type { Group, Plan } from '../notify/plan.js';
import type { Act } from './audit.js';
import type { Attempted } from './notifier.js';

/** Why a change of channels or routes is not taken, in words. */
export class AlertingConflictError extends Error {
  override name = 'AlertingConflictError';
  constructor(
    readonly code: 'NAME_TAKEN' | 'CHANNEL_IN_USE' | 'CHANNEL_UNKNOWN' | 'CHANNELS_FULL',
    message: string,
  ) {
    super(message);
  }
}

export interface NewChannel {
  id: string;
  name: string;
  settings: ChannelSettings;
  templates: MessageTemplates;
  enabled: boolean;
  secret: Buffer | null;
}

/** `secret` left out: it stays. */
export type ChannelChange = Omit<NewChannel, 'secret'> & { secret?: Buffer | null };

export interface Attempt {
  attempt: number;
  started_at_ms: number;
  /** Null while it is under way, and for ever when the process died. */
  ended_at_ms: number | null;
  outcome: Outcome;
  status: number | null;
  detail: string;
  retry_after_ms: number | null;
}

export interface DeliveryRow {
  id: string;
  alert_id: string;
  channel_id: string;
  channel_name: string;
  kind: MessageKind;
  route: string;
  state: MessageState;
  reason: string;
  alert: AlertRow;
  more: number;
  due_ms: number;
  created_at_ms: number;
  finished_at_ms: number | null;
  attempts: Attempt[];
}

export interface DeliveryFilter {
  channel?: string;
  state?: MessageState;
  alert?: string;
}

export interface Acknowledgement {
  alert_id: string;
  actor: string;
  via: 'api' | 'link';
  note: string;
  at_ms: number;
}

/** Channels and routes, for those who manage them. Each change is an act of the audit in the same transaction. */
export abstract class AlertChannels {
  abstract channels(): Promise<Channel[]>;
  abstract channel(id: string): Promise<Channel | null>;
  /** As it is kept: sealed. */
  abstract sealedSecret(id: string): Promise<Buffer | null>;
  /** Throws AlertingConflictError when the name is taken. */
  abstract createChannel(channel: NewChannel, act: Act): Promise<void>;
  /** Also mends a broken channel: whoever edits it has looked. False: there is none. */
  abstract changeChannel(channel: ChannelChange, act: Act): Promise<boolean>;
  /** Throws AlertingConflictError while a route names it. False: there is none. */
  abstract removeChannel(id: string, act: Act): Promise<boolean>;
  abstract routes(): Promise<Route[]>;
  /** Throws AlertingConflictError when a channel that it names is not there. */
  abstract setRoute(route: Route, act: Act): Promise<void>;
  abstract removeRoute(name: string, act: Act): Promise<boolean>;
  abstract deliveries(
    filter: DeliveryFilter,
    page: { limit: number; cursor?: string },
  ): Promise<{ rows: DeliveryRow[]; next_cursor: string | null }>;
  /** A test's one attempt is a row like any other. */
  abstract keepTest(message: Message, startedMs: number, attempted: Attempted): Promise<void>;
  /** The alert as it stands in the history. */
  abstract alert(id: string): Promise<AlertRow | null>;
  /** Those of these alerts that somebody acknowledged. */
  abstract acknowledgements(alertIds: readonly string[]): Promise<Map<string, Acknowledgement>>;
  /** The first one counts: what is kept in the end is returned. */
  abstract acknowledge(ack: Acknowledgement, act: Act): Promise<Acknowledgement>;
}

export interface MessageAtHand {
  message: Message;
  channel: Channel;
  sealed: Buffer | null;
  delivered_to: readonly string[];
}

/** What has to be sent, for the one process that chooses and those that send. */
export abstract class AlertMessages {
  /** Reads what is new after the cursor, has `plan` choose, and keeps messages, groups and the cursor in one transaction. True when there may be more. */
  abstract choose(plan: (input: ChooseInput) => Plan): Promise<boolean>;
  /** Messages whose time has come and that nobody sends yet, and those whose sending began long ago and may have been lost. */
  abstract due(nowMs: number, limit: number): Promise<DueMessage[]>;
  abstract started(ids: readonly string[], nowMs: number): Promise<void>;
  /**
   * Begins an attempt: its row is there before anything is sent. Null: nothing is to be sent any more. `wait`: another message of the same incident is on its
   * way, and this one would overtake it.
   */
  abstract begin(messageId: string, attempt: number, nowMs: number): Promise<MessageAtHand | 'wait' | null>;
  /** Writes down what became of it; a failure that shows the channel broken escalates the message at once. */
  abstract ended(messageId: string, attempt: number, attempted: Attempted, nowMs: number): Promise<{ escalated: boolean }>;
  /** No more attempts; escalates. */
  abstract giveUp(messageId: string, reason: string, nowMs: number): Promise<{ escalated: boolean }>;
  /** Escalates unless somebody acknowledged the alert, or its breaker was reset. */
  abstract escalateUnacknowledged(messageId: string, nowMs: number): Promise<boolean>;
}

export interface ChooseInput {
  alerts: readonly (AlertRow & { scopes: readonly string[] })[];
  routes: readonly Route[];
  channels: readonly Channel[];
  groups: readonly Group[];
  /** Counts that are known by now, of alerts in groups that end. */
  counts: ReadonlyMap<string, number>;
  nowMs: number;
}

export interface DueMessage {
  id: string;
  alert_id: string;
  channel_id: string;
  channel_name: string;
  kind: MessageKind;
  title: string;
  escalate_after_minutes: number | null;
}
