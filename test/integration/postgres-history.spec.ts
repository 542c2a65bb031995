import type { DataSource } from 'typeorm';
import { PostgresHistory } from '#adapters/postgres/history.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import type { GateEvent } from '#core/gate/event.js';
import { InvalidCursorError } from '#core/ports/history.js';
import {
  aDay,
  anOrder,
  decided,
  ended,
  EventCopier,
  executed,
  logId,
  START_MS,
  tooLarge,
  units,
  usd,
} from '../factories/log-events.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const trip = (n: number, id: number, scope: string): GateEvent => ({
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

const CLOSED = { cash: usd(99_000), total_pnl: usd(-12.345678) };

describe('history', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let history: PostgresHistory;

  /** Orders 1 to 5: filled, refused, working (SPY, cancel asked), canceled, partly filled. Breakers 1 (reset) and 2 (open). */
  beforeAll(async () => {
    database = await scratchDatabase();
    db = await connect(database.url, 2000);
    history = new PostgresHistory(db);
    const spy = anOrder(3, { symbol: 'SPY', price: null, order_type: 'MARKET' });
    const flat = { account: 'default', quantity: units(0), cost: usd(0), realized_pnl: usd(0) };
    await new EventCopier(new PostgresHistoryWriter(db)).copy(
      ...[decided(1), decided(2, anOrder(2), [tooLarge]), decided(3, spy), decided(4), decided(5)],
      executed(11, anOrder(1)),
      executed(12, spy, {
        ...{ kind: 'WORKING', order_status: 'WORKING', filled_quantity: units(0), leaves_quantity: units(2), hold: usd(900) },
        position: { ...flat, symbol: 'SPY' },
      }),
      executed(13, anOrder(5), {
        quantity: units(1),
        order_status: 'PARTIALLY_FILLED',
        filled_quantity: units(1),
        leaves_quantity: units(1),
        hold: usd(175),
        position: { account: 'default', symbol: 'AAPL', quantity: units(3), cost: usd(524.97), realized_pnl: usd(-1.5) },
      }),
      { type: 'CANCEL_REQUESTED', id: logId(14), at_ms: START_MS + 14, order_id: spy.order_id, account: 'default', actor: 'dev' },
      trip(15, 1, 'firm'),
      trip(16, 2, 'symbol:TSLA'),
      {
        ...{ type: 'BREAKER_RESET', id: logId(17), at_ms: START_MS + 17, breaker_id: 1, scope: 'firm' },
        ...{ actor: 'boss', reason: 'over', source: 'api' },
      },
      executed(18, anOrder(4), {
        ...ended('CANCELED', 'asked'),
        position: { account: 'default', symbol: 'AAPL', quantity: units(3), cost: usd(524.97), realized_pnl: usd(-1.5) },
      }),
      { type: 'DAY_CLOSED', id: logId(19), at_ms: START_MS + 19, day: aDay({ date: '2026-03-01', ...CLOSED }) },
    );
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
    expect(await ids({ status: 'CANCELED' })).toEqual(['client-4']);
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
      body_hash: String(decided(5).content_hash),
      received_at_ms: START_MS + 5,
      updated_at_ms: START_MS + 13,
    });
    expect(await history.orderByClientId('default', 'client-3')).toMatchObject({ price: null, order_type: 'MARKET' });
    expect(await history.order('nothing')).toBeNull();
  });

  it('leaves nothing open of a canceled order, and says why it ended, also of one that version 1 ended', async () => {
    const canceled = { status: 'CANCELED', leaves_quantity: 0, hold: 0, reason: 'asked' };
    expect(await history.order(anOrder(4).order_id)).toMatchObject(canceled);
    await db.query('UPDATE orders SET leaves_quantity = 2 WHERE order_id = $1', [anOrder(4).order_id]);
    expect(await history.order(anOrder(4).order_id)).toMatchObject(canceled);
    expect((await history.orders({ status: 'CANCELED' }, { limit: 5 })).rows).toMatchObject([canceled]);
  });

  it('gives a decision with what it was made from and why', async () => {
    const { order_id, decision_id, ...request } = anOrder(2);
    expect(await history.decision(decision_id)).toEqual({
      ...{ decision_id, order_id, account: 'default', client_order_id: 'client-2', request, state: decided(2).state },
      ...{ config_version: 1, accepted: false, violations: [tooLarge], waived: [], decided_at_ms: START_MS + 2 },
    });
    expect(await history.decision(anOrder(4).decision_id)).toMatchObject({ accepted: true, violations: [] });
    expect(await history.decision('nothing')).toBeNull();
  });

  it('gives a decision of version 1 out of the columns that it kept', async () => {
    await db.query(
      `INSERT INTO decisions (decision_id, order_id, account, client_order_id, request, state, config_version, accepted, violations, waived, decided_by,
         reserved_at, decided_at) VALUES ('dec_v1', 'ord_v1', 'default', 'v1', $1, $2, 1, false, $3, '[]', 'api', now(), to_timestamp(1700000000))`,
      [JSON.stringify(anOrder(9)), JSON.stringify(decided(9).state), JSON.stringify([tooLarge])],
    );
    expect(await history.decision('dec_v1')).toMatchObject({
      ...{ order_id: 'ord_v1', request: anOrder(9), state: decided(9).state, accepted: false, violations: [tooLarge] },
      decided_at_ms: 1_700_000_000_000,
    });
  });

  it('gives the last of two decisions on an order that came again', async () => {
    await db.query(
      `INSERT INTO decisions (decision_id, order_id, account, client_order_id, config_version, accepted, n, line, reserved_at)
       SELECT decision_id, order_id, account, client_order_id, 9, true, 1000, line, reserved_at FROM decisions WHERE decision_id = $1`,
      [anOrder(2).decision_id],
    );
    expect(await history.decision(anOrder(2).decision_id)).toMatchObject({ config_version: 9, accepted: true });
    const since = await history.decisionsSince(0, 100);
    expect(since.map(({ decision_id }) => decision_id).filter((id) => id === anOrder(2).decision_id)).toHaveLength(1);
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
    expect(await history.dailyPnl('default', '2026-03-01')).toEqual(aDay({ date: '2026-03-01', ...CLOSED }));
    expect(await history.dailyPnl('default', '2026-03-02')).toMatchObject({ cash: usd(100_000 - 2 * 349.99), fees: usd(0.02) });
    expect(await history.dailyPnl('default', '2026-03-03')).toBeNull();
  });

  it('gives up after its time limit', async () => {
    await expect(db.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
  });
});
