import type { LogEvent } from '../gate/event.js';
import { EventLog } from '../ports/event-log.js';
import { HistoryWriter, RelayFencedError, type RelayPosition } from '../ports/history-writer.js';
import { compareLogIds, Relay } from './relay.js';

const entry = (n: number): LogEvent => ({ type: 'CONFIG_ACTIVATED', id: `${n}-0`, at_ms: n, version: n, checks: null });

class MemoryLog extends EventLog {
  entries: LogEvent[] = [];
  reports: [string, boolean][] = [];
  failures = 0;

  override async read(afterId: string, limit: number): Promise<LogEvent[]> {
    if (this.failures-- > 0) throw new Error('no Redis');
    await new Promise((resolve) => setImmediate(resolve));
    return this.entries.filter((e) => compareLogIds(e.id, afterId) > 0).slice(0, limit);
  }
  override readRouting(): Promise<never> {
    throw new Error('the relay does not route');
  }
  override async lastId(): Promise<string> {
    return this.entries.at(-1)?.id ?? '0-0';
  }
  override async oldestId(): Promise<string> {
    return this.entries[0]?.id ?? '0-0';
  }
  override async copied(copiedId: string, caughtUp: boolean): Promise<void> {
    this.reports.push([copiedId, caughtUp]);
  }
}

class MemoryHistory extends HistoryWriter {
  rows: LogEvent[] = [];
  last = '0-0';
  failures = 0;
  /** The commit happened but its answer was lost. */
  lostAnswers = 0;

  override async position(): Promise<RelayPosition> {
    if (this.failures-- > 0) throw new Error('no PostgreSQL');
    return { last_id: this.last, broker_sequence: 0, generation: 0 };
  }
  override async apply(events: LogEvent[], fromId: string): Promise<void> {
    if (this.failures-- > 0) throw new Error('no PostgreSQL');
    if (fromId !== this.last) throw new RelayFencedError('moved');
    this.rows.push(...events);
    this.last = events.at(-1)?.id ?? this.last;
    if (this.lostAnswers-- > 0) throw new Error('connection lost');
  }
}

async function runUntil(done: () => boolean, relay: Relay): Promise<void> {
  const stop = new AbortController();
  const running = relay.run(stop.signal);
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await running;
}

describe('the relay', () => {
  let log: MemoryLog;
  let history: MemoryHistory;
  let told: string[];
  let relay: Relay;

  beforeEach(() => {
    log = new MemoryLog();
    history = new MemoryHistory();
    told = [];
    relay = new Relay({
      log,
      history,
      sleep: async () => {
        await new Promise((resolve) => setImmediate(resolve));
      },
      observer: {
        failing: (error) => told.push(error.message),
        recovered: () => told.push('recovered'),
        lost: (after, next) => told.push(`lost ${after} ${next}`),
      },
    });
  });

  it('copies everything in order and then says that it is caught up', async () => {
    log.entries = Array.from({ length: 5000 }, (_, n) => entry(n + 1));
    await runUntil(() => log.reports.some(([id, caughtUp]) => id === '5000-0' && caughtUp), relay);
    expect(history.rows.map((row) => row.id)).toEqual(log.entries.map((row) => row.id));
    expect(log.reports.slice(0, 3)).toEqual([
      ['2000-0', false],
      ['4000-0', false],
      ['5000-0', true],
    ]);
  });

  it('goes on saying so when nothing happens', async () => {
    await runUntil(() => log.reports.length > 3, relay);
    expect(log.reports.every(([id, caughtUp]) => id === '0-0' && caughtUp)).toBe(true);
  });

  it('tells of an outage once, and of its end once, and misses nothing', async () => {
    log.entries = [entry(1), entry(2)];
    history.failures = 5;
    log.failures = 3;
    await runUntil(() => history.rows.length === 2 && told.includes('recovered'), relay);
    expect(told).toEqual(['no PostgreSQL', 'recovered']);
  });

  it('copies nothing twice when the answer to a commit was lost', async () => {
    log.entries = [entry(1), entry(2)];
    history.lostAnswers = 1;
    await runUntil(() => told.includes('recovered'), relay);
    expect(history.rows).toHaveLength(2);
  });

  it('goes on from where another relay brought it', async () => {
    log.entries = [entry(1), entry(2), entry(3)];
    const other = new Relay({ log, history, sleep: async () => undefined });
    await Promise.all([runUntil(() => history.rows.length === 3, relay), runUntil(() => history.rows.length === 3, other)]);
    expect(history.rows.map((row) => row.id)).toEqual(['1-0', '2-0', '3-0']);
    expect(told).toEqual([]);
  });

  it('says loudly when entries were gone before they were copied', async () => {
    history.last = '1-0';
    log.entries = [entry(5), entry(6)];
    await runUntil(() => history.rows.length === 2, relay);
    expect(told).toEqual(['lost 1-0 5-0']);
  });

  it('finds no hole when what was copied last is still there', async () => {
    history.last = '5-0';
    log.entries = [entry(5), entry(6)];
    await runUntil(() => history.rows.length === 1, relay);
    expect(told).toEqual([]);
  });
});
