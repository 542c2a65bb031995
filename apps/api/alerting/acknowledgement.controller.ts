import { Body, Controller, Inject, Param, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import {
  acknowledgeBody,
  type AcknowledgedAnswer,
  acknowledgedAnswer,
  acknowledgeLinkBody,
  acknowledgeLookBody,
  alertId,
  type LinkedAlertAnswer,
  linkedAlertAnswer,
} from '#contracts/alerting.js';
import { includes, type Principal } from '#core/access/principal.js';
import type { Seal } from '#core/access/seal.js';
import type { AlertRow } from '#core/model/alert.js';
import { claimOf, type LinkClaim } from '#core/notify/acknowledge-link.js';
import { type Acknowledgement, AlertChannels } from '#core/ports/alert-store.js';
import { actBy } from '../access/acts.js';
import type { Asking } from '../access/asking.js';
import { Caller } from '../http/access.guard.js';
import { BODY, HISTORY, Operation } from '../http/operation.js';
import { notFound, ProblemError, problem } from '../http/problems.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';
import { SEAL } from '../wiring/seal.js';

/** Somebody says that an alert is seen to: from the alerts page, by API, or by the link that came with the message. */
@Controller('api')
export class AcknowledgementController {
  constructor(
    private readonly store: AlertChannels,
    private readonly reads: ReadYourWrites,
    @Inject(SEAL) private readonly seal: Seal | null,
  ) {}

  @Post('risk/alerts/:id/acknowledge')
  @Operation({
    ...{ id: 'acknowledgeAlert', tag: 'alerts', needs: 'alerts.acknowledge', answer: acknowledgedAnswer },
    summary: 'Acknowledge an alert: it is not escalated any more',
    means: 'Who acknowledged it first, and when',
    problems: [...BODY, 'NOT_FOUND', ...HISTORY],
  })
  async acknowledge(
    @Param('id', { schema: alertId }) id: string,
    @Body({ schema: acknowledgeBody }) { note }: z.output<typeof acknowledgeBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<AcknowledgedAnswer> {
    await this.reads.caughtUp();
    const alert = await this.store.alert(id);
    const mine = caller.accountsFor('alerts.acknowledge');
    if (!alert || (alert.account !== null && !includes(mine, alert.account))) throw notFound(`there is no alert ${id}`);
    const ack: Acknowledgement = { alert_id: id, actor: caller.id, via: 'api', note, at_ms: Date.now() };
    const act = { action: 'alert.acknowledge', object: `alert:${id}`, reason: note, before: null, after: null };
    return present(await this.store.acknowledge(ack, actBy(caller, asking.ip, act)));
  }

  @Post('alert-acknowledgement/look')
  @Operation({
    ...{ id: 'readAcknowledgementLink', tag: 'alerts', needs: 'anybody', answer: linkedAlertAnswer },
    summary: 'The alert that a link of a message is about',
    problems: [...BODY, 'LINK_INVALID', ...HISTORY],
  })
  async look(@Body({ schema: acknowledgeLookBody }) { token }: z.output<typeof acknowledgeLookBody>): Promise<LinkedAlertAnswer> {
    const { alert } = await this.linked(token);
    const known = (await this.store.acknowledgements([alert.id])).get(alert.id);
    return {
      ...{ alert_id: alert.id, alert_type: alert.alert_type, severity: alert.severity, message: alert.message },
      created_at: new Date(alert.created_at_ms).toISOString(),
      acknowledged_by: known?.actor ?? null,
      acknowledged_at: known ? new Date(known.at_ms).toISOString() : null,
    };
  }

  /** A GET would be made by every program that looks at links in mails. */
  @Post('alert-acknowledgement')
  @Operation({
    ...{ id: 'acknowledgeByLink', tag: 'alerts', needs: 'anybody', answer: acknowledgedAnswer },
    summary: 'Acknowledge an alert by the link that came with its message, without signing in',
    means: 'Who acknowledged it first, and when',
    problems: [...BODY, 'LINK_INVALID', ...HISTORY],
  })
  async byLink(
    @Body({ schema: acknowledgeLinkBody }) { token, note }: z.output<typeof acknowledgeLinkBody>,
    @Req() asking: Asking,
  ): Promise<AcknowledgedAnswer> {
    const { alert, claim } = await this.linked(token);
    const actor = `link:${claim.channel_id}`;
    const act = actBy(null, asking.ip, { action: 'alert.acknowledge', object: `alert:${alert.id}`, reason: note });
    const ack: Acknowledgement = { alert_id: alert.id, actor, via: 'link', note, at_ms: Date.now() };
    return present(await this.store.acknowledge(ack, { ...act, actor: { ...act.actor, id: actor, via: 'link' } }));
  }

  private async linked(token: string): Promise<{ alert: AlertRow; claim: LinkClaim }> {
    const claim = this.seal && claimOf(this.seal, token, Date.now());
    const alert = claim && (await this.store.alert(claim.alert_id));
    if (!alert)
      throw new ProblemError(problem('LINK_INVALID', 'this link is not one of ours, or is over: look at the alerts page'));
    return { alert, claim };
  }
}

function present({ alert_id, actor, at_ms, note }: Acknowledgement): AcknowledgedAnswer {
  return { alert_id, acknowledged_by: actor, acknowledged_at: new Date(at_ms).toISOString(), note };
}
