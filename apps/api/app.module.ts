import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { PaperStore } from '#adapters/brokers/paper/store.js';
import type { Env } from '#adapters/config/env.js';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { LiveStateGauges } from '#adapters/metrics/live-state-gauges.js';
import { poolOf } from '#adapters/postgres/data-source.js';
import { PostgresEventHistory } from '#adapters/postgres/event-history.js';
import { PostgresHistory } from '#adapters/postgres/history.js';
import { RedisConfigActivation, RedisInForce } from '#adapters/redis/config-in-force.js';
import { RedisEventLog } from '#adapters/redis/event-log.js';
import { RedisLiveBook } from '#adapters/redis/live-book.js';
import { RedisLiveState } from '#adapters/redis/live-state.js';
import { RedisLogTail } from '#adapters/redis/log-tail.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import { TemporalBreakerWorkflows } from '#adapters/temporal/breaker-workflows.js';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import type { AboutAnswer } from '#contracts/answers.js';
import { ResetBreaker } from '#core/breaker/reset-breaker.js';
import { CheckOrder } from '#core/check-order/check-order.js';
import { toFacts } from '#core/check-order/to-facts.js';
import { applicableLimits, type Decision } from '#core/model/decision.js';
import type { Violation } from '#core/model/violation.js';
import { EXCHANGE_TIME_ZONE } from '#core/model/exchange-day.js';
import { ConfigStore } from '#core/ports/config-store.js';
import { EventLog } from '#core/ports/event-log.js';
import { History } from '#core/ports/history.js';
import { LiveBook } from '#core/ports/live-book.js';
import { compileRuleSet } from '#rules/compile.js';
import { LiveComparison } from '#rules/live-comparison.js';
import { parseRuleSet } from '#rules/load.js';
import type { RuleSet } from '#rules/rule.js';
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
import { comparison, decisions, registry } from './metrics.js';
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
import { KnownOrders } from './ws/known-orders.js';
import { LiveFeed } from './ws/live-feed.js';
import { snapshotFrame } from './ws/snapshot.js';

export interface Connections {
  env: Env;
  logger: Logger;
  redis: ScriptedRedis;
  /** For the one reader of the log, which blocks it. */
  logReads: ScriptedRedis;
  dataSource: DataSource;
}

/** The wiring: which adapter stands behind which port. */
@Module({})
export class AppModule {
  static over({ env, logger, redis, logReads, dataSource }: Connections): DynamicModule {
    const liveState = new RedisLiveState(redis);
    const store = new PostgresConfigStore(dataSource);
    const ruleSets = new Map<string, RuleSet>();
    const inForce = new RedisInForce(redis, (document) => {
      const ruleSet = parseRuleSet(document);
      ruleSets.set(ruleSet.hash, ruleSet);
      return compileRuleSet(ruleSet);
    });
    const [book, history] = [new RedisLiveBook(redis), new PostgresHistory(dataSource)];
    const audience = new Audience();
    const feed = new LiveFeed({
      tail: new RedisLogTail(logReads, redis),
      ...{ book, logger, orders: new KnownOrders(book, history), history: new PostgresEventHistory(dataSource) },
      listened: () => audience.size > 0,
      ordersWanted: () => audience.wants('ORDER_UPDATE'),
      deliver: (messages) => audience.deliver(messages),
      showAll: (board) => audience.deliverOwn((choice) => snapshotFrame(board, choice), board.position),
    });
    const sockets = new GatewaySettings(env.BREAKWATER_SOCKETS_MAX, env.BREAKWATER_ALLOWED_ORIGINS, logger);
    const workflows = new TemporalBreakerWorkflows(new TemporalConnection(env.TEMPORAL_ADDRESS));
    const lossLimit = async () => (await inForce.current()).config.limits.daily_loss_limit;
    const resetBreaker = new ResetBreaker(book, history, workflows, lossLimit);
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
        { provide: RedisLiveState, useValue: liveState },
        { provide: RedisInForce, useValue: inForce },
        { provide: RedisConfigActivation, useValue: new RedisConfigActivation(redis) },
        { provide: CheckOrder, useValue: new CheckOrder(liveState, inForce, observer(env, logger, inForce, ruleSets)) },
        { provide: LiveBook, useValue: book },
        // Only its reads of the newest id are used here, so one connection serves both.
        { provide: EventLog, useValue: new RedisEventLog(redis, redis) },
        { provide: History, useValue: history },
        { provide: ConfigStore, useValue: store },
        { provide: RuleBook, useValue: new RuleBook(env.BREAKWATER_RULES_DIR, inForce, store) },
        { provide: ABOUT, useValue: aboutOf(env) },
        { provide: PaperStore, useValue: new PaperStore(poolOf(dataSource)) },
        { provide: TemporalHealth, useValue: new TemporalHealth(env.TEMPORAL_ADDRESS) },
        { provide: ResetBreaker, useValue: resetBreaker },
        { provide: LiveStateGauges, useValue: new LiveStateGauges(redis, registry) },
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

/** Counts each decision, tells refusals to a log at `debug`, and hands a sample to the comparison with json-rules-engine. */
function observer(
  env: Env,
  logger: Logger,
  inForce: RedisInForce,
  ruleSets: Map<string, RuleSet>,
): ConstructorParameters<typeof CheckOrder>[2] {
  const live = new LiveComparison(env.BREAKWATER_COMPARE_ONE_IN, (mismatch) => {
    comparison.inc({ result: 'mismatched' });
    logger.error(mismatch, 'compiled rules and json-rules-engine differ');
  });
  return (decision) => {
    if (!decision.accepted && logger.isLevelEnabled('debug')) logger.debug(refusalOf(decision), 'refused');
    decisions.inc({ outcome: decision.accepted ? 'accepted' : 'refused', code: decision.violations[0]?.code ?? '' });
    const ruleSet = ruleSets.get(decision.rules_hash);
    const known = inForce.at(decision.config_version);
    if (!ruleSet || known instanceof Promise) return;
    live.observe(ruleSet, () => {
      comparison.inc({ result: 'compared' });
      const byRule = (a: Violation, b: Violation) => order(ruleSet, a.rule_id) - order(ruleSet, b.rule_id);
      return {
        facts: toFacts(decision.order, decision.state, applicableLimits(known.config, decision.order.symbol)),
        compiled: [...decision.violations, ...decision.waived].sort(byRule),
      };
    });
  };
}

/** What a log line says of a refusal. At `debug`: a line for each order would cost more than the check. */
function refusalOf({ decision_id, order: { order_id, account, symbol }, violations }: Decision) {
  return { decision_id, order_id, account, symbol, codes: violations.map(({ code }) => code) };
}

function order(ruleSet: RuleSet, ruleId: string): number {
  return ruleSet.rules.findIndex((rule) => rule.id === ruleId);
}
