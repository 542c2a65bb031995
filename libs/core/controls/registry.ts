/** Every control, in the order in which its facts and limits are listed. A new one is added here and nowhere else. */
import * as accountState from './account-state.js';
import * as activity from './activity.js';
import * as allowed from './allowed.js';
import * as breaker from './breaker.js';
import * as broker from './broker.js';
import * as concentration from './concentration.js';
import * as dailyLoss from './daily-loss.js';
import * as conduct from './conduct.js';
import type { Code, Context, Fact, FactValue, FreeUsage, Limit, LimitValue } from './declare.js';
import * as duplicates from './duplicates.js';
import * as exposure from './exposure.js';
import * as form from './form.js';
import * as goodTill from './good-till.js';
import * as funds from './funds.js';
import * as leverage from './leverage.js';
import * as lists from './lists.js';
import * as losses from './losses.js';
import * as margin from './margin.js';
import * as openOrders from './open-orders.js';
import * as orderRate from './order-rate.js';
import * as orderSize from './order-size.js';
import * as order from './order.js';
import * as permission from './permission.js';
import * as position from './position.js';
import * as priceCollar from './price-collar.js';
import * as quote from './quote.js';
import * as reduceOnly from './reduce-only.js';
import * as referenceData from './reference-data.js';
import * as restricted from './restricted.js';
import * as selfTrade from './self-trade.js';
import * as shortSales from './short-sales.js';
import * as session from './session.js';
import * as soft from './soft.js';
import * as stopPrice from './stop-price.js';
import * as tradedPrice from './traded-price.js';
import * as volatility from './volatility.js';

const MODULES = [
  breaker,
  dailyLoss,
  order,
  orderSize,
  position,
  concentration,
  leverage,
  margin,
  orderRate,
  priceCollar,
  exposure,
  openOrders,
  duplicates,
  form,
  permission,
  quote,
  restricted,
  stopPrice,
  goodTill,
  reduceOnly,
  lists,
  losses,
  volatility,
  conduct,
  accountState,
  funds,
  session,
  referenceData,
  soft,
  allowed,
  selfTrade,
  activity,
  tradedPrice,
  shortSales,
  broker,
] as const;

type Declared = (typeof MODULES)[number];
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void ? All : never;
type AllFacts = Together<Declared['FACTS']>;
type AllLimits = Together<Declared['LIMITS']>;
type AllCodes = Together<Declared['CODES']>;
type NameIn<Tier extends Limit['tier']> = {
  [Name in keyof AllLimits]: AllLimits[Name] extends { tier: Tier } ? Name : never;
}[keyof AllLimits];
type WireOf<Name extends keyof AllLimits> = AllLimits[Name] extends { wire: infer Wire extends string } ? Wire : never;

export type DeclaredFacts = { -readonly [Name in keyof AllFacts]: FactValue<AllFacts[Name]> };
export type GlobalLimitName = NameIn<'global'>;
export type SymbolLimitName = NameIn<'symbol'>;
export type GlobalLimits = { [Name in GlobalLimitName]: LimitValue<AllLimits[Name]> };
/** Limits that only scopes have; off where they are not there. */
export type ScopedOnlyLimits = { [Name in NameIn<'scoped'>]?: LimitValue<AllLimits[Name]> };
export type OwnLimits = { [Name in SymbolLimitName]: LimitValue<AllLimits[Name]> };
/** Limits by their names outside, each with the value that it is kept in. */
export type WireLimits<Tier extends Limit['tier']> = {
  [Name in NameIn<Tier> as WireOf<Name>]: LimitValue<AllLimits[Name]>;
};
export type DeclaredCode = keyof AllCodes;

/** A control as the code that goes over all of them sees it. */
export interface Control {
  TITLE: string;
  FACTS: Record<string, Fact<unknown>>;
  LIMITS: Record<string, Limit>;
  CODES: Record<string, Code>;
  /** Figures of its own that its facts share. */
  FIGURES?: (context: Context) => unknown;
  USAGE?: FreeUsage;
}
export const CONTROLS: readonly Control[] = MODULES;

/** A limit with the name that the model has for it. */
export type NamedLimit<Name extends string = string> = Limit & { name: Name };

export const FACTS = Object.assign({}, ...CONTROLS.map((control) => control.FACTS)) as Record<keyof DeclaredFacts, Fact<unknown>>;
export const CODES = Object.assign({}, ...CONTROLS.map((control) => control.CODES)) as Record<DeclaredCode, Code>;
export const LIMITS: readonly NamedLimit[] = CONTROLS.flatMap(({ LIMITS: declared }) =>
  Object.entries(declared).map(([name, limit]) => ({ ...limit, name })),
);
const FIGURE_LIMITS = LIMITS.filter(({ figures }) => figures === true).map(({ name }) => name);
const figured = new WeakMap<object, boolean>();
let lastFigured: { limits: object; needs: boolean } | null = null;

/** Whether any limit is on that needs the sums of its scope. Asked for each order, so it is found once for each configuration. */
export function needsFigures(limits: GlobalLimits): boolean {
  if (lastFigured?.limits === limits) return lastFigured.needs;
  let needs = figured.get(limits);
  if (needs === undefined) {
    needs = FIGURE_LIMITS.some((name) => ((limits as Record<string, unknown>)[name] ?? null) !== null);
    figured.set(limits, needs);
  }
  lastFigured = { limits, needs };
  return needs;
}

export const GLOBAL_LIMITS = LIMITS.filter(({ tier }) => tier === 'global') as NamedLimit<GlobalLimitName>[];
export const SCOPED_LIMITS = LIMITS.filter(({ tier }) => tier === 'scoped');
export const SYMBOL_LIMITS = LIMITS.filter(({ tier }) => tier === 'symbol') as NamedLimit<SymbolLimitName>[];
