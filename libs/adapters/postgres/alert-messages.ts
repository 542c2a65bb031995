import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { Channel, Message, Route } from '#core/model/alert-channel.js';
import { type Group, messageId, type Plan } from '#core/notify/plan.js';
import { scopesOf } from '#core/notify/routes.js';
import { endsIncident, wordsOf } from '#core/notify/words.js';
import { AlertMessages, type ChooseInput, type DueMessage, type MessageAtHand } from '#core/ports/alert-store.js';
import type { Attempted } from '#core/ports/notifier.js';
import {
  ALERT_COLUMNS,
  type AlertRecord,
  alertRowOf,
  CHANNEL_COLUMNS,
  channelOf,
  type ChannelRecord,
  insertMessage,
  OF_INCIDENT,
} from './alert-channels.js';
import { poolOf } from './pool.js';
import { inTransaction } from './transaction.js';

/** Alerts that one turn reads. */
const BATCH_MAX = 500;
/** A message whose sending began so long ago is started again: Temporal may have lost it. One that runs is not. */
const LOST_MS = 60_000;
/** Attempts in a row that failed, of whatever messages: from then on the channel is shown as broken. */
const BROKEN_AFTER = 5;
/** An attempt without an end is no longer under way after this. */
const UNDER_WAY_MS = 30_000;

const at = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`;

export class PostgresAlertMessages extends AlertMessages {
  constructor(private readonly db: DataSource) {
    super();
  }

  override choose(plan: (input: ChooseInput) => Plan): Promise<boolean> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const { rows } = await client.query<{ last_seq: string }>('SELECT last_seq FROM alert_cursor FOR UPDATE');
      const alerts = await alertsAfter(client, rows[0]?.last_seq ?? '0');
      const groups = await groupsOf(client);
      const nowMs = Date.now();
      if (alerts.length === 0 && groups.every(({ due_ms }) => due_ms > nowMs)) return false;
      const { rows: routes } = await client.query<Route>('SELECT * FROM alert_routes WHERE enabled ORDER BY name');
      const { rows: channels } = await client.query<ChannelRecord>(
        `SELECT ${CHANNEL_COLUMNS} FROM alert_channels c WHERE removed_at IS NULL`,
      );
      const counts = await countsOf(client, groups, nowMs);
      const chosen = plan({
        ...{
          alerts: alerts.map(({ seq: _, ...alert }) => alert),
          routes,
          channels: channels.map(channelOf),
          groups,
          counts,
          nowMs,
        },
      });
      for (const message of chosen.messages) await insertMessage(client, message);
      await keepGroups(client, chosen);
      const last = alerts.at(-1);
      if (last) await client.query('UPDATE alert_cursor SET last_seq = $1', [last.seq]);
      return alerts.length === BATCH_MAX;
    });
  }

  override async due(nowMs: number, limit: number): Promise<DueMessage[]> {
    const { rows } = await poolOf(this.db).query<Message & { channel_name: string }>(
      `SELECT m.*, c.name AS channel_name FROM alert_messages m JOIN alert_channels c ON c.id = m.channel_id
       WHERE (m.state = 'waiting' AND m.due_at <= ${at('$1')}) OR (m.state = 'sending' AND m.checked_at < ${at('$2')})
       ORDER BY m.due_at LIMIT $3`,
      [nowMs, nowMs - LOST_MS, limit],
    );
    return rows.map((row) => {
      const { id, alert_id, channel_id, channel_name, kind, escalate_after_minutes } = row;
      return { id, alert_id, channel_id, channel_name, kind, title: wordsOf(row).title, escalate_after_minutes };
    });
  }

  override async started(ids: readonly string[], nowMs: number): Promise<void> {
    await poolOf(this.db).query(
      `UPDATE alert_messages SET state = 'sending', checked_at = ${at('$2')} WHERE id = ANY($1) AND state IN ('waiting', 'sending')`,
      [ids, nowMs],
    );
  }

  override begin(id: string, attempt: number, nowMs: number): Promise<MessageAtHand | 'wait' | null> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const found = await lockedMessage(client, id);
      if (!found || (found.state !== 'waiting' && found.state !== 'sending')) return null;
      const channel = await channelFor(client, found.message.channel_id);
      if (!channel) {
        await finish(client, id, 'dropped', 'its channel is off', nowMs);
        return null;
      }
      const order = channel.channel.settings.kind === 'pagerduty' ? await incidentOrder(client, found.message, nowMs) : 'send';
      if (order === 'wait') return 'wait';
      if (order === 'drop') {
        await finish(
          client,
          id,
          'dropped',
          'its breaker was reset, or its incident never opened, before it was delivered',
          nowMs,
        );
        return null;
      }
      await client.query(
        `INSERT INTO alert_deliveries (message_id, attempt, started_at) VALUES ($1, $2, ${at('$3')}) ON CONFLICT DO NOTHING`,
        [id, attempt, nowMs],
      );
      return { message: found.message, ...channel, delivered_to: found.delivered_to };
    });
  }

  override ended(id: string, attempt: number, attempted: Attempted, nowMs: number): Promise<{ escalated: boolean }> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const found = await lockedMessage(client, id);
      if (!found) return { escalated: false };
      const { channel_id } = found.message;
      const after = attempted.outcome === 'retry' ? attempted.after_ms : null;
      await client.query(
        `UPDATE alert_deliveries SET ended_at = ${at('$3')}, outcome = $4, status = $5, detail = $6, retry_after_ms = $7
         WHERE message_id = $1 AND attempt = $2`,
        [id, attempt, nowMs, attempted.outcome, attempted.status, attempted.detail, after],
      );
      if (attempted.outcome === 'delivered') {
        await finish(client, id, 'delivered', '', nowMs);
        await client.query(
          `UPDATE alert_channels SET broken = NULL, failed_in_row = 0, delivered_at = ${at('$2')} WHERE id = $1`,
          [channel_id, nowMs],
        );
        return { escalated: false };
      }
      await client.query('UPDATE alert_messages SET delivered_to = $2 WHERE id = $1', [id, attempted.delivered_to]);
      const broken = await noteFailure(client, channel_id, attempted);
      // It goes on trying; but whoever is on duty elsewhere hears of it now.
      if (broken === null) return { escalated: false };
      return { escalated: await escalate(client, found, `The channel ${broken.name} is broken (${broken.broken})`, nowMs) };
    });
  }

  override giveUp(id: string, reason: string, nowMs: number): Promise<{ escalated: boolean }> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const found = await lockedMessage(client, id);
      if (!found || found.state === 'delivered' || found.state === 'dropped') return { escalated: false };
      await finish(client, id, 'failed', reason, nowMs);
      const { rows } = await client.query<{ name: string }>('SELECT name FROM alert_channels WHERE id = $1', [
        found.message.channel_id,
      ]);
      return {
        escalated: await escalate(
          client,
          found,
          `It could not be delivered to ${rows[0]?.name ?? 'its channel'} (${reason})`,
          nowMs,
        ),
      };
    });
  }

  override escalateUnacknowledged(id: string, nowMs: number): Promise<boolean> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const found = await lockedMessage(client, id);
      if (!found || (await isSeenTo(client, found.message))) return false;
      const minutes = found.message.escalate_after_minutes ?? 0;
      return escalate(client, found, `Nobody has acknowledged this within ${minutes} minutes`, nowMs);
    });
  }
}

async function alertsAfter(client: PoolClient, seq: string) {
  const { rows } = await client.query<AlertRecord & { seq: string; scope: string | null }>(
    `SELECT a.seq, ${ALERT_COLUMNS}, (SELECT e.scope FROM circuit_breaker_events e WHERE e.breaker_id = a.breaker_id AND e.event = 'TRIPPED' LIMIT 1) AS scope
     FROM risk_alerts_counted a WHERE a.seq > $1 ORDER BY a.seq LIMIT ${BATCH_MAX}`,
    [seq],
  );
  return rows.map(({ seq: number, scope, ...row }) => {
    const alert = alertRowOf(row);
    return { ...alert, seq: number, scopes: scopesOf(alert, scope) };
  });
}

interface GroupRecord extends Omit<Group, 'open_until_ms' | 'due_ms'> {
  open_until: Date;
  due_at: Date;
}

async function groupsOf(client: PoolClient): Promise<Group[]> {
  const { rows } = await client.query<GroupRecord>(
    'SELECT channel_id, route, key, first, last, told, alert_ids, beyond, open_until, due_at FROM alert_groups ORDER BY open_until, alert_id',
  );
  return rows.map(({ open_until, due_at, ...row }) => ({
    ...row,
    open_until_ms: open_until.getTime(),
    due_ms: due_at.getTime(),
  }));
}

/** Of alerts whose groups end now. An alert that came alone has no count. */
async function countsOf(client: PoolClient, groups: Group[], nowMs: number): Promise<Map<string, number>> {
  const ids = groups.filter(({ due_ms }) => due_ms <= nowMs).flatMap(({ alert_ids }) => alert_ids);
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ alert_id: string; count: number }>(
    'SELECT alert_id, count FROM risk_alert_counts WHERE alert_id = ANY($1)',
    [ids],
  );
  return new Map(rows.map(({ alert_id, count }) => [alert_id, count]));
}

async function keepGroups(client: PoolClient, { groups, closed }: Plan): Promise<void> {
  for (const group of groups)
    await client.query(
      `INSERT INTO alert_groups (channel_id, alert_id, route, key, first, told, alert_ids, beyond, open_until, due_at, last)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, ${at('$9')}, ${at('$10')}, $11)
       ON CONFLICT (channel_id, alert_id) DO UPDATE SET alert_ids = excluded.alert_ids, beyond = excluded.beyond, due_at = excluded.due_at,
         last = excluded.last`,
      [
        ...[group.channel_id, group.first.id, group.route, group.key, JSON.stringify(group.first), group.told],
        ...[group.alert_ids, group.beyond, group.open_until_ms, group.due_ms, JSON.stringify(group.last)],
      ],
    );
  for (const { channel_id, first } of closed)
    await client.query('DELETE FROM alert_groups WHERE channel_id = $1 AND alert_id = $2', [channel_id, first.id]);
}

interface Found {
  message: Message;
  state: string;
  delivered_to: string[];
  escalated: boolean;
}

async function lockedMessage(client: PoolClient, id: string): Promise<Found | null> {
  const { rows } = await client.query<Message & Omit<Found, 'message'> & { due_at: Date; created_at: Date }>(
    'SELECT * FROM alert_messages WHERE id = $1 FOR UPDATE',
    [id],
  );
  const [row] = rows;
  if (!row) return null;
  const { alert_id, channel_id, kind, route, alert, more, because, escalate_after_minutes, escalate_to } = row;
  const { state, delivered_to, escalated, due_at, created_at } = row;
  const message: Message = {
    ...{ id, alert_id, channel_id, kind, route, alert, more, because, escalate_after_minutes, escalate_to },
    ...{ due_ms: due_at.getTime(), created_at_ms: created_at.getTime() },
  };
  return { message, state, delivered_to, escalated };
}

async function channelFor(client: PoolClient, id: string): Promise<{ channel: Channel; sealed: Buffer | null } | null> {
  const { rows } = await client.query<ChannelRecord & { secret: Buffer | null }>(
    `SELECT ${CHANNEL_COLUMNS}, c.secret FROM alert_channels c WHERE id = $1 AND removed_at IS NULL AND enabled`,
    [id],
  );
  const [row] = rows;
  if (!row) return null;
  const { secret, ...record } = row;
  return { channel: channelOf(record), sealed: secret };
}

async function finish(client: PoolClient, id: string, state: string, reason: string, nowMs: number): Promise<void> {
  await client.query(`UPDATE alert_messages SET state = $2, reason = $3, finished_at = ${at('$4')} WHERE id = $1`, [
    ...[id, state, reason, nowMs],
  ]);
}

/**
 * An acknowledgement goes once its incident was opened, and not any more once it is resolved. A trigger that comes after the resolve of its incident would open it again. So once a breaker is reset, its triggers that were not sent are dropped, and the
 * resolve waits while one of them is under way.
 */
async function incidentOrder(client: PoolClient, message: Message, nowMs: number): Promise<'send' | 'wait' | 'drop'> {
  const { breaker_id } = message.alert;
  if (message.kind === 'acknowledge') return acknowledgementOrder(client, message);
  if (breaker_id === null) return 'send';
  if (!endsIncident(message)) return (await wasReset(client, breaker_id)) ? 'drop' : 'send';
  const { rows } = await client.query<{ id: string; under_way: boolean }>(
    `SELECT m.id, EXISTS (SELECT FROM alert_deliveries d WHERE d.message_id = m.id AND d.ended_at IS NULL AND d.started_at > ${at('$4')}) AS under_way
     FROM alert_messages m WHERE m.channel_id = $1 AND m.id <> $2 AND (m.alert->>'breaker_id')::bigint = $3 AND m.state IN ('waiting', 'sending')
     ORDER BY m.seq FOR UPDATE`,
    [message.channel_id, message.id, breaker_id, nowMs - UNDER_WAY_MS],
  );
  if (rows.some(({ under_way }) => under_way)) return 'wait';
  for (const { id } of rows) await finish(client, id, 'dropped', 'its breaker was reset before it was delivered', nowMs);
  return 'send';
}

async function acknowledgementOrder(
  client: PoolClient,
  { alert_id, alert, channel_id }: Message,
): Promise<'send' | 'wait' | 'drop'> {
  if (alert.breaker_id !== null && (await wasReset(client, alert.breaker_id))) return 'drop';
  const { rows } = await client.query<{ state: string }>(
    `SELECT DISTINCT state FROM alert_messages WHERE channel_id = $1 AND kind IN ('alert', 'more', 'escalation') AND ${OF_INCIDENT}`,
    [channel_id, alert_id, alert.breaker_id],
  );
  const states = new Set(rows.map(({ state }) => state));
  if (states.has('delivered')) return 'send';
  return states.has('waiting') || states.has('sending') ? 'wait' : 'drop';
}

async function wasReset(client: PoolClient, breakerId: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM circuit_breaker_events WHERE breaker_id = $1 AND event = 'RESET' LIMIT 1`,
    [breakerId],
  );
  return rowCount !== 0;
}

/** Somebody acknowledged it, or ended what it is about. */
async function isSeenTo(client: PoolClient, { alert_id, alert }: Message): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM alert_acknowledgements WHERE alert_id = $1', [alert_id]);
  return rowCount !== 0 || (alert.breaker_id !== null && (await wasReset(client, alert.breaker_id)));
}

/** What the channel is from now on: its name and why it is broken, or null while it is not. */
async function noteFailure(
  client: PoolClient,
  channelId: string,
  attempted: Exclude<Attempted, { outcome: 'delivered' }>,
): Promise<{ name: string; broken: string } | null> {
  const fault = attempted.outcome === 'final' && attempted.channel_fault;
  const gone = attempted.outcome === 'final' && attempted.gone;
  const said = `${attempted.status === null ? '' : `${attempted.status} `}${attempted.detail}`;
  const { rows } = await client.query<{ name: string; broken: string | null }>(
    `UPDATE alert_channels SET failed_in_row = failed_in_row + 1, enabled = enabled AND NOT $4,
       broken = CASE WHEN $3 OR failed_in_row + 1 >= ${BROKEN_AFTER} OR broken IS NOT NULL THEN $2 ELSE NULL END
     WHERE id = $1 RETURNING name, broken`,
    [channelId, said, fault, gone],
  );
  const [row] = rows;
  return row?.broken ? { name: row.name, broken: row.broken } : null;
}

/** Once for a message, never to the channel that it is of, and never on from an escalation. */
async function escalate(client: PoolClient, { message, escalated }: Found, because: string, nowMs: number): Promise<boolean> {
  const { escalate_to, channel_id, alert_id } = message;
  if (escalated || escalate_to === null || escalate_to === channel_id || message.kind === 'escalation') return false;
  await client.query('UPDATE alert_messages SET escalated = true WHERE id = $1', [message.id]);
  return insertMessage(client, {
    ...message,
    ...{ id: messageId(alert_id, escalate_to), channel_id: escalate_to, kind: 'escalation', because },
    ...{ escalate_after_minutes: null, escalate_to: null, due_ms: nowMs, created_at_ms: nowMs },
  });
}
