import type { Order } from '../model/order.js';
import { decodeEvent, LineFormatError } from './codec.js';
import type { Checkpoint, GateEvent } from './event.js';
import { EventDoesNotFitError, evolve } from './evolve.js';
import type { GateState } from './state.js';
import { checkpointHash } from './state-hash.js';

/** An event that was folded, with the order that it speaks of as the state knew it, so that nobody has to look it up. */
export interface FoldedEvent {
  /** Its number in the log: 1, 2, 3 ... without a gap. */
  n: number;
  event: GateEvent;
  order: Order | null;
}

/** A line that this build cannot read: it is set aside and told, and what follows is folded. */
export interface Unreadable {
  n: number;
  line: string;
  fault: string;
}

/** The folded state and the log's own checkpoint differ: this process, or the one that wrote it, is wrong. Stop. */
export class StateDivergedError extends Error {
  override name = 'StateDivergedError';
}

/** The order that an event speaks of, before the event is folded (a final order leaves the state). */
export function orderOf(state: GateState, event: GateEvent): Order | null {
  switch (event.type) {
    case 'ORDER_DECIDED':
    case 'ORDER_ADOPTED':
      return event.order;
    case 'ORDER_AMENDED':
      return event.order;
    case 'AMEND_DECIDED':
      return state.orders.get(event.order.order_id)?.order ?? null;
    case 'EXECUTION_APPLIED':
    case 'AMEND_REJECTED':
    case 'ORDER_WITHDRAWN':
    case 'CANCEL_REQUESTED':
      return state.orders.get(event.order_id)?.order ?? null;
    default:
      return null;
  }
}

/** Folds one event that was read from the log. Throws StateDivergedError. */
export function foldEvent(state: GateState, event: GateEvent): FoldedEvent {
  if (event.type === 'CHECKPOINT') compare(state, event);
  const order = orderOf(state, event);
  evolve(state, event);
  return { n: state.n, event, order };
}

/** Folds one line of the log. Throws StateDivergedError; a line that cannot be read is counted and passed over. */
export function foldLine(
  state: GateState,
  line: string,
  /** Called with the event before it changes the state. */
  before: (event: GateEvent) => void = () => {},
): FoldedEvent | Unreadable {
  try {
    const event = decodeEvent(line);
    before(event);
    return foldEvent(state, event);
  } catch (error) {
    if (!(error instanceof LineFormatError) && !(error instanceof EventDoesNotFitError)) throw error;
    state.n += 1;
    passOver(state, line);
    return { n: state.n, line, fault: error.message };
  }
}

/** What can be known of a line that cannot be read: its id, so that ids after it still grow. */
export function passOver(at: Pick<GateState, 'last_ms' | 'last_seq'>, line: string): void {
  const id = lineId(line);
  if (id === null || id.ms < at.last_ms) return;
  at.last_ms = id.ms;
  at.last_seq = id.seq;
}

/** The id that a line begins with; null when it has none. */
export function lineId(line: string): { ms: number; seq: number } | null {
  const [, ms, seq] = /^\S (\d{1,15})-(\d{1,9})(?: |$)/.exec(line) ?? [];
  return ms === undefined || seq === undefined ? null : { ms: Number(ms), seq: Number(seq) };
}

function compare(state: GateState, event: Checkpoint): void {
  const own = checkpointHash(state, event);
  // Of a later build: nothing is wrong with the state.
  if (own === null) throw new EventDoesNotFitError('a checkpoint of a part of the state that this build does not have');
  if (own === event.hash) return;
  const of = event.parts?.map((part) => `${part.of} ${part.from} to ${part.to}`).join(', ') ?? 'all';
  throw new StateDivergedError(
    `the state at event ${state.n} (${of}) has the hash ${own}, the log says ${event.hash}: it must not be used`,
  );
}
