import { randomUUID } from 'node:crypto';
import type { Lease, Leases } from './ports/leases.js';
import { pause } from './pause.js';

const ASK_MS = 300;

/**
 * Does `work` while this process has the lease, again and again until the signal aborts; `work` gets a signal that aborts when the lease is lost, or
 * could not be renewed for its whole time. A lease alone does not keep a frozen process from acting when it wakes: what it does must stand a repeat.
 */
export async function underLease(
  leases: Leases,
  which: Lease,
  forMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const holder = randomUUID();
  while (!signal.aborted) {
    if (await leases.take(which, holder, forMs).catch(() => false)) await whileHeld(holder, leases, which, forMs, signal, work);
    await pause(ASK_MS, signal);
  }
}

async function whileHeld(
  holder: string,
  leases: Leases,
  which: Lease,
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
    const held = await leases.take(which, holder, forMs).catch(() => undefined);
    if (held) renewedAt = Date.now();
    else if (held === false || Date.now() - renewedAt >= forMs) lost.abort();
  }
  try {
    await working;
  } finally {
    await leases.release(which, holder).catch(() => undefined);
  }
}
