import { encodeEvent } from '../gate/codec.js';
import { StateDivergedError } from '../gate/fold.js';
import { emptyState, type GateState, positionOf } from '../gate/state.js';
import { stateHash } from '../gate/state-hash.js';
import { EventLog, type LogLine, type LogRead } from '../ports/event-log.js';
import { type CopyBatch, HistoryWriter, RelayFencedError, type RelayPosition } from '../ports/history-writer.js';
import { StateStore } from '../ports/state-store.js';
import { complaintInto } from '#test/factories/complaints.js';
import { foldBatch } from './fold-batch.js';
import { Relay, type RelayObserver } from './relay.js';

const compile = () => {
  throw new Error('no rules are compiled here');
};
const MS = 1_795_600_000_000;
const line = (n: number): LogLine => ({
  n,
  line: encodeEvent({ type: 'CONFIG_ACCEPTED', id: `${MS + n}-0`, at_ms: MS + n, source: 'rules' }),
});
const linesTo = (count: number) => Array.from({ length: count }, (_, i) => line(i + 1));
const idOf = (text: string) => text.split(' ')[1] ?? '';
const msOf = (id: string) => Number(id.split('-')[0]);

class MemoryLog extends EventLog {
  lines: LogLine[] = [];
  trimmed: string[] = [];
  failures: string[] = [];

  /** Lines that one read brings at most. */
  readMax = Number.POSITIVE_INFINITY;

  override async read(position: string, limit: number): Promise<LogRead> {
    const failure = this.failures.shift();
    if (failure) throw new Error(failure);
    await new Promise((resolve) => setImmediate(resolve));
    const from = this.lines.findIndex(({ n }) => MS + n > msOf(position));
    const lines = from < 0 ? [] : this.lines.slice(from, from + Math.min(limit, this.readMax));
    return { lines, position: idOf(lines.at(-1)?.line ?? `- ${position}`), more: (lines.at(-1)?.n ?? 0) < this.lines.length };
  }
  override async head(): Promise<null> {
    return null;
  }
  override async first(): Promise<number | null> {
    return this.lines[0]?.n ?? null;
  }
  override async trim(position: string): Promise<void> {
    this.trimmed.push(position);
  }
}

/** History and state store in one, as PostgreSQL is. */
class MemoryHistory extends HistoryWriter {
  copied: LogLine[] = [];
  unreadable: number[] = [];
  at: RelayPosition = { n: 0, last_id: '0-0', epoch: 0 };
  failures: string[] = [];
  /** The commit happened but its answer was lost. */
  lostAnswers = 0;
  saved: number[] = [];
  /** Acts that wait for the chain. */
  acts = 0;
  /** Called inside `apply`, before it is written. */
  meanwhile: () => void = () => {};

  override async position(): Promise<RelayPosition> {
    this.fail();
    return { ...this.at };
  }
  override async apply({ events, unreadable, state }: CopyBatch, from: RelayPosition): Promise<void> {
    this.meanwhile();
    this.fail();
    if (from.n !== this.at.n || from.epoch !== this.at.epoch) throw new RelayFencedError('moved');
    this.copied.push(...events.map((one) => ({ n: one.n, line: one.line })));
    this.unreadable.push(...unreadable.map(({ n }) => n));
    this.at = { ...this.at, n: state.n, last_id: positionOf(state) };
    if (this.lostAnswers-- > 0) throw new Error('connection lost');
  }
  override async chainActs(): Promise<number> {
    const taken = Math.min(this.acts, 500);
    this.acts -= taken;
    return taken;
  }
  readonly store = new (class extends StateStore {
    constructor(private readonly history: MemoryHistory) {
      super();
    }
    override async load(): Promise<GateState> {
      const state = emptyState(compile);
      foldBatch(state, this.history.copied);
      return state;
    }
    override async shutOutRelay(): Promise<void> {
      this.history.at.epoch += 1;
    }
    override async save(state: GateState): Promise<void> {
      this.history.saved.push(state.n);
    }
  })(this);

  private fail(): void {
    const failure = this.failures.shift();
    if (failure) throw new Error(failure);
  }
}

let log: MemoryLog;
let history: MemoryHistory;
let told: string[];
let stop: AbortController;

beforeEach(() => {
  log = new MemoryLog();
  history = new MemoryHistory();
  told = [];
  stop = new AbortController();
});

const observer: RelayObserver = {
  lost: (after, next) => told.push(`lost ${after} ${next}`),
  diverged: () => told.push('diverged'),
};
const parts = (more: RelayObserver = {}, now: () => number = Date.now) => ({
  ...{ log, history, store: history.store, compile, now, observer: { ...observer, ...more } },
  complaint: complaintInto(told),
  sleep: async () => {
    await new Promise((resolve) => setImmediate(resolve));
  },
});

async function runUntil(done: () => boolean, relay = new Relay(parts())): Promise<void> {
  const running = relay.run(stop.signal);
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await running;
}

it('copies everything in order, says how far it is, and trims behind what is copied', async () => {
  log.lines = linesTo(5000);
  const copied: [number, boolean][] = [];
  const now = () => MS + 99_999;
  const relay = new Relay(parts({ copied: ({ n, atMs }) => copied.push([n, atMs === now()]) }, now));
  await runUntil(() => copied.some(([n, caughtUp]) => n === 5000 && caughtUp), relay);
  expect(history.copied).toEqual(log.lines);
  expect(copied.slice(0, 3)).toEqual([
    [2000, false],
    [4000, false],
    [5000, true],
  ]);
  expect(log.trimmed.slice(0, 3)).toEqual([`${MS + 2000}-0`, `${MS + 4000}-0`, `${MS + 5000}-0`]);
});

it.each([
  [24, [20]],
  [25, [80]],
  [499, [80]],
  [500, []],
])('after a batch of %i lines the next one is given a moment to gather: %j ms', async (lines, waits) => {
  log.lines = linesTo(lines);
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  await runUntil(() => history.copied.length === lines && log.trimmed.length > 0, new Relay({ ...parts(), sleep }));
  expect(slept).toEqual(waits);
});

it('does not say that it is caught up, and does not wait for more, while more is there, however little one read brings', async () => {
  log.lines = linesTo(300);
  log.readMax = 64;
  const copied: [number, boolean][] = [];
  const rests: number[] = [];
  const now = () => MS + 99_999;
  const sleep = async () => {
    rests.push(copied.length);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const observed = parts({ copied: ({ n, atMs }) => copied.push([n, atMs === now()]) }, now);
  await runUntil(() => copied.some(([, caughtUp]) => caughtUp), new Relay({ ...observed, sleep }));
  expect(copied.slice(0, 5)).toEqual([
    [64, false],
    [128, false],
    [192, false],
    [256, false],
    [300, true],
  ]);
  expect(rests.filter((batches) => batches < 5)).toEqual([]);
});

it('goes on saying that it is caught up when nothing happens, and trims nothing then', async () => {
  const at: number[] = [];
  await runUntil(() => at.length > 3, new Relay(parts({ copied: ({ n }) => at.push(n) })));
  expect(at.every((n) => n === 0)).toBe(true);
  expect(log.trimmed).toEqual([]);
});

it('(12.26) tells of each cause of an outage once, again when the cause changes, and of the end once', async () => {
  log.lines = linesTo(2);
  history.failures = ['no PostgreSQL', 'no PostgreSQL', 'no space', 'no PostgreSQL'];
  await runUntil(() => history.copied.length === 2 && told.includes('well'));
  expect(told).toEqual(['no PostgreSQL', 'no space', 'no PostgreSQL', 'well']);
});

it('copies nothing twice when the answer to a commit was lost', async () => {
  log.lines = linesTo(2);
  history.lostAnswers = 1;
  await runUntil(() => told.includes('well'));
  expect(history.copied).toEqual(linesTo(2));
});

it('goes on from where another relay brought it, and tells of no outage', async () => {
  log.lines = linesTo(3);
  const all = () => history.copied.length === 3;
  await Promise.all([runUntil(all), runUntil(all, new Relay(parts()))]);
  expect(history.copied).toEqual(linesTo(3));
  expect(told).toEqual([]);
});

it('(12.26) says that another relay keeps moving the position when it never comes to copy anything itself', async () => {
  log.lines = linesTo(1);
  history.meanwhile = () => {
    history.at.epoch += 1;
  };
  await runUntil(() => told.length > 0);
  expect(told).toEqual(['moved']);
});

it('writes nothing of a log that was begun again since it read it', async () => {
  log.lines = linesTo(3);
  history.meanwhile = () => {
    history.meanwhile = () => {};
    history.at.epoch += 1;
    log.lines = [line(1)];
  };
  await runUntil(() => history.copied.length > 0);
  expect(history.copied).toEqual([line(1)]);
});

it('says loudly, once, when events are gone before they were copied, and copies nothing behind the hole', async () => {
  log.lines = [line(1), line(2), line(5), line(6)];
  let tries = 0;
  const failing = parts();
  const sleep = async () => {
    tries += 1;
    await failing.sleep();
  };
  await runUntil(() => tries > 3, new Relay({ ...failing, sleep }));
  expect(told).toEqual(['the log has event 5 after 2: what lies between is gone', 'lost 2 5']);
  expect(history.copied).toEqual(linesTo(2));
});

it('sets a line aside that cannot be read, and goes on', async () => {
  log.lines = [line(1), { n: 2, line: `Q ${MS + 2}-0 from another build` }, line(3)];
  await runUntil(() => history.at.n === 3);
  expect(history.copied).toEqual([line(1), line(3)]);
  expect(history.unreadable).toEqual([2]);
  expect(told).toEqual([]);
});

it('stops, and copies nothing any more, when the state is not the one that the gate had', async () => {
  const hash = stateHash(emptyState(compile));
  const checkpoint = encodeEvent({ type: 'CHECKPOINT', id: `${MS + 2}-0`, at_ms: MS + 2, hash, final: false });
  log.lines = [line(1), { n: 2, line: checkpoint }, line(3)];
  await new Relay(parts()).run(stop.signal);
  expect(told).toEqual(['diverged']);
  expect(history.copied).toEqual([]);
  expect(() => foldBatch(emptyState(compile), log.lines)).toThrow(StateDivergedError);
});

it('keeps the state every 50,000 events, after a minute in which something happened, and at its stop', async () => {
  log.lines = linesTo(51_000);
  let nowMs = MS;
  const relay = new Relay(parts({}, () => nowMs));
  const running = relay.run(stop.signal);
  const until = async (done: () => boolean) => {
    while (!done()) await new Promise((resolve) => setImmediate(resolve));
  };
  await until(() => history.at.n === 51_000);
  expect(history.saved).toEqual([50_000]);
  nowMs += 61_000;
  await until(() => history.saved.length === 2);
  nowMs += 61_000;
  log.lines = [...log.lines, line(51_001)];
  await until(() => history.saved.length === 3);
  log.lines = [...log.lines, line(51_002)];
  await until(() => history.at.n === 51_002);
  stop.abort();
  await running;
  expect(history.saved).toEqual([50_000, 51_000, 51_001, 51_002]);
});

it('keeps no state of a batch that it could not write', async () => {
  log.lines = linesTo(3);
  history.meanwhile = () => {
    stop.abort();
    history.failures = ['no PostgreSQL'];
  };
  await new Relay(parts()).run(stop.signal);
  expect(told).toEqual(['no PostgreSQL']);
  expect(history.saved).toEqual([]);
});

it('chains acts that wait, all of them, also while the log is still', async () => {
  history.acts = 1200;
  const looked: number[] = [];
  const chain = history.chainActs.bind(history);
  history.chainActs = async () => {
    looked.push(history.acts);
    if (looked.length === 4) stop.abort();
    return chain();
  };
  await new Relay(parts()).run(stop.signal);
  expect(looked).toEqual([1200, 700, 200, 0]);
});
