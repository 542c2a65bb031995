/**
 * Everything that a decision depends on, as plain maps in one thread. Only evolve.ts changes it. Totals (an account's value, a symbol's exposure, the
 * gross exposure) are kept as they change and never summed on an order's path.
 */
import type { AlertRow } from '../model/alert.js';
import type { RiskConfig } from '../model/limits.js';
import type { Contract, Money, Quantity } from '../model/money.js';
import type { Order, OrderStatus } from '../model/order.js';
import type { RuleEvaluator } from '../ports/rule-evaluator.js';
import { Attempts } from './attempts.js';
import { ClientIds } from './client-ids.js';
import type { BreakerMode, BreakerScope, BreakerTrigger } from './event.js';
import type { Lock } from './accounts.js';
import type { Beat } from './heartbeat.js';
import type { Buckets } from './buckets.js';
import type { ChecksOff } from './daily.js';
import type { Flatten } from './flatten.js';
import type { OwnSums } from './own-margin.js';
import type { Mean } from './means.js';
import type { Locate } from './shorts.js';
import type { Resting } from './resting.js';
import type { Tally } from './tallies.js';
import type { Runs } from './conduct.js';
import type { Halt } from './halts.js';
import type { Extremes } from './extremes.js';
import type { Watch } from './watches.js';
import type { SessionState } from './sessions.js';
import { newSameOrders, type SameOrders } from './same-orders.js';
import {
  ACCOUNT_WIDTH,
  CASH,
  DAY_START,
  FirmSums,
  Leaf,
  MAINTENANCE,
  MOVED,
  NO_ROWS,
  PEAK,
  REQUIRED,
  RowSums,
  LOSS_NOTED,
  WATCHED,
} from './figures.js';
import { type HeldRows, newHeldRows } from './leaf-rows.js';
import { Rows } from './rows.js';

/** What an account holds in one symbol. */
export class PositionState extends Leaf {
  /** Signed total cost of what is open. */
  cost = 0 as Money;
  realized = 0 as Money;
  /** What the strategy holds in it that traded it last: mostly the one that trades it next. */
  last_slice: SliceState | null = null;

  /** Its maintenance requirement at its value. */
  get maintenance(): Money {
    return this.rows.data[this.at + MAINTENANCE] as Money;
  }
  set maintenance(required: Money) {
    this.rows.data[this.at + MAINTENANCE] = required;
  }
}

/** What one strategy holds in it, by the orders that it sent. */
export class SliceState extends Leaf {
  constructor(
    readonly account: string,
    readonly strategy: string,
    symbol: string,
    rows?: Rows,
  ) {
    super(symbol, rows);
  }
}

/** Orders (and cancels) that were sent in a scope which has a rate of its own. */
export interface RateState {
  readonly attempts: Attempts;
  readonly cancels: Attempts;
}

export class AccountState extends RowSums {
  /** As breakers and limits name it. Kept, so that nobody writes it anew for each of ten thousand accounts. */
  readonly scope: BreakerScope;
  /** Net of fees. */
  realized = 0 as Money;
  fees = 0 as Money;
  /** Why the broker cannot be sent its orders; empty when it can. */
  broker_not_ready = '';
  readonly positions = new Map<string, PositionState>();
  /** By strategy and symbol. */
  readonly slices = new Map<string, SliceState>();
  /** In instruments with margin rates of their own. */
  readonly own_margin: OwnSums = { exposure: 0, required: 0 };
  /** Proceeds of sales of a cash account that have not settled, by the day on which they do. */
  unsettled: { day: string; amount: Money }[] = [];
  own = new Rows(ACCOUNT_WIDTH);
  ownAt = this.own.take();
  private watchOrNot: Watch | null = null;

  constructor(
    readonly account: string,
    cash: Money,
    /** The exchange's day of what follows. */
    public day: string,
    readonly attempts = new Attempts(),
    /** Of its orders, whoever asked: with the attempts they are the messages. */
    readonly cancels = new Attempts(),
  ) {
    super();
    this.scope = `account:${account}`;
    this.cash = this.day_start = this.peak = cash;
  }

  get cash(): Money {
    return this.own.data[this.ownAt + CASH] as Money;
  }
  set cash(cash: Money) {
    this.own.data[this.ownAt + CASH] = cash;
  }
  get day_start(): Money {
    return this.own.data[this.ownAt + DAY_START] as Money;
  }
  set day_start(equity: Money) {
    this.own.data[this.ownAt + DAY_START] = equity;
  }
  get moved(): Money {
    return this.own.data[this.ownAt + MOVED] as Money;
  }
  set moved(dollars: Money) {
    this.own.data[this.ownAt + MOVED] = dollars;
  }
  get peak(): Money {
    return this.own.data[this.ownAt + PEAK] as Money;
  }
  set peak(equity: Money) {
    this.own.data[this.ownAt + PEAK] = equity;
  }
  /** Sum of its positions' maintenance requirements. */
  get maintenance(): Money {
    return this.own.data[this.ownAt + REQUIRED] as Money;
  }
  set maintenance(required: Money) {
    this.own.data[this.ownAt + REQUIRED] = required;
  }
  /** Its highs, where a loss from a high is limited. */
  get watch(): Watch | null {
    return this.watchOrNot;
  }
  set watch(watch: Watch | null) {
    this.watchOrNot = watch;
    this.own.data[this.ownAt + WATCHED] = watch === null ? 0 : 1;
  }

  /** Whether its open breaker says already that it has lost too much today: no mark asks again. Follows from the breakers. */
  get loss_noted(): boolean {
    return this.own.data[this.ownAt + LOSS_NOTED] === 1;
  }
  set loss_noted(noted: boolean) {
    this.own.data[this.ownAt + LOSS_NOTED] = noted ? 1 : 0;
  }

  /** Its figures go to the rows of all accounts. Once: an account stays. */
  joinHeld({ sums, accounts }: HeldRows): void {
    if (this.own === accounts) return;
    this.joinRows(sums);
    this.ownAt = this.own.moveTo(accounts, this.ownAt);
    this.own = accounts;
  }
}

/** An order that is not final. */
export interface OrderState {
  order: Order;
  status: OrderStatus;
  filled: Quantity;
  /** What is left and the dollars held for it; while an amendment is pending the larger of old and new, each by itself. */
  leaves: Quantity;
  hold: Money;
  check_price: Money;
  broker_order_id: string;
  cancel_requested: boolean;
  /** When it was accepted, microseconds; 0 for one that was taken in from the broker. */
  readonly at_us: number;
  /** Not there while none is pending. */
  amending?: PendingAmendment;
  /** The amendment that is in force, by its decision; not there before the first. */
  amended?: string;
  /** What a unit was worth beside its price when it was checked; not there of a plain instrument. */
  contract?: Contract;
}

/** An amendment that the broker has not answered. */
export interface PendingAmendment {
  readonly decision_id: string;
  /** The new total and limit price, and the price that it was checked at. */
  readonly quantity: Quantity;
  readonly price: Money | null;
  readonly stop_price?: Money;
  readonly check_price: Money;
  readonly contract?: Contract;
  readonly at_us: number;
}

export interface BreakerState {
  readonly breaker_id: number;
  readonly scope: BreakerScope;
  mode: BreakerMode;
  readonly trigger_type: BreakerTrigger;
  readonly trigger_value: Money;
  readonly threshold: Money;
  readonly actor: string;
  readonly reason: string;
  readonly tripped_at_ms: number;
  expires_at_ms: number | null;
  /** Further causes noted, and whether a daily loss is among all causes. */
  causes: number;
  loss_noted: boolean;
  /** Triggers of the gate among its further causes, so that each is noted once. */
  noted?: BreakerTrigger[];
  /** Open orders of the account that do not close a position are canceled: at the trip, and what is left then at each look of the monitor. */
  cancels_opening: boolean;
  /** All open orders of the scope are, likewise; not there in a breaker that does not ask for it. */
  cancels_all?: true;
}

export interface QuoteState {
  readonly symbol: string;
  bid: Money;
  ask: Money;
  frozen: boolean;
  /** Neither a mark nor a reference (MarkedQuote). */
  wide?: boolean;
  revision: number;
  at_us: number;
  /** Middle of the last good quote (bid above 0, not crossed, not too wide), and when it was. 0: never one. */
  mark: Money;
  mark_us: number;
  /** Price and time of the last trade that the broker reported to us. */
  last_trade: Money;
  last_trade_us: number;
  /** Accounts that hold the symbol, each with its position, and strategies in them. */
  readonly holders: Map<AccountState, PositionState>;
  readonly slices: Set<SliceState>;
}

/** What a unit of a symbol is worth beside its price, as it stands. */
export interface SymbolContract extends Contract {
  readonly symbol: string;
  /** Null: dollars. */
  readonly currency: string | null;
  /** Symbols whose quotes give its rate: the first while it has a mark, else the other one turned round. None: dollars. */
  readonly pairs: readonly string[];
  /** 0 while no rate was ever known. */
  rate: number;
  /** When the pair was marked, microseconds. */
  rate_us: number;
}

export interface MonitorTick {
  /** As of when profit and loss is known, and when the monitor last looked; microseconds. */
  known_us: number;
  ticked_us: number;
  holder: string;
  stale_symbols: string[];
  ticks: number;
  /** Ticks that found a sum that differed; must stay 0. */
  drift: number;
}

/** Turns a rule set's canonical document into its evaluator. Pure. */
export type CompileRules = (document: string) => RuleEvaluator;

export interface GateState {
  /** Events so far: the number of the last one. */
  n: number;
  /** Id of the last event, in its two parts, and the stamp of the last command: neither goes back. */
  last_ms: number;
  last_seq: number;
  clock_us: number;
  /** How often the log was begun again. */
  generation: number;
  readonly accounts: Map<string, AccountState>;
  readonly orders: Map<string, OrderState>;
  readonly firm: FirmSums;
  /** Where the figures are that a mark moves: of accounts, and of what is held. Follows from the rest, so it is in no snapshot. */
  readonly held: HeldRows;
  /** Sums by scope: of strategies, of symbols over the firm, of sectors and classes. Those of accounts are the accounts themselves. */
  readonly sums: Map<string, RowSums>;
  /** Open orders by user. */
  readonly users: Map<string, RowSums>;
  /** By scope, those that have a rate of their own. */
  readonly rates: Map<string, RateState>;
  readonly same: SameOrders;
  /** Order sessions by their ids. */
  readonly sessions: Map<string, SessionState>;
  /** Open reduce-only orders by account and symbol, oldest first. */
  readonly reduce_only: Map<string, Set<string>>;
  /** Open orders of lists of which a fill of one cancels the others, by the list. */
  readonly rivals: Map<string, Set<string>>;
  /** Of them, those whose rival has filled and whose cancel was not asked yet: none between two commands. */
  readonly outdone: Set<string>;
  /** Whether the gate trips by more than the loss of the day: since the first configuration of a build that does. */
  watching: boolean;
  /** What losses from a high are measured from, by scope. */
  readonly watches: Map<string, Watch>;
  /** Highest and lowest prices, by symbol and window (prices.ts). */
  readonly prices: Map<string, Extremes>;
  /** By scope: orders that were let through since the last reset, refusals in a row, clients that must be heard. */
  readonly runs: Map<string, Runs>;
  readonly refusals: Map<string, number>;
  readonly beats: Map<string, Beat>;
  /** Accounts, strategies and users that trade nothing until a person arms them. */
  readonly locks: Map<string, Lock>;
  readonly halts: Map<string, Halt>;
  /** When each rule at each scope was last told to be near its limit (early-warnings.ts), microseconds. */
  readonly near: Map<string, number>;
  /** Whether the configuration asks for anything of gate/asked-for.ts. */
  asked: boolean;
  readonly tallies: Map<string, Tally>;
  /** By symbol and window. */
  readonly means: Map<string, Mean>;
  /** By account and symbol; and the last day on which short sales of a symbol are held back. */
  readonly locates: Map<string, Locate>;
  /** Units that open sales would open short in accounts that share the firm's locates, by symbol; null while none does. */
  short_open: Map<string, number> | null;
  readonly short_tests: Map<string, string>;
  /** Whether any instrument has margin rates of its own. */
  margins: boolean;
  /** Symbols that are not plain (contracts.ts), and those of each pair that gives a rate. */
  readonly contracts: Map<string, SymbolContract>;
  readonly pairs: Map<string, SymbolContract[]>;
  /** What is being closed, by scope. */
  readonly flattens: Map<string, Flatten>;
  /** Null while the risk checks are on. */
  checks_off: ChecksOff | null;
  /** Messages to the broker in the last minute; null while nobody asks. */
  sent: Buckets | null;
  /** Null while nobody asks for it. */
  resting: Resting | null;
  /** Orders that passed by each override. */
  readonly override_uses: Map<string, number>;
  /** Levels of the own test of the market that have halted on that day. */
  market_levels: { day: string; levels: number[] };
  /** Whether fills count to the turnover and the cash flow of leaves: since the first configuration of a build that has scopes. */
  counting: boolean;
  /** Who sent what in the last 24 hours, by account and client_order_id. */
  readonly clients: ClientIds;
  readonly breakers: Map<BreakerScope, BreakerState>;
  readonly quotes: Map<string, QuoteState>;
  last_breaker_id: number;
  /** Highest report of the broker that was booked. */
  broker_sequence: number;
  marked_us: number;
  readonly tick: MonitorTick;
  config: RiskConfig | null;
  rules: RuleEvaluator | null;
  rule_set: string;
  slippage_bps: number;
  /** The broker's fee for each unit; null until the worker has said it. */
  fee_per_unit: Money | null;
  /** What is wrong with a configuration that is not in force, by source; under CALENDAR, the day on which its end was told last; under usageKey, the level of a limit's use. */
  readonly faults: Map<string, string>;
  /** Of the access rules in force; 0 while there are none. */
  access_version: number;
  /** Orders of the last second by each key that has a rate of its own. */
  readonly key_orders: Map<string, Attempts>;
  /** Alerts of which equal ones are counted, by what makes them equal (gathering.ts). */
  readonly alerts: Map<string, AlertRow>;
  readonly compile: CompileRules;
}

/** A source of trouble that is no configuration. */
export const CALENDAR = 'calendar';

export function emptyState(compile: CompileRules): GateState {
  return {
    n: 0,
    last_ms: 0,
    last_seq: 0,
    clock_us: 0,
    generation: 0,
    accounts: new Map(),
    orders: new Map(),
    firm: new FirmSums(),
    held: newHeldRows(),
    sums: new Map(),
    users: new Map(),
    rates: new Map(),
    same: newSameOrders(),
    sessions: new Map(),
    reduce_only: new Map(),
    rivals: new Map(),
    outdone: new Set(),
    watching: false,
    ...{
      watches: new Map(),
      prices: new Map(),
      runs: new Map(),
      refusals: new Map(),
      beats: new Map(),
      locks: new Map(),
      halts: new Map(),
      override_uses: new Map(),
      near: new Map(),
      asked: false,
      tallies: new Map(),
      means: new Map(),
      locates: new Map(),
      short_tests: new Map(),
      short_open: null,
      sent: null,
      flattens: new Map(),
      margins: false,
      contracts: new Map(),
      pairs: new Map(),
      checks_off: null,
      resting: null,
    },
    market_levels: { day: '', levels: [] },
    counting: false,
    clients: new ClientIds(),
    breakers: new Map(),
    quotes: new Map(),
    last_breaker_id: 0,
    broker_sequence: 0,
    marked_us: 0,
    tick: { known_us: 0, ticked_us: 0, holder: '', stale_symbols: [], ticks: 0, drift: 0 },
    config: null,
    rules: null,
    rule_set: '',
    slippage_bps: 0,
    fee_per_unit: null,
    faults: new Map(),
    access_version: 0,
    key_orders: new Map(),
    alerts: new Map(),
    compile,
  };
}

export const newAccount = (account: string, cash: Money, day: string): AccountState => new AccountState(account, cash, day);
/** `rows`: those that it will be held in. */
export const newPosition = (symbol: string, rows?: Rows): PositionState => new PositionState(symbol, rows);
export const newSlice = (account: string, strategy: string, symbol: string, rows?: Rows): SliceState =>
  new SliceState(account, strategy, symbol, rows);
/** What is held where nothing is, in any symbol. To be read only. */
export const NOTHING_HELD: Readonly<PositionState> = newPosition('', NO_ROWS);

export const sliceKey = (strategy: string, symbol: string): string => `${strategy}\n${symbol}`;

export function newQuote(symbol: string): QuoteState {
  const zero = 0 as Money;
  const times = { at_us: 0, mark_us: 0, last_trade_us: 0 };
  return {
    ...{ symbol, bid: zero, ask: zero, frozen: false, revision: 0, mark: zero, last_trade: zero, ...times },
    holders: new Map(),
    slices: new Set(),
  };
}

/** Id of the last event. */
export const positionOf = (state: GateState): string => `${state.last_ms}-${state.last_seq}`;
