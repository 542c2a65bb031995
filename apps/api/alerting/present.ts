import type { AlertChannelAnswer, AlertDeliveryAnswer, AlertRouteAnswer } from '#contracts/alerting.js';
import type { Channel, Route } from '#core/model/alert-channel.js';
import type { DeliveryRow } from '#core/ports/alert-store.js';

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

export function presentChannel({
  id,
  settings,
  delivered_at_ms,
  created_at_ms,
  updated_at_ms,
  ...channel
}: Channel): AlertChannelAnswer {
  const { name, enabled, has_secret, broken, failed_in_row, created_by, updated_by } = channel;
  return {
    ...{ channel_id: id, name, kind: settings.kind, enabled, has_secret, broken, failed_in_row, created_by, updated_by },
    templates: channel.templates,
    settings: settings.kind === 'email' ? { ...settings, to: [...settings.to] } : settings,
    ...{ delivered_at: isoOrNull(delivered_at_ms), created_at: iso(created_at_ms), updated_at: iso(updated_at_ms) },
  };
}

export function presentRoute(route: Route): AlertRouteAnswer {
  const {
    name,
    channel_id: channel,
    severities,
    types,
    accounts,
    scopes,
    quiet,
    escalate_after_minutes,
    escalate_to,
    enabled,
  } = route;
  return {
    ...{ name, channel, severities: [...severities], types: [...types], accounts: [...accounts], scopes: [...scopes] },
    ...{ quiet, escalate_after_minutes, escalate_to, enabled },
  };
}

export function presentDelivery(row: DeliveryRow): AlertDeliveryAnswer {
  const { id: message_id, alert_id, channel_id, channel_name, kind, route, state, reason, alert, more } = row;
  const { alert_type, severity, account, symbol, message } = alert;
  return {
    ...{ message_id, alert_id, channel_id, channel_name, kind, route, state, reason, more },
    ...{ alert_type, severity, account, symbol, message },
    ...{ due_at: iso(row.due_ms), created_at: iso(row.created_at_ms), finished_at: isoOrNull(row.finished_at_ms) },
    attempts: row.attempts.map(({ started_at_ms, ended_at_ms, ...attempt }) => ({
      ...{ attempt: attempt.attempt, started_at: iso(started_at_ms), ended_at: isoOrNull(ended_at_ms) },
      ...{ outcome: attempt.outcome, status: attempt.status, detail: attempt.detail, retry_after_ms: attempt.retry_after_ms },
    })),
  };
}
