import type { AlertRow } from '#core/model/alert.js';
import { AS_SHIPPED, type Channel, type ChannelSettings, type Message, type Route } from '#core/model/alert-channel.js';

export const T0 = Date.parse('2026-11-26T15:00:00Z');

export function anAlert(fields: Partial<AlertRow> = {}): AlertRow & { scopes: string[] } {
  const created_at_ms = fields.created_at_ms ?? T0;
  return {
    ...{ id: `${created_at_ms}-0`, alert_type: 'ORDER_REJECTED', severity: 'WARNING', account: 'default', symbol: 'AAPL' },
    ...{ message: 'Order size exceeds limit: $1500.00 > $1000.00', order_id: null, decision_id: null, breaker_id: null },
    ...{ created_at_ms, count: 1, last_at_ms: created_at_ms, ...fields },
    scopes: [],
  };
}

export const aRoute = (fields: Partial<Route> = {}): Route => ({
  ...{ name: 'all', channel_id: 'chn_a', severities: [], types: [], accounts: [], scopes: [], quiet: null },
  ...{ escalate_after_minutes: null, escalate_to: null, enabled: true, ...fields },
});

export const aChannel = (settings: ChannelSettings = { kind: 'slack' }, fields: Partial<Channel> = {}): Channel => ({
  ...{
    id: 'chn_a',
    name: 'desk',
    settings,
    templates: AS_SHIPPED,
    has_secret: true,
    enabled: true,
    broken: null,
    failed_in_row: 0,
  },
  ...{ delivered_at_ms: null, created_at_ms: T0, created_by: 'dev', updated_at_ms: T0, updated_by: 'dev', ...fields },
});

export function aMessage(fields: Partial<Message> = {}, about: Partial<AlertRow> = {}): Message {
  const { scopes: _, ...alert } = anAlert(about);
  return {
    ...{
      id: `${alert.id}:chn_a`,
      alert_id: alert.id,
      channel_id: 'chn_a',
      kind: 'alert',
      route: 'all',
      alert,
      more: 0,
      because: '',
    },
    ...{ escalate_after_minutes: null, escalate_to: null, due_ms: T0, created_at_ms: T0, ...fields },
  };
}
