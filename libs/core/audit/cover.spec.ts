import { anOrder, decided, executed } from '#test/factories/log-events.js';
import { encodeEvent } from '../gate/codec.js';
import { Cover, isStirred, rowsOf } from './cover.js';
import { sha256 } from './entry.js';

const row = (n: number, size: number) => ({ n, id: `${n}-0`, kind: 'events' as const, text: `${n} ${'ü'.repeat(size)}` });

test('the hash is of all lines in their order, however they came and were gone on from', () => {
  const rows = Array.from({ length: 200 }, (_, i) => row(i + 1, (i * 37) % 500));
  const whole = sha256(rows.map(({ text }) => `${text}\n`).join(''));
  let cover = new Cover(0, 0);
  for (const one of rows) {
    cover = cover.copy();
    cover.add(one);
  }
  expect(cover.upTo).toBe(200);
  expect(cover.covered()).toMatchObject({
    first_n: 1,
    last_n: 200,
    first_id: '1-0',
    last_id: '200-0',
    events: 200,
    sha256: whole,
  });
});

test('what is added to a copy is forgotten with it', () => {
  const cover = new Cover(0, 0);
  cover.add(row(1, 3));
  cover.copy().add(row(2, 3));
  expect(cover.covered()).toMatchObject({ last_n: 1, sha256: sha256(`${row(1, 3).text}\n`) });
});

test('a batch has each decision and event once, and a fill right after its event where it has a row', () => {
  const order = anOrder(1);
  const events = [decided(1, order), executed(2, order)].map((event, i) => ({ n: i + 1, line: encodeEvent(event), event }));
  const kinds = (fills: string[]) => [...rowsOf({ events, unreadable: [] }, new Set(fills))].map(({ n, kind }) => `${n} ${kind}`);
  expect(kinds([events[1]?.event.id ?? ''])).toEqual(['1 decisions', '2 events', '2 fills']);
  expect(kinds([])).toEqual(['1 decisions', '2 events']);
});

test('prices alone wait for ten seconds, whatever else happens does not', () => {
  const marked = { n: 1, line: '', event: { type: 'MARKED', id: '1-0', at_ms: 1, quotes: [] } as const };
  const quiet = { events: [{ ...marked, event: { ...marked.event, quotes: [] } }], unreadable: [] };
  expect(isStirred(quiet)).toBe(false);
  expect(isStirred({ ...quiet, unreadable: [{ n: 1, line: '', fault: '', id: '', at_ms: 1 }] })).toBe(true);
  const cover = new Cover(0, 1000);
  expect(cover.isDue(true, 99_999)).toBe(false);
  cover.add(row(1, 1));
  expect([cover.isDue(false, 10_999), cover.isDue(false, 11_000), cover.isDue(true, 1000)]).toEqual([false, true, true]);
});
