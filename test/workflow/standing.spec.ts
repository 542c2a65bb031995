import { jest } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  type ConfigReport,
  configReport,
  type MonitorReport,
  monitorReport,
  type PnlActivities,
  reloadConfig,
  WORKFLOW_QUEUE,
} from '../../workflows/contract.js';
import { skippingTime, withWorkers } from './environment.js';

jest.setTimeout(40_000);
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await skippingTime();
});
afterAll(() => env?.teardown());

const report = (change: Partial<MonitorReport> = {}): MonitorReport => ({
  ...{
    status: 'watching',
    holder: 'host-1',

    tick_age_ms: 900,
    known_age_ms: 900,
    ticks: 1,
    drift: 0,
    stale_symbols: [],
    at_ms: 0,
  },
  ...change,
});

/** Events of each run of a chain of runs that are over, oldest first, once there are so many. */
async function eventsOfRuns(workflowId: string, firstRunId: string, runs: number): Promise<number[]> {
  const counts: number[] = [];
  let runId = firstRunId;
  while (counts.length < runs) {
    const { events = [] } = await env.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const next: string | null | undefined = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (next) {
      counts.push(events?.length ?? 0);
      runId = next;
    } else await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return counts;
}

test('a monitor that changes its mind every five seconds still ends each run far below ten thousand events', async () => {
  let looks = 0;
  const activities: PnlActivities = {
    superviseMonitor: async () => {
      looks += 1;
      return report({ holder: String(looks) });
    },
  };
  await withWorkers(env, 'pnl', activities, async () => {
    const run = await env.client.workflow.start('pnlMonitor', {
      workflowId: 'pnl-busy',
      taskQueue: WORKFLOW_QUEUE,
      args: [null],
    });
    const counts = await eventsOfRuns('pnl-busy', run.firstExecutionRunId, 1);
    expect(await env.client.workflow.getHandle('pnl-busy').query(monitorReport)).toMatchObject({ status: 'watching' });
    await env.client.workflow.getHandle('pnl-busy').terminate();
    process.stderr.write(`history of a monitor that changes all the time: ${counts[0]} events a run\n`);
    expect(counts[0]).toBeLessThan(2000);
  });
});

test('a reload by hand says what is in force and what was not taken, and the workflow shows it', async () => {
  let version = 4;
  let over = () => {};
  const untilOver = new Promise<void>((resolve) => (over = resolve));
  const state = (): ConfigReport => ({
    ...{
      version,
      rules_hash: 'abc',
      changed_by: 'dev',
      changed_at_ms: 1,
      reason: '',
      last_rejection: null,
      replicas: [],
      at_ms: 2,
    },
  });
  const activities = {
    reloadConfiguration: async () => {
      version = 5;
      return { version, rules_hash: 'abc', rejected: ['tables: max_order_size: is outside'] };
    },
    reportConfiguration: async () => state(),
    watchConfiguration: async (since: ConfigReport | null) => {
      if (since !== null) await untilOver;
      return state();
    },
  };
  await withWorkers(env, 'config', activities, async () => {
    const run = await env.client.workflow.start('configManager', {
      workflowId: 'config',
      taskQueue: WORKFLOW_QUEUE,
      args: [null],
    });
    const answer = await run.executeUpdate(reloadConfig, { args: [{ actor: 'dev' }] });
    expect(answer).toMatchObject({ version: 5, rejected: [expect.stringContaining('max_order_size')] });
    expect(await run.query(configReport)).toMatchObject({ version: 5 });
    await env.client.workflow.getHandle('config').terminate();
    over();
  });
});
