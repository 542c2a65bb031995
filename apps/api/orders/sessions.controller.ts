import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  type OpenSessionsAnswer,
  openSessionsAnswer,
  type SessionAnswer,
  sessionAnswer,
  type SessionClosedAnswer,
  sessionClosedAnswer,
} from '#contracts/answers.js';
import { closeSessionQuery, type SessionBody, sessionBody, sessionId } from '#contracts/order.js';
import { OrderSessions } from '#core/check-order/order-sessions.js';
import type { SessionTerms } from '#core/gate/sessions.js';
import { LiveBook } from '#core/ports/live-book.js';
import { includes, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, LIVE, Operation } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';

/** Order sessions: cancel on disconnect. */
@Controller('api/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: OrderSessions,
    private readonly book: LiveBook,
    private readonly known: KnownNames,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listOrderSessions', tag: 'orders', needs: 'read', answer: openSessionsAnswer },
    summary: 'Order sessions that are open, with when each was heard last',
    problems: LIVE,
  })
  async list(@Caller() caller: Principal): Promise<OpenSessionsAnswer> {
    const mine = caller.accountsFor('read');
    const shown = (await this.book.orderSessions()).filter(({ account }) => includes(mine, account));
    return {
      sessions: shown.map((session) => ({
        ...present(session),
        ...{ opened_by: session.principal, open_orders: session.open_orders },
        heard_at: new Date(session.heard_ms).toISOString(),
      })),
    };
  }

  @Post()
  @Operation({
    ...{ id: 'openSession', tag: 'orders', needs: 'orders.write', status: 201, answer: sessionAnswer },
    summary: 'Open an order session: when nothing is heard of it any more, its open orders are canceled',
    description:
      'Orders name it as `session`. A heartbeat or an order of it is a sign of life. Silent for longer than `silent_seconds` and `grace_seconds` together, it has ended, and an alert SESSION_LOST says how many orders are being canceled.',
    examples: { usual: { account: 'default' }, strict: { silent_seconds: 2, grace_seconds: 0, include_gtc: true } },
    problems: [...BODY, 'ACCOUNT_UNKNOWN', ...COMMAND],
  })
  async open(@Body({ schema: sessionBody }) body: SessionBody, @Caller() caller: Principal): Promise<SessionAnswer> {
    await this.known.requireInBody(body.account, caller.accountsFor('orders.write'));
    const { account, silent_seconds, grace_seconds, include_gtc, keep_reducing } = body;
    const times = { silent_ms: silent_seconds * 1000, grace_ms: grace_seconds * 1000 };
    return present(await this.sessions.open({ account, principal: caller.id, ...times, include_gtc, keep_reducing }));
  }

  @Post(':id/heartbeat')
  @Operation({
    ...{ id: 'hearSession', tag: 'orders', needs: 'orders.write', answer: sessionAnswer },
    summary: 'A sign of life of an order session',
    problems: ['REQUEST_INVALID', 'SESSION_ENDED', ...COMMAND],
  })
  async hear(@Param('id', { schema: sessionId }) id: string, @Caller() caller: Principal): Promise<SessionAnswer> {
    const session = await this.sessions.hear(id, caller.id);
    if (!session) throw ended(id);
    return present(session);
  }

  @Delete(':id')
  @Operation({
    ...{ id: 'closeSession', tag: 'orders', needs: 'orders.write', answer: sessionClosedAnswer },
    summary: 'End an order session; its open orders stay, unless `cancel=true`',
    problems: ['REQUEST_INVALID', 'SESSION_ENDED', ...COMMAND],
  })
  async close(
    @Param('id', { schema: sessionId }) id: string,
    @Query({ schema: closeSessionQuery }) { cancel }: z.output<typeof closeSessionQuery>,
    @Caller() caller: Principal,
  ): Promise<SessionClosedAnswer> {
    const orders = await this.sessions.close(id, caller.id, cancel === 'true');
    if (orders === null) throw ended(id);
    return { session_id: id, orders_canceling: orders };
  }
}

const ended = (id: string) =>
  new ProblemError(problem('SESSION_ENDED', `session ${id} has ended, never was, or is somebody else's; open another one`));

function present({ session_id, account, silent_ms, grace_ms, include_gtc, keep_reducing }: SessionTerms): SessionAnswer {
  const times = { silent_seconds: silent_ms / 1000, grace_seconds: grace_ms / 1000 };
  return { session_id, account, ...times, include_gtc, keep_reducing };
}
