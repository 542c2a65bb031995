import { Controller, Get, Header } from '@nestjs/common';
import { Reachable } from '#core/ports/reachable.js';
import { GateGauges } from '#gate-host/gauges.js';
import { liveEventsUp, postgresUp, registry, sockets, temporalUp } from './metrics.js';
import { Operation } from '../http/operation.js';
import { EventsGateway } from '../live/events.gateway.js';

/** For Prometheus; docs/metrics.md says what each series means. */
@Controller()
export class MetricsController {
  constructor(
    private readonly gate: GateGauges,
    private readonly reachable: Reachable,
    private readonly gateway: EventsGateway,
  ) {}

  @Get('metrics')
  @Operation({
    ...{ id: 'getMetrics', tag: 'health', needs: 'metrics', contentType: 'text/plain' },
    summary: 'Metrics of this process in the text format of Prometheus',
  })
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
