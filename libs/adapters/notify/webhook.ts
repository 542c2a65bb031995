/** Signed webhooks by the Standard Webhooks specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
import { createHmac, randomBytes } from 'node:crypto';
import { WEBHOOK_SECRET_PREFIX, type WebhookSettings } from '#core/model/alert-channel.js';
import { cut, eventTypeOf } from '#core/notify/words.js';
import type { Attempted } from '#core/ports/notifier.js';
import { httpAttempt } from './http-outcome.js';
import type { InsideAllowed } from './inside.js';
import { post } from './receiver.js';
import type { Worded } from './templates.js';

const SECRET_BYTES = 32;

export const newWebhookSecret = (): string => `${WEBHOOK_SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

/** `v1,<base64>` over id, time and the very bytes that are sent. */
export function signature(secret: string, id: string, timestamp: number, body: Buffer): string {
  const key = Buffer.from(secret.slice(WEBHOOK_SECRET_PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

export function webhookBody({ message, acknowledge_url, words: { title, text } }: Worded): object {
  const { alert, kind, more, because } = message;
  const { alert_type, severity, account, symbol, order_id, decision_id, breaker_id } = alert;
  return {
    type: eventTypeOf(message),
    timestamp: new Date(alert.created_at_ms).toISOString(),
    data: {
      ...{ alert_id: message.alert_id, kind, alert_type, severity, account, symbol, order_id, decision_id, breaker_id },
      ...{ title, message: text, more, because: because === '' ? null : because, acknowledge_url },
    },
  };
}

export function sendWebhook(worded: Worded, allowed: InsideAllowed, signal: AbortSignal): Promise<Attempted> {
  const { message, secret } = worded;
  const { url } = worded.channel.settings as WebhookSettings;
  const body = Buffer.from(JSON.stringify(webhookBody(worded)));
  const timestamp = Math.floor(Date.now() / 1000);
  const id = `msg_${message.id.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
  const earlier = secret?.earlier && secret.earlier.until_ms > Date.now() ? [secret.earlier.secret] : [];
  const keys = [secret?.primary ?? '', ...earlier];
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': keys.map((key) => signature(key, id, timestamp, body)).join(' '),
  };
  return httpAttempt(
    () => post(url, headers, body, allowed, signal),
    (text) => cut(text, 200),
  );
}
