import { Controller, Get } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { RunningProcess } from '#gate-host/run-process.js';
import { AppModule } from '../app.module.js';
import { requireNeeds, routesOf } from './every-route.js';

@Controller('silent')
class SilentController {
  @Get('route')
  answer(): string {
    return 'anybody may read this by accident';
  }
}

const preview = { preview: true, logger: ['error'] } as const;

test('every route of the API declares its need', async () => {
  const noProcess = undefined as unknown as RunningProcess;
  const app = await NestFactory.create(AppModule.of(noProcess), new FastifyAdapter(), { ...preview, logger: ['error'] });
  const routes = routesOf(app);
  expect(routes.length).toBeGreaterThan(50);
  expect(routes.map(({ route }) => route)).toEqual(
    expect.arrayContaining(['GET /api/orders/:id', 'POST /api/order', 'GET /metrics', 'GET /api/audit']),
  );
  expect(() => requireNeeds(routes)).not.toThrow();
});

test('a route without a need does not start', async () => {
  class OneModule {}
  const module = { module: OneModule, controllers: [SilentController] };
  const app = await NestFactory.create(module, new FastifyAdapter(), { ...preview, logger: ['error'] });
  expect(() => requireNeeds(routesOf(app))).toThrow('no need is declared for SilentController.answer');
});
