/**
 * Supervision of the P&L monitor. The loop itself is in the worker process that holds the trading floor and ticks on while Temporal is away; one long
 * activity looks at it and heartbeats what it sees. A run ends after half an hour, and earlier should much have changed, so that no history grows.
 */
import { continueAsNew, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { ACTIVITY_QUEUES, type MonitorReport, monitorReport, type PnlActivities } from './contract.js';
import { monitorDetails } from './details.js';

const RUN_MS = 30 * 60_000;
const REPORTS_MAX = 200;

const { superviseMonitor } = proxyActivities<PnlActivities>({
  taskQueue: ACTIVITY_QUEUES.pnl,
  startToCloseTimeout: RUN_MS + 60_000,
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
});

export async function pnlMonitor(last: MonitorReport | null = null): Promise<void> {
  let report = last;
  setHandler(monitorReport, () => report);
  setCurrentDetails(monitorDetails(report));
  const endsAt = Date.now() + RUN_MS;
  for (let reports = 0; reports < REPORTS_MAX && Date.now() < endsAt; reports += 1) {
    const summary = 'supervise the loop that watches profit and loss';
    report = await superviseMonitor.executeWithOptions({ summary }, [report, endsAt - Date.now()]);
    setCurrentDetails(monitorDetails(report));
  }
  await continueAsNew<typeof pnlMonitor>(report);
}
