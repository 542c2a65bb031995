import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { AccessRows, KeyRow, UserRow } from '#core/access/book.js';
import type { Role, Scope } from '#core/access/needs.js';
import type { Grant } from '#core/access/principal.js';
import {
  AccessStore,
  type Credentials,
  type DutiesCheck,
  DutiesError,
  type Link,
  type LinkUse,
  type ListedKey,
  type ListedUser,
  NameTakenError,
  type NewKey,
  type NewUser,
  NoSuchAccessError,
  type Passkey,
} from '#core/ports/access-store.js';
import type { Act } from '#core/ports/audit.js';
import { PostgresAuditTrail } from './audit-trail.js';
import { poolOf } from './pool.js';
import { inTransaction } from './transaction.js';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const SNAPSHOT = 'ISOLATION LEVEL REPEATABLE READ READ ONLY';

interface GrantRecord {
  user_id: string;
  role: Role;
  accounts: string[] | null;
}

interface SecretRecord {
  key_id: string;
  digest: Buffer;
  ending: string;
  created_at: Date;
  expires_at: Date | null;
}

interface KeyRecord {
  id: string;
  owner: string;
  label: string;
  scopes: Scope[];
  accounts: string[] | null;
  strategies: string[] | null;
  symbols: string[] | null;
  networks: string[] | null;
  orders_per_second: number | null;
  expires_at: Date;
  created_at: Date;
  created_by: string;
  revoked_at: Date | null;
  last_used_at: Date | null;
  last_used_ending: string | null;
}

/** Of keys that ended long ago nothing has to be in memory. */
const LIVE_KEYS = `SELECT * FROM api_keys WHERE (revoked_at IS NULL OR revoked_at > now() - interval '1 day')
  AND expires_at > now() - interval '1 day'`;

export class PostgresAccessStore extends AccessStore {
  private readonly trail: PostgresAuditTrail;

  constructor(private readonly db: DataSource) {
    super();
    this.trail = new PostgresAuditTrail(db);
  }

  override async load(): Promise<AccessRows> {
    return inTransaction(poolOf(this.db), SNAPSHOT, async (client) => {
      const version = await versionOf(client);
      const users = await usersOf(client);
      const { rows: keys } = await client.query<KeyRecord>(LIVE_KEYS);
      const { rows: secrets } = await client.query<SecretRecord>(
        `SELECT * FROM api_key_secrets WHERE key_id = ANY($1) AND (expires_at IS NULL OR expires_at > now() - interval '1 day')`,
        [keys.map(({ id }) => id)],
      );
      const bySecret = Map.groupBy(secrets, ({ key_id }) => key_id);
      return { version, users, keys: keys.map((key) => keyRow(key, bySecret.get(key.id) ?? [])) };
    });
  }

  override async version(): Promise<number> {
    return versionOf(poolOf(this.db));
  }

  override touch(act: Act): Promise<number> {
    return this.change(act, () => Promise.resolve());
  }

  // ---- keys ----

  override async keys(only?: string): Promise<ListedKey[]> {
    const { rows } = await poolOf(this.db).query<KeyRecord>(
      'SELECT * FROM api_keys WHERE $1::text IS NULL OR id = $1 ORDER BY created_at DESC LIMIT 1000',
      [only ?? null],
    );
    const { rows: secrets } = await poolOf(this.db).query<SecretRecord>(
      'SELECT * FROM api_key_secrets WHERE key_id = ANY($1) ORDER BY created_at DESC',
      [rows.map(({ id }) => id)],
    );
    const bySecret = Map.groupBy(secrets, ({ key_id }) => key_id);
    return rows.map(({ expires_at, created_at, revoked_at, last_used_at, ...row }) => ({
      ...row,
      expires_at_ms: expires_at.getTime(),
      created_at_ms: created_at.getTime(),
      revoked_at_ms: revoked_at?.getTime() ?? null,
      last_used_at_ms: last_used_at?.getTime() ?? null,
      secrets: (bySecret.get(row.id) ?? []).map((one) => ({
        ending: one.ending,
        created_at_ms: one.created_at.getTime(),
        expires_at_ms: one.expires_at?.getTime() ?? null,
      })),
    }));
  }

  override createKey(key: NewKey, act: Act): Promise<number> {
    return this.change(act, async (client) => {
      await client.query(
        `INSERT INTO api_keys (id, owner, label, scopes, accounts, strategies, symbols, networks, orders_per_second, expires_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0), $11)`,
        [
          ...[key.id, key.owner, key.label, key.scopes, key.accounts, key.strategies, key.symbols, key.networks],
          ...[key.orders_per_second, key.expires_at_ms, key.created_by],
        ],
      );
      await addSecret(client, key.id, key);
    });
  }

  override rotateKey(id: string, secret: { digest: Buffer; ending: string }, oldEndsMs: number, act: Act): Promise<number> {
    return this.change(act, async (client) => {
      const { rowCount } = await client.query(
        'SELECT FROM api_keys WHERE id = $1 AND revoked_at IS NULL AND expires_at > now() FOR UPDATE',
        [id],
      );
      if (rowCount !== 1) throw new NoSuchAccessError(`there is no key ${id} that is in use`);
      await client.query(
        `UPDATE api_key_secrets SET expires_at = least(coalesce(expires_at, 'infinity'), to_timestamp($2 / 1000.0)) WHERE key_id = $1`,
        [id, oldEndsMs],
      );
      await addSecret(client, id, secret);
    });
  }

  override revokeKey(id: string, act: Act): Promise<number> {
    return this.change(act, async (client) => {
      const { rowCount } = await client.query('UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1', [id]);
      if (rowCount !== 1) throw new NoSuchAccessError(`there is no key ${id}`);
    });
  }

  override async noteUse(used: readonly { id: string; at_ms: number; ending: string }[]): Promise<void> {
    if (used.length === 0) return;
    await poolOf(this.db).query(
      `UPDATE api_keys k SET last_used_at = to_timestamp(u.at_ms / 1000.0), last_used_ending = u.ending
       FROM json_to_recordset($1::json) AS u(id text, at_ms float8, ending text)
       WHERE k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < to_timestamp(u.at_ms / 1000.0))`,
      [JSON.stringify(used)],
    );
  }

  // ---- users ----

  override async users(): Promise<ListedUser[]> {
    const grants = await grantsOf(poolOf(this.db));
    const { rows } = await poolOf(this.db).query<
      Omit<ListedUser, 'grants' | 'created_at_ms'> & { created_at: Date; passkeys: string }
    >(
      `SELECT u.id, u.name, u.disabled, u.created_at, u.created_by, u.password IS NOT NULL AS has_password,
         EXISTS (SELECT FROM user_factors f WHERE f.user_id = u.id AND kind = 'totp') AS has_totp,
         (SELECT count(*) FROM user_factors f WHERE f.user_id = u.id AND kind = 'passkey')::integer AS passkeys
       FROM users u ORDER BY lower(u.name) LIMIT 5000`,
    );
    return rows.map(({ created_at, ...row }) => ({
      ...row,
      grants: grants.get(row.id) ?? [],
      created_at_ms: created_at.getTime(),
    }));
  }

  override createUser(user: NewUser, act: Act): Promise<number> {
    return this.change(act, (client) => insertUser(client, user));
  }

  override setGrants(userId: string, grants: readonly Grant[], act: Act, fault: DutiesCheck): Promise<number> {
    return this.change(act, async (client) => {
      await lockUser(client, userId);
      requireDuties(fault(await usersOf(client)));
      await client.query('DELETE FROM user_roles WHERE user_id = $1', [userId]);
      await insertGrants(client, userId, grants);
    });
  }

  override setDisabled(userId: string, disabled: boolean, act: Act, fault: DutiesCheck): Promise<number> {
    return this.change(act, async (client) => {
      await lockUser(client, userId);
      requireDuties(fault(await usersOf(client)));
      await client.query('UPDATE users SET disabled = $2 WHERE id = $1', [userId, disabled]);
    });
  }

  // ---- how a person signs in ----

  override async credentials(by: { name: string } | { id: string }): Promise<Credentials | null> {
    const [where, value] = 'name' in by ? ['lower(name) = lower($1)', by.name] : ['id = $1', by.id];
    const { rows } = await poolOf(this.db).query<{ id: string; name: string; disabled: boolean; password: string | null }>(
      `SELECT id, name, disabled, password FROM users WHERE ${where}`,
      [value],
    );
    const [user] = rows;
    if (!user) return null;
    const { rows: factors } = await poolOf(this.db).query<FactorRecord>(
      'SELECT * FROM user_factors WHERE user_id = $1 ORDER BY created_at',
      [user.id],
    );
    const totp = factors.find(({ kind }) => kind === 'totp');
    return {
      ...{ user_id: user.id, name: user.name, disabled: user.disabled, password: user.password },
      totp: totp ? { id: totp.id, sealed: totp.secret, counter: Number(totp.counter) } : null,
      recovery: factors.filter(({ kind }) => kind === 'recovery').map(({ id, secret }) => ({ id, digest: secret })),
      passkeys: factors.filter(({ kind }) => kind === 'passkey').map(passkeyOf),
    };
  }

  override async userOf(issuer: string, subject: string): Promise<string | null> {
    const { rows } = await poolOf(this.db).query<{ id: string }>('SELECT id FROM users WHERE issuer = $1 AND subject = $2', [
      issuer,
      subject,
    ]);
    return rows[0]?.id ?? null;
  }

  override async createLink(link: Omit<Link, 'pending'>, expiresAtMs: number, act: Act): Promise<void> {
    await inTransaction(poolOf(this.db), '', async (client) => {
      // One link at a time for a person, and one for the first administrator: the older ones end.
      await client.query('DELETE FROM access_links WHERE used_at IS NULL AND user_id IS NOT DISTINCT FROM $1 AND kind = $2', [
        link.user_id,
        link.kind,
      ]);
      await client.query(
        `INSERT INTO access_links (digest, user_id, kind, created_by, expires_at) VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0))`,
        [link.digest, link.user_id, link.kind, act.actor.id, expiresAtMs],
      );
      await this.trail.recordIn(client, act);
    });
  }

  override async link(digest: Buffer, nowMs: number): Promise<Link | null> {
    const { rows } = await poolOf(this.db).query<Link>(
      `SELECT digest, user_id, kind, pending FROM access_links
       WHERE digest = $1 AND used_at IS NULL AND expires_at > to_timestamp($2 / 1000.0)`,
      [digest, nowMs],
    );
    return rows[0] ?? null;
  }

  override async prepareLink(digest: Buffer, pending: Buffer): Promise<void> {
    await poolOf(this.db).query('UPDATE access_links SET pending = $2 WHERE digest = $1 AND used_at IS NULL', [digest, pending]);
  }

  override async useLink(digest: Buffer, nowMs: number, does: LinkUse, act: Act): Promise<number | null> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const { rows } = await client.query<{ version: string }>('UPDATE access_state SET version = version + 1 RETURNING version');
      const used = await client.query(
        `UPDATE access_links SET used_at = now(), pending = NULL
         WHERE digest = $1 AND used_at IS NULL AND expires_at > to_timestamp($2 / 1000.0)`,
        [digest, nowMs],
      );
      if (used.rowCount !== 1) return null;
      if (does.newUser) {
        const { rowCount } = await client.query('SELECT FROM users LIMIT 1');
        if (rowCount !== 0) return null; // There is somebody already: the first link has done its work.
        await insertUser(client, does.newUser);
      }
      await client.query('UPDATE users SET password = $2 WHERE id = $1', [does.user_id, does.password]);
      if (does.totp) await replaceTotp(client, does.user_id, does.totp, does.recovery);
      await this.trail.recordIn(client, act);
      return Number(rows[0]?.version);
    });
  }

  override setPassword(userId: string, phc: string, act: Act | null): Promise<number> {
    return this.change(act, async (client) => {
      await client.query('UPDATE users SET password = $2 WHERE id = $1', [userId, phc]);
    });
  }

  override setTotp(
    userId: string,
    factor: { id: string; sealed: Buffer },
    recovery: readonly Buffer[],
    act: Act,
  ): Promise<number> {
    return this.change(act, (client) => replaceTotp(client, userId, factor, recovery));
  }

  override async spendTotp(factorId: string, counter: number): Promise<boolean> {
    const { rowCount } = await poolOf(this.db).query(
      `UPDATE user_factors SET counter = $2, used_at = now() WHERE id = $1 AND kind = 'totp' AND counter < $2`,
      [factorId, counter],
    );
    return rowCount === 1;
  }

  override async spendRecovery(factorId: string): Promise<boolean> {
    const { rowCount } = await poolOf(this.db).query(`DELETE FROM user_factors WHERE id = $1 AND kind = 'recovery'`, [factorId]);
    return rowCount === 1;
  }

  override addPasskey(passkey: Omit<Passkey, 'created_at_ms' | 'used_at_ms'>, act: Act): Promise<number> {
    return this.change(act, async (client) => {
      await client.query(
        `INSERT INTO user_factors (id, user_id, kind, label, secret, counter, transports) VALUES ($1, $2, 'passkey', $3, $4, $5, $6)`,
        [passkey.id, passkey.user_id, passkey.label, passkey.public_key, passkey.counter, passkey.transports],
      );
    });
  }

  override async passkey(id: string): Promise<Passkey | null> {
    const { rows } = await poolOf(this.db).query<FactorRecord>(`SELECT * FROM user_factors WHERE id = $1 AND kind = 'passkey'`, [
      id,
    ]);
    return rows[0] ? passkeyOf(rows[0]) : null;
  }

  override async usePasskey(id: string, counter: number): Promise<boolean> {
    // Most passkeys count nothing and always say 0.
    const { rowCount } = await poolOf(this.db).query(
      `UPDATE user_factors SET counter = $2, used_at = now() WHERE id = $1 AND kind = 'passkey' AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
      [id, counter],
    );
    return rowCount === 1;
  }

  override removePasskey(userId: string, id: string, act: Act): Promise<number> {
    return this.change(act, async (client) => {
      const { rowCount } = await client.query(`DELETE FROM user_factors WHERE user_id = $1 AND id = $2 AND kind = 'passkey'`, [
        userId,
        id,
      ]);
      if (rowCount !== 1) throw new NoSuchAccessError('there is no such passkey');
    });
  }

  /** The version goes up first: its row is the lock by which changes wait for each other. */
  private async change(act: Act | null, work: (client: PoolClient) => Promise<unknown>): Promise<number> {
    try {
      return await inTransaction(poolOf(this.db), '', async (client) => {
        const { rows } = await client.query<{ version: string }>(
          'UPDATE access_state SET version = version + 1 RETURNING version',
        );
        await work(client);
        if (act) await this.trail.recordIn(client, act);
        return Number(rows[0]?.version);
      });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === UNIQUE_VIOLATION) throw new NameTakenError('that name is taken');
      if (code === FOREIGN_KEY_VIOLATION) throw new NoSuchAccessError('there is no such user');
      throw error;
    }
  }
}

interface FactorRecord {
  id: string;
  user_id: string;
  kind: 'totp' | 'recovery' | 'passkey';
  label: string;
  secret: Buffer;
  counter: string;
  transports: string[] | null;
  created_at: Date;
  used_at: Date | null;
}

const passkeyOf = ({ id, user_id, label, secret, counter, transports, created_at, used_at }: FactorRecord): Passkey => ({
  ...{ id, user_id, label, public_key: secret, counter: Number(counter), transports: transports ?? [] },
  created_at_ms: created_at.getTime(),
  used_at_ms: used_at?.getTime() ?? null,
});

type Asked = Pick<PoolClient, 'query'>;

async function versionOf(client: Asked): Promise<number> {
  const { rows } = await client.query<{ version: string }>('SELECT version FROM access_state');
  if (!rows[0]) throw new Error('access_state is empty: the migrations were not run');
  return Number(rows[0].version);
}

async function grantsOf(client: Asked): Promise<Map<string, Grant[]>> {
  const { rows } = await client.query<GrantRecord>('SELECT user_id, role, accounts FROM user_roles ORDER BY user_id, role');
  const all = new Map<string, Grant[]>();
  for (const { user_id, role, accounts } of rows) {
    const known = all.get(user_id);
    if (known) known.push({ role, accounts });
    else all.set(user_id, [{ role, accounts }]);
  }
  return all;
}

async function usersOf(client: Asked): Promise<UserRow[]> {
  const grants = await grantsOf(client);
  const { rows } = await client.query<Omit<UserRow, 'grants'>>('SELECT id, name, disabled FROM users');
  return rows.map((row) => ({ ...row, grants: grants.get(row.id) ?? [] }));
}

const keyRow = (key: KeyRecord, secrets: SecretRecord[]): KeyRow => ({
  ...{ id: key.id, owner: key.owner, label: key.label, scopes: key.scopes, accounts: key.accounts, strategies: key.strategies },
  ...{ symbols: key.symbols, networks: key.networks, orders_per_second: key.orders_per_second },
  expires_at_ms: key.expires_at.getTime(),
  revoked: key.revoked_at !== null,
  secrets: secrets.map(({ digest, ending, expires_at }) => ({ digest, ending, expires_at_ms: expires_at?.getTime() ?? null })),
});

async function addSecret(client: PoolClient, id: string, { digest, ending }: { digest: Buffer; ending: string }): Promise<void> {
  await client.query('INSERT INTO api_key_secrets (key_id, digest, ending) VALUES ($1, $2, $3)', [id, digest, ending]);
}

function requireDuties(fault: string | null): void {
  if (fault !== null) throw new DutiesError(fault);
}

async function lockUser(client: PoolClient, userId: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId]);
  if (rowCount !== 1) throw new NoSuchAccessError(`there is no user ${userId}`);
}

async function insertUser(client: PoolClient, { id, name, grants, created_by, identity }: NewUser): Promise<void> {
  await client.query('INSERT INTO users (id, name, created_by, issuer, subject) VALUES ($1, $2, $3, $4, $5)', [
    ...[id, name, created_by, identity?.issuer ?? null, identity?.subject ?? null],
  ]);
  await insertGrants(client, id, grants);
}

async function insertGrants(client: PoolClient, userId: string, grants: readonly Grant[]): Promise<void> {
  for (const { role, accounts } of grants)
    await client.query('INSERT INTO user_roles (user_id, role, accounts) VALUES ($1, $2, $3)', [userId, role, accounts]);
}

async function replaceTotp(
  client: PoolClient,
  userId: string,
  factor: { id: string; sealed: Buffer },
  recovery: readonly Buffer[],
): Promise<void> {
  await client.query(`DELETE FROM user_factors WHERE user_id = $1 AND kind IN ('totp', 'recovery')`, [userId]);
  await client.query(`INSERT INTO user_factors (id, user_id, kind, secret) VALUES ($1, $2, 'totp', $3)`, [
    ...[factor.id, userId, factor.sealed],
  ]);
  for (const [i, digest] of recovery.entries())
    await client.query(`INSERT INTO user_factors (id, user_id, kind, secret) VALUES ($1, $2, 'recovery', $3)`, [
      ...[`${factor.id}-${i}`, userId, digest],
    ]);
}
