import { decodeEvent, LineFormatError } from '../gate/codec.js';
import type { GateEvent } from '../gate/event.js';
import { Difference } from './difference.js';

/** The event of line `n` of the log. Throws Difference for a line that cannot be read. */
export function readLine(line: string, n: number): GateEvent {
  try {
    return decodeEvent(line);
  } catch (error) {
    if (!(error instanceof LineFormatError)) throw error;
    throw new Difference('the log', String(n), 'line', line.slice(0, 60), `a line that can be read (${error.message})`);
  }
}

/** Event `n` is not there: event `found` comes next (null: none). */
export function missing(n: number, found: { n: number } | null): Difference {
  const kept = found ? `event ${found.n} is the next${found.n < n ? ', once more' : ''}` : 'nothing more';
  return new Difference('decisions and gate_events', String(n), 'the row', kept, 'one');
}
