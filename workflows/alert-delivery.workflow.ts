/**
 * One message to one channel: sent, tried again until it is delivered or a day is over, and escalated when nobody acknowledges its alert. Retries are
 * Temporal's alone: an activity is one attempt.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  setCurrentDetails,
  sleep,
  TimeoutFailure,
} from '@temporalio/workflow';
import {
  ACTIVITY_QUEUES,
  ALERT_REFUSED,
  type AlertActivities,
  type AlertDeliveryResult,
  type AlertDeliveryStart,
} from './contract.js';
import { alertDetails } from './details.js';

const { sendAlert } = proxyActivities<AlertActivities>({
  taskQueue: ACTIVITY_QUEUES.alert,
  // A trading alert of yesterday misleads.
  scheduleToCloseTimeout: '24h',
  startToCloseTimeout: '40s',
  heartbeatTimeout: '12s',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '30m', nonRetryableErrorTypes: [ALERT_REFUSED] },
});
const { giveUpAlert, escalateAlert } = proxyActivities<AlertActivities>({
  taskQueue: ACTIVITY_QUEUES.alert,
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

export async function alertDelivery(start: AlertDeliveryStart): Promise<AlertDeliveryResult> {
  setCurrentDetails(alertDetails(start, null));
  const result = await delivered(start);
  setCurrentDetails(alertDetails(start, result));
  if (result.state !== 'delivered' || start.escalate_after_minutes === null) return result;
  await sleep(start.escalate_after_minutes * 60_000);
  const summary = `has anybody acknowledged it in ${start.escalate_after_minutes} minutes?`;
  result.escalated = await escalateAlert.executeWithOptions({ summary }, [start.message_id]);
  setCurrentDetails(alertDetails(start, result));
  return result;
}

async function delivered({ message_id, channel }: AlertDeliveryStart): Promise<AlertDeliveryResult> {
  try {
    const state = await sendAlert.executeWithOptions({ summary: `send to ${channel}` }, [message_id]);
    return { state, reason: '', escalated: false };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const reason = reasonOf(error);
    const escalated = await giveUpAlert.executeWithOptions({ summary: `give up: ${reason}` }, [message_id, reason]);
    return { state: 'failed', reason, escalated };
  }
}

function reasonOf({ cause }: ActivityFailure): string {
  if (cause instanceof ApplicationFailure) return cause.message;
  const last = cause instanceof TimeoutFailure && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  return `it was tried for a day${last}`;
}
