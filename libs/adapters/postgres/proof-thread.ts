import { Worker } from 'node:worker_threads';
import { Difference } from '#core/verify/difference.js';
import type { RowsProven, RowsSpan } from '#core/verify/prove-rows.js';
import { StoppedAt } from '#core/verify/side-by-side.js';
import type { RowsProver } from '#core/verify/verify.js';

const ENTRY = new URL('./proof-worker.js', import.meta.url);

/** What the thread is given. */
export interface RowsTask {
  url: string;
  /** Of the source whose transaction stays open meanwhile. */
  moment: string;
  span: RowsSpan;
}

/** What the thread says: how far it has come, and in the end one of the others. Errors as their parts: a thread cannot be sent an object with its class. */
export type RowsNews =
  | { kind: 'passed'; n: number }
  | { kind: 'proven'; proven: RowsProven }
  | { kind: 'differs'; n: number; difference: [table: string, key: string, field: string, kept: string, follows: string] }
  | { kind: 'failed'; n: number | null; message: string };

/** Proves the rows in a thread of its own, with a connection of its own to `url` that sees what the source of `moment` sees. */
export function rowsInThread(url: string, moment: string): RowsProver {
  return (span) => (passed, signal) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(ENTRY, { workerData: { url, moment, span } satisfies RowsTask });
      const end = () => void worker.terminate();
      signal.addEventListener('abort', end, { once: true });
      let result: Exclude<RowsNews, { kind: 'passed' }> | null = null;
      let failed: Error | null = null;
      worker.on('message', (news: RowsNews) => {
        if (news.kind === 'passed') return passed(news.n);
        result = news;
        end();
      });
      worker.on('error', (error) => {
        failed = error instanceof Error ? error : new Error(String(error));
      });
      // Only then is its connection closed, too.
      worker.once('exit', (code) => {
        signal.removeEventListener('abort', end);
        if (result?.kind === 'proven') return resolve(result.proven);
        reject(failed ?? errorOf(result, code));
      });
      if (signal.aborted) end();
    });
}

function errorOf(news: Exclude<RowsNews, { kind: 'passed' | 'proven' }> | null, code: number): Error {
  if (news === null) return new Error(`the thread that proves the rows ended with code ${code}`);
  if (news.kind === 'differs') return new StoppedAt(news.n, new Difference(...news.difference));
  const error = new Error(news.message);
  return news.n === null ? error : new StoppedAt(news.n, error);
}
