/**
 * Margin rates that instruments have of their own, or by their class. An account keeps the exposure of its positions in such instruments and what they need together, as running sums;
 * all others need the rate for everything. Follows from positions and configuration, so it is in no snapshot.
 */
import { asksOf } from '../config/asks.js';
import { isRateMissing, type MarginTerms, type OwnRates, ownRateOf } from '../controls/margin.js';
import type { RiskConfig } from '../model/limits.js';
import { MONEY_MAX, type Money, mulDivUpTo } from '../model/money.js';
import type { MetAlso, ReservedState } from '../model/reserved-state.js';
import type { Instrument } from '../model/reference.js';
import { keepMaintenance } from './maintenance.js';
import { NotJudged } from './not-judged.js';
import type { AccountState, GateState, PositionState } from './state.js';

/** Of an account: worst-case exposure of its positions with an own rate, and the initial margin of them, each rounded up. */
export interface OwnSums {
  exposure: number;
  required: number;
  /** Rates above the whole once led beyond 2^53: from then on the sum is taken anew for each look. */
  inexact?: boolean;
}

/** What an account holds in such instruments. */
export function ownSumsOf({ own_margin, positions }: AccountState): OwnRates {
  if (own_margin.inexact !== true) return own_margin;
  let required = 0;
  for (const { margin } of positions.values()) required += margin?.required ?? 0;
  return { exposure: own_margin.exposure, required };
}

/** Of a position. Null rates: as for everything. */
export interface OwnMargin {
  readonly initial_bps: number | null;
  readonly maintenance_bps: number | null;
  readonly of: OwnSums;
  exposure: number;
  required: number;
}

export function ownMarginOf({ config }: GateState, account: AccountState, symbol: string): OwnMargin | null {
  if (!config || !asksOf(config).margins) return null;
  const instrument = config.instruments[symbol] ?? {};
  const initial_bps = ownRateOf(instrument);
  const { maintenance_margin_bps: maintenance_bps = null } = instrument as Partial<Instrument>;
  if (initial_bps === null && maintenance_bps === null) return null;
  return { initial_bps, maintenance_bps, of: account.own_margin, exposure: 0, required: 0 };
}

const neededFor = (exposure: number, bps: number): number => mulDivUpTo(MONEY_MAX, exposure, bps, 10_000, 'up');

/** The position's exposure has changed. */
export function keepOwn(margin: OwnMargin, exposure: Money): void {
  const { of, initial_bps } = margin;
  if (initial_bps === null) return;
  const required = neededFor(exposure, initial_bps);
  of.exposure += exposure - margin.exposure;
  of.required += required - margin.required;
  if (of.required > Number.MAX_SAFE_INTEGER) of.inexact = true;
  margin.exposure = exposure;
  margin.required = required;
}

/** All anew: other rates are in force, or a snapshot was read. */
export function keepMargins(state: GateState): void {
  const before = state.margins;
  state.margins = state.config !== null && asksOf(state.config).margins;
  if (!state.margins && !before) return;
  for (const account of state.accounts.values()) {
    Object.assign(account.own_margin, { exposure: 0, required: 0 });
    delete account.own_margin.inexact;
    for (const p of account.positions.values()) {
      const [known, margin] = [p.margin, ownMarginOf(state, account, p.symbol)];
      p.margin = margin;
      if (margin) keepOwn(margin, p.exposure);
      if (known !== null || margin !== null) keepMaintenance(state, account, p);
    }
  }
}

/** With the order; null when nothing there has a rate of its own. Throws NotJudged when none is known of the order's instrument, and it does not only close. */
export function meetMargin(
  account: AccountState,
  p: PositionState | undefined,
  { instruments }: RiskConfig,
  symbol: string,
  { exposure_after, reducing }: ReservedState,
): Required<MetAlso>['margin'] | null {
  const instrument: MarginTerms = instruments[symbol] ?? {};
  if (isRateMissing(instrument) && !reducing)
    throw new NotJudged('MARGIN_RATE_MISSING', `no margin rate of ${symbol} is known: its class is ${instrument.asset_class}`);
  const bps = ownRateOf(instrument);
  const own_margin = ownSumsOf(account);
  if (own_margin.exposure === 0 && bps === null) return null;
  const exposure = own_margin.exposure - (p?.margin?.exposure ?? 0) + (bps === null ? 0 : exposure_after);
  const required = own_margin.required - (p?.margin?.required ?? 0) + (bps === null ? 0 : neededFor(exposure_after, bps));
  return { exposure: exposure as Money, required: required as Money };
}
