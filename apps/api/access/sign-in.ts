import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { linkDigest, newUserId } from '#core/access/link.js';
import { ROLES } from '#core/access/needs.js';
import { faultInPassword } from '#core/access/password-rules.js';
import type { Principal } from '#core/access/principal.js';
import type { Seal } from '#core/access/seal.js';
import { COOKIE, idleFor, newSessionToken, sessionName } from '#core/access/session.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { AccessStore, type Credentials, type Link } from '#core/ports/access-store.js';
import type { AuditTrail } from '#core/ports/audit.js';
import { SessionStore } from '#core/ports/session-store.js';
import { BreachedPasswords, Codes, Passwords, SignInTries } from '#core/ports/sign-in.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { malformedField, ProblemError, problem } from '../http/problems.js';
import { AUDIT_TRAIL } from '../wiring/audit-trail.js';
import { SEAL } from '../wiring/seal.js';
import { AccessControl, tooMany, unauthorized } from './access-control.js';
import { actBy } from './acts.js';
import { type Asking, cookieIn, networkOf } from './asking.js';
import { Tries } from './tries.js';

const KNOWN = '__Host-bw-known';
const KNOWN_FORM = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
const KNOWN_S = 180 * 86_400;
const RECOVERY_CODES = 10;
const AGENT_MAX = 200;
const PENDING_MS = 10 * 60_000;
/** The whole system takes as many (sign-in-tries.ts): what is beyond costs orders no look into Redis, whose every write is synced. */
const TRIES_A_SECOND = 20;

export type Strength = 'password+totp' | 'password+recovery' | 'passkey' | 'oidc';

/** Signing in, confirming it and signing out; and what a person signs in with. */
@Injectable()
export class SignIn {
  private readonly triesHere = new Tries(TRIES_A_SECOND, 1000);

  constructor(
    private readonly process: RunningProcess,
    private readonly access: AccessControl,
    private readonly store: AccessStore,
    private readonly sessions: SessionStore,
    private readonly passwords: Passwords,
    private readonly breached: BreachedPasswords,
    private readonly codes: Codes,
    private readonly tries: SignInTries,
    private readonly acts: GatheredActs,
    @Inject(AUDIT_TRAIL) private readonly trail: AuditTrail,
    @Inject(SEAL) private readonly seal: Seal | null,
  ) {}

  /** Throws SIGN_IN_FAILED, which says no more than that; TOO_MANY_TRIES; SIGN_IN_BUSY. */
  async byPassword(
    given: { name: string; password: string; code: string },
    asking: Asking,
    reply: FastifyReply,
  ): Promise<Credentials> {
    const credentials = await this.tried(given.name, asking, async () => {
      const found = await this.store.credentials({ name: given.name });
      return this.proven(found, given);
    });
    if (this.process.env.BREAKWATER_AUTH === 'oidc' && !this.isAdmin(credentials.user_id)) throw failed();
    await this.begin(credentials.user_id, credentials.used === 'totp' ? 'password+totp' : 'password+recovery', asking, reply);
    return credentials;
  }

  /** Counts what fails, makes whoever fails often wait, and tells the audit. */
  private async tried<T>(name: string, asking: Asking, prove: () => Promise<T | null>): Promise<T> {
    const [network, browser] = [networkOf(asking.ip), this.knownBrowser(asking)];
    if (this.triesHere.count(browser === null ? 'all' : 'known', Date.now()) > TRIES_A_SECOND) throw tooMany(1);
    const wait = await this.tries.wait(name, network, browser);
    if (wait > 0) throw tooMany(wait);
    const proven = await prove();
    if (proven === null) {
      await this.tries.failed(name, network, browser);
      const act = actBy(null, asking.ip, {
        action: 'session.refused',
        object: 'session',
        outcome: 'refused',
        reason: 'SIGN_IN_FAILED',
      });
      this.acts.tell({ ...act, actor: { ...act.actor, id: `unknown:${network}` } });
      throw failed();
    }
    await this.tries.worked(name, network, browser);
    return proven;
  }

  /** Password and second factor, both looked at whatever comes of the first: how long it takes tells nothing. */
  private async proven(
    found: Credentials | null,
    { password, code }: { password: string; code: string },
  ): Promise<(Credentials & { used: 'totp' | 'recovery' }) | null> {
    const matches = await this.passwords.matches(found?.password ?? null, password);
    if (!found || !matches || found.disabled) return null;
    const used = await this.spendCode(found, code);
    if (used === null) return null;
    if (found.password !== null && this.passwords.outdated(found.password))
      await this.store.setPassword(found.user_id, await this.passwords.hash(password), null);
    return { ...found, used };
  }

  /** Each code once: a step of the authenticator that was used, or a later one, is refused. */
  private async spendCode({ totp, recovery }: Credentials, code: string): Promise<'totp' | 'recovery' | null> {
    const plain = code.replaceAll(/[\s-]/g, '').toUpperCase();
    if (totp && /^\d{6}$/.test(plain)) {
      const secret = this.requireSeal().open(totp.sealed, totp.id).toString();
      const step = this.codes.stepOf(secret, plain, Date.now());
      return step !== null && (await this.store.spendTotp(totp.id, step)) ? 'totp' : null;
    }
    const digest = recoveryDigest(plain);
    const one = recovery.find((kept) => kept.digest.equals(digest));
    return one && (await this.store.spendRecovery(one.id)) ? 'recovery' : null;
  }

  async begin(userId: string, strength: Strength, asking: Asking, reply: FastifyReply): Promise<void> {
    const book = await this.access.current();
    const user = book.user(userId);
    if (!user || user.disabled) throw failed();
    const token = newSessionToken();
    const now = Date.now();
    const times = { started_ms: now, seen_ms: now, proven_ms: now };
    const agent = (asking.headers['user-agent'] ?? '').slice(0, AGENT_MAX);
    const ended = await this.sessions.open(sessionName(token), {
      ...{ user_id: userId, ...times, strength, idle_ms: idleFor(user.grants), address: asking.ip, agent },
    });
    const before = cookieIn(asking.headers, COOKIE);
    if (before !== null) await this.sessions.end(userId, sessionName(before));
    const principal = book.person(userId, sessionName(token), now, strength);
    const act = actBy(principal, asking.ip, { action: 'session.began', object: `user:${userId}` });
    if (ended.length > 0 || before !== null) await this.access.inForce(await this.store.touch(act));
    else await this.trail.record(act);
    const known = this.knownBrowser(asking) ?? randomBytes(16).toString('base64url');
    void reply.header('set-cookie', [
      `${COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`,
      `${KNOWN}=${known}.${this.requireSeal().mark(known)}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${KNOWN_S}`,
    ]);
  }

  /** The sign-in begins anew, under a new value of its cookie: from now on it is fresh for five minutes. */
  async confirm(
    caller: Principal,
    given: { password: string; code: string },
    asking: Asking,
    reply: FastifyReply,
  ): Promise<void> {
    const found = await this.store.credentials({ id: caller.person });
    const name = found?.name ?? caller.person;
    const { used } = await this.tried(name, asking, () => this.proven(found, given));
    await this.begin(caller.person, used === 'totp' ? 'password+totp' : 'password+recovery', asking, reply);
  }

  async end(caller: Principal, asking: Asking, reply: FastifyReply): Promise<void> {
    if (caller.session !== null) {
      await this.sessions.end(caller.person, caller.session);
      await this.access.inForce(await this.store.touch(actBy(caller, asking.ip, { action: 'session.ended', object: caller.id })));
    }
    void reply.headers({
      'set-cookie': `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`,
      'clear-site-data': '"cache", "cookies", "storage"',
    });
  }

  // ---- links that are used once ----

  async openLink(
    token: string,
  ): Promise<{ kind: Link['kind']; name: string | null; totp_uri: string | null; totp_secret: string | null }> {
    const link = await this.requireLink(token);
    const user = link.user_id === null ? null : await this.store.credentials({ id: link.user_id });
    if (link.kind === 'reset') return { kind: link.kind, name: user?.name ?? null, totp_uri: null, totp_secret: null };
    const secret = this.codes.newSecret();
    await this.store.prepareLink(link.digest, this.requireSeal().close(Buffer.from(secret), link.digest.toString('hex')));
    const label = user?.name ?? 'administrator';
    return { kind: link.kind, name: user?.name ?? null, totp_uri: this.codes.uri(label, secret), totp_secret: secret };
  }

  /** Sets password and second factor; of a link that makes the first administrator, the user too. Returns the recovery codes. */
  async useLink(
    given: { token: string; name?: string | undefined; password: string; code?: string | undefined },
    asking: Asking,
  ) {
    const link = await this.requireLink(given.token);
    const user = link.user_id === null ? null : await this.store.credentials({ id: link.user_id });
    const name = user?.name ?? given.name;
    if (name === undefined) throw malformedField('name', 'is required: choose the name to sign in with');
    await this.requireGood(given.password, name);
    const userId = link.user_id ?? newUserId();
    const factor = link.kind === 'reset' ? null : this.factorOf(link, given.code ?? '', userId);
    const recovery = factor ? newRecoveryCodes() : [];
    const created_by = 'setup';
    const newUser =
      link.kind === 'bootstrap'
        ? { id: userId, name, grants: ROLES.map((role) => ({ role, accounts: null })), created_by }
        : null;
    const phc = await this.passwords.hash(given.password);
    const act = actBy(null, asking.ip, { action: `access.${link.kind}_used`, object: `user:${userId}` });
    const version = await this.store.useLink(
      link.digest,
      Date.now(),
      { newUser, user_id: userId, password: phc, totp: factor, recovery: recovery.map(recoveryDigest) },
      { ...act, actor: { ...act.actor, id: `user:${userId}` } },
    );
    if (version === null) throw linkInvalid();
    await this.sessions.endAll(userId);
    await this.access.inForce(version);
    return { name, recovery_codes: recovery.map(shown) };
  }

  private factorOf(link: Link, code: string, userId: string): { id: string; sealed: Buffer } {
    if (!link.pending)
      throw new ProblemError(problem('LINK_INVALID', 'open the link first: it gives the secret of the authenticator'));
    const secret = this.requireSeal().open(link.pending, link.digest.toString('hex'));
    if (this.codes.stepOf(secret.toString(), code.replaceAll(/\s/g, ''), Date.now()) === null)
      throw malformedField('code', 'is not the code that the authenticator shows now');
    const id = `totp-${userId}`;
    return { id, sealed: this.requireSeal().close(secret, id) };
  }

  private async requireLink(token: string): Promise<Link> {
    const link = await this.store.link(linkDigest(token), Date.now());
    if (!link) throw linkInvalid();
    return link;
  }

  // ---- one's own factors ----

  async changePassword(caller: Principal, password: string, asking: Asking): Promise<void> {
    const found = await this.store.credentials({ id: caller.person });
    await this.requireGood(password, found?.name ?? '');
    const act = actBy(caller, asking.ip, { action: 'factors.password_changed', object: caller.id });
    await this.factorsChanged(caller, await this.store.setPassword(caller.person, await this.passwords.hash(password), act));
  }

  async offerTotp(caller: Principal): Promise<{ totp_uri: string; totp_secret: string }> {
    const found = await this.store.credentials({ id: caller.person });
    const secret = this.codes.newSecret();
    const sealed = this.requireSeal().close(Buffer.from(secret), `offer ${caller.person}`);
    await this.sessions.putOnce(`totp:${caller.person}`, sealed.toString('base64'), PENDING_MS);
    return { totp_uri: this.codes.uri(found?.name ?? caller.person, secret), totp_secret: secret };
  }

  async takeTotp(caller: Principal, code: string, asking: Asking): Promise<string[]> {
    const offered = await this.sessions.takeOnce(`totp:${caller.person}`);
    if (offered === null) throw malformedField('code', 'comes too late: ask for a new secret first');
    const secret = this.requireSeal().open(Buffer.from(offered, 'base64'), `offer ${caller.person}`);
    if (this.codes.stepOf(secret.toString(), code, Date.now()) === null)
      throw malformedField('code', 'is not the code that the authenticator shows now');
    const id = `totp-${caller.person}-${randomBytes(4).toString('hex')}`;
    const recovery = newRecoveryCodes();
    const act = actBy(caller, asking.ip, { action: 'factors.totp_changed', object: caller.id });
    const sealed = this.requireSeal().close(secret, id);
    await this.factorsChanged(caller, await this.store.setTotp(caller.person, { id, sealed }, recovery.map(recoveryDigest), act));
    return recovery.map(shown);
  }

  /** All other sign-ins of the person end. */
  async factorsChanged(caller: Principal, version: number): Promise<void> {
    await this.sessions.endAll(caller.person, caller.session ?? undefined);
    await this.access.inForce(version);
  }

  private async requireGood(password: string, name: string): Promise<void> {
    const fault = faultInPassword(password, name.split(/[\s@._-]+/));
    if (fault) throw new ProblemError(problem('PASSWORD_WEAK', fault));
    if (await this.breached.has(password))
      throw new ProblemError(problem('PASSWORD_WEAK', 'this password was stolen elsewhere and is tried first: choose another'));
  }

  private requireSeal(): Seal {
    if (!this.seal) throw new Error('BREAKWATER_SECRET_KEY_FILE is not set');
    return this.seal;
  }

  private isAdmin(userId: string): boolean {
    return this.access.member(userId)?.grants.some(({ role }) => role === 'admin') === true;
  }

  /** The id of a browser that signed in here before; a made-up one has no mark of ours. */
  private knownBrowser(asking: Asking): string | null {
    const [, id, mark] = KNOWN_FORM.exec(cookieIn(asking.headers, KNOWN) ?? '') ?? [];
    return id !== undefined && this.seal?.mark(id) === mark ? id : null;
  }
}

const failed = () => unauthorized('SIGN_IN_FAILED', 'the name, the password or the code is wrong');
const linkInvalid = () =>
  new ProblemError(problem('LINK_INVALID', 'this link was used, is too old, or never was: ask for a new one'));

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** 80 random bits each. */
const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => Array.from(randomBytes(16), (byte) => BASE32[byte % 32] ?? '').join(''));
const shown = (code: string): string => code.match(/.{4}/g)?.join('-') ?? code;
const recoveryDigest = (code: string): Buffer => createHash('sha256').update(`recovery ${code}`).digest();
