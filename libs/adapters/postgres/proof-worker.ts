/** The thread that proves the rows: see proof-thread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ProofSource } from '#core/ports/proof-source.js';
import { Difference } from '#core/verify/difference.js';
import { proveRows } from '#core/verify/prove-rows.js';
import { StoppedAt } from '#core/verify/side-by-side.js';
import { openForProof, withProofSource } from './proof-source.js';
import type { RowsNews, RowsTask } from './proof-thread.js';

const { url, moment, span } = workerData as RowsTask;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread has no origin
const say = (news: RowsNews) => parentPort?.postMessage(news);

async function prove(): Promise<RowsNews> {
  const pool = openForProof(url);
  try {
    const passed = (n: number) => say({ kind: 'passed', n });
    // Whoever waits no longer ends the thread.
    const proof = (source: ProofSource) => proveRows(source, span)(passed, new AbortController().signal);
    return { kind: 'proven', proven: await withProofSource(pool, proof, moment) };
  } finally {
    await pool.end();
  }
}

function newsOf(error: unknown): RowsNews {
  const [n, reason] = error instanceof StoppedAt ? [error.n, error.reason] : [null, error];
  if (n !== null && reason instanceof Difference) {
    const { table, key, field, kept, follows } = reason;
    return { kind: 'differs', n, difference: [table, key, field, kept, follows] };
  }
  return { kind: 'failed', n, message: reason instanceof Error ? reason.message : String(reason) };
}

prove().then(say, (error: unknown) => say(newsOf(error)));
