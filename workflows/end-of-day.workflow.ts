/** Closes the exchange day: started by a schedule in New York's time, or by hand for a day of the past. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { ACTIVITY_QUEUES, type EndOfDayActivities, type EndOfDayResult, type EndOfDayStart } from './contract.js';

/** Set by the server on what a schedule starts: when it was due, however late it comes. */
const dueAt = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

const { closeDay } = proxyActivities<EndOfDayActivities>({
  taskQueue: ACTIVITY_QUEUES.endOfDay,
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m', nonRetryableErrorTypes: ['DAY_NOT_OVER'] },
});

export async function endOfDay({ day }: EndOfDayStart = {}): Promise<EndOfDayResult> {
  const scheduled = workflowInfo().typedSearchAttributes.get(dueAt) ?? workflowInfo().startTime;
  const at = { day: day ?? null, scheduled_ms: scheduled.getTime() };
  const result = await closeDay.executeWithOptions({ summary: `close the day${day ? ` ${day}` : ''}` }, [at]);
  const records = result.closed === 0 ? 'its records were final already' : `${result.closed} records are final`;
  setCurrentDetails(`## ${result.day} is closed\n\n- ${records}\n- profit and loss counts to **${result.next_day}** from now on`);
  return result;
}
