import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { foldLine } from '#core/gate/fold.js';
import { type Snapshot, restoreClient, restoreSnapshot, takeSnapshot } from '#core/gate/snapshot.js';
import {
  CLIENT_IDS_KEPT_US,
  CLIENT_IDS_MAX,
  clientKey,
  type CompileRules,
  type GateState,
  positionOf,
} from '#core/gate/state.js';
import { stateHash } from '#core/gate/state-hash.js';
import { StateStore } from '#core/ports/state-store.js';
import { integerOf } from './amounts.js';
import { poolOf } from './data-source.js';
import { importVersion1 } from './import-version-1.js';
import { inTransaction } from './transaction.js';

const ONE_MOMENT = 'ISOLATION LEVEL REPEATABLE READ READ ONLY';
const CHUNK = 20_000;
/** Snapshots kept, besides the first one of each day. */
const KEPT = 3;

/** The state as PostgreSQL has it: the newest snapshot, client ids out of the orders, and the events after the snapshot. */
export class PostgresStateStore extends StateStore {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async load(compile: CompileRules): Promise<GateState> {
    return inTransaction(poolOf(this.db), ONE_MOMENT, async (client) => {
      const n = await copiedTo(client);
      const snapshot = await newestSnapshot(client, n);
      if (!snapshot) {
        const imported = await importVersion1(client, compile);
        return foldTo(client, imported, n);
      }
      const state = restoreSnapshot(snapshot, compile);
      await restoreClients(client, state, snapshot.clock_us);
      return foldTo(client, state, n);
    });
  }

  override async shutOutRelay(): Promise<void> {
    await poolOf(this.db).query('UPDATE relay_position SET epoch = epoch + 1');
  }

  override async save(state: GateState): Promise<void> {
    const text = JSON.stringify(takeSnapshot(state));
    const pool = poolOf(this.db);
    await pool.query('INSERT INTO gate_snapshots (n, position, hash, state) VALUES ($1, $2, $3, $4) ON CONFLICT (n) DO NOTHING', [
      state.n,
      positionOf(state),
      stateHash(state),
      text,
    ]);
    await pool.query(
      `DELETE FROM gate_snapshots WHERE n NOT IN (SELECT n FROM gate_snapshots ORDER BY n DESC LIMIT ${KEPT})
         AND n NOT IN (SELECT min(n) FROM gate_snapshots GROUP BY taken_at::date)`,
    );
  }
}

async function copiedTo(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ n: string }>('SELECT n FROM relay_position');
  if (!rows[0]) throw new Error('relay_position has no row: the migrations were not run');
  return integerOf(rows[0].n);
}

async function newestSnapshot(client: PoolClient, n: number): Promise<Snapshot | null> {
  const { rows } = await client.query<{ state: string }>(
    'SELECT state FROM gate_snapshots WHERE n <= $1 ORDER BY n DESC LIMIT 1',
    [n],
  );
  return rows[0] ? (JSON.parse(rows[0].state) as Snapshot) : null;
}

interface ClientRow {
  seq: string;
  account: string;
  client_order_id: string;
  order_id: string;
  content_hash: string;
  at_us: string;
}

/**
 * Client ids of the orders that the snapshot has seen, oldest first: of the last 24 hours and at most the newest two million. An order that was refused
 * by rate alone left its id free.
 */
async function restoreClients(client: PoolClient, state: GateState, clockUs: number): Promise<void> {
  const { rows } = await client.query<{ first: string | null }>(
    `SELECT greatest(
       (SELECT min(seq) FROM orders WHERE received_at > to_timestamp($1::float8 / 1e6)),
       (SELECT max(seq) FROM orders) - ${CLIENT_IDS_MAX}) AS first`,
    [clockUs - CLIENT_IDS_KEPT_US],
  );
  let after = rows[0]?.first === null || rows[0] === undefined ? null : String(BigInt(rows[0].first) - 1n);
  while (after !== null) {
    const page: { rows: ClientRow[] } = await client.query<ClientRow>({
      name: 'bw-clients',
      text: `SELECT seq, account, client_order_id, order_id, body_hash AS content_hash, (extract(epoch FROM received_at) * 1000000)::bigint AS at_us
             FROM orders WHERE seq > $1 AND body_hash <> '' AND (status <> 'REJECTED' OR broker_order_id IS NOT NULL
               OR reason NOT IN ('RATE_LIMIT_EXCEEDED', 'RATE_BURST_EXCEEDED'))
             ORDER BY seq LIMIT ${CHUNK}`,
      values: [after],
    });
    for (const row of page.rows) {
      const at_us = Number(row.at_us);
      if (at_us > clockUs || at_us <= clockUs - CLIENT_IDS_KEPT_US) continue;
      const entry = { order_id: row.order_id, content_hash: Number(row.content_hash), at_us };
      restoreClient(state, clientKey(row.account, row.client_order_id), entry);
    }
    after = page.rows.length < CHUNK ? null : (page.rows.at(-1)?.seq ?? null);
  }
}

/** Folds what PostgreSQL has after the state, up to `n`. Throws when an event is missing. */
async function foldTo(client: PoolClient, state: GateState, n: number): Promise<GateState> {
  while (state.n < n) {
    const { rows } = await client.query<{ n: string; line: string }>({
      name: 'bw-lines',
      text: LINES,
      values: [state.n, Math.min(state.n + CHUNK, n)],
    });
    for (const row of rows) {
      if (Number(row.n) !== state.n + 1)
        throw new Error(`PostgreSQL has event ${row.n} after ${state.n}: what lies between is missing`);
      foldLine(state, row.line);
    }
    if (rows.length === 0) throw new Error(`PostgreSQL has no event ${state.n + 1} although the relay copied up to ${n}`);
  }
  return state;
}

/** Events $1 < n <= $2 in their order, from where each kind is kept. */
export const LINES = `
  SELECT n, line FROM decisions WHERE n > $1 AND n <= $2
  UNION ALL SELECT n, line FROM gate_events WHERE n > $1 AND n <= $2
  UNION ALL SELECT n, line FROM gate_unreadable WHERE n > $1 AND n <= $2
  ORDER BY n`;
