import { Injectable } from '@nestjs/common';
import type { OverrideRequestAnswer, OverrideRequestsAnswer } from '#contracts/answers.js';
import { faultInAsker, faultInFirmOverride, faultInSecondPerson } from '#core/access/duties.js';
import { NEEDS, type Role } from '#core/access/needs.js';
import type { Principal } from '#core/access/principal.js';
import { newIds } from '#core/check-order/ids.js';
import { ChangeConfig } from '#core/config/change-config.js';
import { agreeTo, type Asked, askFor, declineIt, requestOf, withdrawIt } from '#core/config/override-requests.js';
import type { RiskConfig } from '#core/model/limits.js';
import { stateOfRequest, WAITING_MAX } from '#core/model/override.js';
import { DutiesError } from '#core/ports/access-store.js';
import type { ConfigPatch } from '#core/ports/config-store.js';
import { InForce } from '#core/ports/in-force.js';
import { AccessControl } from '../access/access-control.js';
import { presentRequest } from './present-overrides.js';

/** Who hears the names of those who ask and decide. */
const NAMED_FOR: readonly Role[] = NEEDS['overrides.agree'].roles;
const nowUs = () => Date.now() * 1000;

/** Overrides of the firm: asked for by one person, agreed to or declined by another one. */
@Injectable()
export class OverrideRequests {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
    private readonly access: AccessControl,
  ) {}

  /** Throws DutiesError where nobody signs in, OverrideRequestError, InvalidConfigChangeError, StateUnavailableError. */
  async ask(name: string, body: Omit<Asked, 'id' | 'name' | 'by'>, caller: Principal): Promise<OverrideRequestAnswer> {
    require(faultInFirmOverride(caller.person));
    const id = newIds().order_id.replace('ord_', 'ovr_');
    const asked = { ...body, id, name, by: caller.person };
    const config = await this.change((newest) => askFor(newest, asked, nowUs()), caller, body.reason);
    return this.present(config, id, caller);
  }

  /** Those that wait first, then the newest. */
  async all(caller: Principal): Promise<OverrideRequestsAnswer> {
    const { config } = await this.inForce.current();
    const now = nowUs();
    const rank = (waits: boolean) => (waits ? 0 : 1);
    const all = Object.entries(config.override_requests ?? {})
      .map(([id, request]) => ({ id, request, waits: stateOfRequest(request, now) === 'waiting' }))
      .sort((a, b) => rank(a.waits) - rank(b.waits) || b.request.asked_us - a.request.asked_us);
    const requests = all.map(({ id }) => this.present(config, id, caller));
    return { requests, waiting_max: WAITING_MAX, version: config.version };
  }

  /** The override is made in the same transaction. Throws as `ask` does. */
  async agree(id: string, content: string, caller: Principal): Promise<RiskConfig> {
    return this.change(
      (newest) => {
        const { asked_by } = requestOf(newest, id);
        require(faultInSecondPerson(caller.person, asked_by));
        const patch = agreeTo(newest, id, content, { by: caller.person, at_us: nowUs() });
        require(faultInAsker(this.access.member(asked_by) ?? null));
        return patch;
      },
      caller,
      `agreed to ${id}`,
    );
  }

  async decline(id: string, reason: string, caller: Principal): Promise<OverrideRequestAnswer> {
    const config = await this.change(
      (newest) => {
        require(faultInSecondPerson(caller.person, requestOf(newest, id).asked_by));
        return declineIt(newest, id, reason, { by: caller.person, at_us: nowUs() });
      },
      caller,
      reason,
    );
    return this.present(config, id, caller);
  }

  async withdraw(id: string, caller: Principal): Promise<OverrideRequestAnswer> {
    const config = await this.change(
      (newest) => {
        const { asked_by } = requestOf(newest, id);
        require(faultInFirmOverride(caller.person));
        require(caller.person === asked_by ? null : 'only who asked for it withdraws it: decline it, with a reason');
        return withdrawIt(newest, id, { by: caller.person, at_us: nowUs() });
      },
      caller,
      `withdrew ${id}`,
    );
    return this.present(config, id, caller);
  }

  private change(patch: (newest: RiskConfig) => ConfigPatch, { id }: Principal, reason: string): Promise<RiskConfig> {
    return this.config.change(patch, { actor: id, reason, source: 'api' });
  }

  private present(config: RiskConfig, id: string, { grants }: Principal): OverrideRequestAnswer {
    const named = grants.some(({ role }) => NAMED_FOR.includes(role));
    const nameOf = (person: string) => (named ? (this.access.member(person)?.name ?? null) : null);
    return presentRequest(id, requestOf(config, id), nameOf, nowUs());
  }
}

function require(fault: string | null): void {
  if (fault !== null) throw new DutiesError(fault);
}
