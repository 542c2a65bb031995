import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Doors } from '#core/access/doors.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { GateGauges } from './gauges.js';
import type { GateHost } from './host.js';

export interface ObservedParts {
  host: GateHost;
  book: LiveBook;
  /** Whether PostgreSQL answers, within a second. */
  postgres(): Promise<boolean>;
  /** Null where the process does nothing with Temporal. */
  temporal: { serving(): Promise<boolean>; close(): Promise<void> } | null;
  /** Port 0: any free one. */
  listen: { host: string; port: number };
  /** Names beside the loopback's by which it may be asked, as origins (BREAKWATER_ALLOWED_ORIGINS). */
  origins: readonly string[];
  logger: Logger;
  /** What the process counts besides. */
  registry?: Registry;
}

const MARKS_FRESH_US = 15e6;
const JOURNAL_FRESH_US = 60e6;

/**
 * The small HTTP server of a worker or a gate of its own: `/metrics`, `/health/live`, `/health/ready`. It ends with the signal. A port that is taken is
 * told and the process goes on without: nothing that protects an order hangs on being watched.
 */
export async function serveObservability(parts: ObservedParts, signal: AbortSignal): Promise<void> {
  const observed = new Observed(parts);
  const doors = new Doors(parts.origins, true);
  const server = createServer((request, response) => {
    const turned = doors.refusalOf(request);
    if (turned) return send(response, turned.status, JSON.stringify(turned));
    observed.answer(request.url ?? '/', response).catch((error: unknown) => {
      parts.logger.error({ err: error, url: request.url }, 'a question about this process could not be answered');
      response.destroy();
    });
  });
  server.requestTimeout = 5000;
  try {
    await listening(server, parts.listen);
  } catch (error) {
    const { host, port } = parts.listen;
    parts.logger.error(
      { err: error },
      `health and metrics cannot be served on ${host}:${port}: choose a free port (docs/metrics.md)`,
    );
    return;
  }
  parts.logger.info(`health and metrics on http://${parts.listen.host}:${(server.address() as AddressInfo).port}`);
  signal.addEventListener('abort', () => {
    server.close();
    server.closeAllConnections();
    void observed.close();
  });
}

function listening(server: Server, { host, port }: ObservedParts['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

class Observed {
  private readonly registry: Registry;
  private readonly gate: GateGauges;
  private readonly postgresUp: Gauge;
  private readonly temporalUp: Gauge | null;

  constructor(private readonly parts: ObservedParts) {
    this.registry = parts.registry ?? new Registry();
    collectDefaultMetrics({ register: this.registry });
    this.gate = new GateGauges(parts.host, this.registry);
    const registers = [this.registry];
    this.postgresUp = new Gauge({ name: 'breakwater_postgres_up', help: 'PostgreSQL answers', registers });
    this.temporalUp = parts.temporal && new Gauge({ name: 'breakwater_temporal_up', help: 'Temporal serves', registers });
  }

  async answer(url: string, response: ServerResponse): Promise<void> {
    switch (url.split('?')[0]) {
      case '/metrics':
        return send(response, 200, await this.metrics(), this.registry.contentType);
      case '/health/live':
        return send(response, 200, JSON.stringify({ status: 'live' }));
      case '/health/ready': {
        const health = await this.health();
        return send(response, health.status === 'ready' ? 200 : 503, JSON.stringify(health));
      }
      default:
        return send(response, 404, JSON.stringify({ paths: ['/metrics', '/health/live', '/health/ready'] }));
    }
  }

  async close(): Promise<void> {
    await this.parts.temporal?.close();
  }

  private async metrics(): Promise<string> {
    const [postgres, temporal] = await Promise.all([this.parts.postgres(), this.parts.temporal?.serving()]);
    this.gate.read();
    this.postgresUp.set(postgres ? 1 : 0);
    this.temporalUp?.set(temporal ? 1 : 0);
    return this.registry.metrics();
  }

  /** Ready: orders can be checked and the log is copied, by this process or by the one that holds the lease. Temporal is told; nothing waits for it. */
  private async health() {
    const [control, postgres, temporal] = await Promise.all([
      this.parts.book.control().catch(() => null),
      this.parts.postgres(),
      this.parts.temporal?.serving(),
    ]);
    const marksFresh = control !== null && control.mark_age_us < MARKS_FRESH_US;
    const journalFresh = control !== null && control.relay_age_us < JOURNAL_FRESH_US;
    const ready = control?.ready === true && control.gate_active && marksFresh && journalFresh && postgres;
    return {
      status: ready ? 'ready' : 'not ready',
      redis: control !== null,
      gate: this.parts.host.active ? 'active' : 'standby',
      live_state: control?.ready === true,
      gate_active: control?.gate_active === true,
      marks_fresh: marksFresh,
      journal_fresh: journalFresh,
      postgres,
      temporal,
    };
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
