import { withDefaults } from '../config/with-defaults.js';
import type { AlertRow } from '../model/alert.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money } from '../model/money.js';
import { Attempts } from './attempts.js';
import { rememberClient } from './evolve.js';
import {
  type AccountState,
  type BreakerState,
  type ClientOrder,
  type CompileRules,
  emptyState,
  type GateState,
  type MonitorTick,
  type OrderState,
  positionOf,
  type PositionState,
  type QuoteState,
} from './state.js';

/** Raise it with every change that an older or newer build could misread. */
export const SNAPSHOT_FORMAT = 1;

/** The whole state as JSON, without the client ids: those are read from the orders that PostgreSQL keeps, up to `clock_us`. */
export interface Snapshot {
  format: number;
  n: number;
  position: string;
  clock_us: number;
  generation: number;
  accounts: (Omit<AccountState, 'positions' | 'attempts' | 'cancels'> & {
    positions: PositionState[];
    attempts: number[];
    /** Not there in one of an earlier build. */
    cancels?: number[];
  })[];
  orders: OrderState[];
  breakers: (Omit<BreakerState, 'cancels_opening'> & { cancels_opening?: boolean })[];
  quotes: Omit<QuoteState, 'holders'>[];
  last_breaker_id: number;
  broker_sequence: number;
  marked_us: number;
  tick: MonitorTick;
  config: RiskConfig | null;
  rule_set: string;
  slippage_bps: number;
  /** Snapshots of earlier builds have none. */
  fee_per_unit?: Money | null;
  faults: [string, string][];
  /** Snapshots of earlier builds have none. */
  alerts?: [string, AlertRow][];
}

export function takeSnapshot(state: GateState): Snapshot {
  const { n, clock_us, generation, last_breaker_id, broker_sequence, marked_us, tick } = state;
  const { config, rule_set, slippage_bps, fee_per_unit } = state;
  return {
    format: SNAPSHOT_FORMAT,
    ...{ n, position: positionOf(state), clock_us, generation, last_breaker_id, broker_sequence, marked_us, tick: { ...tick } },
    ...{ config, rule_set, slippage_bps, fee_per_unit },
    accounts: [...state.accounts.values()].map((a) => ({
      ...a,
      positions: [...a.positions.values()],
      attempts: a.attempts.times(),
      cancels: a.cancels.times(),
    })),
    orders: [...state.orders.values()],
    breakers: [...state.breakers.values()],
    quotes: [...state.quotes.values()].map(({ holders: _, ...quote }) => quote),
    faults: [...state.faults],
    alerts: [...state.alerts],
  };
}

/** The state of a snapshot; its client ids follow by `restoreClient`, oldest first. Throws when the format is another build's. */
export function restoreSnapshot(snapshot: Snapshot, compile: CompileRules): GateState {
  if (snapshot.format !== SNAPSHOT_FORMAT)
    throw new Error(`the snapshot at ${snapshot.position} has format ${snapshot.format}, this build reads ${SNAPSHOT_FORMAT}`);
  const state = emptyState(compile);
  const { n, clock_us, generation, last_breaker_id, broker_sequence, marked_us, config, rule_set, slippage_bps } = snapshot;
  const [ms = 0, seq = 0] = snapshot.position.split('-').map(Number);
  Object.assign(state, { n, last_ms: ms, last_seq: seq, clock_us, generation, last_breaker_id, broker_sequence, marked_us });
  Object.assign(state, {
    config: config && withDefaults(config),
    rule_set,
    slippage_bps,
    fee_per_unit: snapshot.fee_per_unit ?? null,
    rules: rule_set === '' ? null : compile(rule_set),
  });
  Object.assign(state.tick, snapshot.tick);
  for (const quote of snapshot.quotes) state.quotes.set(quote.symbol, { ...quote, holders: new Set() });
  for (const { positions, attempts, cancels = [], ...rest } of snapshot.accounts) {
    const account: AccountState = { ...rest, positions: new Map(), attempts: new Attempts(), cancels: new Attempts() };
    for (const atUs of cancels) account.cancels.add(atUs);
    for (const atUs of attempts) account.attempts.add(atUs);
    for (const p of positions) {
      account.positions.set(p.symbol, p);
      if (p.quantity !== 0) state.quotes.get(p.symbol)?.holders.add(account);
    }
    state.accounts.set(account.account, account);
  }
  for (const open of snapshot.orders) state.orders.set(open.order.order_id, open);
  // An earlier build knew nothing of canceling at a trip.
  for (const breaker of snapshot.breakers) state.breakers.set(breaker.scope, { cancels_opening: false, ...breaker });
  for (const [source, fault] of snapshot.faults) state.faults.set(source, fault);
  for (const [key, alert] of snapshot.alerts ?? []) state.alerts.set(key, alert);
  return state;
}

export function restoreClient(state: GateState, key: string, entry: ClientOrder): void {
  rememberClient(state, key, entry);
}
