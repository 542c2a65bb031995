import { NEW_ROUND, nextCheckpoint, type Round } from '#core/gate/checkpoint-round.js';
import type { Checkpoint } from '#core/gate/event.js';
import { emptyState, type GateState } from '#core/gate/state.js';
import { encodeEvent } from '#core/gate/codec.js';
import { restoreSnapshot, snapshotInSteps, takeSnapshot } from '#core/gate/snapshot.js';
import { stateHash } from '#core/gate/state-hash.js';
import { LogProof } from '#core/verify/log-proof.js';
import { compile, type GateWorld } from './gate-world.js';

const SMALL = 3;

/** What a round of small checkpoints says of a state. */
export function roundOf(state: GateState): Pick<Checkpoint, 'hash' | 'parts'>[] {
  const round: Pick<Checkpoint, 'hash' | 'parts'>[] = [];
  for (let at: Round | null = NEW_ROUND; at !== null; ) {
    const { proved, next }: ReturnType<typeof nextCheckpoint> = nextCheckpoint(state, at, SMALL);
    round.push(proved);
    at = next;
  }
  return round;
}

/** The world's log proves what it did, to the same state; so does a snapshot that is read again. */
export function isProven(world: GateWorld): void {
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
  const steps = snapshotInSteps(world.state, SMALL);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  expect(step.value).toEqual({ hash: stateHash(world.state), text: JSON.stringify(takeSnapshot(world.state)) });
  const again = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))), compile);
  expect(stateHash({ ...again, clients: world.state.clients })).toBe(stateHash(world.state));
  const round = roundOf(world.state);
  expect(roundOf(proof.state)).toEqual(round);
  expect(roundOf({ ...again, clients: world.state.clients })).toEqual(round);
}
