/**
 * Proves the log from its own past: whatever an event says that can be recomputed from the state before it is recomputed, by the gate's own code, and must
 * come out as it was written. What came from outside (an order, a report, a quote, a person's wish) is taken as it is.
 */
import { decide as judge } from '../check-order/decide.js';
import { accountIn, parseScope } from '../model/scope.js';
import { flatBy, NO_BREAKER } from '../gate/flat-by-close.js';
import { decideBooking } from '../gate/booking.js';
import { lossTrip, scopedLossTrips } from '../gate/breakers.js';
import { decodeAsked, encodeEvent, isOrderLine, isLineOf, LineFormatError } from '../gate/codec.js';
import type { OrderedBy } from '../gate/command.js';
import { dayStarted, decideMark, decideTick } from '../gate/days.js';
import { decide } from '../gate/decide.js';
import type {
  AccountAdopted,
  ActivityBooked,
  AlertsGathered,
  AmendDecided,
  AmendRejected,
  BreakerCauseAdded,
  BreakerModeChanged,
  BreakerReset,
  BreakerTripped,
  CancelRequested,
  Checkpoint,
  ConfigActivated,
  DayClosed,
  DayCountExceeded,
  DayStarted,
  ExecutionApplied,
  FlattenStarted,
  Marked,
  GateEvent,
  OrderAmended,
  OrderDecided,
  OrderWithdrawn,
  Ticked,
} from '../gate/event.js';
import { EventDoesNotFitError, evolve } from '../gate/evolve.js';
import { foldLine } from '../gate/fold.js';
import { countsDue, gather } from '../gate/gathering.js';
import { cancelsAfter, movedBy } from '../gate/handle.js';
import { decideAdoption, GATE } from '../gate/open-orders.js';
import {
  decideAccount,
  decideBrokerState,
  decideAuditFault,
  decideCalendar,
  decideConfiguration,
  decideRejection,
} from '../gate/settings.js';
import type { AccountState, GateState } from '../gate/state.js';
import { movesPosition } from '../gate/reduce-only.js';
import { isLost } from '../gate/sessions.js';
import { checkpointHash } from '../gate/state-hash.js';
import type { Money, Quantity } from '../model/money.js';
import { dayOf } from '../gate/valuation.js';
import { decideArm, decideCash, decideLock, decideSplit } from '../gate/accounts.js';
import { decideHalt } from '../gate/halts.js';
import { decideLocate } from '../gate/shorts.js';
import { decideHeartbeat } from '../gate/heartbeat.js';
import { tooManyOfDay } from '../gate/tallies.js';
import { WATCH_TRIGGERS } from '../gate/watch-triggers.js';
import { mayTrip, watchTrips } from '../gate/watch-trips.js';
import { Difference, firstDifference } from './difference.js';
import { decideUsage } from '../gate/usage-levels.js';
import { readLine } from './read-line.js';

const UP_TO_DATE = { behind_us: 0, entries: 0 };

const NO_IDS = new Set<string>();

/** Whether both are the same trip, or the same halt. */
const followsAs = (trip: GateEvent, next: GateEvent): boolean =>
  trip.type === 'HALT_CHANGED'
    ? next.type === 'HALT_CHANGED'
    : isTrip(trip) && isTrip(next) && trip.scope === next.scope && trip.trigger_type === next.trigger_type;
const isTrip = (event: GateEvent): event is BreakerTripped | BreakerCauseAdded =>
  event.type === 'BREAKER_TRIPPED' || event.type === 'BREAKER_CAUSE_ADDED';

export class LogProof {
  /** Accounts whose loss the last event may have moved: a trip that follows from it comes before anything else. */
  private moved: Iterable<AccountState> = [];
  /** The last event that follows from no other, the accounts that tripped after it, and the orders whose cancels must follow then. */
  private cause: GateEvent | null = null;
  private readonly tripped = new Set<string>();
  private canceled: Set<string> | null = null;
  private afterUnreadable = false;
  /** Of the monitor's last look, while counts of alerts may have to follow it. */
  private tickedMs: number | null = null;
  private proven: GateEvent | null = null;
  /** What the last event must be followed by. */
  private dayCounts: DayCountExceeded[] = [];

  constructor(readonly state: GateState) {}

  /** Proves the next event and folds it. Throws Difference. */
  take(line: string): GateEvent {
    const event = this.again(line) ?? readLine(line, this.state.n + 1);
    this.checkId(event);
    if (event.type === 'DAY_COUNT_EXCEEDED' || this.dayCounts.length > 0) return this.dayCount(event);
    const trip = this.tripThatFollows(event);
    const cancel = trip === null && this.cancelThatFollows(event);
    if (!trip && !cancel) this.countsFollow(event);
    if (trip) this.sameTrip(event, line, trip);
    else if (!cancel && event !== this.proven) this.prove(event, line);
    try {
      evolve(this.state, event);
    } catch (error) {
      if (!(error instanceof EventDoesNotFitError)) throw error;
      throw this.difference(event, 'line', event.type, error.message);
    }
    if (this.state.asked) this.dayCounts = tooManyOfDay(this.state, event);
    if (!trip && !cancel) this.begin(event);
    if (event.type === 'TICKED') this.tickedMs = event.at_ms;
    this.afterUnreadable = false;
    return event;
  }

  /** Cancels or amendments of the day that are too many are told right after the one that is. */
  private dayCount(event: GateEvent): GateEvent {
    const due = this.dayCounts.shift();
    const says = (one: GateEvent | undefined) =>
      one?.type === 'DAY_COUNT_EXCEEDED'
        ? `${one.account} ${one.scope} ${one.what} ${one.count} > ${one.limit}`
        : (one?.type ?? 'nothing');
    if (says(due) !== says(event)) throw this.difference(event, 'what is told', says(event), says(due));
    evolve(this.state, event);
    return event;
  }

  private begin(event: GateEvent): void {
    this.moved = movedBy(this.state, event);
    this.cause = event;
    if (this.tripped.size > 0) this.tripped.clear();
    this.canceled = null;
  }

  /** A line that was set aside must still be one that cannot be read. Returns its fault. */
  setAside(line: string): string {
    const before = this.state.n + 1;
    const one = foldLine(this.state, line);
    if ('event' in one)
      throw new Difference(
        'gate_unreadable',
        String(before),
        'line',
        'set aside',
        `an event that can be read (${one.event.type})`,
      );
    this.moved = [];
    this.cause = null;
    this.tripped.clear();
    this.canceled = null;
    this.tickedMs = null;
    this.dayCounts = [];
    this.afterUnreadable = true;
    return one.fault;
  }

  /** At the end of the log: a trip that follows from the last event must be there. */
  finish(): void {
    const trip = this.tripThatFollows(null);
    if (trip)
      throw new Difference(
        'gate_events',
        String(this.state.n + 1),
        'type',
        'nothing',
        `${trip.type} of ${isTrip(trip) ? trip.trigger_type : 'a loss'}`,
      );
    const [missing] = this.cancelsDue();
    if (missing !== undefined)
      throw new Difference('gate_events', String(this.state.n + 1), 'type', 'nothing', `the cancel of ${missing}`);
  }

  /**
   * The decision on what an order's line says was asked, when it comes out as the line that is kept: then it is the event, and the line need not be read.
   * Null when it does not, or for any other line.
   */
  private again(line: string): OrderDecided | null {
    if (!isOrderLine(line)) return null;
    try {
      const asked = decodeAsked(line);
      const { order, at_us, id, at_ms, sentBy } = asked;
      const again = decide(this.state, { kind: 'submit', order, ...senderOf(sentBy) }, { at_us, journal: UP_TO_DATE }).events[0];
      if (again?.type !== 'ORDER_DECIDED') return null;
      const event = this.stamped(again, id, at_ms);
      if (!isLineOf(event, asked) && encodeEvent(event) !== line) return null;
      this.proven = event;
      return event;
    } catch (error) {
      if (error instanceof LineFormatError) return null;
      throw error;
    }
  }

  private checkId(event: GateEvent): void {
    const { last_ms, last_seq } = this.state;
    const seq = Number(event.id.slice(event.id.indexOf('-') + 1));
    const { at_ms: ms } = event;
    const next = ms === last_ms ? last_seq + 1 : 0;
    const grows = ms > last_ms || (ms === last_ms && seq > last_seq);
    if (ms < last_ms) throw this.difference(event, 'id', event.id, `one after ${last_ms}-${last_seq}`);
    if (seq !== next && !(this.afterUnreadable && grows)) throw this.difference(event, 'id', event.id, `${ms}-${next}`);
    if (event.type === 'ORDER_DECIDED' && Math.max(Math.floor(event.state.at_us / 1000), last_ms) !== ms)
      throw this.difference(event, 'id', event.id, `one of the moment ${event.state.at_us} us`);
  }

  /**
   * A trip of the daily loss that is due before anything else. Of several in one moment any may come first: a state that was read again has its accounts in
   * another order.
   */
  private tripThatFollows(next: GateEvent | null): GateEvent | null {
    if ((next?.type === 'BREAKER_TRIPPED' || next?.type === 'BREAKER_CAUSE_ADDED') && next.trigger_type === 'DAILY_LOSS') {
      const account = this.state.accounts.get(accountIn(next.scope) ?? '');
      const trip = account ? lossTrip(this.state, account) : null;
      if (trip) return trip;
    }
    for (const account of this.moved) {
      const trip = lossTrip(this.state, account);
      if (trip) return trip;
    }
    const scoped = scopedLossTrips(this.state);
    if (scoped.length === 0) return this.watchTripThatFollows(next);
    const isNext = (trip: GateEvent) => 'scope' in trip && next !== null && 'scope' in next && trip.scope === next.scope;
    return scoped.find(isNext) ?? scoped[0] ?? this.watchTripThatFollows(next);
  }

  /** The same of other trips, which are asked after those of the daily loss. */
  private watchTripThatFollows(next: GateEvent | null): GateEvent | null {
    if (this.cause === null || !mayTrip(this.state, this.cause)) return null;
    let first: GateEvent | null = null;
    for (const trip of watchTrips(this.state, this.cause)) {
      first ??= trip;
      if (next !== null && followsAs(trip, next)) return trip;
      if (next === null || !(isTrip(next) || next.type === 'HALT_CHANGED')) break;
    }
    return first;
  }

  /** A log of an earlier build says nothing of the open orders. */
  private sameTrip(event: GateEvent, line: string, trip: GateEvent): void {
    if (trip.type === 'HALT_CHANGED') return this.same(event, line, trip);
    if (trip.type !== 'BREAKER_TRIPPED' && trip.type !== 'BREAKER_CAUSE_ADDED') throw new Error('a loss makes a trip or a cause');
    if ((event.type === 'BREAKER_TRIPPED' || event.type === 'BREAKER_CAUSE_ADDED') && event.on_trip === undefined)
      delete trip.on_trip;
    this.same(event, line, trip);
    this.tripped.add(trip.scope);
  }

  /** Ids of open orders whose cancels follow from the last event and the trips after it, and are not there yet. */
  private cancelsDue(): Set<string> {
    const { cause } = this;
    if (cause === null || (this.tripped.size === 0 && cause.type !== 'TICKED' && !movesPosition(cause))) return NO_IDS;
    this.canceled ??= new Set(cancelsAfter(this.state, cause, this.tripped).map(({ order_id }) => order_id));
    return this.canceled;
  }

  /** Whether the event is a cancel that follows from a trip. Throws Difference when one must come and it is another event. */
  private cancelThatFollows(event: GateEvent): boolean {
    const due = this.cancelsDue();
    if (due.size === 0) return false;
    const isDue = event.type === 'CANCEL_REQUESTED' && due.delete(event.order_id);
    if (!isDue) throw this.difference(event, 'type', event.type, `the cancel of ${[...due].join(', ').slice(0, 200)}`);
    this.cancel(event);
    this.must(event.actor === GATE, event, 'actor', GATE);
    return true;
  }

  private prove(event: GateEvent, line: string): void {
    const { state } = this;
    switch (event.type) {
      case 'ORDER_DECIDED':
        return this.order(event, line);
      case 'ACCESS_CHANGED':
        return this.must(event.version > state.access_version, event, 'version', `one after ${state.access_version}`);
      case 'EXECUTION_APPLIED':
        return this.execution(event, line);
      case 'REPORT_SET_ASIDE':
        return this.must(
          event.broker_sequence === 0 || event.broker_sequence > state.broker_sequence,
          event,
          'broker_sequence',
          'one that is new',
        );
      case 'MARKED':
        return this.marked(event, line);
      case 'TICKED':
        return this.ticked(event);
      case 'DAY_STARTED':
      case 'DAY_CLOSED':
        return this.day(event, line);
      case 'ACCOUNT_OPENED':
        return this.only(event, line, decideAccount(state, { ...event, kind: 'open_account' }).events);
      case 'CASH_MOVED':
        return this.only(event, line, decideCash(state, { ...event, kind: 'move_cash' }).events);
      case 'ACCOUNT_ADOPTED':
        return this.adoption(event, event);
      case 'ACTIVITY_BOOKED':
        return this.activity(event, line);
      case 'DIFFERENCE_FOUND':
      case 'TROUBLE_FOUND':
        return this.must(state.accounts.has(event.account), event, 'account', 'an account that is open');
      case 'SCOPE_LOCKED':
        return this.only(event, line, decideLock(state, { ...event, kind: 'lock' }).events);
      case 'SCOPE_ARMED':
        return this.only(event, line, decideArm(state, { ...event, kind: 'arm' }).events);
      case 'HALT_CHANGED':
        this.must(event.level === undefined, event, 'level', 'no fall of the market');
        return this.only(event, line, decideHalt(state, { ...event, kind: 'halt' }).events);
      case 'SPLIT_APPLIED':
        return this.only(event, line, decideSplit(state, { ...event, kind: 'split' }).events);
      case 'LOCATE_BOOKED':
        return this.only(event, line, decideLocate(state, { ...event, kind: 'book_locate' }).events);
      case 'BROKER_STATE_CHANGED':
        return this.only(event, line, decideBrokerState(state, { ...event, kind: 'broker_state' }).events);
      case 'BREAKER_TRIPPED':
      case 'BREAKER_CAUSE_ADDED':
      case 'BREAKER_MODE_CHANGED':
      case 'BREAKER_RESET':
        return this.breaker(event);
      case 'SESSION_OPENED':
        return this.must(!state.sessions.has(event.session.session_id), event, 'session', 'one that is new');
      case 'SESSION_HEARD':
        return this.must(state.sessions.has(event.session_id), event, 'session_id', 'a session that is open');
      case 'SESSION_ENDED': {
        const session = state.sessions.get(event.session_id);
        const silent = session !== undefined && isLost(session, event.at_ms);
        const holds = session?.account === event.account && (event.reason === 'closed' || silent);
        return this.must(holds, event, 'reason', 'an end of a session that is open, and silent where it says so');
      }
      case 'FLATTEN_STARTED':
        if (event.breaker_id === NO_BREAKER) return this.flatByClose(event);
        return this.must(
          state.breakers.get(event.scope)?.breaker_id === event.breaker_id,
          event,
          'breaker_id',
          'an open breaker of the scope',
        );
      case 'FLATTEN_ENDED':
        return this.must(
          state.flattens.get(event.scope)?.breaker_id === event.breaker_id,
          event,
          'breaker_id',
          'one that was begun',
        );
      case 'DAY_COUNT_EXCEEDED': // Proven in take.
        return;
      case 'CHECKS_STILL_OFF':
        return this.must(
          state.checks_off?.unjudged === event.unjudged,
          event,
          'unjudged',
          String(state.checks_off?.unjudged ?? 'checks that are off'),
        );
      case 'HEARTBEAT_RECEIVED':
        return this.only(event, line, decideHeartbeat(state, { ...event, kind: 'heartbeat' }).events);
      case 'CANCEL_REQUESTED':
        return this.cancel(event);
      case 'AMEND_DECIDED':
        return this.amendment(event, line);
      case 'ORDER_AMENDED':
      case 'AMEND_REJECTED':
        return this.amendmentAnswered(event, line);
      case 'ORDER_WITHDRAWN':
        return this.withdrawn(event);
      case 'CONFIG_ACTIVATED':
        return this.activated(event, line);
      case 'CONFIG_REJECTED':
        return this.only(event, line, decideRejection(state, { ...event, kind: 'reject_config' }).events);
      case 'CONFIG_ACCEPTED':
        return this.must(state.faults.has(event.source), event, 'source', 'one that has a fault');
      case 'CALENDAR_ENDING':
        return this.only(event, line, decideCalendar(state, { ...event, kind: 'warn_of_calendar' }).events);
      case 'LIMIT_USAGE_CHANGED':
        return this.only(event, line, decideUsage(state, { ...event, kind: 'note_usage' }).events);
      case 'ALERTS_GATHERED':
        return this.gathered(event);
      case 'AUDIT_FAULT_FOUND':
        return this.only(event, line, decideAuditFault({ ...event, kind: 'warn_of_audit' }).events);
      case 'ORDER_ADOPTED':
        return this.only(event, line, decideAdoption(state, { ...event, kind: 'adopt' }).events);
      case 'STATE_RESTORED':
        return this.must(event.generation === state.generation + 1, event, 'generation', String(state.generation + 1));
      case 'CHECKPOINT':
        return this.checkpoint(event);
      default:
        return event satisfies never;
    }
  }

  /**
   * An order of a list that was refused: its figures have holds in them of the list's orders before it, which never came to be, so they are taken as they are
   * written. What they come to is judged again.
   */
  private orderOfRefusedList(event: OrderDecided, line: string): void {
    const { config, rules } = this.state;
    if (!config || !rules) throw new Error('an order was judged without a configuration');
    const { violations, waived } = judge(event.order, event.state, config, rules);
    const ofList = event.violations.filter(({ code }) => code === 'LIST_REFUSED');
    this.must(violations.length + ofList.length > 0, event, 'violations', 'a reason of its own, or of its list');
    this.same(event, line, { ...event, violations: violations.length > 0 ? violations : ofList, waived });
  }

  private order(event: OrderDecided, line: string): void {
    if (event.order.list_id !== undefined && !event.accepted) return this.orderOfRefusedList(event, line);
    const submit = { kind: 'submit', order: event.order, ...senderOf(event) } as const;
    const outcome = decide(this.state, submit, { at_us: event.state.at_us, journal: UP_TO_DATE });
    const again = outcome.events[0];
    if (again) return this.same(event, line, again);
    const { answer } = outcome;
    const what = 'code' in answer ? answer.code : answer.kind;
    throw this.difference(event, 'accepted', event.accepted ? 'accepted' : 'refused', `no decision (${what})`);
  }

  private amendment(event: AmendDecided, line: string): void {
    const { order, decision_id, state } = event;
    const { order_id, quantity, price, stop_price = null } = order;
    const amend = { kind: 'amend', order_id, decision_id, quantity, price, stop_price, ...senderOf(event) } as const;
    this.only(event, line, decide(this.state, amend, { at_us: state.at_us, journal: UP_TO_DATE }).events);
  }

  private amendmentAnswered(event: OrderAmended | AmendRejected, line: string): void {
    const { broker_sequence: sequence, execution_id, order_id, broker_order_id, account, symbol, side, executed_at_ms } = event;
    const about = { sequence, execution_id, order_id, broker_order_id, account, symbol, side, executed_at_ms };
    const asked = event.amendment_id === undefined ? {} : { amendment_id: event.amendment_id };
    const none = { quantity: 0 as Quantity, price: 0 as Money };
    const { quantity, price } = event.type === 'ORDER_AMENDED' ? event : none;
    const kind = event.type === 'ORDER_AMENDED' ? 'REPLACED' : 'REPLACE_REJECTED';
    const reason = event.type === 'ORDER_AMENDED' ? '' : event.reason;
    const stop = event.type === 'ORDER_AMENDED' && event.stop_price !== undefined ? { stop_price: event.stop_price } : {};
    const report = { ...about, ...asked, kind, quantity, price, ...stop, reason, fee: 0 as Money } as const;
    const day = this.state.accounts.get(account)?.day ?? '';
    this.only(event, line, decideBooking(this.state, { kind: 'book', day, previous: 0, report }).events);
  }

  /** Whether a report came in its turn is not in the log; that it is newer than all before is. */
  private execution(event: ExecutionApplied, line: string): void {
    const { broker_sequence: sequence, check_price, ...report } = event;
    const day = this.state.accounts.get(event.account)?.day ?? '';
    const { events } = decideBooking(this.state, { kind: 'book', day, previous: 0, report: { ...report, sequence } });
    // A log of an earlier build does not say that a fill was worse than checked.
    for (const again of events) if (again.type === 'EXECUTION_APPLIED' && check_price === undefined) delete again.check_price;
    this.only(event, line, events);
  }

  private activity(event: ActivityBooked, line: string): void {
    const { broker_sequence: sequence, execution_id, account, symbol, what, cash, units, split, reason, executed_at_ms } = event;
    const none = {
      order_id: '',
      broker_order_id: '',
      side: 'BUY',
      quantity: 0 as Quantity,
      price: 0 as Money,
      fee: 0 as Money,
    } as const;
    const about = { sequence, execution_id, account, symbol, reason, executed_at_ms };
    const report = { ...none, ...about, kind: 'ACTIVITY', activity: { what, cash, units, split } } as const;
    this.only(event, line, decideBooking(this.state, { kind: 'book', day: '', previous: 0, report }).events);
  }

  /** When exactly the monitor looked is known to the millisecond only. */
  private ticked(event: Ticked): void {
    const at = event.at_ms * 1000;
    const [early, late] = [at, at + 999].map(
      (at_us) =>
        decideTick(this.state, { kind: 'tick', day: '', holder: event.holder }, { at_us, journal: UP_TO_DATE }).events[0],
    );
    if (early?.type !== 'TICKED' || late?.type !== 'TICKED') throw new Error('a tick makes one event');
    this.must(event.drift === late.drift, event, 'drift', String(late.drift));
    const stale = event.stale_symbols.join();
    this.must(
      stale === early.stale_symbols.join() || stale === late.stale_symbols.join(),
      event,
      'stale_symbols',
      late.stale_symbols.join(),
    );
    const clamped = event.at_ms === this.state.last_ms;
    this.must(
      event.known_us <= late.known_us && (clamped || event.known_us >= early.known_us),
      event,
      'known_us',
      String(late.known_us),
    );
  }

  private day(event: DayStarted | DayClosed, line: string): void {
    const account = this.state.accounts.get(event.day.account);
    if (!account) throw this.difference(event, 'account', event.day.account, 'an account that is open');
    if (event.type === 'DAY_CLOSED') return this.same(event, line, { ...event, day: dayOf(this.state, account) });
    this.must(event.day.date > account.day, event, 'date', `a day after ${account.day}`);
    return this.same(event, line, dayStarted(this.state, account, event.day.date));
  }

  /** What the broker had came from outside; that a symbol is named which did not change is not. */
  private adoption({ account, positions }: AccountAdopted, event: GateEvent): void {
    const known = this.state.accounts.get(account);
    this.must(known !== undefined, event, 'account', 'an account that is open');
    const same = positions.find(({ symbol, quantity }) => quantity === (known?.positions.get(symbol)?.quantity ?? 0));
    this.must(same === undefined, event, 'positions', 'those that changed');
  }

  private breaker(event: BreakerTripped | BreakerCauseAdded | BreakerModeChanged | BreakerReset): void {
    const open = this.state.breakers.get(event.scope);
    if ('trigger_type' in event && (event.trigger_type === 'DAILY_LOSS' || WATCH_TRIGGERS.has(event.trigger_type)))
      throw this.difference(event, 'trigger_type', event.trigger_type, 'no loss at its limit');
    if (event.type === 'BREAKER_TRIPPED') {
      const next = this.state.last_breaker_id + 1;
      return this.must(
        !open && event.breaker_id === next,
        event,
        'breaker_id',
        open ? `a further cause of ${open.breaker_id}` : String(next),
      );
    }
    this.must(open?.breaker_id === event.breaker_id, event, 'breaker_id', open ? String(open.breaker_id) : 'no open breaker');
    if (event.type === 'BREAKER_MODE_CHANGED') this.must(open?.mode !== event.mode, event, 'mode', 'another one than before');
    if (event.type === 'BREAKER_CAUSE_ADDED') this.must(open?.mode !== 'halt' || event.mode === 'halt', event, 'mode', 'halt');
  }

  private cancel(event: CancelRequested): void {
    const open = this.state.orders.get(event.order_id);
    this.must(open !== undefined && !open.cancel_requested, event, 'order_id', 'an open order that was not asked to be canceled');
    this.must(open?.order.account === event.account, event, 'account', open?.order.account ?? '');
  }

  private withdrawn(event: OrderWithdrawn): void {
    const open = this.state.orders.get(event.order_id);
    this.must(open?.status === 'PENDING_SUBMIT', event, 'order_id', 'an order that was not sent');
    const asked = event.reason === 'CANCEL_REQUESTED';
    this.must(
      asked === open?.cancel_requested,
      event,
      'reason',
      asked ? 'another reason: no cancel was asked' : 'CANCEL_REQUESTED',
    );
    if (event.alert_of === undefined) return;
    const { alert_of } = this.stamped({ ...event }, event.id, event.at_ms);
    this.must(alert_of === event.alert_of, event, 'alert_of', alert_of ?? 'nothing');
  }

  private flatByClose(event: FlattenStarted): void {
    const { who, whose = '', of = '' } = parseScope(event.scope) ?? {};
    const due = who === 'account' ? flatBy(this.state, whose, of, event.at_ms) : null;
    this.must(due !== null && due === event.until_ms, event, 'until_ms', due === null ? 'nothing to be flat by' : String(due));
  }

  private activated(event: ConfigActivated, line: string): void {
    const { config, slippage_bps, fee_per_unit = null, rule_set } = event;
    const terms = { slippage_bps, fee_per_unit };
    const given = { kind: 'configure' as const, config, ...terms, rule_set: rule_set ?? this.state.rule_set };
    this.only(event, line, decideConfiguration(this.state, given).events);
    if (rule_set === null || rule_set === '') return;
    const hash = this.state.compile(rule_set).hash;
    this.must(hash === config.rules_hash, event, 'config.rules_hash', hash);
  }

  /** After the monitor's look, and what trips after it, the counts of minutes that are over come before anything else. */
  private countsFollow(event: GateEvent): void {
    if (this.tickedMs === null) return;
    const [due] = countsDue(this.state, this.tickedMs);
    if (!due) this.tickedMs = null;
    else this.must(event.type === 'ALERTS_GATHERED', event, 'type', `the count of alert ${due.alert.id}`);
  }

  private gathered(event: AlertsGathered): void {
    const counted = countsDue(this.state, event.at_ms).find(({ alert }) => alert.id === event.alert.id)?.alert;
    this.must(
      JSON.stringify(counted) === JSON.stringify(event.alert),
      event,
      'alert',
      counted ? JSON.stringify(counted) : 'no count that is due',
    );
  }

  private checkpoint(event: Checkpoint): void {
    const own = checkpointHash(this.state, event) ?? 'of a part of the state that this build does not have';
    if (own !== event.hash) throw new Difference('gate_events', String(this.state.n + 1), 'hash', event.hash, own);
  }

  /** Exactly this event must be what the gate says now. */
  /** A log of an earlier build marks by every quote, however wide: there no quote of the event is told as wide. */
  private marked(event: Marked, line: string): void {
    const { state } = this;
    const quotes = decideMark(state, { kind: 'mark', day: '', quotes: event.quotes }, event.at_ms).events.flatMap((again) =>
      again.type === 'MARKED' ? again.quotes : [],
    );
    const isEarlier = event.quotes.every(({ wide }) => wide === undefined);
    const as = isEarlier ? quotes.map(({ wide: _, ...quote }) => quote) : quotes;
    this.only(event, line, [{ ...event, quotes: as }]);
  }

  private only(event: GateEvent, line: string, events: GateEvent[]): void {
    const [again, ...more] = events;
    if (!again || more.length > 0)
      throw this.difference(event, 'type', event.type, more.length > 0 ? 'more than that' : 'nothing');
    this.same(event, line, again);
  }

  /** `again` is what the gate says now, without id and time. */
  private same(event: GateEvent, line: string, again: GateEvent): void {
    this.stamped(again, event.id, event.at_ms);
    // A log of an earlier build has a row for each alert.
    if ('alert_of' in again && !('alert_of' in event)) delete again.alert_of;
    const follows = encodeEvent(again);
    if (follows === line) return;
    const found = firstDifference(event, again);
    // In which order an object names its fields says nothing: those of an order come as its client sent them.
    if (found === null && line.startsWith('J ')) return;
    throw found ? this.difference(event, found.path, found.kept, found.follows) : this.difference(event, 'line', line, follows);
  }

  private stamped<Event extends GateEvent>(again: Event, id: string, at_ms: number): Event {
    again.id = id;
    again.at_ms = at_ms;
    gather(this.state, again);
    return again;
  }

  private must(holds: boolean, event: GateEvent, field: string, follows: string): void {
    if (holds) return;
    const kept = (event as unknown as Record<string, unknown>)[field];
    throw this.difference(event, field, typeof kept === 'string' ? kept : JSON.stringify(kept), follows);
  }

  private difference(event: GateEvent, field: string, kept: string, follows: string): Difference {
    const table = event.type === 'ORDER_DECIDED' ? 'decisions' : 'gate_events';
    const key = event.type === 'ORDER_DECIDED' ? event.order.decision_id : `${event.id} (${event.type})`;
    return new Difference(table, key, `line, ${field}`, kept, follows);
  }
}

/** Who sent an order, as the gate was told; under which access rules they were let in is not in the log. */
function senderOf({ principal, principal_rate }: Partial<Pick<OrderDecided, 'principal' | 'principal_rate'>>): {
  by?: OrderedBy;
} {
  if (principal === undefined) return {};
  return { by: { principal, access_version: null, orders_per_second: principal_rate ?? null } };
}
