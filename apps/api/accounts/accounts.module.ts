import { Module } from '@nestjs/common';
import { AccountChangesController } from './account-changes.controller.js';
import { LocatesController } from './locates.controller.js';
import { AccountsController } from './accounts.controller.js';

@Module({ controllers: [AccountsController, AccountChangesController, LocatesController] })
export class AccountsModule {}
