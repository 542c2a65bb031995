import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { foldLine, StateDivergedError } from '#core/gate/fold.js';
import { type Snapshot, restoreSnapshot, snapshotInSteps } from '#core/gate/snapshot.js';
import { type CompileRules, type GateState, positionOf } from '#core/gate/state.js';
import { stateHash } from '#core/gate/state-hash.js';
import { StateStore } from '#core/ports/state-store.js';
import { integerOf } from './amounts.js';
import { restoreClients } from './client-ids.js';
import { poolOf } from './pool.js';
import { importVersion1 } from './import-version-1.js';
import { pagesOf } from './pages.js';
import { inTransaction } from './transaction.js';

const ONE_MOMENT = 'ISOLATION LEVEL REPEATABLE READ READ ONLY';
const PAGE = 5000;
/** Snapshots kept, besides the first one of each day. */
const KEPT = 3;

/** The state as PostgreSQL has it: the newest snapshot, client ids out of the decisions, and the events after the snapshot. */
export class PostgresStateStore extends StateStore {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async load(compile: CompileRules): Promise<GateState> {
    await this.begin(compile);
    return inTransaction(poolOf(this.db), ONE_MOMENT, async (client) => {
      const n = await copiedTo(client);
      const state = await loadSnapshot(client, compile, n);
      return foldTo(client, state, n);
    });
  }

  override async shutOutRelay(): Promise<void> {
    await poolOf(this.db).query('UPDATE relay_position SET epoch = epoch + 1');
  }

  override async save(state: GateState): Promise<void> {
    const pool = poolOf(this.db);
    await insertSnapshot(pool, state);
    await pool.query(
      `DELETE FROM gate_snapshots WHERE n NOT IN (SELECT n FROM gate_snapshots ORDER BY n DESC LIMIT ${KEPT})
         AND n NOT IN (SELECT min(n) FROM gate_snapshots GROUP BY taken_at::date)`,
    );
  }

  /**
   * The first state of all, of version 1's tables or of what the migrations seed, is made once and kept: the tables change with the first event, and every
   * process must begin from the same.
   */
  private async begin(compile: CompileRules): Promise<void> {
    const pool = poolOf(this.db);
    if (await hasSnapshot(pool)) return;
    await inTransaction(pool, 'ISOLATION LEVEL REPEATABLE READ', async (client) => {
      // The lock comes before the first look: who waited for it sees what the other one made.
      await client.query('LOCK TABLE gate_snapshots IN SHARE ROW EXCLUSIVE MODE');
      if (await hasSnapshot(client)) return;
      const n = await copiedTo(client);
      if (n > 0)
        throw new Error(`PostgreSQL has ${n} events and no snapshot of the state before them: gate_snapshots was emptied`);
      await insertSnapshot(client, await importVersion1(client, compile));
    });
  }
}

type Queries = Pick<PoolClient, 'query'>;

async function hasSnapshot(client: Queries): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>('SELECT EXISTS (SELECT FROM gate_snapshots) AS some');
  return rows[0]?.some === true;
}

/** Nobody changes the state meanwhile. */
async function insertSnapshot(client: Queries, state: GateState): Promise<void> {
  const steps = snapshotInSteps(state);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) await nextTurn();
  const { hash, text } = step.value;
  await client.query('INSERT INTO gate_snapshots (n, position, hash, state) VALUES ($1, $2, $3, $4) ON CONFLICT (n) DO NOTHING', [
    state.n,
    positionOf(state),
    hash,
    text,
  ]);
}

async function copiedTo(client: Queries): Promise<number> {
  const { rows } = await client.query<{ n: string }>('SELECT n FROM relay_position');
  if (!rows[0]) throw new Error('relay_position has no row: the migrations were not run');
  return integerOf(rows[0].n);
}

/** The newest state that was kept at or before event `n`, with its client ids. Throws StateDivergedError when it does not have the hash that it had. */
export async function loadSnapshot(client: Queries, compile: CompileRules, n: number): Promise<GateState> {
  const { rows } = await client.query<{ n: string; hash: string; state: string }>(
    'SELECT n, hash, state FROM gate_snapshots WHERE n <= $1 ORDER BY n DESC LIMIT 1',
    [n],
  );
  const row = rows[0];
  if (!row) throw new Error(`no snapshot of the state at or before event ${n} is kept`);
  const state = restoreSnapshot(JSON.parse(row.state) as Snapshot, compile);
  await restoreClients(client, state);
  const hash = stateHash(state);
  if (hash !== row.hash)
    throw new StateDivergedError(
      `the state of the snapshot at event ${row.n} has the hash ${hash}, it had ${row.hash} when it was kept`,
    );
  return state;
}

/** Folds what PostgreSQL has after the state, up to `n`. Throws when an event is missing. */
async function foldTo(client: Queries, state: GateState, n: number): Promise<GateState> {
  const read = (after: number, upTo: number) =>
    client.query<[string, string]>({ name: 'bw-lines', text: LINES, values: [after, upTo], rowMode: 'array' });
  for await (const rows of pagesOf(read, state.n, n, PAGE))
    for (const [number, line] of rows) {
      if (Number(number) !== state.n + 1)
        throw new Error(`PostgreSQL has event ${number} after ${state.n}: what lies between is missing`);
      foldLine(state, line);
    }
  if (state.n !== n) throw new Error(`PostgreSQL has no event ${state.n + 1} although the relay copied up to ${n}`);
  return state;
}

/** Events $1 < n <= $2 in their order, from where each kind is kept. */
const LINES = `
  SELECT n, line FROM decisions WHERE n > $1 AND n <= $2
  UNION ALL SELECT n, line FROM gate_events WHERE n > $1 AND n <= $2
  UNION ALL SELECT n, line FROM gate_unreadable WHERE n > $1 AND n <= $2
  ORDER BY n`;
