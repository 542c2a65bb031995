import { tiersOf } from '../controls/tiers.js';
import { lossTrip, scopedLossTrips } from './breakers.js';
import type { AnswerOf, GateCommand, Stamp } from './command.js';
import { markedBy } from './contracts.js';
import { decide } from './decide.js';
import type { CancelRequested, GateEvent, Marked } from './event.js';
import { checksStillOff, relocks } from './daily.js';
import { evolve } from './evolve.js';
import { flatByCloseSteps } from './flat-by-close.js';
import { flattenSteps } from './flatten.js';
import { countBefore, countsDue, gather } from './gathering.js';
import { losersOf } from './mark-held.js';
import { GATE, openingCancels, scopesThatCancel } from './open-orders.js';
import { rivalCancels } from './one-cancels-other.js';
import { movesPosition, reduceOnlyCancels } from './reduce-only.js';
import { lostSessions } from './sessions.js';
import type { AccountState, GateState } from './state.js';
import { tooManyOfDay } from './tallies.js';
import { endsOfDay, mayTrip, watchTrips } from './watch-trips.js';

export interface Handled<Kind extends GateCommand['kind'] = GateCommand['kind']> {
  answer: AnswerOf[Kind];
  /** What happened, in order, with ids and times; empty when nothing did. */
  events: GateEvent[];
}

/**
 * One command, whole: decide, evolve, and after each event the question whether somebody's loss of the day has reached its limit, and the cancels
 * that such a trip asks for. Nothing comes in between. Whoever calls it gives a stamp that is later than the one before.
 */
export function handle<Command extends GateCommand>(
  state: GateState,
  command: Command,
  stamp: Stamp,
  /** Called with each event before it changes the state. */
  before: (event: GateEvent) => void = () => {},
): Handled<Command['kind']> {
  const { answer, events: decided } = decide(state, command, stamp);
  const events: GateEvent[] = [];
  const take = (event: GateEvent) => {
    stampEvent(state, event, stamp);
    const count = countBefore(state, event);
    if (count) {
      take(count);
      stampEvent(state, event, stamp);
    }
    gather(state, event);
    before(event);
    evolve(state, event);
    events.push(event);
    if (state.asked) for (const told of tooManyOfDay(state, event)) take(told);
  };
  for (const event of decided) {
    take(event);
    let tripped: Set<string> | null = null;
    for (const account of movedBy(state, event)) {
      const trip = lossTrip(state, account);
      if (trip) take(trip);
      if (trip) (tripped ??= new Set()).add(account.scope);
    }
    if (movesLoss(event)) for (const trip of scopedLossTrips(state)) take(trip);
    if (mayTrip(state, event))
      for (const trip of watchTrips(state, event)) {
        take(trip);
        if (trip.type === 'BREAKER_TRIPPED' || trip.type === 'BREAKER_CAUSE_ADDED') (tripped ??= new Set()).add(trip.scope);
      }
    if (event.type === 'DAY_STARTED') for (const end of endsOfDay(state, event)) take(end);
    if (tripped !== null || event.type === 'TICKED' || movesPosition(event))
      for (const cancel of cancelsAfter(state, event, tripped)) take(cancel);
    if (event.type === 'TICKED') for (const count of countsDue(state, event.at_ms)) take(count);
    for (const lost of lostSessions(state, event, GATE)) take(lost);
    if (event.type === 'DAY_STARTED') for (const lock of relocks(state, event)) take(lock);
    if (event.type === 'TICKED') for (const off of checksStillOff(state, event)) take(off);
    if (event.type === 'TICKED') for (const step of flatByCloseSteps(state, event)) take(step);
    if (state.flattens.size > 0) for (const step of flattenSteps(state, event, stamp, decide)) take(step);
  }
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- the union of all answers is too large for the compiler to compare (TS2590)
  return { answer: answer as AnswerOf[Command['kind']], events };
}

/**
 * Cancels that follow from an event and the trips after it: of opening orders (after the monitor's look also what earlier trips left), of reduce-only orders for
 * which too little is left to close, and of orders whose rival in a list has filled.
 */
export function cancelsAfter(state: GateState, event: GateEvent, tripped: ReadonlySet<string> | null): CancelRequested[] {
  // After a crash thousands of breakers are open: only the look asks them all.
  const canceling = scopesThatCancel(state, event.type === 'TICKED' ? state.breakers.keys() : (tripped ?? []));
  const cancels = new Map<string, CancelRequested>();
  for (const cancel of [
    ...openingCancels(state, canceling),
    ...reduceOnlyCancels(state, event, GATE),
    ...rivalCancels(state, GATE),
  ])
    if (!cancels.has(cancel.order_id)) cancels.set(cancel.order_id, cancel);
  return [...cancels.values()];
}

function stampEvent(state: GateState, event: GateEvent, { at_us }: Stamp): void {
  const ms = Math.max(Math.floor(at_us / 1000), state.last_ms);
  event.at_ms = ms;
  if (event.type === 'CANCEL_REQUESTED') event.at_us = at_us;
  event.id = `${ms}-${ms === state.last_ms ? state.last_seq + 1 : 0}`;
}

const NOBODY: readonly AccountState[] = [];

/** Accounts whose loss this event may have brought to its limit: of a mark those that have lost enough for any limit. */
export function movedBy(state: GateState, event: GateEvent): Iterable<AccountState> {
  switch (event.type) {
    case 'EXECUTION_APPLIED':
      return event.kind === 'FILL' ? one(state, event.account) : NOBODY;
    case 'MARKED':
      return losersBy(state, event);
    case 'ACCOUNT_ADOPTED':
    case 'ACTIVITY_BOOKED':
      return one(state, event.account);
    case 'TICKED':
    case 'CONFIG_ACTIVATED':
      return state.accounts.values();
    case 'BREAKER_RESET': {
      const [kind, id = ''] = event.scope.split(':');
      return kind === 'account' ? one(state, id) : NOBODY;
    }
    default:
      return NOBODY;
  }
}

/** Whether the event may move the loss of a scope, or a limit of it. */
function movesLoss(event: GateEvent): boolean {
  if (event.type === 'EXECUTION_APPLIED') return event.kind === 'FILL';
  return (
    event.type === 'MARKED' || event.type === 'TICKED' || event.type === 'CONFIG_ACTIVATED' || event.type === 'BREAKER_RESET'
  );
}

function one(state: GateState, id: string): readonly AccountState[] {
  const account = state.accounts.get(id);
  return account ? [account] : NOBODY;
}

function losersBy(state: GateState, { quotes }: Marked): Iterable<AccountState> {
  if (!state.config) return NOBODY;
  const symbols = quotes.flatMap(({ symbol }) => markedBy(state, symbol));
  return losersOf(state, symbols, tiersOf(state.config).least_loss);
}
