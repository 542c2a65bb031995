import { randomInt } from 'node:crypto';
import type { Seal } from '../access/seal.js';
import type { Channel, ChannelSecret, ChannelSettings, Message, MessageTemplates } from '../model/alert-channel.js';
import type { AlertChannels, NewChannel } from '../ports/alert-store.js';
import type { Act } from '../ports/audit.js';
import type { Attempted, Notifier } from '../ports/notifier.js';
import { openSecret, sealSecret, SecretUnreadableError } from './secrets.js';

/** How long the secret before still signs. */
const OVERLAP_MS = 86_400_000;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = (length: number) => Array.from({ length }, () => DIGITS[randomInt(DIGITS.length)]).join('');

/** A field of a channel is wrong. */
export class ChannelFaultError extends Error {
  override name = 'ChannelFaultError';
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

export interface ChannelWish {
  name: string;
  settings: ChannelSettings;
  templates: MessageTemplates;
  enabled: boolean;
  /** Null: not given. */
  secret: string | null;
}

type Told = (what: Pick<Act, 'action' | 'object' | 'before' | 'after'>) => Act;

/** Makes, changes, removes and tests channels. Secrets go in and are never shown again; but for a webhook's, which is made here and shown once. */
export class ManageChannels {
  constructor(
    private readonly store: AlertChannels,
    private readonly notifier: Notifier,
    private readonly seal: Seal | null,
  ) {}

  /** The channel, and the secret that was made for it. Throws ChannelFaultError, SecretUnreadableError, AlertingConflictError. */
  async create({ secret: given, ...wish }: ChannelWish, told: Told): Promise<{ channel: Channel; secret: string | null }> {
    this.requireRight(wish, given);
    this.requireSecret(wish.settings, given !== null);
    const id = `chn_${digits(12)}`;
    const made = this.notifier.newSecret(wish.settings.kind);
    const primary = made ?? given;
    const kept: NewChannel = { ...wish, id, secret: primary === null ? null : sealSecret(this.seal, id, { primary }) };
    await this.store.createChannel(
      kept,
      told({ action: 'alert_channel.create', object: `channel:${id}`, before: null, after: wish }),
    );
    return { channel: await this.kept(id), secret: made };
  }

  /** Null: there is no such channel. */
  async change(
    id: string,
    { secret: given, ...wish }: ChannelWish,
    anew: boolean,
    told: Told,
  ): Promise<{ channel: Channel; secret: string | null } | null> {
    const before = await this.store.channel(id);
    if (!before) return null;
    if (before.settings.kind !== wish.settings.kind)
      throw new ChannelFaultError('settings.kind', `is ${before.settings.kind} and stays: make another channel`);
    this.requireRight(wish, given);
    this.requireSecret(wish.settings, given !== null || before.has_secret);
    const made = anew ? this.notifier.newSecret(wish.settings.kind) : null;
    if (anew && made === null)
      throw new ChannelFaultError('new_secret', 'is for webhooks: enter the secret of this kind as `secret`');
    const secret = await this.changedSecret(before, wish.settings, given, made);
    const { name, settings, templates, enabled } = before;
    const act = told({
      ...{ action: 'alert_channel.change', object: `channel:${id}`, before: { name, settings, templates, enabled } },
      after: { ...wish, secret_changed: secret !== undefined },
    });
    const found = await this.store.changeChannel({ ...wish, id, ...(secret === undefined ? {} : { secret }) }, act);
    return found ? { channel: await this.kept(id), secret: made } : null;
  }

  remove(id: string, told: Told): Promise<boolean> {
    return this.store.removeChannel(
      id,
      told({ action: 'alert_channel.remove', object: `channel:${id}`, before: null, after: null }),
    );
  }

  /** One attempt, which is a row like any other. Null: there is no such channel. */
  async test(id: string, by: string, signal: AbortSignal): Promise<(Attempted & { took_ms: number }) | null> {
    const channel = await this.store.channel(id);
    if (!channel) return null;
    const startedMs = Date.now();
    const message = testMessage(channel, by, startedMs);
    let attempted: Attempted;
    try {
      const secret = openSecret(this.seal, id, await this.store.sealedSecret(id));
      attempted = await this.notifier.attempt({ channel, secret, message, delivered_to: [], acknowledge_url: null }, signal);
    } catch (error) {
      if (!(error instanceof SecretUnreadableError)) throw error;
      attempted = { outcome: 'final', status: null, detail: error.message, channel_fault: true, gone: false, delivered_to: [] };
    }
    await this.store.keepTest(message, startedMs, attempted);
    return { ...attempted, took_ms: Date.now() - startedMs };
  }

  private requireRight(wish: Pick<ChannelWish, 'settings' | 'templates'>, secret: string | null): void {
    const fault = this.notifier.faultOf(wish, secret);
    if (fault) throw new ChannelFaultError(fault.field, fault.message);
  }

  private requireSecret(settings: ChannelSettings, has: boolean): void {
    const needs = settings.kind === 'email' ? settings.username !== null : settings.kind !== 'webhook';
    if (needs && !has) throw new ChannelFaultError('secret', `is required: ${SECRETS[settings.kind]}`);
  }

  /** Undefined: it stays. */
  private async changedSecret(before: Channel, settings: ChannelSettings, given: string | null, made: string | null) {
    if (settings.kind === 'email' && settings.username === null) return null;
    const primary = made ?? given;
    if (primary === null) return undefined;
    const earlier = made === null ? null : openSecret(this.seal, before.id, await this.store.sealedSecret(before.id));
    const overlap: Partial<ChannelSecret> = earlier
      ? { earlier: { secret: earlier.primary, until_ms: Date.now() + OVERLAP_MS } }
      : {};
    return sealSecret(this.seal, before.id, { primary, ...overlap });
  }

  private async kept(id: string): Promise<Channel> {
    const channel = await this.store.channel(id);
    if (!channel) throw new Error(`channel ${id} is gone right after it was kept`);
    return channel;
  }
}

const SECRETS = {
  email: 'the password of that user name',
  slack: 'the URL of the incoming webhook',
  webhook: '',
  pagerduty: 'the routing key of the integration',
};

function testMessage(channel: Channel, by: string, nowMs: number): Message {
  const id = `test_${nowMs}_${digits(6)}`;
  const about = { account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null };
  const text = `A test alert for the channel ${channel.name}, asked for by ${by}. Nothing happened, and nothing has to be done.`;
  const alert = { ...about, id, alert_type: 'CHANNEL_TEST' as const, severity: 'INFO' as const, message: text };
  return {
    ...{ id: `${id}:${channel.id}`, alert_id: id, channel_id: channel.id, kind: 'test', route: '' },
    alert: { ...alert, created_at_ms: nowMs, count: 1, last_at_ms: nowMs },
    ...{ more: 0, because: '', escalate_after_minutes: null, escalate_to: null, due_ms: nowMs, created_at_ms: nowMs },
  };
}
