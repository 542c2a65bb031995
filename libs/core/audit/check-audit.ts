import type { AuditSource, AuditSpan, EntryRow } from '../ports/audit-source.js';
import type { Checkpoint } from './checkpoint.js';
import { keyFault, readNote } from './checkpoint.js';
import { COPIED, Cover, type Covered, type CoveredRow } from './cover.js';
import { type Entry, GENESIS, microsOf, sha256 } from './entry.js';

/** What differs first, in words that name it. */
export class AuditFault extends Error {
  override name = 'AuditFault';
}

export interface Checked {
  from_seq: number;
  to_seq: number;
  entries: number;
  checkpoints: number;
  rows: number;
  /** Events whose rows were dropped with their months, and events that no entry covers: copied before there was an audit, or a moment ago. */
  dropped: number;
  uncovered: number;
}

/** Reads pages one row at a time. */
class Reader<Row> {
  private page: Row[] = [];
  private at = 0;

  constructor(private readonly pages: AsyncGenerator<Row[]>) {}

  async peek(): Promise<Row | null> {
    while (this.at >= this.page.length) {
      const read: IteratorResult<Row[], unknown> = await this.pages.next();
      if (read.done) return null;
      this.page = read.value;
      this.at = 0;
    }
    return this.page[this.at] ?? null;
  }

  async next(): Promise<Row | null> {
    const row = await this.peek();
    if (row !== null) this.at += 1;
    return row;
  }
}

/**
 * Checks the whole chain: that entries follow each other, that checkpoints hold and none says more than there is, and that every row of the history which an
 * entry covers is as it was when it was written. Throws AuditFault for the first thing that differs. `progress` is called now and then.
 */
export async function checkAudit(source: AuditSource, origin: string, progress: () => void = () => {}): Promise<Checked> {
  const span = await source.span();
  const keys = await source.keys();
  const fault = keyFault(keys, origin);
  if (fault !== null) throw new AuditFault(fault);
  const checkpoints = new Reader(source.checkpoints());
  const rows = new CoveredRows(source, span);
  const entries = new Reader(source.entries(1, Number.MAX_SAFE_INTEGER));
  const first = await entries.peek();
  const checked: Checked = {
    from_seq: first?.seq ?? 0,
    to_seq: 0,
    entries: 0,
    checkpoints: 0,
    rows: 0,
    dropped: 0,
    uncovered: 0,
  };
  let prev = GENESIS;
  let seq = 0;
  let id = '';
  const closing = { seq: 0, hash: '' };
  const passCheckpoints = async () => {
    for (let one = await checkpoints.peek(); one && one.size <= seq; one = await checkpoints.peek()) {
      const head = noteOf(one, keys);
      if (head.seq === seq && head.hash !== prev) throw new AuditFault(`entry ${seq} is not the one that its checkpoint signed`);
      await checkpoints.next();
      checked.checkpoints += 1;
    }
  };
  if (first && first.seq > 1) {
    // Whole months were dropped: the chain goes on from the checkpoint that closed them.
    for (let one = await checkpoints.peek(); one && one.size < first.seq; one = await checkpoints.peek()) {
      Object.assign(closing, noteOf(one, keys));
      await checkpoints.next();
    }
    if (closing.seq !== first.seq - 1)
      throw new AuditFault(`entries ${closing.seq + 1} to ${first.seq - 1} are missing, and no checkpoint closed a month there`);
    [seq, prev] = [closing.seq, closing.hash];
  }
  for (let row = await entries.next(); row; row = await entries.next()) {
    if (row.seq !== seq + 1) throw new AuditFault(gap(seq, row.seq));
    const entry = readEntry(row, prev);
    if (row.id <= id) throw new AuditFault(`entry ${row.seq}: id is ${row.id}, not one after ${id}`);
    [seq, prev, id] = [row.seq, row.hash, row.id];
    checked.entries += 1;
    if (entry.action === COPIED) await rows.compare(entry.seq, entry.after as Covered);
    await passCheckpoints();
    if (checked.entries % 500 === 0) progress();
  }
  const beyond = await checkpoints.peek();
  if (beyond) throw new AuditFault(`entries ${seq + 1} to ${noteOf(beyond, keys).seq} are missing: a checkpoint signed them`);
  if (span.head.seq !== seq || span.head.hash !== prev)
    throw new AuditFault(`the chain ends with entry ${seq}, and the relay wrote it up to entry ${span.head.seq}`);
  await rows.finish();
  return { ...checked, to_seq: seq, ...rows.counts() };
}

function noteOf({ size, head, note }: Checkpoint, keys: Parameters<typeof readNote>[1]): { seq: number; hash: string } {
  const said = readNote(note, keys);
  if (typeof said === 'string') throw new AuditFault(`the checkpoint of entry ${size} ${said}`);
  if (said.seq !== size || said.hash !== head)
    throw new AuditFault(`the checkpoint of entry ${size} has other columns than its note says`);
  return said;
}

const gap = (seq: number, next: number): string =>
  next > seq + 1 ? `entries ${seq + 1} to ${next - 1} are missing` : `entry ${next} stands after entry ${seq}`;

function readEntry(row: EntryRow, prev: string): Entry {
  const fault = (what: string) => new AuditFault(`entry ${row.seq}: ${what}`);
  if (sha256(row.entry) !== row.hash) throw fault('its hash is not that of its content');
  let entry: Entry;
  try {
    entry = JSON.parse(row.entry) as Entry;
  } catch {
    throw fault('its content is no JSON');
  }
  if (entry.prev !== prev) throw fault('it does not hold the hash of the entry before it');
  const columns: [string, unknown, unknown][] = [
    ['seq', row.seq, entry.seq],
    ['at', row.at_us, microsOf(entry.at)],
    ['actor', row.actor, entry.actor.id],
    ['action', row.action, entry.action],
    ['object', row.object, entry.object],
    ['id', Number(row.id.split('-')[1]), entry.seq],
  ];
  for (const [name, kept, said] of columns)
    if (kept !== said) throw fault(`its column ${name} is ${String(kept)}, and its content says ${String(said)}`);
  return entry;
}

/** The rows of the history beside the entries that cover them. */
class CoveredRows {
  private reader: Reader<CoveredRow> | null = null;
  private upTo: number | null = null;
  private firstN = 0;
  private readonly seen = { rows: 0, dropped: 0, uncovered: 0 };

  constructor(
    private readonly source: AuditSource,
    private readonly span: AuditSpan,
  ) {}

  counts(): Pick<Checked, 'rows' | 'dropped' | 'uncovered'> {
    return this.seen;
  }

  async compare(seq: number, said: Covered): Promise<void> {
    const { first_n, last_n, decisions, events, unreadable, fills } = said;
    if (this.upTo === null) this.firstN = first_n;
    else if (first_n !== this.upTo + 1)
      throw new AuditFault(`entry ${seq} covers events from ${first_n}, and the one before it up to ${this.upTo}`);
    this.upTo = last_n;
    if (first_n < this.span.dropped_before_n) {
      this.seen.dropped += last_n - first_n + 1;
      return;
    }
    this.reader ??= new Reader(this.source.rows(first_n - 1, this.span.covered_n));
    const found = new Cover(first_n - 1, 0);
    const doubled: string[] = [];
    let n = first_n - 1;
    for (let row = await this.reader.peek(); row && row.n <= last_n; row = await this.reader.peek()) {
      if (row.kind !== 'fills') {
        if (row.n > n + 1) throw new AuditFault(`${missing(n + 1, row.n - 1)}; entry ${seq} covers them`);
        if (row.n === n) doubled.push(named(row));
        n = row.n;
      }
      found.add(row);
      await this.reader.next();
    }
    if (n < last_n) throw new AuditFault(`${missing(n + 1, last_n)}; entry ${seq} covers them`);
    const again = found.covered();
    this.seen.rows += again.decisions + again.events + again.unreadable + again.fills;
    const counts = { decisions, events, unreadable, fills };
    for (const kind of ['decisions', 'events', 'unreadable', 'fills'] as const)
      if (again[kind] !== counts[kind])
        throw new AuditFault(
          `events ${first_n} to ${last_n} have ${again[kind]} rows of ${kind}, and entry ${seq} covers ${counts[kind]}${doubled.length > 0 ? `; ${doubled[0] ?? ''} is there twice` : ''}`,
        );
    if (again.sha256 !== said.sha256)
      throw new AuditFault(
        `a row of events ${first_n} to ${last_n} was changed after entry ${seq} covered them; verify --from ${first_n} --to ${last_n} says which`,
      );
  }

  async finish(): Promise<void> {
    const { covered_n, n } = this.span;
    if (this.upTo !== null && this.upTo !== covered_n)
      throw new AuditFault(`the last entry covers events up to ${this.upTo}, and the relay says ${covered_n}`);
    this.seen.uncovered = n - covered_n;
    const stray = await this.source.stray(this.span, this.firstN);
    if (stray !== null) throw new AuditFault(stray);
  }
}

const named = ({ n, kind }: CoveredRow): string => `event ${n} (${kind})`;
const missing = (from: number, to: number): string =>
  from === to ? `event ${from} is missing` : `events ${from} to ${to} are missing`;
