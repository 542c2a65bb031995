import { Module } from '@nestjs/common';
import { AcknowledgeVersions } from './acknowledge-versions.js';
import { ImpactController } from './impact.controller.js';
import { LimitsController } from './limits.controller.js';

@Module({ controllers: [LimitsController, ImpactController], providers: [AcknowledgeVersions] })
export class LimitsModule {}
