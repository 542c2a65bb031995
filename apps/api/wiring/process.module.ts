import { type DynamicModule, Global, Module } from '@nestjs/common';
import { RunningProcess } from '#gate-host/run-process.js';

/** The process itself: settings, log, and the signal to stop. */
@Global()
@Module({})
export class ProcessModule {
  static of(process: RunningProcess): DynamicModule {
    return { module: ProcessModule, providers: [{ provide: RunningProcess, useValue: process }], exports: [RunningProcess] };
  }
}
