import { createDataSource } from '#adapters/postgres/data-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import { type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

let database: ScratchDatabase;
beforeAll(async () => {
  database = await scratchDatabase();
});
afterAll(() => database.drop());

test('a connection that is lost while it is handed from one to the next does not end the process, and is replaced', async () => {
  const db = await createDataSource(database.url, { applicationName: 'handed-over', poolSize: 2 }).initialize();
  try {
    const pool = poolOf(db);
    // The server's last word can lie in the same packet as the answer before it: then it is read before anybody listens to the connection again.
    const lose = () =>
      new Promise<unknown>((resolve, reject) => {
        pool.connect((failed, client, release) => {
          if (failed || !client) return reject(failed ?? new Error('no client'));
          let thrown: unknown = null;
          try {
            client.emit('error', new Error('terminating connection due to administrator command'));
          } catch (error) {
            thrown = error;
          }
          release(true);
          resolve(thrown);
        });
      });
    // Those of the first connection, which the pool has from its start, and of later ones.
    for (let i = 0; i < 4; i += 1) expect(await lose()).toBeNull();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  } finally {
    await db.destroy();
  }
});
