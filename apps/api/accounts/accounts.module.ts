import { Module } from '@nestjs/common';
import { AccountChangesController } from './account-changes.controller.js';
import { AccountsController } from './accounts.controller.js';

@Module({ controllers: [AccountsController, AccountChangesController] })
export class AccountsModule {}
