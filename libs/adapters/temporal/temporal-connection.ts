import { Client, Connection, isGrpcServiceError, WithStartWorkflowOperation } from '@temporalio/client';
import { inTime } from '#core/in-time.js';
import { WorkflowUnavailableError } from '#core/ports/breaker-workflows.js';
import type { TemporalAddress } from './address.js';

export { WithStartWorkflowOperation };

/** A client that connects when it is first used, and whose every call has a deadline: nothing on the order's path may wait for Temporal. */
export class TemporalConnection {
  readonly client: Client;
  private readonly connection: Connection;

  constructor({ address, tls }: TemporalAddress, namespace = 'default') {
    this.connection = Connection.lazy({ address, tls, connectTimeout: 1000 });
    this.client = new Client({ connection: this.connection, namespace });
  }

  /** Throws WorkflowUnavailableError when there is no answer within the limit; other errors are the call's own. */
  async within<T>(limitMs: number, call: (client: Client) => Promise<T>): Promise<T> {
    const answer = this.connection.withDeadline(Date.now() + limitMs, () => call(this.client));
    answer.catch(() => undefined); // When the timer was first, nobody hears of it any more.
    try {
      // A deadline alone was seen to be passed by a fifth of a second while the connection was being made.
      return await inTime(answer, limitMs, () => {
        throw new WorkflowUnavailableError(`Temporal gave no answer within ${limitMs} ms`);
      });
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/** Whatever gRPC says against a call but "not found" and "there already" means that Temporal did not do its work. */
function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const inner = isGrpcServiceError(error) ? error : error.cause;
  const timedOut = error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError';
  if (!timedOut && !isGrpcServiceError(inner)) return error;
  const why = isGrpcServiceError(inner) ? inner.details || inner.message : error.message;
  return new WorkflowUnavailableError(`Temporal does not answer (${why})`);
}
