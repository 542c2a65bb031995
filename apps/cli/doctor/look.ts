import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { createDataSource, unsyncedSettings } from '#adapters/postgres/data-source.js';
import { appliedMigrations, lastKnownMs, postgresVersion } from '#adapters/postgres/health.js';
import { assertSynced, connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisCopiedMark, RedisEventLog, RedisGateLease } from '#adapters/redis/log.js';
import type { TemporalAddress } from '#adapters/temporal/address.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import { exchangeCalendar } from '#core/model/exchange-calendar.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import type { BreakerState } from '#core/gate/state.js';
import { tlsOf } from '#gate-host/address.js';
import { GateClient } from '#gate-host/client.js';
import { MIGRATIONS } from '../../../migrations/index.js';
import * as judge from './findings.js';
import type { Finding } from './findings.js';

export interface Installation {
  databaseUrl: string;
  redisUrl: string;
  temporalAt: TemporalAddress;
  temporalNamespace: string;
  shard: string;
  /** Empty: the gate is not asked. */
  gateSecret: string;
  tls: ReturnType<typeof tlsOf>;
}

const ANSWER_MS = 3000;

/** Looks at every part, at all of them at once, each for a few seconds at most. Never throws: what does not answer is a finding. */
export async function lookAtAll(at: Installation): Promise<Finding[]> {
  const parts = await Promise.all([lookAtPostgres(at), lookAtRedis(at), lookAtTemporal(at)]);
  const { endsOn } = exchangeCalendar;
  const calendar = judge.calendarFinding(endsOn, exchangeCalendar.daysLeft(exchangeDay()));
  return [judge.nodeFinding(process.version), ...parts.flat(), calendar];
}

async function lookAtPostgres({ databaseUrl }: Installation): Promise<Finding[]> {
  const db = createDataSource(databaseUrl, { applicationName: 'breakwater-doctor', poolSize: 2, statementTimeoutMs: ANSWER_MS });
  try {
    await db.initialize();
  } catch (error) {
    const advice = 'start it, and compare DATABASE_URL with its address, user and password';
    return [
      judge.fault('PostgreSQL', `does not answer: ${because(error)}`, advice),
      ...notLookedAt('PostgreSQL', 'migrations', 'marks'),
    ];
  }
  try {
    return [
      await seen('PostgreSQL', async () =>
        judge.postgresFinding({ version: await postgresVersion(db), unsynced: await unsyncedSettings(db) }),
      ),
      await seen('migrations', () => lookAtMigrations(db)),
      await seen('marks', async () => judge.marksFinding(await lastKnownMs(db), Date.now())),
    ];
  } finally {
    await db.destroy();
  }
}

async function lookAtMigrations(db: DataSource): Promise<Finding> {
  return judge.migrationsFinding(
    MIGRATIONS.map(({ name }) => name),
    await appliedMigrations(db),
  );
}

async function lookAtRedis(at: Installation): Promise<Finding[]> {
  const redis = connectRedis(at.redisUrl, 'breakwater-doctor');
  try {
    await untilReady(redis, ANSWER_MS);
  } catch (error) {
    redis.disconnect();
    const advice = 'start it, and compare REDIS_URL with its address, user and password';
    return [judge.fault('Redis', because(error), advice), ...notLookedAt('Redis', 'gate', 'relay')];
  }
  try {
    return [
      await seen('Redis', async () => judge.redisFinding(await redisFacts(redis))),
      ...(await lookAtGate(redis, at)),
      await seen('relay', () => lookAtRelay(redis, at.shard)),
    ];
  } finally {
    redis.disconnect();
  }
}

async function redisFacts(redis: Redis): Promise<{ version: string; unsynced: string | null }> {
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  const unsynced = await assertSynced(redis).then(() => null, because);
  return { version, unsynced };
}

async function lookAtRelay(redis: Redis, shard: string): Promise<Finding> {
  const keys = keysOf(shard);
  const [head, copied] = await Promise.all([
    new RedisEventLog(redis, redis, keys).head(),
    new RedisCopiedMark(redis, keys).read(),
  ]);
  return judge.relayFinding(head?.n ?? 0, copied, Date.now());
}

async function lookAtGate(redis: Redis, { shard, gateSecret: secret, tls }: Installation): Promise<Finding[]> {
  const lease = new RedisGateLease(redis, keysOf(shard));
  try {
    const address = await lease.holder();
    if (address === null || secret === '') return judge.gateFindings(address, null);
    const gate = new GateClient(lease, { secret, name: 'doctor', tls });
    const answer = await gate.ask({ kind: 'list_breakers' }).then(
      ({ breakers }): BreakerState[] => breakers,
      (error: unknown) => new Error(because(error)),
    );
    gate.close();
    return judge.gateFindings(address, answer);
  } catch (error) {
    return [judge.fault('gate', `it cannot be asked which one is active: ${because(error)}`, 'see Redis above')];
  }
}

async function lookAtTemporal({ temporalAt, temporalNamespace: namespace }: Installation): Promise<Finding[]> {
  const temporal = new TemporalHealth(temporalAt);
  const where = temporalAt.tls === null ? temporalAt.address : `${temporalAt.address} over TLS`;
  try {
    const version = await temporal.version();
    if (version !== null && (await temporal.hasNamespace(namespace)))
      return [judge.ok('Temporal', `${version} serves at ${where}, with the namespace ${namespace}`)];
    const effect = 'orders are checked and breakers hold without it; resets over the API and the end of day wait';
    if (version !== null)
      return [
        judge.fault(
          'Temporal',
          `at ${where} has no namespace ${namespace}: ${effect}`,
          `make it (temporal operator namespace create -n ${namespace}), and compare TEMPORAL_NAMESPACE`,
        ),
      ];
    return [
      judge.fault(
        'Temporal',
        `does not answer at ${where}: ${effect}`,
        'start it, and compare TEMPORAL_ADDRESS and TEMPORAL_TLS_...',
      ),
    ];
  } finally {
    await temporal.close();
  }
}

/** What could not be found out is a fault of its own. */
async function seen(about: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return judge.fault(about, `could not be looked at: ${because(error)}`, 'the cause is in the message');
  }
}

const notLookedAt = (without: string, ...abouts: string[]): Finding[] =>
  abouts.map((about) => judge.warning(about, `not looked at, because ${without} does not answer`, `mend ${without} first`));

/** A connection that is tried at several addresses fails with an empty message and a list of causes. */
function because(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(because).join('; ');
  return error instanceof Error ? error.message : String(error);
}
