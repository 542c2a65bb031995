/** Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
import { cut } from '#core/notify/words.js';
import type { Attempted } from '#core/ports/notifier.js';
import { httpAttempt } from './http-outcome.js';
import type { InsideAllowed } from './inside.js';
import { post } from './receiver.js';
import type { Worded } from './templates.js';

const SECTION_MAX = 2900;

/** Symbols and messages come from outside: nothing of them may be markup, such as a mention of everybody. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text: cut(text, SECTION_MAX, true) });

/** Header, what happened, its fields, the alert's id. `text` is what notifications and screen readers say. */
export function slackBody({ message, acknowledge_url, words }: Worded): object {
  const { title, text, fields } = words;
  const link = acknowledge_url === null ? '' : `\n<${acknowledge_url}|Acknowledge>`;
  return {
    text: escaped(`${title}: ${text}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      { type: 'section', text: mrkdwn(`${escaped(text)}${link}`) },
      { type: 'section', fields: fields.map(({ name, value }) => mrkdwn(`*${name}*\n${escaped(value)}`)) },
      { type: 'context', elements: [mrkdwn(`Breakwater · ${escaped(message.alert_id)}`)] },
    ],
  };
}

/** Of a refusal that no message gets around: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors */
const BROKEN = /^(invalid_token|no_service|no_team|channel_not_found|channel_is_archived|action_prohibited|user_not_found)/;

export async function sendSlack(worded: Worded, allowed: InsideAllowed, signal: AbortSignal): Promise<Attempted> {
  const url = worded.secret?.primary ?? '';
  const body = Buffer.from(JSON.stringify(slackBody(worded)));
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const attempted = await httpAttempt(
    () => post(url, headers, body, allowed, signal),
    (text) => cut(text, 200),
  );
  if (attempted.outcome !== 'final' || !BROKEN.test(attempted.detail)) return attempted;
  return { ...attempted, channel_fault: true };
}
