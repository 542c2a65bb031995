import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { BareAppend } from './bare-append.js';

/** The yardsticks: the same framework with the API's settings, a route that reads its JSON and does nothing, and one that only does a grouped append. */
const redis = connectRedis(process.env['REDIS_URL'] ?? '', 'bench-routes');
await untilReady(redis, 5000);
const bare = await BareAppend.on(redis);

@Controller('api')
class YardstickController {
  @Post('order')
  @HttpCode(201)
  empty(@Body() body: { client_order_id: string }) {
    return { client_order_id: body.client_order_id };
  }

  @Post('append')
  @HttpCode(201)
  async append(@Body() body: { client_order_id: string }) {
    await bare.append();
    return { client_order_id: body.client_order_id };
  }
}

@Module({ controllers: [YardstickController] })
class YardstickModule {}

const adapter = new FastifyAdapter({ bodyLimit: 65_536, requestTimeout: 10_000, connectionTimeout: 0, keepAliveTimeout: 65_000 });
const app = await NestFactory.create<NestFastifyApplication>(YardstickModule, adapter, { logger: false, bodyParser: false });
await app.listen(Number(process.argv[2]), '127.0.0.1');
