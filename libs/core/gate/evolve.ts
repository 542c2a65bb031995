/**
 * Makes what happened so. The only code that changes the gate's state; it never judges. Folding the same events over the same state always gives the
 * same state, whichever process does it.
 */
import { withDefaults } from '../config/with-defaults.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money, Quantity } from '../model/money.js';
import { isFinal } from '../model/order.js';
import type { RuleReasonCode } from '../model/reason-codes.js';
import type {
  AccountAdopted,
  BreakerCauseAdded,
  BreakerModeChanged,
  BreakerTripped,
  ConfigActivated,
  DayRecord,
  ExecutionApplied,
  GateEvent,
  Marked,
  OrderAdopted,
  OrderDecided,
  OrderWithdrawn,
} from './event.js';
import { amendDecided, amendRejected, orderAmended } from './evolve-amend.js';
import { type Leaf, shiftPosition, shiftStart, shiftTurnover, startDay } from './figures.js';
import { countCash, dropPosition, dropSlice, holdOrder, knownSlice, positionIn, regroup, sliceIn } from './leaves.js';
import { countAttempt, countCancel, keepRates } from './rates.js';
import { forgetRival, noteRival, outdo } from './one-cancels-other.js';
import { forgetReduceOnly, noteReduceOnly } from './reduce-only.js';
import { rememberSame } from './same-orders.js';
import { sessionHeard } from './sessions.js';
import { sharesKept } from './slice-shares.js';
import { scopeArmed, scopeLocked, splitApplied } from './accounts.js';
import { contractsActivated, ratesMoved } from './contract-changes.js';
import { contractOf, heldAt, heldValue, isRated } from './contracts.js';
import { keepMaintenance } from './maintenance.js';
import { forgetConduct, keepConduct, noteConduct } from './conduct.js';
import { GATE } from './open-orders.js';
import { noteChecks, noteUnjudged } from './daily.js';
import { flattenStarted } from './flatten.js';
import { haltChanged } from './halts.js';
import { hear, heartbeatReceived } from './heartbeat.js';
import { keepLossNoted, valueHeld } from './mark-held.js';
import { locateBooked } from './shorts.js';
import { keepAsked, askedAfter, askedBefore } from './asked-for.js';
import { forgetNear, noteNear } from './early-warnings.js';
import { keepOverrides, noteOverride } from './overrides.js';
import { keepPrices, notePrices } from './prices.js';
import { WATCH_TRIGGERS } from './watch-triggers.js';
import { watchAfter, watchBefore } from './watches.js';
import { forgetAlone, forgetTold, noteAlert } from './gathering.js';
import {
  type AccountState,
  CALENDAR,
  type GateState,
  newAccount,
  newQuote,
  type OrderState,
  type PositionState,
  type QuoteState,
} from './state.js';
import { clientKey } from './client-ids.js';
import { countKey } from './key-rate.js';
import { equityOf, isPrice, tradedIn, valueAt } from './valuation.js';
import { usageKey } from './usage-levels.js';

/** An event that does not fit the state: the log has a hole, or a build that wrote it and this one differ. Never go on after it. */
export class EventDoesNotFitError extends Error {
  override name = 'EventDoesNotFitError';
}

export function evolve(state: GateState, event: GateEvent): void {
  const before = watchBefore(state, event);
  if (state.asked) askedBefore(state, event);
  apply(state, event);
  if (state.asked) askedAfter(state, event);
  switch (event.type) {
    case 'ORDER_DECIDED':
    case 'AMEND_DECIDED':
    case 'ORDER_WITHDRAWN':
    case 'EXECUTION_APPLIED':
      noteAlert(state, event);
      break;
    case 'TICKED':
      forgetAlone(state, event.at_ms);
      if (state.near.size > 0) forgetNear(state);
      break;
    default:
  }
  state.n += 1;
  state.last_ms = event.at_ms;
  state.last_seq = sequenceIn(event.id);
  if (event.at_ms * 1000 > state.clock_us) state.clock_us = event.at_ms * 1000;
  watchAfter(state, event, before);
}

/** The number behind the dash. */
function sequenceIn(id: string): number {
  let sequence = 0;
  for (let i = id.indexOf('-') + 1; i < id.length; i += 1) sequence = sequence * 10 + id.charCodeAt(i) - 48;
  return sequence;
}

function apply(state: GateState, event: GateEvent): void {
  switch (event.type) {
    case 'ORDER_DECIDED':
      return orderDecided(state, event);
    case 'AMEND_DECIDED':
      return amendDecided(state, accountOf(state, event.order.account), event);
    case 'ORDER_AMENDED':
      return orderAmended(state, accountOf(state, event.account), event);
    case 'AMEND_REJECTED':
      return amendRejected(state, accountOf(state, event.account), event);
    case 'SESSION_OPENED':
      state.sessions.set(event.session.session_id, { ...event.session, heard_ms: event.at_ms });
      return;
    case 'SESSION_HEARD':
      return sessionHeard(state, event);
    case 'SESSION_ENDED':
      state.sessions.delete(event.session_id);
      return;
    case 'ACCESS_CHANGED':
      state.access_version = Math.max(state.access_version, event.version);
      return;
    case 'EXECUTION_APPLIED':
      return executionApplied(state, event);
    case 'REPORT_SET_ASIDE':
      state.broker_sequence = Math.max(state.broker_sequence, event.broker_sequence);
      return;
    case 'MARKED':
      return marked(state, event);
    case 'TICKED': {
      const { known_us, holder, stale_symbols, drift, at_ms } = event;
      const { ticks, drift: before } = state.tick;
      const seen = { ticks: ticks + 1, drift: before + (drift > 0 ? 1 : 0), ticked_us: at_ms * 1000 };
      Object.assign(state.tick, { known_us, holder, stale_symbols, ...seen });
      return;
    }
    case 'DAY_STARTED':
      return dayStarted(state, accountOf(state, event.day.account), event.day);
    case 'DAY_CLOSED':
      return;
    case 'ACCOUNT_OPENED': {
      const account = newAccount(event.account, event.cash, event.day);
      state.accounts.set(event.account, account);
      countCash(state, account, 1);
      if (event.locked !== undefined)
        scopeLocked(state, {
          ...event,
          type: 'SCOPE_LOCKED',
          scope: `account:${event.account}`,
          actor: GATE,
          reason: event.locked,
        });
      return;
    }
    case 'SCOPE_LOCKED':
      return scopeLocked(state, event);
    case 'SCOPE_ARMED':
      return scopeArmed(state, event);
    case 'HALT_CHANGED':
      return haltChanged(state, event);
    case 'SPLIT_APPLIED':
      return splitApplied(state, event);
    case 'LOCATE_BOOKED':
      return locateBooked(state, event);
    case 'CASH_MOVED': {
      const account = accountOf(state, event.account);
      countCash(state, account, -1);
      account.cash = (account.cash + event.amount) as Money;
      account.moved = (account.moved + event.amount) as Money;
      countCash(state, account, 1);
      return;
    }
    case 'ACCOUNT_ADOPTED':
      return accountAdopted(state, event);
    case 'ACTIVITY_BOOKED': {
      const { account, cash, position, slices = [], split, broker_sequence } = event;
      state.broker_sequence = Math.max(state.broker_sequence, broker_sequence);
      const after = (accountOf(state, account).cash + cash) as Money;
      return accountAdopted(state, { account, cash: after, positions: position === null ? [] : [position], slices, split });
    }
    case 'DIFFERENCE_FOUND':
    case 'TROUBLE_FOUND':
      return;
    case 'BROKER_STATE_CHANGED':
      accountOf(state, event.account).broker_not_ready = event.not_ready ?? '';
      return;
    case 'BREAKER_TRIPPED':
      return tripped(state, event);
    case 'BREAKER_CAUSE_ADDED':
      return causeAdded(state, event);
    case 'BREAKER_MODE_CHANGED':
      return modeChanged(state, event);
    case 'BREAKER_RESET':
      state.breakers.delete(event.scope);
      keepLossNoted(state, event.scope);
      state.flattens.delete(event.scope);
      forgetConduct(state, event.scope);
      return;
    case 'FLATTEN_STARTED':
      return flattenStarted(state, event);
    case 'FLATTEN_ENDED':
      state.flattens.delete(event.scope);
      return;
    case 'CHECKS_STILL_OFF':
      if (state.checks_off) state.checks_off.told_ms = event.at_ms;
      return;
    case 'HEARTBEAT_RECEIVED':
      return heartbeatReceived(state, event);
    case 'CANCEL_REQUESTED': {
      hear(state, event.actor, event.at_ms);
      const open = state.orders.get(event.order_id);
      if (open) open.cancel_requested = true;
      state.outdone.delete(event.order_id);
      if (event.at_us !== undefined) {
        state.accounts.get(event.account)?.cancels.add(event.at_us);
        if (open) countCancel(state, open.order, event.at_us);
      }
      return;
    }
    case 'ORDER_WITHDRAWN':
      return withdrawn(state, event);
    case 'CONFIG_ACTIVATED':
      return activated(state, event);
    case 'CONFIG_REJECTED':
      state.faults.set(event.source, `${event.place}\n${event.fault}`);
      return;
    case 'CONFIG_ACCEPTED':
      state.faults.delete(event.source);
      return;
    case 'CALENDAR_ENDING':
      state.faults.set(CALENDAR, event.day);
      return;
    case 'ORDER_ADOPTED':
      return adopted(state, event);
    case 'LIMIT_USAGE_CHANGED':
      if (event.level === 0) state.faults.delete(usageKey(event));
      else state.faults.set(usageKey(event), String(event.level));
      return;
    case 'AUDIT_FAULT_FOUND':
    case 'DAY_COUNT_EXCEEDED':
      return;
    case 'ALERTS_GATHERED':
      return forgetTold(state, event);
    case 'STATE_RESTORED':
      state.generation = event.generation;
      return;
    case 'CHECKPOINT':
      return;
    default:
      return event satisfies never;
  }
}

function accountOf(state: GateState, id: string): AccountState {
  const account = state.accounts.get(id);
  if (!account) throw new EventDoesNotFitError(`an event speaks of account ${id}, which is not there`);
  return account;
}

// ---- orders ----

function orderDecided(state: GateState, event: OrderDecided): void {
  const { order, state: met, accepted } = event;
  const account = accountOf(state, order.account);
  state.clock_us = Math.max(state.clock_us, met.at_us);
  account.attempts.add(met.at_us);
  countAttempt(state, order, met.at_us);
  if (order.session !== undefined) heardOf(state, order.session, event.at_ms);
  hear(state, event.principal, event.at_ms);
  noteConduct(state, event);
  noteOverride(state, event);
  noteNear(state, event);
  if (state.checks_off) noteUnjudged(state, event);
  if (order.flatten !== undefined) noteFlatten(state, event);
  if (event.principal !== undefined && event.principal_rate !== undefined) countKey(state, event.principal, met.at_us);
  if (accepted || !refusedByRateAlone(event)) remember(state, event);
  if (!accepted) return;
  if (state.counting) rememberSame(state, order, met.at_us);
  const p = positionIn(state, account, order.symbol);
  holdOrder(state, account, p, order, met.notional, order.quantity, 1);
  const open: OrderState = {
    order,
    status: 'PENDING_SUBMIT',
    filled: 0 as Quantity,
    leaves: order.quantity,
    hold: met.notional,
    check_price: met.check_price,
    broker_order_id: '',
    cancel_requested: false,
    at_us: met.at_us,
    ...(met.contract === undefined ? {} : { contract: heldAt(met.contract) }),
  };
  enter(state, open);
}

/** An order comes to be open. */
function enter(state: GateState, open: OrderState): void {
  state.orders.set(open.order.order_id, open);
  noteReduceOnly(state, open);
  noteRival(state, open);
}

/** It is open no more. */
function leave(state: GateState, open: OrderState): void {
  state.orders.delete(open.order.order_id);
  forgetReduceOnly(state, open);
  forgetRival(state, open);
}

function noteFlatten({ flattens }: GateState, { order: { flatten = '' }, at_ms }: OrderDecided): void {
  const under = flattens.get(flatten);
  if (under) under.last_ms = at_ms;
}

function heardOf({ sessions }: GateState, id: string, atMs: number): void {
  const session = sessions.get(id);
  if (session) session.heard_ms = atMs;
}

export const RATES: ReadonlySet<string> = new Set<RuleReasonCode>([
  'RATE_LIMIT_EXCEEDED',
  'RATE_BURST_EXCEEDED',
  'MESSAGE_RATE_EXCEEDED',
  'ORDER_TO_TRADE_EXCEEDED',
  'DAY_ORDERS_EXCEEDED',
  'BROKER_RATE_EXHAUSTED',
]);

/** Such an order may come again under the same id: nothing was wrong with it but its moment. */
export function refusedByRateAlone({ violations }: Pick<OrderDecided, 'violations'>): boolean {
  // Of a list: what refused the others was their moment too.
  return violations.every(({ code, observed }) => RATES.has(code) || (code === 'LIST_REFUSED' && RATES.has(String(observed))));
}

function remember(state: GateState, { order, content_hash, state: { at_us } }: OrderDecided): void {
  state.clients.remember(clientKey(order.account, order.client_order_id), { order_id: order.order_id, content_hash, at_us });
}

/** A leaf that a change may have emptied. */
function dropIfEmpty(state: GateState, account: AccountState, p: PositionState, strategy: string | undefined): void {
  dropPosition(state, account, p);
  const slice = strategy === undefined ? undefined : knownSlice(account, strategy, p.symbol, p);
  if (slice) dropSlice(state, account, slice);
}

function release(state: GateState, account: AccountState, open: OrderState): void {
  const p = positionIn(state, account, open.order.symbol);
  holdOrder(state, account, p, open.order, 0 - open.hold, 0 - open.leaves, -1);
  dropIfEmpty(state, account, p, open.order.strategy);
  leave(state, open);
}

function withdrawn(state: GateState, { order_id }: OrderWithdrawn): void {
  const open = state.orders.get(order_id);
  if (open) release(state, accountOf(state, open.order.account), open);
}

function adopted(state: GateState, event: OrderAdopted): void {
  const { order, status, filled_quantity, leaves_quantity, hold: dollars, check_price, broker_order_id, contract } = event;
  const account = accountOf(state, order.account);
  holdOrder(state, account, positionIn(state, account, order.symbol), order, dollars, leaves_quantity, 1);
  const open: OrderState = {
    ...{ order, status, filled: filled_quantity, leaves: leaves_quantity, hold: dollars, check_price, broker_order_id },
    cancel_requested: false,
    at_us: 0,
    ...(contract === undefined ? {} : { contract }),
  };
  enter(state, open);
}

function executionApplied(state: GateState, event: ExecutionApplied): void {
  state.broker_sequence = Math.max(state.broker_sequence, event.broker_sequence);
  const account = accountOf(state, event.account);
  const open = state.orders.get(event.order_id);
  const p = positionIn(state, account, event.symbol);
  const strategy = open?.order.strategy;
  if (event.kind === 'FILL') filled(state, account, p, event, strategy);
  if (open) {
    const ended = isFinal(event.order_status) ? -1 : 0;
    holdOrder(state, account, p, open.order, event.hold - open.hold, event.leaves_quantity - open.leaves, ended);
    open.status = event.order_status;
    open.filled = event.filled_quantity;
    open.leaves = event.leaves_quantity;
    open.hold = event.hold;
    if (event.broker_order_id !== '') open.broker_order_id = event.broker_order_id;
    outdo(state, open, event);
    if (isFinal(open.status)) leave(state, open);
  }
  dropIfEmpty(state, account, p, strategy);
}

type Holdings = Pick<AccountAdopted, 'account' | 'cash' | 'positions' | 'slices'> & { split?: boolean };

/** What it moves of the equity counts as moved in or out. */
function accountAdopted(state: GateState, { account: id, cash, positions, slices = [], split = false }: Holdings): void {
  const account = accountOf(state, id);
  const before = equityOf(account);
  countCash(state, account, -1);
  account.cash = cash;
  for (const { symbol, quantity, cost } of positions) {
    const [p, quote] = [positionIn(state, account, symbol), quoteIn(state, symbol)];
    const valueBefore = p.value;
    p.cost = cost;
    // Without a mark, or a rate, it is worth what it cost, until one comes.
    shiftPosition(p, quantity, heldValue(state, symbol, quantity) ?? cost);
    keepMaintenance(state, account, p);
    if (state.counting) shiftStart(p, p.value - valueBefore);
    if (quantity === 0) quote.holders.delete(account);
    else quote.holders.set(account, p);
    dropIfEmpty(state, account, p, undefined);
  }
  sharesKept(state, account, slices, { split });
  account.moved = (account.moved + equityOf(account) - before) as Money;
  countCash(state, account, 1);
}

function filled(
  state: GateState,
  account: AccountState,
  p: PositionState,
  event: ExecutionApplied,
  strategy: string | undefined,
): void {
  const quote = quoteIn(state, event.symbol);
  quote.last_trade = event.price;
  quote.last_trade_us = event.executed_at_ms * 1000;
  account.cash = (account.cash + event.cash_change) as Money;
  state.firm.cash = (state.firm.cash + event.cash_change) as Money;
  account.realized = (account.realized + event.realized_pnl - event.fee) as Money;
  account.fees = (account.fees + event.fee) as Money;
  if (event.settles_on !== undefined) settleLater(account, event.settles_on, event.cash_change);
  p.cost = event.position.cost;
  p.realized = event.position.realized_pnl;
  const mark = quote.mark > 0 ? quote.mark : event.price;
  const own = contractOf(state, event.symbol);
  const contract = isRated(own) ? own : event.contract;
  shiftPosition(p, event.position.quantity, valueAt(event.position.quantity, mark, contract));
  revalued(state, account, p);
  if (p.quantity === 0) quote.holders.delete(account);
  else quote.holders.set(account, p);
  turnedOver(state, p, event);
  if (event.slices) sharesKept(state, account, event.slices, { price: event.price, contract: event.contract });
  if (strategy === undefined) return;
  const slice = sliceIn(state, account, strategy, event.symbol);
  const quantity = (slice.quantity + (event.side === 'BUY' ? event.quantity : 0 - event.quantity)) as Quantity;
  shiftPosition(slice, quantity, valueAt(quantity, mark, contract));
  if (quantity === 0) quote.slices.delete(slice);
  else quote.slices.add(slice);
  turnedOver(state, slice, event);
}

function settleLater({ unsettled }: AccountState, day: string, amount: Money): void {
  const due = unsettled.find((one) => one.day === day);
  if (due) due.amount = (due.amount + amount) as Money;
  else unsettled.push({ day, amount });
}

function turnedOver({ counting }: GateState, leaf: Leaf, fill: ExecutionApplied): void {
  if (counting) shiftTurnover(leaf, fill.side, tradedIn(fill), fill.cash_change);
}

// ---- marks and days ----

function quoteIn(state: GateState, symbol: string): QuoteState {
  let quote = state.quotes.get(symbol);
  if (!quote) {
    quote = newQuote(symbol);
    state.quotes.set(symbol, quote);
  }
  return quote;
}

function revalued(state: GateState, account: AccountState, p: PositionState): void {
  keepMaintenance(state, account, p);
  const equity = equityOf(account);
  if (equity > account.peak) account.peak = equity;
}

function marked(state: GateState, event: Marked): void {
  const { quotes, at_ms } = event;
  notePrices(state, event);
  state.marked_us = at_ms * 1000;
  for (const { symbol, bid, ask, frozen, revision, wide } of quotes) {
    const quote = quoteIn(state, symbol);
    quote.bid = bid;
    quote.ask = ask;
    quote.frozen = frozen;
    quote.wide = wide === true;
    quote.revision = revision;
    quote.at_us = at_ms * 1000;
    if (!isPrice(quote)) continue;
    quote.mark = Math.floor((bid + ask) / 2) as Money;
    quote.mark_us = at_ms * 1000;
    const others = state.pairs.size === 0 ? [] : ratesMoved(state, symbol);
    revalueHolders(state, quote);
    for (const other of others) if (other !== quote) revalueHolders(state, other);
  }
}

/** At the mark of their symbol; while its currency has no rate they stay at what they cost. */
function revalueHolders(state: GateState, { symbol, mark }: QuoteState): void {
  const contract = contractOf(state, symbol);
  if (mark === 0 || !isRated(contract)) return;
  valueHeld(state, symbol, mark, contract);
}

function dayStarted(state: GateState, account: AccountState, day: DayRecord): void {
  countCash(state, account, -1);
  account.day = day.date;
  account.day_start = day.day_start_equity;
  account.moved = day.cash_moved;
  countCash(state, account, 1);
  account.realized = day.realized_pnl;
  account.fees = day.fees;
  account.peak = day.peak_equity;
  if (account.unsettled.length > 0) account.unsettled = account.unsettled.filter((one) => one.day > day.date);
  for (const p of account.positions.values()) {
    if (state.counting) startDay(p);
    if (p.quantity !== 0) continue;
    p.realized = 0 as Money;
    dropPosition(state, account, p);
  }
  for (const slice of account.slices.values()) {
    if (state.counting) startDay(slice);
    dropSlice(state, account, slice);
  }
}

// ---- breakers and configuration ----

function tripped(state: GateState, event: BreakerTripped): void {
  const { breaker_id, scope, mode, trigger_type, trigger_value, threshold, actor, reason, expires_at_ms, at_ms, on_trip } = event;
  state.last_breaker_id = Math.max(state.last_breaker_id, breaker_id);
  state.breakers.set(scope, {
    ...{ breaker_id, scope, mode, trigger_type, trigger_value, threshold, actor, reason, expires_at_ms },
    tripped_at_ms: at_ms,
    causes: 0,
    loss_noted: trigger_type === 'DAILY_LOSS',
    cancels_opening: on_trip === 'cancel_opening_orders',
    ...(on_trip === 'cancel_orders' ? { cancels_all: true as const } : {}),
  });
  keepLossNoted(state, scope);
  if (trigger_type === 'HEARTBEAT_MISSED') state.beats.delete(scope);
}

function causeAdded(state: GateState, { scope, mode, expires_at_ms, trigger_type, on_trip }: BreakerCauseAdded): void {
  const open = state.breakers.get(scope);
  if (!open) throw new EventDoesNotFitError(`a further cause for ${scope}, which has no open breaker`);
  open.mode = mode;
  open.expires_at_ms = expires_at_ms;
  open.causes += 1;
  open.loss_noted ||= trigger_type === 'DAILY_LOSS';
  keepLossNoted(state, scope);
  open.cancels_opening ||= on_trip === 'cancel_opening_orders';
  if (on_trip === 'cancel_orders') open.cancels_all = true;
  if (trigger_type === 'HEARTBEAT_MISSED') state.beats.delete(scope);
  if (WATCH_TRIGGERS.has(trigger_type) && !open.noted?.includes(trigger_type)) open.noted = [...(open.noted ?? []), trigger_type];
}

function modeChanged(state: GateState, { scope, mode }: BreakerModeChanged): void {
  const open = state.breakers.get(scope);
  if (!open) throw new EventDoesNotFitError(`another mode for ${scope}, which has no open breaker`);
  open.mode = mode;
}

function activated(state: GateState, event: ConfigActivated): void {
  const { config, rule_set, slippage_bps, fee_per_unit } = event;
  if (rule_set !== null && rule_set !== '') {
    state.rules = state.compile(rule_set);
    state.rule_set = rule_set;
  }
  const before = state.config;
  state.config = withDefaults(config); // One that an earlier build activated lacks later limits.
  contractsActivated(state, before);
  if (before) regroup(state, movedBetween(before, state.config), before);
  if (!state.counting && config.scoped !== undefined) beginCounting(state);
  keepRates(state);
  if ('maintenance_margin' in config.limits) state.watching = true;
  keepConduct(state);
  keepOverrides(state);
  keepPrices(state);
  keepAsked(state);
  // A log of an earlier build counts nothing while they are off.
  if ('relock_daily' in config.limits || state.checks_off) noteChecks(state, event);
  state.slippage_bps = slippage_bps;
  state.fee_per_unit = fee_per_unit ?? state.fee_per_unit;
}

/** Symbols that are in another sector or class than before. */
function movedBetween({ instruments: from }: RiskConfig, { instruments: to }: RiskConfig): string[] {
  if (from === to) return [];
  const symbols = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...symbols].filter((symbol) => {
    const [a, b] = [from[symbol], to[symbol]];
    return (a?.sector ?? null) !== (b?.sector ?? null) || (a?.asset_class ?? null) !== (b?.asset_class ?? null);
  });
}

function beginCounting(state: GateState): void {
  state.counting = true;
  for (const account of state.accounts.values())
    for (const leaf of [...account.positions.values(), ...account.slices.values()]) startDay(leaf);
}
