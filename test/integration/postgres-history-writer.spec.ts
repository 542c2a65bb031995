import type { DataSource } from 'typeorm';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import type { LogEvent } from '#core/gate/event.js';
import { RelayFencedError } from '#core/ports/history-writer.js';
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

describe('the history writer', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let writer: PostgresHistoryWriter;

  beforeEach(async () => {
    database = await scratchDatabase();
    db = await connect(database.url);
    writer = new PostgresHistoryWriter(db);
  });
  afterEach(async () => {
    await db.destroy();
    await database.drop();
  });

  const status = async (n: number) =>
    (await db.query('SELECT status FROM orders WHERE order_id = $1', [anOrder(n).order_id]))[0]?.status;

  it('writes an order, its decision, fill, position and day of one batch', async () => {
    const order = anOrder(1);
    await writer.apply([reserved(1), decided(2, [verdict(order)]), executed(3, order)], '0-0');
    const [row] = await db.query('SELECT * FROM orders');
    expect(row).toMatchObject({
      status: 'FILLED',
      quantity: '2.00000000',
      price: '175.000000',
      hold: '0.000000',
      filled_quantity: '2.00000000',
    });
    const [decision] = await db.query('SELECT * FROM decisions');
    expect(decision).toMatchObject({
      accepted: true,
      decided_by: 'api',
      config_version: 1,
      state: reserved(1).state,
      request: order,
    });
    expect(await db.query('SELECT price, fee FROM fills')).toEqual([{ price: '174.990000', fee: '0.010000' }]);
    expect(await db.query('SELECT quantity, cost FROM positions')).toEqual([{ quantity: '2.00000000', cost: '349.980000' }]);
    expect(await db.query('SELECT cash FROM accounts')).toEqual([{ cash: '99650.010000' }]);
    expect(await db.query('SELECT date::text, fees FROM daily_pnl_tracking')).toEqual([{ date: '2026-03-02', fees: '0.010000' }]);
    expect(await writer.position()).toEqual({ last_id: logId(3), broker_sequence: 3, generation: 0 });
  });

  it('comes to the same rows when every entry is a batch of its own', async () => {
    const events: LogEvent[] = [
      reserved(1),
      decided(2, [verdict(anOrder(1))]),
      executed(3, anOrder(1)),
      reserved(4),
      decided(5, [verdict(anOrder(4), [tooLarge])]),
    ];
    let from = '0-0';
    for (const event of events) {
      await writer.apply([event], from);
      from = event.id;
    }
    const apart = await db.query('SELECT status, hold, leaves_quantity, filled_quantity, reason FROM orders ORDER BY seq');
    const other = await scratchDatabase();
    const otherDb = await connect(other.url);
    try {
      await new PostgresHistoryWriter(otherDb).apply(events, '0-0');
      expect(apart).toEqual(
        await otherDb.query('SELECT status, hold, leaves_quantity, filled_quantity, reason FROM orders ORDER BY seq'),
      );
      expect(apart.map((row: { status: string }) => row.status)).toEqual(['FILLED', 'REJECTED']);
    } finally {
      await otherDb.destroy();
      await other.drop();
    }
  });

  it('writes nothing of a batch whose position another relay has moved', async () => {
    await writer.apply([reserved(1)], '0-0');
    await expect(writer.apply([reserved(2)], '0-0')).rejects.toThrow(RelayFencedError);
    expect(await status(2)).toBeUndefined();
    expect((await writer.position()).last_id).toBe(logId(1));
  });

  it('lets one of two relays win that write the same batch at once', async () => {
    const results = await Promise.allSettled([writer.apply([reserved(1)], '0-0'), writer.apply([reserved(1)], '0-0')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await db.query('SELECT count(*)::int AS n FROM orders')).toEqual([{ n: 1 }]);
  });

  it('does not let a late verdict take an order back that the broker has', async () => {
    await writer.apply([reserved(1), executed(2, anOrder(1), { kind: 'WORKING', order_status: 'WORKING' })], '0-0');
    await writer.apply([decided(3, [verdict(anOrder(1))])], logId(2));
    expect(await status(1)).toBe('WORKING');
    expect(await db.query('SELECT accepted FROM decisions')).toEqual([{ accepted: true }]);
  });

  it('writes an alert for each refused order, with the first reason', async () => {
    await writer.apply(
      [reserved(1), reserved(2), decided(3, [verdict(anOrder(1), [tooLarge]), verdict(anOrder(2), [tooLarge])])],
      '0-0',
    );
    const alerts = await db.query('SELECT id, alert_type, severity, symbol, message, decision_id FROM risk_alerts ORDER BY seq');
    expect(alerts).toHaveLength(2);
    expect(alerts[0]).toEqual({
      id: `${logId(3)}-0`,
      alert_type: 'ORDER_REJECTED',
      severity: 'WARNING',
      symbol: 'AAPL',
      message: 'Order size exceeds limit: $17500.00 > $1000.00',
      decision_id: anOrder(1).decision_id,
    });
  });

  it('logs trips, further causes and resets, in order, and alerts on each', async () => {
    const breaker = { breaker_id: 1, scope: 'account:default', actor: 'dev', reason: '' };
    await writer.apply(
      [
        {
          type: 'BREAKER_TRIPPED',
          id: logId(1),
          at_ms: START_MS,
          ...breaker,
          mode: 'halt',
          trigger_type: 'DAILY_LOSS',
          trigger_value: usd(5001),
          threshold: usd(5000),
          source: 'live state',
          expires_at_ms: null,
        },
        {
          type: 'BREAKER_CAUSE_ADDED',
          id: logId(2),
          at_ms: START_MS,
          ...breaker,
          reason: 'a drill',
          mode: 'halt',
          trigger_type: 'MANUAL',
          trigger_value: usd(0),
          threshold: usd(0),
          expires_at_ms: null,
        },
        { type: 'BREAKER_RESET', id: logId(3), at_ms: START_MS, ...breaker, source: 'cli' },
      ],
      '0-0',
    );
    expect(await db.query('SELECT event, trigger_value, source FROM circuit_breaker_events ORDER BY seq')).toEqual([
      { event: 'TRIPPED', trigger_value: '5001.000000', source: 'live state' },
      { event: 'CAUSE', trigger_value: '0.000000', source: '' },
      { event: 'RESET', trigger_value: null, source: 'cli' },
    ]);
    expect(await db.query('SELECT severity, message FROM risk_alerts ORDER BY seq')).toEqual([
      { severity: 'CRITICAL', message: 'Circuit breaker of account:default tripped: daily loss $5001.00 >= $5000.00' },
      { severity: 'CRITICAL', message: 'Circuit breaker of account:default stays open; another cause by dev: a drill' },
      { severity: 'CRITICAL', message: 'Circuit breaker of account:default reset by dev' },
    ]);
  });

  it('takes an order back that only the broker had', async () => {
    const order = anOrder(7);
    await writer.apply(
      [
        {
          type: 'ORDER_ADOPTED',
          id: logId(1),
          at_ms: START_MS,
          order,
          broker_order_id: 'paper-7',
          status: 'WORKING',
          filled_quantity: units(0),
          leaves_quantity: order.quantity,
          hold: usd(350),
          check_price: usd(175),
        },
        { type: 'STATE_REBUILT', id: logId(2), at_ms: START_MS, generation: 4 },
      ],
      '0-0',
    );
    expect(await status(7)).toBe('WORKING');
    expect((await writer.position()).generation).toBe(4);
  });

  it('keeps the newest day, quote and cash of many marks', async () => {
    const mark = (n: number, date: string, cash: number): LogEvent => ({
      type: 'MARKED',
      id: logId(n),
      at_ms: START_MS + n,
      quotes: [{ symbol: 'AAPL', bid: usd(170 + n), ask: usd(170.01 + n), frozen: false }],
      days: [aDay({ date, cash: usd(cash) })],
    });
    await writer.apply([mark(1, '2026-03-02', 1), mark(2, '2026-03-03', 2), mark(3, '2026-03-03', 3)], '0-0');
    expect(await db.query('SELECT bid FROM quotes')).toEqual([{ bid: '173.000000' }]);
    expect(await db.query('SELECT cash, day::text FROM accounts')).toEqual([{ cash: '3.000000', day: '2026-03-03' }]);
    expect(await db.query('SELECT date::text, cash FROM daily_pnl_tracking ORDER BY date')).toEqual([
      { date: '2026-03-02', cash: '1.000000' },
      { date: '2026-03-03', cash: '3.000000' },
    ]);
  });

  it('is not stopped by text that PostgreSQL cannot hold', async () => {
    const order = anOrder(1, { client_order_id: 'a\u0000b\ud800c' });
    await writer.apply([reserved(1, order)], '0-0');
    expect(await db.query('SELECT client_order_id FROM orders')).toEqual([{ client_order_id: 'a\ufffdb\ufffdc' }]);
  });
});
