/** Which part of the state each checkpoint proves: so much that no order waits long for it, and in a round of them the whole. */
import type { Checkpoint } from './event.js';
import { hashOfParts, SECTIONS, stateHash, type StatePart } from './state-hash.js';
import type { GateState } from './state.js';

/** Positions, strategies' shares and open orders that one checkpoint proves: about 2 ms with what it takes to find them. An account is never divided. */
export const PROVED_MAX = 1000;

/** Where a round stands: which section is next, and where what is left of it ends; null: at its end. */
export interface Round {
  readonly section: number;
  readonly left: number | null;
}
export const NEW_ROUND: Round = { section: 0, left: null };

/** What a checkpoint says of the state, and how the round goes on; null when it is over. A state that one checkpoint can prove has no parts. */
export function nextCheckpoint(
  state: GateState,
  round: Round,
  most = PROVED_MAX,
): { proved: Pick<Checkpoint, 'hash' | 'parts'>; next: Round | null } {
  const { parts, next } = nextParts(state, round, most);
  if (next === null && round.section === 0 && round.left === null) return { proved: { hash: stateHash(state) }, next };
  const hash = hashOfParts(state, parts);
  if (hash === null) throw new Error('a part of the state is of no section');
  return { proved: { hash, parts }, next };
}

/**
 * Each section from its end to its beginning. What comes stands at the end of its map, and what leaves moves only what came after it. So what stays in the
 * state through a round is in one of its parts.
 */
function nextParts(state: GateState, round: Round, most: number): { parts: StatePart[]; next: Round | null } {
  const parts: StatePart[] = [];
  let room = most;
  for (let at = round.section; at < SECTIONS.length; at += 1) {
    const section = SECTIONS[at];
    const left = at === round.section ? round.left : null;
    const to = Math.min(left ?? Infinity, section?.size(state) ?? 0);
    if (!section || to === 0) continue;
    const { from, work } = section.before(state, to, room, room === most);
    if (from < to) parts.push({ of: section.of, from, to });
    if (from > 0) return { parts, next: { section: at, left: from } };
    room -= work;
  }
  return { parts, next: null };
}
