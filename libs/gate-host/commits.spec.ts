import { complaintInto } from '#test/factories/complaints.js';
import type { FoldedEvent } from '#core/gate/fold.js';
import { OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import { type Append, type AppendResult, GateLog } from '#core/ports/gate-log.js';
import { Commits } from './commits.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A log that does what the test says: keep, lose the answer, or answer that another has written. */
class ScriptedLog extends GateLog {
  position = '1-0';
  fence = 1;
  readonly appends: Append[] = [];
  script: ('keep' | 'answer lost' | 'lost before' | 'hang')[] = [];

  override async append(batch: Append): Promise<AppendResult> {
    this.appends.push(batch);
    const what = this.script.shift() ?? 'keep';
    await sleep(1);
    if (what === 'hang') return new Promise(() => {});
    if (what === 'lost before') throw new Error('the connection broke');
    if (batch.fence !== this.fence || batch.before !== this.position)
      return { fence: String(this.fence), position: this.position };
    this.position = batch.after;
    if (what === 'answer lost') throw new Error('the connection broke');
    return 'kept';
  }

  override async end() {
    return { fence: String(this.fence), position: this.position };
  }
}

let n = 0;
function event(): FoldedEvent {
  n += 1;
  const cancel = { type: 'CANCEL_REQUESTED' as const, id: `2-${n}`, at_ms: 2, order_id: `o${n}`, account: 'a', actor: 'x' };
  return { n, event: cancel, order: null };
}

let open: Commits | undefined;
afterEach(() => open?.end('the test is over'));

function commits(log: ScriptedLog) {
  n = 0;
  const told: string[] = [];
  const lost: string[] = [];
  const complained: string[] = [];
  const made = new Commits({
    ...{ log, fence: 1, position: log.position, complaint: complaintInto(complained) },
    kept: (events) => told.push(...events.map((one) => one.event.id)),
    lost: (why) => lost.push(why),
  });
  open = made;
  const add = () => {
    made.requireRoom();
    made.add([event()]);
    return made.settled();
  };
  return { commits: made, add, told, lost, complained };
}

test('what happens while one append is under way leaves with the next, in order', async () => {
  const log = new ScriptedLog();
  const { add, told } = commits(log);
  const first = [add(), add()];
  await sleep(0);
  await Promise.all([...first, add(), add(), add()]);
  expect(log.appends.map(({ lines }) => lines.length)).toEqual([2, 3]);
  expect(told).toEqual(['2-1', '2-2', '2-3', '2-4', '2-5']);
});

test('an append whose answer was lost is sent again and found to be kept, once', async () => {
  const log = new ScriptedLog();
  log.script = ['answer lost', 'keep'];
  const { add, told, lost } = commits(log);
  await add();
  expect(log.appends).toHaveLength(2);
  expect([told, lost]).toEqual([['2-1'], []]);
  await add();
  expect(log.position).toBe('2-2');
});

test('(12.26) an append that never arrived is sent again; why it failed is told once, and that it goes again', async () => {
  const log = new ScriptedLog();
  log.script = ['lost before', 'lost before', 'keep'];
  const { add, told, complained } = commits(log);
  await add();
  expect(complained).toEqual(['the connection broke', 'well']);
  expect(told).toEqual(['2-1']);
});

test('(12.25) when another has written, callers hear that the outcome is not known, and nothing more is taken', async () => {
  const log = new ScriptedLog();
  const { add, lost, told, commits: made } = commits(log);
  log.fence = 2;
  await expect(add()).rejects.toThrow(OutcomeUnknownError);
  expect(lost).toHaveLength(1);
  expect(told).toEqual([]);
  expect(() => made.requireRoom()).toThrow(StateUnavailableError);
});

test('(12.25) what was never sent is said not to have happened when the gate steps down', async () => {
  const log = new ScriptedLog();
  log.script = ['hang'];
  const { add, commits: made } = commits(log);
  const [sent, waiting] = [add(), sleep(5).then(add)];
  const outcomes = Promise.allSettled([sent, waiting]);
  await sleep(20);
  made.end('over');
  const [first, second] = await outcomes;
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'OUTCOME_UNKNOWN' } });
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'STATE_UNAVAILABLE' } });
});

test('while an append hangs, new commands are refused at once, and those that wait hear within two seconds or so', async () => {
  const log = new ScriptedLog();
  log.script = ['hang'];
  const { add, commits: made } = commits(log);
  const startedMs = performance.now();
  const first = add().catch((error: unknown) => error);
  await sleep(700);
  expect(() => made.requireRoom()).toThrow('Redis does not answer');
  expect(await first).toBeInstanceOf(OutcomeUnknownError);
  expect(performance.now() - startedMs).toBeLessThan(3000);
});

test('a command that comes after a long quiet is given its whole time', async () => {
  const log = new ScriptedLog();
  const { add, told } = commits(log);
  await add();
  await sleep(2300);
  await add();
  expect(told).toEqual(['2-1', '2-2']);
});
