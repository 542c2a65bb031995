import 'reflect-metadata';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { readEnv } from '#adapters/config/env.js';
import { assertPostgresSyncs, createDataSource, postgresAnswers } from '#adapters/postgres/data-source.js';
import { connectSyncedRedis } from '#adapters/redis/connection.js';
import { serveObservability } from '#gate-host/observability.js';
import { openGate } from '#gate-host/open-gate.js';
import { watchDecisions } from '#gate-host/watch-decisions.js';

/** The gate alone, without HTTP: for installations in which the deciding process is to do nothing else (the APIs run with BREAKWATER_GATE=remote). */
async function main(): Promise<void> {
  const env = readEnv();
  const logger = pino({ name: 'gate', level: env.LOG_LEVEL });
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const redis = await connectSyncedRedis(env.REDIS_URL, 'breakwater-gate', logger);
  const dataSource = createDataSource(env.DATABASE_URL, { applicationName: 'breakwater-gate', poolSize: 4 });
  await dataSource.initialize();
  await assertPostgresSyncs(dataSource);
  const registry = new Registry();
  const gate = await openGate({
    ...{ env, logger, redis, dataSource, name: 'gate', signal: stop.signal, mayDecide: true },
    decided: watchDecisions(env.BREAKWATER_COMPARE_ONE_IN, logger, registry),
  });
  await serveObservability(
    {
      ...{ host: gate.host, book: gate.book, postgres: () => postgresAnswers(dataSource), temporal: null, registry, logger },
      listen: { host: env.BREAKWATER_GATE_METRICS_HOST, port: env.BREAKWATER_GATE_METRICS_PORT },
      origins: env.BREAKWATER_ALLOWED_ORIGINS,
    },
    stop.signal,
  );
  logger.info('gate started');
  await gate.running;
  await gate.close();
  redis.disconnect();
  await dataSource.destroy();
  logger.info('gate stopped');
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(`gate: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
