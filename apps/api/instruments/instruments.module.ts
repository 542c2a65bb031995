import { Module } from '@nestjs/common';
import { InstrumentsController } from './instruments.controller.js';
import { RestrictionsController } from './restrictions.controller.js';
import { TimeWindowsController } from './time-windows.controller.js';

@Module({ controllers: [InstrumentsController, RestrictionsController, TimeWindowsController] })
export class InstrumentsModule {}
