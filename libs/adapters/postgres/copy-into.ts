/** COPY ... FROM STDIN, in a way that outlives a query that timed out. */
import type { CopyStreamQuery } from 'pg-copy-streams';
import { from } from 'pg-copy-streams';

/**
 * A stream for `client.query`, to which the rows are written. When the query times out (`query_timeout`), pg-copy-streams 7 forgets its connection, and uses it all the
 * same when PostgreSQL says afterwards that it is ready for the rows: an error that nobody can catch, which ended the process. So it keeps the connection, and tells
 * PostgreSQL there that the COPY has failed.
 */
export function copyInto(text: string): CopyStreamQuery {
  const stream = from(text);
  let connection: unknown = null;
  Object.defineProperty(stream, 'connection', {
    get: () => connection,
    set: (given: unknown) => {
      connection = given ?? connection;
    },
  });
  return stream;
}
