import type { Lock } from '../gate/accounts.js';
import type { Halt } from '../gate/halts.js';
import type { Beat } from '../gate/heartbeat.js';
import type { SessionState } from '../gate/sessions.js';
import type { PendingAmendment } from '../gate/state.js';
import type { BreakerMode, BreakerTrigger, DayRecord, PositionRecord, QuoteRecord } from '../gate/event.js';
import type { RiskConfig } from '../model/limits.js';
import type { AskedScope, EffectiveLimit } from '../portfolio/effective-limits.js';
import type { FirmView } from '../portfolio/firm-view.js';
import type { AccountUse, UseVisitor } from '../portfolio/limit-uses.js';
import type { Contract, Money, Quantity } from '../model/money.js';
import type { Order, OrderStatus } from '../model/order.js';
import type { RuleEvaluator } from './rule-evaluator.js';
import type { BrokerOrder, BrokerQuote, ExecutionReport } from './broker.js';
import type { NoteUsage } from '../gate/command.js';

export interface LiveOrder {
  order: Order;
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
  check_price: Money;
  broker_order_id: string;
  /** Null when no amendment is pending. */
  amending: PendingAmendment | null;
  cancel_requested: boolean;
  /** When it was accepted, microseconds since 1970; 0 for one that was taken in from the broker. */
  accepted_at_us: number;
}

export interface LiveSession extends SessionState {
  /** Its orders that are not final. */
  open_orders: number;
}

export interface LivePosition extends PositionRecord {
  /** What a unit is worth beside its price, and in which currency; not there of a plain instrument. */
  contract?: Contract & { currency: string | null };
  /** Signed value at the mark. */
  value: Money;
  open_buys: Money;
  open_sells: Money;
  exposure: Money;
}

/** An account's day, and how it stands. */
export interface AccountSample {
  day: DayRecord;
  initial_margin: Money;
  maintenance: Money;
  /** The leverage limit that holds for it. */
  max_leverage_hundredths: number;
}

export interface OpenBreaker {
  breaker_id: number;
  scope: string;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  trigger_value: Money;
  threshold: Money;
  tripped_at_ms: number;
  /** When it ends by itself; null: until a person resets it. */
  expires_at_ms: number | null;
}

export interface Trip {
  scope: string;
  mode: BreakerMode;
  actor: string;
  reason: string;
  source: string;
  /** A cooldown: it ends by itself after this; null: until a person resets it. */
  expires_in_ms: number | null;
  /** Cancel every working order of the scope. */
  cancel_orders: boolean;
}

/** A breaker can only be opened for a scope that exists. */
export class UnknownScopeError extends Error {
  override name = 'UnknownScopeError';
  constructor(
    readonly code: 'ACCOUNT_UNKNOWN' | 'SYMBOL_UNKNOWN',
    message: string,
  ) {
    super(message);
  }
}

/** The gate has less of the broker's reports than were handed to it: hand them on again, from its `broker_sequence`. */
export class ReportGapError extends Error {
  override name = 'ReportGapError';
  constructor(after: number) {
    super(`the gate does not have the broker's report ${after} any more; reports are handed to it again`);
  }
}

/** An account as the broker has it. */
export interface AccountAdoption {
  account: string;
  broker: string;
  cash: Money;
  positions: { symbol: string; quantity: Quantity; average_price: Money }[];
  actor: string;
  reason: string;
}

/** Limits and rules, under one version. */
export interface ConfigInForce {
  config: RiskConfig;
  rules: RuleEvaluator;
}

export interface LiveQuote extends QuoteRecord {
  revision: number;
  at_us: number;
}

/** `ask` is refused while the cause persists; `force` closes and lets it trip again at once; `expire` closes what may end by itself, in its time. */
export interface BreakerClosing {
  breaker_id: number;
  actor: string;
  reason: string;
  source: string;
  how: 'ask' | 'force' | 'expire';
  /** Whoever asks hears no answer after this moment; nothing is closed then. Milliseconds since 1970; not there: no end. */
  until_ms?: number;
}

export interface ModeOfBreaker {
  breaker_id: number;
  mode: BreakerMode;
  actor: string;
  reason: string;
  source: string;
}

export interface ClosedBreaker extends OpenBreaker {
  /** The number of the episode that opened at once because the cause persists. */
  tripped_again: number | null;
}

/** A person's ask to close a breaker reached the gate after the time in which it counts. */
export class CloseTooLateError extends Error {
  override name = 'CloseTooLateError';
}

/** The loss is still at its limit: closing would open it again. */
export class BreakerCausePersistsError extends Error {
  override name = 'BreakerCausePersistsError';
}

/** What the P&L monitor did last. */
export interface MonitorState {
  /** Since the monitor's last tick, and since the moment as of which profit and loss is known (PNL_STALE); microseconds, Infinity before the first. */
  tick_age_us: number;
  known_age_us: number;
  holder: string;
  /** Ticks so far, and those that found a sum that differed from positions valued anew (must stay 0). */
  ticks: number;
  drift: number;
  /** Held symbols whose quote was not fresh at the last tick. */
  stale_symbols: string[];
}

export interface Tick {
  accounts: number;
  /** Sums that differed from positions valued anew; must be 0. */
  drift: number;
  /** How old the oldest quote that counts is, milliseconds. */
  quote_age_ms: number;
  stale_symbols: string[];
}

/** What the machinery knows of itself. */
export interface Control {
  /** A configuration is in force and the state is there. */
  ready: boolean;
  /** Some process decides. */
  gate_active: boolean;
  /** How often the log was begun again. */
  generation: number;
  config_version: number;
  /** Highest report of the broker that was booked. */
  broker_sequence: number;
  /** Microseconds since profit and loss was known (the monitor's tick), and since PostgreSQL was known to have everything. */
  mark_age_us: number;
  relay_age_us: number;
  /** Events that PostgreSQL does not have yet. */
  relay_entries: number;
}

/**
 * The gate beyond the check of an order: what the state holds, as this process folds it, and commands to the active gate. Reads have in them whatever was
 * answered anywhere before. Every method throws StateUnavailableError, commands OutcomeUnknownError too.
 */
export abstract class LiveBook {
  abstract control(): Promise<Control>;
  abstract config(): Promise<ConfigInForce>;
  abstract accounts(): Promise<string[]>;
  abstract symbols(): Promise<string[]>;
  /** Null for an order that is not open (any more). */
  abstract order(orderId: string): Promise<LiveOrder | null>;
  abstract openOrders(): Promise<LiveOrder[]>;
  /** Orders of all accounts that are not final. */
  abstract openOrderCount(): Promise<number>;
  /** Symbols that are held, have open orders, or were traded today. */
  /** Those of the symbols that somebody holds or has open orders in. */
  abstract inUse(symbols: readonly string[]): Promise<string[]>;
  abstract positions(account: string): Promise<LivePosition[]>;
  abstract day(account: string): Promise<DayRecord | null>;
  /** Settled cash that no open buy may need; null when there is no such account. */
  abstract freeCash(account: string): Promise<Money | null>;
  /** Days of all accounts and how they stand, as of one moment. */
  abstract samples(): Promise<AccountSample[]>;
  /** Visits how much of every limit is used, at every account and scope, as of one moment. The visitor is called at once and must be quick. */
  abstract eachUse(visit: UseVisitor): Promise<void>;
  /** How every account stands, as of one moment of the last second. */
  abstract firm(): Promise<FirmView>;
  /** Every limit of an account that is on, the nearest to being used up first; null when there is no such account. */
  abstract accountUses(account: string): Promise<AccountUse[] | null>;
  /** Attempts of the account in the last second and in the burst window; attempts and cancels in the message window. */
  abstract attempts(account: string): Promise<{ in_second: number; in_burst: number; messages: number }>;
  abstract quote(symbol: string): Promise<LiveQuote | null>;
  /** Quotes of those symbols that have one, with their age. */
  abstract quotes(symbols: string[]): Promise<(QuoteRecord & { age_us: number })[]>;
  /** Every limit that holds there; null when there is no such account. */
  abstract effectiveLimits(asked: AskedScope): Promise<EffectiveLimit[] | null>;
  /** What a person should know of the limits that are set at a scope. */
  abstract warnings(scope: string, changed?: readonly string[]): Promise<string[]>;
  /** What speaks against closing a scope's breaker, in words, and whose orders tripped it: they may not close it. */
  abstract doubtsAboutReset(scope: string): Promise<{ persists: string | null; users: string[] }>;
  /** Arms a client, or hears it; 0 disarms. Whether it is armed now. */
  abstract heartbeat(scope: string, timeoutMs: number, actor: string): Promise<boolean>;
  /** Clients that are armed. */
  abstract heartbeats(): Promise<Beat[]>;
  /** Order sessions that are open. */
  abstract orderSessions(): Promise<LiveSession[]>;
  abstract breakers(): Promise<OpenBreaker[]>;
  /** Halts that are in force. */
  abstract halts(): Promise<Halt[]>;
  /** What is locked. */
  abstract locks(): Promise<Lock[]>;
  abstract monitor(): Promise<MonitorState>;
  /** Sources of configuration whose present content is not in force. */
  abstract rejectedSources(): Promise<string[]>;

  /** Its status when the request was taken, or null when it is not open (any more). */
  abstract requestCancel(orderId: string, actor: string): Promise<OrderStatus | null>;
  /** Ids of the open orders that are being canceled now. */
  abstract cancelOrders(chosen: { account: string | null; symbol: string | null }, actor: string): Promise<string[]>;
  /** Its number; `opened` false when that scope had one open already: this cause was added to it. Throws UnknownScopeError. */
  abstract trip(trip: Trip): Promise<{ breaker_id: number; opened: boolean; canceled: number }>;
  /** What was closed; null when none is open by that number (twice is once), or its time to end is not there. Throws BreakerCausePersistsError. */
  abstract close(closing: BreakerClosing): Promise<ClosedBreaker | null>;
  /** The breaker as it is then and the mode that it had; null when none is open by that number. */
  abstract changeMode(change: ModeOfBreaker): Promise<{ breaker: OpenBreaker; from: BreakerMode } | null>;
  /** False when that is what the gate knows. */
  abstract tellBrokerState(account: string, broker: string, notReady: string | null): Promise<boolean>;
  /** False when the gate has other reports than up to `after`: read the broker again. */
  abstract adoptAccount(adoption: AccountAdoption, after: number): Promise<boolean>;
  abstract tick(day: string, holder: string): Promise<Tick>;
  /** Alerts that the exchange calendar ends; false when that day has been told already. */
  abstract warnOfCalendar(day: string, endsOn: string, daysLeft: number): Promise<boolean>;
  /** The level of each limit's use that the gate knows (gate/usage-levels.ts), by its key. */
  abstract usageLevels(): Promise<Map<string, number>>;
  /** Says how much of a limit is used; the gate tells each crossing once. */
  abstract noteUsage(usage: Omit<NoteUsage, 'kind'>): Promise<void>;
  /** Alerts that a check of the audit found something. */
  abstract warnOfAudit(finding: string): Promise<void>;
  /** How many accounts' records of that day, or of one before it, became final now. */
  abstract closeDay(day: string, nextDay: string): Promise<number>;
  abstract mark(day: string, quotes: BrokerQuote[]): Promise<void>;
  /** How many were booked now. `after` is the number of the report before the first. Throws ReportGapError. */
  abstract execute(day: string, reports: ExecutionReport[], after: number): Promise<number>;
  abstract adopt(order: BrokerOrder, checkPrice: Money): Promise<boolean>;
  /** Halts a symbol, or ends a halt that was told by the same broker (`reason` null). False where a person's halt stands, or nothing changes. */
  abstract tellHalt(symbol: string, broker: string, reason: string | null): Promise<boolean>;
  /** Alerts that positions or cash are not the broker's; false when there is no such account. */
  abstract warnOfDifference(account: string, broker: string, differences: string): Promise<boolean>;
  /** Alerts something at the broker that a person should look at; false when there is no such account. */
  abstract warnOfTrouble(account: string, broker: string, code: string, message: string): Promise<boolean>;
  /** What to do with an accepted order that the broker has not got, or with that amendment of an order: `gone` when it is not waiting any more. */
  abstract reconsider(orderId: string, amendmentId?: string): Promise<'send' | 'withdrawn' | 'gone'>;
  /** False when there is an account of that name. */
  abstract openAccount(account: string, cash: Money, day: string): Promise<boolean>;
}
