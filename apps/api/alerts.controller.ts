import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import type { AlertsAnswer } from '#contracts/answers.js';
import { alertsQuery } from '#contracts/listing.js';
import { History } from '#core/ports/history.js';
import { given } from './given.js';
import { KnownNames } from './known-names.js';
import { presentAlert } from './present.js';
import { ReadYourWrites } from './read-your-writes.js';
import { ZodPipe } from './zod.pipe.js';

@Controller('api/risk/alerts')
export class AlertsController {
  constructor(
    private readonly history: History,
    private readonly reads: ReadYourWrites,
    private readonly known: KnownNames,
  ) {}

  @Get()
  async alerts(@Query(new ZodPipe(alertsQuery)) query: z.output<typeof alertsQuery>): Promise<AlertsAnswer> {
    await this.known.requireListed(query.account);
    await this.reads.caughtUp();
    const { limit, cursor, from, to, ...filter } = query;
    const at = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
    const times = { from_ms: at(from), to_ms: at(to) };
    const { rows, next_cursor } = await this.history.alertsWhere(given({ ...filter, ...times }), given({ limit, cursor }));
    return { alerts: rows.map(presentAlert), next_cursor };
  }
}
