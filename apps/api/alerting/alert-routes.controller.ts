import { Body, Controller, Delete, Get, Param, Put, Req } from '@nestjs/common';
import type { z } from 'zod';
import {
  removedAnswer,
  type AlertRouteAnswer,
  alertRouteAnswer,
  routeBody,
  routeName,
  type AlertRoutesAnswer,
  alertRoutesAnswer,
} from '#contracts/alerting.js';
import type { Principal } from '#core/access/principal.js';
import { isTimeZone } from '#core/notify/routes.js';
import { AlertChannels, AlertingConflictError } from '#core/ports/alert-store.js';
import { actBy } from '../access/acts.js';
import type { Asking } from '../access/asking.js';
import { Caller } from '../http/access.guard.js';
import { BODY, HISTORY, Operation } from '../http/operation.js';
import { malformedField, notFound } from '../http/problems.js';
import { presentRoute } from './present.js';

/** Routes: which alerts go to which channel, when, and who hears of those that nobody acknowledged. */
@Controller('api/alert-routes')
export class AlertRoutesController {
  constructor(private readonly store: AlertChannels) {}

  @Get()
  @Operation({
    ...{ id: 'listAlertRoutes', tag: 'alerts', needs: 'channels.read', answer: alertRoutesAnswer },
    summary: 'Routes by name; of several that take an alert to one channel, the first counts',
    problems: HISTORY,
  })
  async list(): Promise<AlertRoutesAnswer> {
    return { routes: (await this.store.routes()).map(presentRoute), next_cursor: null };
  }

  @Put(':name')
  @Operation({
    ...{ id: 'setAlertRoute', tag: 'alerts', needs: 'channels.change', answer: alertRouteAnswer },
    summary: 'Make a route, or change it whole',
    means: 'It counts for the next alert',
    problems: [...BODY, ...HISTORY],
  })
  async set(
    @Param('name', { schema: routeName }) name: string,
    @Body({ schema: routeBody }) { channel: channel_id, ...body }: z.output<typeof routeBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<AlertRouteAnswer> {
    const route = { ...body, name, channel_id };
    if (route.quiet && !isTimeZone(route.quiet.timezone))
      throw malformedField('quiet.timezone', `${route.quiet.timezone} is no time zone: it must be one such as America/New_York`);
    if (route.quiet && route.quiet.from === route.quiet.to)
      throw malformedField('quiet.to', 'must be another time than `from`: hours that never end would hold every alert back');
    if (route.escalate_to === channel_id)
      throw malformedField('escalate_to', 'must be another channel than the one that was not heard');
    if (route.escalate_after_minutes !== null && route.escalate_to === null)
      throw malformedField('escalate_to', 'is required with escalate_after_minutes');
    try {
      const act = { action: 'alert_route.set', object: `route:${name}`, before: null, after: route };
      await this.store.setRoute(route, actBy(caller, asking.ip, act));
    } catch (error) {
      if (!(error instanceof AlertingConflictError) || error.code !== 'CHANNEL_UNKNOWN') throw error;
      throw malformedField(error.message.includes(channel_id) ? 'channel' : 'escalate_to', `is wrong: ${error.message}`);
    }
    return presentRoute(route);
  }

  @Delete(':name')
  @Operation({
    ...{ id: 'removeAlertRoute', tag: 'alerts', needs: 'channels.change', answer: removedAnswer },
    summary: 'Remove a route',
    means: 'The next alert does not take it',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'ORIGIN_NOT_ALLOWED', ...HISTORY],
  })
  async remove(@Param('name', { schema: routeName }) name: string, @Req() asking: Asking, @Caller() caller: Principal) {
    const act = { action: 'alert_route.remove', object: `route:${name}`, before: null, after: null };
    if (!(await this.store.removeRoute(name, actBy(caller, asking.ip, act)))) throw notFound(`there is no route ${name}`);
    return { removed: true as const };
  }
}
