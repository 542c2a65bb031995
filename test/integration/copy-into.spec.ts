/** COPY on a real PostgreSQL that is ready for the rows only after the query has timed out: as when a process was frozen in the middle. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { copyInto } from '#adapters/postgres/copy-into.js';
import { scratchDatabase } from '../factories/scratch-database.js';

const READ_MS = 200;

test('a COPY that timed out before PostgreSQL was ready for it fails, and ends nothing else', async () => {
  const { url } = await scratchDatabase();
  const [holder, copier] = [new Client(url), new Client({ connectionString: url, query_timeout: READ_MS })];
  await Promise.all([holder.connect(), copier.connect()]);
  await holder.query('CREATE TABLE copied (n int)');
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('uncaughtException', note);
  try {
    for (const rows of [['1\n'], ['1\n', '2\n'], Array.from({ length: 50_000 }, (_, i) => `${i}\n`)]) {
      await holder.query('BEGIN; LOCK TABLE copied IN ACCESS EXCLUSIVE MODE');
      const copying = pipeline(Readable.from(rows), copier.query(copyInto('COPY copied FROM STDIN')));
      const letGo = sleep(2 * READ_MS).then(() => holder.query('COMMIT'));
      await expect(copying).rejects.toThrow('Query read timeout');
      await letGo;
      // The connection can be used again: PostgreSQL was told that the rows do not come.
      expect((await copier.query('SELECT count(*)::int AS n FROM copied')).rows).toEqual([{ n: 0 }]);
    }
    expect(uncaught).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
    await Promise.all([holder.end(), copier.end()]);
  }
});
