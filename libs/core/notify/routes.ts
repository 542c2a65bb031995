/** Which alerts a route takes, and when it is quiet. Pure. */
import { scopeOf } from '../events/alerts.js';
import type { AlertRow } from '../model/alert.js';
import type { QuietHours, Route } from '../model/alert-channel.js';

/** Alerts that a flood of orders or fills brings: they are gathered whatever their severity, and never page anybody. */
const FLOODS: ReadonlySet<string> = new Set<AlertRow['alert_type']>([
  'ORDER_REJECTED',
  'ORDER_WITHDRAWN',
  'EXECUTED_ABOVE_CHECK',
  'EXECUTED_BELOW_CHECK',
]);

export const isFlood = ({ alert_type }: Pick<AlertRow, 'alert_type'>): boolean => FLOODS.has(alert_type);

/** The scopes that an alert is about, as routes name them: `firm` when it is about no account and no symbol. `breaker`: the scope of its breaker. */
export function scopesOf({ account, symbol }: Pick<AlertRow, 'account' | 'symbol'>, breaker: string | null): string[] {
  const of = breaker === null ? { account, symbol } : { ...scopeOf(breaker) };
  const found = new Set<string>(breaker === null ? [] : [breaker]);
  if (of.account !== null) found.add(`account:${of.account}`);
  if (of.symbol !== null) found.add(`symbol:${of.symbol}`);
  if (of.account !== null && of.symbol !== null) found.add(`account:${of.account}/symbol:${of.symbol}`);
  if (found.size === 0) found.add('firm');
  return [...found];
}

/** An empty list lets all pass. An alert of the whole firm concerns every account. */
export function takes(route: Route, alert: AlertRow & { scopes: readonly string[] }): boolean {
  const { severities, types, accounts, scopes } = route;
  return (
    route.enabled &&
    (severities.length === 0 || severities.includes(alert.severity)) &&
    (types.length === 0 || types.includes(alert.alert_type)) &&
    (accounts.length === 0 || alert.account === null || accounts.includes(alert.account)) &&
    (scopes.length === 0 || scopes.some((scope) => alert.scopes.includes(scope)))
  );
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** When the quiet hours of that moment end, milliseconds since 1970; null when it is not quiet. On a day that loses or gains an hour it may be off by that hour. */
export function quietUntil(quiet: QuietHours | null, atMs: number): number | null {
  if (quiet === null) return null;
  const [now, from, to] = [minuteIn(quiet.timezone, atMs), minuteOf(quiet.from), minuteOf(quiet.to)];
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return null;
  const left = (to - now + DAY_MINUTES) % DAY_MINUTES;
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS;
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

const clocks = new Map<string, Intl.DateTimeFormat>();
function minuteIn(timezone: string, atMs: number): number {
  let clock = clocks.get(timezone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(timezone, clock);
  }
  return minuteOf(clock.format(atMs));
}

export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
