import { jest } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  ALERT_REFUSED,
  type AlertActivities,
  alertDeliveryId,
  type AlertDeliveryResult,
  type AlertDeliveryStart,
  WORKFLOW_QUEUE,
} from '../../workflows/contract.js';
import { skippingTime, withWorkers } from './environment.js';

jest.setTimeout(40_000);
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await skippingTime();
});
afterAll(() => env?.teardown());

/** What was done, with the minutes that had passed. */
interface Told {
  told: string[];
  result: AlertDeliveryResult;
}

async function deliver(
  id: string,
  sendAlert: AlertActivities['sendAlert'],
  escalate_after_minutes: number | null,
): Promise<Told> {
  const told: string[] = [];
  const start: AlertDeliveryStart = { message_id: id, channel: 'desk', title: '[CRITICAL] a trip', escalate_after_minutes };
  const begun = await env.currentTimeMs();
  const minutes = async () => Math.round(((await env.currentTimeMs()) - begun) / 60_000);
  const activities: AlertActivities = {
    sendAlert: async (messageId) => {
      told.push('send');
      return sendAlert(messageId);
    },
    giveUpAlert: async (_id, reason) => {
      told.push(`give up: ${reason}`);
      return true;
    },
    escalateAlert: async () => {
      told.push(`escalate after ${await minutes()} min`);
      return true;
    },
  };
  const result = (await withWorkers(env, 'alert', activities, () =>
    env.client.workflow.execute('alertDelivery', { taskQueue: WORKFLOW_QUEUE, workflowId: alertDeliveryId(id), args: [start] }),
  )) as AlertDeliveryResult;
  return { told, result };
}

test('a message that is taken is sent once', async () => {
  const { told, result } = await deliver('1', async () => 'delivered', null);
  expect(told).toEqual(['send']);
  expect(result).toEqual({ state: 'delivered', reason: '', escalated: false });
});

test('what passes is tried again, not before the receiver said', async () => {
  const answers = [ApplicationFailure.create({ message: 'slow down', nextRetryDelay: '10m' }), new Error('500')];
  const begun = await env.currentTimeMs();
  const { told, result } = await deliver(
    '2',
    async () => {
      const failure = answers.shift();
      if (failure) throw failure;
      return 'delivered';
    },
    null,
  );
  expect([told, result.state]).toEqual([['send', 'send', 'send'], 'delivered']);
  expect((await env.currentTimeMs()) - begun).toBeGreaterThanOrEqual(600_000);
});

test('what is refused for good is given up at once, and escalated', async () => {
  const { told, result } = await deliver(
    '3',
    async () => {
      throw ApplicationFailure.nonRetryable('no_service', ALERT_REFUSED);
    },
    null,
  );
  expect(told).toEqual(['send', 'give up: no_service']);
  expect(result).toEqual({ state: 'failed', reason: 'no_service', escalated: true });
});

test('a receiver that is away for a day is given up, with what it said last', async () => {
  const { told, result } = await deliver(
    '4',
    async () => {
      throw new Error('ECONNREFUSED');
    },
    null,
  );
  // 5 s, doubled until half an hour, for a day.
  expect(told.filter((one) => one === 'send').length).toBeGreaterThan(40);
  expect(told.filter((one) => one === 'send').length).toBeLessThan(80);
  expect(told.at(-1)).toMatch(/^give up: /);
  expect(result).toMatchObject({ state: 'failed', escalated: true });
  expect(result.reason).toContain('ECONNREFUSED');
});

test('nobody has acknowledged it in ten minutes: it is escalated then', async () => {
  const { told, result } = await deliver('5', async () => 'delivered', 10);
  expect(told).toEqual(['send', 'escalate after 10 min']);
  expect(result).toMatchObject({ state: 'delivered', escalated: true });
});

test('what was dropped, its breaker being reset, is not escalated', async () => {
  expect((await deliver('6', async () => 'dropped', 10)).told).toEqual(['send']);
});
