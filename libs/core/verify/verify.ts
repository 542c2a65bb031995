/**
 * The proof of a history: from a state that was kept, every event is read in its order, decided again by the gate's own code and compared as it was
 * written, and every row that PostgreSQL keeps is held against what follows. Nothing but what PostgreSQL has is used.
 *
 * Two proofs read the log beside each other, so that they can use two processors: that the lines follow from each other (prove-log.ts), and that the rows
 * follow from the lines (prove-rows.ts). The second one needs no decision to be made again.
 */
import type { CompileRules } from '../gate/state.js';
import type { ProofSource, ProofSpan } from '../ports/proof-source.js';
import { proveLog } from './prove-log.js';
import { proveRows, type RowsProven, type RowsSpan, rowsSpan } from './prove-rows.js';
import { type Proof, sideBySide } from './side-by-side.js';

export interface Proven {
  /** Events after `from` up to `to` were proved. */
  from: number;
  to: number;
  /** Whether `to` is the end, so that what stands now could be compared too. */
  whole: boolean;
  /** There are decisions of version 1, which come before the proof's beginning. */
  version1: boolean;
  /** The newest month that was dropped: it and all before it come before the proof's beginning. */
  dropped: string | null;
  events: number;
  decisions: number;
  orders: number;
  fills: number;
  alerts: number;
  checkpoints: number;
}

interface Range {
  /** Numbers of the first and last event that are wanted; null: the first, the last that there is. */
  from: number | null;
  to: number | null;
}

/** Where the rows are proved. */
export type RowsProver = (span: RowsSpan) => Proof<RowsProven>;

/**
 * Throws Difference with the first thing that differs, and StateDivergedError when the state to begin from has not the hash that it had. `rows` proves the
 * rows: over the same source, or in a thread of its own with what the source reads.
 */
export async function verify(
  source: ProofSource,
  compile: CompileRules,
  { from, to }: Range,
  rows: RowsProver = (of) => proveRows(source, of),
): Promise<Proven> {
  const span = await source.span();
  const upTo = Math.min(to ?? span.n, span.n);
  // Nothing proved must not look like nothing wrong.
  if ((from !== null || to !== null) && (from ?? 1) > upTo)
    throw new Error(`there is no event from ${from ?? 1} to ${upTo}: PostgreSQL has 1 to ${span.n}`);
  const state = await source.snapshot(Math.max((from ?? 1) - 1, 0), compile);
  if (state.n > upTo)
    throw new Error(
      `the first state that was kept is that of event ${state.n}: nothing before it can be proved${droppedIn(span)}`,
    );
  const began = state.n;
  const whole = upTo === span.n;
  const [log, { decisions, orders, fills, alerts }] = await sideBySide(
    proveLog(source, state, span, upTo),
    rows(rowsSpan(state, upTo, whole)),
  );
  return {
    ...{ from: began, to: upTo, whole, version1: span.unnumbered, dropped: span.dropped, events: upTo - began },
    ...{ decisions, orders, fills, alerts, checkpoints: log.checkpoints },
  };
}

function droppedIn({ dropped }: ProofSpan): string {
  return dropped === null ? '' : ` (the history up to ${dropped} was dropped)`;
}
