import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { PositionRecord, QuoteRecord } from '#core/gate/event.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { Order } from '#core/model/order.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import type { RelayPosition } from '#core/ports/history-writer.js';
import {
  type LiveSnapshot,
  type RecentOrder,
  type RestoredAccount,
  type RestoredBreaker,
  type RestoredOrder,
  RestoreSource,
} from '#core/ports/restore.js';
import { integerOf, moneyOf, quantityOf } from './amounts.js';
import { poolOf } from './data-source.js';
import { inTransaction } from './transaction.js';

const CHUNK = 10_000;
/** As long as live state remembers client ids. */
const RECENT_HOURS = 24;

type Text<T, Kept extends keyof T = never> = { [K in keyof T]: K extends Kept ? T[K] : string };

/** Reads what live state is made of, as of one moment (REPEATABLE READ), however long it takes. */
export class PostgresRestoreSource extends RestoreSource {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async snapshot(recent: (orders: RecentOrder[]) => Promise<void>): Promise<LiveSnapshot> {
    return inTransaction(poolOf(this.db), 'ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
      const relay = await relayPosition(client);
      const config = await configHead(client);
      const snapshot: LiveSnapshot = {
        relay,
        ...config,
        accounts: await accounts(client),
        positions: await positions(client),
        open_orders: await openOrders(client),
        ...(await breakers(client)),
        quotes: await quotes(client),
      };
      await streamRecent(client, recent);
      return snapshot;
    });
  }
}

async function relayPosition(client: PoolClient): Promise<RelayPosition> {
  const { rows } = await client.query<Text<RelayPosition>>('SELECT last_id, broker_sequence, generation FROM relay_position');
  const row = rows[0];
  if (!row) throw new Error('relay_position has no row: the migrations were not run');
  return { last_id: row.last_id, broker_sequence: integerOf(row.broker_sequence), generation: integerOf(row.generation) };
}

async function configHead(client: PoolClient): Promise<{ config: RiskConfig; rule_set: string }> {
  const { rows } = await client.query<{ config: RiskConfig; document: string | null }>(
    `SELECT v.config, r.document FROM config_versions v LEFT JOIN rule_sets r ON r.hash = v.config ->> 'rules_hash'
     ORDER BY v.version DESC LIMIT 1`,
  );
  const row = rows[0];
  if (!row) throw new Error('config_versions is empty: the migrations were not run');
  return { config: row.config, rule_set: row.document ?? '' };
}

type DayText = Text<NonNullable<RestoredAccount['day']>, 'circuit_breaker_triggered'>;

async function accounts(client: PoolClient): Promise<RestoredAccount[]> {
  const { rows } = await client.query<{ account: string; account_cash: string; has_day: boolean } & DayText>(
    `SELECT a.account, a.cash AS account_cash, d.account IS NOT NULL AS has_day, d.date::text AS date, d.cash, d.position_value,
       d.gross_exposure, d.day_start_equity, d.cash_moved, d.realized_pnl, d.unrealized_pnl, d.total_pnl, d.fees, d.peak_equity,
       d.circuit_breaker_triggered
     FROM accounts a
     LEFT JOIN LATERAL (SELECT * FROM daily_pnl_tracking WHERE account = a.account ORDER BY date DESC LIMIT 1) d ON true
     ORDER BY a.account`,
  );
  return rows.map((row) => ({ account: row.account, cash: moneyOf(row.account_cash), day: row.has_day ? dayOf(row) : null }));
}

function dayOf(row: DayText): NonNullable<RestoredAccount['day']> {
  return {
    account: row.account,
    date: row.date,
    cash: moneyOf(row.cash),
    position_value: moneyOf(row.position_value),
    gross_exposure: moneyOf(row.gross_exposure),
    day_start_equity: moneyOf(row.day_start_equity),
    cash_moved: moneyOf(row.cash_moved),
    realized_pnl: moneyOf(row.realized_pnl),
    unrealized_pnl: moneyOf(row.unrealized_pnl),
    total_pnl: moneyOf(row.total_pnl),
    fees: moneyOf(row.fees),
    peak_equity: moneyOf(row.peak_equity),
    circuit_breaker_triggered: row.circuit_breaker_triggered,
  };
}

async function positions(client: PoolClient): Promise<PositionRecord[]> {
  const { rows } = await client.query<Text<PositionRecord>>(
    'SELECT account, symbol, quantity, cost, realized_pnl FROM positions WHERE quantity <> 0 OR realized_pnl <> 0 ORDER BY account, symbol',
  );
  return rows.map((row) => ({
    account: row.account,
    symbol: row.symbol,
    quantity: quantityOf(row.quantity),
    cost: moneyOf(row.cost),
    realized_pnl: moneyOf(row.realized_pnl),
  }));
}

interface OpenOrderRow extends Text<Omit<Order, 'quantity' | 'price'>, 'side' | 'order_type' | 'time_in_force'> {
  quantity: string;
  price: string | null;
  status: RestoredOrder['status'];
  filled_quantity: string;
  leaves_quantity: string;
  hold: string;
  check_price: string;
  broker_order_id: string | null;
  body_hash: string;
  state: ReservedState | null;
  cancel_requested: boolean;
}

async function openOrders(client: PoolClient): Promise<RestoredOrder[]> {
  const { rows } = await client.query<OpenOrderRow>(
    `SELECT o.order_id, o.decision_id, o.account, o.client_order_id, o.symbol, o.side, o.order_type, o.time_in_force, o.quantity, o.price,
       o.status, o.filled_quantity, o.leaves_quantity, o.hold, o.check_price, o.broker_order_id, o.body_hash, d.state,
       EXISTS (SELECT FROM order_events e WHERE e.order_id = o.order_id AND e.kind = 'CANCEL_REQUESTED') AS cancel_requested
     FROM orders o LEFT JOIN decisions d ON d.decision_id = o.decision_id
     WHERE o.status = ANY ($1) ORDER BY o.seq`,
    [['NEW', 'PENDING_SUBMIT', 'WORKING', 'PARTIALLY_FILLED']],
  );
  return rows.map((row) => ({
    order: {
      order_id: row.order_id,
      decision_id: row.decision_id,
      account: row.account,
      client_order_id: row.client_order_id,
      symbol: row.symbol,
      side: row.side,
      quantity: quantityOf(row.quantity),
      price: row.price === null ? null : moneyOf(row.price),
      order_type: row.order_type,
      time_in_force: row.time_in_force,
    },
    status: row.status,
    filled_quantity: quantityOf(row.filled_quantity),
    leaves_quantity: quantityOf(row.leaves_quantity),
    hold: moneyOf(row.hold),
    check_price: moneyOf(row.check_price),
    broker_order_id: row.broker_order_id ?? '',
    cancel_requested: row.cancel_requested,
    body_hash: row.body_hash,
    state: row.state,
  }));
}

interface BreakerText extends Text<Omit<RestoredBreaker, 'tripped_at_ms' | 'expires_at_ms'>, 'mode' | 'trigger_type'> {
  at: Date;
  expires_at: Date | null;
}

async function breakers(client: PoolClient): Promise<Pick<LiveSnapshot, 'open_breakers' | 'last_breaker_id'>> {
  const { rows } = await client.query<BreakerText>(
    `SELECT t.breaker_id, t.scope, coalesce(c.mode, t.mode) AS mode, t.trigger_type, t.trigger_value, t.threshold, t.actor, t.reason, t.at,
       CASE WHEN c.id IS NULL THEN t.expires_at ELSE c.expires_at END AS expires_at
     FROM circuit_breaker_events t
     LEFT JOIN LATERAL (SELECT * FROM circuit_breaker_events c WHERE c.breaker_id = t.breaker_id AND c.event = 'CAUSE'
       ORDER BY c.seq DESC LIMIT 1) c ON true
     WHERE t.event = 'TRIPPED'
       AND NOT EXISTS (SELECT FROM circuit_breaker_events r WHERE r.breaker_id = t.breaker_id AND r.event = 'RESET')
     ORDER BY t.breaker_id`,
  );
  const { rows: last } = await client.query<{ last: string }>(
    'SELECT coalesce(max(breaker_id), 0) AS last FROM circuit_breaker_events',
  );
  return {
    open_breakers: rows.map(({ at, expires_at, ...row }) => ({
      ...row,
      breaker_id: integerOf(row.breaker_id),
      trigger_value: moneyOf(row.trigger_value),
      threshold: moneyOf(row.threshold),
      tripped_at_ms: at.getTime(),
      expires_at_ms: expires_at?.getTime() ?? null,
    })),
    last_breaker_id: integerOf(last[0]?.last ?? '0'),
  };
}

async function quotes(client: PoolClient): Promise<QuoteRecord[]> {
  const { rows } = await client.query<Text<QuoteRecord, 'frozen'>>('SELECT symbol, bid, ask, frozen FROM quotes ORDER BY symbol');
  return rows.map((row) => ({ symbol: row.symbol, bid: moneyOf(row.bid), ask: moneyOf(row.ask), frozen: row.frozen }));
}

/** Newest first by `seq`, until they are too old: the whole history need not be looked through. */
async function streamRecent(client: PoolClient, recent: (orders: RecentOrder[]) => Promise<void>): Promise<void> {
  let before = '9223372036854775807';
  for (;;) {
    const { rows } = await client.query<Text<RecentOrder> & { seq: string; young: boolean }>(
      `SELECT seq, account, client_order_id, order_id, body_hash, (extract(epoch FROM received_at) * 1000)::bigint AS received_at_ms,
         received_at > now() - interval '${RECENT_HOURS} hours' AS young
       FROM orders WHERE seq < $1 ORDER BY seq DESC LIMIT ${CHUNK}`,
      [before],
    );
    const young = rows.filter((row) => row.young && row.body_hash !== '');
    if (young.length > 0) {
      await recent(young.map(({ seq: _, young: __, ...row }) => ({ ...row, received_at_ms: integerOf(row.received_at_ms) })));
    }
    const last = rows.at(-1);
    if (!last?.young || rows.length < CHUNK) return;
    before = last.seq;
  }
}
