import { Global, Module } from '@nestjs/common';
import { KeyRing } from '#core/access/key-ring.js';
import { AccessStore } from '#core/ports/access-store.js';
import { AccessControl } from './access-control.js';
import { KeysController } from './keys.controller.js';
import { PasskeysController } from './passkeys.controller.js';
import { Passkeys } from './passkeys.js';
import { ProviderController } from './provider.controller.js';
import { Provider } from './provider.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.js';
import { TicketsController } from './tickets.controller.js';
import { Tickets } from './tickets.js';
import { UsersController } from './users.controller.js';

/** Who asks and who may: global, because the guard of every route asks it. */
@Global()
@Module({
  controllers: [KeysController, TicketsController, SignInController, UsersController, PasskeysController, ProviderController],
  providers: [
    AccessControl,
    Tickets,
    SignIn,
    Passkeys,
    Provider,
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
