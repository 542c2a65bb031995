import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { readEnv } from '#adapters/config/env.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { assertSynced, connectRedis, untilReady } from '#adapters/redis/connection.js';
import { RedisInForce } from '#adapters/redis/config-in-force.js';
import { RedisReplicas } from '#adapters/redis/replicas.js';
import { RedisLiveState } from '#adapters/redis/live-state.js';
import { acknowledgeVersions } from './acknowledge.js';
import { AppModule } from './app.module.js';
import { serveDashboard } from './dashboard.js';
import { EventsGateway } from './ws/events.gateway.js';
import { SocketAdapter } from './ws/socket-adapter.js';

const BODY_MAX_BYTES = 64 * 1024;

async function main(): Promise<void> {
  const env = readEnv();
  const logger = pino({ name: 'api', level: env.LOG_LEVEL });
  const redis = connectRedis(env.REDIS_URL, 'breakwater-api');
  const logReads = connectRedis(env.REDIS_URL, 'breakwater-events', { blocking: true });
  await Promise.all([untilReady(redis, 30_000), untilReady(logReads, 30_000)]);
  await assertSynced(redis);
  // A Redis that comes back may be another one: it must sync too, or this process stops rather than answer what could be lost.
  redis.on('ready', () => {
    assertSynced(redis).catch((error: unknown) => {
      if (redis.status !== 'ready') return;
      logger.fatal({ err: error }, 'Redis came back without syncing');
      process.exit(1);
    });
  });
  const dataSource = createDataSource(env.DATABASE_URL, {
    applicationName: 'breakwater-api',
    poolSize: 8,
    statementTimeoutMs: 2000,
  });
  await dataSource.initialize();

  const adapter = new FastifyAdapter({
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: 10_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over({ env, logger, redis, logReads, dataSource }),
    adapter,
    {
      logger: ['error', 'warn', 'fatal'],
      bodyParser: false,
    },
  );
  // Fastify's own JSON parser stays; what is not JSON is 415.
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  await serveDashboard(app);
  app.useWebSocketAdapter(new SocketAdapter(app, (request) => app.get(EventsGateway).admit(request)));
  await app.listen(env.BREAKWATER_PORT, env.BREAKWATER_HOST);
  const stopAcknowledging = acknowledgeVersions(app.get(RedisInForce), new RedisReplicas(redis));
  logger.info(`API on ${await app.getUrl()}`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    stopAcknowledging();
    await app.close();
    await app.get(RedisLiveState).drain();
    for (const connection of [redis, logReads]) connection.disconnect();
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
