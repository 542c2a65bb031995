import { Module } from '@nestjs/common';
import { AcknowledgeVersions } from './acknowledge-versions.js';
import { ImpactController } from './impact.controller.js';
import { LimitsController } from './limits.controller.js';
import { OverrideRequestsController } from './override-requests.controller.js';
import { OverrideRequests } from './override-requests.js';
import { OverridesController } from './overrides.controller.js';
import { WarningsController } from './warnings.controller.js';
import { ScopedLimitsController } from './scoped-limits.controller.js';

@Module({
  controllers: [
    LimitsController,
    ScopedLimitsController,
    OverridesController,
    OverrideRequestsController,
    WarningsController,
    ImpactController,
  ],
  providers: [AcknowledgeVersions, OverrideRequests],
})
export class LimitsModule {}
