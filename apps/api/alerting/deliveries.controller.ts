import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { type AlertDeliveriesAnswer, alertDeliveriesAnswer, deliveriesQuery } from '#contracts/alerting.js';
import { AlertChannels } from '#core/ports/alert-store.js';
import { given } from '../http/given.js';
import { HISTORY, Operation } from '../http/operation.js';
import { presentDelivery } from './present.js';

@Controller('api/alert-deliveries')
export class DeliveriesController {
  constructor(private readonly store: AlertChannels) {}

  @Get()
  @Operation({
    ...{ id: 'listAlertDeliveries', tag: 'alerts', needs: 'channels.read', answer: alertDeliveriesAnswer },
    summary: 'Messages to channels, newest first, each with its attempts',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', ...HISTORY],
  })
  async list(@Query({ schema: deliveriesQuery }) query: z.output<typeof deliveriesQuery>): Promise<AlertDeliveriesAnswer> {
    const { limit, cursor, ...filter } = query;
    const { rows, next_cursor } = await this.store.deliveries(given(filter), given({ limit, cursor }));
    return { deliveries: rows.map(presentDelivery), next_cursor };
  }
}
