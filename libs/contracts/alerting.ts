/** Channels, routes, deliveries and acknowledgements of alerts. */
import { z } from 'zod';
import {
  AS_SHIPPED,
  CHANNEL_KINDS,
  MESSAGE_KINDS,
  MESSAGE_STATES,
  OUTCOMES,
  PAGERDUTY_URL,
  TEXT_TEMPLATE_MAX,
  TITLE_TEMPLATE_MAX,
} from '#core/model/alert-channel.js';
import { accountId } from './order.js';
import { ALERT_TYPES, limitOf, scopeText, SEVERITIES } from './listing.js';

const printable = (min: number, max: number, what: string) =>
  z.string().regex(new RegExp(`^[\\x21-\\x7e]{${min},${max}}$`), what);

export const channelId = z.string().regex(/^chn_[0-9A-Za-z]{12}$/, 'must be the id of a channel');
export const channelName = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u,
    'must be 1 to 64 letters, digits, spaces and . _ -, beginning with a letter or a digit',
  );
export const routeName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and -, beginning with a letter or a digit');
export const alertId = z.string().regex(/^[0-9A-Za-z_-]{1,80}$/, 'is not the id of an alert');

const MAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,180}[A-Za-z0-9])?$/;
const mail = z.string().regex(MAIL, 'must be an address such as risk@example.com');
const url = printable(8, 2000, 'must be a URL such as https://hooks.example.com/breakwater');

const emailSettings = z
  .strictObject({
    kind: z.literal('email'),
    host: z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,180}[A-Za-z0-9])?$/, 'must be a host such as mail.example.com'),
    port: z.int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls', 'none']).meta({
      description:
        '`tls` from the first byte (port 465), `starttls` before anything is said (587), `none` inside a network of your own',
    }),
    username: printable(1, 200, 'must be 1 to 200 characters without spaces').nullable(),
    from: mail,
    to: z.array(mail).min(1).max(10),
  })
  .meta({ id: 'EmailChannel' });
const slackSettings = z.strictObject({ kind: z.literal('slack') }).meta({ id: 'SlackChannel' });
const webhookSettings = z.strictObject({ kind: z.literal('webhook'), url }).meta({ id: 'WebhookChannel' });
const pagerDutySettings = z
  .strictObject({
    kind: z.literal('pagerduty'),
    url: url.meta({ description: `${PAGERDUTY_URL}, or another for accounts in the EU` }),
  })
  .meta({ id: 'PagerDutyChannel' });
const settings = z.discriminatedUnion('kind', [emailSettings, slackSettings, webhookSettings, pagerDutySettings]);

const secret = printable(1, 2000, 'must be 1 to 2000 characters without spaces').meta({
  description: 'The URL of Slack, the routing key of PagerDuty, or the password of the mail server. It is never shown again',
});

const template = (max: number) => z.string().min(1).max(max).nullable();
const templates = z
  .strictObject({
    title: template(TITLE_TEMPLATE_MAX).default(null),
    text: template(TEXT_TEMPLATE_MAX).default(null),
  })
  .meta({
    id: 'MessageTemplates',
    description: 'Liquid templates of the messages, such as `{{ text }} https://wiki.example.com/{{ type }}`; null: as shipped',
  });
const templatesOrShipped = templates.default({ ...AS_SHIPPED });

export const channelBody = z
  .strictObject({
    ...{ name: channelName, enabled: z.boolean().default(true), settings, secret: secret.optional() },
    templates: templatesOrShipped,
  })
  .meta({ id: 'NewAlertChannel' });
export const channelChangeBody = z
  .strictObject({
    ...{ name: channelName, enabled: z.boolean(), settings, templates: templatesOrShipped },
    secret: secret.optional().meta({ description: 'Left out: the one that is kept stays' }),
    new_secret: z
      .boolean()
      .default(false)
      .meta({ description: 'Of a webhook: make another secret; the old one signs too for a day' }),
  })
  .meta({ id: 'AlertChannelChange' });

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day such as 22:00');
const quietHours = z
  .strictObject({
    ...{ from: clock, to: clock },
    timezone: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/, 'must be a time zone such as America/New_York')
      .default('America/New_York'),
  })
  .meta({ id: 'QuietHours' });

const several = <T extends z.ZodType>(one: T, max: number) =>
  z.array(one).max(max).default([]).meta({ description: 'Empty lets all pass' });

export const routeBody = z
  .strictObject({
    channel: channelId,
    severities: several(z.enum(SEVERITIES), 3),
    types: several(z.enum(ALERT_TYPES), 100),
    accounts: several(accountId, 500),
    scopes: several(scopeText, 500),
    quiet: quietHours.nullable().default(null).meta({ description: 'Alerts wait until they are over; never CRITICAL ones' }),
    escalate_after_minutes: z
      .int()
      .min(1)
      .max(1440)
      .nullable()
      .default(null)
      .meta({ description: 'Tells `escalate_to` when nobody has acknowledged the alert so long after it was delivered' }),
    escalate_to: channelId
      .nullable()
      .default(null)
      .meta({ description: 'Also told when the channel is broken or the alert cannot be delivered' }),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'AlertRouteChange' });

export const deliveriesQuery = z.strictObject({
  limit: limitOf(50),
  cursor: z.string().max(500).optional(),
  channel: channelId.optional(),
  state: z.enum(MESSAGE_STATES).optional(),
  alert: alertId.optional(),
});

const note = z.string().max(500).trim().default('');
export const acknowledgeBody = z.strictObject({ note }).meta({ id: 'NewAcknowledgement' });
const token = z.string().regex(/^[0-9A-Za-z_~-]{20,250}$/, 'must be the part of the link behind #');
export const acknowledgeLinkBody = z.strictObject({ token, note }).meta({ id: 'LinkAcknowledgement' });
export const acknowledgeLookBody = z.strictObject({ token }).meta({ id: 'AcknowledgementLink' });

// ---- answers ----

const time = z.iso.datetime();
const severity = z.enum(SEVERITIES);

export const alertChannelAnswer = z.object({
  channel_id: z.string(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  settings,
  templates: z.object({ title: z.string().nullable(), text: z.string().nullable() }),
  enabled: z.boolean(),
  has_secret: z.boolean(),
  broken: z.string().nullable().meta({ description: 'Why nothing arrives there; null while it works' }),
  failed_in_row: z.number().meta({ description: 'Attempts that failed since the last one that did not' }),
  delivered_at: time.nullable(),
  created_at: time,
  created_by: z.string(),
  updated_at: time,
  updated_by: z.string(),
});
export type AlertChannelAnswer = z.infer<typeof alertChannelAnswer>;
export const alertChannelsAnswer = z.object({ channels: z.array(alertChannelAnswer), next_cursor: z.null() });
export type AlertChannelsAnswer = z.infer<typeof alertChannelsAnswer>;

export const keptAlertChannelAnswer = z.object({
  channel: alertChannelAnswer,
  secret: z.string().nullable().meta({ description: 'Of a webhook, when it was made now: shown this once' }),
});
export type KeptAlertChannelAnswer = z.infer<typeof keptAlertChannelAnswer>;
export const removedAnswer = z.object({ removed: z.literal(true) });

export const alertTestAnswer = z.object({
  delivered: z.boolean(),
  status: z.number().nullable().meta({ description: 'What the receiver answered, of HTTP or SMTP; null: nothing' }),
  detail: z.string(),
  took_ms: z.number(),
});
export type AlertTestAnswer = z.infer<typeof alertTestAnswer>;

export const alertRouteAnswer = z.object({
  ...{ name: z.string(), channel: z.string(), severities: z.array(severity), types: z.array(z.string()) },
  ...{ accounts: z.array(z.string()), scopes: z.array(z.string()), quiet: quietHours.nullable() },
  ...{ escalate_after_minutes: z.number().nullable(), escalate_to: z.string().nullable(), enabled: z.boolean() },
});
export type AlertRouteAnswer = z.infer<typeof alertRouteAnswer>;
export const alertRoutesAnswer = z.object({ routes: z.array(alertRouteAnswer), next_cursor: z.null() });
export type AlertRoutesAnswer = z.infer<typeof alertRoutesAnswer>;

const attemptAnswer = z.object({
  ...{ attempt: z.number(), started_at: time, ended_at: time.nullable() },
  outcome: z.enum(OUTCOMES).meta({ description: '`unknown`: it was begun, and nothing was heard of its end' }),
  ...{ status: z.number().nullable(), detail: z.string(), retry_after_ms: z.number().nullable() },
});
export const alertDeliveryAnswer = z.object({
  ...{ message_id: z.string(), alert_id: z.string(), channel_id: z.string(), channel_name: z.string() },
  ...{ kind: z.enum(MESSAGE_KINDS), route: z.string(), state: z.enum(MESSAGE_STATES), reason: z.string() },
  ...{ alert_type: z.string(), severity, account: z.string().nullable(), symbol: z.string().nullable(), message: z.string() },
  more: z.number().meta({ description: 'Alerts like it that the message stands for besides' }),
  ...{ due_at: time, created_at: time, finished_at: time.nullable() },
  attempts: z.array(attemptAnswer),
});
export type AlertDeliveryAnswer = z.infer<typeof alertDeliveryAnswer>;
export const alertDeliveriesAnswer = z.object({ deliveries: z.array(alertDeliveryAnswer), next_cursor: z.string().nullable() });
export type AlertDeliveriesAnswer = z.infer<typeof alertDeliveriesAnswer>;

export const acknowledgedAnswer = z.object({
  ...{ alert_id: z.string(), acknowledged_by: z.string(), acknowledged_at: time, note: z.string() },
});
export type AcknowledgedAnswer = z.infer<typeof acknowledgedAnswer>;
export const linkedAlertAnswer = z.object({
  ...{ alert_id: z.string(), alert_type: z.string(), severity, message: z.string(), created_at: time },
  ...{ acknowledged_by: z.string().nullable(), acknowledged_at: time.nullable() },
});
export type LinkedAlertAnswer = z.infer<typeof linkedAlertAnswer>;
