/**
 * Equal alerts of one minute are one row: the first is told at once, the rest is counted, and one event says the count when the minute is over. Whether an
 * alert begins a row or is counted stands in its event (`alert_of`), so that a log of an earlier build folds as it did then.
 */
import { gatherable, kindOfRefusal } from '../events/alerts.js';
import type { AlertRow } from '../model/alert.js';
import type { AlertsGathered, AmendDecided, ExecutionApplied, GateEvent, OrderDecided, OrderWithdrawn } from './event.js';
import { UNSTAMPED } from './outcome.js';
import type { GateState } from './state.js';

export const GATHER_MS = 60_000;
/** Kinds of alerts that are counted at once. With more, each alert is a row again. */
const KINDS_MAX = 10_000;

type Gathered = OrderDecided | AmendDecided | OrderWithdrawn | ExecutionApplied;

/** Those that a flood of orders or fills brings; every other alert is a fact of its own. */
function isGathered(event: GateEvent): event is Gathered {
  return event.type === 'ORDER_DECIDED' || event.type === 'AMEND_DECIDED'
    ? !event.accepted || isWarned(event)
    : event.type === 'ORDER_WITHDRAWN' || event.type === 'EXECUTION_APPLIED';
}

/** It passed, and breaks a limit where that only warns. */
const isWarned = ({ state: { also } }: OrderDecided | AmendDecided): boolean =>
  also?.warned !== undefined && also.override === undefined;

/** The keys that were made last, by symbol: a flood has the same ones again and again, and a text that is made anew is hashed anew. */
const keys = new Map<string | null, Kind & { code: string; key: string }>();
const KEYS_MAX = 1000;

/** Equal: type, account, symbol, code and severity. */
function keyOf(event: Gathered, { alert_type, account, symbol, severity }: Kind): string {
  const code =
    event.type === 'ORDER_DECIDED' || event.type === 'AMEND_DECIDED'
      ? ((event.violations[0] ?? event.state.also?.warned?.[0])?.code ?? '')
      : event.type === 'ORDER_WITHDRAWN'
        ? event.reason
        : '';
  const known = keys.get(symbol);
  if (known?.account === account && known.code === code && known.alert_type === alert_type && known.severity === severity)
    return known.key;
  const key = `${alert_type} ${account} ${symbol} ${code} ${severity}`;
  if (keys.size >= KEYS_MAX) keys.clear();
  keys.set(symbol, { alert_type, account, symbol, severity, code, key });
  return key;
}
type Kind = Pick<AlertRow, 'alert_type' | 'account' | 'symbol' | 'severity'>;

interface Made {
  event: Gathered;
  id: string;
  /** What makes its alert equal to others; null when it has none. */
  key: string | null;
}

/** Of the event that was asked about last: each is asked about three times. */
let last: Made | null = null;

function keyOfAlert(event: Gathered): string | null {
  if (last?.event !== event || last.id !== event.id) {
    // Nearly all of a flood are counted, and then nobody asks for the words.
    const kind = event.type === 'ORDER_DECIDED' && !event.accepted ? kindOfRefusal(event) : gatherable(event);
    last = { event, id: event.id, key: kind && keyOf(event, kind) };
  }
  return last.key;
}

const isOver = ({ created_at_ms }: AlertRow, nowMs: number): boolean => nowMs >= created_at_ms + GATHER_MS;

/** Says in the event, which has its id and time, whether its alert begins a row or is counted. */
export function gather(state: GateState, event: GateEvent): void {
  if (!isGathered(event)) return;
  const key = keyOfAlert(event);
  if (key === null) return;
  const open = state.alerts.get(key);
  if (open && !isOver(open, event.at_ms)) event.alert_of = open.id;
  else if (open || state.alerts.size < KINDS_MAX) event.alert_of = '';
}

/** What the event does to the counts: called when it changes the state. */
export function noteAlert(state: GateState, event: Gathered): void {
  if (event.alert_of === undefined) return;
  const key = keyOfAlert(event);
  if (key === null) return;
  const open = state.alerts.get(key);
  if (event.alert_of === '') {
    const alert = gatherable(event);
    if (alert) state.alerts.set(key, alert);
  } else if (open) state.alerts.set(key, { ...open, count: open.count + 1, last_at_ms: event.at_ms });
}

/** Rows whose minute is over and that stand for one alert alone are forgotten. */
export function forgetAlone(state: GateState, nowMs: number): void {
  for (const [key, alert] of state.alerts) if (alert.count === 1 && isOver(alert, nowMs)) state.alerts.delete(key);
}

export function forgetTold(state: GateState, { alert: { id } }: AlertsGathered): void {
  for (const [key, alert] of state.alerts) if (alert.id === id) state.alerts.delete(key);
}

const told = (alert: AlertRow): AlertsGathered => ({ type: 'ALERTS_GATHERED', ...UNSTAMPED, alert });

/** The count of the row before, when this event begins another of its kind. */
export function countBefore(state: GateState, event: GateEvent): AlertsGathered | null {
  if (!isGathered(event)) return null;
  const key = keyOfAlert(event);
  const open = key === null ? undefined : state.alerts.get(key);
  return open && open.count > 1 && isOver(open, event.at_ms) ? told(open) : null;
}

/** Counts of all minutes that are over. */
export function countsDue(state: GateState, nowMs: number): AlertsGathered[] {
  return [...state.alerts.values()].filter((alert) => alert.count > 1 && isOver(alert, nowMs)).map(told);
}
