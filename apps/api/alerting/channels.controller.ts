import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common';
import type { z } from 'zod';
import {
  channelBody,
  channelChangeBody,
  channelId,
  type AlertChannelsAnswer,
  alertChannelsAnswer,
  type KeptAlertChannelAnswer,
  keptAlertChannelAnswer,
  removedAnswer,
  type AlertTestAnswer,
  alertTestAnswer,
} from '#contracts/alerting.js';
import type { Principal } from '#core/access/principal.js';
import { ManageChannels } from '#core/notify/manage-channels.js';
import { AlertChannels } from '#core/ports/alert-store.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { actBy } from '../access/acts.js';
import type { Asking } from '../access/asking.js';
import { Caller } from '../http/access.guard.js';
import { BODY, HISTORY, Operation } from '../http/operation.js';
import { notFound, ProblemError, problem } from '../http/problems.js';
import { presentChannel } from './present.js';

/** Tests under way at once: each may wait 20 s for its receiver. */
const TESTS_MAX = 4;

const SAVED = ['NAME_TAKEN', 'SECRET_KEY_MISSING'] as const;
const missing = (id: string) => notFound(`there is no channel ${id}`);

/** Channels: where alerts can be sent. */
@Controller('api/alert-channels')
export class ChannelsController {
  private testing = 0;

  constructor(
    private readonly store: AlertChannels,
    private readonly manage: ManageChannels,
    private readonly process: RunningProcess,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listAlertChannels', tag: 'alerts', needs: 'channels.read', answer: alertChannelsAnswer },
    summary: 'Channels by which alerts can be sent; no secret is shown',
    problems: HISTORY,
  })
  async list(): Promise<AlertChannelsAnswer> {
    return { channels: (await this.store.channels()).map(presentChannel), next_cursor: null };
  }

  @Post()
  @Operation({
    ...{ id: 'createAlertChannel', tag: 'alerts', needs: 'channels.change', status: 201, answer: keptAlertChannelAnswer },
    summary: 'Make a channel',
    description: 'Addresses of the inside are refused, unless BREAKWATER_ALERT_INSIDE_HOSTS names the receiver.',
    means: 'The channel; of a webhook also its secret, shown this once',
    examples: {
      'a signed webhook': { name: 'desk hook', settings: { kind: 'webhook', url: 'https://hooks.example.com/breakwater' } },
    },
    problems: [...BODY, ...SAVED, ...HISTORY],
  })
  async create(
    @Body({ schema: channelBody }) { secret, ...wish }: z.output<typeof channelBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<KeptAlertChannelAnswer> {
    const made = await this.manage.create({ ...wish, secret: secret ?? null }, (what) => actBy(caller, asking.ip, what));
    return { channel: presentChannel(made.channel), secret: made.secret };
  }

  @Put(':id')
  @Operation({
    ...{ id: 'changeAlertChannel', tag: 'alerts', needs: 'channels.change', answer: keptAlertChannelAnswer },
    summary: 'Change a channel; its secret stays unless another one is given',
    means: 'The channel as it is now, no longer shown as broken',
    problems: [...BODY, 'NOT_FOUND', ...SAVED, ...HISTORY],
  })
  async change(
    @Param('id', { schema: channelId }) id: string,
    @Body({ schema: channelChangeBody }) { secret, new_secret, ...wish }: z.output<typeof channelChangeBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<KeptAlertChannelAnswer> {
    const told = (what: Parameters<typeof actBy>[2]) => actBy(caller, asking.ip, what);
    const changed = await this.manage.change(id, { ...wish, secret: secret ?? null }, new_secret, told);
    if (!changed) throw missing(id);
    return { channel: presentChannel(changed.channel), secret: changed.secret };
  }

  @Delete(':id')
  @Operation({
    ...{ id: 'removeAlertChannel', tag: 'alerts', needs: 'channels.change', answer: removedAnswer },
    summary: 'Remove a channel that no route names',
    means: 'Its secret is gone, and messages to it that were not sent are dropped',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'CHANNEL_IN_USE', 'ORIGIN_NOT_ALLOWED', ...HISTORY],
  })
  async remove(@Param('id', { schema: channelId }) id: string, @Req() asking: Asking, @Caller() caller: Principal) {
    if (!(await this.manage.remove(id, (what) => actBy(caller, asking.ip, what)))) throw missing(id);
    return { removed: true as const };
  }

  @Post(':id/test')
  @Operation({
    ...{ id: 'testAlertChannel', tag: 'alerts', needs: 'channels.change', answer: alertTestAnswer },
    summary: 'Send a test alert now, once',
    means: 'What the receiver said; `delivered` is false when it did not take it',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'ORIGIN_NOT_ALLOWED', 'TOO_MANY_TRIES', ...HISTORY],
  })
  async test(@Param('id', { schema: channelId }) id: string, @Caller() caller: Principal): Promise<AlertTestAnswer> {
    if (this.testing >= TESTS_MAX)
      throw new ProblemError(problem('TOO_MANY_TRIES', `${TESTS_MAX} tests are under way: wait until one has ended`), {
        'retry-after': '5',
      });
    this.testing += 1;
    try {
      const tested = await this.manage.test(id, caller.id, this.process.stopping);
      if (!tested) throw missing(id);
      const { outcome, status, detail, took_ms } = tested;
      return { delivered: outcome === 'delivered', status, detail, took_ms };
    } finally {
      this.testing -= 1;
    }
  }
}
