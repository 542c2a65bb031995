import { Controller, Get, Header } from '@nestjs/common';
import { GateGauges } from '#gate-host/gauges.js';
import { liveEventsUp, postgresUp, registry, sockets, temporalUp } from './metrics.js';
import { Reachable } from './reachable.js';
import { EventsGateway } from './ws/events.gateway.js';

/** For Prometheus; docs/metrics.md says what each series means. */
@Controller()
export class MetricsController {
  constructor(
    private readonly gate: GateGauges,
    private readonly reachable: Reachable,
    private readonly gateway: EventsGateway,
  ) {}

  @Get('metrics')
  @Header('content-type', registry.contentType)
  async metrics(): Promise<string> {
    const [postgres, temporal] = await Promise.all([this.reachable.postgres(), this.reachable.temporal()]);
    this.gate.read();
    postgresUp.set(postgres ? 1 : 0);
    temporalUp.set(temporal ? 1 : 0);
    sockets.set(this.gateway.sockets);
    liveEventsUp.set(this.gateway.able ? 1 : 0);
    return registry.metrics();
  }
}
