import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { providerQuery } from '#contracts/access.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';
import { Provider } from './provider.js';

@Controller('api/access/oidc')
export class ProviderController {
  constructor(
    private readonly process: RunningProcess,
    private readonly provider: Provider,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'beginProviderSignIn', tag: 'access', needs: 'anybody', contentType: 'text/plain', status: 302 },
    summary: "To the firm's provider; `fresh` asks for the person anew",
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'STATE_UNAVAILABLE'],
  })
  async begin(
    @Query({ schema: providerQuery }) { fresh, to }: z.output<typeof providerQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.requireProvider();
    await reply.redirect(await this.provider.begin({ fresh, to }, reply), 302);
  }

  @Get('return')
  @Operation({
    ...{ id: 'endProviderSignIn', tag: 'access', needs: 'anybody', contentType: 'text/plain', status: 302 },
    summary: 'Back from the provider: signs in, and goes to the page that was asked for',
    problems: ['NOT_FOUND', 'SIGN_IN_FAILED', 'ROLE_MISSING', 'PROVIDER_UNAVAILABLE', 'STATE_UNAVAILABLE', 'HISTORY_UNAVAILABLE'],
  })
  async end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.requireProvider();
    await reply.redirect(await this.provider.finish(request.url, request, reply), 302);
  }

  private requireProvider(): void {
    if (this.process.env.BREAKWATER_AUTH !== 'oidc') throw notFound('there is no provider here');
  }
}
