import { Global, Module } from '@nestjs/common';
import { KeyRing } from '#core/access/key-ring.js';
import { AccessStore } from '#core/ports/access-store.js';
import { AccessControl } from './access-control.js';
import { KeysController } from './keys.controller.js';
import { TicketsController } from './tickets.controller.js';
import { Tickets } from './tickets.js';

/** Who asks and who may: global, because the guard of every route asks it. */
@Global()
@Module({
  controllers: [KeysController, TicketsController],
  providers: [
    AccessControl,
    Tickets,
    {
      provide: KeyRing,
      useFactory: (store: AccessStore, access: AccessControl) =>
        new KeyRing(store, (version) => access.inForce(version), access.keyKind),
      inject: [AccessStore, AccessControl],
    },
  ],
  exports: [AccessControl, Tickets],
})
export class AccessModule {}
