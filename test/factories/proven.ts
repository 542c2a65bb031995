import { emptyState } from '#core/gate/state.js';
import { encodeEvent } from '#core/gate/codec.js';
import { restoreSnapshot, takeSnapshot } from '#core/gate/snapshot.js';
import { stateHash } from '#core/gate/state-hash.js';
import { LogProof } from '#core/verify/log-proof.js';
import { compile, type GateWorld } from './gate-world.js';

/** The world's log proves what it did, to the same state; so does a snapshot that is read again. */
export function isProven(world: GateWorld): void {
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
  const again = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))), compile);
  expect(stateHash({ ...again, clients: world.state.clients })).toBe(stateHash(world.state));
}
