/**
 * A kill that closes what is held: every two seconds for a minute (before the close of the exchange: until it closes), limit orders that fill at once or not at all (IOC), at the bid or the ask moved by a protection.
 * Each is an order like any other, at most as large as one may be and strictly closing; only breakers and the order rate do not hold it back. What has no
 * fresh quote waits. The orders come right after a mark or a look of the monitor.
 */
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import { type Contract, type Money, mulDiv, otherFactor, type Quantity } from '../model/money.js';
import type { Order } from '../model/order.js';
import { parseScope, USER_NAME } from '../model/scope.js';
import type { GateCommand, Stamp } from './command.js';
import type { FlattenEnded, FlattenStarted, GateEvent } from './event.js';
import { contractOf } from './contracts.js';
import type { Leaf } from './figures.js';
import { UNSTAMPED } from './outcome.js';
import type { AccountState, GateState } from './state.js';
import { isFresh } from './valuation.js';

export interface Flatten {
  readonly scope: string;
  readonly breaker_id: number;
  readonly protect_bps: number;
  readonly actor: string;
  readonly started_ms: number;
  /** When it is over; left out: after its minute. */
  readonly until_ms?: number;
  /** When its last order was decided. */
  last_ms: number;
}

export const FLATTEN_EVERY_MS = 2000;
export const FLATTEN_FOR_MS = 60_000;
/** Positions of one turn, and orders of one position in it: four equal ones each two seconds are within what equal orders may be. */
const POSITIONS_AT_ONCE = 50;
const ORDERS_AT_ONCE = 4;
const UNIT = 100_000_000;

/** Users hold nothing of their own. */
export const canFlatten = (scope: string): boolean => parseScope(scope)?.who !== 'user';

export function flattenStarted({ flattens }: GateState, event: FlattenStarted): void {
  const { scope, breaker_id, protect_bps, actor, at_ms, until_ms } = event;
  const until = until_ms === undefined ? {} : { until_ms };
  flattens.set(scope, { scope, breaker_id, protect_bps, actor, started_ms: at_ms, ...until, last_ms: at_ms - FLATTEN_EVERY_MS });
}

/** What is still held in a scope, each with the account that it closes in. */
interface Held {
  account: AccountState;
  leaf: Leaf;
  strategy?: string;
}

/** By the names of the scope alone (isInScope), read once: a firm holds hundreds of thousands of positions. */
function* heldToClose({ accounts }: GateState, scope: string): Generator<Held> {
  const { who = null, whose = '', what = null, of = '' } = parseScope(scope) ?? {};
  if (who === 'user') return;
  const one = who === 'account' ? accounts.get(whose) : undefined;
  const all = who === 'account' ? (one ? [one] : []) : accounts.values();
  const isHeld = ({ quantity, symbol }: Leaf) => quantity !== 0 && (what !== 'symbol' || symbol === of);
  for (const account of all)
    if (who === 'strategy') {
      for (const leaf of account.slices.values())
        if (leaf.strategy === whose && isHeld(leaf)) yield { account, leaf, strategy: whose };
    } else for (const leaf of account.positions.values()) if (isHeld(leaf)) yield { account, leaf };
}

type Decide = (state: GateState, command: Extract<GateCommand, { kind: 'submit' }>, stamp: Stamp) => { events: GateEvent[] };

/** What comes after a mark or a look of the monitor; each is asked when the one before it has changed the state. `decide` is the gate's own. */
export function* flattenSteps(state: GateState, event: GateEvent, stamp: Stamp, decide: Decide): Generator<GateEvent> {
  if (state.flattens.size === 0 || (event.type !== 'MARKED' && event.type !== 'TICKED')) return;
  for (const flatten of [...state.flattens.values()]) {
    const over = event.at_ms >= (flatten.until_ms ?? flatten.started_ms + FLATTEN_FOR_MS);
    const isTurn = event.at_ms - flatten.last_ms >= FLATTEN_EVERY_MS;
    // Between two turns it is only asked whether anything is held at all.
    if (!over && !isTurn && heldToClose(state, flatten.scope).next().done !== true) continue;
    const held = [...heldToClose(state, flatten.scope)];
    if (over || held.length === 0) {
      yield endOf(flatten, held.length);
      continue;
    }
    const turn = Math.floor((event.at_ms - flatten.started_ms) / FLATTEN_EVERY_MS);
    for (let i = 0; i < Math.min(held.length, POSITIONS_AT_ONCE); i += 1) {
      const one = held[(turn * POSITIONS_AT_ONCE + i) % held.length];
      if (one) yield* ordersOf(state, flatten, one, stamp, decide);
    }
  }
}

function* ordersOf(state: GateState, flatten: Flatten, held: Held, stamp: Stamp, decide: Decide): Generator<GateEvent> {
  for (let i = 0; i < ORDERS_AT_ONCE; i += 1) {
    const order = closing(state, flatten, held, stamp.at_us);
    if (!order) return;
    const { events } = decide(state, { kind: 'submit', order }, stamp);
    yield* events;
    const [decided] = events;
    if (decided?.type !== 'ORDER_DECIDED' || !decided.accepted) return;
  }
}

/** Null when nothing is left to close, or there is no fresh quote. */
function closing(
  state: GateState,
  { scope, protect_bps, breaker_id, actor }: Flatten,
  { account, leaf, strategy }: Held,
  atUs: number,
): Order | null {
  const { config } = state;
  const { symbol } = leaf;
  const quote = state.quotes.get(symbol);
  const position = account.positions.get(symbol);
  if (!config || !quote || !position || !isFresh(quote, atUs)) return null;
  const side = leaf.quantity > 0 ? 'SELL' : 'BUY';
  const left = Math.min(closable(leaf), closable(position));
  if (left <= 0 || Math.sign(leaf.quantity) !== Math.sign(position.quantity)) return null;
  const price = protectedPrice(config, symbol, side, quote, protect_bps);
  const id = `${Math.floor(atUs / 1000)
    .toString(36)
    .padStart(9, '0')}${(state.n + 1).toString(16).padStart(20, '0')}`;
  const draft: Order = {
    ...{ account: account.account, client_order_id: `flatten-${breaker_id}-${state.n + 1}`, symbol, side, price },
    ...{ quantity: left as Quantity, order_type: 'LIMIT', time_in_force: 'IOC', reduce_only: true, flatten: scope },
    ...{ order_id: `ord_${id}`, decision_id: `dec_${id}`, ...(USER_NAME.test(actor) ? { user: actor } : {}) },
    ...(strategy === undefined ? {} : { strategy }),
  };
  const most = mostUnits(config, draft, Math.max(price, quote.bid), contractOf(state, symbol));
  const quantity = left <= most ? left : onStep(most, config.instruments[symbol]?.step ?? 1);
  return quantity <= 0 ? null : { ...draft, quantity: quantity as Quantity };
}

/** What is held and not being closed already. */
const closable = ({ quantity, open_sell_quantity, open_buy_quantity }: Leaf): number =>
  Math.abs(quantity) - (quantity > 0 ? open_sell_quantity : open_buy_quantity);

/** On the tick, towards the market. */
function protectedPrice(
  { instruments }: RiskConfig,
  symbol: string,
  side: 'BUY' | 'SELL',
  { bid, ask }: { bid: Money; ask: Money },
  bps: number,
): Money {
  const moved = side === 'SELL' ? mulDiv(bid, 10_000 - bps, 10_000) : mulDiv(ask, 10_000 + bps, 10_000, 'up');
  const tick = (instruments[symbol]?.ticks ?? []).findLast(({ from }) => from <= moved)?.tick ?? 1;
  return Math.max(side === 'SELL' ? Math.floor(moved / tick) * tick : Math.ceil(moved / tick) * tick, tick) as Money;
}

/** By the size of one order, wherever it is limited. */
function mostUnits(config: RiskConfig, order: Order, price: number, contract: Contract | null): number {
  const tiers = tiersOf(config);
  const set = tiers.touched(order).flatMap(({ set: { max_order_size: most } }) => (typeof most === 'number' ? [most] : []));
  const size = Math.min(tiers.limitsOf(order.account).max_order_size, ...set) as Money;
  return contract === null ? mulDiv(size, UNIT, price) : otherFactor(size, price, contract, Number.MAX_SAFE_INTEGER, 'down');
}

const onStep = (units: number, step: number): number => Math.floor(units / step) * step;

function endOf({ scope, breaker_id, actor }: Flatten, positions_left: number): FlattenEnded {
  return { type: 'FLATTEN_ENDED', ...UNSTAMPED, scope, breaker_id, actor, positions_left };
}
