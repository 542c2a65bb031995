import { complaintInto } from '#test/factories/complaints.js';
import type { Act } from '../ports/audit.js';
import { systemAct } from './entry.js';
import { GatheredActs } from './gathered-acts.js';

let nowMs: number;
let written: Act[];
let told: string[];
let failing: boolean;
let acts: GatheredActs;
beforeEach(() => {
  [nowMs, written, told, failing] = [1000, [], [], false];
  const record = async (act: Act) => {
    if (failing) throw new Error('no PostgreSQL');
    written.push(act);
  };
  acts = new GatheredActs({ record }, complaintInto(told), () => nowMs);
});

const denied = (object = 'HOST_NOT_ALLOWED', id = 'unknown'): Act => {
  const act = systemAct('access.denied', object, nowMs * 1000);
  return { ...act, actor: { ...act.actor, id } };
};

test('a flood of ten thousand equal denials in a minute is two entries: the first at once, the rest with their number', async () => {
  for (let i = 0; i < 10_000; i += 1) acts.tell(denied());
  await acts.flush();
  expect(written).toHaveLength(1);
  nowMs += 60_000;
  await acts.flush();
  expect(written).toHaveLength(2);
  expect(written[1]).toMatchObject({ action: 'access.denied', after: { times: 9999 } });
});

test('after a quiet minute the next one is told at once again', async () => {
  acts.tell(denied());
  nowMs += 60_000;
  await acts.flush();
  acts.tell(denied());
  expect(written).toHaveLength(2);
  await acts.flush(true);
  expect(written).toHaveLength(2);
});

test('other objects and other actors are told apart, up to a bound', async () => {
  acts.tell(denied('a'));
  acts.tell(denied('b'));
  acts.tell(denied('a', 'somebody'));
  expect(written).toHaveLength(3);
  for (let i = 0; i < 20_000; i += 1) acts.tell(denied(`made up ${i}`));
  expect(written).toHaveLength(10_000);
  await acts.flush(true);
  expect(written).toHaveLength(10_001);
  expect(written.at(-1)?.after).toMatchObject({ times: 10_003 });
});

test('what cannot be written is said, and nobody waits for it', async () => {
  failing = true;
  acts.tell(denied());
  await acts.flush();
  expect(told).toEqual(['no PostgreSQL']);
});
