import type { AccessRows } from '../access/book.js';
import type { Member } from '../access/duties.js';
import type { Scope } from '../access/needs.js';
import type { Grant } from '../access/principal.js';
import type { Act } from './audit.js';

export interface NewKey {
  id: string;
  owner: string;
  label: string;
  scopes: readonly Scope[];
  accounts: readonly string[] | null;
  strategies: readonly string[] | null;
  symbols: readonly string[] | null;
  networks: readonly string[] | null;
  orders_per_second: number | null;
  expires_at_ms: number;
  created_by: string;
  digest: Buffer;
  ending: string;
}

/** A key as it is shown: never its secret, of which nothing is kept but a hash. */
export interface ListedKey extends Omit<NewKey, 'digest' | 'ending'> {
  created_at_ms: number;
  revoked_at_ms: number | null;
  last_used_at_ms: number | null;
  /** Ending of the secret that was used last. */
  last_used_ending: string | null;
  secrets: { ending: string; created_at_ms: number; expires_at_ms: number | null }[];
}

export interface NewUser {
  id: string;
  name: string;
  grants: readonly Grant[];
  created_by: string;
  identity?: { issuer: string; subject: string };
}

export interface ListedUser {
  id: string;
  name: string;
  grants: Grant[];
  disabled: boolean;
  created_at_ms: number;
  created_by: string;
  has_password: boolean;
  has_totp: boolean;
  passkeys: number;
}

export type LinkKind = 'bootstrap' | 'invite' | 'reset';

export interface Link {
  digest: Buffer;
  user_id: string | null;
  kind: LinkKind;
  /** What was prepared for it (a sealed seed), so that the second step keeps what the first one showed. */
  pending: Buffer | null;
}

export interface Passkey {
  id: string;
  user_id: string;
  label: string;
  public_key: Buffer;
  counter: number;
  transports: string[];
  created_at_ms: number;
  used_at_ms: number | null;
}

/** How a person signs in. */
export interface Credentials {
  user_id: string;
  name: string;
  disabled: boolean;
  password: string | null;
  /** Sealed, with the id that it is bound to. */
  totp: { id: string; sealed: Buffer; counter: number } | null;
  recovery: { id: string; digest: Buffer }[];
  passkeys: Passkey[];
}

export class NameTakenError extends Error {
  override name = 'NameTakenError';
}

/** Separation of duties forbids it. */
export class DutiesError extends Error {
  override name = 'DutiesError';
}

export type DutiesCheck = (members: readonly Member[]) => string | null;

/** Nothing of that id, or it is not in a state in which this can be done. */
export class NoSuchAccessError extends Error {
  override name = 'NoSuchAccessError';
}

/**
 * Users and keys in PostgreSQL. Whatever changes who may do what raises the version in the same transaction, and the act is in the audit's outbox in it
 * too. The version that is returned must be told to the gate before the change is called done.
 */
export abstract class AccessStore {
  abstract load(): Promise<AccessRows>;
  abstract version(): Promise<number>;
  /** Raises the version for a change that is kept elsewhere (a session's end). */
  abstract touch(act: Act): Promise<number>;

  /** The newest thousand; or the one of that id. */
  abstract keys(id?: string): Promise<ListedKey[]>;
  abstract createKey(key: NewKey, act: Act): Promise<number>;
  /** The secrets that there are end at `oldEndsMs`, if they would live longer. */
  abstract rotateKey(id: string, secret: { digest: Buffer; ending: string }, oldEndsMs: number, act: Act): Promise<number>;
  abstract revokeKey(id: string, act: Act): Promise<number>;
  abstract noteUse(used: readonly { id: string; at_ms: number; ending: string }[]): Promise<void>;

  abstract users(): Promise<ListedUser[]>;
  abstract createUser(user: NewUser, act: Act): Promise<number>;
  /** `fault` looks at all members while nobody else changes them; what it finds is thrown as DutiesError. */
  abstract setGrants(userId: string, grants: readonly Grant[], act: Act, fault: DutiesCheck): Promise<number>;
  abstract setDisabled(userId: string, disabled: boolean, act: Act, fault: DutiesCheck): Promise<number>;

  abstract credentials(by: { name: string } | { id: string }): Promise<Credentials | null>;
  abstract userOf(issuer: string, subject: string): Promise<string | null>;
  abstract createLink(link: Omit<Link, 'pending'>, expiresAtMs: number, act: Act): Promise<void>;
  /** Null when it is unknown, used or too old. */
  abstract link(digest: Buffer, nowMs: number): Promise<Link | null>;
  abstract prepareLink(digest: Buffer, pending: Buffer): Promise<void>;
  /**
   * Uses the link up and sets what it is for, all or nothing; false when somebody else used it. A bootstrap makes the user, if there is none yet.
   */
  abstract useLink(digest: Buffer, nowMs: number, does: LinkUse, act: Act): Promise<number | null>;

  abstract setPassword(userId: string, phc: string, act: Act | null): Promise<number>;
  abstract setTotp(
    userId: string,
    factor: { id: string; sealed: Buffer },
    recovery: readonly Buffer[],
    act: Act,
  ): Promise<number>;
  /** Marks a code as used; false when it, or a later one, was used already. */
  abstract spendTotp(factorId: string, counter: number): Promise<boolean>;
  abstract spendRecovery(factorId: string): Promise<boolean>;
  abstract addPasskey(passkey: Omit<Passkey, 'created_at_ms' | 'used_at_ms'>, act: Act): Promise<number>;
  abstract passkey(id: string): Promise<Passkey | null>;
  /** False when the counter did not grow although it counts: a copy of the passkey. */
  abstract usePasskey(id: string, counter: number): Promise<boolean>;
  abstract removePasskey(userId: string, id: string, act: Act): Promise<number>;
}

export interface LinkUse {
  newUser: NewUser | null;
  user_id: string;
  password: string;
  totp: { id: string; sealed: Buffer } | null;
  recovery: readonly Buffer[];
}
