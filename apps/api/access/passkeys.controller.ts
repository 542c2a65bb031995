import { Body, Controller, Delete, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  doneAnswer,
  newPasskeyBody,
  optionsAnswer,
  passkeyId,
  type PasskeysAnswer,
  passkeysAnswer,
  passkeySignInBody,
  signedInAnswer,
} from '#contracts/access.js';
import type { Principal } from '#core/access/principal.js';
import { AccessStore } from '#core/ports/access-store.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, Operation } from '../http/operation.js';
import type { Asking } from './asking.js';
import { Passkeys } from './passkeys.js';

const DONE = { done: true } as const;
const iso = (ms: number) => new Date(ms).toISOString();

@Controller('api/access')
export class PasskeysController {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly store: AccessStore,
  ) {}

  @Get('passkeys')
  @Operation({
    ...{ id: 'listPasskeys', tag: 'access', needs: 'own.read', answer: passkeysAnswer },
    summary: 'Own passkeys',
    problems: HISTORY,
  })
  async list(@Caller() caller: Principal): Promise<PasskeysAnswer> {
    const found = await this.store.credentials({ id: caller.person });
    return {
      passkeys: (found?.passkeys ?? []).map(({ id, label, created_at_ms, used_at_ms }) => ({
        ...{ passkey_id: id, label, created_at: iso(created_at_ms) },
        used_at: used_at_ms === null ? null : iso(used_at_ms),
      })),
      next_cursor: null,
    };
  }

  @Post('passkeys/offer')
  @Operation({
    ...{ id: 'offerPasskey', tag: 'access', needs: 'own.change', answer: optionsAnswer },
    summary: 'What a browser needs to make a passkey',
    problems: ['ORIGIN_NOT_ALLOWED', 'STATE_UNAVAILABLE', ...HISTORY],
  })
  async offer(@Caller() caller: Principal) {
    return { attempt: null, options: await this.passkeys.offer(caller) };
  }

  @Post('passkeys')
  @Operation({
    ...{ id: 'addPasskey', tag: 'access', needs: 'own.change', status: 201, answer: doneAnswer },
    summary: 'Add a passkey; all other sign-ins end',
    problems: [...BODY, 'NAME_TAKEN', ...COMMAND, ...HISTORY],
  })
  async add(
    @Body({ schema: newPasskeyBody }) { label, response }: z.output<typeof newPasskeyBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ) {
    await this.passkeys.add(caller, label, response as unknown as RegistrationResponseJSON, asking);
    return DONE;
  }

  @Delete('passkeys/:id')
  @Operation({
    ...{ id: 'removePasskey', tag: 'access', needs: 'own.change', answer: doneAnswer },
    summary: 'Remove a passkey; all other sign-ins end',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async remove(@Param('id', { schema: passkeyId }) id: string, @Req() asking: Asking, @Caller() caller: Principal) {
    await this.passkeys.remove(caller, id, asking);
    return DONE;
  }

  @Post('sign-in/passkey/offer')
  @Operation({
    ...{ id: 'askForPasskey', tag: 'access', needs: 'anybody', answer: optionsAnswer },
    summary: 'What a browser needs to sign in by passkey',
    problems: ['ORIGIN_NOT_ALLOWED', 'STATE_UNAVAILABLE'],
  })
  ask() {
    return this.passkeys.ask();
  }

  @Post('sign-in/passkey')
  @Operation({
    ...{ id: 'signInByPasskey', tag: 'access', needs: 'anybody', answer: signedInAnswer },
    summary: 'Sign in by passkey',
    means: 'Signed in: the cookie is set',
    problems: [...BODY, 'SIGN_IN_FAILED', 'STATE_UNAVAILABLE', ...HISTORY],
  })
  async signIn(
    @Body({ schema: passkeySignInBody }) { attempt, response }: z.output<typeof passkeySignInBody>,
    @Req() asking: Asking,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const user_id = await this.passkeys.signIn(attempt, response as unknown as AuthenticationResponseJSON, asking, reply);
    const found = await this.store.credentials({ id: user_id });
    return { user_id, name: found?.name ?? user_id, recovery_codes_left: found?.recovery.length ?? 0 };
  }
}
