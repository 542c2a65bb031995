/** What only some configurations ask for, in one place: noted by events, and met by orders. Nothing of it runs while nothing asks. */
import { asksOf } from '../config/asks.js';
import type { RiskConfig } from '../model/limits.js';
import type { MetAlso, ReservedState } from '../model/reserved-state.js';
import type { GateEvent } from './event.js';
import { meetBroker, noteSent } from './broker-limits.js';
import { keepMeans, meetPriced, noteMeans } from './means.js';
import { keepMargins, meetMargin } from './own-margin.js';
import { notAllowedAt, userMayNot } from './permitted.js';
import { keepResting, metOwn, noteResting } from './resting.js';
import type { Asked } from './scoped-look.js';
import type { AccountState, GateState, OrderState } from './state.js';
import { keepShortOpen, keepShortTests, meetShorts, noteFalls, noteShort, noteShortOpen } from './shorts.js';
import { keepTallies, meetTallies, noteTallies } from './tallies.js';

/** What an order would hold: of an amendment the larger of old and new. */
export interface Sized {
  cost: number;
  units: number;
  amends: boolean;
}

/** Before the event changes the state: an order that it ends is still there. */
export function askedBefore(state: GateState, event: GateEvent): void {
  if (!state.config) return;
  const asks = asksOf(state.config);
  if (asks.tallies) noteTallies(state, event);
  if (asks.brokerSent) noteSent(state, event);
  if (asks.locates && event.type === 'EXECUTION_APPLIED') noteShort(state, event);
  if (state.short_open) noteShortOpen(state, event, -1);
  if (event.type !== 'MARKED') return;
  if (asks.means) noteMeans(state, event);
  if (asks.shortTest) noteFalls(state, event);
}

export function askedAfter(state: GateState, event: GateEvent): void {
  if (state.resting) noteResting(state, event);
  if (state.short_open) noteShortOpen(state, event, 1);
}

/** Another configuration is in force. */
export function keepAsked(state: GateState): void {
  state.asked = state.config !== null && asksOf(state.config).any;
  keepTallies(state);
  keepMeans(state);
  keepShortTests(state);
  keepShortOpen(state);
  if (state.config && !asksOf(state.config).brokerSent) state.sent = null;
  keepResting(state);
  keepMargins(state);
}

export function meetAsked(
  state: GateState,
  account: AccountState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  own: OrderState | null,
  sized: Sized,
): void {
  const asks = asksOf(config);
  if (!asks.any) return;
  let also: MetAlso | null = null;
  if (asks.users) {
    const act = userMayNot(config, order, met);
    if (act !== null) (also ??= {}).user_may_not = act;
  }
  if (asks.allowed) {
    const scope = notAllowedAt(config, order, met);
    if (scope !== null) (also ??= {}).not_allowed_at = scope;
  }
  if (asks.selfTrade) {
    const meets = metOwn(state, order, config);
    if (meets) (also ??= {}).meets = meets;
  }
  if (asks.minEquity && borrows(account, order, met, own, sized)) (also ??= {}).borrows = true;
  if (asks.margins) {
    const margin = meetMargin(account, account.positions.get(order.symbol), config, order.symbol, met);
    if (margin) (also ??= {}).margin = margin;
  }
  if (also) met.also = { ...met.also, ...also };
  if (asks.lastTrade || asks.means) meetPriced(state, order, config, met);
  if (asks.shortTest || asks.locates) meetShorts(state, account, order, config, met, own, sized.units);
  meetMessages(state, order, config, met, own, sized);
}

/** What counts as a message: that of an amendment which only lowers the rest, too. */
export function meetMessages(
  state: GateState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  own: OrderState | null,
  { cost, amends }: Sized,
): void {
  const asks = asksOf(config);
  if (asks.broker) meetBroker(state, order, config, met, { judgedAgain: own !== null && !amends, cost });
  if (asks.tallies) meetTallies(state, order, config, met, { own, amends });
}

/** It needs more cash than the account has, open buys included, or opens short. What only closes does neither, whatever it costs. */
function borrows(
  account: AccountState,
  { side }: Asked,
  { reducing }: ReservedState,
  own: OrderState | null,
  { cost }: Sized,
): boolean {
  if (reducing) return false;
  if (side === 'SELL') return true;
  return account.open_buys - (own?.hold ?? 0) + cost > account.cash;
}
