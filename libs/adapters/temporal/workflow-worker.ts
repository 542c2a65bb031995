import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { Complaint } from '#core/complaint.js';
import { pause } from '#core/pause.js';
import type { TemporalAddress } from './address.js';
import { ACTIVITY_QUEUES, type ActivityKind, WORKFLOW_QUEUE } from '../../../workflows/contract.js';

/** `npm run build` makes it from dist/workflows, so that a worker starts without a compiler. */
const BUNDLE = new URL('../../../workflow-bundle.cjs', import.meta.url);
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 5000;

/** By their kind; a kind that is left out is done by other processes. */
export type Activities = Partial<Record<ActivityKind, object>>;

/** What a kind's long activities and a few short ones beside them need. */
const ACTIVITIES_MAX: Record<ActivityKind, number> = {
  ...{ breaker: 20, pnl: 2, config: 4, endOfDay: 2, audit: 1, alert: 20, reconciliation: 1 },
};

export interface WorkflowWorkerOptions {
  at: TemporalAddress;
  namespace: string;
  activities: Activities;
  logger: Logger;
  /** What does not go while Temporal is away. */
  failing: string;
  /** Runs workflow code too; of a process with several workers one does. */
  workflows: boolean;
  /** Default: the built one. */
  bundle?: { code: string };
}

export function workflowBundle(): { code: string } {
  return { code: readFileSync(fileURLToPath(BUNDLE), 'utf8') };
}

/** The host stops by its own signals, and a retry against a server that is away is no error of ours. Call once, before any worker. */
export function installTemporalRuntime(logger: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const { error, ...about } = meta ?? {};
      logger.debug({ temporal: level, err: error as unknown, ...about }, message);
    }),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
}

/**
 * Runs activities, and the workflows themselves, until the signal aborts, whether or not Temporal is there: it connects again and again. Nothing else in
 * the process waits for it.
 */
export async function runWorkflowWorker(options: WorkflowWorkerOptions, signal: AbortSignal): Promise<void> {
  const { logger } = options;
  let backoffMs = RETRY_MIN_MS;
  const complaint = new Complaint(logger, { failing: options.failing, well: 'Temporal is back' });
  while (!signal.aborted) {
    try {
      await whileConnected(options, signal, () => {
        complaint.worked();
        backoffMs = RETRY_MIN_MS;
      });
    } catch (error) {
      if (signal.aborted) return;
      complaint.failed(error);
      await pause(backoffMs, signal);
      backoffMs = Math.min(backoffMs * 2, RETRY_MAX_MS);
    }
  }
}

async function whileConnected(options: WorkflowWorkerOptions, signal: AbortSignal, connected: () => void): Promise<void> {
  const connection = await NativeConnection.connect(options.at);
  const workers: Worker[] = [];
  try {
    const common: Pick<WorkerOptions, 'connection' | 'namespace' | 'shutdownGraceTime' | 'shutdownForceTime'> = {
      ...{ connection, namespace: options.namespace, shutdownGraceTime: '2s', shutdownForceTime: '5s' },
    };
    if (options.workflows) {
      const workflows = { workflowBundle: options.bundle ?? workflowBundle(), workflowThreadPoolSize: 1 };
      workers.push(await Worker.create({ ...common, ...workflows, taskQueue: WORKFLOW_QUEUE }));
    }
    for (const kind of Object.keys(ACTIVITY_QUEUES) as ActivityKind[]) {
      const activities = options.activities[kind];
      if (!activities) continue;
      workers.push(
        await Worker.create({
          ...{ ...common, taskQueue: ACTIVITY_QUEUES[kind], activities },
          maxConcurrentActivityTaskExecutions: ACTIVITIES_MAX[kind],
        }),
      );
    }
    connected();
    const running = workers.map((worker) => worker.run());
    const stop = () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await Promise.all(running);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
      await Promise.allSettled(running);
    }
  } finally {
    await connection.close().catch(() => undefined);
  }
}
