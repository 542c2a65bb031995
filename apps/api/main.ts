import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { readEnv } from '#adapters/config/env.js';
import { assertPostgresSyncs, createDataSource } from '#adapters/postgres/data-source.js';
import { keysOf } from '#adapters/redis/keys.js';
import { connectSyncedRedis } from '#adapters/redis/connection.js';
import { RedisReplicas } from '#adapters/redis/replicas.js';
import { Doors } from '#core/access/doors.js';
import { InForce } from '#core/ports/in-force.js';
import { openGate } from '#gate-host/open-gate.js';
import { watchDecisions } from '#gate-host/watch-decisions.js';
import { acknowledgeVersions } from './acknowledge.js';
import { AppModule } from './app.module.js';
import { serveDashboard } from './dashboard.js';
import { guardFrontDoor } from './front-door.js';
import { takeExactJson } from './json-body.js';
import { registry } from './metrics.js';
import { answerUnreadable } from './problem.filter.js';
import { EventsGateway } from './ws/events.gateway.js';
import { SocketAdapter } from './ws/socket-adapter.js';

const BODY_MAX_BYTES = 64 * 1024;

async function main(): Promise<void> {
  const env = readEnv();
  const logger = pino({ name: 'api', level: env.LOG_LEVEL });
  const redis = await connectSyncedRedis(env.REDIS_URL, 'breakwater-api', logger);
  const dataSource = createDataSource(env.DATABASE_URL, {
    applicationName: 'breakwater-api',
    poolSize: 8,
    statementTimeoutMs: 2000,
  });
  await dataSource.initialize();
  await assertPostgresSyncs(dataSource);
  const stopped = new AbortController();
  const gate = await openGate({
    ...{ env, logger, redis, dataSource, name: 'api', signal: stopped.signal },
    mayDecide: env.BREAKWATER_GATE === 'host',
    decided: watchDecisions(env.BREAKWATER_COMPARE_ONE_IN, logger, registry),
  });
  gate.running.catch((error: unknown) => {
    logger.fatal({ err: error }, 'the gate of this process must not go on');
    process.exit(1);
  });

  const doors = new Doors(env.BREAKWATER_ALLOWED_ORIGINS);
  const adapter = new FastifyAdapter({
    frameworkErrors: answerUnreadable,
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: 10_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over({ env, logger, dataSource, gate, doors }),
    adapter,
    {
      logger: ['error', 'warn', 'fatal'],
      bodyParser: false,
    },
  );
  const fastify = app.getHttpAdapter().getInstance();
  guardFrontDoor(fastify, doors);
  takeExactJson(fastify);
  fastify.removeContentTypeParser('text/plain'); // What is not JSON is 415.
  await serveDashboard(app);
  app.useWebSocketAdapter(new SocketAdapter(app, (request) => app.get(EventsGateway).admit(request)));
  await app.listen(env.BREAKWATER_PORT, env.BREAKWATER_HOST);
  const stopAcknowledging = acknowledgeVersions(app.get(InForce), new RedisReplicas(redis, keysOf(env.BREAKWATER_SHARD)));
  logger.info(`API on ${await app.getUrl()}`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    stopAcknowledging();
    // The gate goes first: another one takes over at once, and this process's last orders are asked there.
    stopped.abort();
    await gate.handedOver();
    await app.close();
    await gate.close();
    redis.disconnect();
    await dataSource.destroy();
    logger.info('API stopped');
    process.exit(0);
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => void stop());
}

main().catch((error: unknown) => {
  console.error(`api: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
