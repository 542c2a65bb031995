import { Injectable } from '@nestjs/common';
import { GateHost } from '#gate-host/host.js';

const WAIT_MS = 1000;

/** Lets a reader of the history see what was answered before it asked: waits, within limits, until the relay has copied up to now. */
@Injectable()
export class ReadYourWrites {
  constructor(private readonly host: GateHost) {}

  /** False when the relay was not there in time (a second): what is read then is older. */
  async caughtUp(): Promise<boolean> {
    const n = await this.host.caughtUp().then(
      (state) => state.n,
      () => null,
    );
    return n !== null && this.host.copiedUpTo(n, WAIT_MS);
  }
}
