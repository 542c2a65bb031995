import type { DataSource } from 'typeorm';
import { type BreakerEvent, BreakerEvents } from '#core/ports/breaker-events.js';
import type { Closing, Episode, ModeChange } from '#core/ports/breaker-workflows.js';
import type { BreakerMode, BreakerTrigger } from '#core/gate/event.js';
import { integerOf, moneyOf } from './amounts.js';
import { poolOf } from './pool.js';

interface EventRow {
  seq: string;
  event: 'TRIPPED' | 'CAUSE' | 'MODE' | 'RESET';
  breaker_id: string;
  scope: string;
  mode: BreakerMode | null;
  trigger_type: BreakerTrigger | null;
  trigger_value: string | null;
  threshold: string | null;
  actor: string;
  reason: string;
  source: string;
  at: Date;
  expires_at: Date | null;
}

const COLUMNS =
  'e.seq, e.event, e.breaker_id, e.scope, e.mode, e.trigger_type, e.trigger_value, e.threshold, e.actor, e.reason, e.source, e.at, e.expires_at';

/** A trip, a further cause and a change of mode each say the mode from then on. */
const MODE_NOW = `(SELECT m.mode FROM circuit_breaker_events m WHERE m.breaker_id = e.breaker_id AND m.mode IS NOT NULL ORDER BY m.seq DESC LIMIT 1)`;

export class PostgresBreakerEvents extends BreakerEvents {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async unannounced(limit: number): Promise<BreakerEvent[]> {
    const { rows } = await poolOf(this.db).query<EventRow>(
      `SELECT ${COLUMNS} FROM circuit_breaker_events e WHERE e.seq > (SELECT last_seq FROM breaker_announcements) ORDER BY e.seq LIMIT $1`,
      [limit],
    );
    return rows.map(eventOf);
  }

  override async announced(seq: number): Promise<void> {
    await poolOf(this.db).query('UPDATE breaker_announcements SET last_seq = $1, updated_at = now() WHERE last_seq < $1', [seq]);
  }

  override async closingOf(breakerId: number): Promise<Closing | null> {
    const { rows } = await poolOf(this.db).query<EventRow>(
      `SELECT ${COLUMNS} FROM circuit_breaker_events e WHERE e.breaker_id = $1 AND e.event = 'RESET' ORDER BY e.seq LIMIT 1`,
      [breakerId],
    );
    return rows[0] ? closingOf(rows[0]) : null;
  }

  override async open(): Promise<Episode[]> {
    const { rows } = await poolOf(this.db).query<EventRow>(
      `SELECT ${COLUMNS.replace('e.mode', `${MODE_NOW} AS mode`)} FROM circuit_breaker_events e WHERE e.event = 'TRIPPED'
         AND NOT EXISTS (SELECT FROM circuit_breaker_events r WHERE r.breaker_id = e.breaker_id AND r.event = 'RESET') ORDER BY e.seq`,
    );
    return rows.map(episodeOf);
  }
}

function eventOf(row: EventRow): BreakerEvent {
  const seq = integerOf(row.seq);
  switch (row.event) {
    case 'TRIPPED':
      return { seq, kind: 'TRIPPED', episode: episodeOf(row) };
    case 'CAUSE': {
      const { tripped_at_ms, ...cause } = episodeOf(row);
      return { seq, kind: 'CAUSE', cause: { ...cause, at_ms: tripped_at_ms } };
    }
    case 'MODE':
      return { seq, kind: 'MODE', change: changeOf(row) };
    case 'RESET':
      return { seq, kind: 'RESET', closing: closingOf(row) };
    default:
      return row.event satisfies never;
  }
}

function episodeOf(row: EventRow): Episode {
  return {
    breaker_id: integerOf(row.breaker_id),
    scope: row.scope,
    mode: row.mode ?? 'halt',
    trigger_type: row.trigger_type ?? 'MANUAL',
    trigger_value: moneyOf(row.trigger_value ?? '0'),
    threshold: moneyOf(row.threshold ?? '0'),
    actor: row.actor,
    reason: row.reason,
    tripped_at_ms: row.at.getTime(),
    expires_at_ms: row.expires_at?.getTime() ?? null,
  };
}

function changeOf({ breaker_id, scope, mode, actor, reason, at }: EventRow): ModeChange {
  return { breaker_id: integerOf(breaker_id), scope, mode: mode ?? 'halt', actor, reason, at_ms: at.getTime() };
}

function closingOf(row: EventRow): Closing {
  const { scope, actor, reason, source } = row;
  return { breaker_id: integerOf(row.breaker_id), scope, actor, reason, source: source || 'api', closed_at_ms: row.at.getTime() };
}
