import type { ReservedState, ScopeMet } from '../model/reserved-state.js';

/** Every field, there or not. */
type Whole = { [Name in keyof Required<ReservedState>]: ReservedState[Name] | undefined };

/** What it met in its account, with what differs at a scope. Written out: copying the one over the other field by field took a tenth of the whole decision. */
export function stateAt(s: ReservedState, m: ScopeMet): ReservedState {
  const whole: Whole = {
    config_version: m.config_version ?? s.config_version,
    at_us: m.at_us ?? s.at_us,
    check_price: m.check_price ?? s.check_price,
    notional: m.notional ?? s.notional,
    contract: m.contract ?? s.contract,
    cash: m.cash ?? s.cash,
    position_value: m.position_value ?? s.position_value,
    gross_exposure: m.gross_exposure ?? s.gross_exposure,
    day_start_equity: m.day_start_equity ?? s.day_start_equity,
    cash_moved: m.cash_moved ?? s.cash_moved,
    quantity: m.quantity ?? s.quantity,
    value: m.value ?? s.value,
    open_buys: m.open_buys ?? s.open_buys,
    open_sells: m.open_sells ?? s.open_sells,
    exposure_before: m.exposure_before ?? s.exposure_before,
    exposure_after: m.exposure_after ?? s.exposure_after,
    reducing: m.reducing ?? s.reducing,
    orders_in_last_second: m.orders_in_last_second ?? s.orders_in_last_second,
    orders_in_burst_window: m.orders_in_burst_window ?? s.orders_in_burst_window,
    reference_twice: m.reference_twice ?? s.reference_twice,
    fees: m.fees ?? s.fees,
    messages_in_window: m.messages_in_window ?? s.messages_in_window,
    breaker_reducing: m.breaker_reducing ?? s.breaker_reducing,
    open_orders: m.open_orders ?? s.open_orders,
    same_orders: m.same_orders ?? s.same_orders,
    strategy_reducing: m.strategy_reducing ?? s.strategy_reducing,
    closable: m.closable ?? s.closable,
    runs: m.runs ?? s.runs,
    bid: m.bid ?? s.bid,
    ask: m.ask ?? s.ask,
    quote_age_us: m.quote_age_us ?? s.quote_age_us,
    tally: m.tally ?? s.tally,
    priced: m.priced ?? s.priced,
    shorts: m.shorts ?? s.shorts,
    broker: m.broker ?? s.broker,
    also: m.also ?? s.also,
    figures: m.figures ?? s.figures,
    scopes: s.scopes,
    breaker_mode: m.breaker_mode ?? s.breaker_mode,
    breaker_scope: m.breaker_scope ?? s.breaker_scope,
  };
  return whole as ReservedState;
}
