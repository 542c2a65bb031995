import { Connection } from '@temporalio/client';

const LIMIT_MS = 1000;

/** Whether the Temporal server serves. Never longer than a second: nothing on the order's path may wait for Temporal. */
export class TemporalHealth {
  private readonly connection: Connection;

  constructor(address: string) {
    this.connection = Connection.lazy({ address, connectTimeout: LIMIT_MS });
  }

  async serving(): Promise<boolean> {
    try {
      const answer = await this.connection.withDeadline(Date.now() + LIMIT_MS, () => this.connection.healthService.check({}));
      return answer.status === 1;
    } catch {
      return false;
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
