import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, their roles and factors, keys of programs, links that are used once; and on orders and decisions who sent them. */
export class Access1795480430000 implements MigrationInterface {
  name = 'Access1795480430000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE orders ADD COLUMN principal text`);
    await runner.query(`ALTER TABLE decisions ADD COLUMN principal text`);
    await runner.query(`
      CREATE TABLE access_state (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        version bigint NOT NULL
      )`);
    await runner.query(`INSERT INTO access_state (version) VALUES (1)`);
    await runner.query(`
      CREATE TABLE users (
        id text PRIMARY KEY,
        name text NOT NULL,
        password text,
        issuer text,
        subject text,
        disabled boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        UNIQUE (issuer, subject)
      )`);
    await runner.query(`CREATE UNIQUE INDEX users_name ON users (lower(name))`);
    await runner.query(`
      CREATE TABLE user_roles (
        user_id text NOT NULL REFERENCES users (id),
        role text NOT NULL,
        accounts text[],
        PRIMARY KEY (user_id, role)
      )`);
    await runner.query(`
      CREATE TABLE user_factors (
        id text PRIMARY KEY,
        user_id text NOT NULL REFERENCES users (id),
        kind text NOT NULL CHECK (kind IN ('totp', 'recovery', 'passkey')),
        label text NOT NULL DEFAULT '',
        secret bytea NOT NULL,
        counter bigint NOT NULL DEFAULT 0,
        transports text[],
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz
      )`);
    await runner.query(`CREATE INDEX user_factors_user ON user_factors (user_id)`);
    await runner.query(`
      CREATE TABLE access_links (
        digest bytea PRIMARY KEY,
        user_id text REFERENCES users (id),
        kind text NOT NULL CHECK (kind IN ('bootstrap', 'invite', 'reset')),
        pending bytea,
        created_by text NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE api_keys (
        id text PRIMARY KEY,
        owner text NOT NULL REFERENCES users (id),
        label text NOT NULL,
        scopes text[] NOT NULL,
        accounts text[],
        strategies text[],
        symbols text[],
        networks text[],
        orders_per_second integer,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        revoked_at timestamptz,
        last_used_at timestamptz,
        last_used_ending text
      )`);
    await runner.query(`
      CREATE TABLE api_key_secrets (
        key_id text NOT NULL REFERENCES api_keys (id),
        digest bytea PRIMARY KEY,
        ending text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz
      )`);
    await runner.query(`CREATE INDEX api_key_secrets_key ON api_key_secrets (key_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['api_key_secrets', 'api_keys', 'access_links', 'user_factors', 'user_roles', 'users', 'access_state'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`ALTER TABLE decisions DROP COLUMN principal`);
    await runner.query(`ALTER TABLE orders DROP COLUMN principal`);
  }
}
