/** Makes the gate's state out of the tables of version 1, or of a fresh installation, which has only what the migrations seed. Used until there is a snapshot. */
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { DayRecord, PositionRecord, QuoteRecord } from '#core/gate/event.js';
import {
  type AccountState,
  type BreakerState,
  type CompileRules,
  emptyState,
  type GateState,
  newAccount,
  newPosition,
  newQuote,
  type PositionState,
} from '#core/gate/state.js';
import { relink } from '#core/gate/leaves.js';
import { valueAt } from '#core/gate/valuation.js';
import { withDefaults } from '#core/config/with-defaults.js';
import { decide as judge } from '#core/check-order/decide.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import type { Decision } from '#core/model/decision.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order, OrderRequest, OrderStatus } from '#core/model/order.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import { integerOf, moneyOf, quantityOf } from './amounts.js';
import { restoreVersion1 } from './client-ids.js';

type Text<T, Kept extends keyof T = never> = { [K in keyof T]: K extends Kept ? T[K] : string };

interface ImportedAccount {
  account: string;
  cash: Money;
  /** The latest day that was recorded; null for an account that never had one. */
  day: DayRecord | null;
}

interface ImportedOrder {
  order: Order;
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
  check_price: Money;
  broker_order_id: string;
  cancel_requested: boolean;
  received_us: number;
  /** What the order met; null for one that was taken in from the broker. */
  state: ReservedState | null;
}

/**
 * The state as of the position of version 1's relay, whose log must have been copied to its end. No configuration is in force in it yet. Call it once, and
 * keep what it gives: it reads the clock, and writes the verdicts that version 1 left out.
 */
export async function importVersion1(client: PoolClient, compile: CompileRules): Promise<GateState> {
  const state = emptyState(compile);
  const { rows } = await client.query<{ last_id: string; broker_sequence: string; generation: string }>(
    'SELECT last_id, broker_sequence, generation FROM relay_position',
  );
  const [ms = 0, seq = 0] = (rows[0]?.last_id ?? '0-0').split('-').map(Number);
  Object.assign(state, { last_ms: ms, last_seq: seq, clock_us: ms * 1000 });
  state.broker_sequence = integerOf(rows[0]?.broker_sequence ?? '0');
  state.generation = integerOf(rows[0]?.generation ?? '0');
  // No time: a quote of before is a mark to value by, and not fresh until the broker says so again.
  for (const { symbol, bid, ask, frozen } of await quotes(client))
    state.quotes.set(symbol, { ...newQuote(symbol), bid, ask, frozen, mark: Math.floor((bid + ask) / 2) as Money });
  for (const { account, cash, day } of await accounts(client)) state.accounts.set(account, accountOf(account, cash, day));
  for (const record of await positions(client)) addPosition(state, record);
  for (const open of await stillOpen(client, compile, await openOrders(client))) addOrder(state, open);
  relink(state);
  const { open, last } = await breakers(client);
  for (const breaker of open) state.breakers.set(breaker.scope, breaker);
  state.last_breaker_id = last;
  await restoreVersion1(client, state, null);
  return state;
}

function accountOf(id: string, cash: Money, day: DayRecord | null): AccountState {
  const account = newAccount(id, cash, day?.date ?? exchangeDay());
  if (!day) return account;
  account.day_start = day.day_start_equity;
  account.moved = day.cash_moved;
  account.realized = day.realized_pnl;
  account.fees = day.fees;
  account.peak = day.peak_equity;
  return account;
}

function positionIn(account: AccountState, symbol: string): PositionState {
  const known = account.positions.get(symbol) ?? newPosition(symbol);
  account.positions.set(symbol, known);
  return known;
}

function addPosition(state: GateState, { account: id, symbol, quantity, cost, realized_pnl }: PositionRecord): void {
  const account = state.accounts.get(id);
  if (!account) return;
  const p = positionIn(account, symbol);
  const quote = state.quotes.get(symbol) ?? newQuote(symbol);
  state.quotes.set(symbol, quote);
  // A position without any mark stands at its cost.
  const value = quote.mark > 0 ? valueAt(quantity, quote.mark) : cost;
  Object.assign(p, { quantity, cost, realized: realized_pnl, value });
  if (quantity !== 0) quote.holders.set(account, p);
}

function addOrder(state: GateState, open: ImportedOrder): void {
  const account = state.accounts.get(open.order.account);
  if (!account) return;
  const p = positionIn(account, open.order.symbol);
  if (open.order.side === 'BUY') {
    p.open_buys = (p.open_buys + open.hold) as Money;
    p.open_buy_quantity = (p.open_buy_quantity + open.leaves_quantity) as Quantity;
  } else {
    p.open_sells = (p.open_sells + open.hold) as Money;
    p.open_sell_quantity = (p.open_sell_quantity + open.leaves_quantity) as Quantity;
  }
  const { order, status, filled_quantity, leaves_quantity, hold, check_price, broker_order_id, cancel_requested } = open;
  state.orders.set(order.order_id, {
    ...{ order, status, filled: filled_quantity, leaves: leaves_quantity, hold, check_price, broker_order_id, cancel_requested },
    at_us: open.received_us,
  });
}

/**
 * An order without a verdict: version 1 stopped between the two. It is judged as version 1 would have judged it, dropped when it would be refused, and its
 * rows say so from now on.
 */
async function stillOpen(client: PoolClient, compile: CompileRules, orders: ImportedOrder[]): Promise<ImportedOrder[]> {
  const open: ImportedOrder[] = [];
  for (const one of orders) {
    if (one.status !== 'NEW') {
      open.push(one);
      continue;
    }
    const verdict = one.state ? await verdictOf(client, compile, one.order, one.state) : null;
    await writeVerdict(client, one.order, verdict);
    if (verdict?.accepted) open.push({ ...one, status: 'PENDING_SUBMIT' });
  }
  return open;
}

/** Null when it can no longer be computed: doubt refuses, and such an order was not answered as accepted. */
async function verdictOf(client: PoolClient, compile: CompileRules, order: Order, met: ReservedState): Promise<Decision | null> {
  const { rows } = await client.query<{ config: RiskConfig; document: string | null }>(
    `SELECT v.config, r.document FROM config_versions v LEFT JOIN rule_sets r ON r.hash = v.config ->> 'rules_hash' WHERE v.version = $1`,
    [met.config_version],
  );
  const [row] = rows;
  if (!row?.document) return null;
  try {
    return judge(order, met, withDefaults(row.config), compile(row.document));
  } catch {
    return null;
  }
}

async function writeVerdict(client: PoolClient, { order_id, decision_id }: Order, verdict: Decision | null): Promise<void> {
  const accepted = verdict?.accepted === true;
  await client.query(
    `UPDATE decisions SET accepted = $2, violations = $3, waived = $4, decided_by = 'import', decided_at = now()
     WHERE decision_id = $1 AND accepted IS NULL`,
    [decision_id, accepted, JSON.stringify(verdict?.violations ?? []), JSON.stringify(verdict?.waived ?? [])],
  );
  await client.query(
    accepted
      ? `UPDATE orders SET status = 'PENDING_SUBMIT', reason = $2 WHERE order_id = $1`
      : `UPDATE orders SET status = 'REJECTED', leaves_quantity = 0, hold = 0, reason = $2 WHERE order_id = $1`,
    [order_id, accepted ? '' : (verdict?.violations[0]?.code ?? 'STATE_UNAVAILABLE')],
  );
}

type DayText = Text<NonNullable<ImportedAccount['day']>, 'circuit_breaker_triggered'>;

async function accounts(client: PoolClient): Promise<ImportedAccount[]> {
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

function dayOf(row: DayText): NonNullable<ImportedAccount['day']> {
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
  status: OrderStatus;
  filled_quantity: string;
  leaves_quantity: string;
  hold: string;
  check_price: string;
  broker_order_id: string | null;
  state: ReservedState | null;
  cancel_requested: boolean;
  received_us: string;
}

async function openOrders(client: PoolClient): Promise<ImportedOrder[]> {
  const { rows } = await client.query<OpenOrderRow>(
    `SELECT o.order_id, o.decision_id, o.account, o.client_order_id, o.symbol, o.side, o.order_type, o.time_in_force, o.quantity, o.price,
       o.status, o.filled_quantity, o.leaves_quantity, o.hold, o.check_price, o.broker_order_id, d.state,
       (extract(epoch FROM o.received_at) * 1000000)::bigint AS received_us,
       EXISTS (SELECT FROM order_events e WHERE e.order_id = o.order_id AND e.kind = 'CANCEL_REQUESTED') AS cancel_requested
     FROM orders o LEFT JOIN decisions d ON d.decision_id = o.decision_id
     WHERE o.status = ANY ($1) ORDER BY o.seq`,
    [['NEW', 'PENDING_SUBMIT', 'WORKING', 'PARTIALLY_FILLED']],
  );
  return rows.map((row) => ({
    order: { order_id: row.order_id, decision_id: row.decision_id, ...requestOf(row) },
    status: row.status,
    filled_quantity: quantityOf(row.filled_quantity),
    leaves_quantity: quantityOf(row.leaves_quantity),
    hold: moneyOf(row.hold),
    check_price: moneyOf(row.check_price),
    broker_order_id: row.broker_order_id ?? '',
    cancel_requested: row.cancel_requested,
    received_us: Number(row.received_us),
    state: row.state,
  }));
}

type RequestRow = Text<Omit<OrderRequest, 'quantity' | 'price'>, 'side' | 'order_type' | 'time_in_force'> & {
  quantity: string;
  price: string | null;
};

function requestOf({
  account,
  client_order_id,
  symbol,
  side,
  quantity,
  price,
  order_type,
  time_in_force,
}: RequestRow): OrderRequest {
  const amounts = { quantity: quantityOf(quantity), price: price === null ? null : moneyOf(price) };
  return { account, client_order_id, symbol, side, ...amounts, order_type, time_in_force };
}

interface BreakerText {
  breaker_id: string;
  scope: string;
  mode: BreakerState['mode'];
  trigger_type: BreakerState['trigger_type'];
  trigger_value: string;
  threshold: string;
  actor: string;
  reason: string;
  at: Date;
  expires_at: Date | null;
  causes: number;
  loss: boolean;
}

async function breakers(client: PoolClient): Promise<{ open: BreakerState[]; last: number }> {
  const { rows } = await client.query<BreakerText>(
    `SELECT t.breaker_id, t.scope, coalesce(c.mode, t.mode) AS mode, t.trigger_type, t.trigger_value, t.threshold, t.actor, t.reason, t.at,
       CASE WHEN c.id IS NULL THEN t.expires_at ELSE c.expires_at END AS expires_at,
       (SELECT count(*) FROM circuit_breaker_events k WHERE k.breaker_id = t.breaker_id AND k.event = 'CAUSE')::int AS causes,
       EXISTS (SELECT FROM circuit_breaker_events k WHERE k.breaker_id = t.breaker_id AND k.trigger_type = 'DAILY_LOSS') AS loss
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
  const open = rows.map(({ at, expires_at, loss, ...row }) => ({
    ...row,
    breaker_id: integerOf(row.breaker_id),
    trigger_value: moneyOf(row.trigger_value),
    threshold: moneyOf(row.threshold),
    tripped_at_ms: at.getTime(),
    expires_at_ms: expires_at?.getTime() ?? null,
    loss_noted: loss,
    cancels_opening: false,
  }));
  return { open, last: integerOf(last[0]?.last ?? '0') };
}

async function quotes(client: PoolClient): Promise<QuoteRecord[]> {
  const { rows } = await client.query<Text<QuoteRecord, 'frozen'>>('SELECT symbol, bid, ask, frozen FROM quotes ORDER BY symbol');
  return rows.map((row) => ({ symbol: row.symbol, bid: moneyOf(row.bid), ask: moneyOf(row.ask), frozen: row.frozen }));
}

/**
 * How far the relay of version 1 has copied its log, while the tables are still of that version; null when they are of this one or there are none.
 */
export async function version1Position(dataSource: DataSource): Promise<string | null> {
  const [table] = await dataSource.query<{ ours: boolean }[]>(
    `SELECT bool_or(column_name = 'n') AS ours FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = 'relay_position' HAVING count(*) > 0`,
  );
  if (!table || table.ours) return null;
  const [row] = await dataSource.query<{ last_id: string }[]>('SELECT last_id FROM relay_position');
  return row?.last_id ?? '0-0';
}
