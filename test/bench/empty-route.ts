import 'reflect-metadata';
import { Body, Controller, Delete, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { BareReserve } from './bare-reserve.js';

/** The yardsticks: the same framework with the API's settings, a route that reads its JSON and does nothing, and one that only runs the reserve script. */
const redis = connectRedis(process.env['REDIS_URL'] ?? '', 'bench-routes');
await untilReady(redis, 5000);
const bare = new BareReserve(redis);

@Controller('api')
class YardstickController {
  @Post('order')
  @HttpCode(201)
  empty(@Body() body: { client_order_id: string }) {
    return { client_order_id: body.client_order_id };
  }

  @Post('reserve')
  @HttpCode(201)
  async reserve(@Body() body: { client_order_id: string }) {
    await bare.reserve(body.client_order_id);
    return { client_order_id: body.client_order_id };
  }

  @Delete('reserve')
  async giveUp() {
    await bare.giveUp();
  }
}

@Module({ controllers: [YardstickController] })
class YardstickModule {}

const adapter = new FastifyAdapter({ bodyLimit: 65_536, requestTimeout: 10_000, connectionTimeout: 0, keepAliveTimeout: 65_000 });
const app = await NestFactory.create<NestFastifyApplication>(YardstickModule, adapter, { logger: false, bodyParser: false });
await app.listen(Number(process.argv[2]), '127.0.0.1');
