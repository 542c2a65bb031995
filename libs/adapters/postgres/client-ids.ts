/** Who sent what in the last 24 hours, out of the tables: what a snapshot leaves out, because it is most of a state and is kept here anyway. */
import type { PoolClient } from 'pg';
import { contentHash } from '#core/gate/content-hash.js';
import { refusedByRateAlone } from '#core/gate/evolve.js';
import { CLIENT_IDS_KEPT_US, CLIENT_IDS_MAX, type ClientIds, type ClientOrder, clientKey } from '#core/gate/client-ids.js';
import type { GateState } from '#core/gate/state.js';
import type { OrderRequest } from '#core/model/order.js';
import type { Violation } from '#core/model/violation.js';
import { moneyOf, quantityOf } from './amounts.js';
import { pagesOf } from './pages.js';

type Queries = Pick<PoolClient, 'query'>;

/** Larger ones leave the collector more to do: 20,000 took a fifth longer. */
const PAGE = 4000;
const microseconds = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`;

/**
 * Gives a state that has none its client ids, oldest first, as of its event `n`. Ids leave by the age of the newest one (evolve.ts), so it is enough to
 * begin 24 hours before that, or with the newest two million.
 */
export async function restoreClients(client: Queries, state: GateState): Promise<void> {
  const newestUs = await newestAt(client, state.n);
  const sinceUs = newestUs === null ? null : newestUs - CLIENT_IDS_KEPT_US;
  const first = sinceUs === null ? state.n + 1 : await firstSince(client, state.n, sinceUs);
  const capped = state.n - first < CLIENT_IDS_MAX ? null : await firstOfTheNewest(client, state.n);
  if (capped === null) await restoreVersion1(client, state, sinceUs);
  const read = (after: number, upTo: number) =>
    client.query<[Buffer | null]>({ name: 'bw-clients', text: CLIENT_IDS, values: [after, upTo], rowMode: 'array' });
  state.clients.reserve(state.n - Math.max(first, capped ?? 0)); // Most events of a busy log are orders.
  for await (const [[bytes] = [null]] of pagesOf(read, Math.max(first, capped ?? 0) - 1, state.n, PAGE))
    if (bytes) rememberAll(state.clients, bytes);
}

/**
 * Client ids of $1 < n <= $2, oldest first, as one piece of bytes: for each the bytes of its key and of its order's id as two integers of four bytes, both texts, and its
 * content hash and its time (microseconds since 2000) as integers of eight. A row for each takes this process half as much time again. An aggregate alone over a sorted
 * subquery takes its rows in that order (PostgreSQL, "Aggregate Functions"); sorting in the aggregate takes PostgreSQL nearly twice as long.
 */
const CLIENT_IDS = `
  SELECT string_agg(int4send(octet_length(key)) || int4send(octet_length(order_id)) || textsend(key) || textsend(order_id)
      || int8send(content_hash) || timestamptz_send(reserved_at), ''::bytea)
  FROM (SELECT account || E'\\n' || client_order_id AS key, order_id, content_hash, reserved_at
    FROM decisions WHERE n > $1 AND n <= $2 AND content_hash IS NOT NULL ORDER BY n) AS one`;
const YEAR_2000_US = Date.UTC(2000) * 1000;

function rememberAll(clients: ClientIds, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const id = { from: at + 8, keyBytes: bytes.readInt32BE(at), idBytes: bytes.readInt32BE(at + 4) };
    const end = id.from + id.keyBytes + id.idBytes;
    clients.rememberBytes(bytes, id, integerAt(bytes, end), integerAt(bytes, end + 8) + YEAR_2000_US);
    at = end + 16;
  }
}

const integerAt = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

/** When the newest order came whose client id counts; null when none did since version 1. */
async function newestAt(client: Queries, n: number): Promise<number | null> {
  const { rows } = await client.query<{ at: string }>(
    `SELECT ${microseconds('reserved_at')} AS at FROM decisions WHERE n <= $1 AND content_hash IS NOT NULL ORDER BY n DESC LIMIT 1`,
    [n],
  );
  return rows[0] ? Number(rows[0].at) : null;
}

/** A number that every decision after `sinceUs` has or exceeds, and none before. Times grow with the numbers, so halving finds it in some 25 looks. */
export async function firstSince(client: Queries, n: number, sinceUs: number): Promise<number> {
  let [before, after] = [0, n + 1];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    const { rows } = await client.query<{ n: string; at: string }>({
      name: 'bw-decision-from',
      text: `SELECT n, ${microseconds('reserved_at')} AS at FROM decisions WHERE n >= $1 AND n <= $2 ORDER BY n LIMIT 1`,
      values: [middle, n],
    });
    const row = rows[0];
    if (!row || Number(row.at) > sinceUs) after = middle;
    else before = Number(row.n);
  }
  return after;
}

/** Where the newest two million begin, and one more; null when there are fewer. */
async function firstOfTheNewest(client: Queries, n: number): Promise<number | null> {
  const { rows } = await client.query<{ n: string }>(
    `SELECT n FROM decisions WHERE n <= $1 AND content_hash IS NOT NULL ORDER BY n DESC OFFSET ${CLIENT_IDS_MAX} LIMIT 1`,
    [n],
  );
  return rows[0] ? Number(rows[0].n) : null;
}

interface Version1Row {
  seq: string;
  order_id: string;
  account: string;
  client_order_id: string;
  symbol: string;
  side: OrderRequest['side'];
  quantity: string;
  price: string | null;
  order_type: OrderRequest['order_type'];
  time_in_force: OrderRequest['time_in_force'];
  at_us: string;
  violations: Violation[] | null;
}

/** Orders of version 1, which come before all decisions with a number; back from the newest to `sinceUs`, or for 24 hours. */
export async function restoreVersion1(client: Queries, state: GateState, sinceUs: number | null): Promise<void> {
  const found: [string, ClientOrder][] = [];
  let before = await seqOfFirstNumbered(client);
  for (let since = sinceUs; before !== null; ) {
    const rows: Version1Row[] = (await client.query<Version1Row>(VERSION_1, [before])).rows;
    for (const row of rows) {
      const at_us = Number(row.at_us);
      since ??= at_us - CLIENT_IDS_KEPT_US;
      if (at_us <= since) break;
      if (row.violations && refusedByRateAlone({ violations: row.violations })) continue;
      const content_hash = contentHash({
        ...row,
        quantity: quantityOf(row.quantity),
        price: row.price === null ? null : moneyOf(row.price),
      });
      found.push([clientKey(row.account, row.client_order_id), { order_id: row.order_id, content_hash, at_us }]);
    }
    const last = rows.at(-1);
    before = !last || rows.length < PAGE || Number(last.at_us) <= (since ?? 0) ? null : last.seq;
  }
  for (const [key, entry] of found.toReversed()) state.clients.remember(key, entry);
}

/** Verdicts are looked at only where the rate may have been all that refused. */
const VERSION_1 = `
  SELECT seq, order_id, account, client_order_id, symbol, side, quantity, price, order_type, time_in_force, ${microseconds('received_at')} AS at_us,
    CASE WHEN status = 'REJECTED' AND reason LIKE 'RATE\\_%'
      THEN (SELECT d.violations FROM decisions d WHERE d.decision_id = orders.decision_id LIMIT 1) END AS violations
  FROM orders WHERE seq < $1 AND body_hash <> '' ORDER BY seq DESC LIMIT ${PAGE}`;

async function seqOfFirstNumbered(client: Queries): Promise<string | null> {
  const { rows } = await client.query<{ seq: string | null }>(
    `SELECT coalesce(
       (SELECT seq FROM orders WHERE order_id = (SELECT order_id FROM decisions WHERE n IS NOT NULL ORDER BY n LIMIT 1)),
       (SELECT max(seq) + 1 FROM orders)) AS seq`,
  );
  return rows[0]?.seq ?? null;
}
