import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Money, Quantity } from '#core/model/money.js';
import type { OrderRequest, OrderStatus, OrderType, Side, TimeInForce } from '#core/model/order.js';
import type { Severity } from '#core/model/reason-codes.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import type { Violation } from '#core/model/violation.js';
import type { AlertRow } from '#core/ports/history.js';
import { integerOf, moneyOf, quantityOf } from './amounts.js';

/** These rows are only read: the relay writes them by its own statements, so `to` is never used. */
function readAs<T>(from: (text: string) => T) {
  return { from: (value: string | null) => (value === null ? null : from(value)), to: (value: unknown) => value };
}
const money = readAs(moneyOf);
const quantity = readAs(quantityOf);
const integer = readAs(integerOf);

@Entity('orders')
export class OrderEntity {
  @PrimaryColumn({ type: 'text' }) order_id!: string;
  @Column({ type: 'bigint' }) seq!: string;
  @Column({ type: 'text' }) decision_id!: string;
  @Column({ type: 'text' }) account!: string;
  @Column({ type: 'text' }) client_order_id!: string;
  @Column({ type: 'text' }) symbol!: string;
  @Column({ type: 'text' }) side!: Side;
  @Column({ type: 'text' }) order_type!: OrderType;
  @Column({ type: 'text' }) time_in_force!: TimeInForce;
  @Column({ type: 'numeric', transformer: quantity }) quantity!: Quantity;
  @Column({ type: 'numeric', transformer: money, nullable: true }) price!: Money | null;
  @Column({ type: 'numeric', transformer: money }) check_price!: Money;
  @Column({ type: 'text' }) status!: OrderStatus;
  @Column({ type: 'numeric', transformer: quantity }) filled_quantity!: Quantity;
  @Column({ type: 'numeric', transformer: quantity }) leaves_quantity!: Quantity;
  @Column({ type: 'numeric', transformer: money }) hold!: Money;
  @Column({ type: 'text', nullable: true }) broker_order_id!: string | null;
  @Column({ type: 'text' }) reason!: string;
  @Column({ type: 'text' }) body_hash!: string;
  @Column({ type: 'timestamptz' }) received_at!: Date;
  @Column({ type: 'timestamptz' }) updated_at!: Date;
  @Column({ type: 'text', nullable: true }) strategy!: string | null;
  @Column({ type: 'text', nullable: true }) user_name!: string | null;
  @Column({ type: 'numeric', transformer: money, nullable: true }) stop_price!: Money | null;
  @Column({ type: 'timestamptz', nullable: true }) good_till!: Date | null;
  @Column({ type: 'boolean', nullable: true }) reduce_only!: boolean | null;
  @Column({ type: 'boolean', nullable: true }) extended_hours!: boolean | null;
  /** The list. */
  @Column({ type: 'text', nullable: true }) one_cancels_other!: string | null;
}

@Entity('fills')
export class FillEntity {
  @PrimaryColumn({ type: 'text' }) execution_id!: string;
  @Column({ type: 'bigint' }) seq!: string;
  @Column({ type: 'bigint', transformer: integer }) broker_sequence!: number;
  @Column({ type: 'text' }) order_id!: string;
  @Column({ type: 'text' }) broker_order_id!: string;
  @Column({ type: 'text' }) account!: string;
  @Column({ type: 'text' }) symbol!: string;
  @Column({ type: 'text' }) side!: Side;
  @Column({ type: 'numeric', transformer: quantity }) quantity!: Quantity;
  @Column({ type: 'numeric', transformer: money }) price!: Money;
  @Column({ type: 'numeric', transformer: money }) fee!: Money;
  @Column({ type: 'numeric', transformer: money }) realized_pnl!: Money;
  @Column({ type: 'timestamptz' }) executed_at!: Date;
}

/** With how many equal ones each stands for. */
@Entity('risk_alerts_counted')
export class AlertEntity {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'bigint' }) seq!: string;
  @Column({ type: 'text' }) alert_type!: AlertRow['alert_type'];
  @Column({ type: 'text' }) severity!: Severity;
  @Column({ type: 'text', nullable: true }) account!: string | null;
  @Column({ type: 'text', nullable: true }) symbol!: string | null;
  @Column({ type: 'text' }) message!: string;
  @Column({ type: 'text', nullable: true }) order_id!: string | null;
  @Column({ type: 'text', nullable: true }) decision_id!: string | null;
  @Column({ type: 'bigint', nullable: true, transformer: integer }) breaker_id!: number | null;
  @Column({ type: 'timestamptz' }) created_at!: Date;
  @Column({ type: 'integer' }) count!: number;
  @Column({ type: 'timestamptz' }) last_at!: Date;
}

@Entity('decisions')
export class DecisionEntity {
  @PrimaryColumn({ type: 'text' }) decision_id!: string;
  @Column({ type: 'text' }) order_id!: string;
  @Column({ type: 'text' }) account!: string;
  @Column({ type: 'text' }) client_order_id!: string;
  @Column({ type: 'bigint', nullable: true }) n!: string | null;
  /** The event's line in the log; null in rows of version 1, which have the JSON columns instead. */
  @Column({ type: 'text', nullable: true }) line!: string | null;
  @Column({ type: 'json', nullable: true }) request!: OrderRequest | null;
  @Column({ type: 'json', nullable: true }) state!: ReservedState | null;
  @Column({ type: 'integer' }) config_version!: number;
  @Column({ type: 'boolean', nullable: true }) accepted!: boolean | null;
  @Column({ type: 'json', nullable: true }) violations!: Violation[] | null;
  @Column({ type: 'json', nullable: true }) waived!: Violation[] | null;
  @Column({ type: 'timestamptz' }) reserved_at!: Date;
  @Column({ type: 'timestamptz', nullable: true }) decided_at!: Date | null;
}

@Entity('daily_pnl_tracking')
export class DailyPnlEntity {
  @PrimaryColumn({ type: 'date' }) date!: string;
  @PrimaryColumn({ type: 'text' }) account!: string;
  @Column({ type: 'numeric', transformer: money }) realized_pnl!: Money;
  @Column({ type: 'numeric', transformer: money }) unrealized_pnl!: Money;
  @Column({ type: 'numeric', transformer: money }) total_pnl!: Money;
  @Column({ type: 'numeric', transformer: money }) fees!: Money;
  @Column({ type: 'numeric', transformer: money }) cash!: Money;
  @Column({ type: 'numeric', transformer: money }) position_value!: Money;
  @Column({ type: 'numeric', transformer: money }) gross_exposure!: Money;
  @Column({ type: 'numeric', transformer: money }) day_start_equity!: Money;
  @Column({ type: 'numeric', transformer: money }) cash_moved!: Money;
  @Column({ type: 'numeric', transformer: money }) peak_equity!: Money;
  @Column({ type: 'boolean' }) circuit_breaker_triggered!: boolean;
}

/** All entities; createDataSource gives them to every DataSource. */
export const ENTITIES = [OrderEntity, FillEntity, AlertEntity, DecisionEntity, DailyPnlEntity];
