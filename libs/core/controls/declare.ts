/**
 * How a control declares what it is made of: its facts, its limits, its reasons. Everything else (types, schemas, tables, contracts, forms, reference
 * pages) is derived from these declarations; docs/adding-a-control.md says how to write one.
 */
import type { DayRecord } from '../gate/event.js';
import type { RiskLimits, SymbolLimits } from '../model/limits.js';
import { type Money, tooLarge } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { Instrument, Restriction, Strategy } from '../model/reference.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { ScopeKind } from '../model/scope.js';

/** An amount or count that no rule may be asked about: not finite, not whole, or beyond what compares exactly. */
export class FactOutOfRangeError extends Error {
  override name = 'FactOutOfRangeError';
}

/** The amount itself. Throws FactOutOfRangeError when it does not compare exactly. */
export function exact(name: string, value: number): Money {
  if (tooLarge(value)) throw new FactOutOfRangeError(`${name} is ${value}, outside what can be compared exactly`);
  return value as Money;
}

/** What the facts of one order are computed from: the order, what it met, its limits, and the figures that several facts share. */
export interface Context {
  order: Order;
  state: ReservedState;
  limits: RiskLimits;
  symbol: SymbolLimits;
  /** What is known of the symbol. */
  instrument: Instrument;
  /** The order's strategy, when it has one and it is declared. */
  strategy: Strategy | null;
  /** Of the symbol, live or not. */
  restrictions: readonly Restriction[];
  /** Cash plus the value of all positions at their marks. */
  equity: Money;
  /** Worst-case exposure of the symbol with this order. */
  exposure: Money;
  /** Sum of the worst-case exposures of all symbols with this order. */
  gross: Money;
  /** Quantity x check price, rounded up. */
  notional: Money;
  /** Loss of the day, realised and unrealised; negative in profit. */
  loss: Money;
}

export interface FactDescription {
  type: 'number' | 'string' | 'boolean';
  /** `dollars`, `percent`, `ratio`, `orders`, `seconds`, or empty. */
  unit: string;
  /** For people: a noun phrase for a figure, a sentence for a flag. Rules are read out with it. */
  meaning: string;
  values?: readonly string[];
}

interface NumberFact<Own> extends FactDescription {
  type: 'number';
  sample: number;
  of(context: Context, own: Own): number;
}
interface TextFact<Own> extends FactDescription {
  type: 'string';
  sample: string;
  of(context: Context, own: Own): string;
}
interface FlagFact<Own> extends FactDescription {
  type: 'boolean';
  sample: boolean;
  of(context: Context, own: Own): boolean;
}
/** `sample`: its value for a calm order under the default limits, on which no rule fires. `own`: the control's own figures. */
export type Fact<Own = undefined> = NumberFact<Own> | TextFact<Own> | FlagFact<Own>;

/** Facts that need no figures but the shared ones. */
export function facts<const F extends Record<string, Fact>>(declared: F): F {
  return declared;
}

/** Facts that share figures of their own control, computed once for each order. The control exports `figures` as FIGURES. */
export function factsFrom<Own, const F extends Record<string, Fact<Own>>>(_figures: (context: Context) => Own, declared: F): F {
  return declared;
}

export type FactValue<F> = F extends { type: 'number' }
  ? number
  : F extends { type: 'boolean' }
    ? boolean
    : F extends { values: readonly (infer Value)[] }
      ? Value
      : string;

/** What a limit is kept in: micro-dollars, 1e-8 units, hundredths of a percent, hundredths of a ratio, a count, seconds. Always whole numbers. */
export type Unit = 'money' | 'quantity' | 'bps' | 'hundredths' | 'count' | 'seconds';
/** How that is shown outside: dollars, units, percent, times. */
export type ShownUnit = 'dollars' | 'units' | 'percent' | 'ratio' | 'orders' | 'seconds';

/** An account as it stands, for the bars that show how much of a limit is used. */
export interface AccountFigures {
  day: DayRecord;
  equity: Money;
  initial_margin: Money;
  /** `messages`: orders and cancels in the message window. */
  attempts: { in_second: number; in_burst: number; messages: number };
}

/** How much of a limit an account uses: one figure of the account in its shown unit, or the position that is nearest to its limit. */
export type Usage = { name: string; words: string } & (
  | { of(account: AccountFigures): number }
  | { of: 'exposure of a position' }
);

/** What is used of something that is no limit. */
export interface FreeUsage {
  name: string;
  words: string;
  unit: ShownUnit;
  of(account: AccountFigures): number;
  limit(account: AccountFigures): number;
}

interface AnyLimit {
  /** Its name outside: in the API, the tables and the history. */
  wire: string;
  /** Whose it is: each account's, for every order; each symbol's own, which holds beside it; or only that of a scope. */
  tier: 'global' | 'symbol' | 'scoped';
  /** Where else it may be set (docs/limits.md), beside or in place of the value for each account. */
  scopes?: readonly ScopeKind[];
  /** It needs the sums of its scope, which an order meets only while such a limit is set. */
  figures?: true;
  /** Its name for people, as on the limits page. */
  words: string;
  description: string;
}

export interface NumberLimit extends AnyLimit {
  unit: Unit;
  /** Least and most, in its unit. Zero lets nothing through, which may be meant. */
  min: number;
  max: number;
  /** In its unit; what a configuration of an earlier build takes. Without one it must be given for each new symbol. */
  default?: number | null;
  /** What its number measures, where the word of its unit does not say it: `times the average`, `days`. */
  measure?: string;
  /** May be null: switched off. */
  nullable?: true;
  usage?: Usage;
  /** A warning is told when so many percent of it are used, whatever the general levels of warnings are (BREAKWATER_WARN_AT_PCT). */
  warns_at_pct?: number;
  choices?: undefined;
}

/** How a control acts: one of some words. Kept, versioned and changed as limits are. */
export interface ChoiceLimit extends AnyLimit {
  unit: 'choice';
  choices: readonly [string, ...string[]];
  default: string;
  measure?: undefined;
  nullable?: undefined;
  usage?: undefined;
  warns_at_pct?: undefined;
}

export type Limit = NumberLimit | ChoiceLimit;

export function limits<const L extends Record<string, Limit>>(declared: L): L {
  return declared;
}

type LimitNumber<L> = L extends { unit: 'money' } ? Money : number;
export type LimitValue<L> = L extends { choices: readonly (infer Choice)[] }
  ? Choice
  : L extends { nullable: true }
    ? LimitNumber<L> | null
    : LimitNumber<L>;

/** A reason for which a rule refuses. Stable: clients and reports depend on it. */
export interface Code {
  /**
   * What it says of an amendment of an order: a limit of `exposure` speaks against one that raises what is held, a `permission` against all but one that only
   * lowers the rest, a `loss` against all but that in reduce_only. Not there: judged as for a new order.
   */
  class?: 'exposure' | 'permission' | 'loss';
  /** 429 when only waiting helps, else 403. */
  status: 403 | 429;
  meaning: string;
  /** What whoever gets it can do. */
  advice: string;
}

export function codes<const C extends Record<string, Code>>(declared: C): C {
  return declared;
}
