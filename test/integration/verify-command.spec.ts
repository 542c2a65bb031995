/** Real PostgreSQL, and the command as it is built: two threads, each with a connection of its own, prove one moment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect as open, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { DataSource } from 'typeorm';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { openForProof, withProofSource } from '#adapters/postgres/proof-source.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import type { GateState } from '#core/gate/state.js';
import type { ProofSource } from '#core/ports/proof-source.js';
import { compile } from '../factories/gate-world.js';
import { RandomHistory, storeConfigs } from '../factories/random-history.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

let database: ScratchDatabase;
let db: DataSource;
let history: RandomHistory;
let writer: PostgresHistoryWriter;
let relayed: GateState;

beforeAll(async () => {
  database = await scratchDatabase();
  db = await connect(database.url, 0);
  const store = new PostgresStateStore(db);
  writer = new PostgresHistoryWriter(db);
  relayed = await store.load(compile);
  history = RandomHistory.begin(5, await store.load(compile));
  await step(600);
  for (const table of ['decisions', 'fills', 'gate_events']) await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
}, 60_000);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

async function step(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) history.step();
  await history.write(writer, relayed);
  await storeConfigs(db, history.world.log);
}

async function verify(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, DATABASE_URL: database.url, NODE_OPTIONS: '' };
  const command = spawn(process.execPath, ['dist/apps/cli/main.js', 'verify', ...args], { env, timeout: 20_000 });
  const [stdout, stderr] = await Promise.all([text(command.stdout), text(command.stderr), once(command, 'exit')]);
  return { code: command.exitCode, stdout, stderr };
}

/** Does the edits, proves, and takes them back. */
async function verifyAfter(...edits: [table: string, set: string, where: string][]) {
  const undo: (() => Promise<unknown>)[] = [];
  for (const [table, set, where] of edits) {
    const [column = ''] = set.split(' ');
    const [row] = await db.query(`SELECT ${column}::text AS value FROM ${table} WHERE ${where}`);
    await db.query(`UPDATE ${table} SET ${set} WHERE ${where}`);
    undo.push(() => db.query(`UPDATE ${table} SET ${column} = $1 WHERE ${where}`, [row.value]));
  }
  const proven = await verify();
  for (const one of undo) await one();
  return proven;
}

const decision = (offset: number) => `n = (SELECT n FROM decisions WHERE accepted ORDER BY n OFFSET ${offset} LIMIT 1)`;

test('a whole history and a part of one are proved', async () => {
  const all = await verify();
  expect(all).toMatchObject({ code: 0, stderr: '' });
  expect(all.stdout).toMatch(
    new RegExp(`events 1 to ${relayed.n} follow.* decisions made again.*orders.*fills.*nothing differs`, 's'),
  );
  expect(await verify('--to', '300')).toMatchObject({ code: 0, stdout: expect.stringContaining('events 1 to 300 follow') });
  expect(await verify('--from', String(relayed.n + 1))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/there is no event/),
  });
}, 60_000);

test('what was edited is told with exit code 1: a row, a line, and of both what comes first in the log', async () => {
  const line = `line = regexp_replace(line, ' [0-9]+ ', ' 1 ')`;
  const row = `account = 'other'`;
  const [early, late] = [decision(3), decision(40)];
  const cases = [
    [/^decisions \S+: account is other; /, ['decisions', row, early]],
    [/^decisions \S+: line, /, ['decisions', line, late]],
    [/^decisions \S+: account is other; /, ['decisions', row, early], ['decisions', line, late]],
    [/^decisions \S+: line, /, ['decisions', line, early], ['decisions', row, late]],
    [/^decisions \S+: line, /, ['decisions', line, early], ['decisions', row, early]],
    [/^fills .*: fee is /, ['fills', 'fee = fee + 1', 'seq = (SELECT min(seq) + 3 FROM fills)']],
    [/^orders \S+: reason is other; /, ['orders', `reason = 'other'`, 'seq = (SELECT min(seq) + 3 FROM orders)']],
    [/^relay_position 1: generation is 99; /, ['relay_position', 'generation = 99', 'true']],
  ] as const;
  for (const [message, ...edits] of cases) {
    const { code, stdout, stderr } = await verifyAfter(...(edits as unknown as [string, string, string][]));
    expect(stderr).toMatch(message);
    expect([code, stdout, stderr.trim().split('\n')]).toEqual([1, '', [expect.any(String)]]);
  }
  expect((await verify()).code).toBe(0);
}, 120_000);

test('both threads see one moment, however much is written meanwhile', async () => {
  const ended = new AbortController();
  const writing = (async () => {
    while (!ended.signal.aborted) await step(5);
  })();
  const before = relayed.n;
  const proven = await Promise.all([verify(), verify()]);
  ended.abort();
  await writing;
  expect(relayed.n).toBeGreaterThan(before);
  expect(proven).toMatchObject([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
}, 60_000);

test('when the second thread gets no connection, the command ends with what PostgreSQL said', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await db.query(`ALTER DATABASE ${name} CONNECTION LIMIT 1`);
  await db.destroy();
  try {
    expect(await verify()).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('too many connections') });
  } finally {
    db = await connect(database.url, 0);
    await db.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  }
  expect((await verify()).code).toBe(0);
}, 60_000);

/** PostgreSQL behind a door of this test, which can be held shut: nothing more comes through, and nothing is closed. */
async function withDoor(work: (url: string, shut: () => void) => Promise<void>): Promise<void> {
  const real = new URL(database.url);
  const sockets: Socket[] = [];
  const door = createServer((near) => {
    const far = open(Number(real.port), real.hostname);
    sockets.push(near, far);
    near.pipe(far).pipe(near);
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const through = new URL(real);
  [through.hostname, through.port] = ['127.0.0.1', String((door.address() as AddressInfo).port)];
  try {
    await work(through.href, () => {
      for (const socket of sockets) socket.unpipe().pause();
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    door.close();
  }
}

const readLines = async (source: ProofSource) => {
  for await (const _ of source.lines(0, 100));
};

test.each<[what: string, ask: (source: ProofSource) => Promise<unknown>]>([
  ['a question', (source) => source.span()],
  ['a page of lines', readLines],
])(
  'a PostgreSQL that stops answering in the middle of %s is given up',
  async (_, ask) => {
    await withDoor(async (url, shut) => {
      const pool = openForProof(url, 300);
      const proving = withProofSource(pool, async (source) => {
        await ask(source);
        // What was answered in time must not be taken for an answer that never came.
        await new Promise((resolve) => setTimeout(resolve, 500));
        await ask(source);
        shut();
        await ask(source);
      });
      await expect(proving).rejects.toThrow('PostgreSQL does not answer any more: nothing more was proved');
      await pool.end();
    });
  },
  10_000,
);
