import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { AboutController } from './about.controller.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({ imports: [LiveModule], controllers: [HealthController, MetricsController, AboutController] })
export class HealthModule {}
