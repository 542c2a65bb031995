import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Global, Module } from '@nestjs/common';
import { OtpCodes } from '#adapters/access/codes.js';
import { BreachedPasswordsFile, NoBreachedPasswords } from '#adapters/access/breached-passwords.js';
import { Argon2Passwords } from '#adapters/access/passwords.js';
import { RedisSignInTries } from '#adapters/redis/sign-in-tries.js';
import { BreachedPasswords, Codes, Passwords, SignInTries } from '#core/ports/sign-in.js';
import { SEAL, sealOf } from './seal.js';
import { PostgresAccessStore } from '#adapters/postgres/access-store.js';
import { RedisSessions } from '#adapters/redis/sessions.js';
import { AccessStore } from '#core/ports/access-store.js';
import { SessionStore } from '#core/ports/session-store.js';
import { PaperStore } from '#adapters/brokers/paper/store.js';
import { ChannelsNotifier } from '#adapters/notify/channels-notifier.js';
import { PostgresAlertChannels } from '#adapters/postgres/alert-channels.js';
import { PostgresAuditLedger } from '#adapters/postgres/audit-ledger.js';
import { PostgresAuditTrail } from '#adapters/postgres/audit-trail.js';
import { PostgresCheckLatencies } from '#adapters/postgres/check-latencies.js';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { poolOf } from '#adapters/postgres/pool.js';
import { PostgresDailyReports } from '#adapters/postgres/daily-reports.js';
import { PostgresEventHistory } from '#adapters/postgres/event-history.js';
import { PostgresHistory } from '#adapters/postgres/history.js';
import { PostgresPnlPoints } from '#adapters/postgres/pnl-points.js';
import { PostgresReconciliations } from '#adapters/postgres/reconciliations.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisReplicas } from '#adapters/redis/replicas.js';
import { TemporalBreakerWorkflows } from '#adapters/temporal/breaker-workflows.js';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { temporalAt } from '#adapters/temporal/address.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { Complaint } from '#core/complaint.js';
import { CheckLatency } from '#core/monitor/check-latency.js';
import { AlertChannels } from '#core/ports/alert-store.js';
import { AuditLedger } from '#core/ports/audit-ledger.js';
import { BreakerWorkflows } from '#core/ports/breaker-workflows.js';
import { ConfigStore } from '#core/ports/config-store.js';
import { DailyReports } from '#core/ports/daily-reports.js';
import { EventHistory } from '#core/ports/event-history.js';
import { History } from '#core/ports/history.js';
import { Notifier } from '#core/ports/notifier.js';
import { PaperQuotes } from '#core/ports/paper-quotes.js';
import { PnlPoints } from '#core/ports/pnl-points.js';
import { Reachable } from '#core/ports/reachable.js';
import { Reconciliations } from '#core/ports/reconciliations.js';
import { Replicas } from '#core/ports/replicas.js';
import { RunningProcess } from '#gate-host/run-process.js';
import type { AuditTrail } from '#core/ports/audit.js';
import { AUDIT_TRAIL } from './audit-trail.js';
import { PostgresAndTemporal } from './postgres-and-temporal.js';
import { Stores } from './stores.js';

/** A question that a screen asks may take so long; a longer one is the database's trouble and not to be queued up behind. */
const STATEMENT_TIMEOUT_MS = 2000;

const FLUSH_MS = 1000;

function gathered(trail: AuditTrail, { logger, stopping }: RunningProcess): GatheredActs {
  const words = {
    failing: 'denials and reads cannot be written to the audit',
    well: 'denials and reads are written to the audit again',
  };
  const acts = new GatheredActs(trail, new Complaint(logger, words));
  const timer = setInterval(() => void acts.flush(), FLUSH_MS);
  stopping.addEventListener('abort', () => {
    clearInterval(timer);
    void acts.flush(true);
  });
  return acts;
}

/** It counts and writes as long as the process runs. */
function latency({ dataSource }: Stores, { logger, stopping }: RunningProcess): CheckLatency {
  const words = { failing: 'how long checks took cannot be kept', well: 'how long checks took is kept again' };
  const process = `${hostname()}-${randomUUID()}`;
  const counted = new CheckLatency(new PostgresCheckLatencies(dataSource), process, new Complaint(logger, words));
  void counted.run(stopping);
  return counted;
}

/** PostgreSQL, Redis and Temporal behind the ports that the features know. */
@Global()
@Module({
  providers: [
    {
      provide: Stores,
      useFactory: (process: RunningProcess) => process.openStores({ poolSize: 8, statementTimeoutMs: STATEMENT_TIMEOUT_MS }),
      inject: [RunningProcess],
    },
    { provide: AccessStore, useFactory: ({ dataSource }: Stores) => new PostgresAccessStore(dataSource), inject: [Stores] },
    {
      provide: SessionStore,
      useFactory: ({ redis }: Stores, { env }: RunningProcess) => new RedisSessions(redis, keysOf(env.BREAKWATER_SHARD)),
      inject: [Stores, RunningProcess],
    },
    { provide: Passwords, useFactory: () => new Argon2Passwords() },
    {
      provide: BreachedPasswords,
      inject: [RunningProcess],
      useFactory: ({ env: { BREAKWATER_BREACHED_PASSWORDS_FILE: file } }: RunningProcess) =>
        file === undefined ? new NoBreachedPasswords() : new BreachedPasswordsFile(file),
    },
    { provide: Codes, useClass: OtpCodes },
    {
      provide: SignInTries,
      useFactory: ({ redis }: Stores, { env }: RunningProcess) => new RedisSignInTries(redis, keysOf(env.BREAKWATER_SHARD)),
      inject: [Stores, RunningProcess],
    },
    { provide: SEAL, useFactory: sealOf, inject: [RunningProcess] },
    { provide: AlertChannels, useFactory: ({ dataSource }: Stores) => new PostgresAlertChannels(dataSource), inject: [Stores] },
    {
      provide: Notifier,
      useFactory: ({ env }: RunningProcess) => new ChannelsNotifier(env.BREAKWATER_ALERT_INSIDE_HOSTS),
      inject: [RunningProcess],
    },
    { provide: History, useFactory: ({ dataSource }: Stores) => new PostgresHistory(dataSource), inject: [Stores] },
    { provide: DailyReports, useFactory: ({ dataSource }: Stores) => new PostgresDailyReports(dataSource), inject: [Stores] },
    { provide: EventHistory, useFactory: ({ dataSource }: Stores) => new PostgresEventHistory(dataSource), inject: [Stores] },
    { provide: ConfigStore, useFactory: ({ dataSource }: Stores) => new PostgresConfigStore(dataSource), inject: [Stores] },
    { provide: CheckLatency, useFactory: latency, inject: [Stores, RunningProcess] },
    { provide: PnlPoints, useFactory: ({ dataSource }: Stores) => new PostgresPnlPoints(dataSource), inject: [Stores] },
    {
      provide: Reconciliations,
      useFactory: ({ dataSource }: Stores) => new PostgresReconciliations(dataSource),
      inject: [Stores],
    },
    { provide: PaperQuotes, useFactory: ({ dataSource }: Stores) => new PaperStore(poolOf(dataSource)), inject: [Stores] },
    { provide: AuditLedger, useFactory: ({ dataSource }: Stores) => new PostgresAuditLedger(dataSource), inject: [Stores] },
    { provide: AUDIT_TRAIL, useFactory: ({ dataSource }: Stores) => new PostgresAuditTrail(dataSource), inject: [Stores] },
    { provide: GatheredActs, useFactory: gathered, inject: [AUDIT_TRAIL, RunningProcess] },
    {
      provide: Replicas,
      useFactory: ({ redis }: Stores, { env }: RunningProcess) => new RedisReplicas(redis, keysOf(env.BREAKWATER_SHARD)),
      inject: [Stores, RunningProcess],
    },
    {
      provide: BreakerWorkflows,
      useFactory: ({ env }: RunningProcess) =>
        new TemporalBreakerWorkflows(new TemporalConnection(temporalAt(env), env.TEMPORAL_NAMESPACE)),
      inject: [RunningProcess],
    },
    {
      provide: Reachable,
      useFactory: ({ dataSource }: Stores, { env }: RunningProcess) =>
        new PostgresAndTemporal(dataSource, new TemporalHealth(temporalAt(env))),
      inject: [Stores, RunningProcess],
    },
  ],
  exports: [
    Stores,
    AccessStore,
    SessionStore,
    Passwords,
    BreachedPasswords,
    Codes,
    SignInTries,
    SEAL,
    AlertChannels,
    Notifier,
    History,
    DailyReports,
    EventHistory,
    ConfigStore,
    PnlPoints,
    CheckLatency,
    PaperQuotes,
    Reconciliations,
    AuditLedger,
    AUDIT_TRAIL,
    GatheredActs,
    Replicas,
    BreakerWorkflows,
    Reachable,
  ],
})
export class StoresModule {}
