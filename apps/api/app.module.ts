import { type DynamicModule, Module } from '@nestjs/common';
import type { RunningProcess } from '#gate-host/run-process.js';
import { AccessModule } from './access/access.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { AlertingModule } from './alerting/alerting.module.js';
import { AlertsModule } from './alerts/alerts.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BreakersModule } from './breakers/breakers.module.js';
import { BrokerModule } from './broker/broker.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { InstrumentsModule } from './instruments/instruments.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { LiveModule } from './live/live.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { PaperModule } from './paper/paper.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { RulesModule } from './rules/rules.module.js';
import { GateModule } from './wiring/gate.module.js';
import { ProcessModule } from './wiring/process.module.js';
import { StoresModule } from './wiring/stores.module.js';

/** The features, and below them the wiring: which adapter stands behind which port. */
@Module({
  imports: [
    ...[StoresModule, GateModule, AccessModule, HttpModule],
    ...[
      OrdersModule,
      AccountsModule,
      InstrumentsModule,
      LimitsModule,
      BreakersModule,
      RulesModule,
      AlertsModule,
      AlertingModule,
      BrokerModule,
      AuditModule,
      PaperModule,
      ReportsModule,
      LiveModule,
      HealthModule,
    ],
  ],
})
export class AppModule {
  static of(process: RunningProcess): DynamicModule {
    return { module: AppModule, imports: [ProcessModule.of(process)] };
  }
}
