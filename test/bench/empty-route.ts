import 'reflect-metadata';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** The yardstick: the same framework with a route that reads its JSON and does nothing. */
@Controller('api/order')
class EmptyController {
  @Post()
  submit(@Body() body: { client_order_id: string }) {
    return { client_order_id: body.client_order_id };
  }
}

@Module({ controllers: [EmptyController] })
class EmptyModule {}

const app = await NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter({ bodyLimit: 65_536 }), {
  logger: false,
});
await app.listen(Number(process.argv[2]), '127.0.0.1');
