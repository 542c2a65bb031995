import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Doors } from '#core/access/doors.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { KnownNames } from '../shared/known-names.js';
import { AccessGuard } from './access.guard.js';
import { ContractPipe } from './contract.pipe.js';
import { ProblemFilter } from './problem.filter.js';

function originsOf({ BREAKWATER_ALLOWED_ORIGINS: allowed, BREAKWATER_PUBLIC_ORIGIN: own }: RunningProcess['env']): string[] {
  return own === undefined ? allowed : [...new Set([own, ...allowed])];
}

/** What every route goes through: who may knock and ask, what may be asked, and how an error is answered. */
@Global()
@Module({
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useClass: ContractPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
    {
      provide: Doors,
      useFactory: ({ env }: RunningProcess) => new Doors(originsOf(env)),
      inject: [RunningProcess],
    },
    KnownNames,
  ],
  exports: [Doors, KnownNames],
})
export class HttpModule {}
