import type { GateEvent } from '../gate/event.js';
import { foldLine } from '../gate/fold.js';
import { type GateState, positionOf } from '../gate/state.js';
import { dayOf } from '../gate/valuation.js';
import type { LogLine } from '../ports/event-log.js';
import type { CopyBatch } from '../ports/history-writer.js';

/** The log does not go on where the state ends: what lies between is gone. */
export class LogHoleError extends Error {
  override name = 'LogHoleError';
  constructor(
    readonly after: number,
    readonly next: number,
  ) {
    super(`the log has event ${next} after ${after}: what lies between is gone`);
  }
}

/**
 * Folds lines into the state, and says what is to be copied: up to the first hole. Lines that the state has already are passed over. Throws LogHoleError when
 * nothing comes before the hole, and StateDivergedError.
 */
export function foldBatch(state: GateState, lines: readonly LogLine[]): CopyBatch {
  const batch: CopyBatch = { events: [], unreadable: [], ended: [], state };
  // What an account's day came to, before the next one takes its place.
  const before = (event: GateEvent) => {
    const account = event.type === 'DAY_STARTED' ? state.accounts.get(event.day.account) : undefined;
    if (account) batch.ended.push({ n: state.n, at_ms: event.at_ms, day: dayOf(state, account) });
  };
  for (const { n, line } of lines) {
    if (n <= state.n) continue;
    if (n !== state.n + 1) {
      if (batch.events.length + batch.unreadable.length > 0) break;
      throw new LogHoleError(state.n, n);
    }
    const one = foldLine(state, line, before);
    if ('event' in one) batch.events.push({ n, line, event: one.event });
    else batch.unreadable.push({ ...one, id: `${positionOf(state)}-${n}`, at_ms: state.last_ms });
  }
  return batch;
}
