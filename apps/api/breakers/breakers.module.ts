import { Module } from '@nestjs/common';
import { ResetBreaker } from '#core/breaker/reset-breaker.js';
import { BreakerWorkflows } from '#core/ports/breaker-workflows.js';
import { History } from '#core/ports/history.js';
import { LiveBook } from '#core/ports/live-book.js';
import { BreakersController } from './breakers.controller.js';
import { HaltsController } from './halts.controller.js';
import { HeartbeatController } from './heartbeat.controller.js';

@Module({
  controllers: [BreakersController, HeartbeatController, HaltsController],
  providers: [
    {
      provide: ResetBreaker,
      useFactory: (book: LiveBook, history: History, workflows: BreakerWorkflows) => new ResetBreaker(book, history, workflows),
      inject: [LiveBook, History, BreakerWorkflows],
    },
  ],
})
export class BreakersModule {}
