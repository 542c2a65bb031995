import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import * as oidc from 'openid-client';
import { grantsOfGroups, readGroupRoles } from '#core/access/group-roles.js';
import { newUserId } from '#core/access/link.js';
import type { Grant } from '#core/access/principal.js';
import { missingProof, type ProofWanted } from '#core/access/proof.js';
import { newSessionToken, sessionName, TOKEN_FORM } from '#core/access/session.js';
import { systemAct } from '#core/audit/entry.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { AccessStore, NameTakenError } from '#core/ports/access-store.js';
import { SessionStore } from '#core/ports/session-store.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { ProblemError, problem } from '../http/problems.js';
import { AccessControl, unauthorized } from './access-control.js';
import { actBy } from './acts.js';
import { type Asking, cookieIn } from './asking.js';
import { SignIn } from './sign-in.js';

/** The return from the provider is a navigation from another site, so this one cookie is Lax. */
const TRANSACTION = '__Host-bw_oidc';
const LIFE_MS = 10 * 60_000;
const TIMEOUT_S = 5;
const FRESH_S = 300;
const NAME_MAX = 64;

interface Begun {
  verifier: string;
  state: string;
  nonce: string;
  /** The person must have proved who they are just now. */
  fresh: boolean;
  /** The page to come back to. */
  to: string;
}

/** Sign-in by the firm's provider (OpenID Connect): code with PKCE, state and nonce. Its tokens are thrown away once they have said who it is. */
@Injectable()
export class Provider {
  private config: oidc.Configuration | null = null;

  constructor(
    @Inject(RunningProcess) private readonly process: RunningProcess,
    private readonly access: AccessControl,
    private readonly store: AccessStore,
    private readonly sessions: SessionStore,
    private readonly signIns: SignIn,
    private readonly acts: GatheredActs,
  ) {}

  private get wanted(): ProofWanted {
    return { acr: this.process.env.BREAKWATER_OIDC_ACR, amr: this.process.env.BREAKWATER_OIDC_AMR };
  }

  private get returnUrl(): string {
    return `${this.process.env.BREAKWATER_PUBLIC_ORIGIN ?? ''}/api/access/oidc/return`;
  }

  /** The address to send the browser to. Throws PROVIDER_UNAVAILABLE. */
  async begin({ fresh, to }: Pick<Begun, 'fresh' | 'to'>, reply: FastifyReply): Promise<string> {
    const config = await this.discovered();
    const verifier = oidc.randomPKCECodeVerifier();
    const begun: Begun = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce(), fresh, to };
    const name = newSessionToken();
    await this.sessions.putOnce(`oidc:${sessionName(name)}`, JSON.stringify(begun), LIFE_MS);
    void reply.header('set-cookie', `${TRANSACTION}=${name}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${LIFE_MS / 1000}`);
    const url = oidc.buildAuthorizationUrl(config, {
      ...{ redirect_uri: this.returnUrl, scope: 'openid profile', state: begun.state, nonce: begun.nonce },
      ...{ code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      ...(fresh ? { max_age: '0' } : {}),
      ...(this.wanted.acr.length > 0 ? { acr_values: this.wanted.acr.join(' ') } : {}),
    });
    return url.href;
  }

  /** Signs in the person who came back, and says to which page they go. A forged, replayed or late return is SIGN_IN_FAILED. */
  async finish(url: string, asking: Asking, reply: FastifyReply): Promise<string> {
    const name = cookieIn(asking.headers, TRANSACTION) ?? '';
    const text = TOKEN_FORM.test(name) ? await this.sessions.takeOnce(`oidc:${sessionName(name)}`) : null;
    if (text === null) throw this.failed(asking, 'no sign-in was begun in this browser, or it is too long ago');
    const begun = JSON.parse(text) as Begun;
    const claims = await this.claims(url, begun, asking);
    const groups = claims[this.process.env.BREAKWATER_OIDC_GROUPS_CLAIM];
    const named = Array.isArray(groups) ? groups.filter((one) => typeof one === 'string') : [];
    const grants = grantsOfGroups(named, readGroupRoles(this.process.env.BREAKWATER_OIDC_ROLES));
    if (grants.length === 0)
      throw new ProblemError(problem('ROLE_MISSING', 'none of your groups has a role here: ask an administrator'));
    const userId = await this.userOf(claims, grants);
    await this.signIns.begin(userId, 'oidc', asking, reply);
    void reply.header('set-cookie', `${TRANSACTION}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`);
    return begun.to;
  }

  private async claims(url: string, { verifier, state, nonce, fresh }: Begun, asking: Asking): Promise<oidc.IDToken> {
    const config = await this.discovered();
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(url, this.returnUrl), {
        ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
        ...(fresh ? { maxAge: FRESH_S } : {}),
      });
      const claims = tokens.claims();
      const missing = claims && missingProof(claims, this.wanted);
      if (typeof missing === 'string') {
        this.process.logger.warn({ missing }, 'a sign-in by the provider is not strong enough');
        throw this.failed(asking, missing);
      }
      if (claims) return claims;
      throw this.failed(asking, 'the provider says nothing of who you are');
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      if (isAway(error)) throw this.away(error);
      this.process.logger.warn({ err: error }, 'a sign-in by the provider failed');
      throw this.failed(asking, 'the return from the provider is not one that belongs to this sign-in');
    }
  }

  /** Known by issuer and subject alone: an e-mail changes its owner. Roles follow the groups at each sign-in. */
  private async userOf({ iss, sub, ...claims }: oidc.IDToken, grants: Grant[]): Promise<string> {
    const known = await this.store.userOf(iss, sub);
    if (known !== null) {
      if (textOf(this.access.member(known)?.grants ?? []) !== textOf(grants)) {
        const act = systemAct('user.roles_followed', `user:${known}`, Date.now() * 1000, 'oidc');
        await this.access.inForce(await this.store.setGrants(known, grants, { ...act, after: { roles: grants } }, () => null));
      }
      return known;
    }
    const id = newUserId();
    const said = claims['preferred_username'] ?? claims['name'] ?? sub;
    const wanted = (typeof said === 'string' ? said : sub).slice(0, NAME_MAX);
    const make = (name: string) => {
      const act = systemAct('user.created', `user:${id}`, Date.now() * 1000, 'oidc');
      return this.store.createUser(
        { id, name, grants, created_by: 'oidc', identity: { issuer: iss, subject: sub } },
        { ...act, after: { roles: grants } },
      );
    };
    const version = await make(wanted).catch((error: unknown) => {
      if (error instanceof NameTakenError) return make(`${wanted.slice(0, NAME_MAX - 13)} ${id}`);
      throw error;
    });
    await this.access.inForce(version);
    return id;
  }

  private failed(asking: Asking, detail: string): ProblemError {
    const act = actBy(null, asking.ip, { action: 'session.refused', object: 'session', outcome: 'refused', reason: 'PROVIDER' });
    this.acts.tell({ ...act, actor: { ...act.actor, id: 'unknown' } });
    return unauthorized('SIGN_IN_FAILED', detail);
  }

  private async discovered(): Promise<oidc.Configuration> {
    if (this.config) return this.config;
    const { env } = this.process;
    const issuer = new URL(env.BREAKWATER_OIDC_ISSUER ?? '');
    // A provider on this machine, for tests and trials; any other must be https.
    const local = issuer.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(issuer.hostname);
    try {
      this.config = await oidc.discovery(
        issuer,
        env.BREAKWATER_OIDC_CLIENT_ID ?? '',
        env.BREAKWATER_OIDC_CLIENT_SECRET,
        undefined,
        {
          timeout: TIMEOUT_S,
          ...(local ? { execute: [oidc.allowInsecureRequests] } : {}),
        },
      );
      return this.config;
    } catch (error) {
      throw this.away(error);
    }
  }

  private away(error: unknown): ProblemError {
    this.process.logger.warn({ err: error }, 'the provider of sign-ins does not answer');
    const detail = 'the provider does not answer; keys and the emergency administrator still get in';
    return new ProblemError(problem('PROVIDER_UNAVAILABLE', detail), { 'retry-after': '5' });
  }
}

/** It gave no answer at all, in place of one that is wrong. */
const isAway = (error: unknown): boolean =>
  (error instanceof TypeError && error.cause instanceof Error) ||
  (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT');

const textOf = (grants: readonly Grant[]) =>
  grants
    .map(({ role, accounts }) => `${role}:${accounts?.toSorted().join('|') ?? '*'}`)
    .toSorted()
    .join();
