import { jest } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type ReconciliationActivities, type ReconciliationResult, WORKFLOW_QUEUE } from '../../workflows/contract.js';
import { skippingTime, withWorkers } from './environment.js';

jest.setTimeout(40_000);
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await skippingTime();
});
afterAll(() => env?.teardown());

const AGREES: ReconciliationResult = { agree: 2, differ: 0, confirmed: 0, not_ready: 0, moving: 0 };

const compare = (activities: ReconciliationActivities, workflowId: string) =>
  withWorkers(env, 'reconciliation', activities, () =>
    env.client.workflow.execute('reconciliation', { taskQueue: WORKFLOW_QUEUE, workflowId, args: [] }),
  );

test('a look that fails is made again, also by another process: the broker is away for a moment, or the floor has moved', async () => {
  let tries = 0;
  const reconcileAccounts = async () => {
    tries += 1;
    if (tries < 4) throw new Error('the trading floor of this process is not open');
    return AGREES;
  };
  expect(await compare({ reconcileAccounts }, 'reconciliation-1')).toEqual(AGREES);
  expect(tries).toBe(4);
});

test('a look that fails again and again ends: the schedule starts the next one', async () => {
  let tries = 0;
  const reconcileAccounts = async () => {
    tries += 1;
    throw new Error('PostgreSQL does not answer');
  };
  await expect(compare({ reconcileAccounts }, 'reconciliation-2')).rejects.toThrow('Workflow execution failed');
  expect(tries).toBe(6);
});

test('accounts that differ are the result, and no failure: they are told and acted on by then', async () => {
  const differs = { ...AGREES, agree: 1, confirmed: 1 };
  expect(await compare({ reconcileAccounts: async () => differs }, 'reconciliation-4')).toEqual(differs);
});
