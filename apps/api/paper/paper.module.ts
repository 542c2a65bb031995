import { Module } from '@nestjs/common';
import { PaperController } from './paper.controller.js';

@Module({ controllers: [PaperController] })
export class PaperModule {}
