import { Complaint } from './complaint.js';

let lines: {
  level: string;
  text: string;
  about: { err?: Error; failures?: number; failures_not_told?: number; after_ms?: number };
}[];
let nowMs: number;
let complaint: Complaint;

beforeEach(() => {
  lines = [];
  nowMs = 0;
  const log = {
    warn: (about: object, text: string) => void lines.push({ level: 'warn', text, about }),
    info: (about: object, text: string) => void lines.push({ level: 'info', text, about }),
  };
  complaint = new Complaint(log, { failing: 'it fails', well: 'it works' }, () => nowMs);
});

const told = () => lines.map(({ level, text, about }) => (level === 'warn' ? `${text}: ${about.err?.message}` : text));

test('(12.26) a flood of one cause is one line, with its error', () => {
  const error = new Error('no route');
  for (let i = 0; i < 10_000; i += 1) complaint.failed(error);
  expect(told()).toEqual(['it fails: no route']);
  expect(lines[0]?.about.err).toBe(error);
});

test('(12.26) another cause is told, and the first one when it comes again', () => {
  for (const cause of ['a', 'a', 'b', 'b', 'a']) complaint.failed(new Error(cause));
  expect(told()).toEqual(['it fails: a', 'it fails: b', 'it fails: a']);
});

test('(12.26) it is said once that it works again, after how long and how many failures; and nothing where nothing failed', () => {
  complaint.worked();
  complaint.failed(new Error('a'));
  nowMs += 5000;
  complaint.failed(new Error('a'));
  complaint.worked();
  complaint.worked();
  expect(told()).toEqual(['it fails: a', 'it works']);
  expect(lines[1]?.about).toEqual({ after_ms: 5000, failures: 2 });
});

test('(12.26) the same cause after it worked is a new outage and told again', () => {
  for (let i = 0; i < 2; i += 1) {
    complaint.failed(new Error('a'));
    complaint.worked();
  }
  expect(told()).toEqual(['it fails: a', 'it works', 'it fails: a', 'it works']);
});

test('(12.26) causes that take turns are bounded in a minute, and what goes on is told when there is room, with what was not', () => {
  for (let i = 0; i < 1000; i += 1) complaint.failed(new Error(`cause ${i}`));
  expect(lines).toHaveLength(10);
  nowMs += 60_000;
  complaint.failed(new Error('cause 999'));
  expect(told().at(-1)).toBe('it fails: cause 999');
  expect(lines.at(-1)?.about.failures_not_told).toBe(990);
});

test('(12.26) a part that fails and works by turns is bounded too', () => {
  for (let i = 0; i < 1000; i += 1) {
    complaint.failed(new Error('a'));
    complaint.worked();
  }
  expect(lines).toHaveLength(20);
});

test('(12.26) causes of a connection that was tried at two addresses are told apart, though its own message is empty', () => {
  complaint.failed(new AggregateError([new Error('ECONNREFUSED ::1'), new Error('ECONNREFUSED 127.0.0.1')]));
  complaint.failed(new AggregateError([new Error('ETIMEDOUT ::1')]));
  expect(lines).toHaveLength(2);
});

test('(12.26) what is no Error is told as one', () => {
  complaint.failed('just a text');
  expect(told()).toEqual(['it fails: just a text']);
});

test('(12.26) work that is tried says how it went, and never rejects', async () => {
  expect(await complaint.tried(() => Promise.reject(new Error('a')), 'nothing')).toBe('nothing');
  expect(await complaint.tried(() => Promise.resolve(7), 'nothing')).toBe(7);
  expect(told()).toEqual(['it fails: a', 'it works']);
});
