import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { decisionIdAt } from '#core/check-order/ids.js';
import { decodeEvent } from '#core/gate/codec.js';
import type { DayRecord } from '#core/gate/event.js';
import { formatMoney, formatQuantity, type Money, type Quantity } from '#core/model/money.js';
import { isFinal, type OrderStatus } from '#core/model/order.js';
import {
  type AlertFilter,
  type AlertRow,
  type BreakerRow,
  type DecisionRow,
  type FillFilter,
  type FillRow,
  History,
  InvalidCursorError,
  type OrderFilter,
  type OrderPageRequest,
  type OrderRow,
  type OrderSort,
  type Page,
  type PageRequest,
} from '#core/ports/history.js';
import { integerOf, moneyOf } from './amounts.js';
import { cursorOf, type Place, placeOf } from './cursor.js';
import { AlertEntity, DailyPnlEntity, DecisionEntity, FillEntity, OrderEntity } from './history.entities.js';

const PAGE_MAX = 500;
/** How far back an order is looked for by the beginning of its client's id, which no index helps with. */
const SEARCHED_ORDERS = 100_000;
interface Sorting {
  column: string;
  /** What the column holds, as its text in a cursor; none for `seq`, which every cursor has. */
  kind: 'seq' | 'amount' | 'word';
  nullable?: boolean;
}
const BY_NUMBER: Sorting = { column: 'seq', kind: 'seq' };
/** Orders are sorted by what is shown of them. A market order has no price: it comes last, whichever way. */
const SORTINGS: Record<OrderSort, Sorting> = {
  received_at: BY_NUMBER,
  symbol: { column: 'symbol', kind: 'word' },
  status: { column: 'status', kind: 'word' },
  quantity: { column: 'quantity', kind: 'amount' },
  price: { column: 'price', kind: 'amount', nullable: true },
};
const IS_VALUE: Record<Sorting['kind'], (text: string) => boolean> = {
  seq: () => false,
  amount: (text) => /^\d{1,14}(\.\d{1,8})?$/.test(text),
  word: (text) => /^[A-Z][A-Z0-9._]{0,31}$/.test(text),
};

const OF_THESE = 'row.account = ANY(:accounts)';
const OF_NONE_OR_THESE = '(row.account IS NULL OR row.account = ANY(:accounts))';

interface Listing<Row extends ObjectLiteral> {
  sorting?: Sorting;
  direction?: 'asc' | 'desc';
  /** Which search a cursor belongs to: another one would go on in rows that the first never showed. */
  search?: string;
  narrow?: (query: SelectQueryBuilder<Row>) => void;
}

export interface BreakerRecord {
  breaker_id: string;
  scope: string;
  mode: BreakerRow['mode'];
  trigger_type: string;
  trigger_value: string;
  threshold: string;
  actor: string;
  reason: string;
  at: Date;
  reset_by: string | null;
  reset_reason: string | null;
  reset_at: Date | null;
  reset_source: string | null;
  expires_at: Date | null;
  further_causes: string[];
}

/** A trip with its reset, the expiry that its last cause left it with, and the mode that its last cause or change of mode did. */
export const BREAKERS = `
  SELECT t.breaker_id, t.scope, m.mode, t.trigger_type, t.trigger_value, t.threshold, t.actor, t.reason, t.at,
    r.actor AS reset_by, r.reason AS reset_reason, r.at AS reset_at, r.source AS reset_source,
    CASE WHEN c.causes IS NULL THEN t.expires_at ELSE c.expires_at END AS expires_at, coalesce(c.causes, '{}') AS further_causes
  FROM circuit_breaker_events t
  LEFT JOIN circuit_breaker_events r ON r.breaker_id = t.breaker_id AND r.event = 'RESET'
  LEFT JOIN LATERAL (
    SELECT (array_agg(expires_at ORDER BY seq DESC))[1] AS expires_at,
      array_agg(trigger_type || ' by ' || actor || ': ' || reason ORDER BY seq) AS causes
    FROM circuit_breaker_events WHERE breaker_id = t.breaker_id AND event = 'CAUSE' HAVING count(*) > 0) c ON true
  CROSS JOIN LATERAL (
    SELECT mode FROM circuit_breaker_events WHERE breaker_id = t.breaker_id AND mode IS NOT NULL ORDER BY seq DESC LIMIT 1) m
  WHERE t.event = 'TRIPPED'`;

/**
 * The history for the API. Give it a DataSource whose statement timeout is that of a query (2 s; see createDataSource): a listing that
 * takes longer is the database's trouble and not to be queued up behind.
 */
export class PostgresHistory extends History {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async orders(filter: OrderFilter, page: OrderPageRequest): Promise<Page<OrderRow>> {
    const { sort = 'received_at', direction = 'desc', ...request } = page;
    const { text, ...fields } = filter;
    const about = { sorting: SORTINGS[sort], direction };
    const listed = async (listing: Listing<OrderEntity>) => {
      const { rows, next_cursor } = await this.page<OrderEntity>(OrderEntity, fields, request, { ...about, ...listing });
      return { rows: rows.map(orderRow), next_cursor };
    };
    if (text === undefined) return listed({});
    const exactly: Listing<OrderEntity> = { search: 'exactly', narrow: (query) => narrowToText(query, text) };
    const beginning: Listing<OrderEntity> = { search: 'beginning', narrow: (query) => narrowToBeginning(query, text) };
    // The first page chooses how the text is looked for; its cursor says so to the next one.
    if (request.cursor !== undefined)
      return listed(this.isCursorOf(request.cursor, { ...about, ...beginning }) ? beginning : exactly);
    const found = await listed(exactly);
    return found.rows.length > 0 ? found : listed(beginning);
  }

  override async order(orderId: string): Promise<OrderRow | null> {
    const row = await this.db.getRepository(OrderEntity).findOneBy({ order_id: orderId });
    return row && orderRow(row);
  }

  override async orderByClientId(account: string, clientOrderId: string): Promise<OrderRow | null> {
    const row = await this.db
      .getRepository(OrderEntity)
      .findOne({ where: { account, client_order_id: clientOrderId }, order: { seq: 'DESC' } });
    return row && orderRow(row);
  }

  override async fills(filter: FillFilter, page: PageRequest): Promise<Page<FillRow>> {
    const { rows, next_cursor } = await this.page<FillEntity>(FillEntity, { ...filter }, page);
    return {
      rows: rows.map(({ seq: _, executed_at, ...fill }) => ({ ...fill, executed_at_ms: executed_at.getTime() })),
      next_cursor,
    };
  }

  override async alerts(limit: number): Promise<AlertRow[]> {
    const rows = await this.db.getRepository(AlertEntity).find({ order: { seq: 'DESC' }, take: Math.min(limit, PAGE_MAX) });
    return rows.map(alertRow);
  }

  override async alertsWhere({ type, from_ms, to_ms, ...fields }: AlertFilter, page: PageRequest): Promise<Page<AlertRow>> {
    const filter = { ...fields, ...(type === undefined ? {} : { alert_type: type }) };
    const { rows, next_cursor } = await this.page<AlertEntity>(AlertEntity, filter, page, {
      narrow: (query) => {
        if (from_ms !== undefined) query.andWhere('row.created_at >= :from', { from: new Date(from_ms) });
        if (to_ms !== undefined) query.andWhere('row.created_at < :to', { to: new Date(to_ms) });
      },
    });
    return {
      rows: rows.map(alertRow),
      next_cursor,
    };
  }

  override async decisionsSince(sinceMs: number, limit: number): Promise<DecisionRow[]> {
    // Ids sort by time, and decisions are kept by them: only the months since then are read.
    const rows = await this.db
      .getRepository(DecisionEntity)
      .createQueryBuilder('row')
      .where('row.decision_id >= :first', { first: decisionIdAt(sinceMs) })
      .orderBy('row.decision_id', 'DESC')
      .addOrderBy('row.n', 'DESC', 'NULLS LAST')
      .limit(limit)
      .getMany();
    return rows.map(decisionRow);
  }

  override async decision(decisionId: string): Promise<DecisionRow | null> {
    // An order that only the rate refused may have come again under its ids: the newest decision is what was answered last.
    const row = await this.db
      .getRepository(DecisionEntity)
      .findOne({ where: { decision_id: decisionId }, order: { n: { direction: 'DESC', nulls: 'LAST' } } });
    return row && decisionRow(row);
  }

  override async breakers(limit: number, openOnly = false): Promise<BreakerRow[]> {
    const rows: BreakerRecord[] = await this.db.query(
      `${BREAKERS} AND (NOT $2::boolean OR r.id IS NULL) ORDER BY t.breaker_id DESC LIMIT $1`,
      [Math.min(limit, PAGE_MAX), openOnly],
    );
    return rows.map(breakerRow);
  }

  override async breaker(breakerId: number): Promise<BreakerRow | null> {
    const [row] = await this.db.query<BreakerRecord[]>(`${BREAKERS} AND t.breaker_id = $1`, [breakerId]);
    return row ? breakerRow(row) : null;
  }

  override async dailyPnl(account: string, date: string): Promise<DayRecord | null> {
    const row = await this.db.getRepository(DailyPnlEntity).findOneBy({ account, date });
    return row && { ...row };
  }

  /**
   * Keyset paging by `seq`, or by another column and `seq`: a page costs the same wherever it lies. A cursor carries the values of its row as they were
   * when it was shown, so rows that come or change meanwhile move nothing else.
   */
  private async page<Row extends ObjectLiteral & { seq: string }>(
    entity: new () => Row,
    filter: object,
    { limit, cursor }: PageRequest,
    listing: Listing<Row> = {},
  ): Promise<Page<Row>> {
    const { sorting = BY_NUMBER, direction = 'desc', narrow } = listing;
    const take = Math.max(1, Math.min(limit, PAGE_MAX));
    const query = this.db.getRepository(entity).createQueryBuilder('row');
    for (const [field, value] of Object.entries(filter)) {
      if (field === 'accounts')
        query.andWhere(entity === (AlertEntity as unknown) ? OF_NONE_OR_THESE : OF_THESE, { accounts: value as unknown });
      else query.andWhere(`row.${field} = :${field}`, { [field]: value as unknown });
    }
    narrow?.(query);
    if (cursor !== undefined) beginAfter(query, sorting, direction, placeOf(nameOf(listing), cursor, IS_VALUE[sorting.kind]));
    const way = direction === 'desc' ? 'DESC' : 'ASC';
    if (sorting.kind !== 'seq') query.orderBy(`row.${sorting.column}`, way, sorting.nullable ? 'NULLS LAST' : undefined);
    const rows = await query
      .addOrderBy('row.seq', way)
      .limit(take + 1)
      .getMany();
    const shown = rows.slice(0, take);
    const last = shown.at(-1);
    const more = rows.length > take && last !== undefined;
    return {
      rows: shown,
      next_cursor: more ? cursorOf(nameOf(listing), { seq: last.seq, value: valueIn(last, sorting) }) : null,
    };
  }

  private isCursorOf<Row extends ObjectLiteral>(cursor: string, listing: Listing<Row>): boolean {
    try {
      placeOf(nameOf(listing), cursor, IS_VALUE[(listing.sorting ?? BY_NUMBER).kind]);
      return true;
    } catch (error) {
      if (error instanceof InvalidCursorError) return false;
      throw error;
    }
  }
}

function alertRow({ seq: _, created_at, last_at, ...alert }: AlertEntity): AlertRow {
  return { ...alert, created_at_ms: created_at.getTime(), last_at_ms: last_at.getTime() };
}

/** By an order's, decision's or client's id, or a symbol. */
function narrowToText(query: SelectQueryBuilder<OrderEntity>, text: string): void {
  query.andWhere(
    `(row.order_id = :order OR row.symbol = upper(:text)
      OR (row.client_order_id = :text AND row.account IN (SELECT account FROM accounts)))`,
    { order: text.replace(/^dec_/, 'ord_'), text },
  );
}

/** By how a client's id begins. */
function narrowToBeginning(query: SelectQueryBuilder<OrderEntity>, text: string): void {
  query.andWhere(`row.seq > (SELECT max(seq) FROM orders) - ${SEARCHED_ORDERS} AND starts_with(row.client_order_id, :text)`, {
    text,
  });
}

const nameOf = ({ sorting = BY_NUMBER, direction = 'desc', search = '' }: Listing<never>): string =>
  `${sorting.column} ${direction} ${search}`;

/** Only rows behind that place. Rows without a value stand behind all others. */
function beginAfter<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  { column, kind, nullable }: Sorting,
  direction: 'asc' | 'desc',
  { seq, value }: Place,
): void {
  const beyond = direction === 'desc' ? '<' : '>';
  if (kind === 'seq') query.andWhere(`row.seq ${beyond} :seq`, { seq });
  else if (value === null) query.andWhere(`(row.${column} IS NULL AND row.seq ${beyond} :seq)`, { seq });
  else {
    const behind = `(row.${column}, row.seq) ${beyond} (:value, :seq)`;
    query.andWhere(nullable ? `(${behind} OR row.${column} IS NULL)` : behind, { value, seq });
  }
}

function valueIn(row: ObjectLiteral, { column, kind }: Sorting): string | null {
  const value = row[column] as number | string | null;
  if (kind === 'seq' || value === null) return null;
  if (kind === 'word') return String(value);
  return column === 'quantity' ? formatQuantity(value as Quantity) : formatMoney(value as Money);
}

/** Out of the event's line, or out of the JSON columns of version 1. */
function decisionRow({
  n: _,
  line,
  request,
  state,
  violations,
  waived,
  reserved_at,
  decided_at,
  ...rest
}: DecisionEntity): DecisionRow {
  const about = { ...rest, accepted: rest.accepted === true, decided_at_ms: (decided_at ?? reserved_at).getTime() };
  const event = line === null ? null : decodeEvent(line);
  if (event?.type === 'ORDER_DECIDED') {
    const { order_id: __, decision_id: ___, ...asked } = event.order;
    return { ...about, request: asked, state: event.state, violations: event.violations, waived: event.waived };
  }
  if (!request || !state) throw new Error(`decision ${rest.decision_id} has neither a line nor what version 1 kept`);
  return { ...about, request, state, violations: violations ?? [], waived: waived ?? [] };
}

export function breakerRow({ at, reset_at, expires_at, ...row }: BreakerRecord): BreakerRow {
  return {
    ...row,
    breaker_id: integerOf(row.breaker_id),
    trigger_value: moneyOf(row.trigger_value),
    threshold: moneyOf(row.threshold),
    tripped_at_ms: at.getTime(),
    active: reset_at === null,
    reset_at_ms: reset_at?.getTime() ?? null,
    expires_at_ms: expires_at?.getTime() ?? null,
  };
}

/** Of a final order nothing is left, also where version 1 kept what was open when it ended. */
export const leavesOf = (status: OrderStatus, leaves: Quantity): Quantity => (isFinal(status) ? (0 as Quantity) : leaves);

/** Who sent an order and for which strategy, where that is known. */
export function sentBy({ strategy, user_name }: { strategy: string | null; user_name: string | null }) {
  return { ...(strategy === null ? {} : { strategy }), ...(user_name === null ? {} : { user: user_name }) };
}

/** What an order has beside what every order has. */
export function wishesOf({
  stop_price,
  good_till,
  reduce_only,
  extended_hours,
  one_cancels_other: list_id,
}: Wishes): Partial<OrderRow> {
  return {
    ...(stop_price === null ? {} : { stop_price }),
    ...(good_till === null ? {} : { good_till: good_till.getTime() * 1000 }),
    ...(reduce_only === true ? { reduce_only } : {}),
    ...(extended_hours === true ? { extended_hours } : {}),
    ...(list_id === null ? {} : { one_cancels_other: true, list_id }),
  };
}

export interface Wishes {
  stop_price: Money | null;
  good_till: Date | null;
  reduce_only: boolean | null;
  extended_hours: boolean | null;
  /** The list. */
  one_cancels_other: string | null;
}

function orderRow(entity: OrderEntity): OrderRow {
  const { seq: _, received_at, updated_at, strategy, user_name, ...rest } = entity;
  const { stop_price: __, good_till: ___, reduce_only: ____, extended_hours: _____, one_cancels_other: ______, ...order } = rest;
  const leaves_quantity = leavesOf(order.status, order.leaves_quantity);
  const times = { received_at_ms: received_at.getTime(), updated_at_ms: updated_at.getTime() };
  return { ...order, ...sentBy({ strategy, user_name }), ...wishesOf(entity), leaves_quantity, ...times };
}
