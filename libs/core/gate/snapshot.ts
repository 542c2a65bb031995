import { withDefaults } from '../config/with-defaults.js';
import type { AlertRow } from '../model/alert.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money } from '../model/money.js';
import type { Runs } from './conduct.js';
import type { Lock } from './accounts.js';
import type { Halt } from './halts.js';
import { keepContracts } from './contract-changes.js';
import { keepLossNoted } from './mark-held.js';
import { keepMaintenance } from './maintenance.js';
import { Extremes, type Part } from './extremes.js';
import { keepAsked } from './asked-for.js';
import { type BucketPart, Buckets } from './buckets.js';
import type { ChecksOff } from './daily.js';
import type { Flatten } from './flatten.js';
import { keptMeans, type KeptMean, restoreMeans } from './means.js';
import type { Locate } from './shorts.js';
import { keptTallies, type KeptTally, restoreTallies } from './tallies.js';
import type { Beat } from './heartbeat.js';
import { keptWatch, type KeptWatch, watchOf } from './watches.js';
import type { Leaf } from './figures.js';
import { relink } from './leaves.js';
import { noteRival } from './one-cancels-other.js';
import { hashInSteps } from './state-hash.js';
import { noteReduceOnly } from './reduce-only.js';
import type { SessionState } from './sessions.js';
import { keyTimes } from './key-rate.js';
import { type SameOrders, timesByKey, timesOf } from './same-orders.js';
import { ringOf } from './times-by-key.js';
import {
  AccountState,
  type BreakerState,
  type CompileRules,
  emptyState,
  type GateState,
  type MonitorTick,
  newPosition,
  newSlice,
  type OrderState,
  positionOf,
  type PositionState,
  type QuoteState,
  type RateState,
  sliceKey,
  type SliceState,
} from './state.js';

/** Raise it with every change that an older or newer build could misread. */
export const SNAPSHOT_FORMAT = 1;

/** The whole state as JSON, without the client ids: those are read from the orders that PostgreSQL keeps, up to `clock_us`. */
export interface Snapshot {
  format: number;
  n: number;
  position: string;
  clock_us: number;
  generation: number;
  accounts: (SnapshotAccount & {
    positions: SnapshotLeaf<'cost' | 'realized'>[];
    /** Those of strategies; not there when there are none. */
    slices?: SnapshotLeaf<'account' | 'strategy'>[];
    attempts: number[];
    /** Not there in one of an earlier build. */
    cancels?: number[];
    unsettled?: AccountState['unsettled'];
  })[];
  orders: OrderState[];
  breakers: (Omit<BreakerState, 'cancels_opening'> & { cancels_opening?: boolean })[];
  quotes: Omit<QuoteState, 'holders' | 'slices'>[];
  /** Not there before the first configuration that has scopes. */
  counting?: true;
  /** Equal orders of this minute and of the one before. */
  same?: { minute: number; now: [number, number[]][]; before: [number, number[]][] };
  /** Not there before the first configuration of a build that watches more than the loss of the day. */
  watching?: true;
  watches?: KeptWatch[];
  prices?: [string, number, Part[]][];
  runs?: [string, Runs][];
  refusals?: [string, number][];
  beats?: Beat[];
  locks?: Lock[];
  halts?: Halt[];
  override_uses?: [string, number][];
  near?: [string, number][];
  tallies?: KeptTally[];
  flattens?: Flatten[];
  checks_off?: ChecksOff;
  means?: KeptMean[];
  locates?: Locate[];
  short_tests?: [string, string][];
  sent?: { seconds: number; parts: BucketPart[] };
  market_levels?: GateState['market_levels'];
  rates?: { scope: string; attempts: number[]; cancels: number[] }[];
  last_breaker_id: number;
  broker_sequence: number;
  marked_us: number;
  tick: MonitorTick;
  config: RiskConfig | null;
  rule_set: string;
  slippage_bps: number;
  /** Snapshots of earlier builds have none. */
  fee_per_unit?: Money | null;
  faults: [string, string][];
  /** Not there in one of an earlier build, nor while there are no access rules. */
  access_version?: number;
  /** Not there while there are none. */
  sessions?: SessionState[];
  key_orders?: [string, number[]][];
  /** Snapshots of earlier builds have none. */
  alerts?: [string, AlertRow][];
}

export function takeSnapshot(state: GateState): Snapshot {
  const accounts = [...state.accounts.values()].map(wholeAccount);
  return { ...figuresIn(state), accounts, orders: [...state.orders.values()], ...restOf(state) };
}

/** Positions, strategies' shares, times and open orders that are written in one step: some 2 ms. An account is never divided. */
const STEP = 1000;

/**
 * The text of a snapshot and the hash of its state, in steps, for of a large firm both take seconds: whoever takes them gives others their turn between two steps.
 * The state must stay as it is until the end.
 */
export function* snapshotInSteps(state: GateState, step = STEP): Generator<void, { hash: string; text: string }> {
  const parts = [`{${fieldsOf(figuresIn(state))},"accounts":[`];
  yield* inSteps(parts, state.accounts.values(), wholeAccount, weightOf, step);
  parts.push('],"orders":[');
  yield* inSteps(
    parts,
    state.orders.values(),
    (open) => open,
    () => 1,
    step,
  );
  parts.push(`],${fieldsOf(restOf(state))}}`);
  yield;
  const hash = yield* hashInSteps(state, step);
  return { hash, text: parts.join('') };
}

const fieldsOf = (whole: object): string => JSON.stringify(whole).slice(1, -1);
const weightOf = ({ positions, slices, attempts, cancels }: AccountState): number =>
  1 + positions.size + slices.size + attempts.size / 10 + cancels.size / 10;

function* inSteps<T>(
  parts: string[],
  all: Iterable<T>,
  kept: (one: T) => object,
  weigh: (one: T) => number,
  step: number,
): Generator<void, void> {
  let [batch, weight, comma]: [object[], number, string] = [[], 0, ''];
  const write = () => {
    if (batch.length === 0) return;
    parts.push(comma, JSON.stringify(batch).slice(1, -1));
    [batch, weight, comma] = [[], 0, ','];
  };
  for (const one of all) {
    batch.push(kept(one));
    weight += weigh(one);
    if (weight < step) continue;
    write();
    yield;
  }
  write();
}

/** What comes before the accounts. */
function figuresIn(state: GateState) {
  const { n, clock_us, generation, last_breaker_id, broker_sequence, marked_us, tick } = state;
  const { config, rule_set, slippage_bps, fee_per_unit } = state;
  return {
    format: SNAPSHOT_FORMAT,
    ...{ n, position: positionOf(state), clock_us, generation, last_breaker_id, broker_sequence, marked_us, tick: { ...tick } },
    ...{ config, rule_set, slippage_bps, fee_per_unit },
  };
}

function wholeAccount(a: AccountState): Snapshot['accounts'][number] {
  return {
    ...accountOf(a),
    positions: [...a.positions.values()].map((p) => ({ ...leafOf(p), cost: p.cost, realized: p.realized })),
    attempts: a.attempts.times(),
    cancels: a.cancels.times(),
    ...(a.unsettled.length === 0 ? {} : { unsettled: a.unsettled.map((one) => ({ ...one })) }),
    ...(a.slices.size === 0 ? {} : { slices: [...a.slices.values()].map(sliceOf) }),
  };
}

/** What comes after the open orders. */
function restOf(state: GateState) {
  return {
    breakers: [...state.breakers.values()],
    quotes: [...state.quotes.values()].map(({ holders: _, slices: __, ...quote }) => quote),
    faults: [...state.faults],
    ...(state.counting ? { counting: true as const } : {}),
    ...(state.watching ? watchedOf(state) : {}),
    ...(state.override_uses.size === 0 ? {} : { override_uses: [...state.override_uses] }),
    ...(state.tallies.size === 0 ? {} : { tallies: keptTallies(state) }),
    ...(state.flattens.size === 0 ? {} : { flattens: [...state.flattens.values()].map((one) => ({ ...one })) }),
    ...(state.checks_off === null ? {} : { checks_off: { ...state.checks_off } }),
    ...(state.means.size === 0 ? {} : { means: keptMeans(state) }),
    ...(state.locates.size === 0 ? {} : { locates: [...state.locates.values()].map((one) => ({ ...one })) }),
    ...(state.short_tests.size === 0 ? {} : { short_tests: [...state.short_tests] }),
    ...(state.sent === null ? {} : { sent: { seconds: state.sent.seconds, parts: state.sent.parts() } }),
    ...(state.near.size === 0 ? {} : { near: [...state.near] }),
    ...(state.halts.size === 0 ? {} : { halts: [...state.halts.values()] }),
    ...(state.market_levels.day === '' ? {} : { market_levels: state.market_levels }),
    ...(state.locks.size === 0 ? {} : { locks: [...state.locks.values()] }),
    ...(state.same.minute === 0 ? {} : { same: sameTimes(state.same) }),
    ...(state.rates.size === 0 ? {} : { rates: [...state.rates].map(ratesOf) }),
    ...(state.sessions.size === 0 ? {} : { sessions: [...state.sessions.values()].map((one) => ({ ...one })) }),
    ...(state.access_version === 0 ? {} : { access_version: state.access_version }),
    ...(state.key_orders.size === 0
      ? {}
      : { key_orders: [...state.key_orders].map(([key, sent]) => [key, sent.times()] as [string, number[]]) }),
    alerts: [...state.alerts],
  };
}

function watchedOf({ watches, prices, runs, refusals, beats }: GateState) {
  return {
    watching: true as const,
    ...(watches.size === 0 ? {} : { watches: [...watches.values()].map(keptWatch) }),
    ...(prices.size === 0
      ? {}
      : { prices: [...prices].map(([key, all]): [string, number, Part[]] => [key, all.seconds, all.parts()]) }),
    ...(runs.size === 0 ? {} : { runs: [...runs] }),
    ...(refusals.size === 0 ? {} : { refusals: [...refusals] }),
    ...(beats.size === 0 ? {} : { beats: [...beats.values()].map((beat) => ({ ...beat })) }),
  };
}

function restoreWatched(state: GateState, snapshot: Snapshot): void {
  const { watching, watches = [], prices = [], runs = [], refusals = [], beats = [], locks = [] } = snapshot;
  state.watching = watching === true;
  for (const [name, uses] of snapshot.override_uses ?? []) state.override_uses.set(name, uses);
  for (const [key, at] of snapshot.near ?? []) state.near.set(key, at);
  for (const halt of snapshot.halts ?? []) state.halts.set(halt.scope, halt);
  if (snapshot.market_levels) state.market_levels = snapshot.market_levels;
  for (const lock of locks) state.locks.set(lock.scope, lock);
  for (const kept of watches) state.watches.set(kept.scope, watchOf(kept));
  for (const [key, seconds, parts] of prices) state.prices.set(key, new Extremes(seconds, parts));
  for (const [scope, one] of runs) state.runs.set(scope, one);
  for (const [scope, count] of refusals) state.refusals.set(scope, count);
  for (const beat of beats) state.beats.set(beat.scope, beat);
  for (const account of state.accounts.values()) {
    account.watch = state.watches.get(`account:${account.account}`) ?? null;
    for (const p of account.positions.values()) keepMaintenance(state, account, p);
  }
}

type SnapshotAccount = Pick<AccountState, 'account' | 'cash' | 'value' | 'gross' | 'day' | 'day_start' | 'moved' | 'realized'> &
  Pick<AccountState, 'fees' | 'peak'> &
  Partial<Pick<AccountState, 'broker_not_ready'>>;

/** What is kept of an account; sums beyond these follow from its positions and orders. */
function accountOf(a: AccountState): SnapshotAccount {
  const { account, cash, value, gross, day, day_start, moved, realized, fees, peak, broker_not_ready } = a;
  const kept = { account, cash, value, gross, day, day_start, moved, realized, fees, peak };
  return broker_not_ready === '' ? kept : { ...kept, broker_not_ready };
}

type Kept =
  | 'symbol'
  | 'quantity'
  | 'value'
  | 'open_buys'
  | 'open_sells'
  | 'open_buy_quantity'
  | 'open_sell_quantity'
  | 'exposure';
type Counted = 'bought' | 'sold' | 'flow' | 'flow_start';
type SnapshotLeaf<Own extends string> = Pick<PositionState, Kept> &
  Partial<Pick<PositionState, Counted>> &
  Pick<PositionState & SliceState, Own & keyof (PositionState & SliceState)>;

function leafOf(leaf: Leaf): Pick<PositionState, Kept> & Partial<Pick<PositionState, Counted>> {
  const { symbol, quantity, value, open_buys, open_sells, open_buy_quantity, open_sell_quantity, exposure } = leaf;
  const { bought, sold, flow, flow_start } = leaf;
  const counted = bought === 0 && sold === 0 && flow === 0 && flow_start === 0 ? {} : { bought, sold, flow, flow_start };
  return { symbol, quantity, value, open_buys, open_sells, open_buy_quantity, open_sell_quantity, exposure, ...counted };
}

const sliceOf = (slice: SliceState) => ({ ...leafOf(slice), account: slice.account, strategy: slice.strategy });
const ratesOf = ([scope, { attempts, cancels }]: [string, RateState]) => ({
  ...{ scope, attempts: attempts.times(), cancels: cancels.times() },
});
function sameTimes({ minute, now, before }: SameOrders) {
  const written = (all: SameOrders['now']) => [...all].map(([key, times]): [number, number[]] => [key, timesOf(times)]);
  return { minute, now: written(now), before: written(before) };
}

/** The state of a snapshot; its client ids follow (`clients.remember`), oldest first. Throws when the format is another build's. */
export function restoreSnapshot(snapshot: Snapshot, compile: CompileRules): GateState {
  if (snapshot.format !== SNAPSHOT_FORMAT)
    throw new Error(`the snapshot at ${snapshot.position} has format ${snapshot.format}, this build reads ${SNAPSHOT_FORMAT}`);
  const state = emptyState(compile);
  const { n, clock_us, generation, last_breaker_id, broker_sequence, marked_us, config, rule_set, slippage_bps } = snapshot;
  const [ms = 0, seq = 0] = snapshot.position.split('-').map(Number);
  Object.assign(state, { n, last_ms: ms, last_seq: seq, clock_us, generation, last_breaker_id, broker_sequence, marked_us });
  Object.assign(state, {
    config: config && withDefaults(config),
    rule_set,
    slippage_bps,
    fee_per_unit: snapshot.fee_per_unit ?? null,
    rules: rule_set === '' ? null : compile(rule_set),
  });
  Object.assign(state.tick, snapshot.tick);
  for (const quote of snapshot.quotes) state.quotes.set(quote.symbol, { ...quote, holders: new Map(), slices: new Set() });
  for (const { positions, slices = [], attempts, cancels = [], ...rest } of snapshot.accounts) {
    const account = new AccountState(rest.account, rest.cash, rest.day, ringOf(attempts), ringOf(cancels));
    Object.assign(account, rest);
    for (const kept of positions) {
      const p = Object.assign(newPosition(kept.symbol), kept);
      account.positions.set(kept.symbol, p);
      if (kept.quantity !== 0) state.quotes.get(kept.symbol)?.holders.set(account, p);
    }
    for (const kept of slices) {
      const slice = Object.assign(newSlice(kept.account, kept.strategy, kept.symbol), kept);
      account.slices.set(sliceKey(kept.strategy, kept.symbol), slice);
      if (kept.quantity !== 0) state.quotes.get(kept.symbol)?.slices.add(slice);
    }
    state.accounts.set(account.account, account);
  }
  for (const open of snapshot.orders) {
    state.orders.set(open.order.order_id, open);
    noteReduceOnly(state, open);
    noteRival(state, open);
  }
  // An earlier build knew nothing of canceling at a trip.
  for (const breaker of snapshot.breakers) {
    state.breakers.set(breaker.scope, { cancels_opening: false, ...breaker });
    keepLossNoted(state, breaker.scope);
  }
  for (const session of snapshot.sessions ?? []) state.sessions.set(session.session_id, session);
  state.access_version = snapshot.access_version ?? 0;
  for (const [key, times] of snapshot.key_orders ?? []) state.key_orders.set(key, keyTimes(times));
  for (const [source, fault] of snapshot.faults) state.faults.set(source, fault);
  state.counting = snapshot.counting === true;
  for (const { scope, attempts, cancels } of snapshot.rates ?? [])
    state.rates.set(scope, { attempts: ringOf(attempts), cancels: ringOf(cancels) });
  if (snapshot.same) {
    const { minute, now, before } = snapshot.same;
    Object.assign(state.same, { minute, now: timesByKey(now), before: timesByKey(before) });
  }
  keepContracts(state);
  restoreWatched(state, snapshot);
  restoreTallies(state, snapshot.tallies ?? []);
  for (const one of snapshot.flattens ?? []) state.flattens.set(one.scope, one);
  state.checks_off = snapshot.checks_off ?? null;
  restoreMeans(state, snapshot.means ?? []);
  for (const one of snapshot.locates ?? []) state.locates.set(`${one.account} ${one.symbol}`, one);
  for (const [symbol, day] of snapshot.short_tests ?? []) state.short_tests.set(symbol, day);
  if (snapshot.sent) state.sent = new Buckets(snapshot.sent.seconds, snapshot.sent.parts);
  relink(state);
  keepAsked(state);
  for (const [key, alert] of snapshot.alerts ?? []) state.alerts.set(key, alert);
  return state;
}
