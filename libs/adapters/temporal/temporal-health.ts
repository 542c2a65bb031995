import { Connection } from '@temporalio/client';
import type { TemporalAddress } from './address.js';

const LIMIT_MS = 1000;

/** Whether the Temporal server serves. Never longer than a second: nothing on the order's path may wait for Temporal. */
export class TemporalHealth {
  private readonly connection: Connection;

  constructor({ address, tls }: TemporalAddress) {
    this.connection = Connection.lazy({ address, tls, connectTimeout: LIMIT_MS });
  }

  async serving(): Promise<boolean> {
    try {
      const answer = await this.connection.withDeadline(Date.now() + LIMIT_MS, () => this.connection.healthService.check({}));
      return answer.status === 1;
    } catch {
      return false;
    }
  }

  /** Of the server, such as `1.29.0`; null when it does not serve. */
  async version(): Promise<string | null> {
    if (!(await this.serving())) return null;
    try {
      const ask = () => this.connection.workflowService.getSystemInfo({});
      return (await this.connection.withDeadline(Date.now() + LIMIT_MS, ask)).serverVersion ?? '';
    } catch {
      return null;
    }
  }

  /** Whether the server has this namespace; false as well when it does not answer. */
  async hasNamespace(namespace: string): Promise<boolean> {
    try {
      const ask = () => this.connection.workflowService.describeNamespace({ namespace });
      return (await this.connection.withDeadline(Date.now() + LIMIT_MS, ask)).namespaceInfo?.name === namespace;
    } catch {
      return false;
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
