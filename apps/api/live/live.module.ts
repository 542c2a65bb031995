import { Module } from '@nestjs/common';
import { OrderSessions } from '#core/check-order/order-sessions.js';
import { EventHistory } from '#core/ports/event-history.js';
import { Gate } from '#core/ports/gate.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { Audience } from './audience.js';
import { EventsGateway } from './events.gateway.js';
import { LiveFeed } from './live-feed.js';
import { snapshotFrame } from './snapshot.js';
import { SocketSessions } from './socket-sessions.js';

function liveFeed(audience: Audience, feed: GateFeed, history: EventHistory, { logger }: RunningProcess): LiveFeed {
  return new LiveFeed({
    ...{ feed, history, logger },
    listened: () => audience.size > 0,
    ordersWanted: () => audience.wants('ORDER_UPDATE'),
    pnlWanted: (account) => audience.wantsPnl(account),
    deliver: (messages) => audience.deliver(messages),
    showAll: (board) => audience.deliverOwn((choice) => snapshotFrame(board, choice), board.position),
  });
}

/** Live events over WebSocket. */
@Module({
  providers: [
    Audience,
    { provide: LiveFeed, useFactory: liveFeed, inject: [Audience, GateFeed, EventHistory, RunningProcess] },
    {
      provide: SocketSessions,
      useFactory: (gate: Gate, { logger }: RunningProcess) => new SocketSessions(new OrderSessions(gate), logger),
      inject: [Gate, RunningProcess],
    },
    EventsGateway,
  ],
  exports: [EventsGateway],
})
export class LiveModule {}
