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

/** An alert's message: alerts of refusals are numbered by verdict, and each verdict makes an ORDER_UPDATE before its alert. */
export function alertMessageId(alertId: string): string {
  const [ms, seq, verdict] = alertId.split('-');
  return `${ms}-${seq}-${verdict === undefined ? 1 : Number(verdict) * 2 + 1}`;
}

export function verdictMessageId(eventId: string, verdict: number): string {
  return `${eventId}-${verdict * 2}`;
}

/** A trip or reset makes its CIRCUIT_BREAKER first, then its alert. */
export function breakerMessageId(eventId: string): string {
  return `${eventId}-0`;
}
