import type { DataSource } from 'typeorm';
import { PostgresHistory } from '#adapters/postgres/history.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { PostgresRestoreSource } from '#adapters/postgres/restore.js';
import type { LogEvent } from '#core/gate/event.js';
import { InvalidCursorError } from '#core/ports/history.js';
import type { RecentOrder } from '#core/ports/restore.js';
import {
  aDay,
  anOrder,
  decided,
  executed,
  logId,
  reserved,
  START_MS,
  tooLarge,
  units,
  usd,
  verdict,
} from '../factories/log-events.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const trip = (n: number, id: number, scope: string): LogEvent => ({
  type: 'BREAKER_TRIPPED',
  id: logId(n),
  at_ms: START_MS + n,
  breaker_id: id,
  scope,
  mode: 'halt',
  trigger_type: 'MANUAL',
  trigger_value: usd(0),
  threshold: usd(0),
  actor: 'dev',
  reason: 'a drill',
  source: 'api',
  expires_at_ms: null,
});

describe('history', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let history: PostgresHistory;

  /** Orders 1 to 5: filled, refused, working (SPY, cancel asked), undecided, partly filled. Breakers 1 (reset) and 2 (open). */
  beforeAll(async () => {
    database = await scratchDatabase();
    db = await connect(database.url, 2000);
    history = new PostgresHistory(db);
    const spy = anOrder(3, { symbol: 'SPY', price: null, order_type: 'MARKET' });
    const events: LogEvent[] = [1, 2, 3, 4, 5].map((n) => reserved(n, n === 3 ? spy : anOrder(n)));
    events.push(
      decided(10, [verdict(anOrder(1)), verdict(anOrder(2), [tooLarge]), verdict(spy), verdict(anOrder(5))]),
      executed(11, anOrder(1)),
      executed(12, spy, {
        kind: 'WORKING',
        order_status: 'WORKING',
        filled_quantity: units(0),
        leaves_quantity: units(2),
        hold: usd(900),
        position: { account: 'default', symbol: 'SPY', quantity: units(0), cost: usd(0), realized_pnl: usd(0) },
      }),
      executed(13, anOrder(5), {
        quantity: units(1),
        order_status: 'PARTIALLY_FILLED',
        filled_quantity: units(1),
        leaves_quantity: units(1),
        hold: usd(175),
        position: { account: 'default', symbol: 'AAPL', quantity: units(3), cost: usd(524.97), realized_pnl: usd(-1.5) },
      }),
      { type: 'CANCEL_REQUESTED', id: logId(14), at_ms: START_MS, order_id: spy.order_id, account: 'default', actor: 'dev' },
      trip(15, 1, 'firm'),
      trip(16, 2, 'symbol:TSLA'),
      {
        ...{ type: 'BREAKER_RESET', id: logId(17), at_ms: START_MS + 17, breaker_id: 1, scope: 'firm' },
        ...{ actor: 'boss', reason: 'over', source: 'api' },
      },
      {
        type: 'MARKED',
        id: logId(18),
        at_ms: START_MS + 18,
        quotes: [{ symbol: 'AAPL', bid: usd(175), ask: usd(175.01), frozen: true }],
        days: [aDay({ cash: usd(99_000), total_pnl: usd(-12.345678) })],
      },
    );
    await new PostgresHistoryWriter(db).apply(events, '0-0');
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  it('lists orders newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await history.orders({}, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.rows.map((row) => row.order_id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual([5, 4, 3, 2, 1].map((n) => anOrder(n).order_id));
  });

  it('filters orders by status, symbol and client id', async () => {
    const ids = async (filter: Parameters<PostgresHistory['orders']>[0]) =>
      (await history.orders(filter, { limit: 500 })).rows.map((row) => row.client_order_id);
    expect(await ids({ status: 'REJECTED' })).toEqual(['client-2']);
    expect(await ids({ symbol: 'SPY' })).toEqual(['client-3']);
    expect(await ids({ account: 'default', client_order_id: 'client-4' })).toEqual(['client-4']);
    expect(await ids({ account: 'nobody' })).toEqual([]);
  });

  it('refuses a cursor it did not give out', async () => {
    await expect(history.orders({}, { limit: 5, cursor: 'x' })).rejects.toThrow(InvalidCursorError);
  });

  it('gives an order with exact amounts', async () => {
    expect(await history.order(anOrder(5).order_id)).toEqual({
      ...anOrder(5),
      status: 'PARTIALLY_FILLED',
      check_price: usd(175),
      filled_quantity: units(1),
      leaves_quantity: units(1),
      hold: usd(175),
      broker_order_id: `paper-${anOrder(5).order_id}`,
      reason: '',
      body_hash: '0123456789abcdef',
      received_at_ms: START_MS + 5,
      updated_at_ms: START_MS + 13,
    });
    expect(await history.orderByClientId('default', 'client-3')).toMatchObject({ price: null, order_type: 'MARKET' });
    expect(await history.order('nothing')).toBeNull();
  });

  it('gives a decision with what it was made from and why', async () => {
    const decision = await history.decision(anOrder(2).decision_id);
    expect(decision).toMatchObject({
      accepted: false,
      violations: [tooLarge],
      by: 'api',
      config_version: 1,
      state: reserved(2).state,
    });
    expect((await history.decision(anOrder(4).decision_id))?.accepted).toBeNull();
  });

  it('lists fills, alerts and breakers, newest first', async () => {
    expect((await history.fills({ order_id: anOrder(1).order_id }, { limit: 10 })).rows).toMatchObject([
      { price: usd(174.99), quantity: units(2), broker_sequence: 11 },
    ]);
    expect((await history.alerts(50)).map((alert) => alert.alert_type)).toEqual([
      'CIRCUIT_BREAKER_RESET',
      'CIRCUIT_BREAKER_TRIPPED',
      'CIRCUIT_BREAKER_TRIPPED',
      'ORDER_REJECTED',
    ]);
    const breakers = await history.breakers(10);
    expect(breakers).toMatchObject([
      { breaker_id: 2, active: true, reset_by: null },
      { breaker_id: 1, active: false, reset_by: 'boss', reset_reason: 'over', reset_at_ms: START_MS + 17 },
    ]);
    expect((await history.breakers(10, true)).map((breaker) => breaker.breaker_id)).toEqual([2]);
  });

  it("gives the day's record to the micro-dollar", async () => {
    expect(await history.dailyPnl('default', '2026-03-02')).toEqual(aDay({ cash: usd(99_000), total_pnl: usd(-12.345678) }));
    expect(await history.dailyPnl('default', '2026-03-03')).toBeNull();
  });

  it('gives up after its time limit', async () => {
    await expect(db.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
  });

  it('holds all that live state is written anew from', async () => {
    await db.query('UPDATE orders SET received_at = now()');
    const recent: RecentOrder[] = [];
    const snapshot = await new PostgresRestoreSource(db).snapshot(async (orders) => {
      recent.push(...orders);
    });
    expect(recent.map((order) => order.client_order_id)).toEqual([5, 4, 3, 2, 1].map((n) => `client-${n}`));
    expect(snapshot.relay).toEqual({ last_id: logId(18), broker_sequence: 13, generation: 0 });
    expect(snapshot.config.version).toBe(1);
    expect(snapshot.accounts).toEqual([
      { account: 'default', cash: usd(99_000), day: aDay({ cash: usd(99_000), total_pnl: usd(-12.345678) }) },
    ]);
    expect(snapshot.positions).toEqual([
      { account: 'default', symbol: 'AAPL', quantity: units(3), cost: usd(524.97), realized_pnl: usd(-1.5) },
    ]);
    expect(
      snapshot.open_orders.map((open) => [open.order.client_order_id, open.status, open.hold, open.cancel_requested]),
    ).toEqual([
      ['client-3', 'WORKING', usd(900), true],
      ['client-4', 'NEW', usd(350), false],
      ['client-5', 'PARTIALLY_FILLED', usd(175), false],
    ]);
    expect(snapshot.open_orders[0]).toMatchObject({ state: reserved(3).state, body_hash: '0123456789abcdef' });
    expect(snapshot.open_breakers).toMatchObject([{ breaker_id: 2, scope: 'symbol:TSLA', actor: 'dev' }]);
    expect(snapshot.last_breaker_id).toBe(2);
    expect(snapshot.quotes).toEqual([{ symbol: 'AAPL', bid: usd(175), ask: usd(175.01), frozen: true }]);
  });
});
