import { Module } from '@nestjs/common';
import { InstrumentsController } from './instruments.controller.js';
import { PermissionsController } from './permissions.controller.js';
import { RestrictionsController } from './restrictions.controller.js';
import { TimeWindowsController } from './time-windows.controller.js';

@Module({ controllers: [InstrumentsController, PermissionsController, RestrictionsController, TimeWindowsController] })
export class InstrumentsModule {}
