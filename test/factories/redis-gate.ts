/** Gates over a real Redis, several in one process, on a shard of their own; PostgreSQL is a list of lines in memory. */
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisCopiedMark, RedisEventLog, RedisGateLease, RedisGateLog } from '#adapters/redis/log.js';
import type { GateEvent } from '#core/gate/event.js';
import { foldLine } from '#core/gate/fold.js';
import { decodeEvent } from '#core/gate/codec.js';
import { type CompileRules, emptyState, type GateState } from '#core/gate/state.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import type { Order } from '#core/model/order.js';
import type { LogLine } from '#core/ports/event-log.js';
import type { Gate } from '#core/ports/gate.js';
import type { GateLease, GateLog } from '#core/ports/gate-log.js';
import { StateStore } from '#core/ports/state-store.js';
import { Door } from '#gate-host/door.js';
import { GateClient } from '#gate-host/client.js';
import { GateHost } from '#gate-host/host.js';
import { compile, configOf, dollars, RULE_SET, units } from './gate-world.js';

export const SECRET = 'a secret of the test';
export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(what: string, good: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await good())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(2);
  }
}

function redisUrl(): string {
  const url = process.env['REDIS_URL'];
  if (!url) throw new Error('REDIS_URL is not set: run the tests by `npm test`, which starts Redis');
  return url;
}

/** Folds from nothing what it was given. */
export class LinesStore extends StateStore {
  readonly lines: string[] = [];

  override async load(compiled: CompileRules): Promise<GateState> {
    const state = emptyState(compiled);
    for (const line of this.lines) foldLine(state, line);
    return state;
  }

  override async shutOutRelay(): Promise<void> {}
  override async save(): Promise<void> {}
}

export interface RunningHost {
  host: GateHost;
  /** Of its own door, and of its own process: the gate in it is asked without a door when it is active. */
  address: string;
  client: GateClient;
  running: Promise<void>;
  stop(): Promise<void>;
}

export interface HostOptions {
  mayDecide?: boolean;
  leaseMs?: number;
  lease?: (inner: GateLease) => GateLease;
  log?: (inner: GateLog) => GateLog;
}

export class Shard {
  readonly keys = keysOf(`test-${randomUUID().slice(0, 8)}`);
  readonly store = new LinesStore();
  readonly said: { level: number; msg: string }[] = [];
  private readonly opened: (() => Promise<void> | void)[] = [];
  private fence = 0;
  private orders = 0;

  private constructor(
    readonly redis: Redis,
    private readonly admin: Redis,
  ) {}

  static async open(): Promise<Shard> {
    const [redis, own] = [connectRedis(redisUrl(), 'test-gates'), connectRedis(redisUrl(), 'test')];
    for (const connection of [redis, own]) await untilReady(connection, 5000);
    return new Shard(redis, own);
  }

  async close(): Promise<void> {
    for (const end of this.opened.toReversed()) await end();
    await this.forget();
    for (const connection of [this.redis, this.admin]) connection.disconnect();
  }

  /** What Redis has of this shard is gone. */
  async forget(): Promise<void> {
    const { log, head, copied, lease } = this.keys;
    await this.admin.del(log, head, copied, lease('gate'));
  }

  /** A process: a gate, its door, and the client that asks the active one. */
  async host(options: HostOptions = {}): Promise<RunningHost> {
    const { redis, keys, store } = this;
    const { mayDecide = true, leaseMs = 1000, lease: wrapLease, log: wrapLog } = options;
    const reads = connectRedis(redisUrl(), 'test-log', { blocking: true });
    await untilReady(reads, 5000);
    const logger = pino({ level: 'info' }, { write: (line) => void this.said.push(JSON.parse(line) as Shard['said'][number]) });
    const [innerLease, innerLog] = [new RedisGateLease(redis, keys), new RedisGateLog(redis, keys)];
    const lease = wrapLease?.(innerLease) ?? innerLease;
    const parts = {
      ...{ log: wrapLog?.(innerLog) ?? innerLog, reads: new RedisEventLog(reads, redis, keys), lease, store, compile, logger },
      ...{ fences: { next: async () => (this.fence += 1) }, copied: new RedisCopiedMark(redis, keys), address: '' },
      ...{ mayDecide, leaseMs },
    };
    const host = new GateHost(parts);
    const door = new Door(host, { listen: { kind: 'tcp', host: '127.0.0.1', port: 0 }, secret: SECRET, tls: null, logger });
    parts.address = await door.listen();
    const client = new GateClient(innerLease, { secret: SECRET, name: 'test', tls: null }, host);
    const ended = new AbortController();
    const running = host.run(ended.signal);
    running.catch(() => undefined);
    const stop = async () => {
      ended.abort();
      await running.catch(() => undefined);
    };
    this.opened.push(async () => {
      client.close();
      await stop();
      await door.close();
      reads.disconnect();
    });
    return { host, address: parts.address, client, running, stop };
  }

  /** A host that decides, with an account, rules, and quotes. */
  async activeHost(options: HostOptions = {}): Promise<RunningHost> {
    const one = await this.host(options);
    await until('a gate is active', () => one.host.active);
    await this.supply(one.client);
    return one;
  }

  async supply(gate: Gate): Promise<void> {
    await gate.ask({ kind: 'open_account', account: 'default', cash: dollars(1_000_000), day: exchangeDay() });
    await gate.ask({ kind: 'configure', config: configOf(1), rule_set: RULE_SET.document, slippage_bps: 10 });
    await this.mark(gate);
  }

  /** What profit and loss is known by, for 15 seconds. */
  async mark(gate: Gate): Promise<void> {
    const quotes = ['AAPL', 'SPY', 'TSLA'].map((symbol) => ({
      ...{ symbol, bid: dollars(100), ask: dollars(100.02), frozen: false, revision: 1 },
    }));
    await gate.ask({ kind: 'mark', day: exchangeDay(), quotes });
    await gate.ask({ kind: 'tick', day: exchangeDay(), holder: 'test' });
  }

  /** A client in a process that has no gate. */
  client(lease: GateLease = new RedisGateLease(this.redis, this.keys), secret = SECRET): GateClient {
    const client = new GateClient(lease, { secret, name: 'test', tls: null });
    this.opened.push(() => client.close());
    return client;
  }

  order(fields: Partial<Order> = {}): Order {
    const n = (this.orders += 1);
    return {
      ...{ account: 'default', client_order_id: `c${n}`, order_id: `ord_${n}`, decision_id: `dec_${n}`, symbol: 'AAPL' },
      ...{ side: 'BUY', quantity: units(0.001), price: dollars(1), order_type: 'LIMIT', time_in_force: 'DAY' },
      ...fields,
    };
  }

  /** All lines that Redis has. */
  async lines(): Promise<LogLine[]> {
    const log = new RedisEventLog(this.admin, this.admin, this.keys);
    const all: LogLine[] = [];
    for (let position = '0-0'; ; ) {
      const read = await log.read(position, 1000, 1);
      if (read.lines.length === 0) return all;
      all.push(...read.lines);
      ({ position } = read);
    }
  }

  async events(): Promise<GateEvent[]> {
    return (await this.lines()).map(({ line }) => decodeEvent(line));
  }

  /** How often each order was decided, by its client_order_id. */
  async decisions(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const event of await this.events()) {
      if (event.type !== 'ORDER_DECIDED') continue;
      const { client_order_id: id } = event.order;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  /** The relay: the store has what Redis has now. */
  async copy(): Promise<void> {
    for (const { n, line } of await this.lines()) if (n === this.store.lines.length + 1) this.store.lines.push(line);
    await new RedisCopiedMark(this.admin, this.keys).write({ n: this.store.lines.length, at_ms: Date.now() });
  }
}
