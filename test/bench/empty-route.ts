import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** The yardstick: the same framework with the API's settings and a route that reads its JSON and does nothing. */
@Controller('api/order')
class EmptyController {
  @Post()
  @HttpCode(201)
  submit(@Body() body: { client_order_id: string }) {
    return { client_order_id: body.client_order_id };
  }
}

@Module({ controllers: [EmptyController] })
class EmptyModule {}

const adapter = new FastifyAdapter({ bodyLimit: 65_536, requestTimeout: 10_000, connectionTimeout: 0, keepAliveTimeout: 65_000 });
const app = await NestFactory.create<NestFastifyApplication>(EmptyModule, adapter, { logger: false, bodyParser: false });
await app.listen(Number(process.argv[2]), '127.0.0.1');
