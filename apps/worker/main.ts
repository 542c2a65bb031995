import 'reflect-metadata';
import { PostgresAccountSource } from '#adapters/postgres/accounts.js';
import { postgresAnswers } from '#adapters/postgres/data-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import { PostgresBreakerEvents } from '#adapters/postgres/breaker-events.js';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { PostgresDailyReports } from '#adapters/postgres/daily-reports.js';
import { PostgresDayRecords } from '#adapters/postgres/day-records.js';
import { PostgresHistoryMonths } from '#adapters/postgres/history-months.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { PostgresLimitUseDays } from '#adapters/postgres/limit-use.js';
import { PostgresPnlPoints } from '#adapters/postgres/pnl-points.js';
import { PostgresReconciliations } from '#adapters/postgres/reconciliations.js';
import { PostgresSaidInstruments } from '#adapters/postgres/said-instruments.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisEventLog, RedisLeases } from '#adapters/redis/log.js';
import { RedisReplicas } from '#adapters/redis/replicas.js';
import { temporalAt } from '#adapters/temporal/address.js';
import {
  alertActivities,
  auditActivities,
  breakerActivities,
  configActivities,
  endOfDayActivities,
  pnlActivities,
  reconciliationActivities,
} from '#adapters/temporal/activities.js';
import { keepStandingWorkflows, reconcileSoon } from '#adapters/temporal/standing-workflows.js';
import { TemporalBreakerWorkflows } from '#adapters/temporal/breaker-workflows.js';
import { TemporalDeliveryWorkflows } from '#adapters/temporal/delivery-workflows.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { installTemporalRuntime, runWorkflowWorker } from '#adapters/temporal/workflow-worker.js';
import { BreakerAnnouncer } from '#core/breaker/announcer.js';
import { BreakerLife } from '#core/breaker/breaker-life.js';
import { BreakerReconciler } from '#core/breaker/reconciler.js';
import { Complaint } from '#core/complaint.js';
import { ConfigState } from '#core/config/config-state.js';
import { ReloadConfig } from '#core/config/reload-config.js';
import { CloseDay } from '#core/end-of-day/close-day.js';
import { alertsOf } from '#core/events/alerts.js';
import { underLease } from '#core/lease.js';
import { pause } from '#core/pause.js';
import type { Lease } from '#core/ports/leases.js';
import { MonthKeeper } from '#core/relay/month-keeper.js';
import { Relay } from '#core/relay/relay.js';
import { BrokerDefaults } from '#core/trading/broker-defaults.js';
import { BrokerInstruments } from '#core/trading/broker-instruments.js';
import { GateActivation } from '#gate-host/activation.js';
import { openGate } from '#gate-host/open-gate.js';
import { serveObservability } from '#gate-host/observability.js';
import { runProcess } from '#gate-host/run-process.js';
import { compileRuleSet } from '#rules/compile.js';
import { parseRuleSet } from '#rules/load.js';
import { openAlerting } from './alerting.js';
import { gaugeBroker } from './broker-gauges.js';
import { brokerOf } from './brokers.js';
import { openAudit } from './audit.js';
import { RuleFiles } from './rule-files.js';
import { TradingFloor } from './trading-floor.js';

/** How long a stop waits for Temporal, which may be away. */
const TEMPORAL_STOP_MS = 5000;

/** The worker: copies the log to PostgreSQL, and holds the trading floor when it has the lease. */
runProcess('worker', async (running) => {
  const { env, logger, stopping } = running;
  const { redis, dataSource } = await running.openStores({ poolSize: 10, lockTimeoutMs: 2000 });
  const relayReads = connectRedis(env.REDIS_URL, 'breakwater-relay', { blocking: true });
  await untilReady(relayReads, 30_000);

  const store = new PostgresConfigStore(dataSource);
  const history = new PostgresHistoryWriter(dataSource);
  const keys = keysOf(env.BREAKWATER_SHARD);
  const gate = await openGate({ env, logger, redis, dataSource, name: 'worker', signal: stopping, mayDecide: false });
  gate.running.catch((error: unknown) => {
    logger.fatal({ err: error }, 'the fold of this process must not go on');
    process.exit(1);
  });
  const { book } = gate;
  const about = (failing: string, well: string) => new Complaint(logger, { failing, well });
  const rules = new RuleFiles(
    env.BREAKWATER_RULES_DIR,
    about(
      'changes of rule files are not noticed at once; the periodic reload finds them',
      'changes of rule files are noticed at once',
    ),
  );
  const broker = brokerOf({ env, logger, book, config: () => gate.host.state?.config ?? null, pool: poolOf(dataSource) });
  const activation = new GateActivation(gate.client, book, { slippage_bps: env.BREAKWATER_SLIPPAGE_BPS, ...broker.fees });
  const config = new ReloadConfig(rules, store, activation, new PostgresAccountSource(dataSource, book), (fault) =>
    logger.error(fault, 'a configuration was not taken; the last good one stays in force'),
  );
  await config.firstRules();

  const at = temporalAt(env);
  const temporal = new TemporalConnection(at, env.TEMPORAL_NAMESPACE);
  const workflows = new TemporalBreakerWorkflows(temporal);
  const breakerEvents = new PostgresBreakerEvents(dataSource);
  const announcer = new BreakerAnnouncer(
    breakerEvents,
    workflows,
    about('breakers cannot be announced to Temporal; they hold all the same', 'breakers are announced again'),
  );
  const reconcileMs = env.BREAKWATER_RECONCILE_SECONDS * 1000;
  const reconciler = new BreakerReconciler(
    ...([book, breakerEvents, workflows] as const),
    (finding) => logger.warn(finding, 'breakers, workflows and history differed'),
    about('breakers, workflows and history cannot be compared', 'breakers, workflows and history are compared again'),
    reconcileMs,
  );

  const audit = openAudit(running, dataSource, book);
  const alerting = openAlerting(running, dataSource, new TemporalDeliveryWorkflows(temporal));

  const copiedTold = about('how far the log is copied cannot be told to the gates', 'how far the log is copied is told again');
  const relay = new Relay({
    log: new RedisEventLog(relayReads, redis, keys),
    history,
    store: new PostgresStateStore(dataSource),
    compile: (document) => compileRuleSet(parseRuleSet(document)),
    complaint: about('the relay cannot copy the log; it goes on by itself', 'the relay copies again'),
    observer: {
      copied: ({ n, atMs, events }) => {
        if (events.some(({ event }) => event.type.startsWith('BREAKER_'))) announcer.nudge();
        if (events.some(({ event }) => event.type === 'DAY_CLOSED')) audit.notary.nudge();
        if (events.some(({ event }) => alertsOf(event).length > 0)) alerting.dispatcher.nudge();
        void copiedTold.tried(() => gate.copied.write({ n, at_ms: atMs }), undefined);
      },
      diverged: (error) => {
        logger.fatal({ err: error }, 'the history must not go on');
        process.exit(1);
      },
      lost: (after, next) =>
        logger.error({ after, next }, 'the log goes on behind what PostgreSQL has: Redis lost what lay between'),
    },
  });
  const months = new MonthKeeper({
    months: new PostgresHistoryMonths(dataSource),
    keep: env.BREAKWATER_KEEP_MONTHS,
    observer: {
      made: (made) => logger.info({ months: made }, 'months of the history were made'),
      dropped: (month) => logger.warn({ month }, 'a month of the history was dropped, as BREAKWATER_KEEP_MONTHS says'),
      kept: (kept) => logger.warn(kept, 'a month of the history is older than BREAKWATER_KEEP_MONTHS, and still needed'),
      failing: (error) =>
        logger.error({ err: error }, 'months of the history cannot be made or dropped; rows are kept all the same'),
      recovered: () => logger.info('months of the history are looked after again'),
    },
  });
  const floor = new TradingFloor({
    ...{ book, feed: gate.host, config, logger, points: new PostgresPnlPoints(dataSource) },
    limitUse: new PostgresLimitUseDays(dataSource),
    reconciliations: new PostgresReconciliations(dataSource),
    instruments: (of) => new BrokerInstruments(of, store, () => config.activateNewest(), new PostgresSaidInstruments(dataSource)),
    defaults: (of) => new BrokerDefaults(of, store, () => config.activateNewest()),
    warnAtPct: env.BREAKWATER_WARN_AT_PCT,
    onRuleFileChange: (changed, signal) => rules.onChange(changed, signal),
    openBroker: broker.open,
    reloadMs: env.BREAKWATER_RELOAD_SECONDS * 1000,
    accountsMs: reconcileMs,
    lookSoon: () => (broker.reconciled ? reconcileSoon(temporal) : Promise.resolve()),
  });
  gaugeBroker(alerting.registry, () => floor.brokerStates());
  const listen = { host: env.BREAKWATER_WORKER_HOST, port: env.BREAKWATER_WORKER_PORT };
  await serveObservability(
    {
      ...{ host: gate.host, book, listen, origins: env.BREAKWATER_ALLOWED_ORIGINS, logger },
      ...{ postgres: () => postgresAnswers(dataSource), temporal: new TemporalHealth(at) },
      registry: alerting.registry,
    },
    stopping,
  );
  logger.info('worker started');
  installTemporalRuntime(logger);
  const common = { at, namespace: env.TEMPORAL_NAMESPACE, logger };
  const temporalWorker = runWorkflowWorker(
    {
      ...common,
      failing: 'Temporal does not answer; breakers, monitor and configuration go on without it',
      workflows: true,
      activities: {
        breaker: breakerActivities(new BreakerLife(book, breakerEvents)),
        pnl: pnlActivities(book),
        config: configActivities(config, new ConfigState(store, activation, new RedisReplicas(redis, keys))),
        endOfDay: endOfDayActivities(
          new CloseDay(book, new PostgresDayRecords(dataSource), new PostgresDailyReports(dataSource)),
        ),
        audit: auditActivities(audit.watch),
        alert: alertActivities(alerting.deliver),
      },
    },
    stopping,
  );
  // The broker's accounts are compared by the process that speaks to the broker: it alone takes that work, as long as it has the floor.
  const comparing = {
    ...common,
    failing: "Temporal does not answer; positions and cash are not compared with the broker's",
    workflows: false,
    activities: { reconciliation: reconciliationActivities(() => floor.reconcileAccounts()) },
  };
  let compared: Promise<void> = Promise.resolve();
  const compare = async (before: Promise<void>, signal: AbortSignal) => {
    await before;
    await runWorkflowWorker(comparing, signal);
  };
  const leases = new RedisLeases(redis, keys);
  const standing = about('the standing workflows cannot be kept running', 'the standing workflows are kept running again');
  const duty = (which: Lease) => ({
    ...{ which, forMs: env.BREAKWATER_LEASE_MS },
    complaint: about(
      `the lease ${which} cannot be asked for, renewed or given back`,
      `the lease ${which} can be asked for again`,
    ),
  });
  const duties = [
    underLease(leases, duty('relay'), stopping, async (signal) => {
      await Promise.all([
        ...[
          relay.run(signal),
          months.run(signal),
          announcer.run(signal),
          reconciler.run(signal),
          alerting.dispatcher.run(signal),
        ],
        ...[audit.notary.run(signal), audit.months.run(signal), audit.anchoring?.run(signal)],
        keepStandingWorkflows(
          temporal,
          { everyMs: reconcileMs, reconcileMs: broker.reconciled ? reconcileMs : null },
          standing,
          signal,
        ),
      ]);
    }),
    underLease(leases, duty('floor'), stopping, (signal) => {
      // Not awaited before the lease is given back: Temporal may be away.
      if (broker.reconciled) compared = compare(compared, signal);
      return floor.run(signal);
    }),
  ];
  await Promise.all(duties);
  // A server that does not answer holds its worker up; what matters is written by now.
  const closing = Promise.all([temporalWorker, compared])
    .then(() => temporal.close())
    .catch(() => undefined);
  await Promise.race([closing, pause(TEMPORAL_STOP_MS, new AbortController().signal)]);
  await gate.close();
  for (const connection of [redis, relayReads]) connection.disconnect();
});
