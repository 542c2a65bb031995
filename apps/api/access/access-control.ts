import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { AccessBook as Book } from '#core/access/book.js';
import { AccessBook } from '#core/access/book.js';
import type { Need } from '#core/access/needs.js';
import { DEVELOPER, type Principal } from '#core/access/principal.js';
import { bringsSession } from '#core/access/doors.js';
import { COOKIE, isOver, type Session, sessionName, TOKEN_FORM, TOUCH_MS } from '#core/access/session.js';
import { Complaint } from '#core/complaint.js';
import { pause } from '#core/pause.js';
import { AccessStore } from '#core/ports/access-store.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { Gate, StateUnavailableError } from '#core/ports/gate.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { SessionStore } from '#core/ports/session-store.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { ProblemError, problem } from '../http/problems.js';
import { denialBy } from './acts.js';
import { type Asking, cookieIn, networkOf } from './asking.js';
import { Tries } from './tries.js';

const LOOK_MS = 1000;
const SESSIONS_KEPT = 20_000;
/** A longer `Cookie` is read anew at each request: what is kept of all of them has a bound. */
const COOKIE_KEPT_CHARS = 512;
/** Wrong keys of one network in a minute before they are answered 429. */
const WRONG_KEYS = 20;

interface KnownSession {
  session: Session;
  principal: Principal;
  version: number;
  checked_ms: number;
}

/**
 * Who asks, and whether they may. Keys, users and roles are in memory under one version: no order waits for a store. A change raises the version in
 * PostgreSQL, then at the gate, whose log tells every API; from that moment an order of somebody who was let in by an older version is turned back.
 */
@Injectable()
export class AccessControl implements OnApplicationBootstrap, OnModuleDestroy {
  private book: Book | null = null;
  private loading: Promise<Book> | null = null;
  private readonly sessions = new Map<string, KnownSession>();
  /** Session names by the whole `Cookie` that brought them, of sessions that are known: an order's cookie is hashed once, not each time. */
  private readonly sessionNames = new Map<string, string>();
  private readonly wrongKeys = new Tries(WRONG_KEYS, 60_000);
  private readonly stop = new AbortController();
  private readonly complaint: Complaint;
  private unsubscribe = () => {};
  /** Told after each change of who may do what. */
  readonly changed = new Set<() => void>();

  constructor(
    private readonly process: RunningProcess,
    private readonly store: AccessStore,
    private readonly sessionStore: SessionStore,
    private readonly gate: Gate,
    private readonly feed: GateFeed,
    private readonly acts: GatheredActs,
  ) {
    const logger = process?.logger;
    this.complaint = new Complaint(logger, {
      failing: 'users and keys cannot be read; those that are known go on',
      well: 'users and keys are read again',
    });
  }

  get off(): boolean {
    return this.process.env.BREAKWATER_AUTH === 'off';
  }

  /** Keys of an installation that is no firm's begin otherwise, so that a scanner of leaks need not wake anybody. */
  get keyKind(): 'live' | 'test' {
    return this.process.env.BREAKWATER_KEYS;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.off) return;
    await this.reload();
    if (this.nobodyYet)
      this.process.logger.warn('there is no user yet: npm run breakwater -- access bootstrap prints the link of the first one');
    this.unsubscribe = this.feed.subscribe({
      took: (events) => {
        if (events.some(({ event }) => event.type === 'ACCESS_CHANGED')) void this.complaint.tried(() => this.current(), null);
      },
      // The log began anew, as it does when Redis was emptied: sessions were in Redis too.
      reset: () => this.forgetAllSessions(),
    });
    void this.look();
  }

  onModuleDestroy(): void {
    this.stop.abort();
    this.unsubscribe();
  }

  /** Finds changes that a process kept and died before it told the gate; and writes down which keys were used. */
  private async look(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await pause(LOOK_MS, signal);
      await this.complaint.tried(async () => {
        const version = await this.store.version();
        if (version > (this.book?.version ?? 0)) await this.reload();
        if (version > (this.feed.state?.access_version ?? version)) await this.gate.ask({ kind: 'change_access', version });
        await this.noteUse();
        this.forgetSessions();
      }, undefined);
    }
  }

  private usedNoted = 0;
  private async noteUse(): Promise<void> {
    const now = Date.now();
    if (!this.book || now - this.usedNoted < TOUCH_MS) return;
    this.usedNoted = now;
    const used = [...this.book.used].map(([id, use]) => ({ id, ...use }));
    this.book.used.clear();
    await this.store.noteUse(used);
  }

  private forgetAllSessions(): void {
    this.sessions.clear();
    this.sessionNames.clear();
  }

  private forgetSessions(): void {
    const now = Date.now();
    for (const [name, { session }] of this.sessions) if (isOver(session, now)) this.sessions.delete(name);
  }

  /** What is known, no older than what the log says. Throws StateUnavailableError: in doubt nobody is let in. */
  async current(): Promise<Book> {
    const needed = this.feed.state?.access_version ?? 0;
    if (this.book && this.book.version >= needed) return this.book;
    return this.atLeast(needed);
  }

  async atLeast(version: number): Promise<Book> {
    let book = this.book;
    for (let tries = 0; (book === null || book.version < version) && tries < 3; tries += 1) book = await this.reload();
    if (book && book.version >= version) return book;
    throw new StateUnavailableError('STATE_UNAVAILABLE', 'who may do what has changed, and cannot be read');
  }

  private reload(): Promise<Book> {
    this.loading ??= this.load().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async load(): Promise<Book> {
    const book = new AccessBook(await this.store.load());
    if (!this.book || book.version > this.book.version) {
      for (const [id, use] of this.book?.used ?? []) book.used.set(id, use);
      this.book = book;
      for (const told of this.changed) told();
    }
    return this.book;
  }

  /** Puts a kept change in force: when it resolves, no order passes by what was before, on any process. */
  async inForce(version: number): Promise<void> {
    if (!this.off) await this.atLeast(version);
    try {
      await this.gate.ask({ kind: 'change_access', version });
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      const detail =
        'it is kept, and no gate is there to put it in force: that happens by itself as soon as one is; until then what was before may hold';
      throw new ProblemError(problem('STATE_UNAVAILABLE', detail), { 'retry-after': '1' });
    }
  }

  get nobodyYet(): boolean {
    return this.book?.members.length === 0;
  }

  get alone(): boolean {
    return this.book?.alone ?? true;
  }

  member(userId: string) {
    return this.book?.user(userId);
  }

  // ---- who asks ----

  /** Throws ProblemError. Without a wait for a key, and for a session that was looked at within the last minute. */
  callerOf(asking: Asking): Principal | Promise<Principal> {
    if (this.off) return DEVELOPER;
    const needed = this.feed.state?.access_version ?? 0;
    if (!this.book || this.book.version < needed) return this.current().then((book) => this.known(asking, book));
    return this.known(asking, this.book);
  }

  /** Who it is under the rules of `version` or newer: asked again when the gate said that they have changed. */
  async callerAgain(asking: Asking, version: number): Promise<Principal> {
    return this.known(asking, await this.atLeast(version));
  }

  /** The same caller as they are now; null when the key or the sign-in has ended. */
  async callerNow(caller: Pick<Principal, 'id' | 'session'>): Promise<Principal | null> {
    const book = await this.current();
    if (caller.session === null) return book.keyNow(caller.id, Date.now());
    return Promise.resolve(this.bySession(caller.session, book)).catch((error: unknown) => {
      if (error instanceof ProblemError) return null;
      throw error;
    });
  }

  private known(asking: Asking, book: Book): Principal | Promise<Principal> {
    const { authorization, cookie } = asking.headers;
    if (authorization !== undefined) return this.byKey(authorization, asking, book);
    if (cookie === undefined) throw signInRequired();
    const remembered = this.sessionNames.get(cookie);
    const name = remembered ?? sessionIn(asking.headers);
    if (name === null) throw signInRequired();
    const found = this.bySession(name, book);
    if (remembered === undefined && !(found instanceof Promise)) this.remember(cookie, name);
    return found;
  }

  private remember(cookie: string, name: string): void {
    if (cookie.length > COOKIE_KEPT_CHARS) return;
    if (this.sessionNames.size >= SESSIONS_KEPT) this.sessionNames.clear();
    this.sessionNames.set(cookie, name);
  }

  private byKey(authorization: string, asking: Asking, book: Book): Principal {
    const now = Date.now();
    const found = book.holderOf(authorization, asking, now);
    if ('id' in found) return found;
    const network = networkOf(asking.ip);
    if (found.guess && this.wrongKeys.count(network, now) > WRONG_KEYS) throw tooMany(60);
    this.tell(`network:${network}`, found.code, asking);
    throw unauthorized(found.code, found.detail);
  }

  private bySession(name: string, book: Book): Principal | Promise<Principal> {
    const now = Date.now();
    const known = this.sessions.get(name);
    if (
      known?.version === book.version &&
      now - known.checked_ms < TOUCH_MS &&
      now >= known.checked_ms &&
      !isOver(known.session, now)
    )
      return known.principal;
    return this.lookUp(name, book, now);
  }

  private async lookUp(name: string, book: Book, now: number): Promise<Principal> {
    this.sessions.delete(name);
    const session = await this.sessionStore.read(name);
    const principal =
      session && !isOver(session, now) ? book.person(session.user_id, name, session.proven_ms, session.strength) : null;
    if (!session || !principal) throw unauthorized('SIGN_IN_REQUIRED', 'this sign-in has ended: sign in again');
    if (now - session.seen_ms >= TOUCH_MS) {
      session.seen_ms = now;
      if (!(await this.sessionStore.write(name, session)))
        throw unauthorized('SIGN_IN_REQUIRED', 'this sign-in has ended: sign in again');
    }
    if (this.sessions.size >= SESSIONS_KEPT) this.sessions.delete(this.sessions.keys().next().value ?? '');
    this.sessions.set(name, { session, principal, version: book.version, checked_ms: now });
    return principal;
  }

  /** Throws ProblemError; the audit has the denial, once a minute for the same caller and need. */
  requireNeed(caller: Principal, need: Need, asking: Asking): void {
    const denied = caller.denied(need, Date.now());
    if (!denied) return;
    this.tell(caller.id, `${denied.code}:${need}`, asking, caller);
    if (denied.code === 'ROLE_MISSING') throw new ProblemError(problem(denied.code, denied.detail));
    throw unauthorized(denied.code, denied.detail);
  }

  private tell(who: string, what: string, asking: Asking, caller: Principal | null = null): void {
    this.acts.tell(denialBy(caller, what, who, asking.ip));
  }
}

/** The name of the session that a request brings; null when there is none. */
function sessionIn(headers: Asking['headers']): string | null {
  const token = cookieIn(headers, COOKIE);
  return token !== null && TOKEN_FORM.test(token) ? sessionName(token) : null;
}

export function unauthorized(
  code: 'SIGN_IN_REQUIRED' | 'SIGN_IN_AGAIN' | 'SIGN_IN_FAILED' | 'KEY_INVALID' | 'KEY_EXPIRED',
  detail: string,
): ProblemError {
  const error = code.startsWith('KEY_') ? ', error="invalid_token"' : '';
  return new ProblemError(problem(code, detail), { 'www-authenticate': `Bearer realm="breakwater"${error}` });
}

export const signInRequired = () => unauthorized('SIGN_IN_REQUIRED', 'sign in, or send a key as Authorization: Bearer <key>');

/** It brings neither a key nor a session. */
export const bringsNothing = ({ headers }: Pick<Asking, 'headers'>): boolean =>
  headers.authorization === undefined && !bringsSession(headers.cookie);

export function tooMany(seconds: number): ProblemError {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(seconds))) };
  return new ProblemError(problem('TOO_MANY_TRIES', 'too many tries: wait, and try again'), headers);
}
