import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { AlertRow } from '#core/model/alert.js';
import type { Channel, Message, Route } from '#core/model/alert-channel.js';
import {
  type Acknowledgement,
  AlertChannels,
  AlertingConflictError,
  type Attempt,
  type ChannelChange,
  type DeliveryFilter,
  type DeliveryRow,
  type NewChannel,
} from '#core/ports/alert-store.js';
import { messageId } from '#core/notify/plan.js';
import type { Act } from '#core/ports/audit.js';
import type { Attempted } from '#core/ports/notifier.js';
import { integerOf } from './amounts.js';
import { PostgresAuditTrail } from './audit-trail.js';
import { cursorOf, placeOf } from './cursor.js';
import { poolOf } from './pool.js';
import { inTransaction } from './transaction.js';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const CHANNELS_MAX = 500;
const LISTING = 'alert-deliveries';

export interface ChannelRecord extends Omit<Channel, `${string}_ms` | 'templates'> {
  title_template: string | null;
  text_template: string | null;
  delivered_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export const CHANNEL_COLUMNS = `c.id, c.name, c.settings, c.title_template, c.text_template, c.secret IS NOT NULL AS has_secret, c.enabled, c.broken, c.failed_in_row, c.delivered_at,
  c.created_at, c.created_by, c.updated_at, c.updated_by`;

export function channelOf({
  delivered_at,
  created_at,
  updated_at,
  title_template,
  text_template,
  ...row
}: ChannelRecord): Channel {
  const templates = { title: title_template, text: text_template };
  const times = { created_at_ms: created_at.getTime(), updated_at_ms: updated_at.getTime() };
  return { ...row, templates, ...times, delivered_at_ms: delivered_at?.getTime() ?? null };
}

/** Keeps a message; false when it is there already. */
export async function insertMessage(client: PoolClient, message: Message): Promise<boolean> {
  const { id, alert_id, channel_id, kind, route, alert, more, because } = message;
  const { rowCount } = await client.query(
    `INSERT INTO alert_messages (id, alert_id, channel_id, kind, route, alert, more, because, escalate_after_minutes, escalate_to, due_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::float8 / 1000), to_timestamp($12::float8 / 1000)) ON CONFLICT DO NOTHING`,
    [
      ...[id, alert_id, channel_id, kind, route, JSON.stringify(alert), more, because],
      ...[message.escalate_after_minutes, message.escalate_to, message.due_ms, message.created_at_ms],
    ],
  );
  return rowCount === 1;
}

export class PostgresAlertChannels extends AlertChannels {
  private readonly trail: PostgresAuditTrail;

  constructor(private readonly db: DataSource) {
    super();
    this.trail = new PostgresAuditTrail(db);
  }

  override async channels(): Promise<Channel[]> {
    const { rows } = await poolOf(this.db).query<ChannelRecord>(
      `SELECT ${CHANNEL_COLUMNS} FROM alert_channels c WHERE removed_at IS NULL ORDER BY lower(name) LIMIT ${CHANNELS_MAX}`,
    );
    return rows.map(channelOf);
  }

  override async channel(id: string): Promise<Channel | null> {
    const { rows } = await poolOf(this.db).query<ChannelRecord>(
      `SELECT ${CHANNEL_COLUMNS} FROM alert_channels c WHERE removed_at IS NULL AND id = $1`,
      [id],
    );
    return rows[0] ? channelOf(rows[0]) : null;
  }

  override async sealedSecret(id: string): Promise<Buffer | null> {
    const { rows } = await poolOf(this.db).query<{ secret: Buffer | null }>('SELECT secret FROM alert_channels WHERE id = $1', [
      id,
    ]);
    return rows[0]?.secret ?? null;
  }

  override async createChannel({ id, name, settings, templates, enabled, secret }: NewChannel, act: Act): Promise<void> {
    await this.changed(act, `the name ${name} is taken by another channel`, async (client) => {
      const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM alert_channels WHERE removed_at IS NULL');
      if (integerOf(rows[0]?.count ?? '0') >= CHANNELS_MAX)
        throw new AlertingConflictError('CHANNELS_FULL', `there are ${CHANNELS_MAX} channels, which is the most there can be`);
      await client.query(
        `INSERT INTO alert_channels (id, name, settings, secret, enabled, created_by, updated_by, title_template, text_template)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)`,
        [id, name, JSON.stringify(settings), secret, enabled, act.actor.id, templates.title, templates.text],
      );
      return true;
    });
  }

  override changeChannel({ id, name, settings, templates, enabled, secret }: ChannelChange, act: Act): Promise<boolean> {
    return this.changed(act, `the name ${name} is taken by another channel`, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE alert_channels SET name = $2, settings = $3, enabled = $4, broken = NULL, failed_in_row = 0, updated_at = now(), updated_by = $5,
           title_template = $8, text_template = $9, secret = CASE WHEN $6 THEN $7 ELSE secret END WHERE id = $1 AND removed_at IS NULL`,
        [
          ...[id, name, JSON.stringify(settings), enabled, act.actor.id, secret !== undefined, secret ?? null],
          ...[templates.title, templates.text],
        ],
      );
      return rowCount === 1;
    });
  }

  override removeChannel(id: string, act: Act): Promise<boolean> {
    return this.changed(act, '', async (client) => {
      const { rows } = await client.query<{ name: string }>(
        'SELECT name FROM alert_routes WHERE channel_id = $1 OR escalate_to = $1 ORDER BY name LIMIT 5',
        [id],
      );
      if (rows.length > 0)
        throw new AlertingConflictError(
          'CHANNEL_IN_USE',
          `routes still name it: ${rows.map(({ name }) => name).join(', ')}; change or remove them first`,
        );
      const { rowCount } = await client.query(
        'UPDATE alert_channels SET removed_at = now(), secret = NULL, enabled = false WHERE id = $1 AND removed_at IS NULL',
        [id],
      );
      if (rowCount !== 1) return false;
      await client.query(
        `UPDATE alert_messages SET state = 'dropped', reason = 'the channel was removed', finished_at = now()
         WHERE channel_id = $1 AND state IN ('waiting', 'sending')`,
        [id],
      );
      return true;
    });
  }

  override async routes(): Promise<Route[]> {
    const { rows } = await poolOf(this.db).query<Route>('SELECT * FROM alert_routes ORDER BY name LIMIT 1000');
    return rows;
  }

  override async setRoute(route: Route, act: Act): Promise<void> {
    await this.changed(act, '', async (client) => {
      const named = [route.channel_id, ...(route.escalate_to === null ? [] : [route.escalate_to])];
      const { rows } = await client.query<{ id: string }>(
        'SELECT id FROM alert_channels WHERE id = ANY($1) AND removed_at IS NULL FOR SHARE',
        [named],
      );
      const missing = named.find((id) => rows.every((row) => row.id !== id));
      if (missing !== undefined) throw new AlertingConflictError('CHANNEL_UNKNOWN', `there is no channel ${missing}`);
      await client.query(
        `INSERT INTO alert_routes (name, channel_id, severities, types, accounts, scopes, quiet, escalate_after_minutes, escalate_to, enabled)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (name) DO UPDATE SET channel_id = excluded.channel_id,
           severities = excluded.severities, types = excluded.types, accounts = excluded.accounts, scopes = excluded.scopes, quiet = excluded.quiet,
           escalate_after_minutes = excluded.escalate_after_minutes, escalate_to = excluded.escalate_to, enabled = excluded.enabled`,
        [
          ...[route.name, route.channel_id, route.severities, route.types, route.accounts, route.scopes],
          ...[route.quiet && JSON.stringify(route.quiet), route.escalate_after_minutes, route.escalate_to, route.enabled],
        ],
      );
      return true;
    });
  }

  override removeRoute(name: string, act: Act): Promise<boolean> {
    return this.changed(act, '', async (client) => {
      const { rowCount } = await client.query('DELETE FROM alert_routes WHERE name = $1', [name]);
      return rowCount === 1;
    });
  }

  override async deliveries({ channel, state, alert }: DeliveryFilter, { limit, cursor }: { limit: number; cursor?: string }) {
    const before = cursor === undefined ? null : placeOf(LISTING, cursor, () => false).seq;
    const { rows } = await poolOf(this.db).query<DeliveryRecord>(
      `SELECT m.*, c.name AS channel_name,
         (SELECT coalesce(json_agg(json_build_object('attempt', d.attempt, 'started_at_ms', extract(epoch FROM d.started_at) * 1000,
            'ended_at_ms', extract(epoch FROM d.ended_at) * 1000, 'outcome', d.outcome, 'status', d.status, 'detail', d.detail,
            'retry_after_ms', d.retry_after_ms) ORDER BY d.attempt), '[]')
          FROM (SELECT * FROM alert_deliveries WHERE message_id = m.id ORDER BY attempt DESC LIMIT 100) d) AS attempts
       FROM alert_messages m JOIN alert_channels c ON c.id = m.channel_id
       WHERE ($1::text IS NULL OR m.channel_id = $1) AND ($2::text IS NULL OR m.state = $2) AND ($3::text IS NULL OR m.alert_id = $3)
         AND ($4::bigint IS NULL OR m.seq < $4) ORDER BY m.seq DESC LIMIT $5`,
      [channel ?? null, state ?? null, alert ?? null, before, limit + 1],
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next_cursor = rows.length > limit && last ? cursorOf(LISTING, { seq: last.seq, value: null }) : null;
    return { rows: shown.map(deliveryOf), next_cursor };
  }

  override async keepTest(message: Message, startedMs: number, attempted: Attempted): Promise<void> {
    const delivered = attempted.outcome === 'delivered';
    await inTransaction(poolOf(this.db), '', async (client) => {
      await insertMessage(client, message);
      await client.query(`UPDATE alert_messages SET state = $2, reason = $3, finished_at = now() WHERE id = $1`, [
        ...[message.id, delivered ? 'delivered' : 'failed', delivered ? '' : attempted.detail],
      ]);
      await client.query(
        `INSERT INTO alert_deliveries (message_id, attempt, started_at, ended_at, outcome, status, detail)
         VALUES ($1, 1, to_timestamp($2::float8 / 1000), now(), $3, $4, $5)`,
        [message.id, startedMs, attempted.outcome, attempted.status, attempted.detail],
      );
      // A test that arrives is proof; one that does not says so to whoever made it.
      if (delivered)
        await client.query(`UPDATE alert_channels SET broken = NULL, failed_in_row = 0, delivered_at = now() WHERE id = $1`, [
          message.channel_id,
        ]);
    });
  }

  override async alert(id: string): Promise<AlertRow | null> {
    const { rows } = await poolOf(this.db).query<AlertRecord>(
      `SELECT ${ALERT_COLUMNS} FROM risk_alerts_counted a WHERE a.id = $1`,
      [id],
    );
    return rows[0] ? alertRowOf(rows[0]) : null;
  }

  override async acknowledgements(alertIds: readonly string[]): Promise<Map<string, Acknowledgement>> {
    const { rows } = await poolOf(this.db).query<AcknowledgementRecord>(
      'SELECT * FROM alert_acknowledgements WHERE alert_id = ANY($1)',
      [alertIds],
    );
    return new Map(rows.map((row) => [row.alert_id, acknowledgementOf(row)]));
  }

  override acknowledge(ack: Acknowledgement, act: Act): Promise<Acknowledgement> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const { rowCount } = await client.query(
        `INSERT INTO alert_acknowledgements (alert_id, actor, via, note, at) VALUES ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
         ON CONFLICT DO NOTHING`,
        [ack.alert_id, ack.actor, ack.via, ack.note, ack.at_ms],
      );
      if (rowCount === 1) {
        await acknowledgeIncidents(client, ack);
        await this.trail.recordIn(client, act);
        return ack;
      }
      const { rows } = await client.query<AcknowledgementRecord>('SELECT * FROM alert_acknowledgements WHERE alert_id = $1', [
        ack.alert_id,
      ]);
      return rows[0] ? acknowledgementOf(rows[0]) : ack;
    });
  }

  private async changed(act: Act, taken: string, work: (client: PoolClient) => Promise<boolean>): Promise<boolean> {
    try {
      return await inTransaction(poolOf(this.db), '', async (client) => {
        const done = await work(client);
        if (done) await this.trail.recordIn(client, act);
        return done;
      });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === UNIQUE_VIOLATION) throw new AlertingConflictError('NAME_TAKEN', taken);
      if (code === FOREIGN_KEY_VIOLATION)
        throw new AlertingConflictError('CHANNEL_UNKNOWN', 'a channel that it names is not there any more');
      throw error;
    }
  }
}

/** Messages ($2: of that alert, $3: or of its breaker's episode) that open or join one incident. */
export const OF_INCIDENT = `(alert_id = $2 OR (alert->>'breaker_id')::bigint = $3::bigint) AND alert->>'alert_type' <> 'CIRCUIT_BREAKER_RESET'`;

/** Each receiver that has an incident of the alert is told that somebody is on it. */
async function acknowledgeIncidents(client: PoolClient, { alert_id, actor, at_ms }: Acknowledgement): Promise<void> {
  const { rows: alerts } = await client.query<{ breaker_id: string | null }>('SELECT breaker_id FROM risk_alerts WHERE id = $1', [
    alert_id,
  ]);
  const { rows } = await client.query<{ channel_id: string; alert: AlertRow }>(
    `SELECT DISTINCT ON (channel_id) channel_id, alert FROM alert_messages
     WHERE channel_id IN (SELECT id FROM alert_channels WHERE settings->>'kind' = $1 AND enabled AND removed_at IS NULL)
       AND kind IN ('alert', 'more', 'escalation') AND state IN ('waiting', 'sending', 'delivered') AND ${OF_INCIDENT}
     ORDER BY channel_id, seq`,
    ['pagerduty', alert_id, alerts[0]?.breaker_id ?? null],
  );
  for (const { channel_id, alert } of rows)
    await insertMessage(client, {
      ...{ id: messageId(alert_id, channel_id, 'acknowledge'), alert_id, channel_id, kind: 'acknowledge', route: '', alert },
      ...{ more: 0, because: `Acknowledged by ${actor}`, escalate_after_minutes: null, escalate_to: null },
      ...{ due_ms: at_ms, created_at_ms: at_ms },
    });
}

export const ALERT_COLUMNS =
  'a.id, a.alert_type, a.severity, a.account, a.symbol, a.message, a.order_id, a.decision_id, a.breaker_id, a.created_at, a.count, a.last_at';

export type AlertRecord = Omit<AlertRow, 'breaker_id' | 'created_at_ms' | 'last_at_ms'> & {
  breaker_id: string | null;
  created_at: Date;
  last_at: Date;
};

export function alertRowOf({ breaker_id, created_at, last_at, ...row }: AlertRecord): AlertRow {
  const times = { created_at_ms: created_at.getTime(), last_at_ms: last_at.getTime() };
  return { ...row, breaker_id: breaker_id === null ? null : integerOf(breaker_id), ...times };
}

type AcknowledgementRecord = Omit<Acknowledgement, 'at_ms'> & { at: Date };
const acknowledgementOf = ({ at, ...row }: AcknowledgementRecord): Acknowledgement => ({ ...row, at_ms: at.getTime() });

interface DeliveryRecord extends Omit<DeliveryRow, 'due_ms' | 'created_at_ms' | 'finished_at_ms'> {
  seq: string;
  due_at: Date;
  created_at: Date;
  finished_at: Date | null;
  attempts: Attempt[];
}

function deliveryOf(record: DeliveryRecord): DeliveryRow {
  const { id, alert_id, channel_id, channel_name, kind, route, state, reason, alert, more, attempts } = record;
  return {
    ...{ id, alert_id, channel_id, channel_name, kind, route, state, reason, alert, more, attempts },
    ...{ due_ms: record.due_at.getTime(), created_at_ms: record.created_at.getTime() },
    finished_at_ms: record.finished_at?.getTime() ?? null,
  };
}
