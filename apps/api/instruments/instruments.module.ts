import { Module } from '@nestjs/common';
import { InstrumentsController } from './instruments.controller.js';
import { RestrictionsController } from './restrictions.controller.js';

@Module({ controllers: [InstrumentsController, RestrictionsController] })
export class InstrumentsModule {}
