import type { OpenedGate } from '#gate-host/open-gate.js';
import type { Stores } from './stores.js';

/** The gate of this process, with what it stands on. */
export class ApiGate {
  constructor(
    readonly gate: OpenedGate,
    private readonly stores: Stores,
  ) {}

  /** After the process's signal aborted: another gate decides when this resolves. */
  handedOver(): Promise<void> {
    return this.gate.handedOver();
  }

  /** Nothing asks any more. */
  async close(): Promise<void> {
    await this.gate.close();
    this.stores.redis.disconnect();
  }
}
