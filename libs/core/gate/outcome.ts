import type { AnswerOf, GateCommand, Unavailable } from './command.js';
import type { GateEvent } from './event.js';

/** An event before the gate gives it its id and time. */
export const UNSTAMPED = { id: '', at_ms: 0 };

export interface Outcome<Kind extends GateCommand['kind'] = GateCommand['kind']> {
  answer: AnswerOf[Kind];
  events: GateEvent[];
}

export const unavailable = (code: Unavailable['code'], message: string): Unavailable => ({ kind: 'unavailable', code, message });
