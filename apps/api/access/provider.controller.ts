import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { PROVIDER_FAULTS, providerQuery } from '#contracts/access.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { Operation } from '../http/operation.js';
import { notFound, toProblem } from '../http/problems.js';
import { Provider } from './provider.js';

/** What the sign-in page has words for (apps/dashboard/access/sign-in-page.tsx). */
const TOLD: ReadonlySet<string> = new Set(PROVIDER_FAULTS);

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
    means: 'To the provider; while it cannot be asked, back to the sign-in page, which says so',
    problems: ['REQUEST_INVALID', 'NOT_FOUND'],
  })
  async begin(
    @Query({ schema: providerQuery }) { fresh, to }: z.output<typeof providerQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.requireProvider();
    await this.lead(reply, () => this.provider.begin({ fresh, to }, reply));
  }

  @Get('return')
  @Operation({
    ...{ id: 'endProviderSignIn', tag: 'access', needs: 'anybody', contentType: 'text/plain', status: 302 },
    summary: 'Back from the provider: signs in, and goes to the page that was asked for',
    means: 'To the page that was asked for; after a failure to the sign-in page, which says why (`/sign-in?failed=CODE`)',
    problems: ['NOT_FOUND'],
  })
  async end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.requireProvider();
    await this.lead(reply, () => this.provider.finish(request.url, request, reply));
  }

  /** A person's browser comes here, and no program: what fails is told by the sign-in page. Only the code goes there, so that no link can put words on it. */
  private async lead(reply: FastifyReply, where: () => Promise<string>): Promise<void> {
    const next = await where().catch((error: unknown) => {
      const { code } = toProblem(error).body;
      if (!TOLD.has(code)) throw error;
      return `/sign-in?failed=${code}`;
    });
    await reply.redirect(next, 302);
  }

  private requireProvider(): void {
    if (this.process.env.BREAKWATER_AUTH !== 'oidc') throw notFound('there is no provider here');
  }
}
