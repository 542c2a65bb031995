import { accountOf } from '../model/scope.js';
import { type Need, needSpec, type Role, type Scope } from './needs.js';

/** A role, for all accounts (null) or for those that are named. */
export interface Grant {
  role: Role;
  accounts: readonly string[] | null;
}

/** Accounts that somebody may see or act for; null is all of them. */
export type Accounts = ReadonlySet<string> | null;

export interface Denied {
  code: 'SIGN_IN_REQUIRED' | 'SIGN_IN_AGAIN' | 'ROLE_MISSING';
  detail: string;
}

interface Granted {
  missing: Denied | null;
  accounts: Accounts;
}

/** How long a sign-in, or its confirmation, counts as fresh. */
export const STEP_UP_MS = 5 * 60_000;

/** What a key may do at most. What it may do now is that, cut to what its owner may. */
export interface KeyReach {
  scopes: readonly Scope[];
  accounts: readonly string[] | null;
  symbols: readonly string[] | null;
  strategies: readonly string[] | null;
  /** Orders in any second; null is no bound of its own. */
  orders_per_second: number | null;
}

/** Who asks. */
export class Principal {
  constructor(
    /** As it stands in the history beside what was done: `user:<id>`, `key:<id>`, `dev`. No spaces. */
    readonly id: string,
    readonly kind: 'person' | 'key' | 'system',
    /** The person behind it. */
    readonly person: string,
    readonly grants: readonly Grant[],
    readonly key: KeyReach | null = null,
    /** When the person last proved who they are, milliseconds; null of a key. */
    readonly proven_ms: number | null = null,
    /** By which way, as the audit says it: `password+totp`, `passkey`, `oidc`, `key`. */
    readonly strength = 'none',
    /** Of the access rules under which this one was let in; the gate compares it. Null: there are none (development). */
    readonly access_version: number | null = null,
    /** The session, by the hash that names it; null when there is none. */
    readonly session: string | null = null,
  ) {}

  /** What follows from grants and key alone, for each need that was asked for: the next request need not work it out. */
  private granted: Map<Need, Granted> | null = null;

  /** Why it may not; null when it may. */
  denied(need: Need, nowMs: number): Denied | null {
    if (this.kind === 'system' || need === 'anybody') return null;
    const { missing } = this.grantedFor(need);
    if (missing || needSpec(need).step_up !== true) return missing;
    if (this.proven_ms === null || nowMs - this.proven_ms > STEP_UP_MS || nowMs < this.proven_ms - STEP_UP_MS)
      return { code: 'SIGN_IN_AGAIN', detail: `${need} needs a sign-in of the last five minutes: confirm who you are` };
    return null;
  }

  private roleMissing(need: Need): Denied | null {
    const { roles, scope, firm } = needSpec(need);
    if (this.key && (scope === null || !this.key.scopes.includes(scope))) {
      const detail = scope === null ? `no key may do this (${need})` : `this key has no scope ${scope}, which ${need} needs`;
      return { code: 'ROLE_MISSING', detail };
    }
    const granted = this.grants.filter(({ role }) => roles.includes(role));
    if (granted.length === 0) return { code: 'ROLE_MISSING', detail: `${need} needs one of the roles ${roles.join(', ')}` };
    if (firm === true && (granted.every(({ accounts }) => accounts !== null) || (this.key && this.key.accounts !== null)))
      return { code: 'ROLE_MISSING', detail: `${need} concerns the whole firm, and the role is for some accounts only` };
    return null;
  }

  may(need: Need, nowMs: number): boolean {
    return this.denied(need, nowMs) === null;
  }

  /** For which accounts, when it may at all. */
  accountsFor(need: Need): Accounts {
    return this.kind === 'system' ? null : this.grantedFor(need).accounts;
  }

  private grantedFor(need: Need): Granted {
    this.granted ??= new Map();
    let found = this.granted.get(need);
    if (!found) this.granted.set(need, (found = { missing: this.roleMissing(need), accounts: this.accountsGranted(need) }));
    return found;
  }

  private accountsGranted(need: Need): Accounts {
    const { roles } = needSpec(need);
    const granted = this.grants.filter(({ role }) => roles.includes(role));
    const all = granted.some(({ accounts }) => accounts === null);
    const own = this.key?.accounts ?? null;
    if (all) return own === null ? null : new Set(own);
    const named = new Set(granted.flatMap(({ accounts }) => accounts ?? []));
    return own === null ? named : new Set(own.filter((account) => named.has(account)));
  }
}

export const includes = (accounts: Accounts, account: string): boolean => accounts === null || accounts.has(account);

/** What is said of an account, or of something in it, is shown to whoever may see the account; what is said of the firm, symbols, strategies and users to everybody. */
export function concerns(accounts: Accounts, scope: string): boolean {
  const account = accountOf(scope);
  return account === null || includes(accounts, account);
}

/** Whether a scope lies in one of these accounts: who has some accounts stops and opens those, and nothing that stops others. */
export function liesIn(accounts: Accounts, scope: string): boolean {
  const account = accountOf(scope);
  return accounts === null || (account !== null && accounts.has(account));
}

/** Without credentials there is one caller, on this machine, and may do all. */
export const DEVELOPER = new Principal('dev', 'system', 'dev', []);
