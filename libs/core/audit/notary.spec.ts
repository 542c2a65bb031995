import { generateKeyPairSync } from 'node:crypto';
import { complaintInto } from '#test/factories/complaints.js';
import type { AuditLedger, CheckpointCause, KeptCheckpoint } from '../ports/audit-ledger.js';
import { type AnnouncedKey, AuditSigner, type Checkpoint, keyFault, readNote } from './checkpoint.js';
import { Notary } from './notary.js';

const ORIGIN = 'breakwater/main';
const aKey = () =>
  new AuditSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), ORIGIN);

class Ledger {
  seq = 0;
  kept: KeptCheckpoint[] = [];
  known: AnnouncedKey[] = [];
  constructor(private readonly now: () => number) {}
  head = async () => ({ seq: this.seq, hash: 'cd'.repeat(32) });
  lastCheckpoint = async () => this.kept.at(-1) ?? null;
  keepCheckpoint = async (checkpoint: Checkpoint, cause: CheckpointCause) => {
    this.kept.push({ ...checkpoint, cause, at_ms: this.now() });
  };
  keys = async () => this.known;
  announceKey = async (key: Omit<AnnouncedKey, 'announced_at_ms'>) => {
    this.known.push({ ...key, announced_at_ms: this.now() });
  };
}

let nowMs: number;
let told: string[];
let ledger: Ledger;
let announced: unknown[][];
beforeEach(() => {
  [nowMs, told, announced] = [1_000_000, [], []];
  ledger = new Ledger(() => nowMs);
});

/** Looks once for each step, which says what happened before; then stops. */
async function run(signer: () => Promise<AuditSigner>, steps: ((notary: Notary) => void)[], before: AuditSigner | null = null) {
  const stop = new AbortController();
  const notary = new Notary({
    ledger: ledger as unknown as AuditLedger,
    signer,
    before: async () => before,
    complaint: complaintInto(told),
    announced: (...about) => announced.push(about),
    now: () => nowMs,
    sleep: async () => {
      const step = steps.shift();
      if (step) step(notary);
      else stop.abort();
    },
  });
  await notary.run(stop.signal);
}
const causes = () => ledger.kept.map(({ cause, size }) => `${cause} ${size}`);

test('it signs at once, then each minute with news, each thousand entries, when a day was closed, and when it stops', async () => {
  const one = aKey();
  const entries =
    (more: number, ms = 1000) =>
    () => {
      ledger.seq += more;
      nowMs += ms;
    };
  await run(
    async () => one,
    [
      entries(5),
      entries(1),
      entries(0, 60_000),
      entries(0, 60_000),
      entries(1000),
      (notary) => {
        entries(1)();
        notary.nudge();
      },
      entries(2),
    ],
  );
  expect(causes()).toEqual(['time 5', 'time 6', 'entries 1006', 'day 1007', 'stop 1009']);
  expect(readNote(ledger.kept[0]?.note ?? '', ledger.known)).toEqual({ seq: 5, hash: 'cd'.repeat(32) });
  expect(announced).toEqual([[one.public.key_id, null, true]]);
});

test('a new key is announced by the one before, and one whose predecessor is gone says so', async () => {
  const [first, second, third] = [aKey(), aKey(), aKey()];
  await run(async () => first, []);
  await run(async () => second, [], first);
  expect(keyFault(ledger.known, ORIGIN)).toBeNull();
  await run(async () => third, []);
  expect(keyFault(ledger.known, ORIGIN)).toContain(`${third.public.key_id} was not announced`);
  expect(announced.map(([, by, isFirst]) => [by, isFirst])).toEqual([
    [null, true],
    [first.public.key_id, false],
    [null, false],
  ]);
});

test('without a key nothing is signed, which is said once', async () => {
  ledger.seq = 3;
  await run(() => Promise.reject(new Error('can be read by others')), [() => {}, () => {}]);
  expect(causes()).toEqual([]);
  expect(told).toEqual(['can be read by others']);
});
