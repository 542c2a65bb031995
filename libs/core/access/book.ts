/** Everything that says who may do what, in memory and of one version: no request looks it up in a database. */
import { timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { digestOf, readToken } from './api-key.js';
import { effectiveGrants } from './duties.js';
import type { Scope } from './needs.js';
import { type Grant, Principal } from './principal.js';

export interface UserRow {
  id: string;
  name: string;
  disabled: boolean;
  grants: Grant[];
}

export interface SecretRow {
  digest: Buffer;
  ending: string;
  /** When it ends, milliseconds; null: with the key. */
  expires_at_ms: number | null;
}

export interface KeyRow {
  id: string;
  owner: string;
  label: string;
  scopes: Scope[];
  accounts: string[] | null;
  strategies: string[] | null;
  symbols: string[] | null;
  /** CIDR. */
  networks: string[] | null;
  orders_per_second: number | null;
  expires_at_ms: number;
  revoked: boolean;
  secrets: SecretRow[];
}

export interface AccessRows {
  version: number;
  users: UserRow[];
  keys: KeyRow[];
}

export interface Unknown {
  code: 'KEY_INVALID' | 'KEY_EXPIRED';
  detail: string;
  /** Whoever sent it guesses: its check is right and nothing here has that secret. */
  guess: boolean;
}

interface Known {
  row: KeyRow;
  owner: UserRow;
  principal: Principal;
  /** Made at its first use: ten thousand keys that are read again at each change would hold orders up for a quarter of a second. */
  networks: BlockList | null;
}

/** A key as it came with a request that was let in. */
interface Admitted {
  known: Known;
  secret: SecretRow;
}

const BEARER = /^Bearer +([\x21-\x7e]+)$/i;
/** More secrets than this in use at once are hashed anew at each request, and so is a key with very many spaces before it. */
const ADMITTED_KEPT = 10_000;
const HEADER_KEPT_CHARS = 100;

const INVALID = 'this key is not known here, or was revoked';

export class AccessBook {
  readonly version: number;
  /** There is one person, who may hold all roles. */
  readonly alone: boolean;
  private readonly users: ReadonlyMap<string, UserRow>;
  private readonly keys: ReadonlyMap<string, Known>;
  /**
   * Headers whose key was right, so that the second order of a key is not hashed again. They end with this version of the rules. A guess cannot learn from
   * the time that a look takes: texts are compared only where their hashes, which V8 seeds anew in each process, are equal.
   */
  private readonly admitted = new Map<string, Admitted>();
  /** Which secret was used last, and when; the store is told now and then. */
  readonly used = new Map<string, { at_ms: number; ending: string }>();

  constructor({ version, users, keys }: AccessRows) {
    this.version = version;
    this.alone = users.filter(({ disabled }) => !disabled).length <= 1;
    this.users = new Map(users.map((user) => [user.id, { ...user, grants: effectiveGrants(user.grants, this.alone) }]));
    this.keys = new Map(keys.flatMap((row) => this.known(row)));
  }

  private known(row: KeyRow): [string, Known][] {
    const owner = this.users.get(row.owner);
    if (!owner) return [];
    const { scopes, accounts, symbols, strategies, orders_per_second } = row;
    const reach = { scopes, accounts, symbols, strategies, orders_per_second };
    const principal = new Principal(`key:${row.id}`, 'key', owner.id, owner.grants, reach, null, 'key', this.version);
    return [[row.id, { row, owner, principal, networks: null }]];
  }

  user(id: string): UserRow | undefined {
    return this.users.get(id);
  }

  get members(): UserRow[] {
    return [...this.users.values()];
  }

  /**
   * Whose key a header `Authorization` brings, from that address and at that time. Behind a proxy the address is worked out when it is read: only a key with
   * networks asks.
   */
  holderOf(authorization: string, from: { readonly ip: string }, nowMs: number): Principal | Unknown {
    const admitted = this.admitted.get(authorization) ?? this.admit(authorization);
    if ('code' in admitted) return admitted;
    const { known, secret } = admitted;
    const { row, principal } = known;
    if (row.networks !== null) known.networks ??= networksOf(row.networks);
    if (nowMs >= row.expires_at_ms || (secret.expires_at_ms !== null && nowMs >= secret.expires_at_ms))
      return { code: 'KEY_EXPIRED', detail: 'this key, or this secret of it, has expired: make or rotate one', guess: false };
    if (known.networks && !isWithin(known.networks, from.ip))
      return { code: 'KEY_INVALID', detail: 'this key may not be used from this network', guess: false };
    this.used.set(row.id, { at_ms: nowMs, ending: secret.ending });
    return principal;
  }

  private admit(authorization: string): Admitted | Unknown {
    const [, token] = BEARER.exec(authorization) ?? [];
    if (token === undefined) return { code: 'KEY_INVALID', detail: 'send Authorization: Bearer <key>', guess: false };
    const read = readToken(token);
    if (read === 'mistyped')
      return { code: 'KEY_INVALID', detail: 'this is no key: a character is wrong or missing', guess: false };
    const known = this.keys.get(read.id);
    const digest = digestOf(token);
    const secret = known?.row.secrets.find((one) => timingSafeEqual(one.digest, digest));
    if (!known || !secret || known.row.revoked || known.owner.disabled)
      return { code: 'KEY_INVALID', detail: INVALID, guess: secret === undefined };
    const admitted = { known, secret };
    if (this.admitted.size < ADMITTED_KEPT && authorization.length <= HEADER_KEPT_CHARS)
      this.admitted.set(authorization, admitted);
    return admitted;
  }

  /** A key that was let in before, by its principal's id; null when it has ended. */
  keyNow(principal: string, nowMs: number): Principal | null {
    const known = this.keys.get(principal.slice('key:'.length));
    if (!known || known.row.revoked || known.owner.disabled || nowMs >= known.row.expires_at_ms) return null;
    return known.principal;
  }

  /** The person of a session; null when there is none, or they were disabled. */
  person(userId: string, session: string, proven_ms: number, strength: string): Principal | null {
    const user = this.users.get(userId);
    if (!user || user.disabled) return null;
    return new Principal(`user:${user.id}`, 'person', user.id, user.grants, null, proven_ms, strength, this.version, session);
  }
}

export function networksOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits = isIP(address) === 6 ? '128' : '32'] = cidr.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

export function isWithin(list: BlockList, address: string): boolean {
  const plain = MAPPED.exec(address)?.[1] ?? address;
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
