import { SignInBusyError } from '#core/ports/sign-in.js';
import type { HashAnswer, HashTask } from './password-process.js';
import { Argon2Passwords } from './passwords.js';

/** A hasher that answers when the test says so. */
function hashing(waitMs = 5000, hangMs = 5000) {
  const asked: HashTask[] = [];
  const calls = { answer: (_: HashAnswer) => {}, end: () => {}, starts: 0 };
  const passwords = new Argon2Passwords(
    (answered, ended) => {
      Object.assign(calls, { answer: answered, end: ended, starts: calls.starts + 1 });
      return { send: (task) => void asked.push(task), stop: ended };
    },
    waitMs,
    hangMs,
  );
  return { asked, calls, passwords };
}
const outcome = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

test('one at a time is hashed, in the order in which they came', async () => {
  const { asked, calls, passwords } = hashing();
  const [first, second] = [passwords.hash('one'), passwords.hash('two')];
  expect(asked.map(({ password }) => password)).toEqual(['one']);
  calls.answer({ hash: '1' });
  expect(await first).toBe('1');
  expect(asked.map(({ password }) => password)).toEqual(['one', 'two']);
  calls.answer({ hash: '2' });
  expect([await second, calls.starts]).toEqual(['2', 1]);
});

test('nobody is looked at as somebody is, and is never let in', async () => {
  const { asked, calls, passwords } = hashing();
  const nobody = passwords.matches(null, 'x');
  expect(asked[0]?.phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  calls.answer({ matches: true });
  expect(await nobody).toBe(false);
});

test('beyond twenty who wait a sign-in is refused at once, without a hash', async () => {
  const { asked, calls, passwords } = hashing();
  const all = Array.from({ length: 22 }, (_, n) => outcome(passwords.matches('phc', `${n}`)));
  expect(await all[21]).toBeInstanceOf(SignInBusyError);
  for (let n = 0; n < 21; n += 1) calls.answer({ matches: n === 20 });
  expect([await all[0], await all[20], asked.length]).toEqual([false, true, 21]);
});

test('who has waited too long is refused and not hashed any more; the next one is', async () => {
  const { asked, calls, passwords } = hashing(20);
  const [first, second] = [outcome(passwords.hash('one')), outcome(passwords.hash('two'))];
  expect([await first, await second]).toEqual([expect.any(SignInBusyError), expect.any(SignInBusyError)]);
  const third = passwords.hash('three');
  calls.answer({ hash: '1' });
  calls.answer({ hash: '3' });
  expect([await third, asked.map(({ password }) => password)]).toEqual(['3', ['one', 'three']]);
});

test('a process that ends fails the one that it was at, and the next one has a new process', async () => {
  const { calls, passwords } = hashing();
  const [first, second] = [outcome(passwords.hash('one')), passwords.hash('two')];
  calls.end();
  expect(await first).toEqual(new Error('the password could not be looked at: the process that hashes has ended'));
  calls.answer({ hash: '2' });
  expect([await second, calls.starts]).toEqual(['2', 2]);
});

test('a process that hangs is ended: the one that it was at has failed, and the next one has a new process', async () => {
  const { asked, calls, passwords } = hashing(5000, 20);
  const [first, second] = [outcome(passwords.hash('one')), passwords.hash('two')];
  expect(await first).toEqual(new Error('the password could not be looked at: the process that hashes has ended'));
  calls.answer({ hash: '2' });
  expect([await second, calls.starts, asked.length]).toEqual(['2', 2, 2]);
});
