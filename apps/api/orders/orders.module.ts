import { Module } from '@nestjs/common';
import { CheckOrder } from '#core/check-order/check-order.js';
import { Gate } from '#core/ports/gate.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { OrderController } from './order.controller.js';
import { OrdersController } from './orders.controller.js';
import { RepeatedOrder } from './repeated-order.js';

@Module({
  controllers: [OrderController, OrdersController],
  providers: [
    { provide: CheckOrder, useFactory: (gate: Gate, feed: GateFeed) => new CheckOrder(gate, feed), inject: [Gate, GateFeed] },
    RepeatedOrder,
  ],
})
export class OrdersModule {}
