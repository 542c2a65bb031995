/** Real PostgreSQL: the audit holds as it was written; whatever row is changed, dropped, swapped, added or cut is found, and named. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg, { type PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { auditSigner, earlierSigner } from '#adapters/config/audit-key.js';
import { PostgresAuditChain } from '#adapters/postgres/audit-chain.js';
import { PostgresAuditLedger } from '#adapters/postgres/audit-ledger.js';
import { PostgresAuditMonths } from '#adapters/postgres/audit-months.js';
import { PostgresAuditSource, withAuditSource } from '#adapters/postgres/audit-source.js';
import { PostgresAuditTrail } from '#adapters/postgres/audit-trail.js';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { poolOf } from '#adapters/postgres/pool.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { PostgresProofSource, withProofSource } from '#adapters/postgres/proof-source.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { inTransaction } from '#adapters/postgres/transaction.js';
import { AuditWatch } from '#core/audit/audit-watch.js';
import { canonical } from '#core/audit/canonical.js';
import { AuditFault, checkAudit } from '#core/audit/check-audit.js';
import { AuditSigner, originOf } from '#core/audit/checkpoint.js';
import { type Entry, sha256, systemAct } from '#core/audit/entry.js';
import { Notary } from '#core/audit/notary.js';
import type { GateState } from '#core/gate/state.js';
import { verify } from '#core/verify/verify.js';
import { complaintInto } from '../factories/complaints.js';
import { compile, dollars } from '../factories/gate-world.js';
import { RandomHistory, randomOf, storeConfigs } from '../factories/random-history.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';
import { setting } from '../factories/setting.js';

const run = promisify(execFile);
const ORIGIN = originOf('main');
const ODD = 'umlaut ü, emoji 😀, line \u2028 and \u0007, quote " and \\';

let database: ScratchDatabase;
let db: DataSource;
let owner: pg.Pool;
let folder: string;
let history: RandomHistory;
let relayed: GateState;
let signer: AuditSigner;

const act = (object: string, told: unknown = null) => ({
  ...systemAct('test.done', object, Date.now() * 1000),
  ...{ reason: ODD, after: told },
});

/** A history in random batches, through two relays that follow each other, with acts and checkpoints between. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-audit-'));
  database = await scratchDatabase();
  db = await connect(database.url, 0);
  const address = new URL(setting('DATABASE_ADMIN_URL'));
  address.pathname = new URL(database.url).pathname;
  owner = new pg.Pool({ connectionString: address.href, max: 1 });
  const [store, trail, ledger] = [new PostgresStateStore(db), new PostgresAuditTrail(db), new PostgresAuditLedger(db)];
  signer = await auditSigner(join(folder, 'key.pem'), ORIGIN);
  await ledger.announceKey({ ...signer.public, signed_by: null, signature: null });
  relayed = await store.load(compile);
  history = RandomHistory.begin(4, await store.load(compile));
  const random = randomOf(14);
  let writer = new PostgresHistoryWriter(db);
  for (let i = 0; i < 900; i += 1) {
    history.step();
    if (random() < 0.1) await history.write(writer, relayed, 1 + Math.floor(random() * history.waiting));
    if (random() < 0.02) await trail.record(act(`step:${i}`, { text: ODD, number: i, nothing: null }));
    if (random() < 0.05) await writer.chainActs();
    if (random() < 0.02) writer = new PostgresHistoryWriter(db);
    if (i % 300 === 150) await ledger.keepCheckpoint(signer.checkpoint(await ledger.head()), 'time');
  }
  await history.write(writer, relayed);
  await trail.record(act('the end'));
  await writer.chainActs();
  await ledger.keepCheckpoint(signer.checkpoint(await ledger.head()), 'stop');
  await storeConfigs(db, history.world.log);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const check = () => withAuditSource(db, (source) => checkAudit(source, ORIGIN));
const one = async <Row>(sql: string, values: unknown[] = []): Promise<Row> => {
  const [row] = await db.query<Row[]>(sql, values);
  if (!row) throw new Error(`no row: ${sql}`);
  return row;
};

/** Edits in a transaction of its own, looks at what is there then, and takes the edit back. */
async function after(edits: string[], look: (client: PoolClient) => Promise<unknown>): Promise<string> {
  const client = await owner.connect();
  try {
    await client.query('BEGIN');
    // No trigger stops who owns the server; tables need not be changed for it, of which each month has some.
    await client.query('SET LOCAL session_replication_role = replica');
    for (const edit of edits) {
      const { rowCount } = await client.query(edit);
      if (!rowCount) throw new Error(`the edit met no row: ${edit}`);
    }
    await look(client);
    return 'nothing differs';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
const found = (...edits: string[]) => after(edits, (client) => checkAudit(new PostgresAuditSource(client), ORIGIN));
const proved = (...edits: string[]) =>
  after(edits, (client) => verify(new PostgresProofSource(client), compile, { from: null, to: null }));

test('(14.5) the audit of a history that nobody touched holds, and covers every decision, event and fill', async () => {
  const checked = await check();
  const { rows } = await one<{ rows: number }>(
    `SELECT ((SELECT count(*) FROM decisions WHERE n IS NOT NULL) + (SELECT count(*) FROM gate_events) + (SELECT count(*) FROM fills))::int AS rows`,
  );
  expect(checked).toMatchObject({ from_seq: 1, rows, dropped: 0, uncovered: 0 });
  expect(checked.entries).toBeGreaterThan(100);
  expect(checked.checkpoints).toBeGreaterThan(3);
  expect(await withProofSource(poolOf(db), (source) => verify(source, compile, { from: null, to: null }))).toMatchObject({
    whole: true,
  });
});

test('(14.5) an act of a person, an act of the gate and the rows between them stand in one chain, each where it happened', async () => {
  const rows = await db.query<{ entry: string; hash: string }[]>('SELECT entry, hash FROM audit_entries ORDER BY id');
  const actions = new Map<string, number>();
  let prev = '0'.repeat(64);
  for (const [index, { entry, hash }] of rows.entries()) {
    const parsed = JSON.parse(entry) as Entry;
    expect([parsed.seq, parsed.prev]).toEqual([index + 1, prev]);
    expect(canonical(parsed)).toBe(entry);
    prev = hash;
    actions.set(parsed.action, (actions.get(parsed.action) ?? 0) + 1);
  }
  const trips = history.world.log.filter(({ type }) => type === 'BREAKER_TRIPPED').length;
  expect(actions.get('breaker.tripped')).toBe(trips);
  for (const action of ['test.done', 'history.copied', 'breaker.reset', 'config.activated', 'cash.moved', 'day.closed'])
    expect([action, actions.get(action) ?? 0]).not.toEqual([action, 0]);
});

const SOME = `(SELECT id FROM audit_entries ORDER BY id OFFSET 40 LIMIT 1)`;
const NEXT = `(SELECT id FROM audit_entries ORDER BY id OFFSET 41 LIMIT 1)`;
const TAIL = `DELETE FROM audit_entries WHERE seq > (SELECT max(seq) - 3 FROM audit_entries)`;

describe('(14.5) of the chain itself', () => {
  test.each([
    [
      'a changed entry',
      `UPDATE audit_entries SET entry = replace(entry, '"seq":41}', '"seq":41 }') WHERE id = ${SOME}`,
      'entry 41: its hash',
    ],
    [
      'another actor in its column',
      `UPDATE audit_entries SET actor = 'nobody' WHERE id = ${SOME}`,
      'entry 41: its column actor is nobody',
    ],
    [
      'another time in its column',
      `UPDATE audit_entries SET at = at + interval '1 us' WHERE id = ${SOME}`,
      'entry 41: its column at',
    ],
    ['another action in its column', `UPDATE audit_entries SET action = 'x' WHERE id = ${SOME}`, 'entry 41: its column action'],
    ['another object in its column', `UPDATE audit_entries SET object = 'x' WHERE id = ${SOME}`, 'entry 41: its column object'],
    ['a dropped entry', `DELETE FROM audit_entries WHERE id = ${SOME}`, 'entries 41 to 41 are missing'],
    ['dropped entries at the beginning', `DELETE FROM audit_entries WHERE seq <= 5`, 'entries 1 to 5 are missing'],
    [
      'two entries that changed places',
      `UPDATE audit_entries a SET (at, actor, action, object, entry, hash) = (SELECT b.at, b.actor, b.action, b.object, b.entry, b.hash
         FROM audit_entries b WHERE b.id = CASE a.id WHEN ${SOME} THEN ${NEXT} ELSE ${SOME} END) WHERE a.id IN (${SOME}, ${NEXT})`,
      'entry 41: it does not hold the hash of the entry before it',
    ],
    [
      'an entry that is there twice',
      `INSERT INTO audit_entries_default (id, seq, at, actor, action, object, entry, hash)
         SELECT '0000000000001-' || right(id, 12), seq, at, actor, action, object, entry, hash FROM audit_entries WHERE id = ${SOME}`,
      'entr(y|ies) .* (missing|stands)',
    ],
    ['a cut end, which a checkpoint signed', TAIL, 'are missing: a checkpoint signed them'],
    [
      'a checkpoint of another head',
      `UPDATE audit_checkpoints SET head = repeat('a', 64) WHERE seq = 2`,
      'other columns than its note',
    ],
    [
      'a changed note',
      `UPDATE audit_checkpoints SET note = replace(note, 'breakwater/main', 'breakwater/mine') WHERE seq = 2`,
      'does not bear',
    ],
    [
      'another key',
      `UPDATE audit_keys SET public_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='`,
      'another id than its bytes',
    ],
    ['no key', `DELETE FROM audit_keys`, 'unknown key'],
  ])('%s is found', async (_, edit, words) => {
    expect(await found(edit)).toMatch(new RegExp(words));
  });

  test('a cut end that no checkpoint signed yet is found by the relay’s own place', async () => {
    expect(await found(`DELETE FROM audit_checkpoints WHERE cause = 'stop'`, TAIL)).toMatch(
      /the chain ends with entry \d+, and the relay/,
    );
  });

  test('an entry that was made to fit with its own hash is found by the entry after it', async () => {
    const row = await one<{ id: string; entry: string }>(`SELECT id, entry FROM audit_entries WHERE id = ${SOME}`);
    const forged = canonical({ ...(JSON.parse(row.entry) as object), reason: 'forged' });
    const edit = `UPDATE audit_entries SET entry = $forged$${forged}$forged$, hash = '${sha256(forged)}' WHERE id = '${row.id}'`;
    expect(await found(edit)).toBe('entry 42: it does not hold the hash of the entry before it');
  });

  test('a chain that was written anew from there on is found by the next checkpoint', async () => {
    const rows = await db.query<{ id: string; entry: string }[]>(
      'SELECT id, entry FROM audit_entries WHERE seq > 40 ORDER BY id',
    );
    const { hash } = await one<{ hash: string }>('SELECT hash FROM audit_entries WHERE seq = 40');
    let prev = hash;
    const edits = rows.map(({ id, entry }, i) => {
      const forged = canonical({ ...(JSON.parse(entry) as object), prev, ...(i === 0 ? { reason: 'forged' } : {}) });
      prev = sha256(forged);
      return `UPDATE audit_entries SET entry = $forged$${forged}$forged$, hash = '${prev}' WHERE id = '${id}'`;
    });
    const { size } = await one<{ size: string }>('SELECT size FROM audit_checkpoints WHERE size > 40 ORDER BY size LIMIT 1');
    expect(await found(...edits, `UPDATE relay_position SET audit_hash = '${prev}'`)).toBe(
      `entry ${size} is not the one that its checkpoint signed`,
    );
  });
});

describe('(14.5) of the rows that it covers', () => {
  const DECISION = `(SELECT n FROM decisions ORDER BY n OFFSET 30 LIMIT 1)`;
  const LATER = `(SELECT n FROM decisions ORDER BY n OFFSET 90 LIMIT 1)`;
  const EVENT = `(SELECT n FROM gate_events ORDER BY n OFFSET 30 LIMIT 1)`;
  const FILL = `(SELECT log_id FROM fills ORDER BY log_id OFFSET 5 LIMIT 1)`;
  test.each([
    [
      'a changed line of a decision',
      `UPDATE decisions SET line = replace(line, ' B ', ' S ') WHERE n = (SELECT n FROM decisions WHERE line LIKE '% B %' ORDER BY n LIMIT 1)`,
      'was changed after entry',
    ],
    [
      'a verdict that was turned',
      `UPDATE decisions SET accepted = NOT accepted WHERE n = ${DECISION}`,
      'was changed after entry',
    ],
    ['another account of a decision', `UPDATE decisions SET account = 'x' WHERE n = ${DECISION}`, 'was changed after entry'],
    ['a dropped decision', `DELETE FROM decisions WHERE n = ${DECISION}`, 'event \\d+ is missing; entry \\d+ covers'],
    [
      'two decisions that changed places',
      `UPDATE decisions a SET line = (SELECT line FROM decisions b WHERE b.n = CASE a.n WHEN ${DECISION} THEN ${LATER} ELSE ${DECISION} END)
         WHERE a.n IN (${DECISION}, ${LATER})`,
      'was changed after entry',
    ],
    [
      'an event in the place of a decision',
      `INSERT INTO gate_events SELECT n, '1795600000000-0', 'MARKED', 'M' FROM decisions WHERE n = ${DECISION}`,
      'rows of events, and entry \\d+ covers .*there twice',
    ],
    [
      'a decision that no event made',
      `INSERT INTO decisions (decision_id, order_id, account, client_order_id, config_version, reserved_at) SELECT 'dec_made_up', order_id, account, client_order_id, 1, now() FROM decisions WHERE n = ${DECISION}`,
      'decision dec_made_up has no number',
    ],
    [
      'a decision after the end',
      `INSERT INTO decisions (decision_id, order_id, account, client_order_id, config_version, reserved_at, n, line) SELECT 'dec_made_up', order_id, account, client_order_id, 1, now(), 99999999, line FROM decisions WHERE n = ${DECISION}`,
      'decision dec_made_up has a number',
    ],
    ['a changed event', `UPDATE gate_events SET line = line || ' ' WHERE n = ${EVENT}`, 'was changed after entry'],
    ['another type of an event', `UPDATE gate_events SET type = 'X' WHERE n = ${EVENT}`, 'was changed after entry|rows of fills'],
    ['a dropped event', `DELETE FROM gate_events WHERE n = ${EVENT}`, 'event \\d+ is missing'],
    ['events that were cut off at the end', `DELETE FROM gate_events WHERE n > (SELECT max(n) - 30 FROM gate_events)`, 'missing'],
    ['a changed price of a fill', `UPDATE fills SET price = price + 0.000001 WHERE log_id = ${FILL}`, 'was changed after entry'],
    ['a dropped fill', `DELETE FROM fills WHERE log_id = ${FILL}`, 'rows of fills, and entry \\d+ covers'],
    [
      'a fill that is there twice',
      `INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id) SELECT 'again', broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id FROM fills WHERE log_id = ${FILL}`,
      'rows of fills, and entry \\d+ covers',
    ],
    [
      'a fill of no event',
      `INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id) SELECT 'made up', broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, '1999999999999-0' FROM fills WHERE log_id = ${FILL}`,
      'fill made up names event 1999999999999-0',
    ],
  ])('%s is found', async (_, edit, words) => {
    expect(await found(edit)).toMatch(new RegExp(words));
  });

  test('the proof of decisions names the row that the audit says was changed', async () => {
    const edit = `UPDATE decisions SET accepted = NOT accepted WHERE n = ${DECISION}`;
    const { decision_id } = await one<{ decision_id: string }>(`SELECT decision_id FROM decisions WHERE n = ${DECISION}`);
    const range = /--from (\d+) --to (\d+)/.exec(await found(edit));
    const { n } = await one<{ n: string }>(`SELECT ${DECISION} AS n`);
    expect([Number(range?.[1]) <= Number(n), Number(n) <= Number(range?.[2])]).toEqual([true, true]);
    expect(await proved(edit)).toContain(decision_id);
  });
});

test('(14.5) an act and what it did are kept both or not at all', async () => {
  const trail = new PostgresAuditTrail(db);
  const broken = inTransaction(poolOf(db), '', async (client) => {
    await trail.recordIn(client, act('never'));
    throw new Error('broke off');
  });
  await expect(broken).rejects.toThrow('broke off');
  expect(await db.query(`SELECT FROM audit_outbox`)).toEqual([]);
});

test('(14.5) a change of limits is an act with who, from and to, also while the history is being proved', async () => {
  const other = await scratchDatabase();
  const otherDb = await connect(other.url, 2000);
  try {
    const writer = new PostgresHistoryWriter(otherDb);
    await withAuditSource(otherDb, async () => {
      await new PostgresConfigStore(otherDb).change(
        { limits: { max_order_size: dollars(900) } },
        { actor: 'ops', reason: 'calm', source: 'api' },
      );
    });
    expect(await writer.chainActs()).toBe(1);
    const { rows } = await new PostgresAuditLedger(otherDb).entries({ copied: false, action: 'config.changed' }, { limit: 5 });
    expect(rows[0]?.entry).toMatchObject({
      actor: { id: 'ops', via: 'api' },
      reason: 'calm',
      object: 'configuration:2',
      config_version: 2,
    });
    expect(rows[0]?.entry.before).toMatchObject({ max_order_size: '1000.00' });
    expect(rows[0]?.entry.after).toMatchObject({ max_order_size: '900.00' });
  } finally {
    await otherDb.destroy();
    await other.drop();
  }
});

test('(14.5) acts are found by actor, action, object and time, page by page', async () => {
  const ledger = new PostgresAuditLedger(db);
  const all = await ledger.entries({ copied: true }, { limit: 500 });
  const seqs: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.entries({ copied: true }, { limit: 37, ...(cursor === undefined ? {} : { cursor }) });
    seqs.push(...page.rows.map(({ entry }) => entry.seq));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seqs.slice(0, 500)).toEqual(all.rows.map(({ entry }) => entry.seq));
  expect(new Set(seqs).size).toBe((await ledger.head()).seq);
  const acts = await ledger.entries({ copied: false, action: 'test.done', object: 'step:' }, { limit: 500 });
  expect(acts.rows.length).toBeGreaterThan(5);
  for (const { entry } of acts.rows) expect(entry).toMatchObject({ action: 'test.done', reason: ODD });
  const none = { copied: true, from_ms: Date.now() + 86_400_000 * 365 };
  expect((await ledger.entries(none, { limit: 5 })).rows).toEqual([]);
  expect((await ledger.entries({ copied: false, actor: 'ops' }, { limit: 5 })).rows.length).toBeGreaterThan(0);
});

test('(14.5) what the nightly check finds is kept and alerted, and a check that finds nothing alerts nobody', async () => {
  const alerts: string[] = [];
  const ledger = new PostgresAuditLedger(db);
  const book = { warnOfAudit: async (finding: string) => void alerts.push(finding) };
  await new AuditWatch(check, ledger, book).look(() => {});
  expect(await ledger.lastCheck()).toMatchObject({ by: 'schedule', finding: null });
  expect(alerts).toEqual([]);
  await new AuditWatch(() => Promise.reject(new AuditFault('entry 7 was changed')), ledger, book).look(() => {});
  expect(await ledger.lastCheck()).toMatchObject({ finding: 'entry 7 was changed' });
  expect(alerts).toEqual(['entry 7 was changed']);
  await expect(new AuditWatch(() => Promise.reject(new Error('away')), ledger, book).look(() => {})).rejects.toThrow('away');
});

describe('(14.5) an export is checked by a stranger', () => {
  let out: string;
  let python: string;
  beforeAll(async () => {
    out = join(folder, 'export');
    const docs = await readFile('docs/audit.md', 'utf8');
    python = join(folder, 'verify_audit.py');
    await writeFile(python, /```python\n([\s\S]*?)```/.exec(docs)?.[1] ?? '');
    await breakwater('audit', 'export', '--out', out);
  }, 30_000);

  const breakwater = (...args: string[]) =>
    run(process.execPath, ['dist/apps/cli/main.js', ...args], { env: { ...process.env, DATABASE_URL: database.url } });
  const strangers = (where: string): [string, string[]][] => [
    [process.execPath, ['tools/verify-audit.mjs', where]],
    ['python3', [python, where]],
  ];

  test('the script is one short file that imports nothing but Node’s own crypto and files', async () => {
    const text = await readFile('tools/verify-audit.mjs', 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThan(80);
    expect([...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual(['node:crypto', 'node:fs']);
  });

  test('both say that it is good, in Node and in Python', async () => {
    const { seq } = await new PostgresAuditLedger(db).head();
    for (const [program, args] of strangers(out)) {
      const { stdout } = await run(program, args);
      expect(stdout).toMatch(new RegExp(`entries 1 to ${seq} are good; signed up to entry ${seq}; keys ${signer.public.key_id}`));
    }
  });

  const edit = (lines: string[], at: number, change: (line: string) => string) =>
    lines.map((line, i) => (i === at ? change(line) : line));
  const TAMPERED: [string, string, (lines: string[]) => string[], string][] = [
    [
      'a changed entry',
      'entries',
      (l) => edit(l, 20, (line) => line.replace('"outcome":"done"', '"outcome":"failed"')),
      'line 21',
    ],
    ['a dropped entry', 'entries', (l) => l.toSpliced(20, 1), 'line 21'],
    ['two entries that changed places', 'entries', (l) => l.toSpliced(20, 2, l[21] ?? '', l[20] ?? ''), 'line 21'],
    ['an entry that is there twice', 'entries', (l) => l.toSpliced(20, 0, l[20] ?? ''), 'line 22'],
    ['a cut end', 'entries', (l) => l.slice(0, -2), 'a checkpoint signed entry'],
    [
      'a changed checkpoint',
      'checkpoints',
      (l) => edit(l, 0, (line) => line.replace(/\\n[0-9a-f]{64}/, `\\n${'a'.repeat(64)}`)),
      'line 1',
    ],
  ];
  test.each(TAMPERED)('%s is found by both, with its line', async (_, file, change, words) => {
    const where = await mkdtemp(join(folder, 'tampered-'));
    await cp(out, where, { recursive: true });
    const path = join(where, `${file}.ndjson`);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await writeFile(path, `${change(lines).join('\n')}\n`);
    for (const [program, args] of strangers(where))
      await expect(run(program, args)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
  });

  test('a key that no key before it announced is not believed', async () => {
    const where = await mkdtemp(join(folder, 'tampered-'));
    await cp(out, where, { recursive: true });
    const path = join(where, 'keys.json');
    const kept = JSON.parse(await readFile(path, 'utf8')) as { keys: object[] };
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    kept.keys.push({ ...new AuditSigner(pem, ORIGIN).public, signed_by: null, signature: null });
    await writeFile(path, JSON.stringify(kept));
    for (const [program, args] of strangers(where))
      await expect(run(program, args)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('was not announced') });
  });

  test('a part of it is checked too, by its numbers and by its days', async () => {
    const part = join(folder, 'part');
    await breakwater('audit', 'export', '--from', '10', '--to', '60', '--out', part);
    for (const [program, args] of strangers(part))
      expect((await run(program, args)).stdout).toContain('entries 10 to 60 are good');
    const today = new Date().toISOString().slice(0, 10);
    const { stdout } = await breakwater('audit', 'export', '--from', today, '--out', join(folder, 'today'));
    expect(stdout).toMatch(/entries \d+ to \d+, \d+ checkpoints, 1 keys/);
  });

  test('what cannot be exported is said, and leaves nothing half done', async () => {
    const missing = join(folder, 'none');
    const asked: [string[], string][] = [
      [[], '--out must name a folder'],
      [['--from', 'yesterday', '--out', missing], 'neither the number'],
      [['--from', '99999999', '--out', missing], 'no entry'],
      [['--out', out], 'cannot be written'],
    ];
    for (const [args, words] of asked)
      await expect(breakwater('audit', 'export', ...args)).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining(words),
      });
    await expect(readFile(join(folder, 'none', 'entries.ndjson'))).rejects.toThrow('ENOENT');
  });

  test('`audit verify` says what holds, and exports and checks are acts themselves', async () => {
    const { stdout } = await breakwater('audit', 'verify');
    expect(stdout).toMatch(/entries 1 to \d+ follow from each other[\s\S]*nothing differs/);
    const writer = new PostgresHistoryWriter(db);
    await writer.chainActs();
    const { rows } = await new PostgresAuditLedger(db).entries({ copied: false }, { limit: 10 });
    const actions = rows.map(({ entry }) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(['audit.exported', 'audit.verified']));
    expect((await check()).entries).toBe(rows[0]?.entry.seq);
  });
});

test('(14.5) a month leaves when it was exported, behind a checkpoint from which the chain goes on', async () => {
  const other = await scratchDatabase();
  const otherDb = await connect(other.url, 0);
  try {
    const ledger = new PostgresAuditLedger(otherDb);
    await ledger.announceKey({ ...signer.public, signed_by: null, signature: null });
    let nowMs = Date.UTC(2026, 0, 10);
    const writer = new PostgresHistoryWriter(otherDb, new PostgresAuditChain(() => nowMs));
    const trail = new PostgresAuditTrail(otherDb);
    const close = async (seq: number, hash: string) => ledger.keepCheckpoint(signer.checkpoint({ seq, hash }), 'closing');
    const months = new PostgresAuditMonths(otherDb, close);
    for (let month = 0; month < 4; month += 1) {
      nowMs = Date.UTC(2026, month, 10);
      for (let i = 0; i < 5; i += 1) await trail.record(act(`month:${month}`));
      await writer.chainActs();
      // A clock that goes back does not put an entry into a month that is over.
      nowMs = Date.UTC(2026, 0, 1);
    }
    nowMs = Date.UTC(2026, 3, 10);
    await months.prepare(nowMs);
    expect(await months.dropOldest(nowMs, 12)).toBeNull();
    expect(await months.dropOldest(nowMs, 1)).toMatchObject({
      month: '2026-01',
      because: expect.stringContaining('was not exported yet'),
    });
    const first = await otherDb.query(`SELECT min(seq)::int AS a, max(seq)::int AS b FROM audit_entries_2026_01`);
    await otherDb.query(`INSERT INTO audit_exports (from_seq, to_seq, actor) VALUES (1, $1, 'ops')`, [first[0].b]);
    expect(await months.dropOldest(nowMs, 1)).toEqual({ dropped: '2026-01' });
    const checked = await withAuditSource(otherDb, (source) => checkAudit(source, ORIGIN));
    expect(checked).toMatchObject({ from_seq: first[0].b + 1, to_seq: 21 });
    await otherDb.query('ALTER TABLE audit_checkpoints DISABLE TRIGGER USER');
    await otherDb.query('DELETE FROM audit_checkpoints');
    await expect(withAuditSource(otherDb, (source) => checkAudit(source, ORIGIN))).rejects.toThrow(
      `entries 1 to ${first[0].b} are missing`,
    );
  } finally {
    await otherDb.destroy();
    await other.drop();
  }
}, 30_000);

test('(14.5) the key is made once, for its owner alone; a new one is announced by the one before', async () => {
  const file = join(folder, 'keys', 'audit-key.pem');
  const made = await Promise.all([1, 2, 3].map(() => auditSigner(file, ORIGIN)));
  expect(new Set(made.map(({ public: { key_id } }) => key_id)).size).toBe(1);
  const { stdout } = await run('stat', ['-c', '%a', file]);
  expect(stdout.trim()).toBe('600');
  await run('chmod', ['644', file]);
  await expect(auditSigner(file, ORIGIN)).rejects.toThrow('can be read by others');
  await run('chmod', ['600', file]);
  await run('mv', [file, `${file}.old`]);
  const next = await auditSigner(file, ORIGIN);
  expect(next.public.key_id).not.toBe(made[0]?.public.key_id);
  expect((await earlierSigner(file, ORIGIN, made[0]?.public.key_id ?? ''))?.public).toEqual(made[0]?.public);
  expect(await earlierSigner(file, ORIGIN, 'another')).toBeNull();
  await writeFile(file, 'no key', { mode: 0o600 });
  await expect(auditSigner(file, ORIGIN)).rejects.toThrow('holds no private key');

  const ledger = new PostgresAuditLedger(db);
  const stop = new AbortController();
  const told: string[] = [];
  const notary = new Notary({
    ...{ ledger, complaint: complaintInto(told), signer: async () => next, before: async () => signer },
    sleep: async () => stop.abort(),
  });
  await new PostgresAuditTrail(db).record(act('after the key'));
  await new PostgresHistoryWriter(db).chainActs();
  await notary.run(stop.signal);
  expect(told).toEqual([]);
  expect((await ledger.keys()).at(-1)).toMatchObject({ key_id: next.public.key_id, signed_by: signer.public.key_id });
  await new PostgresHistoryWriter(db).chainActs();
  expect(
    (await ledger.entries({ copied: false, action: 'audit.key_announced' }, { limit: 1 })).rows[0]?.entry.after,
  ).toMatchObject({
    key_id: next.public.key_id,
  });
  await expect(check()).resolves.toMatchObject({ from_seq: 1 });
});
