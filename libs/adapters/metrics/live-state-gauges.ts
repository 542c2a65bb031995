import { Gauge, type Registry } from 'prom-client';
import type { RiskConfig } from '#core/model/limits.js';
import { READY } from '../redis/live-format.js';
import type { ScriptedRedis } from '../redis/scripts.js';

type Fields = Record<string, string>;
const HOLDS_KEYS_MAX = 5000;

/**
 * What live state says of itself, read when somebody scrapes: nothing on the order's path counts for it. Every process shows the same figures, so an
 * alarm needs only one of them. When Redis does not answer, `breakwater_redis_up` is 0 and the others are left out rather than shown as they were.
 */
export class LiveStateGauges {
  private readonly up: Gauge;
  private readonly plain = new Map<string, Gauge>();
  private readonly breakers: Gauge;
  private readonly leases: Gauge;
  private symbols: { version: string; names: string[] } = { version: '', names: [] };

  constructor(
    private readonly redis: ScriptedRedis,
    private readonly registry: Registry,
  ) {
    this.up = new Gauge({ name: 'breakwater_redis_up', help: 'Redis answered this scrape', registers: [registry] });
    for (const [name, help] of Object.entries(PLAIN)) this.plain.set(name, this.gauge(name, help));
    this.breakers = this.gauge('breakwater_breaker_open', 'Open circuit breakers, by scope and mode', ['scope', 'mode']);
    this.leases = this.gauge('breakwater_lease_held', 'Whether some process holds the lease', ['lease', 'holder']);
  }

  /** Brings the gauges up to date; at most a second. */
  async read(): Promise<void> {
    this.breakers.reset();
    this.leases.reset();
    try {
      await this.readFrom();
      this.up.set(1);
    } catch {
      for (const gauge of this.plain.values()) gauge.remove();
      this.up.set(0);
    }
  }

  private gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private set(name: keyof typeof PLAIN, value: number): void {
    this.plain.get(name)?.set(value);
  }

  private async readFrom(): Promise<void> {
    const { redis } = this;
    const [control, time, log, working, unsettled, breakers, floor, relay, accounts] = await Promise.all([
      ...([redis.hgetall('bw:control'), redis.time(), redis.xlen('bw:log'), redis.zcard('bw:working')] as const),
      ...([
        redis.zcard('bw:unsettled'),
        redis.hgetall('bw:breakers'),
        redis.get('bw:lease'),
        redis.get('bw:lease:relay'),
      ] as const),
      redis.smembers('bw:accounts'),
    ]);
    const nowUs = Number(time[0]) * 1e6 + Number(time[1]);
    const age = (us: string | undefined) => Math.max(0, (nowUs - Number(us ?? 0)) / 1e6);
    this.set('breakwater_state_ready', control[READY] === undefined ? 0 : 1);
    this.set('breakwater_state_generation', Number(control[READY] ?? 0));
    this.set('breakwater_config_version', Number(control['config_version'] ?? 0));
    this.set('breakwater_mark_age_seconds', age(control['marked_us'] ?? control['tick_us']));
    this.set('breakwater_tick_age_seconds', age(control['tick_us']));
    this.set('breakwater_tick_drift', Number(control['tick_drift'] ?? 0));
    this.set('breakwater_relay_lag_seconds', age(control['relayed_us']));
    this.set('breakwater_log_entries', log);
    this.set('breakwater_working_orders', working);
    this.set('breakwater_unsettled_orders', unsettled);
    for (const [scope, entry] of Object.entries(breakers)) this.breakers.set({ scope, mode: entry.split(' ')[1] ?? '' }, 1);
    for (const [lease, holder] of [['floor', floor] as const, ['relay', relay] as const])
      this.leases.set({ lease, holder: holder ?? '' }, holder === null ? 0 : 1);
    const dollars = await this.held(control, accounts);
    if (dollars !== null) this.set('breakwater_holds_dollars', dollars);
  }

  /** What open orders hold, over all accounts and symbols; null when that would be too much to read at every scrape. */
  private async held(control: Fields, accounts: string[]): Promise<number | null> {
    const symbols = await this.symbolsOf(control['config_version'] ?? '');
    if (accounts.length * symbols.length > HOLDS_KEYS_MAX) return null;
    const keys = accounts.flatMap((account) => symbols.map((symbol) => `bw:position:${account}:${symbol}`));
    const rows = await Promise.all(keys.map((key) => this.redis.hmget(key, 'open_buy', 'open_sell')));
    return rows.reduce((sum, [buy, sell]) => sum + Number(buy ?? 0) + Number(sell ?? 0), 0) / 1e6;
  }

  private async symbolsOf(version: string): Promise<string[]> {
    if (version !== this.symbols.version) {
      const config = JSON.parse((await this.redis.hget('bw:configs', version)) ?? '{}') as Partial<RiskConfig>;
      this.symbols = { version, names: Object.keys(config.symbols ?? {}) };
    }
    return this.symbols.names;
  }
}

const PLAIN = {
  breakwater_state_ready: 'Live state is there: orders can be checked',
  breakwater_state_generation: 'How often live state was written anew from PostgreSQL, the first time included',
  breakwater_config_version: 'Version of limits and rules in force',
  breakwater_mark_age_seconds: 'Since the broker last moved a mark',
  breakwater_tick_age_seconds: 'Since profit and loss was last known; orders are refused PNL_STALE at 15',
  breakwater_tick_drift: 'Sums that the monitor found different from positions valued anew, and set right; must stay 0',
  breakwater_relay_lag_seconds: 'Since PostgreSQL was known to have the whole log; orders are refused JOURNAL_BEHIND at 60',
  breakwater_log_entries: 'Entries of the log that are kept in Redis; orders are refused JOURNAL_BEHIND at 100,000',
  breakwater_working_orders: 'Orders that rest at the broker',
  breakwater_unsettled_orders: 'Open orders that wait for a verdict, the broker or a cancel',
  breakwater_holds_dollars: 'Dollars that open orders hold',
} as const;
