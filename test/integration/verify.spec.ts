/** Real PostgreSQL: a history that nobody touched is proved, and one row that was edited by hand is found, whichever it is. */
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from '#adapters/postgres/pool.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { PostgresProofSource, withProofSource } from '#adapters/postgres/proof-source.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { encodeEvent } from '#core/gate/codec.js';
import { StateDivergedError } from '#core/gate/fold.js';
import type { GateState } from '#core/gate/state.js';
import { stateHash } from '#core/gate/state-hash.js';
import { foldBatch } from '#core/relay/fold-batch.js';
import { Difference } from '#core/verify/difference.js';
import { verify } from '#core/verify/verify.js';
import { writeDay } from '../factories/a-day.js';
import { compile, dollars, units } from '../factories/gate-world.js';
import { RandomHistory, randomOf, storeConfigs } from '../factories/random-history.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

let database: ScratchDatabase;
let db: DataSource;
let history: RandomHistory;
let relayed: GateState;
const snapshots: number[] = [];
const ALL = { from: null, to: null };
/** Tables whose triggers let no row be changed. */
const GUARDED = [
  ...['decisions', 'gate_events', 'gate_unreadable', 'fills', 'order_events', 'risk_alerts', 'risk_alert_counts'],
  ...['circuit_breaker_events', 'config_activations', 'config_rejections', 'config_versions', 'rule_sets'],
];

/** A history with every kind of event, a line from another build in the middle, and a state that was kept here and there. */
beforeAll(async () => {
  database = await scratchDatabase();
  db = await connect(database.url, 0);
  const store = new PostgresStateStore(db);
  const writer = new PostgresHistoryWriter(db);
  relayed = await store.load(compile);
  const random = randomOf(77);
  history = RandomHistory.begin(4, await store.load(compile));
  for (let i = 0; i < 900; i += 1) {
    history.step();
    if (random() < 0.1) await history.write(writer, relayed, 1 + Math.floor(random() * history.waiting));
    if (i === 420) await setLineAside(writer);
    if (i % 300 === 150) {
      await store.save(relayed);
      snapshots.push(relayed.n);
    }
  }
  const { world } = history;
  world.ask({ kind: 'checkpoint', hash: stateHash(world.state), final: true });
  // Something of each kind stands at the end.
  for (const account of world.state.accounts.keys()) {
    world.ask({
      kind: 'trip',
      scope: `account:${account}`,
      mode: 'reduce_only',
      actor: 'a',
      reason: 'r',
      source: 'api',
      expires_in_ms: null,
      cancel_orders: false,
    });
    world.report(world.order({ account, symbol: 'TSLA', order_id: `ord_gone_${account}` }), 'FILL', {
      quantity: units(2.5),
      price: dollars(101.25),
      fee: dollars(0.01),
    });
  }
  await history.write(writer, relayed);
  await storeConfigs(db, world.log);
  // Whoever edits by hand has put these off: nothing in them forgives it.
  for (const table of GUARDED) await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
}, 60_000);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

async function setLineAside(writer: PostgresHistoryWriter): Promise<void> {
  await history.write(writer, relayed);
  const { state } = history.world;
  const bad = [{ n: state.n + 1, line: `Z ${state.last_ms}-${state.last_seq + 1} from another build` }];
  await writer.apply(foldBatch(relayed, bad), await writer.position());
  foldBatch(state, bad);
}

/** Edits in a transaction of its own, proves what is there then, and takes the edit back. */
async function differenceAfter(edit: string, range = ALL): Promise<unknown> {
  const client: PoolClient = await poolOf(db).connect();
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query(edit);
    if (rowCount !== 1) throw new Error(`the edit met ${rowCount} rows: ${edit}`);
    await verify(new PostgresProofSource(client), compile, range);
    return 'nothing differs';
  } catch (error) {
    return error;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const prove = (range = ALL) => withProofSource(poolOf(db), (source) => verify(source, compile, range));

test('a history that nobody touched is proved to its last row', async () => {
  const types = new Set(history.world.log.map(({ type }) => type));
  expect(types.size).toBe(28);
  const decided = history.world.log.filter(({ type }) => type === 'ORDER_DECIDED');
  const orders = new Set(decided.flatMap((event) => (event.type === 'ORDER_DECIDED' ? [event.order.order_id] : [])));
  expect(orders.size).toBeLessThan(decided.length);
  expect(await prove()).toMatchObject({
    ...{
      from: 0,
      to: relayed.n,
      whole: true,
      version1: false,
      events: relayed.n,
      decisions: decided.length,
      orders: orders.size,
    },
    fills: history.world.log.filter((event) => event.type === 'EXECUTION_APPLIED' && event.kind === 'FILL').length,
    checkpoints: history.world.log.filter(({ type }) => type === 'CHECKPOINT').length,
  });
});

test('it is proved from any state that was kept, and to any event', async () => {
  expect(snapshots.length).toBe(3);
  for (const n of snapshots) expect(await prove({ from: n + 1, to: null } as never)).toMatchObject({ from: n, whole: true });
  const [, middle = 0, last = 0] = snapshots;
  expect(await prove({ from: middle + 5, to: last - 3 } as never)).toMatchObject({ from: middle, to: last - 3, whole: false });
  for (let to = last; to < last + 200; to += 13) expect(await prove({ from: last, to } as never)).toMatchObject({ to });
}, 30_000);

test('a range without an event is refused, for nothing proved is not nothing wrong', async () => {
  for (const range of [
    { from: 9, to: 8 },
    { from: null, to: 0 },
    { from: relayed.n + 1, to: null },
  ])
    await expect(prove(range as never)).rejects.toThrow('there is no event');
});

test('a moment is found by the first event at or after it', async () => {
  const { log } = history.world;
  const [begin, end] = [log[0]?.at_ms ?? 0, log.at(-1)?.at_ms ?? 0];
  const at = (ms: number) => withProofSource(poolOf(db), (source) => source.numberAt(ms));
  expect([await at(begin), await at(begin - 1), await at(end + 1)]).toEqual([1, 1, relayed.n + 1]);
  // A line was set aside in the middle: the numbers after it are one ahead.
  const late = log.findIndex(({ at_ms }) => at_ms >= end - 60_000);
  expect(await at(end - 60_000)).toBe(late + 2);
});

test.each([1, 2, 3, 5, 6])(
  'history %i is proved as it was written in random batches',
  async (seed) => {
    const other = await scratchDatabase();
    const otherDb = await connect(other.url, 0);
    try {
      const store = new PostgresStateStore(otherDb);
      const writer = new PostgresHistoryWriter(otherDb);
      const copied = await store.load(compile);
      const random = randomOf(seed);
      const one = RandomHistory.begin(seed, await store.load(compile));
      for (let i = 0; i < 1000; i += 1) {
        one.step();
        if (random() < 0.05) await one.write(writer, copied, 1 + Math.floor(random() * one.waiting));
      }
      await one.write(writer, copied);
      await storeConfigs(otherDb, one.world.log);
      expect(await withProofSource(poolOf(otherDb), (source) => verify(source, compile, ALL))).toMatchObject({
        to: copied.n,
        whole: true,
      });
    } finally {
      await otherDb.destroy();
      await other.drop();
    }
  },
  30_000,
);

const anAccepted = `(SELECT n FROM decisions WHERE accepted ORDER BY n OFFSET 5 LIMIT 1)`;
const aRefused = `(SELECT n FROM decisions WHERE NOT accepted AND content_hash IS NOT NULL ORDER BY n OFFSET 3 LIMIT 1)`;
/** A refusal whose alert an earlier row counts: its rows are proved by the words of its line. Its order did not come again. */
const aCounted = `(SELECT max(n) FROM decisions d WHERE NOT accepted AND line ~ ' - [0-9]+-[0-9]+$' AND content_hash IS NOT NULL)`;
const anOrder = `(SELECT order_id FROM orders WHERE status = 'FILLED' ORDER BY seq OFFSET 2 LIMIT 1)`;
const anEvent = (type: string, more = '') =>
  `(SELECT n FROM gate_events WHERE type = '${type}' ${more} ORDER BY n OFFSET 1 LIMIT 1)`;
const theFirst = (type: string, more = '') => `(SELECT n FROM gate_events WHERE type = '${type}' ${more} ORDER BY n LIMIT 1)`;
const aRow = (table: string) => `(SELECT seq FROM ${table} ORDER BY seq OFFSET 4 LIMIT 1)`;
const part = (place: number, value: string) =>
  `array_to_string((string_to_array(line, ' '))[:${place - 1}] || '${value}'::text || (string_to_array(line, ' '))[${place + 1}:], ' ')`;
const inLine = (from: string, to: string) => `regexp_replace(line, '${from}', '${to}')`;

/** Table and field that must be named, and the edit. */
const EDITS: [table: string, field: string, edit: string][] = [
  // The lines of the log: who asked what, what it met, the verdict, its reasons.
  ['decisions', 'line, content_hash', `UPDATE decisions SET line = ${part(9, '1')} WHERE n = ${anAccepted}`],
  ['decisions', 'line, content_hash', `UPDATE decisions SET line = ${part(13, '1')} WHERE n = ${anAccepted}`],
  ['decisions', 'line, state.check_price', `UPDATE decisions SET line = ${part(16, '1')} WHERE n = ${anAccepted}`],
  ['decisions', 'line, state.cash', `UPDATE decisions SET line = ${part(19, '1')} WHERE n = ${anAccepted}`],
  ['decisions', 'line, state.gross_exposure', `UPDATE decisions SET line = ${part(21, '1')} WHERE n = ${anAccepted}`],
  ['decisions', 'line, state.orders_in_last_second', `UPDATE decisions SET line = ${part(31, '3000')} WHERE n = ${anAccepted}`],
  ['decisions', 'line, accepted', `UPDATE decisions SET line = ${part(35, '1')} WHERE n = ${aRefused}`],
  ['decisions', 'line, violations.0', `UPDATE decisions SET line = ${part(36, '-')} WHERE n = ${aRefused}`],
  ['decisions', 'line, id', `UPDATE decisions SET line = ${part(2, '1-0')} WHERE n = ${anAccepted}`],
  [
    'gate_events',
    'line, cash_change',
    `UPDATE gate_events SET line = ${part(14, '1')} WHERE n = ${anEvent('EXECUTION_APPLIED', `AND line LIKE '% FILL %'`)}`,
  ],
  [
    'gate_events',
    'line, position.cost',
    `UPDATE gate_events SET line = ${part(20, '1')} WHERE n = ${anEvent('EXECUTION_APPLIED')}`,
  ],
  ['gate_events', 'line, hold', `UPDATE gate_events SET line = ${part(18, '12')} WHERE n = ${anEvent('EXECUTION_APPLIED')}`],
  [
    'gate_events',
    'line, day.fees',
    `UPDATE gate_events SET line = ${inLine('"fees":', '"fees":1')} WHERE n = ${anEvent('DAY_CLOSED')}`,
  ],
  [
    'gate_events',
    'line, day.day_start_equity',
    `UPDATE gate_events SET line = ${inLine('"day_start_equity":', '"day_start_equity":1')} WHERE n = ${anEvent('DAY_STARTED')}`,
  ],
  [
    'gate_events',
    'line, trigger_value',
    `UPDATE gate_events SET line = ${inLine('"trigger_value":', '"trigger_value":1')} WHERE n = ${theFirst('BREAKER_TRIPPED', `AND line LIKE '%DAILY_LOSS%'`)}`,
  ],
  [
    'gate_events',
    'line, breaker_id',
    `UPDATE gate_events SET line = ${inLine('"breaker_id":', '"breaker_id":1')} WHERE n = ${anEvent('BREAKER_RESET')}`,
  ],
  [
    'gate_events',
    'hash',
    `UPDATE gate_events SET line = ${inLine('"hash":"....', '"hash":"0123')} WHERE n = ${anEvent('CHECKPOINT')}`,
  ],
  [
    'gate_events',
    'line, checks',
    `UPDATE gate_events SET line = ${inLine('"checks":(null|"o[nf]+")', '"checks":"odd"')} WHERE n = ${anEvent('CONFIG_ACTIVATED')}`,
  ],
  [
    'gate_events',
    'line, reason',
    `UPDATE gate_events SET line = ${inLine('"reason":"CANCEL_REQUESTED"', '"reason":"PNL_STALE"')} WHERE n = ${anEvent('ORDER_WITHDRAWN', `AND line LIKE '%CANCEL_REQ%'`)}`,
  ],
  [
    'gate_events',
    'line, known_us',
    `UPDATE gate_events SET line = ${inLine('"known_us":1', '"known_us":9')} WHERE n = ${anEvent('TICKED')}`,
  ],
  [
    'gate_events',
    'line, hold',
    `UPDATE gate_events SET line = ${inLine('"hold":', '"hold":1')} WHERE n = ${anEvent('ORDER_ADOPTED')}`,
  ],
  // Amounts that came from outside are taken as they are, and what follows from them does not fit any more.
  [
    'decisions',
    'line, state.cash',
    `UPDATE gate_events SET line = ${inLine('"amount":-?', '"amount":1')} WHERE n = (SELECT n FROM gate_events WHERE type = 'CASH_MOVED' ORDER BY n LIMIT 1)`,
  ],
  ['the log', 'line', `UPDATE decisions SET line = 'O ' || line WHERE n = ${anAccepted}`],
  ['gate_events', 'type', `UPDATE gate_events SET type = 'TICKED' WHERE n = ${anEvent('MARKED')}`],
  ['gate_events', 'id', `UPDATE gate_events SET id = '1-1' WHERE n = ${anEvent('MARKED')}`],
  ['decisions and gate_events', 'the row', `DELETE FROM decisions WHERE n = ${anAccepted}`],
  ['decisions and gate_events', 'the row', `DELETE FROM gate_events WHERE n = (SELECT max(n) FROM gate_events)`],
  [
    'decisions and gate_events',
    'the row',
    `INSERT INTO gate_events SELECT n, 'x', 'MARKED', line FROM decisions WHERE n = ${anAccepted}`,
  ],
  ['gate_unreadable', 'fault', `UPDATE gate_unreadable SET fault = 'none'`],
  ['gate_unreadable', 'at', `UPDATE gate_unreadable SET at = at + interval '1 ms'`],
  ['gate_unreadable', 'line', `UPDATE gate_unreadable SET line = (SELECT line FROM decisions WHERE n = ${anAccepted})`],
  // Columns that repeat what a line says.
  ...[
    ...['decision_id', 'order_id', 'account', 'client_order_id'].map((field) => [field, `'other'`]),
    ...[
      ['config_version', '9'],
      ['accepted', 'NOT accepted'],
      ['content_hash', '7'],
      ['principal', "'other'"],
    ],
    ...['reserved_at', 'decided_at'].map((field) => [field, `${field} + interval '1 us'`]),
  ].map(([field = '', value]): [string, string, string] => [
    'decisions',
    field,
    `UPDATE decisions SET ${field} = ${value} WHERE n = ${anAccepted}`,
  ]),
  ...[
    ...['decision_id', 'order_id', 'account', 'client_order_id', 'principal'].map((field) => [field, `'other'`]),
    ...[
      ['config_version', '9'],
      ['accepted', 'NOT accepted'],
      ['content_hash', '7'],
      ['content_hash', 'NULL'],
    ],
    ...['reserved_at', 'decided_at'].map((field) => [field, `${field} + interval '1 us'`]),
  ].map(([field = '', value]): [string, string, string] => [
    'decisions',
    field,
    `UPDATE decisions SET ${field} = ${value} WHERE n = ${aCounted}`,
  ]),
  ['decisions', 'line, alert_of', `UPDATE decisions SET line = regexp_replace(line, '-\\d+$', '-77') WHERE n = ${aCounted}`],
  ['decisions', 'line, state.cash', `UPDATE decisions SET line = ${part(19, '1')} WHERE n = ${aCounted}`],
  ['decisions', 'line, line', `UPDATE decisions SET line = regexp_replace(line, ' ([BS]) ', ' \\1 0') WHERE n = ${aCounted}`],
  ...[
    ...['decision_id', 'account', 'client_order_id', 'symbol', 'broker_order_id', 'reason', 'body_hash', 'principal'].map(
      (field) => [field, `'other'`],
    ),
    ...['strategy', 'user_name', 'one_cancels_other'].map((field) => [field, `'other'`]),
    ...[
      ['side', `CASE side WHEN 'BUY' THEN 'SELL' ELSE 'BUY' END`],
      ['order_type', `'STOP'`],
      ['time_in_force', `'GTC'`],
      ['status', `'CANCELED'`],
      ['stop_price', '1'],
      ['good_till', 'now()'],
      ['reduce_only', 'true'],
      ['extended_hours', 'true'],
    ],
    ...['quantity', 'filled_quantity', 'leaves_quantity'].map((field) => [field, `${field} + 0.00000001`]),
    ...['price', 'check_price', 'hold'].map((field) => [field, `coalesce(${field}, 1) + 0.000001`]),
    ...['received_at', 'updated_at'].map((field) => [field, `${field} + interval '1 us'`]),
  ].map(([field = '', value]): [string, string, string] => [
    'orders',
    field,
    `UPDATE orders SET ${field} = ${value} WHERE order_id = (SELECT order_id FROM decisions WHERE n = ${aCounted})`,
  ]),
  // Orders, as they stand.
  ...[
    ...['account', 'client_order_id', 'symbol', 'broker_order_id', 'reason', 'body_hash', 'decision_id', 'principal'].map(
      (field) => [field, `'other'`],
    ),
    ...[
      ['side', `CASE side WHEN 'BUY' THEN 'SELL' ELSE 'BUY' END`],
      ['order_type', `'STOP'`],
      ['time_in_force', `'GTC'`],
      ['status', `'CANCELED'`],
    ],
    ...['quantity', 'filled_quantity', 'leaves_quantity'].map((field) => [field, `${field} + 0.00000001`]),
    ...['price', 'check_price', 'hold'].map((field) => [field, `coalesce(${field}, 1) + 0.000001`]),
    ...['received_at', 'updated_at'].map((field) => [field, `${field} + interval '1 us'`]),
  ].map(([field = '', value]): [string, string, string] => [
    'orders',
    field,
    `UPDATE orders SET ${field} = ${value} WHERE order_id = ${anOrder}`,
  ]),
  [
    'orders',
    'status',
    `UPDATE orders SET status = 'WORKING' WHERE order_id = (SELECT order_id FROM orders WHERE status = 'REJECTED' ORDER BY seq OFFSET 3 LIMIT 1)`,
  ],
  [
    'orders',
    'leaves_quantity',
    `UPDATE orders SET leaves_quantity = 3.5 WHERE order_id = (SELECT order_id FROM orders WHERE status = 'PENDING_SUBMIT' ORDER BY seq LIMIT 1)`,
  ],
  [
    'orders',
    'hold',
    `UPDATE orders SET hold = 3.5 WHERE order_id = (SELECT order_id FROM orders WHERE order_id LIKE '%theirs%' ORDER BY seq LIMIT 1)`,
  ],
  ['orders', 'the row', `DELETE FROM orders WHERE order_id = ${anOrder}`],
  [
    ...(['orders', 'the row'] as const),
    `INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price, check_price, status,
       filled_quantity, leaves_quantity, hold, body_hash, received_at, updated_at) VALUES ('forged', 'forged', 'default', 'x', 'AAPL', 'BUY', 'LIMIT',
       'DAY', 1, 1, 1, 'FILLED', 1, 0, 0, '', now(), now())`,
  ],
  // What an event leaves behind for good.
  ...[
    ...['order_id', 'broker_order_id', 'account', 'symbol', 'log_id'].map((field) => [field, `'other'`]),
    ...[
      ['side', `CASE side WHEN 'BUY' THEN 'SELL' ELSE 'BUY' END`],
      ['quantity', 'quantity + 0.00000001'],
      ['broker_sequence', '0'],
    ],
    ...['price', 'fee', 'realized_pnl'].map((field) => [field, `${field} + 0.000001`]),
    ['executed_at', `executed_at + interval '1 ms'`],
  ].map(([field = '', value]): [string, string, string] => [
    'fills',
    field,
    `UPDATE fills SET ${field} = ${value} WHERE seq = ${aRow('fills')}`,
  ]),
  ['fills', 'the row', `UPDATE fills SET execution_id = 'other' WHERE seq = ${aRow('fills')}`],
  ['fills', 'the row', `DELETE FROM fills WHERE seq = ${aRow('fills')}`],
  ['fills', 'the row', `DELETE FROM fills WHERE seq = (SELECT max(seq) FROM fills)`],
  [
    ...(['fills', 'the row'] as const),
    `INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id)
     SELECT 'forged', broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id
     FROM fills WHERE seq = ${aRow('fills')}`,
  ],
  ...[
    ...['alert_type', 'severity', 'account', 'symbol', 'message', 'order_id', 'decision_id'].map((field) => [field, `'other'`]),
    ...[
      ['breaker_id', '999'],
      ['created_at', `created_at + interval '1 ms'`],
    ],
  ].map(([field = '', value]): [string, string, string] => [
    'risk_alerts',
    field,
    `UPDATE risk_alerts SET ${field} = ${value} WHERE seq = ${aRow('risk_alerts')}`,
  ]),
  ['risk_alerts', 'the row', `DELETE FROM risk_alerts WHERE seq = ${aRow('risk_alerts')}`],
  [
    'risk_alert_counts',
    'count',
    `UPDATE risk_alert_counts SET count = count + 1 WHERE id = (SELECT max(id) FROM risk_alert_counts)`,
  ],
  ['risk_alert_counts', 'the row', `DELETE FROM risk_alert_counts WHERE id = (SELECT max(id) FROM risk_alert_counts)`],
  ['risk_alerts', 'the row', `DELETE FROM risk_alerts WHERE alert_type = 'LOG_ENTRY_SET_ASIDE'`],
  ...[
    ...['scope', 'actor', 'reason', 'source'].map((field) => [field, `'other'`]),
    ...[
      ['breaker_id', '999'],
      ['at', `at + interval '1 ms'`],
      ['expires_at', 'now()'],
    ],
    ...[
      ['mode', `CASE mode WHEN 'halt' THEN 'reduce_only' ELSE 'halt' END`],
      ['trigger_type', `'OTHER'`],
    ],
    ...['trigger_value', 'threshold'].map((field) => [field, '12.5']),
  ].map(([field = '', value]): [string, string, string] => [
    ...(['circuit_breaker_events', field] as const),
    `UPDATE circuit_breaker_events SET ${field} = ${value} WHERE seq = (SELECT seq FROM circuit_breaker_events WHERE event = 'TRIPPED' ORDER BY seq LIMIT 1)`,
  ]),
  [
    'circuit_breaker_events',
    'event',
    `UPDATE circuit_breaker_events SET event = 'TRIPPED' WHERE seq = (SELECT min(seq) FROM circuit_breaker_events WHERE event = 'RESET')`,
  ],
  ['circuit_breaker_events', 'the row', `DELETE FROM circuit_breaker_events WHERE seq = ${aRow('circuit_breaker_events')}`],
  ...[
    ...['order_id', 'account', 'kind', 'actor', 'reason'].map((field) => [field, `'other'`]),
    ['at', `at + interval '1 ms'`],
  ].map(([field = '', value]): [string, string, string] => [
    ...(['order_events', field] as const),
    `UPDATE order_events SET ${field} = ${value} WHERE id = (SELECT min(id) FROM order_events WHERE kind = 'CANCELED')`,
  ]),
  ['order_events', 'the row', `DELETE FROM order_events WHERE id = (SELECT min(id) FROM order_events)`],
  [
    'order_events',
    'the row',
    `INSERT INTO order_events SELECT 'forged', order_id, account, kind, actor, reason, at FROM order_events ORDER BY at OFFSET 9 LIMIT 1`,
  ],
  [
    'config_activations',
    'version',
    `UPDATE config_activations SET version = 99 WHERE id = (SELECT min(id) FROM config_activations)`,
  ],
  ['config_activations', 'the row', `INSERT INTO config_activations SELECT 'forged', 99, max(at) FROM config_activations`],
  ...['source', 'place', 'fault'].map((field): [string, string, string] => [
    ...(['config_rejections', field] as const),
    `UPDATE config_rejections SET ${field} = 'other' WHERE id = (SELECT min(id) FROM config_rejections)`,
  ]),
  [
    'config_versions',
    'limits.max_order_size',
    `UPDATE config_versions SET config = jsonb_set(config, '{limits,max_order_size}', '5') WHERE version = 2`,
  ],
  ['config_versions', 'config', `DELETE FROM config_versions WHERE version = 2`],
  ['rule_sets', 'document', `UPDATE rule_sets SET document = document || ' '`],
  // What stands.
  ...[
    ['quantity', 'quantity + 1'],
    ['cost', 'cost + 0.000001'],
    ['realized_pnl', 'realized_pnl + 1'],
  ].map(([field = '', value]): [string, string, string] => [
    ...(['positions', field] as const),
    `UPDATE positions SET ${field} = ${value} WHERE account = 'second' AND symbol = 'TSLA'`,
  ]),
  ['positions', 'the row', `DELETE FROM positions WHERE account = 'second' AND symbol = 'TSLA'`],
  ['positions', 'quantity', `INSERT INTO positions VALUES ('second', 'OTHER', 1, 1, 0, now())`],
  ...['cash', 'position_value', 'gross_exposure', 'initial_cash'].map((field): [string, string, string] => [
    ...(['accounts', field] as const),
    `UPDATE accounts SET ${field} = ${field} + 0.000001 WHERE account = 'second'`,
  ]),
  ['accounts', 'day', `UPDATE accounts SET day = '2020-01-01' WHERE account = 'second'`],
  ['accounts', 'the row', `DELETE FROM accounts WHERE account = 'second'`],
  ...[
    'cash',
    'position_value',
    'gross_exposure',
    'day_start_equity',
    'cash_moved',
    'realized_pnl',
    'unrealized_pnl',
    'total_pnl',
    'fees',
    'peak_equity',
  ].map((field): [string, string, string] => [
    ...(['daily_pnl_tracking', field] as const),
    `UPDATE daily_pnl_tracking SET ${field} = ${field} + 0.000001 WHERE account = 'second' AND date = (SELECT max(date) FROM daily_pnl_tracking)`,
  ]),
  [
    'daily_pnl_tracking',
    'cash',
    `UPDATE daily_pnl_tracking SET cash = cash + 1 WHERE account = 'second' AND date = (SELECT min(date) FROM daily_pnl_tracking)`,
  ],
  [
    ...(['daily_pnl_tracking', 'circuit_breaker_triggered'] as const),
    `UPDATE daily_pnl_tracking SET circuit_breaker_triggered = NOT circuit_breaker_triggered WHERE account = 'second' AND date = (SELECT max(date) FROM daily_pnl_tracking)`,
  ],
  [
    'daily_pnl_tracking',
    'n',
    `UPDATE daily_pnl_tracking SET n = NULL WHERE account = 'second' AND date = (SELECT max(date) FROM daily_pnl_tracking)`,
  ],
  [
    'daily_pnl_tracking',
    'closed_at',
    `UPDATE daily_pnl_tracking SET closed_at = NULL WHERE (account, date) = (SELECT account, date FROM daily_pnl_tracking WHERE closed_at IS NOT NULL ORDER BY 2, 1 LIMIT 1)`,
  ],
  [
    'daily_pnl_tracking',
    'the row',
    `DELETE FROM daily_pnl_tracking WHERE account = 'second' AND date = (SELECT min(date) + 1 FROM daily_pnl_tracking)`,
  ],
  ...['bid', 'ask'].map((field): [string, string, string] => [
    'quotes',
    field,
    `UPDATE quotes SET ${field} = ${field} + 0.000001 WHERE symbol = 'SPY'`,
  ]),
  ['quotes', 'frozen', `UPDATE quotes SET frozen = NOT frozen WHERE symbol = 'SPY'`],
  ['relay_position', 'last_id', `UPDATE relay_position SET last_id = '1-1'`],
  ['relay_position', 'broker_sequence', 'UPDATE relay_position SET broker_sequence = 1'],
  ['gate_snapshots', 'hash', `UPDATE gate_snapshots SET hash = '0' WHERE n = (SELECT max(n) FROM gate_snapshots)`],
  ['gate_snapshots', 'position', `UPDATE gate_snapshots SET position = '1-1' WHERE n = (SELECT max(n) FROM gate_snapshots)`],
  [
    'gate_snapshots',
    'state, broker_sequence',
    `UPDATE gate_snapshots SET state = regexp_replace(state, '"broker_sequence":', '"broker_sequence":1') WHERE n = (SELECT max(n) FROM gate_snapshots)`,
  ],
];

test.each(EDITS)('an edit is found: %s, %s (%#)', async (table, field, edit) => {
  const found = await differenceAfter(edit);
  expect(found).toBeInstanceOf(Difference);
  expect(found).toMatchObject({ table, field });
});

test('a state to begin from that was edited is not begun from', async () => {
  const edit = `UPDATE gate_snapshots SET state = regexp_replace(state, '"cash":', '"cash":1') WHERE n = 0`;
  expect(await differenceAfter(edit)).toBeInstanceOf(StateDivergedError);
});

test('a day of orders is read again to its last order, and proved', async () => {
  const other = await scratchDatabase();
  const otherDb = await connect(other.url, 0);
  try {
    const { events } = await writeDay(otherDb, { orders: 3000, open: 100, refused: 0.3, filled: 0.5 });
    const state = await new PostgresStateStore(otherDb).load(compile);
    expect([state.n, state.clients.size]).toEqual([events, 3000]);
    const proven = await withProofSource(poolOf(otherDb), (source) => verify(source, compile, ALL));
    expect(proven).toMatchObject({ to: events, decisions: 3000, orders: 3000 });
    const [{ open }] = await otherDb.query(`SELECT count(*)::int AS open FROM orders WHERE status = 'PENDING_SUBMIT'`);
    expect([open, state.orders.size]).toEqual([state.orders.size, open]);
    expect(open).toBeGreaterThan(50);
  } finally {
    await otherDb.destroy();
    await other.drop();
  }
}, 60_000);

test('a trip of the daily loss that was taken out of the end of the log is missed', async () => {
  const { world } = history;
  expect(encodeEvent(world.log[0] as never)).toContain('ACCOUNT_OPENED');
  const client = await poolOf(db).connect();
  try {
    await client.query('BEGIN');
    await client.query('ALTER TABLE gate_events DISABLE TRIGGER USER');
    const { rows } = await client.query<{ n: string }>(
      `SELECT max(n) AS n FROM gate_events WHERE type = 'BREAKER_TRIPPED' AND line LIKE '%DAILY_LOSS%'`,
    );
    const n = Number(rows[0]?.n);
    await client.query('DELETE FROM gate_events WHERE n >= $1', [n]);
    await client.query('DELETE FROM gate_snapshots WHERE n >= $1', [n]);
    await client.query(`UPDATE relay_position SET n = $1`, [n - 1]);
    await client.query(`DELETE FROM decisions WHERE n = -1`);
    await expect(verify(new PostgresProofSource(client), compile, ALL)).rejects.toThrow(Difference);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
