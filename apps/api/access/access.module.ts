import { Global, Module } from '@nestjs/common';
import { AccessControl } from './access-control.js';
import { Tickets } from './tickets.js';

/** Who asks and who may: global, because the guard of every route asks it. */
@Global()
@Module({ providers: [AccessControl, Tickets], exports: [AccessControl, Tickets] })
export class AccessModule {}
