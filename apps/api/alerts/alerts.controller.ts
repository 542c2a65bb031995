import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { type AlertsAnswer, alertsAnswer } from '#contracts/answers.js';
import { alertsQuery } from '#contracts/listing.js';
import { AlertChannels } from '#core/ports/alert-store.js';
import { History } from '#core/ports/history.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { given } from '../http/given.js';
import { HISTORY, Operation } from '../http/operation.js';
import { KnownNames } from '../shared/known-names.js';
import { presentListedAlert } from '../shared/present.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';

@Controller('api/risk/alerts')
export class AlertsController {
  constructor(
    private readonly history: History,
    private readonly reads: ReadYourWrites,
    private readonly known: KnownNames,
    private readonly channels: AlertChannels,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listAlerts', tag: 'alerts', needs: 'read', answer: alertsAnswer },
    summary: 'Alerts, newest first, by kind, severity, account, symbol and time',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...HISTORY],
  })
  async alerts(
    @Query({ schema: alertsQuery }) query: z.output<typeof alertsQuery>,
    @Caller() caller: Principal,
  ): Promise<AlertsAnswer> {
    const mine = caller.accountsFor('read');
    await this.known.requireListed(query.account, mine);
    await this.reads.caughtUp();
    const { limit, cursor, from, to, ...filter } = query;
    const at = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
    const times = { from_ms: at(from), to_ms: at(to) };
    const { rows, next_cursor } = await this.history.alertsWhere(
      given({ ...filter, ...times, accounts: mine === null ? undefined : [...mine] }),
      given({ limit, cursor }),
    );
    const acknowledged = await this.channels.acknowledgements(rows.map(({ id }) => id));
    return { alerts: rows.map((row) => presentListedAlert(row, acknowledged.get(row.id))), next_cursor };
  }
}
