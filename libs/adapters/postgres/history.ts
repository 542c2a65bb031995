import type { DataSource, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import { LessThan } from 'typeorm';
import type { DayRecord } from '#core/model/log-event.js';
import {
  type AlertRow,
  type BreakerRow,
  type DecisionRow,
  type FillFilter,
  type FillRow,
  History,
  InvalidCursorError,
  type OrderFilter,
  type OrderRow,
  type Page,
  type PageRequest,
} from '#core/ports/history.js';
import { integerOf, moneyOf } from './amounts.js';
import { AlertEntity, DailyPnlEntity, DecisionEntity, FillEntity, OrderEntity } from './history.entities.js';

const PAGE_MAX = 500;

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

/** A trip with its reset, and the mode and expiry that its last cause left it with. */
export const BREAKERS = `
  SELECT t.breaker_id, t.scope, coalesce(c.mode, t.mode) AS mode, t.trigger_type, t.trigger_value, t.threshold, t.actor, t.reason, t.at,
    r.actor AS reset_by, r.reason AS reset_reason, r.at AS reset_at, r.source AS reset_source,
    CASE WHEN c.causes IS NULL THEN t.expires_at ELSE c.expires_at END AS expires_at, coalesce(c.causes, '{}') AS further_causes
  FROM circuit_breaker_events t
  LEFT JOIN circuit_breaker_events r ON r.breaker_id = t.breaker_id AND r.event = 'RESET'
  LEFT JOIN LATERAL (
    SELECT (array_agg(mode ORDER BY seq DESC))[1] AS mode, (array_agg(expires_at ORDER BY seq DESC))[1] AS expires_at,
      array_agg(trigger_type || ' by ' || actor || ': ' || reason ORDER BY seq) AS causes
    FROM circuit_breaker_events WHERE breaker_id = t.breaker_id AND event = 'CAUSE' HAVING count(*) > 0) c ON true
  WHERE t.event = 'TRIPPED'`;

/**
 * The history for the API. Give it a DataSource whose statement timeout is that of a query (2 s; see createDataSource): a listing that
 * takes longer is the database's trouble and not to be queued up behind.
 */
export class PostgresHistory extends History {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async orders(filter: OrderFilter, page: PageRequest): Promise<Page<OrderRow>> {
    const { rows, next_cursor } = await this.page<OrderEntity>(OrderEntity, { ...filter }, page);
    return { rows: rows.map(orderRow), next_cursor };
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
    return rows.map(({ seq: _, created_at, ...alert }) => ({ ...alert, created_at_ms: created_at.getTime() }));
  }

  override async decision(decisionId: string): Promise<DecisionRow | null> {
    const row = await this.db.getRepository(DecisionEntity).findOneBy({ decision_id: decisionId });
    if (!row) return null;
    const { decided_by, reserved_at, decided_at, ...decision } = row;
    return { ...decision, by: decided_by, reserved_at_ms: reserved_at.getTime(), decided_at_ms: decided_at?.getTime() ?? null };
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

  /** Keyset paging by `seq`: a page costs the same wherever it lies, and rows that come meanwhile move nothing. */
  private async page<Row extends ObjectLiteral & { seq: string }>(
    entity: new () => Row,
    filter: object,
    { limit, cursor }: PageRequest,
  ): Promise<Page<Row>> {
    const take = Math.max(1, Math.min(limit, PAGE_MAX));
    const where = {
      ...filter,
      ...(cursor === undefined ? {} : { seq: LessThan(seqOf(cursor)) }),
    } as unknown as FindOptionsWhere<Row>;
    const rows = await this.db
      .getRepository(entity)
      .createQueryBuilder('row')
      .setFindOptions({ where })
      .orderBy('row.seq', 'DESC')
      .take(take + 1)
      .getMany();
    const shown = rows.slice(0, take);
    const last = shown.at(-1);
    return { rows: shown, next_cursor: rows.length > take && last ? Buffer.from(`s${last.seq}`).toString('base64url') : null };
  }
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

function seqOf(cursor: string): string {
  const match = /^s(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match?.[1]) throw new InvalidCursorError('cursor is not one that was given out');
  return match[1];
}

function orderRow({ seq: _, received_at, updated_at, ...order }: OrderEntity): OrderRow {
  return { ...order, received_at_ms: received_at.getTime(), updated_at_ms: updated_at.getTime() };
}
