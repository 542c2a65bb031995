import { Global, Module } from '@nestjs/common';
import { ChangeConfig } from '#core/config/change-config.js';
import { ConfigActivation } from '#core/ports/config-in-force.js';
import { ConfigStore } from '#core/ports/config-store.js';
import { Gate } from '#core/ports/gate.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { InForce } from '#core/ports/in-force.js';
import { LiveBook } from '#core/ports/live-book.js';
import { GateActivation } from '#gate-host/activation.js';
import { GateGauges } from '#gate-host/gauges.js';
import { GateHost } from '#gate-host/host.js';
import { openGate } from '#gate-host/open-gate.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { watchDecisions } from '#gate-host/watch-decisions.js';
import { registry } from '../health/metrics.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';
import { ApiGate } from './api-gate.js';
import { Stores } from './stores.js';

async function opened({ env, logger, stopping }: RunningProcess, stores: Stores): Promise<ApiGate> {
  const gate = await openGate({
    ...{ env, logger, redis: stores.redis, dataSource: stores.dataSource, name: 'api', signal: stopping },
    mayDecide: env.BREAKWATER_GATE === 'host',
    decided: watchDecisions(env.BREAKWATER_COMPARE_ONE_IN, logger, registry),
  });
  gate.running.catch((error: unknown) => {
    logger.fatal({ err: error }, 'the gate of this process must not go on');
    process.exit(1);
  });
  return new ApiGate(gate, stores);
}

/** The gate of this process, and what is read from its state. */
@Global()
@Module({
  providers: [
    { provide: ApiGate, useFactory: opened, inject: [RunningProcess, Stores] },
    { provide: GateHost, useFactory: ({ gate }: ApiGate) => gate.host, inject: [ApiGate] },
    { provide: GateFeed, useExisting: GateHost },
    { provide: Gate, useFactory: ({ gate }: ApiGate) => gate.client, inject: [ApiGate] },
    { provide: LiveBook, useFactory: ({ gate }: ApiGate) => gate.book, inject: [ApiGate] },
    {
      provide: InForce,
      useFactory: ({ gate }: ApiGate): InForce => ({ current: () => gate.book.config() }),
      inject: [ApiGate],
    },
    {
      provide: ConfigActivation,
      useFactory: ({ gate }: ApiGate) => new GateActivation(gate.client, gate.book, null),
      inject: [ApiGate],
    },
    {
      provide: ChangeConfig,
      useFactory: (store: ConfigStore, activation: ConfigActivation, inForce: InForce) =>
        new ChangeConfig(store, activation, inForce),
      inject: [ConfigStore, ConfigActivation, InForce],
    },
    { provide: GateGauges, useFactory: (host: GateHost) => new GateGauges(host, registry), inject: [GateHost] },
    ReadYourWrites,
  ],
  exports: [ApiGate, GateHost, GateFeed, Gate, LiveBook, InForce, ConfigActivation, ChangeConfig, GateGauges, ReadYourWrites],
})
export class GateModule {}
