import 'reflect-metadata';
import { Registry } from 'prom-client';
import { postgresAnswers } from '#adapters/postgres/data-source.js';
import { serveObservability } from '#gate-host/observability.js';
import { openGate } from '#gate-host/open-gate.js';
import { runProcess } from '#gate-host/run-process.js';
import { watchDecisions } from '#gate-host/watch-decisions.js';

/** The gate alone, without HTTP: for installations in which the deciding process is to do nothing else (the APIs run with BREAKWATER_GATE=remote). */
runProcess('gate', async (running) => {
  const { env, logger, stopping } = running;
  const { redis, dataSource } = await running.openStores({ poolSize: 4 });
  const registry = new Registry();
  const gate = await openGate({
    ...{ env, logger, redis, dataSource, name: 'gate', signal: stopping, mayDecide: true },
    decided: watchDecisions(env.BREAKWATER_COMPARE_ONE_IN, logger, registry),
  });
  await serveObservability(
    {
      ...{ host: gate.host, book: gate.book, postgres: () => postgresAnswers(dataSource), temporal: null, registry, logger },
      listen: { host: env.BREAKWATER_GATE_METRICS_HOST, port: env.BREAKWATER_GATE_METRICS_PORT },
      origins: env.BREAKWATER_ALLOWED_ORIGINS,
    },
    stopping,
  );
  logger.info('gate started');
  await gate.running;
  await gate.close();
  redis.disconnect();
});
