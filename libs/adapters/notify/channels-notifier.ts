import { isIP } from 'node:net';
import type { Channel, ChannelSettings } from '#core/model/alert-channel.js';
import { type Addressed, type Attempted, Notifier } from '#core/ports/notifier.js';
import { pause } from '#core/pause.js';
import { sendEmail } from './email.js';
import { InsideAllowed, isInside } from './inside.js';
import { sendPagerDuty } from './pagerduty.js';
import { sendSlack } from './slack.js';
import { urlFault } from './receiver.js';
import { templateFault, type Worded, wordsBy } from './templates.js';
import { newWebhookSecret, sendWebhook } from './webhook.js';

const ROUTING_KEY = /^[A-Za-z0-9]{32}$/;

/** Slack takes about a message a second from one webhook, and may switch off an application that keeps sending more. */
const SLACK_APART_MS = 1100;
/** One that would wait longer comes again by Temporal. */
const SLACK_WAIT_MAX_MS = 5000;

/** The four kinds of channels. */
export class ChannelsNotifier extends Notifier {
  private readonly allowed: InsideAllowed;
  private readonly slackFreeMs = new Map<string, number>();

  /** `inside`: receivers that may be of the inside, as BREAKWATER_ALERT_INSIDE_HOSTS names them. */
  constructor(inside: readonly string[]) {
    super();
    this.allowed = new InsideAllowed(inside);
  }

  override faultOf({ settings, templates }: Pick<Channel, 'settings' | 'templates'>, secret: string | null) {
    for (const part of ['title', 'text'] as const) {
      const template = templates[part];
      const fault = template === null ? null : templateFault(template);
      if (fault !== null) return { field: `templates.${part}`, message: fault };
    }
    return this.settingsFault(settings, secret);
  }

  private settingsFault(settings: ChannelSettings, secret: string | null): { field: string; message: string } | null {
    switch (settings.kind) {
      case 'slack': {
        const fault = secret === null ? null : urlFault(secret, this.allowed);
        return fault === null ? null : { field: 'secret', message: fault };
      }
      case 'pagerduty': {
        if (secret !== null && !ROUTING_KEY.test(secret))
          return { field: 'secret', message: 'must be a routing key: 32 letters and digits' };
        const fault = urlFault(settings.url, this.allowed);
        return fault === null ? null : { field: 'settings.url', message: fault };
      }
      case 'webhook': {
        if (secret !== null)
          return { field: 'secret', message: 'is made by Breakwater: leave it out, and give the receiver the answer' };
        const fault = urlFault(settings.url, this.allowed);
        return fault === null ? null : { field: 'settings.url', message: fault };
      }
      case 'email': {
        if (isIP(settings.host) !== 0 && isInside(settings.host) && !this.allowed.has(settings.host, settings.port)) {
          const message = `is an address of the inside: allow it by BREAKWATER_ALERT_INSIDE_HOSTS=${settings.host}:${settings.port}`;
          return { field: 'settings.host', message };
        }
        if (settings.security === 'none' && settings.username !== null)
          return { field: 'settings.security', message: 'must be tls or starttls: a password may not travel in the clear' };
        return null;
      }
      default:
        return settings satisfies never;
    }
  }

  override newSecret(kind: ChannelSettings['kind']): string | null {
    return kind === 'webhook' ? newWebhookSecret() : null;
  }

  override async attempt(addressed: Addressed, signal: AbortSignal): Promise<Attempted> {
    const { channel, message } = addressed;
    const { kind } = channel.settings;
    const worded: Worded = { ...addressed, words: wordsBy(channel.templates, message) };
    switch (kind) {
      case 'email':
        return sendEmail(worded, this.allowed, signal);
      case 'slack':
        return (await this.spaced(channel.id, signal)) ?? sendSlack(worded, this.allowed, signal);
      case 'webhook':
        return sendWebhook(worded, this.allowed, signal);
      case 'pagerduty':
        return sendPagerDuty(worded, this.allowed, signal);
      default:
        return kind satisfies never;
    }
  }

  /** Waits for this channel's turn; a retry when that is too far away. */
  private async spaced(channelId: string, signal: AbortSignal): Promise<Attempted | null> {
    const now = Date.now();
    for (const [id, freeMs] of this.slackFreeMs) if (freeMs < now) this.slackFreeMs.delete(id);
    const at = Math.max(now, this.slackFreeMs.get(channelId) ?? 0);
    if (at - now > SLACK_WAIT_MAX_MS)
      return {
        outcome: 'retry',
        status: null,
        detail: 'other messages to this channel go first',
        after_ms: at - now,
        delivered_to: [],
      };
    this.slackFreeMs.set(channelId, at + SLACK_APART_MS);
    await pause(at - now, signal);
    return null;
  }
}
