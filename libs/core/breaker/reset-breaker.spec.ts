import { jest } from '@jest/globals';

import { type BreakerWorkflows, type ResetRequest, WorkflowUnavailableError } from '../ports/breaker-workflows.js';
import type { History } from '../ports/history.js';
import type { LiveBook, OpenBreaker } from '../ports/live-book.js';
import { ResetBreaker } from './reset-breaker.js';

const breaker = (breaker_id: number): OpenBreaker => ({
  ...{ breaker_id, scope: 'firm', mode: 'halt', trigger_type: 'MANUAL', tripped_at_ms: 1, expires_at_ms: null },
  ...{ trigger_value: 0 as OpenBreaker['trigger_value'], threshold: 0 as OpenBreaker['threshold'] },
});
const ASK = { breaker_id: 1, actor: 'ann', reason: 'mended', reason_required: true, force: false };

/** Breaker 1 is open, and its workflow never answers; `meanwhile` is what the gate does before the ask is looked at again. */
function world({ meanwhile, closedBy }: { meanwhile: () => OpenBreaker[]; closedBy: () => string | null }) {
  let open = [breaker(1)];
  const asked: ResetRequest[] = [];
  const book = { breakers: async () => open, doubtsAboutReset: async () => ({ persists: null, users: [] }) };
  const history = { breaker: async () => ({ actor: 'bob', reason: 'r', reset_by: closedBy() }) };
  const workflows = {
    reset: async (request: ResetRequest) => {
      asked.push(request);
      open = meanwhile();
      throw new WorkflowUnavailableError('Temporal gave no answer within 1600 ms');
    },
  };
  const resets = new ResetBreaker(
    book as unknown as LiveBook,
    history as unknown as History,
    workflows as unknown as BreakerWorkflows,
  );
  return { resets, asked };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Within the two seconds that a reset may take. */
async function answerOf<T>(reset: Promise<T>): Promise<T> {
  reset.catch(() => undefined); // Awaited below.
  await jest.advanceTimersByTimeAsync(2000);
  return Promise.race([reset, Promise.reject(new Error('no answer within two seconds'))]);
}

test('a reset that the gate carried out in time is told as done, though its workflow did not answer', async () => {
  const { resets } = world({ meanwhile: () => [], closedBy: () => 'ann' });
  expect(await answerOf(resets.reset(ASK))).toMatchObject({ breaker_id: 1, scope: 'firm', tripped_again: null });
});

test('what tripped again is told with it', async () => {
  const { resets } = world({ meanwhile: () => [breaker(2)], closedBy: () => 'ann' });
  expect(await answerOf(resets.reset({ ...ASK, force: true }))).toMatchObject({ breaker_id: 1, tripped_again: 2 });
});

test('a breaker that is still open when the ask counts no more: the workflow is unavailable', async () => {
  const { resets, asked } = world({ meanwhile: () => [breaker(1)], closedBy: () => null });
  await expect(answerOf(resets.reset(ASK))).rejects.toThrow(WorkflowUnavailableError);
  expect(Date.now()).toBeGreaterThan(asked[0]?.valid_until_ms ?? Infinity);
});

test('closed by another meanwhile: that is told', async () => {
  const { resets } = world({ meanwhile: () => [], closedBy: () => 'bob' });
  await expect(answerOf(resets.reset(ASK))).rejects.toThrow('breaker 1 was closed by bob already');
});

test('closed, and nobody knows yet by whom: unavailable, and one looks', async () => {
  const { resets } = world({ meanwhile: () => [], closedBy: () => null });
  await expect(answerOf(resets.reset(ASK))).rejects.toThrow(WorkflowUnavailableError);
});
