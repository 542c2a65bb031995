/**
 * Ids of live messages. The parts of an event have a number behind its id: 0 for its order or breaker, 1 for its alert. The bare id is LIMITS_CHANGED's and
 * stands for the event as a whole; it comes after all numbered ones: who resumes after it has seen everything of that event.
 */
export interface MessageKey {
  ms: number;
  seq: number;
  /** Infinity for a bare id. */
  part: number;
}

export function messageKey(id: string): MessageKey {
  const [ms = 0, seq = 0, part = Infinity] = id.split('-').map(Number);
  return { ms, seq, part };
}

/** Negative when a comes before b. */
export function compareKeys(a: MessageKey, b: MessageKey): number {
  return a.ms - b.ms || a.seq - b.seq || (a.part === b.part ? 0 : a.part - b.part);
}

/** An alert's id is its event's. That of a log entry that cannot be read bears its own number, for it is no event's. */
export function alertMessageId(alertId: string): string {
  const [ms, seq, part = '1'] = alertId.split('-');
  return `${ms}-${seq}-${part}`;
}

export function orderMessageId(eventId: string): string {
  return `${eventId}-0`;
}

export function breakerMessageId(eventId: string): string {
  return `${eventId}-0`;
}
