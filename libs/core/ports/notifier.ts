import type { Channel, ChannelSecret, ChannelSettings, Message } from '../model/alert-channel.js';

/** What became of one attempt. `detail` is for people, and never has a secret in it. */
export type Attempted = {
  /** Status of HTTP or SMTP; null when there was no answer. */
  status: number | null;
  detail: string;
} & (
  | { outcome: 'delivered' }
  /** Not before `after_ms`, if the receiver said so. `delivered_to`: recipients who have it, who are not sent it again. */
  | { outcome: 'retry'; after_ms: number | null; delivered_to: readonly string[] }
  /** `channel_fault`: no message can be delivered until somebody edits the channel. `gone`: the receiver wants nothing any more. */
  | { outcome: 'final'; channel_fault: boolean; gone: boolean; delivered_to: readonly string[] }
);

export interface Addressed {
  channel: Channel;
  secret: ChannelSecret | null;
  message: Message;
  /** Recipients who have it from an earlier attempt. */
  delivered_to: readonly string[];
  /** Where a person acknowledges it; null when no public address is set. */
  acknowledge_url: string | null;
}

export abstract class Notifier {
  /** The field that is wrong and what to do, before a channel is saved; `secret` is null where none was given. Null: nothing is. */
  abstract faultOf(
    channel: Pick<Channel, 'settings' | 'templates'>,
    secret: string | null,
  ): { field: string; message: string } | null;
  /** A secret for a receiver that proves by it who sends; null for kinds whose secret somebody else gives. */
  abstract newSecret(kind: ChannelSettings['kind']): string | null;
  /** One attempt, 15 seconds at most. Never retries by itself, never throws for what the receiver did. */
  abstract attempt(addressed: Addressed, signal: AbortSignal): Promise<Attempted>;
}
