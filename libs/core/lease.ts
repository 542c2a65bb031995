import { randomUUID } from 'node:crypto';
import type { Complaint } from './complaint.js';
import type { Lease, Leases } from './ports/leases.js';
import { pause } from './pause.js';

const ASK_MS = 300;

/** What only one process does at a time. */
export interface Duty {
  which: Lease;
  /** How long the lease lasts without being renewed. */
  forMs: number;
  complaint: Complaint;
}

/**
 * Does `work` while this process has the lease, again and again until the signal aborts; `work` gets a signal that aborts when the lease is lost, or
 * could not be renewed for its whole time. A lease alone does not keep a frozen process from acting when it wakes: what it does must stand a repeat.
 */
export async function underLease(
  leases: Leases,
  { which, forMs, complaint }: Duty,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const holder = randomUUID();
  const take = () => complaint.tried(() => leases.take(which, holder, forMs), null);
  while (!signal.aborted) {
    if (await take()) {
      try {
        await whileHeld(take, forMs, signal, work);
      } finally {
        await complaint.tried(() => leases.release(which, holder), undefined);
      }
    }
    await pause(ASK_MS, signal);
  }
}

/** `take` says null when it got no answer. Throws what the work throws. */
async function whileHeld(
  take: () => Promise<boolean | null>,
  forMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const signal = AbortSignal.any([outer, lost.signal]);
  const working = work(signal).finally(() => lost.abort());
  working.catch(() => undefined); // Awaited below.
  let renewedAt = Date.now();
  while (!signal.aborted) {
    await pause(forMs / 3, signal);
    if (signal.aborted) break;
    const held = await take();
    if (held) renewedAt = Date.now();
    else if (held === false || Date.now() - renewedAt >= forMs) lost.abort();
  }
  await working;
}
