import type { PoolClient } from 'pg';
import { actOf, Cover, type CoveredRow, isStirred, rowsOf } from '#core/audit/cover.js';
import { actFrom, chained, type ChainedEntry } from '#core/audit/entry.js';
import { actsOf } from '#core/audit/event-acts.js';
import { systemAct } from '#core/audit/entry.js';
import type { Act } from '#core/ports/audit.js';
import type { CopyBatch } from '#core/ports/history-writer.js';
import { integerOf } from './amounts.js';
import { coveredRows } from './audit-rows.js';

/** Where the chain ends, as the row of relay_position says that the transaction has locked. */
export interface AuditPlace {
  audit_seq: string;
  audit_hash: string;
  audit_ms: string;
  audit_n: string;
}
export const AUDIT_PLACE = 'audit_seq, audit_hash, audit_ms, audit_n';

/** Acts of the outbox that are chained in one transaction. */
const ACTS_MAX = 500;

const WRITE = `
  WITH e AS (
    INSERT INTO audit_entries (id, seq, at, actor, action, object, entry, hash)
    SELECT id, seq, at, actor, action, object, entry, hash
    FROM json_to_recordset($1::json) AS r(id text, seq bigint, at timestamptz, actor text, action text, object text, entry text, hash text))
  UPDATE relay_position SET audit_seq = $2, audit_hash = $3, audit_ms = $4, audit_n = $5`;

/**
 * Chains what a batch of the relay did, and what waits in the outbox. Each call runs in the transaction that has the row of relay_position, so two writers
 * never number an entry alike.
 */
export class PostgresAuditChain {
  /** Rows that were copied since the last entry that covers rows; null: read them first. */
  private cover: Cover | null = null;

  constructor(private readonly now: () => number = Date.now) {}

  /** What is remembered may not have been committed. */
  forget(): void {
    this.cover = null;
  }

  /** One entry for each event that changes more than an order, and when it is due one that covers the rows. Returns what to call after the commit. */
  async append(client: PoolClient, place: AuditPlace, batch: CopyBatch, fills: ReadonlySet<string>): Promise<() => void> {
    const nowMs = this.now();
    const cover = await this.coverAfter(client, place, batch);
    for (const row of rowsOf(batch, fills)) cover.add(row);
    const acts = batch.events.flatMap(({ event }) => actsOf(event));
    for (const { n, fault, at_ms } of batch.unreadable)
      acts.push({ ...systemAct('log.line_set_aside', `event:${n}`, at_ms * 1000, 'relay'), outcome: 'refused', reason: fault });
    const due = cover.isDue(isStirred(batch), nowMs);
    const upTo = due ? cover.upTo : integerOf(place.audit_n);
    if (due) acts.push(actOf(cover.covered(), nowMs * 1000));
    if (acts.length > 0) await this.write(client, place, acts, upTo);
    return () => {
      this.cover = due ? new Cover(upTo, nowMs) : cover;
    };
  }

  /** Chains acts of the outbox; how many. */
  async drain(client: PoolClient, place: AuditPlace): Promise<number> {
    const { rows } = await client.query<{ id: string; act: unknown; at_ms: string }>({
      name: 'bw-audit-outbox',
      text: `WITH gone AS (DELETE FROM audit_outbox WHERE id IN (SELECT id FROM audit_outbox ORDER BY id LIMIT ${ACTS_MAX}) RETURNING id, act, at)
        SELECT id, act, floor(extract(epoch FROM at) * 1000)::bigint AS at_ms FROM gone ORDER BY id`,
    });
    if (rows.length > 0)
      await this.write(
        client,
        place,
        rows.map(({ id, act, at_ms }) => actFrom(act, id, integerOf(at_ms))),
        integerOf(place.audit_n),
      );
    return rows.length;
  }

  private async coverAfter(client: PoolClient, place: AuditPlace, { events, unreadable }: CopyBatch): Promise<Cover> {
    const first = Math.min(events[0]?.n ?? Infinity, unreadable[0]?.n ?? Infinity);
    if (this.cover?.upTo === first - 1) return this.cover.copy();
    const after = integerOf(place.audit_n);
    const cover = new Cover(after, this.now());
    let row: CoveredRow;
    for await (const page of coveredRows(client, after, first - 1)) for (row of page) cover.add(row);
    return cover;
  }

  private async write(client: PoolClient, place: AuditPlace, acts: readonly Act[], upTo: number): Promise<void> {
    // Ids sort as the chain does, so that a month that is dropped is one piece of it, also where a clock goes back.
    const ms = Math.max(this.now(), integerOf(place.audit_ms));
    const entries = chained(acts, { seq: integerOf(place.audit_seq), hash: place.audit_hash });
    const last = entries.at(-1);
    if (!last) return;
    const rows = entries.map((entry) => rowOf(entry, ms));
    await client.query({
      name: 'bw-audit-entries',
      text: WRITE,
      values: [JSON.stringify(rows), last.entry.seq, last.hash, ms, upTo],
    });
  }
}

const SEQ_DIGITS = 12;

export const entryId = (ms: number, seq: number): string =>
  `${String(ms).padStart(13, '0')}-${String(seq).padStart(SEQ_DIGITS, '0')}`;

function rowOf({ entry, text, hash }: ChainedEntry, ms: number): object {
  const { seq, at, actor, action, object } = entry;
  return { id: entryId(ms, seq), seq, at, actor: actor.id, action, object, entry: text, hash };
}
