/**
 * What configuration is in force, readable at any time, and a reload on demand. The reload every ten seconds is a loop of the worker process and goes on
 * while Temporal is away; this follows it and says what came of it.
 */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { ACTIVITY_QUEUES, type ConfigActivities, type ConfigReport, configReport, reloadConfig } from './contract.js';
import { configDetails } from './details.js';

const RUN_MS = 30 * 60_000;
const REPORTS_MAX = 200;

const { watchConfiguration } = proxyActivities<ConfigActivities>({
  taskQueue: ACTIVITY_QUEUES.config,
  startToCloseTimeout: RUN_MS + 60_000,
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
});
const { reloadConfiguration, reportConfiguration } = proxyActivities<ConfigActivities>({
  taskQueue: ACTIVITY_QUEUES.config,
  startToCloseTimeout: '15s',
  retry: { initialInterval: '500ms', maximumInterval: '5s', maximumAttempts: 5 },
});

export async function configManager(last: ConfigReport | null = null): Promise<void> {
  let report = last;
  const show = (seen: ConfigReport) => {
    report = seen;
    setCurrentDetails(configDetails(report));
  };
  setHandler(configReport, () => report);
  setHandler(reloadConfig, async ({ actor }) => {
    const answer = await reloadConfiguration.executeWithOptions({ summary: `reload for ${actor}` }, [actor]);
    show(await reportConfiguration.executeWithOptions({ summary: 'what is in force' }, []));
    return answer;
  });
  setCurrentDetails(configDetails(report));
  const endsAt = Date.now() + RUN_MS;
  for (let reports = 0; reports < REPORTS_MAX && Date.now() < endsAt; reports += 1) {
    show(
      await watchConfiguration.executeWithOptions({ summary: 'follow the configuration in force' }, [
        report,
        endsAt - Date.now(),
      ]),
    );
  }
  await condition(allHandlersFinished);
  await continueAsNew<typeof configManager>(report);
}
