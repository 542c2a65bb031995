/** Real PostgreSQL, and the built processes: none of them writes to one that may lose what it has answered. */
import { spawn } from 'node:child_process';
import { assertPostgresSyncs, unsyncedSettings } from '#adapters/postgres/data-source.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

let database: ScratchDatabase;
beforeAll(async () => {
  database = await scratchDatabase();
  const db = await connect(database.url);
  // What a whole server is set to by a file, one database of it is set to here; each session of it has it.
  await db.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET synchronous_commit = off`);
  await db.destroy();
});
afterAll(() => database.drop());

test('(12.27) a PostgreSQL that answers before it has synced is refused in words that say what to set', async () => {
  const db = await connect(database.url);
  try {
    expect(await unsyncedSettings(db)).toEqual(['synchronous_commit off']);
    await expect(assertPostgresSyncs(db)).rejects.toThrow('synchronous_commit off');
    await expect(assertPostgresSyncs(db)).rejects.toThrow('Set "synchronous_commit = on"');
  } finally {
    await db.destroy();
  }
});

test.each(['worker/migrate', 'worker/main', 'api/main', 'gate/main'])(
  '(12.27) %s does not start on it, and says why',
  async (program) => {
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: database.url, BREAKWATER_PORT: '0' };
    const child = spawn(process.execPath, [`dist/apps/${program}.js`], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    clearTimeout(timer);
    expect([code, said]).toEqual([1, expect.stringContaining('synchronous_commit off')]);
  },
  40_000,
);

test('(12.27) the relay writes nothing to a PostgreSQL that came back without syncing', async () => {
  const db = await connect(database.url);
  try {
    await expect(new PostgresHistoryWriter(db).position()).rejects.toThrow('synchronous_commit off');
  } finally {
    await db.destroy();
  }
});
