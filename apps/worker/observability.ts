import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { poolOf } from '#adapters/postgres/data-source.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import { GateGauges } from '#gate-host/gauges.js';
import type { GateHost } from '#gate-host/host.js';
import type { LiveBook } from '#core/ports/live-book.js';

export interface ObservedParts {
  host: GateHost;
  book: LiveBook;
  dataSource: DataSource;
  temporalAddress: string;
  /** 0: any free one. */
  port: number;
  logger: Logger;
}

const MARKS_FRESH_US = 15e6;
const JOURNAL_FRESH_US = 60e6;
const ANSWER_LIMIT_MS = 1000;

/**
 * The worker's own small HTTP server, on loopback: `/metrics`, `/health/live`, `/health/ready`. It ends with the signal. A port that is taken is told
 * and the worker goes on without: nothing that protects an order hangs on being watched.
 */
export async function serveObservability(parts: ObservedParts, signal: AbortSignal): Promise<void> {
  const observed = new Observed(parts);
  const server = createServer((request, response) => {
    observed.answer(request.url ?? '/', response).catch((error: unknown) => {
      parts.logger.error({ err: error, url: request.url }, 'a question about the worker could not be answered');
      response.destroy();
    });
  });
  server.requestTimeout = 5000;
  try {
    await listening(server, parts.port);
  } catch (error) {
    parts.logger.error(
      { err: error },
      `the worker's health and metrics cannot be served: set BREAKWATER_WORKER_PORT to a free port`,
    );
    return;
  }
  parts.logger.info(`worker health and metrics on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  signal.addEventListener('abort', () => {
    server.close();
    server.closeAllConnections();
    void observed.close();
  });
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

class Observed {
  private readonly registry = new Registry();
  private readonly gate: GateGauges;
  private readonly temporal: TemporalHealth;
  private readonly postgresUp: Gauge;
  private readonly temporalUp: Gauge;

  constructor(private readonly parts: ObservedParts) {
    collectDefaultMetrics({ register: this.registry });
    this.gate = new GateGauges(parts.host, this.registry);
    this.temporal = new TemporalHealth(parts.temporalAddress);
    const registers = [this.registry];
    this.postgresUp = new Gauge({ name: 'breakwater_postgres_up', help: 'PostgreSQL answers', registers });
    this.temporalUp = new Gauge({ name: 'breakwater_temporal_up', help: 'Temporal serves', registers });
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

  close(): Promise<void> {
    return this.temporal.close();
  }

  private async metrics(): Promise<string> {
    const [postgres, temporal] = await Promise.all([this.postgres(), this.temporal.serving()]);
    this.gate.read();
    this.postgresUp.set(postgres ? 1 : 0);
    this.temporalUp.set(temporal ? 1 : 0);
    return this.registry.metrics();
  }

  /** Ready: what a worker is for gets done, by this one or by the one that holds the leases. Temporal is told; nothing waits for it. */
  private async health() {
    const [control, postgres, temporal] = await Promise.all([
      this.parts.book.control().catch(() => null),
      this.postgres(),
      this.temporal.serving(),
    ]);
    const marksFresh = control !== null && control.mark_age_us < MARKS_FRESH_US;
    const journalFresh = control !== null && control.relay_age_us < JOURNAL_FRESH_US;
    const ready = control?.ready === true && marksFresh && journalFresh && postgres;
    return {
      status: ready ? 'ready' : 'not ready',
      redis: control !== null,
      live_state: control?.ready === true,
      marks_fresh: marksFresh,
      journal_fresh: journalFresh,
      postgres,
      temporal,
    };
  }

  private async postgres(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_LIMIT_MS);
    });
    const asked = poolOf(this.parts.dataSource)
      .query('SELECT 1')
      .then(
        () => true,
        () => false,
      );
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
