import { jest } from '@jest/globals';
import { inTime } from './in-time.js';

const never = new Promise<never>(() => {});
const late = () => {
  throw new Error('too late');
};

test('what comes in time is given, and a refusal as it is', async () => {
  expect(await inTime(Promise.resolve(7), 1000, late)).toBe(7);
  await expect(inTime(Promise.reject(new Error('refused')), 1000, late)).rejects.toThrow('refused');
});

test('what does not come is late after the limit, by a value or an error', async () => {
  jest.useFakeTimers();
  try {
    const value = inTime(never, 800, () => null);
    const error = inTime(never, 800, late).catch(String);
    let over = false;
    void value.then(() => (over = true));
    await jest.advanceTimersByTimeAsync(799);
    expect(over).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await value).toBeNull();
    expect(await error).toBe('Error: too late');
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('a process that was held still for longer than the limit does not blame who was asked', async () => {
  const answer = new Promise<string>((resolve) => setTimeout(resolve, 100, 'here'));
  const asked = inTime(answer, 80, () => 'late');
  // Held still until both are due, the limit first.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  expect(await asked).toBe('here');
});
