/** Real PostgreSQL: what a socket that missed something is told from it must be what it would have been told live. */
import type { DataSource } from 'typeorm';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { PostgresEventHistory } from '#adapters/postgres/event-history.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { Board } from '#core/events/board.js';
import type { LiveMessage } from '#core/events/live-message.js';
import { missedMessages } from '#core/events/missed.js';
import type { GateEvent } from '#core/gate/event.js';
import { orderOf } from '#core/gate/fold.js';
import { parseMoney } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import type { ConfigChange } from '#core/ports/config-store.js';
import { anOrder, decided, ended, EventCopier, executed, logId, START_MS, tooLarge, usd } from '../factories/log-events.js';
import { configOf } from '../factories/gate-world.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

let database: ScratchDatabase;
let db: DataSource;
let history: PostgresEventHistory;
let events: GateEvent[];
let live: LiveMessage[];
let changes: ConfigChange[];
const orders: Order[] = [1, 2, 3, 4, 5, 6].map((n) => anOrder(n));
const [first, second, third, fourth, fifth, sixth] = orders as [Order, Order, Order, Order, Order, Order];
const ALL = { orders: true, max: 1000 };
const isOrder = ({ type }: LiveMessage) => type === 'ORDER_UPDATE';

/** Six orders (three refused, one filled, one canceled, one withdrawn), a trip with a further cause, its reset, two changed limits. */
function theLog(versions: number[]): GateEvent[] {
  const at = (n: number) => ({ id: logId(n), at_ms: START_MS + n });
  const breaker = { breaker_id: 1, scope: 'account:default', actor: 'dev' };
  const trip = { mode: 'halt' as const, trigger_type: 'MANUAL' as const, trigger_value: usd(0), threshold: usd(0) };
  const active = (version: number) => ({ version, slippage_bps: 0, config: configOf(version), rule_set: null });
  const [one = 0, two = 0] = versions;
  return [
    decided(1, first, [tooLarge]),
    decided(2, second),
    { ...decided(3, third, [tooLarge]), alert_of: logId(1) }, // Counted by the first one's alert: it has none of its own.
    decided(4, fourth),
    decided(5, fifth),
    decided(6, sixth),
    { ...at(7), ...breaker, ...trip, type: 'BREAKER_TRIPPED', reason: 'drill', expires_at_ms: null, source: 'api' },
    { ...at(8), ...breaker, ...trip, type: 'BREAKER_CAUSE_ADDED', reason: 'again', expires_at_ms: null },
    { ...at(9), ...breaker, type: 'BREAKER_MODE_CHANGED', mode: 'reduce_only', reason: 'milder', source: 'api' },
    executed(10, second),
    { ...at(11), type: 'CONFIG_ACTIVATED', ...active(one), checks: 'off' },
    executed(12, fourth, ended('CANCELED', 'asked')),
    { ...at(13), ...breaker, type: 'BREAKER_RESET', reason: 'checked', source: 'api' },
    { ...at(14), type: 'CONFIG_ACTIVATED', ...active(one), slippage_bps: 5, checks: null }, // Only the slippage changed.
    { ...at(15), type: 'CONFIG_ACTIVATED', ...active(two), checks: null },
    { ...at(16), type: 'CONFIG_REJECTED', source: 'rules', place: 'ORDER_SIZE.json', fault: 'not JSON' },
    { ...at(17), type: 'ORDER_WITHDRAWN', order_id: sixth.order_id, account: 'default', symbol: 'AAPL', reason: 'PNL_STALE' },
  ];
}

beforeAll(async () => {
  database = await scratchDatabase();
  db = await connect(database.url);
  history = new PostgresEventHistory(db);
  const store = new PostgresConfigStore(db);
  const origin = { actor: 'dev', reason: 'less', source: 'api' };
  const before = (await store.current()).version;
  const one = await store.change({ limits: { max_order_size: parseMoney(900) } }, origin);
  const two = await store.change({ limits: { max_order_size: parseMoney(800) } }, origin);
  events = theLog([one.version, two.version]);
  const copier = new EventCopier(new PostgresHistoryWriter(db));
  const about = { version: before, slippage_bps: 0, config: configOf(before), rule_set: null, checks: null };
  // In two batches, so that fills and ends meet orders of an earlier one.
  await copier.copy({ type: 'CONFIG_ACTIVATED', id: logId(0), at_ms: START_MS, ...about }, ...events.slice(0, 5));
  await copier.copy(...events.slice(5));
  changes = await history.changes(before, two.version);
  const board = new Board({ position: logId(0), days: [], open_breakers: [], alerts: [], config_version: before });
  const known = {
    orders: true,
    changes: (after: number, upTo: number) => changes.filter(({ version }) => version > after && version <= upTo),
  };
  const orderIn = (event: GateEvent) =>
    orderOf(copier.state, event) ?? orders.find((o) => 'order_id' in event && o.order_id === event.order_id);
  live = events.flatMap((event, i) => board.take({ n: i + 2, event, order: orderIn(event) ?? null }, known));
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('after any message, PostgreSQL tells the rest of alerts, breakers and limits as it was told live', async () => {
  expect(live.filter((message) => !isOrder(message)).length).toBe(14);
  const ids = [logId(0), ...live.map(({ id }) => id)];
  for (const [index, since] of ids.entries()) {
    const missed = await history.after(since, ALL);
    const told = missed ? missedMessages(missed, since).filter((message) => !isOrder(message)) : null;
    expect(told).toEqual(live.slice(index).filter((message) => !isOrder(message)));
  }
});

test('each order that changed is told once, as it stands', async () => {
  const told = async (since: string) => {
    const missed = await history.after(since, ALL);
    const updates = missed ? missedMessages(missed, since).filter(isOrder) : [];
    return Object.fromEntries(updates.map(({ ref, data }) => [ref, (data as { status: string }).status]));
  };
  const [one = '', two = '', three = '', four = '', five = '', six = ''] = orders.map(({ order_id }) => order_id);
  expect(await told(logId(0))).toEqual({
    ...{
      [one]: 'REJECTED',
      [two]: 'FILLED',
      [three]: 'REJECTED',
      [four]: 'CANCELED',
      [five]: 'PENDING_SUBMIT',
      [six]: 'CANCELED',
    },
  });
  expect(await told(logId(9))).toEqual({ [two]: 'FILLED', [four]: 'CANCELED', [six]: 'CANCELED' });
  expect(await told(logId(12))).toEqual({ [four]: 'CANCELED', [six]: 'CANCELED' });
  expect(await told(logId(13))).toEqual({ [six]: 'CANCELED' });
  expect(await told(logId(18))).toEqual({});
});

test('what a socket is told up to where memory begins, and what memory has from there, is all of it', async () => {
  for (const start of events.map(({ id }) => id)) {
    const missed = await history.after(logId(0), ALL);
    const told = missed ? missedMessages(missed, logId(0), start) : [];
    const remembered = live.filter(({ id }) => Number(id.split('-')[0]) > Number(start.split('-')[0]));
    const newest = new Map([...told, ...remembered].filter(isOrder).map(({ ref, data }) => [ref, data]));
    for (const [ref, data] of new Map(live.filter(isOrder).map(({ ref: of, data: state }) => [of, state])))
      expect(newest.get(ref)).toMatchObject({ status: (data as { status: string }).status });
    expect([...told, ...remembered].filter((message) => !isOrder(message))).toEqual(live.filter((message) => !isOrder(message)));
  }
});

test('more than is asked for is none of it, and without orders it may fit', async () => {
  expect(await history.after(logId(0), { orders: true, max: 16 })).toBeNull();
  expect(await history.after(logId(0), { orders: false, max: 16 })).not.toBeNull();
});

test('the board is of one moment: where the relay stands, what is open then, the last alerts', async () => {
  const board = await history.board();
  expect(board.position).toBe(logId(17));
  expect(await history.position()).toBe(logId(17));
  expect(board.open_breakers).toEqual([]);
  expect(board.alerts.map(({ alert_type }) => alert_type)).toEqual([
    'ORDER_WITHDRAWN',
    'CONFIG_REJECTED',
    'CIRCUIT_BREAKER_RESET',
    'RISK_CHECKS_OFF',
    'CIRCUIT_BREAKER_MODE_CHANGED',
    'CIRCUIT_BREAKER_CAUSE_ADDED',
    'CIRCUIT_BREAKER_TRIPPED',
    'ORDER_REJECTED',
  ]);
  expect(board.config_version).toBe(changes.at(-1)?.version);
});
