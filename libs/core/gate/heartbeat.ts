/** A client that must be heard: when it is silent for too long, its scope is halted. Any order or cancel of the one who armed it counts as heard. */
import type { Heartbeat } from './command.js';
import type { GateEvent, HeartbeatReceived } from './event.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import type { GateState } from './state.js';

export interface Beat {
  readonly scope: string;
  readonly timeout_ms: number;
  /** Who armed it. */
  readonly actor: string;
  heard_ms: number;
}

/** Clients that are armed at once. */
export const BEATS_MAX = 1000;

export function decideHeartbeat(state: GateState, { scope, timeout_ms, actor }: Heartbeat): Outcome<'heartbeat'> {
  if (timeout_ms === 0 && !state.beats.has(scope)) return { answer: { kind: 'heartbeat', armed: false }, events: [] };
  if (timeout_ms > 0 && !state.beats.has(scope) && state.beats.size >= BEATS_MAX)
    return { answer: unavailable('OVERLOADED', `${BEATS_MAX} clients are armed already`), events: [] };
  const events: GateEvent[] = [{ type: 'HEARTBEAT_RECEIVED', ...UNSTAMPED, scope, timeout_ms, actor }];
  return { answer: { kind: 'heartbeat', armed: timeout_ms > 0 }, events };
}

export function heartbeatReceived({ beats }: GateState, { scope, timeout_ms, actor, at_ms }: HeartbeatReceived): void {
  if (timeout_ms === 0) beats.delete(scope);
  else beats.set(scope, { scope, timeout_ms, actor, heard_ms: at_ms });
}

/** A message of a client that is armed. */
export function hear({ beats }: GateState, actor: string | undefined, atMs: number): void {
  if (beats.size === 0 || actor === undefined) return;
  for (const beat of beats.values()) if (beat.actor === actor) beat.heard_ms = atMs;
}
