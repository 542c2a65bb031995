import { Injectable } from '@nestjs/common';
import type { OrderedBy } from '#core/gate/command.js';
import { StateUnavailableError } from '#core/ports/gate.js';
import type { Principal } from '#core/access/principal.js';
import { AccessControl } from '../access/access-control.js';
import type { Asking } from '../access/asking.js';

const TRIES = 4;

/** What is sent to the gate in a caller's name: under the access rules that let them in, and anew when these have changed meanwhile. */
@Injectable()
export class LetIn {
  constructor(private readonly access: AccessControl) {}

  /** `mayTouch` throws when the caller may not, and is asked again for each new version of the rules. */
  async ask<Answer extends { kind: string }>(
    caller: Principal,
    asking: Asking,
    mayTouch: (caller: Principal) => void,
    ask: (by: OrderedBy, caller: Principal) => Promise<Answer>,
  ): Promise<Exclude<Answer, { kind: 'access_changed' }>> {
    let by = caller;
    for (let tries = 0; tries < TRIES; tries += 1) {
      mayTouch(by);
      const { id: principal, access_version, key } = by;
      const answer = await ask({ principal, access_version, orders_per_second: key?.orders_per_second ?? null }, by);
      if (!isChanged(answer)) return answer as Exclude<Answer, { kind: 'access_changed' }>;
      by = await this.access.callerAgain(asking, answer.version);
      this.access.requireNeed(by, 'orders.write', asking);
    }
    throw new StateUnavailableError('STATE_UNAVAILABLE', 'who may do what keeps changing');
  }
}

function isChanged(answer: { kind: string }): answer is { kind: 'access_changed'; version: number } {
  return answer.kind === 'access_changed';
}
