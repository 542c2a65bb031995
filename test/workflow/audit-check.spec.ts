import { jest } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type AuditActivities, type AuditCheckResult, WORKFLOW_QUEUE } from '../../workflows/contract.js';
import { skippingTime, withWorkers } from './environment.js';

jest.setTimeout(40_000);
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await skippingTime();
});
afterAll(() => env?.teardown());

const HOLDS: AuditCheckResult = { entries: 7, rows: 70, finding: null };

const check = (activities: AuditActivities, workflowId: string) =>
  withWorkers(env, 'audit', activities, () =>
    env.client.workflow.execute('auditCheck', { taskQueue: WORKFLOW_QUEUE, workflowId, args: [] }),
  );

test('a check that cannot be made is tried again until it can', async () => {
  let tries = 0;
  const checkAudit = async () => {
    tries += 1;
    if (tries < 4) throw new Error('PostgreSQL does not answer');
    return HOLDS;
  };
  expect(await check({ checkAudit }, 'audit-check-1')).toEqual(HOLDS);
  expect(tries).toBe(4);
});

test('a finding is the result, and no failure: it has been told', async () => {
  const finding = { ...HOLDS, finding: 'entry 7 was changed' };
  expect(await check({ checkAudit: async () => finding }, 'audit-check-2')).toEqual(finding);
});
