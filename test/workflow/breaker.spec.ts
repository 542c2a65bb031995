import { jest } from '@jest/globals';
import { WorkflowIdConflictPolicy } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  type BreakerActivities,
  breakerCauseAdded,
  type BreakerClosed,
  breakerClosed,
  breakerModeChanged,
  type BreakerEpisode,
  type BreakerStart,
  breakerTripped,
  breakerView,
  breakerWorkflowId,
  type ResetAsk,
  resetBreaker,
  WORKFLOW_QUEUE,
} from '../../workflows/contract.js';
import { skippingTime, withWorkers } from './environment.js';

jest.setTimeout(60_000);
const DAY_MS = 86_400_000;
let env: TestWorkflowEnvironment;
let scopes = 0;
beforeAll(async () => {
  env = await skippingTime();
});
afterAll(() => env?.teardown());

/** What stands in for the scripts in Redis: the open episode of a scope, on the server's clock. */
class Gate {
  readonly open = new Map<number, BreakerEpisode>();
  readonly closings: string[] = [];
  causePersists = false;

  activities(): BreakerActivities {
    const closed = (breaker_id: number): BreakerClosed => ({
      ...{ breaker_id, actor: 'somebody', reason: 'by another way', source: 'cli', closed_at_ms: 0 },
    });
    return {
      lookAtBreaker: async (id) => (this.open.has(id) ? null : closed(id)),
      closeBreaker: async ({ episode, actor, force }) => {
        if (this.causePersists && !force) throw ApplicationFailure.nonRetryable('still losing', 'BREAKER_CAUSE_PERSISTS');
        const { breaker_id, scope, mode, trigger_type } = episode;
        if (!this.open.delete(breaker_id)) return null;
        this.closings.push(`${breaker_id} by ${actor}`);
        return { breaker_id, scope, mode, trigger_type, tripped_again: null };
      },
      expireBreaker: async (id) => {
        const now = await env.currentTimeMs();
        const expires = this.open.get(id)?.expires_at_ms ?? null;
        if (expires === null || expires > now) return false;
        this.closings.push(`${id} by its time`);
        return this.open.delete(id);
      },
    };
  }
}

async function tripped(breaker_id: number, change: Partial<BreakerEpisode> = {}): Promise<BreakerEpisode> {
  const tripped_at_ms = await env.currentTimeMs();
  return {
    ...{ breaker_id, scope: `symbol:T${scopes}`, mode: 'halt', trigger_type: 'MANUAL', trigger_value: 0, threshold: 0 },
    ...{ actor: 'dev', reason: 'a drill', tripped_at_ms, expires_at_ms: null, ...change },
  };
}

function ask(of: BreakerEpisode, change: Partial<ResetAsk> = {}): ResetAsk {
  const rest = { force: false, reason_required: true, cause_persists: null, valid_until_ms: Number.MAX_SAFE_INTEGER };
  return { episode: of, actor: 'boss', reason: 'mended', ...rest, ...change };
}

/** As the announcer starts it. */
function announce(of: BreakerEpisode) {
  return env.client.workflow.signalWithStart<(start: BreakerStart) => Promise<BreakerClosed>, [BreakerEpisode]>('breaker', {
    ...{ workflowId: breakerWorkflowId(of.scope), taskQueue: WORKFLOW_QUEUE, args: [{ episode: of }] },
    ...{ workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING, signal: breakerTripped, signalArgs: [of] },
  });
}

const inGate = <T>(gate: Gate, work: () => Promise<T>) => {
  scopes += 1;
  return withWorkers(env, 'breaker', gate.activities(), work);
};
/** Type and message of the ApplicationFailure behind a refused update, from the validator or from the activity. */
async function refusal(work: Promise<unknown>): Promise<{ type: string; message: string }> {
  let failure: unknown = await work.then(() => new Error('it was not refused')).catch((error: unknown) => error);
  while (failure instanceof Error && !(failure instanceof ApplicationFailure)) failure = failure.cause;
  if (!(failure instanceof ApplicationFailure)) throw new Error(`no refusal: ${String(failure)}`);
  return { type: failure.type ?? '', message: failure.message };
}

test('a pause of three days ends by itself, and not before', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const one = await tripped(1, { trigger_type: 'COOLDOWN', expires_at_ms: (await env.currentTimeMs()) + 3 * DAY_MS });
    gate.open.set(1, one);
    const run = await announce(one);
    await env.sleep(3 * DAY_MS - 60_000);
    expect(await run.query(breakerView)).toMatchObject({ state: 'TRIPPED' });
    expect(await run.result()).toMatchObject({ breaker_id: 1 });
    expect(gate.closings).toEqual(['1 by its time']);
  });
});

test('a breaker tripped by hand is open after a year, and a person closes it, once', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const one = await tripped(1);
    gate.open.set(1, one);
    const run = await announce(one);
    await env.sleep(365 * DAY_MS);
    expect(await run.query(breakerView)).toMatchObject({ state: 'TRIPPED', episode: { breaker_id: 1 } });
    expect(gate.closings).toEqual([]);
    expect(await run.executeUpdate(resetBreaker, { args: [ask(one)] })).toMatchObject({ breaker_id: 1, tripped_again: null });
    expect(await run.result()).toMatchObject({ actor: 'boss', reason: 'mended', source: 'api' });
    expect(gate.closings).toEqual(['1 by boss']);
    const { events } = await run.fetchHistory();
    process.stderr.write(`history of a breaker that was open for a year: ${events?.length} events\n`);
    expect(events?.length).toBeLessThan(100);
  });
});

test('another cause takes the time limit of a pause away', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const now = await env.currentTimeMs();
    const one = await tripped(1, { trigger_type: 'COOLDOWN', expires_at_ms: now + DAY_MS });
    gate.open.set(1, { ...one, expires_at_ms: null });
    const run = await announce(one);
    const { tripped_at_ms: _, ...cause } = one;
    await run.signal(breakerCauseAdded, { ...cause, trigger_type: 'DAILY_LOSS', expires_at_ms: null, at_ms: now + 1 });
    await env.sleep(3 * DAY_MS);
    expect(await run.query(breakerView)).toMatchObject({ state: 'TRIPPED', causes: [{ trigger_type: 'DAILY_LOSS' }] });
    await run.executeUpdate(resetBreaker, { args: [ask(one)] });
    await run.result();
  });
});

test('(12.4) a change of mode is shown, told twice it is shown once, and a later cause sets its own', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const one = await tripped(1);
    gate.open.set(1, one);
    const run = await announce(one);
    const change = {
      breaker_id: 1,
      scope: one.scope,
      mode: 'reduce_only',
      actor: 'boss',
      reason: 'close out',
      at_ms: 5,
    } as const;
    await run.signal(breakerModeChanged, change);
    await run.signal(breakerModeChanged, change);
    await run.signal(breakerModeChanged, { ...change, breaker_id: 9, mode: 'halt', at_ms: 6 });
    expect(await run.query(breakerView)).toMatchObject({ episode: { mode: 'reduce_only' }, mode_changes: [change] });
    const { tripped_at_ms: _, ...cause } = one;
    await run.signal(breakerCauseAdded, { ...cause, reason: 'again', at_ms: 7 });
    expect(await run.query(breakerView)).toMatchObject({ episode: { mode: 'halt' }, causes: [{ reason: 'again' }] });
    await run.executeUpdate(resetBreaker, { args: [ask(one)] });
    await run.result();
  });
});

test('a reset is refused in words: no reason, cause persists, an older episode', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const one = await tripped(5);
    gate.open.set(5, one);
    const run = await announce(one);
    const asked = (change: Partial<ResetAsk>) => refusal(run.executeUpdate(resetBreaker, { args: [ask(one, change)] }));
    expect(await asked({ reason: ' ' })).toMatchObject({ type: 'REASON_REQUIRED' });
    expect(await asked({ cause_persists: 'the daily loss is still $600.00' })).toMatchObject({
      type: 'BREAKER_CAUSE_PERSISTS',
      message: expect.stringContaining('mend the cause first'),
    });
    expect(await asked({ episode: { ...one, breaker_id: 4 } })).toMatchObject({ type: 'BREAKER_NOT_OPEN' });
    gate.causePersists = true; // Since the caller looked: the script has the last word.
    expect(await asked({})).toMatchObject({ type: 'BREAKER_CAUSE_PERSISTS' });
    expect(gate.closings).toEqual([]);
    expect(await run.executeUpdate(resetBreaker, { args: [ask(one, { force: true })] })).toMatchObject({ breaker_id: 5 });
    await run.result();
  });
});

test('a trip that comes while a run is closing is not lost: the next run has it', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const [one, two] = [await tripped(1), await tripped(2)];
    gate.open.set(1, one);
    const first = await announce(one);
    gate.open.set(2, two);
    await first.executeUpdate(resetBreaker, { args: [ask(one)] });
    const handle = await announce(two);
    const scope = env.client.workflow.getHandle(breakerWorkflowId(two.scope));
    let seen = 0;
    for (let tries = 0; tries < 100 && seen !== 2; tries += 1) {
      seen = (await scope.query(breakerView)).episode.breaker_id;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(seen).toBe(2);
    await scope.executeUpdate(resetBreaker, { args: [ask(two)] });
    await handle.result();
    expect(gate.closings).toEqual(['1 by boss', '2 by boss']);
  });
});

test('a run whose episode is closed already, by the command line or long ago, ends at once', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const run = await announce(await tripped(9));
    expect(await run.result()).toMatchObject({ breaker_id: 9, source: 'cli' });
  });
});

test('the word that it was closed elsewhere ends a run, said twice or about another episode does nothing', async () => {
  const gate = new Gate();
  await inGate(gate, async () => {
    const one = await tripped(3);
    gate.open.set(3, one);
    const run = await announce(one);
    const closed = (breaker_id: number) => ({ breaker_id, actor: 'ops', reason: 'by hand', source: 'cli', closed_at_ms: 1 });
    await run.signal(breakerClosed, closed(2));
    expect(await run.query(breakerView)).toMatchObject({ state: 'TRIPPED' });
    await announce(one);
    await run.signal(breakerClosed, closed(3));
    expect(await run.result()).toMatchObject({ actor: 'ops', source: 'cli' });
  });
});
