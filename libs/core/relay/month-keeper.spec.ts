import { HistoryMonths, type MonthKept } from '../ports/history-months.js';
import { MonthKeeper } from './month-keeper.js';

type Found = { dropped: string } | MonthKept | null;

class Script extends HistoryMonths {
  readonly asked: string[] = [];
  constructor(
    private readonly made: (string[] | Error)[],
    private readonly found: Found[],
  ) {
    super();
  }
  override prepare(): Promise<string[]> {
    this.asked.push('prepare');
    const next = this.made.shift() ?? [];
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  }
  override dropOldest(_: number, keep: number): Promise<Found> {
    this.asked.push(`drop ${keep}`);
    return Promise.resolve(this.found.shift() ?? null);
  }
}

/** Runs so many rounds; returns what was said and how long it slept between. */
async function run(months: Script, keep: number, rounds: number): Promise<{ said: string[]; slept: number[] }> {
  const stop = new AbortController();
  const said: string[] = [];
  const slept: number[] = [];
  await new MonthKeeper({
    months,
    keep,
    observer: {
      made: (names) => said.push(`made ${names.join()}`),
      dropped: (month) => said.push(`dropped ${month}`),
      kept: ({ month, because }) => said.push(`kept ${month}: ${because}`),
      failing: ({ message }) => said.push(`failing: ${message}`),
      recovered: () => said.push('recovered'),
    },
    sleep: (ms) => {
      slept.push(ms);
      if (slept.length === rounds) stop.abort();
      return Promise.resolve();
    },
  }).run(stop.signal);
  return { said, slept };
}

test('(12.29) by default months are made and none is dropped', async () => {
  const months = new Script([['2026-11', '2026-12']], []);
  expect((await run(months, 0, 2)).said).toEqual(['made 2026-11,2026-12']);
  expect(months.asked).toEqual(['prepare', 'prepare']);
});

test('(12.29) old months are dropped one after the other until one is needed, which is said once', async () => {
  const kept = { month: '2026-03', because: 'an order is open' };
  const months = new Script([], [{ dropped: '2026-01' }, { dropped: '2026-02' }, kept, kept, { ...kept, because: 'not copied' }]);
  expect((await run(months, 6, 3)).said).toEqual([
    'dropped 2026-01',
    'dropped 2026-02',
    'kept 2026-03: an order is open',
    'kept 2026-03: not copied',
  ]);
});

test('(12.29) a cause of failure is said once, tried again after a minute, and the end of it is said', async () => {
  const gone = new Error('gone');
  const { said, slept } = await run(new Script([gone, gone, new Error('locked'), []], []), 0, 4);
  expect(said).toEqual(['failing: gone', 'failing: locked', 'recovered']);
  expect(slept).toEqual([60_000, 60_000, 60_000, 3_600_000]);
});
