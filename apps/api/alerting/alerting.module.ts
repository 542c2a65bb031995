import { Module } from '@nestjs/common';
import type { Seal } from '#core/access/seal.js';
import { ManageChannels } from '#core/notify/manage-channels.js';
import { AlertChannels } from '#core/ports/alert-store.js';
import { Notifier } from '#core/ports/notifier.js';
import { SEAL } from '../wiring/seal.js';
import { AcknowledgementController } from './acknowledgement.controller.js';
import { AlertRoutesController } from './alert-routes.controller.js';
import { ChannelsController } from './channels.controller.js';
import { DeliveriesController } from './deliveries.controller.js';

/** Where alerts are sent, what became of them, and who acknowledged them. */
@Module({
  controllers: [ChannelsController, AlertRoutesController, DeliveriesController, AcknowledgementController],
  providers: [
    {
      provide: ManageChannels,
      useFactory: (store: AlertChannels, notifier: Notifier, seal: Seal | null) => new ManageChannels(store, notifier, seal),
      inject: [AlertChannels, Notifier, SEAL],
    },
  ],
})
export class AlertingModule {}
