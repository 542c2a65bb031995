import { overrideInWords } from '../config/override-words.js';
import { LIMITS } from '../controls/registry.js';
import { NO_BREAKER } from '../gate/flat-by-close.js';
import { WATCH_TRIGGERS } from '../gate/watch-triggers.js';
import { parseScope } from '../model/scope.js';
import type {
  AccountAdopted,
  AmendDecided,
  AuditFaultFound,
  BreakerCauseAdded,
  BreakerModeChanged,
  BreakerReset,
  BreakerTripped,
  BrokerStateChanged,
  CalendarEnding,
  ConfigActivated,
  ConfigRejected,
  ChecksStillOff,
  DayCountExceeded,
  DifferenceFound,
  ExecutionApplied,
  FlattenEnded,
  GateEvent,
  LimitUsageChanged,
  OrderAmended,
  OrderDecided,
  OrderWithdrawn,
  HaltChanged,
  ReportSetAside,
  RequestChanged,
  SessionEnded,
  TroubleFound,
  ScopeArmed,
  ScopeLocked,
} from '../gate/event.js';
import { BEYOND } from '../gate/usage-levels.js';
import { formatMoney, formatQuantity, type Money } from '../model/money.js';
import type { AlertRow } from '../model/alert.js';

/**
 * The alerts of one event that begin a row: the only place where they are made. The relay writes them to `risk_alerts`, the gateway sends them as RISK_ALERT,
 * so that both have the same ids and words. An alert's id is its event's. One that an earlier row counts has none (gate/gathering.ts).
 */
export function alertsOf(event: GateEvent): AlertRow[] {
  return 'alert_of' in event && event.alert_of ? [] : toldBy(event).map(alone);
}

/** The alert of an event that can be gathered, whether or not an earlier row counts it. */
export function gatherable(event: OrderDecided | AmendDecided | OrderWithdrawn | ExecutionApplied): AlertRow | null {
  const [alert] = toldBy(event);
  return alert ? alone(alert) : null;
}

type Alert = Omit<AlertRow, 'count' | 'last_at_ms'>;
const alone = (alert: Alert): AlertRow => ({ ...alert, count: 1, last_at_ms: alert.created_at_ms });

function toldBy(event: GateEvent): Alert[] {
  switch (event.type) {
    case 'ORDER_DECIDED':
      return event.accepted ? passedAlert(event) : [refusalAlert(event)];
    case 'AMEND_DECIDED':
      return event.accepted ? passedAlert(event) : [amendRefusalAlert(event)];
    case 'SESSION_ENDED':
      return event.reason === 'silent' ? [sessionAlert(event)] : [];
    case 'ORDER_AMENDED':
      return event.by_broker ? [changedAlert(event)] : [];
    case 'ORDER_WITHDRAWN':
      return event.reason === 'CANCEL_REQUESTED' ? [] : [withdrawalAlert(event)];
    case 'EXECUTION_APPLIED':
      return event.check_price === undefined ? [] : [worseFillAlert(event, event.check_price)];
    case 'REPORT_SET_ASIDE':
      return [setAsideAlert(event)];
    case 'BREAKER_TRIPPED':
    case 'BREAKER_CAUSE_ADDED':
    case 'BREAKER_MODE_CHANGED':
    case 'BREAKER_RESET':
      return [breakerAlert(event)];
    case 'CONFIG_REJECTED':
      return [rejectionAlert(event)];
    case 'ACCOUNT_ADOPTED':
      return [adoptionAlert(event)];
    case 'BROKER_STATE_CHANGED':
      return [brokerAlert(event)];
    case 'DIFFERENCE_FOUND':
      return [differenceAlert(event)];
    case 'TROUBLE_FOUND':
      return [troubleAlert(event)];
    case 'SCOPE_LOCKED':
    case 'SCOPE_ARMED':
      return [lockAlert(event)];
    case 'HALT_CHANGED':
      return [haltAlert(event)];
    case 'CALENDAR_ENDING':
      return [calendarAlert(event)];
    case 'AUDIT_FAULT_FOUND':
      return [auditAlert(event)];
    case 'LIMIT_USAGE_CHANGED':
      return event.level > event.from ? [usageAlert(event)] : [];
    case 'FLATTEN_ENDED':
      return [flattenAlert(event)];
    case 'CHECKS_STILL_OFF':
      return [stillOffAlert(event)];
    case 'DAY_COUNT_EXCEEDED':
      return [dayCountAlert(event)];
    case 'CONFIG_ACTIVATED':
      return activationAlert(event);
    default:
      return [];
  }
}

/** A line of the log that cannot be read was set aside; `id` is that of the entry as far as it is known. */
export function unreadableAlert(id: string, n: number, fault: string, atMs: number): AlertRow {
  const about = { account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: atMs };
  const message = `Entry ${n} of the log cannot be read and was set aside: ${fault}`;
  return alone({ id, ...about, alert_type: 'LOG_ENTRY_SET_ASIDE', severity: 'CRITICAL', message });
}

/** Characters of an alert that names many things. */
const ALERT_MAX = 2000;

/** What the alert of an order that is refused has in common with those of others. */
export const kindOfRefusal = ({ order, violations }: OrderDecided) =>
  ({
    alert_type: 'ORDER_REJECTED',
    severity: violations[0]?.severity ?? 'WARNING',
    account: order.account,
    symbol: order.symbol,
  }) as const;

function refusalAlert(event: OrderDecided): Alert {
  const { id, at_ms, order, violations } = event;
  return {
    id,
    ...kindOfRefusal(event),
    message: violations[0]?.message ?? 'Order refused',
    order_id: order.order_id,
    decision_id: order.decision_id,
    breaker_id: null,
    created_at_ms: at_ms,
  };
}

function amendRefusalAlert({ id, at_ms, order, violations, decision_id }: AmendDecided): Alert {
  const [first] = violations;
  const about = { account: order.account, symbol: order.symbol, order_id: order.order_id, decision_id, breaker_id: null };
  const message = `Amendment refused: ${first?.message ?? 'no reason'}`;
  return {
    id,
    ...about,
    alert_type: 'AMENDMENT_REJECTED',
    severity: first?.severity ?? 'WARNING',
    message,
    created_at_ms: at_ms,
  };
}

function changedAlert({ id, at_ms, order_id, account, symbol, quantity, price }: OrderAmended): Alert {
  const about = { account, symbol, order_id, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const at = price === 0 ? '' : ` at $${formatMoney(price)}`;
  const message = `The broker changed order ${order_id}, as nobody here has asked: its total is ${formatQuantity(quantity)}${at} now`;
  return { id, ...about, alert_type: 'ORDER_CHANGED_AT_BROKER', severity: 'CRITICAL', message };
}

function sessionAlert({ id, at_ms, session_id, account, silent_ms, orders }: SessionEnded): Alert {
  const about = { account, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `Order session ${session_id} of account ${account} is silent for ${Math.floor(silent_ms / 1000)} s: ${orders} of its orders are being canceled`;
  return { id, ...about, alert_type: 'SESSION_LOST', severity: 'WARNING', message };
}

/** Every use of an override is told; else what an order breaks where that only warns, else what it came near to. */
function passedAlert(event: OrderDecided | AmendDecided): Alert[] {
  const { also } = event.state;
  if (also === undefined) return [];
  if (also.override !== undefined) return event.type === 'ORDER_DECIDED' ? overrideAlert(event) : [];
  const told = also.warned ?? also.near;
  if (told === undefined || told.length === 0) return [];
  const { id, at_ms, order } = event;
  const about = { account: order.account, symbol: order.symbol, order_id: order.order_id, decision_id: order.decision_id };
  const message = told
    .map((one) => one.message)
    .join('; ')
    .slice(0, ALERT_MAX);
  const type = also.warned === undefined ? ({ alert_type: 'LIMIT_NEAR', severity: 'INFO' } as const) : WARNED;
  return [{ id, ...about, breaker_id: null, created_at_ms: at_ms, ...type, message }];
}
const WARNED = { alert_type: 'LIMIT_WARNED', severity: 'WARNING' } as const;

function overrideAlert({ id, at_ms, order, waived, state: { also } }: OrderDecided): Alert[] {
  if (also?.override === undefined) return [];
  const about = { account: order.account, symbol: order.symbol, order_id: order.order_id, decision_id: order.decision_id };
  const by = also.override_by ? ` of the whole firm, by ${also.override_by.join(' and ')},` : '';
  const message = `Override ${also.override}${by} let an order through: ${waived.map((one) => one.message).join('; ')}`.slice(
    0,
    ALERT_MAX,
  );
  return [{ id, ...about, breaker_id: null, created_at_ms: at_ms, alert_type: 'OVERRIDE_USED', severity: 'WARNING', message }];
}

function withdrawalAlert({ id, at_ms, order_id, account, symbol, reason }: OrderWithdrawn): Alert {
  const about = { account, symbol, order_id, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `Order withdrawn before it reached the broker: ${reason}`;
  return { id, ...about, alert_type: 'ORDER_WITHDRAWN', severity: 'WARNING', message };
}

function worseFillAlert({ id, at_ms, order_id, account, symbol, side, quantity, price }: ExecutionApplied, check: Money): Alert {
  const about = { account, symbol, order_id, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const [word, than] = side === 'BUY' ? (['above', '>'] as const) : (['below', '<'] as const);
  const message = `${side} ${formatQuantity(quantity)} ${symbol} executed ${word} its check price: $${formatMoney(price)} ${than} $${formatMoney(check)}`;
  return {
    id,
    ...about,
    alert_type: side === 'BUY' ? 'EXECUTED_ABOVE_CHECK' : 'EXECUTED_BELOW_CHECK',
    severity: 'WARNING',
    message,
  };
}

function setAsideAlert({ id, at_ms, order_id, account, symbol, execution_id, why }: ReportSetAside): Alert {
  const about = { account, symbol, order_id, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `Report ${execution_id} of the broker cannot be booked and was set aside: ${why}`;
  return { id, ...about, alert_type: 'REPORT_SET_ASIDE', severity: 'CRITICAL', message };
}

function rejectionAlert({ id, source, place, fault, at_ms }: ConfigRejected): Alert {
  const about = { id, account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `Configuration not taken (${source}): ${place}: ${fault}. The last good one stays in force`;
  return { ...about, alert_type: 'CONFIG_REJECTED', severity: 'WARNING', message };
}

function adoptionAlert({ id, at_ms, account, broker, positions, cash, actor, reason }: AccountAdopted): Alert {
  const about = { id, account, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const changed = positions.map(({ symbol, quantity }) => `${symbol} ${formatQuantity(quantity)}`).join(', ') || 'no position';
  const message = `Account ${account} was set to what ${broker} has by ${actor}: ${changed}, cash $${formatMoney(cash)}. ${reason}`;
  return { ...about, alert_type: 'ACCOUNT_ADOPTED', severity: 'CRITICAL', message: message.slice(0, ALERT_MAX) };
}

function differenceAlert({ id, at_ms, account, broker, differences }: DifferenceFound): Alert {
  const about = { id, account, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `Account ${account} is not what ${broker} has: ${differences}`;
  return { ...about, alert_type: 'RECONCILIATION_DIFFERENCE', severity: 'CRITICAL', message: message.slice(0, ALERT_MAX) };
}

function troubleAlert({ id, at_ms, account, broker, code, message }: TroubleFound): Alert {
  const about = { id, account, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const text = `${broker}, account ${account}: ${message} (${code})`;
  return { ...about, alert_type: 'BROKER_TROUBLE', severity: 'WARNING', message: text.slice(0, ALERT_MAX) };
}

function brokerAlert({ id, at_ms, account, broker, not_ready }: BrokerStateChanged): Alert {
  const about = { id, account, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  if (not_ready === null)
    return { ...about, alert_type: 'BROKER_READY', severity: 'INFO', message: `Account ${account} is ready at ${broker} again` };
  const message = `Account ${account} is not ready at ${broker}, its orders are refused: ${not_ready}`;
  return { ...about, alert_type: 'BROKER_NOT_READY', severity: 'CRITICAL', message };
}

function haltAlert({ id, at_ms, scope, halted, reason, until_ms, actor }: HaltChanged): Alert {
  const about = { id, ...scopeOf(scope), order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const whole = scope === 'firm' ? 'The market' : scope;
  const until = until_ms === null ? '' : ` until ${new Date(until_ms).toISOString()}`;
  const message = halted ? `${whole} is halted${until}: ${reason}` : `${whole} is halted no more, by ${actor}: ${reason}`;
  return {
    ...about,
    alert_type: halted ? 'MARKET_HALTED' : 'MARKET_RESUMED',
    severity: halted ? 'CRITICAL' : 'WARNING',
    message,
  };
}

function lockAlert({ id, at_ms, type, scope, actor, reason }: ScopeLocked | ScopeArmed): Alert {
  const about = { id, ...scopeOf(scope), order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const locked = type === 'SCOPE_LOCKED';
  const message = `${scope} was ${locked ? 'locked, and trades nothing' : 'armed'} by ${actor}: ${reason}`;
  return { ...about, alert_type: type, severity: locked ? 'CRITICAL' : 'WARNING', message };
}

/** From here on a person has few days left to act. */
const CALENDAR_CRITICAL_DAYS = 14;

function calendarAlert({ id, ends_on, days_left, at_ms }: CalendarEnding): Alert {
  const about = { id, account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message =
    days_left < 0
      ? `The exchange calendar ended on ${ends_on}: holidays and half days are not known, and every weekday is closed at 16:05 as a trading day. Add this year (docs/workflows.md)`
      : `The exchange calendar ends on ${ends_on}, in ${days_left} days: holidays and half days after it are not known. Add the next year (docs/workflows.md)`;
  const severity = days_left < CALENDAR_CRITICAL_DAYS ? 'CRITICAL' : 'WARNING';
  return { ...about, alert_type: 'CALENDAR_ENDING', severity, message };
}

function auditAlert({ id, finding, at_ms }: AuditFaultFound): Alert {
  const about = { id, account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `The audit does not hold: ${finding}. Nobody should trust or change this history until a person has looked (docs/audit.md)`;
  return { ...about, alert_type: 'AUDIT_FAULT_FOUND', severity: 'CRITICAL', message };
}

/** From here on a warning is one; below it is news. */
const WARNING_PCT = 80;
/** Limits with a level of warning of their own, by their names outside. */
const OWN_WARNING = new Map(
  LIMITS.flatMap(({ wire, warns_at_pct }) => (warns_at_pct === undefined ? [] : [[wire, warns_at_pct] as const])),
);

function usageAlert(event: LimitUsageChanged): Alert {
  const { id, at_ms, account, scope, limit_name, words, symbol, unit, used, limit, used_bp, level } = event;
  const where = {
    account: account === '' ? null : account,
    symbol: symbol ?? (scope === undefined ? null : scopeOf(scope).symbol),
  };
  const about = { id, ...where, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const whose = scope === undefined ? `account ${account}` : scope;
  const what = `${words ?? limit_name}${symbol === null ? '' : ` of ${symbol}`} in ${whose}`;
  const figures = `${(used_bp / 100).toFixed(2)} % used, ${inUnit(used, unit)} of ${inUnit(limit, unit)}`;
  if (level < BEYOND)
    return {
      ...about,
      alert_type: 'LIMIT_WARNING',
      severity: level < (OWN_WARNING.get(limit_name) ?? WARNING_PCT) ? 'INFO' : 'WARNING',
      message: `${what}: ${figures}`,
    };
  const message = `${what} is beyond its limit: ${figures}. No order took it there: the price did, or the limit was lowered`;
  return { ...about, alert_type: 'LIMIT_EXCEEDED', severity: 'CRITICAL', message };
}

function inUnit(value: number, unit: string): string {
  if (unit === 'dollars') return `$${value.toFixed(2)}`;
  return unit === 'percent' ? `${value.toFixed(2)} %` : String(Math.round(value * 1e6) / 1e6);
}

/** An event has one alert: what is told of the checks comes first, and what is asked for or agreed to with the same version stands behind it. */
function activationAlert(event: ConfigActivated): Alert[] {
  const { id, at_ms, checks, requests = [] } = event;
  const asked = requests.map(requestSays);
  const [first, ...others] = checks ? [checksAlert(event, checks), ...asked] : asked.toSorted(bySeverity);
  if (!first) return [];
  const about = { id, account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = [first, ...others].map((one) => one.message).join('; ');
  return [{ ...about, alert_type: first.alert_type, severity: first.severity, message: message.slice(0, ALERT_MAX) }];
}

type Said = Pick<Alert, 'alert_type' | 'severity' | 'message'>;
const bySeverity = (a: Said, b: Said) => Number(b.severity === 'WARNING') - Number(a.severity === 'WARNING');

/** One that waits is told so that a second person hears of it; one that is agreed to, because limits of the firm are looser from now on. */
function requestSays(request: RequestChanged): Said {
  const { name, asked_by, reason, ends_us, ended } = request;
  const what = `override ${name} (${overrideInWords(request)}), asked for by ${asked_by}: ${reason}`;
  if (ended === undefined) {
    const until = new Date(ends_us / 1000).toISOString();
    return {
      ...{ alert_type: 'OVERRIDE_ASKED', severity: 'WARNING' },
      message: `An override of the whole firm waits until ${until} for a second person to agree: ${what}`,
    };
  }
  const { how, by } = ended;
  if (how === 'agreed')
    return {
      alert_type: 'OVERRIDE_AGREED',
      severity: 'WARNING',
      message: `${by} agreed, and it holds for the whole firm: ${what}`,
    };
  const end = {
    declined: `${by} declined an override of the whole firm (${ended.reason})`,
    withdrawn: `${by} withdrew an override of the whole firm`,
    expired: 'Nobody agreed in time to an override of the whole firm',
  }[how];
  return { alert_type: 'OVERRIDE_REQUEST_ENDED', severity: 'INFO', message: `${end}: ${what}` };
}

function checksAlert({ id, version, at_ms, config }: ConfigActivated, checks: 'on' | 'off'): Alert {
  const about = { id, account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  if (checks === 'on') {
    const message = `Risk checks are on again since configuration ${version}`;
    return { ...about, alert_type: 'RISK_CHECKS_ON', severity: 'WARNING', message };
  }
  const until = config.limits.disabled_until_us;
  const message =
    until === undefined
      ? `Risk checks are OFF since configuration ${version}: only an open breaker refuses orders`
      : `Risk checks are OFF since configuration ${version} until ${new Date(until / 1000).toISOString()}: only open breakers, form and permissions refuse orders`;
  return { ...about, alert_type: 'RISK_CHECKS_OFF', severity: 'CRITICAL', message };
}

function stillOffAlert({ id, at_ms, since_ms, unjudged }: ChecksStillOff): Alert {
  const about = { id, account: null, symbol: null, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `Risk checks are OFF since ${new Date(since_ms).toISOString()}: ${unjudged} orders have passed that they would have refused`;
  return { ...about, alert_type: 'RISK_CHECKS_OFF', severity: 'CRITICAL', message };
}

function dayCountAlert({ id, at_ms, account, scope, what, count, limit }: DayCountExceeded): Alert {
  const { symbol } = scopeOf(scope);
  const about = { id, account, symbol, order_id: null, decision_id: null, breaker_id: null, created_at_ms: at_ms };
  const message = `More ${what} today than are limited in ${scope}: ${count} > ${limit}. Nothing is refused for it`;
  return { ...about, alert_type: 'DAY_COUNT_EXCEEDED', severity: 'WARNING', message };
}

function flattenAlert(event: FlattenEnded): Alert {
  const { id, at_ms, scope, breaker_id, positions_left } = event;
  const about = { id, ...scopeOf(scope), order_id: null, decision_id: null, created_at_ms: at_ms };
  if (breaker_id === NO_BREAKER) {
    const [severity, left] = positions_left === 0 ? (['INFO', 'it is'] as const) : (['CRITICAL', 'it is not'] as const);
    const message = `${scope} was to be flat by the close, and ${left}${positions_left === 0 ? '' : '. Close it by hand'}`;
    return { ...about, breaker_id: null, alert_type: 'FLATTEN_ENDED', severity, message };
  }
  return { ...about, breaker_id, ...flattenWords(event) };
}

function flattenWords({ scope, actor, positions_left }: FlattenEnded): Pick<Alert, 'alert_type' | 'severity' | 'message'> {
  const asked = `${scope} was to be flat, by ${actor}`;
  if (positions_left === 0)
    return { alert_type: 'FLATTEN_ENDED', severity: 'WARNING', message: `${asked}: nothing is held any more` };
  const message = `${asked}: ${positions_left} positions are left after a minute. Close them by hand`;
  return { alert_type: 'FLATTEN_ENDED', severity: 'CRITICAL', message };
}

/** `account` and `symbol` of a breaker's scope; neither for the firm's. */
export function scopeOf(scope: string): { account: string | null; symbol: string | null } {
  const { who, whose = null, what, of = null } = parseScope(scope) ?? {};
  return { account: who === 'account' ? whose : null, symbol: what === 'symbol' ? of : null };
}

function breakerAlert(event: BreakerTripped | BreakerCauseAdded | BreakerModeChanged | BreakerReset): Alert {
  const about = {
    id: event.id,
    ...scopeOf(event.scope),
    severity: 'CRITICAL' as const,
    order_id: null,
    decision_id: null,
    breaker_id: event.breaker_id,
    created_at_ms: event.at_ms,
  };
  if (event.type === 'BREAKER_MODE_CHANGED') {
    const effect = event.mode === 'halt' ? 'nothing passes' : 'only closing orders pass';
    const message = `Circuit breaker of ${event.scope} changed to ${event.mode} by ${event.actor}: ${event.reason}; ${effect}`;
    return { ...about, alert_type: 'CIRCUIT_BREAKER_MODE_CHANGED', message };
  }
  if (event.type === 'BREAKER_RESET') {
    const why = event.reason ? `: ${event.reason}` : '';
    const message = `Circuit breaker of ${event.scope} reset by ${event.actor}${why}`;
    return { ...about, alert_type: 'CIRCUIT_BREAKER_RESET', message };
  }
  const tripped = event.type === 'BREAKER_TRIPPED' ? 'tripped' : 'stays open; another cause';
  const message =
    event.trigger_type === 'DAILY_LOSS'
      ? `Circuit breaker of ${event.scope} ${tripped}: daily loss $${formatMoney(event.trigger_value)} >= $${formatMoney(event.threshold)}${canceling(event)}`
      : WATCH_TRIGGERS.has(event.trigger_type)
        ? `Circuit breaker of ${event.scope} ${tripped}: ${event.reason}${canceling(event)}`
        : `Circuit breaker of ${event.scope} ${tripped} by ${event.actor}${event.reason ? `: ${event.reason}` : ''}`;
  const alert_type = event.type === 'BREAKER_TRIPPED' ? 'CIRCUIT_BREAKER_TRIPPED' : 'CIRCUIT_BREAKER_CAUSE_ADDED';
  return { ...about, alert_type, message };
}

const canceling = ({ on_trip }: BreakerTripped | BreakerCauseAdded) =>
  on_trip === 'cancel_opening_orders' ? '; its open orders that close no position are being canceled' : '';
