import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from '@temporalio/client';
import { WorkflowIdConflictPolicy } from '@temporalio/common';
import type { Complaint } from '#core/complaint.js';
import { pause } from '#core/pause.js';
import { exchangeCalendar } from '#core/model/exchange-calendar.js';
import {
  AUDIT_CHECK_ID,
  CONFIG_MANAGER_ID,
  END_OF_DAY_ID,
  PNL_MONITOR_ID,
  RECONCILIATION_ID,
  WORKFLOW_QUEUE,
  WORKFLOWS,
} from '../../../workflows/contract.js';
import type { TemporalConnection } from './temporal-connection.js';

const LIMIT_MS = 2000;
const AWAY_MS = 2000;
const TRIGGER_LIMIT_MS = 1000;

export interface StandingOptions {
  /** Between two looks at whether all of them are there. */
  everyMs: number;
  /** Between two comparisons with the broker's accounts; null: the broker has none of its own. */
  reconcileMs: number | null;
}

/**
 * Keeps running what always runs: the supervision of the monitor, the configuration, the schedules of the end of day, of the audit's check and, where the broker's accounts are
 * compared, of that; also when the server lost its file. Until the signal aborts; never throws. Again is once, from any worker.
 */
export async function keepStandingWorkflows(
  temporal: TemporalConnection,
  { everyMs, reconcileMs }: StandingOptions,
  complaint: Complaint,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const started = await complaint.tried(async () => {
      await startStandingWorkflows(temporal, reconcileMs);
      return true;
    }, false);
    await pause(started ? everyMs : Math.min(everyMs, AWAY_MS), signal);
  }
}

async function startStandingWorkflows(temporal: TemporalConnection, reconcileMs: number | null): Promise<void> {
  const standing = [
    {
      type: WORKFLOWS.pnlMonitor,
      workflowId: PNL_MONITOR_ID,
      staticSummary: 'Watches the loop that values positions and trips on loss',
    },
    {
      type: WORKFLOWS.configManager,
      workflowId: CONFIG_MANAGER_ID,
      staticSummary: 'Limits and rules in force, and which replicas have them',
    },
  ];
  for (const { type, ...options } of standing) {
    const start = {
      ...options,
      taskQueue: WORKFLOW_QUEUE,
      args: [null],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    };
    await temporal.within(LIMIT_MS, ({ workflow }) => workflow.start(type, start));
  }
  const reconciliation = reconcileMs === null ? [] : [reconciliationSchedule(reconcileMs)];
  for (const schedule of [endOfDaySchedule(), auditCheckSchedule(), ...reconciliation])
    await temporal.within(LIMIT_MS, async (client) => {
      try {
        await client.schedule.create(schedule);
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
        // Its calendar may be of an earlier version; whether somebody paused it stays as it is.
        const handle = client.schedule.getHandle(schedule.scheduleId);
        const { memo } = await handle.describe();
        if (memo?.['calendar'] === schedule.memo['calendar']) return;
        await handle.update(({ state }) => ({ ...schedule, state }));
      }
    });
  if (reconcileMs === null) await temporal.within(LIMIT_MS, (client) => remove(client, RECONCILIATION_ID));
}

/** One that an earlier setting of the installation made. */
async function remove({ schedule }: Client, id: string): Promise<void> {
  try {
    await schedule.getHandle(id).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** Has the broker's accounts compared at once, or right after the look that runs. Throws WorkflowUnavailableError, and ScheduleNotFoundError before the schedule is there. */
export function reconcileSoon(temporal: TemporalConnection): Promise<void> {
  return temporal.within(TRIGGER_LIMIT_MS, ({ schedule }) =>
    schedule.getHandle(RECONCILIATION_ID).trigger(ScheduleOverlapPolicy.BUFFER_ONE),
  );
}

/** Every so often. A look that still runs lets the next one pass; of those that an outage swallowed one is made up. */
export function reconciliationSchedule(everyMs: number): ScheduleOptions & { memo: Record<string, unknown> } {
  return {
    scheduleId: RECONCILIATION_ID,
    spec: { intervals: [{ every: everyMs }] },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.reconciliation,
      workflowId: RECONCILIATION_ID,
      taskQueue: WORKFLOW_QUEUE,
      args: [],
      // While no process speaks to the broker a look waits; then a new one is as good.
      workflowExecutionTimeout: '10m',
      staticSummary: "Compares positions and cash with the broker's",
    },
    memo: { calendar: `every ${everyMs} ms` },
    // As long as one period, and the server takes no less than ten seconds.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: Math.max(everyMs, 10_000) },
  };
}

/** Each night at 02:00 in New York. One that was missed is made up within a day; one that still runs lets the next one pass. */
export function auditCheckSchedule(): ScheduleOptions & { memo: Record<string, unknown> } {
  return {
    scheduleId: AUDIT_CHECK_ID,
    spec: { timezone: 'America/New_York', calendars: [{ hour: 2, minute: 0, comment: 'each night' }] },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.auditCheck,
      workflowId: AUDIT_CHECK_ID,
      taskQueue: WORKFLOW_QUEUE,
      args: [],
      staticSummary: 'Checks every entry of the audit and every row that it covers',
    },
    memo: { calendar: 'nightly at 02:00' },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
  };
}

/** Five past the close: 16:05 in New York, 13:05 on half days, nothing on holidays. Missed ones are made up for up to a week. */
export function endOfDaySchedule(): ScheduleOptions & { memo: Record<string, unknown> } {
  const { holidays, halfDays } = exchangeCalendar;
  const on = (day: string) => {
    const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
    return { year, month: MONTHS[month - 1] ?? 'JANUARY', dayOfMonth } as const;
  };
  const regular = { hour: 16, minute: 5 };
  return {
    scheduleId: END_OF_DAY_ID,
    spec: {
      timezone: 'America/New_York',
      calendars: [
        { ...regular, dayOfWeek: { start: 'MONDAY', end: 'FRIDAY' }, comment: 'five past the close' },
        ...halfDays.map((day) => ({ ...on(day), hour: 13, minute: 5, comment: 'half day' })),
      ],
      skip: [...holidays, ...halfDays].map((day) => ({ ...on(day), ...regular, comment: 'holiday or half day' })),
    },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.endOfDay,
      workflowId: END_OF_DAY_ID,
      taskQueue: WORKFLOW_QUEUE,
      args: [{}],
      staticSummary: "Makes the day's record final and opens the next",
    },
    // Every day of it: a year that is added changes it, and a day that the exchange closes at short notice too.
    memo: { calendar: [...holidays, 'half', ...halfDays].join(' ') },
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL, catchupWindow: '7 days' },
  };
}

const MONTHS = [
  ...(['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER'] as const),
  ...(['NOVEMBER', 'DECEMBER'] as const),
];
