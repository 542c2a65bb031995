import { parseArgs } from 'node:util';
import { openForProof, withProofSource } from '#adapters/postgres/proof-source.js';
import { rowsInThread } from '#adapters/postgres/proof-thread.js';
import { exchangeDayStart, isDay } from '#core/model/exchange-day.js';
import type { ProofSource } from '#core/ports/proof-source.js';
import { type Proven, verify } from '#core/verify/verify.js';
import { compileRuleSet } from '#rules/compile.js';
import { parseRuleSet } from '#rules/load.js';
import { UsageError } from './usage-error.js';

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;

/** `verify [--from DATE|N] [--to DATE|N]`: reads PostgreSQL and nothing else. Throws with the first thing that differs. */
export async function verifyCommand(args: string[]): Promise<void> {
  const given = readRange(args);
  const url = process.env['DATABASE_URL'];
  if (!url) throw new UsageError('DATABASE_URL is not set, and no Breakwater runs here by npm start');
  const pool = openForProof(url);
  const began = performance.now();
  try {
    const proven = await withProofSource(pool, async (source) => {
      const [from, to] = [await numberOf(source, given.from, 0), await numberOf(source, given.to, 1)];
      const compile = (document: string) => compileRuleSet(parseRuleSet(document));
      return verify(source, compile, { from, to }, rowsInThread(url, await source.moment()));
    });
    console.log(inWords(proven, (performance.now() - began) / 1000));
  } finally {
    await pool.end();
  }
}

const PLACE = /^(?:(?<n>\d{1,15})|(?<date>\d{4}-\d{2}-\d{2}))$/;

function readRange(args: string[]): { from: string | null; to: string | null } {
  try {
    const { from = null, to = null } = parseArgs({ args, options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
    for (const place of [from, to])
      if (place !== null && !(PLACE.test(place) && (isDay(place) || !place.includes('-'))))
        throw new UsageError(`'${place}' is neither the number of an event nor a date such as 2026-11-25`);
    return { from, to };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The first event of the exchange's day (`days` 0), or the last one of it (1). */
async function numberOf(source: ProofSource, place: string | null, days: 0 | 1): Promise<number | null> {
  if (place === null) return null;
  if (!place.includes('-')) return Number(place);
  const noon = Date.parse(`${place}T00:00:00Z`) + HALF_DAY_MS + HALF_DAY_MS / 3;
  const first = await source.numberAt(exchangeDayStart(noon + days * DAY_MS));
  return first - days;
}

function inWords({ from, to, whole, version1, dropped, ...counts }: Proven, seconds: number): string {
  const lines = [
    `events ${from + 1} to ${to} follow from each other: ${counts.decisions} decisions made again, ${counts.checkpoints} checkpoints compared`,
    `rows that follow from them: ${counts.orders} orders, ${counts.fills} fills, ${counts.alerts} alerts`,
  ];
  if (!whole)
    lines.push('accounts, days, positions and quotes as they stand now are compared only by a proof that goes to the end');
  if (dropped !== null)
    lines.push(`the history up to ${dropped} was dropped (BREAKWATER_KEEP_MONTHS): nothing before event ${from + 1} is proved`);
  if (version1) lines.push('decisions of version 1 come before the beginning of what can be proved');
  return [...lines, `nothing differs (${seconds.toFixed(1)} s)`].join('\n');
}
