/**
 * What was sent and filled at each scope where that is limited: messages and fills of a window, orders of the day, and the sizes of the last ones. Counted only while
 * it is asked for; one tally serves all limits that are measured at its scope.
 */
import { asksOf } from '../config/asks.js';
import { NOWHERE, type Path, type ScopedLimits, tiersOf } from '../controls/tiers.js';
import type { Decision } from '../model/decision.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import type { Money } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { ReservedState, TallyMet } from '../model/reserved-state.js';
import { Buckets, type BucketPart } from './buckets.js';
import type { DayCountExceeded, GateEvent } from './event.js';
import { UNSTAMPED } from './outcome.js';
import type { Asked } from './scoped-look.js';
import type { GateState, OrderState } from './state.js';

export interface Tally {
  /** Messages, and as their sum the fills. */
  window: Buckets;
  /** The exchange's day of the orders that were let through. */
  day: string;
  orders: number;
  /** Of the same day, while they are limited. */
  cancels: number;
  amends: number;
  /** What the last ones were worth, oldest first. Decisions hold it, so it is replaced and never changed. */
  sizes: readonly Money[];
}

/** As it is kept in a snapshot. */
export type KeptTally = Omit<Tally, 'window' | 'cancels' | 'amends'> & {
  scope: string;
  seconds: number;
  parts: BucketPart[];
  /** Not there while there are none. */
  cancels?: number;
  amends?: number;
};

const SIZES_MAX = 20;
/** Beyond it the scope that was counted first is forgotten. */
const TALLIES_MAX = 100_000;

type Limited = Pick<
  RiskLimits,
  'max_order_to_trade' | 'max_day_orders' | 'max_day_cancels' | 'max_day_amendments' | 'max_order_to_average_hundredths'
>;
const isCounted = (l: Partial<Limited>) =>
  (l.max_order_to_trade ?? l.max_day_orders ?? l.max_day_cancels ?? l.max_day_amendments ?? null) !== null;
const isAveraged = (l: Partial<Limited>) => (l.max_order_to_average_hundredths ?? null) !== null;

interface Place {
  scope: string;
  seconds: number;
  /** The most of a day; null: not counted here. */
  cancels: number | null;
  amends: number | null;
}

const daily = (l: Partial<Limited>): Pick<Place, 'cancels' | 'amends'> => ({
  cancels: l.max_day_cancels ?? null,
  amends: l.max_day_amendments ?? null,
});

/** In the account: it is counted there, and its sizes in each symbol of it. */
function ownPlaces(limits: RiskLimits, { account, symbol }: Pick<Order, 'account' | 'symbol'>): Place[] {
  const seconds = limits.order_to_trade_window_seconds;
  const places: Place[] = [];
  if (isCounted(limits)) places.push({ scope: `account:${account}`, seconds, ...daily(limits) });
  if (isAveraged(limits)) places.push({ scope: `account:${account}/symbol:${symbol}`, seconds, ...daily({}) });
  return places;
}

const isTallied = ({ asks }: ScopedLimits): boolean => asks.tallies;

const placesByPath = new WeakMap<Path, readonly Place[]>();

/** Where an order counts, each scope once. Found once for each path of orders. */
function placesOf(config: RiskConfig, order: Asked): readonly Place[] {
  const tiers = tiersOf(config);
  const path = tiers.pathOf(order);
  if (path === NOWHERE) return placesOn(path, tiers.limitsOf(order.account), order);
  let found = placesByPath.get(path);
  if (!found) placesByPath.set(path, (found = placesOn(path, tiers.limitsOf(order.account), order)));
  return found;
}

function placesOn({ touched, scopes }: Path, own: RiskLimits, order: Asked): Place[] {
  const places = ownPlaces(own, order);
  for (const [i, limits] of touched.entries()) {
    if (!isTallied(limits)) continue;
    const scope = scopes[i] as string;
    const most = daily(limits.set);
    const place = places.find((one) => one.scope === scope);
    const seconds = limits.limits.order_to_trade_window_seconds;
    if (!place) {
      places.push({ scope, seconds, ...most });
      continue;
    }
    Object.assign(place, { cancels: least(place.cancels, most.cancels), amends: least(place.amends, most.amends) });
    // Another limit is measured here: the window is that of the messages for each fill, which are limited once at a scope.
    if ((limits.set['max_order_to_trade'] ?? null) !== null) place.seconds = seconds;
  }
  return places;
}

const least = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

// ---- what events do ----

export function noteTallies(state: GateState, event: GateEvent): void {
  switch (event.type) {
    case 'ORDER_DECIDED': {
      const { order, accepted, state: met } = event;
      const day = state.accounts.get(order.account)?.day ?? '';
      const atMs = Math.floor(met.at_us / 1000);
      for (const tally of talliesIn(state, order)) {
        tally.window.add(atMs, 1, 0);
        if (accepted) letThrough(tally, day, met.notional);
      }
      return;
    }
    case 'AMEND_DECIDED':
      noteMessage(state, event.order, event.at_ms, 'amends');
      return;
    case 'CANCEL_REQUESTED': {
      const open = state.orders.get(event.order_id);
      if (open) noteMessage(state, open.order, event.at_ms, 'cancels');
      return;
    }
    case 'EXECUTION_APPLIED': {
      const open = event.kind === 'FILL' ? state.orders.get(event.order_id) : undefined;
      if (open) for (const { window } of talliesIn(state, open.order)) window.add(event.at_ms, 0, 1);
      return;
    }
    default:
  }
}

type Message = 'cancels' | 'amends';

function noteMessage(state: GateState, order: Order, atMs: number, what: Message): void {
  const { config, tallies } = state;
  if (!config) return;
  for (const place of placesOf(config, order)) {
    const tally = tallyIn(tallies, place);
    tally.window.add(atMs, 1, 0);
    if (place[what] === null) continue;
    beginDay(tally, state.accounts.get(order.account)?.day ?? '');
    tally[what] += 1;
  }
}

/** Cancels or amendments of the day that are the first one too many, after the event: each is told once a day. */
export function tooManyOfDay(state: GateState, event: GateEvent): DayCountExceeded[] {
  if (event.type !== 'CANCEL_REQUESTED' && event.type !== 'AMEND_DECIDED') return [];
  const order = event.type === 'AMEND_DECIDED' ? event.order : state.orders.get(event.order_id)?.order;
  const what = event.type === 'AMEND_DECIDED' ? 'amends' : 'cancels';
  if (!order || !state.config) return [];
  return placesOf(state.config, order).flatMap((place): DayCountExceeded[] => {
    const count = state.tallies.get(place.scope)?.[what] ?? 0;
    const most = place[what];
    if (most === null || count !== most + 1) return [];
    const about = { scope: place.scope, what: what === 'amends' ? ('amendments' as const) : ('cancels' as const) };
    return [{ type: 'DAY_COUNT_EXCEEDED', ...UNSTAMPED, account: order.account, ...about, count, limit: most }];
  });
}

function beginDay(tally: Tally, day: string): void {
  if (tally.day >= day) return;
  tally.day = day;
  tally.orders = tally.cancels = tally.amends = 0;
}

function letThrough(tally: Tally, day: string, notional: Money): void {
  beginDay(tally, day);
  tally.orders += 1;
  tally.sizes = withOneMore(tally.sizes, notional);
}

/** The last ones. A full list is copied and moved up: every scope makes a new one of each order. */
function withOneMore(sizes: readonly Money[], last: Money): readonly Money[] {
  if (sizes.length < SIZES_MAX) return [...sizes, last];
  const all = sizes.slice(-SIZES_MAX);
  for (let i = 1; i < SIZES_MAX; i += 1) all[i - 1] = all[i] as Money;
  all[SIZES_MAX - 1] = last;
  return all;
}

function talliesIn(state: GateState, order: Asked): Tally[] {
  return state.config ? placesOf(state.config, order).map((place) => tallyIn(state.tallies, place)) : [];
}

function tallyIn(tallies: GateState['tallies'], { scope, seconds }: Pick<Place, 'scope' | 'seconds'>): Tally {
  let tally = tallies.get(scope);
  if (!tally) {
    tally = { window: new Buckets(seconds), day: '', orders: 0, cancels: 0, amends: 0, sizes: [] };
    const [first] = tallies.size >= TALLIES_MAX ? tallies.keys() : [];
    if (first !== undefined) tallies.delete(first);
    tallies.set(scope, tally);
  } else if (tally.window.seconds !== seconds) tally.window = new Buckets(seconds);
  return tally;
}

/** While nothing is limited nothing is counted. A scope that is limited no more keeps what it has until then. */
export function keepTallies({ config, tallies }: GateState): void {
  if (config && !asksOf(config).tallies) tallies.clear();
}

// ---- what an order meets ----

/** Orders of a list that come before: attempts all, and of them those that would be let through. */
export interface Before {
  attempts: readonly Order[];
  passed: readonly Decision[];
}
const ALONE: Before = { attempts: [], passed: [] };

/** The figures of the account and of each scope, this order included. One that is judged again counted when it came. */
export function meetTallies(
  state: GateState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  { own, amends }: { own: OrderState | null; amends: boolean },
  before: Before = ALONE,
): void {
  if (own && !amends) return;
  const tiers = tiersOf(config);
  const at = (scope: string) => tallyMet(state, scope, order, met.at_us, amends, before, config);
  const limits = tiers.limitsOf(order.account);
  const { account, symbol } = order;
  const base = isCounted(limits) ? at(`account:${account}`) : null;
  const sizes = isAveraged(limits) ? at(`account:${account}/symbol:${symbol}`).sizes : null;
  if (base || sizes) met.tally = { ...(base ?? NO_TALLY), sizes: sizes ?? [] };
  if (!met.scopes) return;
  // Every scope that the order touches has one, in the same order.
  const { touched, scopes } = tiers.pathOf(order);
  for (let i = 0; i < touched.length; i += 1) {
    const scoped = touched[i];
    const one = met.scopes[i];
    if (scoped && one && isTallied(scoped)) one.tally = at(scopes[i] as string);
  }
}
const NONE = { count: 0, sum: 0 };
const NO_TALLY: TallyMet = { messages: 0, fills: 0, orders: 0, sizes: [] };

function tallyMet(
  { tallies, accounts }: GateState,
  scope: string,
  order: Asked,
  atUs: number,
  amends: boolean,
  { attempts, passed }: Before,
  config: RiskConfig,
): TallyMet {
  const tally = tallies.get(scope);
  const today = accounts.get(order.account)?.day ?? '';
  const isHere = (one: Asked) => placesOf(config, one).some((place) => place.scope === scope);
  const through = passed.length === 0 ? NOBODY : passed.filter((one) => isHere(one.order));
  const count = attempts.length === 0 ? 0 : attempts.filter(isHere).length;
  const orders = tally && tally.day >= today ? tally.orders : 0;
  const known = tally?.sizes ?? NO_SIZES;
  const sizes = through.length === 0 ? known : [...known, ...through.map(({ state }) => state.notional)].slice(-SIZES_MAX);
  const { count: messages, sum: fills } = tally?.window.totals(Math.floor(atUs / 1000)) ?? NONE;
  return {
    messages: messages + count + 1,
    fills,
    // An amendment is no order.
    orders: amends ? 0 : orders + through.length + 1,
    sizes: amends ? NO_SIZES : sizes,
  };
}
const NOBODY: readonly Decision[] = [];
const NO_SIZES: readonly Money[] = [];

// ---- snapshots ----

export function keptTallies({ tallies }: GateState): KeptTally[] {
  return [...tallies].map(([scope, { window, day, orders, cancels, amends, sizes }]) => ({
    ...{ scope, seconds: window.seconds, parts: window.parts(), day, orders, sizes: [...sizes] },
    ...(cancels === 0 && amends === 0 ? {} : { cancels, amends }),
  }));
}

export function restoreTallies({ tallies }: GateState, kept: readonly KeptTally[]): void {
  for (const { scope, seconds, parts, day, orders, cancels = 0, amends = 0, sizes } of kept)
    tallies.set(scope, { window: new Buckets(seconds, parts), day, orders, cancels, amends, sizes: [...sizes] });
}
