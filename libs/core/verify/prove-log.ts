import { takeSnapshot } from '../gate/snapshot.js';
import { type GateState, positionOf } from '../gate/state.js';
import { stateHash } from '../gate/state-hash.js';
import type { KeptState, LogLine, ProofSource, ProofSpan } from '../ports/proof-source.js';
import { Difference, firstDifference } from './difference.js';
import { FiguresProof } from './figures-proof.js';
import { LogProof } from './log-proof.js';
import { missing } from './read-line.js';
import { compareRow, rowText, us } from './row-text.js';
import { type Proof, StoppedAt } from './side-by-side.js';

export interface LogProven {
  checkpoints: number;
}

/**
 * Proves that every line of the log follows from the state before it, and that states that were kept, accounts, days, positions, quotes and the relay's
 * position follow from the log. `state` is folded.
 */
export function proveLog(source: ProofSource, state: GateState, span: ProofSpan, upTo: number): Proof<LogProven> {
  return (passed, signal) => new LogWalk(source, state, span, upTo).run(passed, signal);
}

class LogWalk {
  private readonly log: LogProof;
  private checkpoints = 0;
  private place: number;

  constructor(
    private readonly source: ProofSource,
    private readonly state: GateState,
    private readonly span: ProofSpan,
    private readonly upTo: number,
  ) {
    this.log = new LogProof(state);
    this.place = state.n;
  }

  async run(passed: (n: number) => void, signal: AbortSignal): Promise<LogProven> {
    try {
      const figures = await this.fold(passed, signal);
      if (figures) {
        this.place = this.upTo + 1;
        this.log.finish();
        this.place = this.upTo + 3; // After what the rows say at their end.
        await this.finish(figures);
      }
      return { checkpoints: this.checkpoints };
    } catch (error) {
      throw StoppedAt.of(this.place, error);
    }
  }

  /** Null when the proof does not go to the end, so that what stands now cannot be compared. */
  private async fold(passed: (n: number) => void, signal: AbortSignal): Promise<FiguresProof | null> {
    const { source, state, span, upTo } = this;
    const figures = upTo === span.n ? new FiguresProof(state, await source.figures(), upTo) : null;
    const snapshots = new Map((await source.snapshotsAfter(state.n)).map((one) => [one.n, one]));
    for await (const page of source.lines(state.n, upTo)) {
      for (const line of page) {
        this.place = state.n + 1;
        this.take(line, figures);
        const snapshot = snapshots.get(state.n);
        if (snapshot) compareSnapshot(state, snapshot);
      }
      passed(state.n);
      signal.throwIfAborted();
    }
    this.place = state.n + 1;
    if (state.n !== upTo) throw missing(state.n + 1, null);
    return figures;
  }

  private take(next: LogLine, figures: FiguresProof | null): void {
    const { n, line, unreadable } = next;
    if (n !== this.state.n + 1) throw missing(this.state.n + 1, next);
    if (unreadable !== null) {
      const fault = this.log.setAside(line);
      compareRow('gate_unreadable', String(n), unreadable, rowText(fault, us(this.state.last_ms)));
      figures?.take(null);
      return;
    }
    const event = this.log.take(line);
    if (event.type === 'CHECKPOINT') this.checkpoints += 1;
    figures?.take(event);
  }

  /** What stands at the end. */
  private async finish(figures: FiguresProof): Promise<void> {
    const { source, state, span } = this;
    figures.finish(await source.all('positions'), await source.all('quotes'));
    const position: [string, string | number, string | number][] = [
      ['last_id', span.last_id, positionOf(state)],
      ['broker_sequence', span.broker_sequence, state.broker_sequence],
      ['generation', span.generation, state.generation],
    ];
    for (const [field, kept, follows] of position)
      if (kept !== follows) throw new Difference('relay_position', '1', field, String(kept), String(follows));
  }
}

function compareSnapshot(state: GateState, { n, position, hash, state: kept }: KeptState): void {
  const rows: [string, string, string][] = [
    ['hash', hash, stateHash(state)],
    ['position', position, positionOf(state)],
  ];
  for (const [field, is, follows] of rows)
    if (is !== follows) throw new Difference('gate_snapshots', String(n), field, is, follows);
  const again = JSON.stringify(takeSnapshot(state));
  if (again === kept) return;
  const found = firstDifference(JSON.parse(kept), JSON.parse(again));
  if (found) throw new Difference('gate_snapshots', String(n), `state, ${found.path}`, found.kept, found.follows);
}
