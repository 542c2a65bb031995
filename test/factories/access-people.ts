/** People, sign-ins and keys in a real PostgreSQL and Redis, for tests that are not about how one signs in. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { PostgresAccessStore } from '#adapters/postgres/access-store.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisSessions } from '#adapters/redis/sessions.js';
import { newUserId } from '#core/access/link.js';
import { newKeyId, newSecret } from '#core/access/api-key.js';
import type { Scope } from '#core/access/needs.js';
import type { Grant } from '#core/access/principal.js';
import { newSecretKeyLine } from '#core/access/seal.js';
import { COOKIE, idleFor, newSessionToken, sessionName } from '#core/access/session.js';
import type { NewKey } from '#core/ports/access-store.js';
import type { Act } from '#core/ports/audit.js';
import { connect } from './scratch-database.js';

export const actOfTest: Act = {
  at_us: 1_795_600_000_000_000,
  actor: { id: 'test', kind: 'system', via: 'test', ip_ref: null, strength: 'none' },
  ...{ action: 'test', object: 'test', outcome: 'done', reason: null, before: null, after: null },
  ...{ change_id: null, config_version: null, request_id: null },
};

/** A file for BREAKWATER_SECRET_KEY_FILE. */
export function secretKeyFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'breakwater-')), 'secret-key');
  writeFileSync(file, newSecretKeyLine('test'), { mode: 0o600 });
  return file;
}

export class People {
  private constructor(
    readonly db: DataSource,
    readonly redis: Redis,
    readonly store: PostgresAccessStore,
    readonly sessions: RedisSessions,
  ) {}

  static async open(url = process.env['DATABASE_URL'] ?? ''): Promise<People> {
    const db = await connect(url);
    const redis = new Redis(process.env['REDIS_URL'] ?? '');
    return new People(db, redis, new PostgresAccessStore(db), new RedisSessions(redis, keysOf('main')));
  }

  async close(): Promise<void> {
    await this.db.destroy();
    this.redis.disconnect();
  }

  async user(grants: Grant[]): Promise<string> {
    const id = newUserId();
    await this.store.createUser({ id, name: `test ${id}`, grants, created_by: 'test' }, actOfTest);
    return id;
  }

  /** The value of a cookie header. */
  async signIn(
    user_id: string,
    grants: Grant[] = [],
    more: { proven_ms?: number; seen_ms?: number; started_ms?: number } = {},
  ): Promise<string> {
    const token = newSessionToken();
    const now = Date.now();
    const times = { started_ms: now, seen_ms: now, proven_ms: now, ...more };
    await this.sessions.open(sessionName(token), {
      ...{ user_id, ...times, strength: 'password+totp', idle_ms: idleFor(grants), address: '127.0.0.1', agent: 'test' },
    });
    return `${COOKIE}=${token}`;
  }

  async key(owner: string, scopes: Scope[], more: Partial<NewKey> = {}): Promise<{ id: string; token: string }> {
    const id = newKeyId();
    const { token, digest, ending } = newSecret(id, 'live');
    const bounds = { accounts: null, strategies: null, symbols: null, networks: null, orders_per_second: null };
    const about = { label: 'test', expires_at_ms: Date.now() + 3_600_000, created_by: 'test' };
    await this.store.createKey({ id, owner, scopes, ...bounds, ...about, digest, ending, ...more }, actOfTest);
    return { id, token };
  }
}
