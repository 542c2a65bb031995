/**
 * Ids of live messages. A log entry that makes one message gives it its own id; several get a number behind it. The bare id stands for the
 * entry as a whole and so comes after all its numbered ones: who resumes after it has seen everything of that entry.
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

/** An event's messages: first that of the order or breaker, then its alert. An alert that is not an event's own has its number behind it. */
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
