import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in one transaction (`mode` as BEGIN takes it, '' for the default); commits when it returns, rolls back when it throws. A
 * connection that fails is thrown away, not put back. A COMMIT whose answer is lost throws although it may have happened: callers are
 * idempotent or fenced.
 */
export async function inTransaction<T>(pool: Pool, mode: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error; // Without a listener a connection lost in mid-transaction would end the process.
  };
  client.on('error', onError);
  try {
    await client.query(`BEGIN ${mode}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: unknown) => {
      broken = failed instanceof Error ? failed : new Error(String(failed));
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
