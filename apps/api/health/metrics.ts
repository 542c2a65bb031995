import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { socketCounters } from '../live/socket-metrics.js';

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

export const checkSeconds = new Histogram({
  name: 'breakwater_check_seconds',
  help: 'Time of one check, until the log keeps it',
  buckets: [0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 1],
  registers: [registry],
});
export const httpErrors = new Counter({
  name: 'breakwater_http_errors_total',
  help: 'Answers of 500 and above, by status and code',
  labelNames: ['status', 'code'],
  registers: [registry],
});

type SocketCounter = keyof typeof socketCounters;

/** Shows plain counts when asked: `series` maps a label's value to the count. */
function socketCounter(name: string, help: string, label: string, series: Record<string, SocketCounter>): void {
  const counter: Counter = new Counter({
    name,
    help,
    labelNames: label ? [label] : [],
    registers: [],
    collect() {
      this.reset();
      for (const [value, counted] of Object.entries(series)) this.inc(label ? { [label]: value } : {}, socketCounters[counted]);
    },
  });
  registry.registerMetric(counter);
}

socketCounter('breakwater_socket_messages_total', 'Live messages handed to sockets', '', { '': 'sent' });
socketCounter('breakwater_socket_conflated_total', 'P&L messages that a newer one replaced for a slow reader', '', {
  '': 'conflated',
});
socketCounter('breakwater_sockets_closed_total', 'Sockets given up, by reason', 'reason', {
  'too slow': 'tooSlow',
  dead: 'dead',
});
socketCounter('breakwater_socket_input_refused_total', 'Messages from sockets that were not understood or too many', '', {
  '': 'refusedInput',
});
socketCounter('breakwater_sockets_welcomed_total', 'Sockets that were opened, by what they were told first', 'how', {
  resumed: 'resumed',
  snapshot: 'snapshots',
});

export const sockets = new Gauge({ name: 'breakwater_sockets', help: 'Open sockets of this process', registers: [registry] });
export const temporalUp = new Gauge({ name: 'breakwater_temporal_up', help: 'Temporal serves', registers: [registry] });
export const postgresUp = new Gauge({ name: 'breakwater_postgres_up', help: 'PostgreSQL answers', registers: [registry] });
export const liveEventsUp = new Gauge({
  name: 'breakwater_live_events_up',
  help: 'This process can tell live events: it follows the log, or rests because nobody listens',
  registers: [registry],
});
