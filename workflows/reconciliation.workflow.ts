/** Compares positions and cash with the broker's: started by a schedule every so often, and at once when an account becomes ready. */
import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { ACTIVITY_QUEUES, type ReconciliationActivities, type ReconciliationResult } from './contract.js';
import { reconciliationDetails } from './details.js';

const { reconcileAccounts } = proxyActivities<ReconciliationActivities>({
  taskQueue: ACTIVITY_QUEUES.reconciliation,
  // Only the process that speaks to the broker does it. One that dies is noticed by its silence; while there is none the look waits, and the next one is as good.
  scheduleToCloseTimeout: '5m',
  startToCloseTimeout: '2m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 6 },
});

export async function reconciliation(): Promise<ReconciliationResult> {
  const result = await reconcileAccounts.executeWithOptions({ summary: "compare positions and cash with the broker's" }, []);
  setCurrentDetails(reconciliationDetails(result));
  return result;
}
