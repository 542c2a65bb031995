import { randomUUID } from 'node:crypto';
import type { Lease, LiveBook } from './ports/live-book.js';
import { pause } from './pause.js';

const ASK_MS = 300;

/**
 * Does `work` while this process has the lease, again and again until the signal aborts; `work` gets a signal that aborts when the lease is lost, or
 * could not be renewed for its whole time. A lease alone does not keep a frozen process from writing when it wakes: what it writes must be fenced too.
 */
export async function underLease(
  book: LiveBook,
  which: Lease,
  forMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const holder = randomUUID();
  const take = () => book.lease(holder, forMs, which).catch(() => null);
  while (!signal.aborted) {
    if ((await take()) !== null) await whileHeld(holder, book, which, forMs, signal, work);
    await pause(ASK_MS, signal);
  }
}

async function whileHeld(
  holder: string,
  book: LiveBook,
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
    const token = await book.lease(holder, forMs, which).catch(() => undefined);
    if (token) renewedAt = Date.now();
    else if (token === null || Date.now() - renewedAt >= forMs) lost.abort();
  }
  try {
    await working;
  } finally {
    await book.release(holder, which).catch(() => undefined);
  }
}
