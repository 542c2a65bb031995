import 'reflect-metadata';
import { once } from 'node:events';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Doors } from '#core/access/doors.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { runProcess } from '#gate-host/run-process.js';
import type { FastifyRequest } from 'fastify';
import { AccessControl, bringsNothing } from './access/access-control.js';
import { AppModule } from './app.module.js';
import { serveDescription } from './docs/description.js';
import { requireNeeds, routesOf } from './http/every-route.js';
import { guardFrontDoor, nameCharsets } from './http/front-door.js';
import { methodsByPath } from './http/methods.js';
import { tlsOptions, keepCertificateFresh } from './http/tls.js';
import { takeExactJson } from './http/json-body.js';
import { answerUnreadable } from './http/problem.filter.js';
import { EventsGateway } from './live/events.gateway.js';
import { SocketAdapter } from './live/socket-adapter.js';
import { serveDashboard } from './screens/dashboard.js';
import { ApiGate } from './wiring/api-gate.js';

const BODY_MAX_BYTES = 64 * 1024;

runProcess('api', async (running) => {
  const { env, logger, stopping } = running;
  const adapter = new FastifyAdapter({
    frameworkErrors: answerUnreadable,
    ...tlsOptions(env),
    // Without a trusted proxy every X-Forwarded-* is ignored.
    ...(env.BREAKWATER_TRUSTED_PROXIES.length > 0 ? { trustProxy: env.BREAKWATER_TRUSTED_PROXIES } : {}),
    ...{ bodyLimit: BODY_MAX_BYTES, requestTimeout: 10_000, connectionTimeout: 0, keepAliveTimeout: 65_000 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(running), adapter, {
    ...{ logger: ['error', 'warn', 'fatal'], bodyParser: false },
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  const routes = routesOf(app);
  requireNeeds(routes);
  const https = env.BREAKWATER_PUBLIC_ORIGIN?.startsWith('https:') === true;
  const access = app.get(AccessControl);
  const admitReader = async (request: FastifyRequest) => {
    if (!access.off) access.requireNeed(await access.callerOf(request), 'read.rules', request);
  };
  const closed = new Set(routes.filter(({ needs }) => needs !== 'anybody').map(({ route }) => route));
  const isUnknown = (request: FastifyRequest) =>
    !access.off &&
    bringsNothing(request) &&
    closed.has(`${request.method === 'HEAD' ? 'GET' : request.method} ${request.routeOptions.url ?? ''}`);
  const [doors, acts, methodsAt] = [app.get(Doors), app.get(GatheredActs), methodsByPath(routes)];
  guardFrontDoor(fastify, { doors, acts, https, admitReader, isUnknown, methodsAt });
  nameCharsets(fastify);
  takeExactJson(fastify);
  fastify.removeContentTypeParser('text/plain'); // What is not JSON is 415.
  await serveDashboard(app);
  serveDescription(app);
  app.useWebSocketAdapter(new SocketAdapter(app, (request) => app.get(EventsGateway).admit(request)));
  keepCertificateFresh(env, app.getHttpServer(), logger, stopping);
  await app.listen(env.BREAKWATER_PORT, env.BREAKWATER_HOST);
  logger.info(`API on ${await app.getUrl()}`);

  if (!stopping.aborted) await once(stopping, 'abort');
  // The gate goes first: another one takes over at once, and this process's last orders are asked there.
  const gate = app.get(ApiGate);
  await gate.handedOver();
  await app.close();
  await gate.close();
});
