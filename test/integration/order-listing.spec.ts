import type { DataSource } from 'typeorm';
import { PostgresHistory } from '#adapters/postgres/history.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { InvalidCursorError, type OrderFilter, type OrderPageRequest, type OrderRow } from '#core/ports/history.js';
import { anOrder, decided, ended, EventCopier, executed, usd } from '../factories/log-events.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const ROWS = 15;
/** Limit orders at 10, 20, 30 and market orders, which have no price. */
const PRICES = [usd(20), null, usd(10), usd(30), null];

let database: ScratchDatabase;
let db: DataSource;
let history: PostgresHistory;
let copier: EventCopier;

const orderOf = (n: number) => {
  const price = PRICES[n % PRICES.length] ?? null;
  return anOrder(n, { client_order_id: `desk-${n}`, price, order_type: price === null ? 'MARKET' : 'LIMIT' });
};

beforeEach(async () => {
  database = await scratchDatabase();
  db = await connect(database.url, 2000);
  history = new PostgresHistory(db);
  copier = new EventCopier(new PostgresHistoryWriter(db));
  await copier.copy(...Array.from({ length: ROWS }, (_, i) => decided(i + 1, orderOf(i + 1))));
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

/** Every page, one after the other; `between` happens after each. */
async function pages(
  filter: OrderFilter,
  page: OrderPageRequest,
  between: (page: number) => Promise<void> = async () => {},
): Promise<OrderRow[][]> {
  const all: OrderRow[][] = [];
  let cursor: string | null = null;
  do {
    const { rows, next_cursor } = await history.orders(filter, { ...page, ...(cursor ? { cursor } : {}) });
    all.push(rows);
    cursor = next_cursor;
    await between(all.length);
  } while (cursor !== null && all.length < 2 * ROWS);
  return all;
}
const ids = (rows: OrderRow[][]) => rows.flat().map(({ order_id }) => order_id);
const everyOrder = Array.from({ length: ROWS }, (_, i) => anOrder(i + 1).order_id);

test('(12.9) a search by how a client id begins goes on page after page, whichever way it is sorted', async () => {
  for (const sort of ['received_at', 'symbol', 'status', 'quantity', 'price'] as const)
    for (const direction of ['asc', 'desc'] as const) {
      const found = await pages({ text: 'desk-' }, { limit: 5, sort, direction });
      expect(found.map(({ length }) => length)).toEqual([5, 5, 5]);
      expect(ids(found).toSorted()).toEqual(everyOrder);
    }
});

test('(12.9) a search that finds the very text goes on in that, though the text begins other ids too', async () => {
  await copier.copy(...[101, 102, 103].map((n) => decided(n, anOrder(n, { client_order_id: `AAPL-${n}`, symbol: 'SPY' }))));
  const found = await pages({ text: 'AAPL' }, { limit: 4 });
  expect(ids(found)).toEqual(everyOrder.toReversed());
  expect(ids(await pages({ text: 'desk-7' }, { limit: 4 }))).toEqual([anOrder(7).order_id]);
});

test('(12.10) rows that change place between two pages lose nobody else', async () => {
  // Sorted by status, CANCELED comes before PENDING_SUBMIT: the last row of page 1 moves to the front before page 2 is asked for.
  const found = await pages({}, { limit: 5, sort: 'status', direction: 'asc' }, async (page) => {
    if (page > 2) return;
    await copier.copy(executed(200 + page, orderOf(page * 5), ended('CANCELED', 'asked')));
  });
  expect(ids(found)).toEqual(everyOrder);
});

test('(12.10) the same for every sorting, when the last row of each page is not there any more', async () => {
  for (const sort of ['received_at', 'symbol', 'status', 'quantity', 'price'] as const) {
    const before = ids(await pages({}, { limit: 4, sort }));
    const first = await history.orders({}, { limit: 4, sort });
    const last = first.rows.at(-1)?.order_id;
    await db.query(`UPDATE orders SET status = 'WORKING', quantity = quantity + 1, price = price + 1 WHERE order_id = $1`, [
      last,
    ]);
    const rest = [];
    for (let cursor = first.next_cursor; cursor !== null; ) {
      const page = await history.orders({}, { limit: 4, sort, cursor });
      rest.push(...page.rows);
      cursor = page.next_cursor;
    }
    const others = rest.map(({ order_id }) => order_id).filter((id) => id !== last);
    expect({ sort, others }).toEqual({ sort, others: before.slice(4) });
  }
});

test('(12.19) prices are sorted as they are shown, and orders without one come last, both ways', async () => {
  const prices = async (direction: 'asc' | 'desc') =>
    (await pages({}, { limit: 4, sort: 'price', direction })).flat().map(({ price }) => price);
  const by = (n: number, price: number | null) => Array.from({ length: n }, () => price);
  expect(await prices('asc')).toEqual([...by(3, usd(10)), ...by(3, usd(20)), ...by(3, usd(30)), ...by(6, null)]);
  expect(await prices('desc')).toEqual([...by(3, usd(30)), ...by(3, usd(20)), ...by(3, usd(10)), ...by(6, null)]);
});

test('(12.19) orders of one price keep their order, also those without one', async () => {
  for (const direction of ['asc', 'desc'] as const) {
    const rows = (await pages({}, { limit: 2, sort: 'price', direction })).flat();
    expect(ids([rows]).toSorted()).toEqual(everyOrder);
    const without = rows.filter(({ price }) => price === null).map(({ order_id }) => order_id);
    expect(without).toEqual(direction === 'asc' ? without.toSorted() : without.toSorted().toReversed());
  }
});

test('(12.20) a cursor holds for its own listing alone', async () => {
  const { next_cursor } = await history.orders({}, { limit: 2, sort: 'price' });
  const cursor = String(next_cursor);
  for (const other of [{ sort: 'price', direction: 'asc' }, { sort: 'status' }, {}] as const)
    await expect(history.orders({}, { limit: 2, ...other, cursor })).rejects.toThrow(InvalidCursorError);
  await expect(history.orders({ text: 'AAPL' }, { limit: 2, sort: 'price', cursor })).rejects.toThrow(InvalidCursorError);
  await expect(history.fills({}, { limit: 2, cursor })).rejects.toThrow(InvalidCursorError);
});
