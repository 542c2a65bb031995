import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { PaperStore } from '#adapters/brokers/paper/store.js';
import type { Env } from '#adapters/config/env.js';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { poolOf } from '#adapters/postgres/data-source.js';
import { PostgresEventHistory } from '#adapters/postgres/event-history.js';
import { PostgresHistory } from '#adapters/postgres/history.js';
import { PostgresPnlPoints } from '#adapters/postgres/pnl-points.js';
import { TemporalBreakerWorkflows } from '#adapters/temporal/breaker-workflows.js';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import type { AboutAnswer } from '#contracts/answers.js';
import { ResetBreaker } from '#core/breaker/reset-breaker.js';
import { CheckOrder } from '#core/check-order/check-order.js';
import { EXCHANGE_TIME_ZONE } from '#core/model/exchange-day.js';
import { ConfigStore } from '#core/ports/config-store.js';
import { ConfigActivation } from '#core/ports/config-in-force.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { InForce } from '#core/ports/in-force.js';
import { History } from '#core/ports/history.js';
import { LiveBook } from '#core/ports/live-book.js';
import { PnlPoints } from '#core/ports/pnl-points.js';
import { GateActivation } from '#gate-host/activation.js';
import { GateGauges } from '#gate-host/gauges.js';
import { GateHost } from '#gate-host/host.js';
import type { OpenedGate } from '#gate-host/open-gate.js';
import { ABOUT, AboutController } from './about.controller.js';
import { AccountsController } from './accounts.controller.js';
import { AlertsController } from './alerts.controller.js';
import { DecisionsController } from './decisions.controller.js';
import { BreakerController } from './breaker.controller.js';
import { DocsController } from './docs.controller.js';
import { HealthController } from './health.controller.js';
import { KnownSymbols } from './known-symbols.js';
import { LimitsController } from './limits.controller.js';
import { MetricsController } from './metrics.controller.js';
import { registry } from './metrics.js';
import { OrderController } from './order.controller.js';
import { OrdersController } from './orders.controller.js';
import { PaperController } from './paper.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { Reachable } from './reachable.js';
import { ReadYourWrites } from './read-your-writes.js';
import { RepeatedOrder } from './repeated-order.js';
import { RiskController } from './risk.controller.js';
import { RuleBook } from './rule-book.js';
import { RulesController } from './rules.controller.js';
import { Audience } from './ws/audience.js';
import { EventsGateway, GatewaySettings } from './ws/events.gateway.js';
import { LiveFeed } from './ws/live-feed.js';
import { snapshotFrame } from './ws/snapshot.js';

export interface Connections {
  env: Env;
  logger: Logger;
  dataSource: DataSource;
  gate: OpenedGate;
}

/** The wiring: which adapter stands behind which port. */
@Module({})
export class AppModule {
  static over({ env, logger, dataSource, gate }: Connections): DynamicModule {
    const { host, client, book } = gate;
    const [store, history] = [new PostgresConfigStore(dataSource), new PostgresHistory(dataSource)];
    const inForce: InForce = { current: () => book.config() };
    const audience = new Audience();
    const feed = new LiveFeed({
      ...{ feed: host, logger, history: new PostgresEventHistory(dataSource) },
      listened: () => audience.size > 0,
      ordersWanted: () => audience.wants('ORDER_UPDATE'),
      pnlWanted: (account) => audience.wantsPnl(account),
      deliver: (messages) => audience.deliver(messages),
      showAll: (board) => audience.deliverOwn((choice) => snapshotFrame(board, choice), board.position),
    });
    const sockets = new GatewaySettings(env.BREAKWATER_SOCKETS_MAX, env.BREAKWATER_ALLOWED_ORIGINS, logger);
    const workflows = new TemporalBreakerWorkflows(new TemporalConnection(env.TEMPORAL_ADDRESS));
    const resetBreaker = new ResetBreaker(book, history, workflows);
    return {
      module: AppModule,
      controllers: [
        ...[
          OrderController,
          OrdersController,
          RiskController,
          BreakerController,
          HealthController,
          MetricsController,
          DocsController,
          PaperController,
        ],
        ...[AboutController, AccountsController, AlertsController, DecisionsController, LimitsController, RulesController],
      ],
      providers: [
        { provide: APP_FILTER, useValue: new ProblemFilter(logger) },
        { provide: DataSource, useValue: dataSource },
        { provide: GateHost, useValue: host },
        { provide: GateFeed, useValue: host },
        { provide: InForce, useValue: inForce },
        { provide: ConfigActivation, useValue: new GateActivation(client, book, null) },
        { provide: CheckOrder, useValue: new CheckOrder(client, host) },
        { provide: LiveBook, useValue: book },
        { provide: History, useValue: history },
        { provide: PnlPoints, useValue: new PostgresPnlPoints(dataSource) },
        { provide: ConfigStore, useValue: store },
        { provide: RuleBook, useValue: new RuleBook(env.BREAKWATER_RULES_DIR, inForce, store) },
        { provide: ABOUT, useValue: aboutOf(env) },
        { provide: PaperStore, useValue: new PaperStore(poolOf(dataSource)) },
        { provide: TemporalHealth, useValue: new TemporalHealth(env.TEMPORAL_ADDRESS) },
        { provide: ResetBreaker, useValue: resetBreaker },
        { provide: GateGauges, useValue: new GateGauges(host, registry) },
        { provide: Audience, useValue: audience },
        { provide: LiveFeed, useValue: feed },
        { provide: GatewaySettings, useValue: sockets },
        ...[KnownSymbols, Reachable, ReadYourWrites, RepeatedOrder, EventsGateway],
      ],
    };
  }
}

function aboutOf(env: Env): AboutAnswer {
  return { broker: env.BROKER, exchange_time_zone: EXCHANGE_TIME_ZONE, temporal_ui_url: env.TEMPORAL_UI_URL ?? null };
}
