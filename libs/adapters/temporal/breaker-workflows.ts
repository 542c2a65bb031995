import { WorkflowIdConflictPolicy, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  BreakerWorkflows,
  type Closing,
  type Episode,
  type FurtherCause,
  type ModeChange,
  type ResetDone,
  ResetRefusedError,
  type ResetRequest,
  WorkflowUnavailableError,
} from '#core/ports/breaker-workflows.js';
import {
  type BreakerClosed,
  breakerCauseAdded,
  breakerClosed,
  breakerModeChanged,
  type BreakerEpisode,
  type BreakerStart,
  breakerState,
  breakerTripped,
  breakerView,
  breakerWorkflowId,
  REFUSALS,
  resetBreaker,
  riskScope,
  WORKFLOW_QUEUE,
  WORKFLOWS,
} from '../../../workflows/contract.js';
import { type TemporalConnection, WithStartWorkflowOperation } from './temporal-connection.js';

const LIMIT_MS = 1000;
/** A reset may have to start its workflow first, and is answered within two seconds. */
const RESET_LIMIT_MS = 1600;
const RUNNING = `WorkflowType = '${WORKFLOWS.breaker}' AND ExecutionStatus = 'Running'`;
const RUNNING_MAX = 1000;
const SILENT_MAX = 3;

/** Type of the workflow, for the client's generics; the code itself is in workflows/. */
type BreakerWorkflow = (start: BreakerStart) => Promise<BreakerClosed>;

export class TemporalBreakerWorkflows extends BreakerWorkflows {
  constructor(private readonly temporal: TemporalConnection) {
    super();
  }

  override async tripped(episode: Episode): Promise<void> {
    await this.temporal.within(LIMIT_MS, (client) =>
      client.workflow.signalWithStart<BreakerWorkflow, [BreakerEpisode]>(WORKFLOWS.breaker, {
        ...startOptions(episode),
        signal: breakerTripped,
        signalArgs: [asEpisode(episode)],
      }),
    );
  }

  override causeAdded({ scope, ...cause }: FurtherCause): Promise<void> {
    return this.tell(scope, (handle) => handle.signal(breakerCauseAdded, { scope, ...cause }));
  }

  override modeChanged({ scope, ...change }: ModeChange): Promise<void> {
    return this.tell(scope, (handle) => handle.signal(breakerModeChanged, { scope, ...change }));
  }

  override closed({ scope, breaker_id, actor, reason, source, closed_at_ms }: Closing): Promise<void> {
    return this.tell(scope, (handle) => handle.signal(breakerClosed, { breaker_id, actor, reason, source, closed_at_ms }));
  }

  override async running(): Promise<Map<string, number | null>> {
    const ids = await this.temporal.within(LIMIT_MS, async ({ workflow }) => {
      const found: string[] = [];
      for await (const { workflowId } of workflow.list({ query: RUNNING })) if (found.push(workflowId) >= RUNNING_MAX) break;
      return found;
    });
    const episodes = new Map<string, number | null>();
    let silent = 0;
    for (const id of ids) {
      const view = await this.temporal
        .within(LIMIT_MS, (client) => client.workflow.getHandle(id).query(breakerView))
        .catch((error: unknown) => {
          // One that is stuck must not hide the others; when several do not answer, no worker is there.
          silent += 1;
          if (!(error instanceof WorkflowNotFoundError) && silent >= SILENT_MAX) throw error;
          return null;
        });
      episodes.set(id.slice(breakerWorkflowId('').length), view?.episode.breaker_id ?? null);
    }
    return episodes;
  }

  override async reset(request: ResetRequest) {
    const { episode, ...ask } = request;
    try {
      return (await this.temporal.within(RESET_LIMIT_MS, ({ workflow }) =>
        workflow.executeUpdateWithStart(resetBreaker, {
          args: [{ ...ask, episode: asEpisode(episode) }],
          startWorkflowOperation: new WithStartWorkflowOperation<BreakerWorkflow>(WORKFLOWS.breaker, {
            ...startOptions(episode),
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          }),
        }),
      )) as ResetDone;
    } catch (error) {
      throw asRefusal(error);
    }
  }

  /** A scope without a running workflow has nobody to tell: its episode is over, or the reconciler starts it. */
  private async tell(
    scope: string,
    signal: (handle: ReturnType<TemporalConnection['client']['workflow']['getHandle']>) => Promise<void>,
  ): Promise<void> {
    try {
      await this.temporal.within(LIMIT_MS, ({ workflow }) => signal(workflow.getHandle(breakerWorkflowId(scope))));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

function startOptions(episode: Episode) {
  const { breaker_id, scope, trigger_type } = episode;
  return {
    workflowId: breakerWorkflowId(scope),
    taskQueue: WORKFLOW_QUEUE,
    args: [{ episode: asEpisode(episode) }] as [BreakerStart],
    staticSummary: `Breaker ${breaker_id} of ${scope}: ${trigger_type}`,
    typedSearchAttributes: [
      { key: riskScope, value: scope },
      { key: breakerState, value: 'TRIPPED' },
    ],
  };
}

/** Only the fields of the contract: what is sent stands in histories. */
function asEpisode(e: Episode): BreakerEpisode {
  const { breaker_id, scope, mode, trigger_type, trigger_value, threshold, actor, reason, tripped_at_ms, expires_at_ms } = e;
  return { breaker_id, scope, mode, trigger_type, trigger_value, threshold, actor, reason, tripped_at_ms, expires_at_ms };
}

function asRefusal(error: unknown): unknown {
  if (!(error instanceof WorkflowUpdateFailedError)) return error;
  let failure: unknown = error.cause;
  while (failure instanceof Error && !(failure instanceof ApplicationFailure)) failure = failure.cause;
  if (!(failure instanceof ApplicationFailure)) return error;
  switch (failure.type) {
    case REFUSALS.notOpen:
    case REFUSALS.causePersists:
    case REFUSALS.reasonRequired:
      return new ResetRefusedError(failure.type, failure.message);
    default:
      return new WorkflowUnavailableError(failure.message);
  }
}
