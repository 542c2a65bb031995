import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { FastifyReply } from 'fastify';
import type { Principal } from '#core/access/principal.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { AccessStore, NoSuchAccessError } from '#core/ports/access-store.js';
import { SessionStore } from '#core/ports/session-store.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { malformedField } from '../http/problems.js';
import { unauthorized } from './access-control.js';
import { actBy } from './acts.js';
import type { Asking } from './asking.js';
import { SignIn } from './sign-in.js';

const LIFE_MS = 5 * 60_000;
const LABEL_MAX = 80;

/** Passkeys: the device makes sure of the person (a finger, a face, its code), so one counts as two factors. They need a name: localhost, or the public origin's. */
@Injectable()
export class Passkeys {
  constructor(
    @Inject(RunningProcess) private readonly process: RunningProcess,
    private readonly store: AccessStore,
    private readonly sessions: SessionStore,
    private readonly signIns: SignIn,
    private readonly acts: GatheredActs,
  ) {}

  private get place(): { expectedOrigin: string; expectedRPID: string } {
    const { BREAKWATER_PUBLIC_ORIGIN: own, BREAKWATER_PORT: port } = this.process.env;
    const expectedOrigin = own ?? `http://localhost:${port}`;
    return { expectedOrigin, expectedRPID: new URL(expectedOrigin).hostname };
  }

  async offer(caller: Principal): Promise<object> {
    const found = await this.store.credentials({ id: caller.person });
    const options = await generateRegistrationOptions({
      ...{ rpName: 'Breakwater', rpID: this.place.expectedRPID, userName: found?.name ?? caller.person, attestationType: 'none' },
      userID: new TextEncoder().encode(caller.person),
      excludeCredentials: (found?.passkeys ?? []).map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await this.sessions.putOnce(`passkey-new:${caller.person}`, options.challenge, LIFE_MS);
    return options;
  }

  async add(caller: Principal, label: string, response: RegistrationResponseJSON, asking: Asking): Promise<void> {
    const challenge = await this.sessions.takeOnce(`passkey-new:${caller.person}`);
    if (challenge === null) throw malformedField('response', 'comes too late: begin again');
    const given = { response, expectedChallenge: challenge, ...this.place, requireUserVerification: true };
    const { verified, registrationInfo } = await verifyRegistrationResponse(given).catch(() => ({
      verified: false,
      registrationInfo: undefined,
    }));
    if (!verified || !registrationInfo) throw malformedField('response', 'is not a passkey made for this sign-in');
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    const act = actBy(caller, asking.ip, { action: 'factors.passkey_added', object: caller.id });
    const passkey = {
      id,
      user_id: caller.person,
      label: label.slice(0, LABEL_MAX),
      public_key: Buffer.from(publicKey),
      counter,
      transports,
    };
    await this.signIns.factorsChanged(caller, await this.store.addPasskey(passkey, act));
  }

  async remove(caller: Principal, id: string, asking: Asking): Promise<void> {
    const found = await this.store.credentials({ id: caller.person });
    if (!found?.passkeys.some((one) => one.id === id)) throw new NoSuchAccessError('there is no such passkey');
    const act = actBy(caller, asking.ip, { action: 'factors.passkey_removed', object: caller.id });
    await this.signIns.factorsChanged(caller, await this.store.removePasskey(caller.person, id, act));
  }

  async ask(): Promise<{ attempt: string; options: object }> {
    const options = await generateAuthenticationOptions({ rpID: this.place.expectedRPID, userVerification: 'required' });
    const attempt = randomBytes(16).toString('base64url');
    await this.sessions.putOnce(`passkey:${attempt}`, options.challenge, LIFE_MS);
    return { attempt, options };
  }

  async signIn(attempt: string, response: AuthenticationResponseJSON, asking: Asking, reply: FastifyReply): Promise<string> {
    const userId = await this.proven(attempt, response);
    if (userId === null) {
      const act = actBy(null, asking.ip, { action: 'session.refused', object: 'session', outcome: 'refused', reason: 'PASSKEY' });
      this.acts.tell({ ...act, actor: { ...act.actor, id: 'unknown' } });
      throw unauthorized('SIGN_IN_FAILED', 'this passkey does not sign in here');
    }
    await this.signIns.begin(userId, 'passkey', asking, reply);
    return userId;
  }

  private async proven(attempt: string, response: AuthenticationResponseJSON): Promise<string | null> {
    const challenge = await this.sessions.takeOnce(`passkey:${attempt}`);
    const passkey = challenge === null ? null : await this.store.passkey(response.id);
    if (challenge === null || !passkey) return null;
    const credential = {
      ...{ id: passkey.id, publicKey: new Uint8Array(passkey.public_key), counter: passkey.counter },
      transports: passkey.transports as AuthenticatorTransport[],
    };
    const given = { response, expectedChallenge: challenge, ...this.place, credential, requireUserVerification: true };
    const { verified, authenticationInfo } = await verifyAuthenticationResponse(given).catch(() => ({
      verified: false,
      authenticationInfo: undefined,
    }));
    if (!verified || !authenticationInfo) return null;
    return (await this.store.usePasskey(passkey.id, authenticationInfo.newCounter)) ? passkey.user_id : null;
  }
}
