import { Module } from '@nestjs/common';
import { AmendOrder } from '#core/check-order/amend-order.js';
import { CheckOrder } from '#core/check-order/check-order.js';
import { Gate } from '#core/ports/gate.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { LetIn } from './let-in.js';
import { OrderController } from './order.controller.js';
import { OrdersController } from './orders.controller.js';
import { RepeatedOrder } from './repeated-order.js';

@Module({
  controllers: [OrderController, OrdersController],
  providers: [
    { provide: CheckOrder, useFactory: (gate: Gate, feed: GateFeed) => new CheckOrder(gate, feed), inject: [Gate, GateFeed] },
    { provide: AmendOrder, useFactory: (gate: Gate) => new AmendOrder(gate), inject: [Gate] },
    LetIn,
    RepeatedOrder,
  ],
})
export class OrdersModule {}
