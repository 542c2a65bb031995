import { complaintInto } from '#test/factories/complaints.js';
import type { KeptCheckpoint } from '../ports/audit-ledger.js';
import { Anchoring } from './anchoring.js';

const at = (size: number): KeptCheckpoint => ({ size, head: 'ab', note: `note ${size}`, cause: 'time', at_ms: 0 });

/** Looks once for each step: the newest checkpoint, and whether the one outside takes it. */
async function run(steps: { last: KeptCheckpoint | null; takes: boolean }[]) {
  const [kept, told, waits]: [string[], string[], number[]] = [[], [], []];
  const stop = new AbortController();
  let now = steps.shift();
  await new Anchoring({
    ledger: { lastCheckpoint: async () => now?.last ?? null },
    anchor: {
      keep: async ({ note }) => {
        if (now?.takes !== true) throw new Error('answered 503');
        kept.push(note);
      },
    },
    complaint: complaintInto(told),
    sleep: async (ms) => {
      waits.push(ms);
      now = steps.shift();
      if (!now) stop.abort();
    },
  }).run(stop.signal);
  return { kept, told, waits };
}

test('each newest checkpoint is given once', async () => {
  const { kept } = await run([
    { last: null, takes: true },
    { last: at(5), takes: true },
    { last: at(5), takes: true },
    { last: at(9), takes: true },
  ]);
  expect(kept).toEqual(['note 5', 'note 9']);
});

test('what is not taken is tried again after a longer while, or the newest then; it is said once, and when it is over', async () => {
  const { kept, told, waits } = await run([
    { last: at(5), takes: false },
    { last: at(5), takes: false },
    { last: at(7), takes: true },
  ]);
  expect(kept).toEqual(['note 7']);
  expect(told).toEqual(['answered 503', 'well']);
  expect(waits).toEqual([30_000, 30_000, 5000]);
});
