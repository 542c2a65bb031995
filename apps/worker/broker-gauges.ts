import { Gauge, type Registry } from 'prom-client';
import type { BrokerState } from '#core/ports/broker.js';

/** Of each account at the broker, as the process that speaks to it sees it; another process has none of these series. */
export function gaugeBroker(registry: Registry, states: () => BrokerState[]): void {
  const gauge = (name: string, help: string, value: (state: BrokerState) => number | null) =>
    new Gauge({
      ...{ name: `breakwater_broker_${name}`, help, labelNames: ['account'], registers: [registry] },
      collect() {
        this.reset();
        for (const state of states()) {
          const seen = value(state);
          if (seen !== null) this.set({ account: state.account }, seen);
        }
      },
    });
  gauge('ready', '1: orders of the account can be sent', ({ not_ready }) => (not_ready === null ? 1 : 0));
  gauge('live', '1: real money', ({ live }) => (live ? 1 : 0));
  gauge('requests_remaining', 'Requests that the broker takes before its limit', ({ requests_left }) => requests_left);
  gauge('event_age_seconds', 'Since the last event of the account', ({ last_event_ms }) =>
    last_event_ms === null ? null : Math.max(0, Date.now() - last_event_ms) / 1000,
  );
}
