import { Controller, Post } from '@nestjs/common';
import { type TicketAnswer, ticketAnswer } from '#contracts/access.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { LIVE, Operation } from '../http/operation.js';
import { Tickets } from './tickets.js';

@Controller('api/ws')
export class TicketsController {
  constructor(private readonly tickets: Tickets) {}

  @Post('ticket')
  @Operation({
    ...{ id: 'getTicket', tag: 'access', needs: 'stream', status: 201, answer: ticketAnswer },
    summary: 'A ticket for a WebSocket that cannot bring a key: its first message, once, within 30 s',
    problems: ['ORIGIN_NOT_ALLOWED', ...LIVE],
  })
  give(@Caller() caller: Principal): Promise<TicketAnswer> {
    return this.tickets.give(caller);
  }
}
