/** PagerDuty's events API, version 2: https://developer.pagerduty.com/docs/events-api-v2-overview */
import type { PagerDutySettings } from '#core/model/alert-channel.js';
import { cut, endsIncident, incidentOf } from '#core/notify/words.js';
import type { Attempted } from '#core/ports/notifier.js';
import { httpAttempt } from './http-outcome.js';
import type { InsideAllowed } from './inside.js';
import { post } from './receiver.js';
import type { Worded } from './templates.js';

const SUMMARY_MAX = 1024;
const SEVERITY = { INFO: 'info', WARNING: 'warning', CRITICAL: 'critical' } as const;

/** A breaker's episode is one incident, which its reset resolves; any other alert is one of its own. */
export function pagerDutyBody({ message, acknowledge_url, words: { title, text } }: Worded, routing_key: string): object {
  const dedup_key = `breakwater:${incidentOf(message)}`;
  if (endsIncident(message)) return { routing_key, event_action: 'resolve', dedup_key };
  if (message.kind === 'acknowledge') return { routing_key, event_action: 'acknowledge', dedup_key };
  const { alert } = message;
  return {
    routing_key,
    event_action: 'trigger',
    dedup_key,
    payload: {
      summary: cut(`${title}: ${text}`, SUMMARY_MAX),
      source: 'breakwater',
      severity: SEVERITY[alert.severity],
      timestamp: new Date(alert.created_at_ms).toISOString(),
      component: alert.symbol ?? alert.account ?? 'firm',
      class: alert.alert_type,
      custom_details: { alert_id: message.alert_id, account: alert.account, symbol: alert.symbol, message: text },
    },
    client: 'Breakwater',
    ...(acknowledge_url === null ? {} : { links: [{ href: acknowledge_url, text: 'Acknowledge in Breakwater' }] }),
  };
}

export function sendPagerDuty(worded: Worded, allowed: InsideAllowed, signal: AbortSignal): Promise<Attempted> {
  const { url } = worded.channel.settings as PagerDutySettings;
  const body = Buffer.from(JSON.stringify(pagerDutyBody(worded, worded.secret?.primary ?? '')));
  return httpAttempt(
    () => post(url, { 'content-type': 'application/json' }, body, allowed, signal),
    (text) => cut(text, 200),
  );
}
