import type { DataSource } from 'typeorm';
import type { AnnouncedKey, Checkpoint } from '#core/audit/checkpoint.js';
import { type ChainHead, type Entry, systemAct } from '#core/audit/entry.js';
import {
  type AuditCheck,
  AuditLedger,
  type CheckpointCause,
  type EntryFilter,
  type KeptCheckpoint,
  type ListedEntry,
} from '#core/ports/audit-ledger.js';
import type { Page, PageRequest } from '#core/ports/history.js';
import { integerOf } from './amounts.js';
import { PostgresAuditTrail } from './audit-trail.js';
import { cursorOf, placeOf } from './cursor.js';
import { poolOf } from './pool.js';
import { inTransaction } from './transaction.js';

const PAGE_MAX = 500;
const ID = /^\d{13}-\d{12}$/;

interface CheckpointRow {
  seq: string;
  size: string;
  head: string;
  cause: CheckpointCause;
  note: string;
  at: Date;
}

export class PostgresAuditLedger extends AuditLedger {
  private readonly trail: PostgresAuditTrail;

  constructor(private readonly db: DataSource) {
    super();
    this.trail = new PostgresAuditTrail(db);
  }

  override async head(): Promise<ChainHead> {
    const { rows } = await this.pool.query<{ seq: string; hash: string }>(
      'SELECT audit_seq AS seq, audit_hash AS hash FROM relay_position',
    );
    if (!rows[0]) throw new Error('relay_position has no row: the migrations were not run');
    return { seq: integerOf(rows[0].seq), hash: rows[0].hash };
  }

  override async entries(filter: EntryFilter, { limit, cursor }: PageRequest): Promise<Page<ListedEntry>> {
    const values: unknown[] = [];
    const where: string[] = [];
    const given = (condition: string, value: unknown) => {
      values.push(value);
      where.push(condition.replace('?', `$${values.length}`));
    };
    if (!filter.copied) where.push(`action <> 'history.copied'`);
    if (filter.actor !== undefined) given('actor = ?', filter.actor);
    if (filter.action !== undefined) given('action = ?', filter.action);
    if (filter.object !== undefined) given('starts_with(object, ?)', filter.object);
    if (filter.from_ms !== undefined) given('at >= ?', new Date(filter.from_ms));
    if (filter.to_ms !== undefined) given('at < ?', new Date(filter.to_ms));
    if (cursor !== undefined) given('id < ?', placeOf('audit', cursor, (text) => ID.test(text)).value);
    const take = Math.max(1, Math.min(limit, PAGE_MAX));
    const { rows } = await this.pool.query<{ id: string; seq: string; entry: string; hash: string }>(
      `SELECT id, seq, entry, hash FROM audit_entries ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY id DESC LIMIT ${take + 1}`,
      values,
    );
    const last = rows.length > take ? rows[take - 1] : undefined;
    return {
      rows: rows.slice(0, take).map(({ id, entry, hash }) => ({ id, entry: JSON.parse(entry) as Entry, hash })),
      next_cursor: last ? cursorOf('audit', { seq: last.seq, value: last.id }) : null,
    };
  }

  override async checkpoints({ limit, cursor }: PageRequest): Promise<Page<KeptCheckpoint>> {
    const take = Math.max(1, Math.min(limit, PAGE_MAX));
    const before = cursor === undefined ? String(Number.MAX_SAFE_INTEGER) : placeOf('checkpoints', cursor, () => false).seq;
    const { rows } = await this.pool.query<CheckpointRow>(
      'SELECT seq, size, head, cause, note, at FROM audit_checkpoints WHERE seq < $1 ORDER BY seq DESC LIMIT $2',
      [before, take + 1],
    );
    const last = rows.length > take ? rows[take - 1] : undefined;
    return {
      rows: rows.slice(0, take).map(checkpointOf),
      next_cursor: last ? cursorOf('checkpoints', { seq: last.seq, value: null }) : null,
    };
  }

  override async lastCheckpoint(): Promise<KeptCheckpoint | null> {
    const { rows } = await this.pool.query<CheckpointRow>(
      'SELECT seq, size, head, cause, note, at FROM audit_checkpoints ORDER BY size DESC, seq DESC LIMIT 1',
    );
    return rows[0] ? checkpointOf(rows[0]) : null;
  }

  override async keepCheckpoint({ size, head, note }: Checkpoint, cause: CheckpointCause): Promise<void> {
    await this.pool.query('INSERT INTO audit_checkpoints (size, head, cause, note) VALUES ($1, $2, $3, $4)', [
      size,
      head,
      cause,
      note,
    ]);
  }

  override async keys(): Promise<AnnouncedKey[]> {
    const { rows } = await this.pool.query<Omit<AnnouncedKey, 'announced_at_ms'> & { announced_at: Date }>(
      'SELECT key_id, public_key, signed_by, signature, announced_at FROM audit_keys ORDER BY seq',
    );
    return rows.map(({ announced_at, ...key }) => ({ ...key, announced_at_ms: announced_at.getTime() }));
  }

  override async announceKey(key: Omit<AnnouncedKey, 'announced_at_ms'>): Promise<void> {
    await inTransaction(this.pool, '', async (client) => {
      await client.query('INSERT INTO audit_keys (key_id, public_key, signed_by, signature) VALUES ($1, $2, $3, $4)', [
        ...[key.key_id, key.public_key, key.signed_by, key.signature],
      ]);
      const act = systemAct('audit.key_announced', `key:${key.key_id}`, Date.now() * 1000, 'worker');
      await this.trail.recordIn(client, { ...act, after: key });
    });
  }

  override async lastCheck(): Promise<AuditCheck | null> {
    const { rows } = await this.pool.query<Record<'from_seq' | 'to_seq' | 'entries' | 'rows' | 'by', string> & Row>(
      'SELECT at, by, from_seq, to_seq, entries, rows, finding FROM audit_checks ORDER BY seq DESC LIMIT 1',
    );
    const [row] = rows;
    if (!row) return null;
    const { at, by, finding } = row;
    const [from_seq, to_seq] = [integerOf(row.from_seq), integerOf(row.to_seq)];
    return { at_ms: at.getTime(), by, from_seq, to_seq, entries: integerOf(row.entries), rows: integerOf(row.rows), finding };
  }

  override async keepCheck({ by, from_seq, to_seq, entries, rows, finding }: Omit<AuditCheck, 'at_ms'>): Promise<void> {
    await this.pool.query(
      'INSERT INTO audit_checks (by, from_seq, to_seq, entries, rows, finding) VALUES ($1, $2, $3, $4, $5, $6)',
      [by, from_seq, to_seq, entries, rows, finding],
    );
  }

  private get pool() {
    return poolOf(this.db);
  }
}

interface Row {
  at: Date;
  finding: string | null;
}

const checkpointOf = ({ size, head, cause, note, at }: CheckpointRow): KeptCheckpoint => ({
  ...{ size: integerOf(size), head, cause, note, at_ms: at.getTime() },
});
