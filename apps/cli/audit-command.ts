import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { PostgresAuditLedger } from '#adapters/postgres/audit-ledger.js';
import { type PostgresAuditSource, withAuditSource } from '#adapters/postgres/audit-source.js';
import { PostgresAuditTrail } from '#adapters/postgres/audit-trail.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import { inTransaction } from '#adapters/postgres/transaction.js';
import { isDay } from '#core/model/exchange-day.js';
import { canonical } from '#core/audit/canonical.js';
import { AuditFault, checkAudit } from '#core/audit/check-audit.js';
import { originOf } from '#core/audit/checkpoint.js';
import { systemAct } from '#core/audit/entry.js';
import type { Act } from '#core/ports/audit.js';
import { UsageError } from './usage-error.js';

const USAGE = 'audit export [--from DATE|N] [--to DATE|N] --out FOLDER, or audit verify';
const DAY_MS = 86_400_000;

/** `audit export` and `audit verify`. Reads PostgreSQL and nothing else, and leaves an act of itself. Throws UsageError, and with what is found. */
export async function auditCommand(verb: string, args: string[]): Promise<void> {
  if (verb === 'export') {
    const asked = readExport(args);
    return withDatabase((db) => exportAudit(db, asked));
  }
  if (verb !== 'verify' || args.length > 0) throw new UsageError(USAGE);
  return withDatabase(verifyAudit);
}

async function withDatabase(work: (db: DataSource) => Promise<void>): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new UsageError('DATABASE_URL is not set, and no Breakwater runs here by npm start');
  const options = { applicationName: 'breakwater-audit', poolSize: 2, statementTimeoutMs: 0 };
  const db = await createDataSource(url, options).initialize();
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

const origin = () => originOf(process.env['BREAKWATER_SHARD'] ?? 'main');

function act(action: string, object: string): Act {
  const actor = { id: userInfo().username, kind: 'person', via: 'cli', ip_ref: null, strength: 'none' } as const;
  return { ...systemAct(action, object, Date.now() * 1000), actor };
}

// ---- verify ----

async function verifyAudit(db: DataSource): Promise<void> {
  const began = performance.now();
  const ledger = new PostgresAuditLedger(db);
  const trail = new PostgresAuditTrail(db);
  try {
    const checked = await withAuditSource(db, (source) => checkAudit(source, origin()));
    const { from_seq, to_seq, entries, rows, checkpoints, dropped, uncovered } = checked;
    await ledger.keepCheck({ by: 'cli', from_seq, to_seq, entries, rows, finding: null });
    await trail.record({ ...act('audit.verified', `entries:${from_seq}-${to_seq}`), after: checked });
    const lines = [
      entries === 0
        ? 'there is no entry yet'
        : `entries ${from_seq} to ${to_seq} follow from each other; ${checkpoints} checkpoints hold`,
      `${rows} rows of decisions, events and fills are as they were when they were written`,
    ];
    if (dropped > 0) lines.push(`rows of ${dropped} events were dropped with their months and are not compared`);
    if (uncovered > 0) lines.push(`${uncovered} events are not covered yet; an entry follows within ten seconds`);
    const unsigned = (await ledger.lastCheckpoint())?.size ?? 0;
    if (unsigned < to_seq) lines.push(`entries after ${unsigned} are not signed yet; a checkpoint follows within a minute`);
    console.log([...lines, `nothing differs (${((performance.now() - began) / 1000).toFixed(1)} s)`].join('\n'));
  } catch (error) {
    if (!(error instanceof AuditFault)) throw error;
    const to_seq = (await ledger.head()).seq;
    await ledger.keepCheck({ by: 'cli', from_seq: 0, to_seq, entries: 0, rows: 0, finding: error.message });
    await trail.record({ ...act('audit.verified', 'audit'), outcome: 'failed', reason: error.message });
    throw error;
  }
}

// ---- export ----

interface Asked {
  from: string | null;
  to: string | null;
  out: string;
}

const PLACE = /^(?:\d{1,15}|\d{4}-\d{2}-\d{2})$/;

function readExport(args: string[]): Asked {
  let values: { from?: string; to?: string; out?: string };
  try {
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({ args, options: { from: text, to: text, out: text } }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { from = null, to = null, out = '' } = values;
  for (const place of [from, to])
    if (place !== null && !(PLACE.test(place) && (isDay(place) || !place.includes('-'))))
      throw new UsageError(`'${place}' is neither the number of an entry nor a date (UTC) such as 2026-11-25`);
  if (out === '') throw new UsageError('--out must name a folder that is not there yet');
  return { from, to, out };
}

/** The number of an entry; of a day the first entry since it began, or (`days` 1) the last one before the next. */
async function seqOf(source: PostgresAuditSource, place: string, days: 0 | 1): Promise<number> {
  if (!place.includes('-')) return Number(place);
  return (await source.firstSince(Date.parse(place) + days * DAY_MS)) - days;
}

async function exportAudit(db: DataSource, { from, to, out }: Asked): Promise<void> {
  const part = `${out}.part`;
  await mkdir(part).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(error.code === 'EEXIST' ? `${part} is there already: an export broke off; remove it` : error.message);
  });
  try {
    const span = await withAuditSource(db, async (source) => {
      const first = from === null ? 1 : await seqOf(source, from, 0);
      const last = to === null ? null : await seqOf(source, to, 1);
      return writeExport(source, part, first, last);
    });
    // An empty folder of that name is replaced; one that holds something is not.
    await rename(part, out).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`--out ${out} cannot be written: ${error.message}`);
    });
    const object = `entries:${span.first}-${span.last}`;
    await inTransaction(poolOf(db), '', async (client) => {
      const done = act('audit.exported', object);
      await client.query('INSERT INTO audit_exports (from_seq, to_seq, actor) VALUES ($1, $2, $3)', [
        ...[span.first, span.last, done.actor.id],
      ]);
      await new PostgresAuditTrail(db).recordIn(client, done);
    });
    console.log(`${out}: entries ${span.first} to ${span.last}, ${span.checkpoints} checkpoints, ${span.keys} keys`);
    console.log(`check it anywhere: node verify-audit.mjs ${out}   (tools/verify-audit.mjs, docs/audit.md)`);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

interface Exported {
  first: number;
  last: number;
  checkpoints: number;
  keys: number;
}

/** `entries.ndjson`, `checkpoints.ndjson`, `keys.json`. `to` null: to the end, and then with every checkpoint, so that a cut end is found. */
async function writeExport(source: PostgresAuditSource, folder: string, from: number, to: number | null): Promise<Exported> {
  const entries = new Lines(join(folder, 'entries.ndjson'));
  let [first, last] = [0, 0];
  for await (const page of source.entries(from, to ?? Number.MAX_SAFE_INTEGER)) {
    first ||= page[0]?.seq ?? 0;
    last = page.at(-1)?.seq ?? last;
    await entries.write(page.map(({ entry, hash }) => canonical({ ...(JSON.parse(entry) as object), hash })));
  }
  await entries.end();
  if (first === 0) throw new UsageError('there is no entry in that range');
  const checkpoints = new Lines(join(folder, 'checkpoints.ndjson'));
  let count = 0;
  for await (const page of source.checkpoints()) {
    const within = page.filter(({ size }) => size >= first - 1 && (to === null || size <= last));
    count += within.length;
    await checkpoints.write(within.map(({ size, note }) => canonical({ size, note })));
  }
  await checkpoints.end();
  const keys = await source.keys();
  await writeFile(join(folder, 'keys.json'), `${JSON.stringify({ origin: origin(), keys }, null, 2)}\n`);
  return { first, last, checkpoints: count, keys: keys.length };
}

/** Lines of a file of any length. */
class Lines {
  private readonly stream: WriteStream;
  private failed: Error | null = null;

  constructor(file: string) {
    this.stream = createWriteStream(file);
    this.stream.on('error', (error) => (this.failed = error));
  }

  async write(lines: string[]): Promise<void> {
    if (this.failed) throw this.failed;
    if (lines.length > 0 && !this.stream.write(`${lines.join('\n')}\n`)) await once(this.stream, 'drain');
  }

  async end(): Promise<void> {
    this.stream.end();
    await once(this.stream, 'close');
    if (this.failed) throw this.failed;
  }
}
