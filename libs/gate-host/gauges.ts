import { Gauge, type Registry } from 'prom-client';
import { exchangeCalendar } from '#core/model/exchange-calendar.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import type { GateHost } from './host.js';

/**
 * What a process knows of the gate, computed when somebody scrapes: nothing on an order's path counts for it. Every process shows the state that it folds,
 * so an alarm needs only one of them.
 */
export class GateGauges {
  private readonly plain = new Map<string, Gauge>();
  private readonly breakers: Gauge;

  constructor(
    private readonly host: GateHost,
    private readonly registry: Registry,
  ) {
    for (const [name, help] of Object.entries(PLAIN)) this.plain.set(name, this.gauge(name, help));
    this.breakers = this.gauge('breakwater_breaker_open', 'Open circuit breakers, by scope and mode', ['scope', 'mode']);
  }

  read(): void {
    const { state, journal } = this.host;
    const now = Date.now() * 1000;
    const age = (us: number) => Math.max(0, (now - us) / 1e6);
    this.breakers.reset();
    this.set('breakwater_state_ready', state?.config ? 1 : 0);
    this.set('breakwater_gate_active', this.host.active ? 1 : 0);
    this.set('breakwater_gate_takeovers', this.host.takeovers);
    this.set('breakwater_log_unreadable', this.host.unreadable);
    this.set('breakwater_calendar_days_left', exchangeCalendar.daysLeft(exchangeDay(now / 1000)));
    if (!state) return;
    this.set('breakwater_state_generation', state.generation);
    this.set('breakwater_config_version', state.config?.version ?? 0);
    this.set('breakwater_mark_age_seconds', age(state.marked_us));
    this.set('breakwater_tick_age_seconds', age(state.tick.known_us));
    this.set('breakwater_tick_drift', state.tick.drift);
    this.set('breakwater_relay_lag_seconds', journal.behind_us / 1e6);
    this.set('breakwater_log_entries', journal.entries);
    this.set('breakwater_working_orders', state.orders.size);
    this.set('breakwater_holds_dollars', (state.firm.open_buys + state.firm.open_sells) / 1e6);
    for (const { scope, mode } of state.breakers.values()) this.breakers.set({ scope, mode }, 1);
  }

  private gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private set(name: keyof typeof PLAIN, value: number): void {
    this.plain.get(name)?.set(value);
  }
}

const PLAIN = {
  breakwater_state_ready: 'This process has the state and a configuration is in force: orders can be checked',
  breakwater_gate_active: 'This process decides',
  breakwater_gate_takeovers: 'How often this process began to decide',
  breakwater_state_generation: 'How often the log was begun again from PostgreSQL',
  breakwater_config_version: 'Version of limits and rules in force',
  breakwater_mark_age_seconds: 'Since the broker last moved a mark',
  breakwater_tick_age_seconds: 'Since profit and loss was last known; orders are refused PNL_STALE at 15',
  breakwater_tick_drift: 'Ticks that found a sum different from positions valued anew; must stay 0',
  breakwater_relay_lag_seconds: 'Since PostgreSQL was known to have the whole log; orders are refused JOURNAL_BEHIND at 60',
  breakwater_log_entries: 'Events that PostgreSQL does not have yet; orders are refused JOURNAL_BEHIND at 100,000',
  breakwater_log_unreadable: 'Entries of the log that this process could not read and set aside; must stay 0',
  breakwater_calendar_days_left: 'Days to the last one that the exchange calendar knows; negative after it',
  breakwater_working_orders: 'Orders that are not final',
  breakwater_holds_dollars: 'Dollars that open orders hold',
} as const;
