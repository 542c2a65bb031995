import { Body, Controller, Delete, Get, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  confirmBody,
  doneAnswer,
  endedAnswer,
  linkBody,
  type MeAnswer,
  meAnswer,
  passwordBody,
  sessionName,
  type SessionsAnswer,
  sessionsAnswer,
  setAnswer,
  setUpAnswer,
  setUpBody,
  signedInAnswer,
  signInBody,
  totpBody,
  type WaysAnswer,
  waysAnswer,
} from '#contracts/access.js';
import { NEEDS, type Need } from '#core/access/needs.js';
import type { Principal } from '#core/access/principal.js';
import { AccessStore } from '#core/ports/access-store.js';
import { SessionStore } from '#core/ports/session-store.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';
import { AccessControl } from './access-control.js';
import { actBy } from './acts.js';
import type { Asking } from './asking.js';
import { SignIn } from './sign-in.js';

const SIGNING_IN = ['SIGN_IN_FAILED', 'TOO_MANY_TRIES', 'SIGN_IN_BUSY'] as const;
const DONE = { done: true } as const;
const iso = (ms: number) => new Date(ms).toISOString();

/** Signing in and out, and one's own sign-ins and factors. */
@Controller('api/access')
export class SignInController {
  constructor(
    private readonly process: RunningProcess,
    private readonly signIns: SignIn,
    private readonly access: AccessControl,
    private readonly store: AccessStore,
    private readonly sessions: SessionStore,
  ) {}

  @Get('ways')
  @Operation({
    ...{ id: 'getWaysToSignIn', tag: 'access', needs: 'anybody', answer: waysAnswer },
    summary: 'How one signs in here',
  })
  ways(): WaysAnswer {
    const { BREAKWATER_AUTH: auth } = this.process.env;
    return { auth, provider: auth === 'oidc', passkeys: auth !== 'off', first_run: auth !== 'off' && this.access.nobodyYet };
  }

  @Post('sign-in')
  @Operation({
    ...{ id: 'signIn', tag: 'access', needs: 'anybody', answer: signedInAnswer },
    summary: 'Sign in by name, password and a code of the authenticator or of recovery',
    means: 'Signed in: the cookie is set',
    problems: [...BODY, ...SIGNING_IN, ...HISTORY, 'STATE_UNAVAILABLE'],
  })
  async signIn(
    @Body({ schema: signInBody }) body: z.output<typeof signInBody>,
    @Req() asking: Asking,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { user_id, name } = await this.signIns.byPassword(body, asking, reply);
    const { recovery = [] } = (await this.store.credentials({ id: user_id })) ?? {};
    return { user_id, name, recovery_codes_left: recovery.length };
  }

  @Post('confirm')
  @Operation({
    ...{ id: 'confirmSignIn', tag: 'access', needs: 'own.read', answer: doneAnswer },
    summary: 'Confirm who one is, for what needs a sign-in of the last five minutes',
    problems: [...BODY, ...SIGNING_IN, ...COMMAND, ...HISTORY],
  })
  async confirm(
    @Body({ schema: confirmBody }) body: z.output<typeof confirmBody>,
    @Req() asking: Asking,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Caller() caller: Principal,
  ) {
    await this.signIns.confirm(caller, body, asking, reply);
    return DONE;
  }

  @Post('sign-out')
  @Operation({
    ...{ id: 'signOut', tag: 'access', needs: 'own.read', answer: doneAnswer },
    summary: 'Sign out: this sign-in is over on every process',
    problems: [...COMMAND, ...HISTORY],
  })
  async signOut(@Req() asking: Asking, @Res({ passthrough: true }) reply: FastifyReply, @Caller() caller: Principal) {
    await this.signIns.end(caller, asking, reply);
    return DONE;
  }

  @Get('me')
  @Operation({
    ...{ id: 'getMe', tag: 'access', needs: 'own.read', answer: meAnswer },
    summary: 'Who one is, and what one may do',
  })
  me(@Caller() caller: Principal): MeAnswer {
    const now = Date.now();
    // What needs a fresh sign-in counts as allowed here: the screens ask for it when it comes to that.
    const needs = (Object.keys(NEEDS) as Need[]).filter((need) => caller.may(need, caller.proven_ms ?? now));
    const user = this.access.member(caller.person);
    return {
      auth: this.process.env.BREAKWATER_AUTH,
      principal: caller.id,
      user_id: user?.id ?? null,
      name: user?.name ?? caller.person,
      roles: caller.grants.map(({ role, accounts }) => ({ role, accounts: accounts && [...accounts] })),
      needs,
      strength: caller.strength,
      proven_at: caller.proven_ms === null ? null : iso(caller.proven_ms),
      alone: this.access.alone,
    };
  }

  @Get('sessions')
  @Operation({
    ...{ id: 'listSessions', tag: 'access', needs: 'own.read', answer: sessionsAnswer },
    summary: 'Own sign-ins that last',
    problems: ['STATE_UNAVAILABLE'],
  })
  async list(@Caller() caller: Principal): Promise<SessionsAnswer> {
    const sessions = await this.sessions.list(caller.person);
    return {
      sessions: sessions.map(({ name, started_ms, seen_ms, strength, address, agent }) => ({
        ...{ session_id: name, current: name === caller.session, started_at: iso(started_ms), seen_at: iso(seen_ms) },
        ...{ strength, address, agent },
      })),
      next_cursor: null,
    };
  }

  @Delete('sessions/:id')
  @Operation({
    ...{ id: 'endSession', tag: 'access', needs: 'own.read', answer: endedAnswer },
    summary: 'End one of the own sign-ins',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async endOne(@Param('id', { schema: sessionName }) id: string, @Req() asking: Asking, @Caller() caller: Principal) {
    if (!(await this.sessions.end(caller.person, id))) throw notFound('there is no such sign-in');
    const act = actBy(caller, asking.ip, { action: 'session.ended', object: caller.id });
    await this.access.inForce(await this.store.touch(act));
    return { ended: 1 };
  }

  @Delete('sessions')
  @Operation({
    ...{ id: 'endOtherSessions', tag: 'access', needs: 'own.read', answer: endedAnswer },
    summary: 'End all own sign-ins but this one',
    problems: [...COMMAND, ...HISTORY],
  })
  async endOthers(@Req() asking: Asking, @Caller() caller: Principal) {
    const ended = await this.sessions.endAll(caller.person, caller.session ?? undefined);
    const act = actBy(caller, asking.ip, { action: 'session.others_ended', object: caller.id, after: { ended } });
    await this.access.inForce(await this.store.touch(act));
    return { ended };
  }

  @Put('password')
  @Operation({
    ...{ id: 'changePassword', tag: 'access', needs: 'own.change', answer: doneAnswer },
    summary: 'Change the own password; all other sign-ins end',
    problems: [...BODY, 'PASSWORD_WEAK', 'SIGN_IN_BUSY', ...COMMAND, ...HISTORY],
  })
  async changePassword(
    @Body({ schema: passwordBody }) { password }: z.output<typeof passwordBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ) {
    await this.signIns.changePassword(caller, password, asking);
    return DONE;
  }

  @Post('totp/offer')
  @Operation({
    ...{ id: 'offerTotp', tag: 'access', needs: 'own.change', answer: setUpAnswer },
    summary: 'A new secret for the own authenticator; the old one stays until a code of the new one comes',
    problems: ['STATE_UNAVAILABLE', 'ORIGIN_NOT_ALLOWED', ...HISTORY],
  })
  async offerTotp(@Caller() caller: Principal) {
    return { kind: 'invite' as const, name: null, ...(await this.signIns.offerTotp(caller)) };
  }

  @Post('totp')
  @Operation({
    ...{ id: 'takeTotp', tag: 'access', needs: 'own.change', answer: setAnswer },
    summary: 'Take the new authenticator into use; all other sign-ins end',
    means: 'New recovery codes, shown this once; the old ones hold no more',
    problems: [...BODY, ...COMMAND, ...HISTORY],
  })
  async takeTotp(
    @Body({ schema: totpBody }) body: z.output<typeof totpBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ) {
    const recovery_codes = await this.signIns.takeTotp(caller, body.code, asking);
    return { name: this.access.member(caller.person)?.name ?? caller.person, recovery_codes };
  }

  @Post('setup/open')
  @Operation({
    ...{ id: 'openLink', tag: 'access', needs: 'anybody', answer: setUpAnswer },
    summary: 'What a one-time link is for, and the secret for the authenticator',
    problems: [...BODY, 'LINK_INVALID', ...HISTORY],
  })
  openLink(@Body({ schema: linkBody }) { token }: z.output<typeof linkBody>) {
    return this.signIns.openLink(token);
  }

  @Post('setup')
  @Operation({
    ...{ id: 'useLink', tag: 'access', needs: 'anybody', status: 201, answer: setAnswer },
    summary: 'Set the password, and the second factor, by a one-time link',
    means: 'Recovery codes, shown this once; sign in now',
    problems: [...BODY, 'LINK_INVALID', 'PASSWORD_WEAK', 'NAME_TAKEN', 'SIGN_IN_BUSY', ...COMMAND, ...HISTORY],
  })
  useLink(@Body({ schema: setUpBody }) body: z.output<typeof setUpBody>, @Req() asking: Asking) {
    return this.signIns.useLink(body, asking);
  }
}
