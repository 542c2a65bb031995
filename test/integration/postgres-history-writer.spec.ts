import type { DataSource } from 'typeorm';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { decodeEvent, encodeEvent } from '#core/gate/codec.js';
import type { GateEvent } from '#core/gate/event.js';
import { RelayFencedError } from '#core/ports/history-writer.js';
import { foldBatch } from '#core/relay/fold-batch.js';
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

const at = (n: number) => ({ id: logId(n), at_ms: START_MS + n });
const RATE = { ...tooLarge, rule_id: 'ORDER_RATE', code: 'RATE_LIMIT_EXCEEDED' } as const;

describe('the history writer', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let writer: PostgresHistoryWriter;
  let copier: EventCopier;

  beforeEach(async () => {
    database = await scratchDatabase();
    db = await connect(database.url);
    writer = new PostgresHistoryWriter(db);
    copier = new EventCopier(writer);
  });
  afterEach(async () => {
    await db.destroy();
    await database.drop();
  });

  const orderRow = async (n: number) =>
    (
      await db.query(
        'SELECT status, reason, leaves_quantity::float AS leaves, hold::float, filled_quantity::float AS filled FROM orders WHERE order_id = $1',
        [anOrder(n).order_id],
      )
    )[0];

  it('goes on after two seconds when a relay was frozen in the middle of a batch', async () => {
    await copier.copy(decided(1));
    const frozen = await poolOf(db).connect();
    frozen.on('error', () => undefined);
    await frozen.query('BEGIN');
    await frozen.query('UPDATE relay_position SET updated_at = now()');
    const next = await createDataSource(database.url, {
      applicationName: 'relay',
      poolSize: 2,
      lockTimeoutMs: 2000,
    }).initialize();
    try {
      const other = new PostgresHistoryWriter(next);
      const batch = foldBatch(copier.state, [{ n: 2, line: encodeEvent(decided(2)) }]);
      const from = await other.position();
      await expect(other.apply(batch, from)).rejects.toThrow(/lock timeout/);
      await other.apply(batch, from);
      expect(await db.query('SELECT count(*)::int AS orders FROM orders')).toEqual([{ orders: 2 }]);
      await expect(frozen.query('COMMIT')).rejects.toThrow(/terminat|not queryable/);
    } finally {
      frozen.release(true);
      await next.destroy();
    }
  });

  it('writes an order, its decision, fill, position and day of one batch', async () => {
    const order = anOrder(1);
    await copier.copy(decided(1), executed(3, order));
    const [row] = await db.query('SELECT * FROM orders');
    expect(row).toMatchObject({ status: 'FILLED', quantity: '2.00000000', price: '175.000000', check_price: '175.000000' });
    expect(row).toMatchObject({ hold: '0.000000', filled_quantity: '2.00000000', leaves_quantity: '0.00000000' });
    expect(row.received_at).toEqual(new Date(START_MS + 1));
    const [decision] = await db.query('SELECT *, (extract(epoch FROM reserved_at) * 1000000)::bigint AS at_us FROM decisions');
    expect(decision).toMatchObject({ accepted: true, config_version: 1, n: '1', request: null, violations: null });
    expect(decision.at_us).toBe(String(decided(1).state.at_us));
    expect(decodeEvent(decision.line)).toEqual(decided(1));
    expect(await db.query('SELECT n, type FROM gate_events')).toEqual([{ n: '2', type: 'EXECUTION_APPLIED' }]);
    expect(await db.query('SELECT price, fee FROM fills')).toEqual([{ price: '174.990000', fee: '0.010000' }]);
    expect(await db.query('SELECT quantity, cost FROM positions')).toEqual([{ quantity: '2.00000000', cost: '349.980000' }]);
    expect(await db.query('SELECT cash, n FROM accounts')).toEqual([{ cash: '99650.010000', n: '2' }]);
    expect(await db.query('SELECT date::text, fees, n FROM daily_pnl_tracking')).toEqual([
      { date: '2026-03-02', fees: '0.010000', n: '2' },
    ]);
    expect(await writer.position()).toEqual({ n: 2, last_id: logId(3), epoch: 0 });
  });

  it('comes to the same rows when every event is a batch of its own', async () => {
    const partly = {
      quantity: units(1),
      order_status: 'PARTIALLY_FILLED',
      filled_quantity: units(1),
      leaves_quantity: units(1),
    } as const;
    const events: GateEvent[] = [
      decided(1),
      executed(2, anOrder(1), {
        kind: 'WORKING',
        order_status: 'WORKING',
        filled_quantity: units(0),
        leaves_quantity: units(2),
        hold: usd(350),
      }),
      executed(3, anOrder(1), { ...partly, hold: usd(175) }),
      executed(4, anOrder(1), { ...ended('CANCELED', 'asked'), filled_quantity: units(1) }),
      decided(5, anOrder(5), [tooLarge]),
      decided(6),
      { ...at(7), type: 'CANCEL_REQUESTED', order_id: anOrder(6).order_id, account: 'default', actor: 'dev' },
      {
        ...at(8),
        type: 'ORDER_WITHDRAWN',
        order_id: anOrder(6).order_id,
        account: 'default',
        symbol: 'AAPL',
        reason: 'CANCEL_REQUESTED',
      },
    ];
    for (const event of events) await copier.copy(event);
    const rows =
      'SELECT status, hold, leaves_quantity, filled_quantity, reason, broker_order_id, updated_at FROM orders ORDER BY seq';
    const apart = await db.query(rows);
    const other = await scratchDatabase();
    const otherDb = await connect(other.url);
    try {
      await new EventCopier(new PostgresHistoryWriter(otherDb)).copy(...events);
      expect(apart).toEqual(await otherDb.query(rows));
    } finally {
      await otherDb.destroy();
      await other.drop();
    }
    expect(await orderRow(1)).toEqual({ status: 'CANCELED', reason: 'asked', leaves: 0, hold: 0, filled: 1 });
    expect(await orderRow(5)).toEqual({ status: 'REJECTED', reason: 'ORDER_SIZE_EXCEEDED', leaves: 0, hold: 0, filled: 0 });
    expect(await orderRow(6)).toEqual({ status: 'CANCELED', reason: 'CANCEL_REQUESTED', leaves: 0, hold: 0, filled: 0 });
    expect(await db.query('SELECT kind, actor, reason FROM order_events ORDER BY at')).toEqual([
      { kind: 'CANCELED', actor: 'broker', reason: 'asked' },
      { kind: 'CANCEL_REQUESTED', actor: 'dev', reason: '' },
      { kind: 'WITHDRAWN', actor: 'breakwater', reason: 'CANCEL_REQUESTED' },
    ]);
  });

  it('keeps the reason of an end when a later report has none', async () => {
    await copier.copy(decided(1), executed(2, anOrder(1), ended('CANCELED', 'asked')));
    await copier.copy(executed(3, anOrder(1), ended('CANCELED', '')));
    expect(await orderRow(1)).toMatchObject({ status: 'CANCELED', reason: 'asked' });
  });

  it('writes nothing of a batch whose position another relay has moved, or of a log that was begun again', async () => {
    const from = await writer.position();
    await copier.copy(decided(1));
    const batch = () => foldBatch(new EventCopier(writer).state, [{ n: 1, line: 'unreadable' }]);
    await expect(writer.apply(batch(), from)).rejects.toThrow(RelayFencedError);
    await expect(writer.apply(batch(), { ...from, n: 1, epoch: 3 })).rejects.toThrow(RelayFencedError);
    expect(await db.query('SELECT n FROM gate_unreadable')).toEqual([]);
    expect((await writer.position()).last_id).toBe(logId(1));
  });

  it('lets one of two relays win that write the same batch at once', async () => {
    const results = await Promise.allSettled([copier.copy(decided(1)), new EventCopier(writer).copy(decided(1))]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await db.query('SELECT count(*)::int AS n FROM orders')).toEqual([{ n: 1 }]);
  });

  it('takes an order that comes again after the rate refused it, in the same batch or in a later one', async () => {
    await copier.copy(decided(1, anOrder(1), [RATE]), decided(2, anOrder(2), [RATE]), decided(3, anOrder(2), [RATE]), decided(4));
    await copier.copy({ ...decided(5, anOrder(1)), id: logId(5) }, decided(6));
    expect(await orderRow(1)).toMatchObject({ status: 'PENDING_SUBMIT', reason: '', leaves: 2 });
    expect(await orderRow(6)).toMatchObject({ status: 'PENDING_SUBMIT' });
    expect(await db.query('SELECT count(*)::int AS n FROM orders')).toEqual([{ n: 4 }]);
    expect(await db.query('SELECT n::int, content_hash IS NULL AS free FROM decisions ORDER BY n')).toEqual([
      ...[1, 2, 3].map((n) => ({ n, free: true })),
      ...[4, 5, 6].map((n) => ({ n, free: false })),
    ]);
  });

  it('writes an alert for each refused order, with the first reason', async () => {
    await copier.copy(decided(1, anOrder(1), [tooLarge]), decided(2, anOrder(2), [tooLarge]));
    const alerts = await db.query('SELECT id, alert_type, severity, symbol, message, decision_id FROM risk_alerts ORDER BY seq');
    expect(alerts).toHaveLength(2);
    expect(alerts[0]).toEqual({
      id: logId(1),
      alert_type: 'ORDER_REJECTED',
      severity: 'WARNING',
      symbol: 'AAPL',
      message: 'Order size exceeds limit: $17500.00 > $1000.00',
      decision_id: anOrder(1).decision_id,
    });
  });

  it('logs trips, further causes, changes of mode and resets, in order, and alerts on each', async () => {
    const breaker = { breaker_id: 1, scope: 'account:default', actor: 'dev', reason: '' };
    const manual = {
      mode: 'halt',
      trigger_type: 'MANUAL',
      trigger_value: usd(0),
      threshold: usd(0),
      expires_at_ms: null,
    } as const;
    const loss = { trigger_type: 'DAILY_LOSS', trigger_value: usd(5001), threshold: usd(5000) } as const;
    await copier.copy(
      { type: 'BREAKER_TRIPPED', ...at(1), ...breaker, ...manual, ...loss, source: 'gate' },
      { type: 'BREAKER_CAUSE_ADDED', ...at(2), ...breaker, ...manual, reason: 'a drill' },
    );
    expect(await db.query('SELECT circuit_breaker_triggered AS open FROM daily_pnl_tracking')).toEqual([{ open: true }]);
    await copier.copy({ type: 'BREAKER_MODE_CHANGED', ...at(3), ...breaker, mode: 'reduce_only', source: 'api' });
    await copier.copy({ type: 'BREAKER_RESET', ...at(4), ...breaker, source: 'cli' });
    expect(await db.query('SELECT circuit_breaker_triggered AS open FROM daily_pnl_tracking')).toEqual([{ open: false }]);
    expect(await db.query('SELECT event, trigger_value, source FROM circuit_breaker_events ORDER BY seq')).toEqual([
      { event: 'TRIPPED', trigger_value: '5001.000000', source: 'gate' },
      { event: 'CAUSE', trigger_value: '0.000000', source: '' },
      { event: 'MODE', trigger_value: null, source: 'api' },
      { event: 'RESET', trigger_value: null, source: 'cli' },
    ]);
    expect(await db.query('SELECT severity, message FROM risk_alerts ORDER BY seq')).toEqual([
      { severity: 'CRITICAL', message: 'Circuit breaker of account:default tripped: daily loss $5001.00 >= $5000.00' },
      { severity: 'CRITICAL', message: 'Circuit breaker of account:default stays open; another cause by dev: a drill' },
      {
        severity: 'CRITICAL',
        message: 'Circuit breaker of account:default changed to reduce_only by dev: ; only closing orders pass',
      },
      { severity: 'CRITICAL', message: 'Circuit breaker of account:default reset by dev' },
    ]);
  });

  it('takes an order in that only the broker had', async () => {
    const order = anOrder(7);
    const adopted = {
      order,
      broker_order_id: 'paper-7',
      status: 'WORKING',
      filled_quantity: units(0),
      leaves_quantity: order.quantity,
    } as const;
    await copier.copy({ type: 'ORDER_ADOPTED', ...at(1), ...adopted, hold: usd(350), check_price: usd(175) });
    expect(await orderRow(7)).toEqual({ status: 'WORKING', reason: '', leaves: 2, hold: 350, filled: 0 });
  });

  it('opens an account with the cash that it began with, whatever it trades in the same batch', async () => {
    await copier.copy(
      { type: 'ACCOUNT_OPENED', ...at(1), account: 'new', cash: usd(500), day: '2026-03-02' },
      { type: 'CASH_MOVED', ...at(2), account: 'new', amount: usd(-20), actor: 'a', reason: 'r' },
    );
    expect(await db.query(`SELECT initial_cash::float, cash::float FROM accounts WHERE account = 'new'`)).toEqual([
      { initial_cash: 500, cash: 480 },
    ]);
    expect(await db.query('SELECT type FROM gate_events ORDER BY n')).toEqual([
      { type: 'ACCOUNT_OPENED' },
      { type: 'CASH_MOVED' },
    ]);
  });

  const mark = (n: number, bid: number): GateEvent => ({
    ...at(n),
    type: 'MARKED',
    quotes: [{ symbol: 'AAPL', bid: usd(bid), ask: usd(bid), frozen: false, revision: n }],
  });

  it('writes what marks move once a second, only where something moved, and never leaves it out', async () => {
    await copier.copy({ type: 'ACCOUNT_OPENED', ...at(1), account: 'idle', cash: usd(1), day: '2026-03-02' });
    await copier.copy(decided(2), executed(3, anOrder(2)));
    const rows = async () =>
      Object.fromEntries(
        (await db.query('SELECT account, position_value::float AS value, n::int FROM daily_pnl_tracking')).map(
          (row: { account: string; value: number; n: number }) => [row.account, [row.value, row.n]],
        ),
      );
    await copier.copy(mark(2000, 180));
    expect(await rows()).toEqual({ idle: [0, 1], default: [360, 4] });
    await copier.copy(mark(2500, 190));
    expect(await rows()).toEqual({ idle: [0, 1], default: [360, 4] });
    await copier.copy({ ...at(3100), type: 'TICKED', known_us: 1, holder: 'm', stale_symbols: [], drift: 0 });
    expect(await rows()).toEqual({ idle: [0, 1], default: [380, 6] });
    expect(await db.query('SELECT bid::float, ask::float FROM quotes')).toEqual([{ bid: 190, ask: 190 }]);
  });

  it('writes the last figures of a day that nobody closed when the next one begins', async () => {
    await copier.copy(mark(1, 174.99), decided(2), executed(3, anOrder(2)));
    await copier.copy(mark(10, 180), {
      ...at(20),
      type: 'DAY_STARTED',
      day: aDay({ date: '2026-03-03', day_start_equity: usd(100_010.01), peak_equity: usd(100_010.01) }),
    });
    expect(
      await db.query(
        'SELECT date::text, total_pnl::float AS total, fees::float, closed_at FROM daily_pnl_tracking ORDER BY date',
      ),
    ).toEqual([
      { date: '2026-03-02', total: 10.01, fees: 0.01, closed_at: null },
      { date: '2026-03-03', total: 0, fees: 0, closed_at: null },
    ]);
  });

  it('closes a day with its final record', async () => {
    const closed = aDay({ total_pnl: usd(-12.345678), cash: usd(99_987.654322) });
    await copier.copy(
      { ...at(5), type: 'DAY_CLOSED', day: closed },
      { ...at(5), id: `${START_MS + 5}-1`, type: 'DAY_STARTED', day: aDay({ date: '2026-03-03' }) },
    );
    expect(await db.query('SELECT date::text, total_pnl, closed_at FROM daily_pnl_tracking ORDER BY date')).toEqual([
      { date: '2026-03-02', total_pnl: '-12.345678', closed_at: new Date(START_MS + 5) },
      { date: '2026-03-03', total_pnl: '0.000000', closed_at: null },
    ]);
    expect(await db.query(`SELECT day::text FROM accounts WHERE account = 'default'`)).toEqual([{ day: '2026-03-03' }]);
  });

  it('is not stopped by text that PostgreSQL cannot hold or COPY must escape', async () => {
    const odd = 'a\u0000b\ud800c\\N\td\ne\r\\.';
    const line = `J ${logId(2)} {"type":"CONFIG_ACCEPTED","source":"rules","odd":"\ud800\\\\ \\t"}`;
    await copier.copy(
      decided(1, anOrder(1, { client_order_id: 'a\\.\\N' })),
      line,
      executed(3, anOrder(1), ended('EXPIRED', odd)),
    );
    const [row] = await db.query('SELECT client_order_id, reason FROM orders');
    expect(row).toEqual({ client_order_id: 'a\\.\\N', reason: 'a\ufffdb\ufffdc\\N\td\ne\r\\.' });
    const [event] = await db.query('SELECT line FROM gate_events WHERE n = 2');
    expect(event.line).toBe(line.replace('\ud800', '\ufffd'));
    await copier.copy(decided(4), 'a line\u0000 of \\ nothing', executed(5, anOrder(4), ended('EXPIRED', odd)));
    expect(await db.query('SELECT line FROM gate_unreadable')).toEqual([{ line: 'a line\ufffd of \\ nothing' }]);
    await copier.copy(executed(6, anOrder(4), ended('EXPIRED', odd)));
    expect((await db.query('SELECT reason FROM orders WHERE order_id = $1', [anOrder(4).order_id]))[0].reason).toBe(
      'a\ufffdb\ufffdc\\N\td\ne\r\\.',
    );
  });
});
