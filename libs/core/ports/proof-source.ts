import type { CompileRules, GateState } from '../gate/state.js';
import type { DayRecord } from '../gate/event.js';

/**
 * Rows that are compared as they stand: each as one text, its fields joined by SEPARATOR. Amounts are whole numbers of their unit (1e-6 dollars, 1e-8
 * units), times microseconds since 1970; null is empty.
 */
export const SEPARATOR = '\u001f';

export const ROW_FIELDS = {
  orders: [
    ...[
      'order_id',
      'decision_id',
      'account',
      'client_order_id',
      'symbol',
      'side',
      'order_type',
      'time_in_force',
      'quantity',
      'price',
    ],
    ...[
      'check_price',
      'status',
      'filled_quantity',
      'leaves_quantity',
      'hold',
      'broker_order_id',
      'reason',
      'body_hash',
      'received_at',
    ],
    ...[
      'updated_at',
      'strategy',
      'user_name',
      'principal',
      'stop_price',
      'good_till',
      'reduce_only',
      'extended_hours',
      'one_cancels_other',
    ],
  ],
  decisions: [
    'decision_id',
    'order_id',
    'account',
    'client_order_id',
    'config_version',
    'accepted',
    'reserved_at',
    'decided_at',
    'content_hash',
    'principal',
  ],
  gate_events: ['id', 'type'],
  gate_unreadable: ['fault', 'at'],
  fills: [
    ...[
      'execution_id',
      'broker_sequence',
      'order_id',
      'broker_order_id',
      'account',
      'symbol',
      'side',
      'quantity',
      'price',
      'fee',
    ],
    // A null is no part of the row's text, so that rows of plain instruments hash as they did before there was a column.
    ...['realized_pnl', 'executed_at', 'log_id', 'traded'],
  ],
  risk_alerts: [
    ...['id', 'alert_type', 'severity', 'account', 'symbol', 'message', 'order_id', 'decision_id', 'breaker_id', 'created_at'],
  ],
  circuit_breaker_events: [
    ...[
      'id',
      'breaker_id',
      'event',
      'scope',
      'mode',
      'trigger_type',
      'trigger_value',
      'threshold',
      'actor',
      'reason',
      'at',
      'source',
    ],
    'expires_at',
  ],
  risk_alert_counts: ['id', 'alert_id', 'count', 'last_at', 'at'],
  order_events: ['id', 'order_id', 'account', 'kind', 'actor', 'reason', 'at'],
  config_activations: ['id', 'version', 'at'],
  config_rejections: ['id', 'source', 'place', 'fault', 'at'],
  positions: ['account', 'symbol', 'quantity', 'cost', 'realized_pnl'],
  quotes: ['symbol', 'bid', 'ask', 'frozen'],
} as const satisfies Record<string, readonly string[]>;

export type ProvenTable = keyof typeof ROW_FIELDS;
/** Tables whose rows follow each other as the log does, by `seq`; the first field is their key. */
export type LogOrderedTable = 'fills' | 'risk_alerts' | 'circuit_breaker_events';
/** Tables whose rows are found by the event's id. */
export type TableByEvent = 'order_events' | 'risk_alert_counts' | 'config_activations' | 'config_rejections';

export interface LogLine {
  n: number;
  line: string;
  /** The row of gate_unreadable when the line was set aside; else null. */
  unreadable: string | null;
}

/** A state that was kept, as text. */
export interface KeptState {
  n: number;
  position: string;
  hash: string;
  state: string;
}

export interface ProofEntry {
  n: number;
  line: string;
  table: 'decisions' | 'gate_events' | 'gate_unreadable';
  row: string;
  /** The order of a decision as it stands; null when there is none. */
  order: string | null;
}

/** A row of accounts or daily_pnl_tracking, as of event `n` (null: of version 1, or never written since). */
export interface FiguresRow {
  table: 'accounts' | 'daily_pnl_tracking';
  account: string;
  /** The day; of accounts null when it never had one. */
  date: string | null;
  n: number | null;
  /** Those that the table has. */
  figures: Partial<DayRecord>;
  initial_cash: number | null;
  closed: boolean;
}

export interface ProofSpan {
  /** The relay's position. */
  n: number;
  last_id: string;
  broker_sequence: number;
  generation: number;
  /** Decisions of version 1, which have no number. */
  unnumbered: boolean;
  /** The newest month (2026-11) that was dropped with all before it; null when all are kept. */
  dropped: string | null;
}

/** Everything that is proved, as PostgreSQL had it at one moment. */
export abstract class ProofSource {
  abstract span(): Promise<ProofSpan>;
  /** Number of the first event at or after that moment; one past the last when there is none. */
  abstract numberAt(ms: number): Promise<number>;
  /** The state that was kept at or before event `n`, else the first one, with its client ids. Throws StateDivergedError when it has not the hash that it had. */
  abstract snapshot(n: number, compile: CompileRules): Promise<GateState>;
  abstract snapshotsAfter(n: number): Promise<KeptState[]>;
  /** Pages of lines after < n <= upTo, in their order. A page is read once, before the next one is asked for. */
  abstract lines(after: number, upTo: number): AsyncIterable<Iterable<LogLine>>;
  /** The same of entries. */
  abstract entries(after: number, upTo: number): AsyncIterable<Iterable<ProofEntry>>;
  /** By order id, those that are there. */
  abstract orders(ids: readonly string[]): Promise<Map<string, string>>;
  /** `seq` of the newest row with that key; null when there is none. */
  abstract seqOf(table: LogOrderedTable, key: string): Promise<number | null>;
  /** At most `limit` rows that follow `seq`. */
  abstract rowsAfter(table: LogOrderedTable, seq: number, limit: number): Promise<{ seq: number; row: string }[]>;
  /** By event id, those that are there. */
  abstract rowsOf(table: TableByEvent, ids: readonly string[]): Promise<Map<string, string>>;
  /** Rows whose time is after `afterMs`, up to and with `upToMs`. */
  abstract countOf(table: TableByEvent, span: { afterMs: number; upToMs: number }): Promise<number>;
  /** Id of a row of that time whose event is not in the log after event `after`; null when there is none. Slow. */
  abstract surplusOf(table: TableByEvent, after: number, span: { afterMs: number; upToMs: number }): Promise<string | null>;
  /** An order that came with or after that order, and of which the log says nothing; null when there is none. Slow, unless there are `count` orders. */
  abstract surplusOrder(fromOrderId: string, count: number): Promise<string | null>;
  abstract all(table: 'positions' | 'quotes'): Promise<string[]>;
  abstract figures(): Promise<FiguresRow[]>;
  abstract config(version: number): Promise<unknown>;
  abstract ruleSet(hash: string): Promise<string | null>;
}
