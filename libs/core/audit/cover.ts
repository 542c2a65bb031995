import { createHash, type Hash } from 'node:crypto';
import type { CopyBatch } from '../ports/history-writer.js';
import type { GateEvent } from '../gate/event.js';
import { SEPARATOR } from '../ports/proof-source.js';
import { decisionText, fillText, rowText, stored, us } from '../verify/row-text.js';
import type { Act } from '../ports/audit.js';
import { systemAct } from './entry.js';

/** The action of an entry that covers rows of the history. */
export const COPIED = 'history.copied';
/** Rows that one entry covers, about. */
const ROWS_MAX = 2000;
/** Characters that are hashed at once, about. */
const CHUNK = 16_384;
/** What moves with prices alone comes several times a second; one entry covers it for so long, or until something else happens. */
const QUIET_MS = 10_000;
const QUIET: ReadonlySet<GateEvent['type']> = new Set(['MARKED', 'TICKED', 'CHECKPOINT']);

/** Rows that one entry covers, in the order of their numbers: each decision, event and line set aside, a fill right after its event. */
export interface Covered {
  first_n: number;
  last_n: number;
  first_id: string;
  last_id: string;
  decisions: number;
  events: number;
  unreadable: number;
  fills: number;
  /** Of their canonical lines. */
  sha256: string;
}

export interface CoveredRow {
  n: number;
  /** Its event's. */
  id: string;
  kind: 'decisions' | 'events' | 'unreadable' | 'fills';
  /** The canonical line: number, table, the line of the log, and every other column, as `verify` writes rows. */
  text: string;
}

export const lineText = (n: number, table: string, line: string, row: string): string => [n, table, line, row].join(SEPARATOR);

/** Adds rows up until an entry is due. */
export class Cover {
  private readonly counts = { decisions: 0, events: 0, unreadable: 0, fills: 0 };
  private firstId = '';
  private lastId = '';
  private lastN: number;
  private waiting = '';

  /** `after`: number of the last event that is covered; `sinceMs`: when that was. */
  constructor(
    private readonly after: number,
    private readonly sinceMs: number,
    private readonly hash: Hash = createHash('sha256'),
  ) {
    this.lastN = after;
  }

  /** One that goes on from here, so that rows which are not committed can be forgotten. */
  copy(): Cover {
    this.digest();
    const copy = new Cover(this.after, this.sinceMs, this.hash.copy());
    Object.assign(copy.counts, this.counts);
    copy.firstId = this.firstId;
    copy.lastId = this.lastId;
    copy.lastN = this.lastN;
    return copy;
  }

  get upTo(): number {
    return this.lastN;
  }

  add({ n, id, kind, text }: CoveredRow): void {
    this.waiting += `${text}\n`;
    if (this.waiting.length >= CHUNK) this.digest();
    this.counts[kind] += 1;
    if (this.firstId === '') this.firstId = id;
    this.lastId = id;
    this.lastN = n;
  }

  /** Whether an entry is due, after rows of which some are not quiet (`stirred`). */
  isDue(stirred: boolean, nowMs: number): boolean {
    const { decisions, events, unreadable } = this.counts;
    const rows = decisions + events + unreadable;
    return rows > 0 && (stirred || rows >= ROWS_MAX || nowMs - this.sinceMs >= QUIET_MS);
  }

  private digest(): void {
    this.hash.update(this.waiting);
    this.waiting = '';
  }

  covered(): Covered {
    this.digest();
    const about = { first_n: this.after + 1, last_n: this.lastN, first_id: this.firstId, last_id: this.lastId };
    return { ...about, ...this.counts, sha256: this.hash.digest('hex') };
  }
}

export function actOf(covered: Covered, at_us: number): Act {
  return { ...systemAct(COPIED, `events:${covered.first_n}-${covered.last_n}`, at_us, 'relay'), after: covered };
}

/** The rows of a batch as PostgreSQL has them. `fills`: events whose fill has a row; of an execution that came twice only the first one has. */
export function* rowsOf(
  { events, unreadable }: Pick<CopyBatch, 'events' | 'unreadable'>,
  fills: ReadonlySet<string>,
): Generator<CoveredRow> {
  let aside = 0;
  for (const { n, line, event } of events) {
    for (let one = unreadable[aside]; one && one.n < n; one = unreadable[++aside]) yield unreadableRow(one);
    const decided = event.type === 'ORDER_DECIDED';
    const [kind, table] = decided ? (['decisions', 'decisions'] as const) : (['events', 'gate_events'] as const);
    const row = decided ? decisionText(event) : rowText(event.id, event.type);
    yield { n, id: event.id, kind, text: lineText(n, table, stored(line), row) };
    if (event.type === 'EXECUTION_APPLIED' && fills.has(event.id))
      yield { n, id: event.id, kind: 'fills', text: lineText(n, 'fills', '', fillText(event)) };
  }
  for (let one = unreadable[aside]; one; one = unreadable[++aside]) yield unreadableRow(one);
}

function unreadableRow({ n, id, line, fault, at_ms }: CopyBatch['unreadable'][number]): CoveredRow {
  return { n, id, kind: 'unreadable', text: lineText(n, 'gate_unreadable', stored(line), rowText(fault, us(at_ms))) };
}

/** Whether more happened than that prices moved and the monitor looked. */
export const isStirred = ({ events, unreadable }: Pick<CopyBatch, 'events' | 'unreadable'>): boolean =>
  unreadable.length > 0 || events.some(({ event }) => !QUIET.has(event.type));
