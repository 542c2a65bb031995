import type { PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { AnnouncedKey, Checkpoint } from '#core/audit/checkpoint.js';
import type { CoveredRow } from '#core/audit/cover.js';
import { AuditSource, type AuditSpan, type EntryRow } from '#core/ports/audit-source.js';
import { integerOf } from './amounts.js';
import { coveredRows } from './audit-rows.js';
import { poolOf } from './pool.js';
import { MONTHS_LOCK } from './history-months.js';
import { inTransaction } from './transaction.js';

const PAGE = 2000;

/** Does `work` with the audit as PostgreSQL has it at one moment. Give it a DataSource without time limits: years take minutes. */
export async function withAuditSource<T>(db: DataSource, work: (source: PostgresAuditSource) => Promise<T>): Promise<T> {
  return inTransaction(poolOf(db), 'ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock_shared($1) AS free', [MONTHS_LOCK]);
    if (rows[0]?.free !== true) throw new Error('a month of the history is being dropped at this moment: try again');
    // Ranges by number are read by their index, however old the statistics are.
    await client.query('SET LOCAL enable_seqscan = off');
    return work(new PostgresAuditSource(client));
  });
}

export class PostgresAuditSource extends AuditSource {
  constructor(private readonly client: PoolClient) {
    super();
  }

  override async span(): Promise<AuditSpan> {
    const [row] = await this.read<{ n: string; audit_seq: string; audit_hash: string; audit_n: string; dropped: string }>(
      `SELECT n, audit_seq, audit_hash, audit_n, coalesce((SELECT max(before_n) FROM dropped_months), 0) AS dropped FROM relay_position`,
    );
    if (!row) throw new Error('relay_position has no row: the migrations were not run');
    return {
      head: { seq: integerOf(row.audit_seq), hash: row.audit_hash },
      n: integerOf(row.n),
      covered_n: integerOf(row.audit_n),
      dropped_before_n: integerOf(row.dropped),
    };
  }

  override async keys(): Promise<AnnouncedKey[]> {
    const rows = await this.read<Omit<AnnouncedKey, 'announced_at_ms'> & { announced_at: Date }>(
      'SELECT key_id, public_key, signed_by, signature, announced_at FROM audit_keys ORDER BY seq',
    );
    return rows.map(({ announced_at, ...key }) => ({ ...key, announced_at_ms: announced_at.getTime() }));
  }

  override async *checkpoints(): AsyncGenerator<Checkpoint[]> {
    let after = { size: '-1', seq: '0' };
    for (;;) {
      const rows = await this.read<{ seq: string; size: string; head: string; note: string }>(
        `SELECT seq, size, head, note FROM audit_checkpoints WHERE (size, seq) > ($1, $2) ORDER BY size, seq LIMIT ${PAGE}`,
        [after.size, after.seq],
      );
      const last = rows.at(-1);
      if (!last) return;
      after = last;
      yield rows.map(({ size, head, note }) => ({ size: integerOf(size), head, note }));
    }
  }

  override async *entries(from: number, to: number): AsyncGenerator<EntryRow[]> {
    type Row = Omit<EntryRow, 'seq' | 'at_us'> & { seq: string; at_us: string };
    const [first] = await this.read<{ id: string | null }>('SELECT min(id) AS id FROM audit_entries WHERE seq >= $1', [from]);
    let [id, includes] = [first?.id ?? null, true];
    while (id !== null) {
      const rows: Row[] = await this.read<Row>(
        `SELECT id, seq, (extract(epoch FROM at) * 1000000)::bigint AS at_us, actor, action, object, entry, hash FROM audit_entries
         WHERE id ${includes ? '>=' : '>'} $1 ORDER BY id LIMIT ${PAGE}`,
        [id],
      );
      const page = rows.map((row) => ({ ...row, seq: integerOf(row.seq), at_us: integerOf(row.at_us) }));
      const within = page.filter(({ seq }) => seq <= to);
      if (within.length > 0) yield within;
      if (within.length < page.length) return;
      id = rows.at(-1)?.id ?? null;
      includes = false;
    }
  }

  /** Number of the first entry that was chained at or after that moment; one past the last when there is none. */
  async firstSince(ms: number): Promise<number> {
    const [row] = await this.read<{ seq: string }>(
      `SELECT coalesce((SELECT seq FROM audit_entries WHERE id >= $1 ORDER BY id LIMIT 1), (SELECT audit_seq + 1 FROM relay_position)) AS seq`,
      [String(ms).padStart(13, '0')],
    );
    return integerOf(row?.seq ?? '0');
  }

  override async *rows(afterN: number, upToN: number): AsyncGenerator<CoveredRow[]> {
    yield* coveredRows(this.client, afterN, upToN);
  }

  override async stray({ n }: AuditSpan, firstN: number): Promise<string | null> {
    const [beyond] = await this.read<{ place: string }>(
      `SELECT 'decision ' || decision_id AS place FROM decisions WHERE n > $1 OR n < 1
       UNION ALL SELECT 'event ' || id FROM gate_events WHERE n > $1 OR n < 1 LIMIT 1`,
      [n],
    );
    if (beyond) return `${beyond.place} has a number that the relay did not copy`;
    const [first] = await this.read<{ id: string }>('SELECT id FROM gate_events WHERE n >= $1 ORDER BY n LIMIT 1', [firstN]);
    if (!first) return null;
    const ms = Number(first.id.split('-')[0]);
    const [unnumbered] = await this.read<{ decision_id: string }>(
      'SELECT decision_id FROM decisions WHERE n IS NULL AND reserved_at >= to_timestamp($1::float8 / 1000) LIMIT 1',
      [ms],
    );
    if (unnumbered) return `decision ${unnumbered.decision_id} has no number: no event made it`;
    const [fill] = await this.read<{ execution_id: string; log_id: string }>(
      `SELECT execution_id, log_id FROM fills f WHERE log_id >= $1
         AND NOT EXISTS (SELECT FROM gate_events e WHERE e.id = f.log_id AND e.type = 'EXECUTION_APPLIED') LIMIT 1`,
      [String(ms)],
    );
    return fill ? `fill ${fill.execution_id} names event ${fill.log_id}, which is no report of the broker` : null;
  }

  private async read<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(text, values)).rows;
  }
}
