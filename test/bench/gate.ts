/** The gate in process with the synced log against the engine alone, and the rules against json-rules-engine. */
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisCopiedMark, RedisEventLog, RedisGateLease, RedisGateLog } from '#adapters/redis/log.js';
import { newIds } from '#core/check-order/ids.js';
import { emptyState } from '#core/gate/state.js';
import { DEFAULT_BENCH_LIMITS } from './limits.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import type { Facts } from '#core/model/facts.js';
import type { Money } from '#core/model/money.js';
import { EMPTY_REFERENCE } from '#core/model/reference.js';
import { StateStore } from '#core/ports/state-store.js';
import { GateHost } from '#gate-host/host.js';
import { compileRuleSet } from '#rules/compile.js';
import { loadRuleSet, parseRuleSet } from '#rules/load.js';
import { buildEngine, runEngine } from '#rules/reference.js';
import { sampleFacts } from '#rules/sample-facts.js';
import { BareAppend } from './bare-append.js';
import { p50, rate, resting, ROUNDS, sleep, tooLarge } from './bench.js';
import { median } from '../percentile.js';
import { Engine } from './engine.js';

const IN_FLIGHT = [64, 256, 1024];
const ROUND_MS = 2000;

/** The benchmark's gate has no history to begin from. */
class NoStore extends StateStore {
  override async load(compile: Parameters<StateStore['load']>[0]) {
    return emptyState(compile);
  }
  override async shutOutRelay(): Promise<void> {}
  override async save(): Promise<void> {}
}

async function connectToOne(): Promise<Redis> {
  const reads = connectRedis(process.env['REDIS_URL'] ?? '', 'bench-log', { blocking: true });
  await untilReady(reads, 5000);
  return reads;
}

/** A gate in this process on a log of its own, kept supplied with marks; nobody copies its log. */
export async function openBenchGate(redis: Redis, shard: string, connectReads = connectToOne) {
  const keys = keysOf(shard);
  await redis.del(keys.log, keys.head, keys.copied, keys.lease('gate'));
  const reads = await connectReads();
  let fence = 0;
  const stop = new AbortController();
  const copied = new RedisCopiedMark(redis, keys);
  const host = new GateHost({
    log: new RedisGateLog(redis, keys),
    reads: new RedisEventLog(reads, redis, keys),
    lease: new RedisGateLease(redis, keys),
    fences: { next: async () => (fence += 1) },
    store: new NoStore(),
    copied,
    compile: (text) => compileRuleSet(parseRuleSet(text)),
    logger: pino({ level: 'error' }),
    ...{ address: '', mayDecide: true, leaseMs: 1000 },
  });
  const running = host.run(stop.signal);
  while (!host.active) await sleep(20);
  const { document, hash } = await loadRuleSet('rules');
  await host.submit({ kind: 'open_account', account: 'default', cash: 100_000_000_000_000 as Money, day: exchangeDay() });
  const symbols = { AAPL: { max_position: 8_000_000_000_000_000 as Money, max_concentration_bps: 10_000 } };
  const config = { version: 1, limits: DEFAULT_BENCH_LIMITS, symbols, scoped: {}, ...EMPTY_REFERENCE, rules_hash: hash };
  await host.submit({ kind: 'configure', config, rule_set: document, slippage_bps: 10 });
  const mark = async () => {
    const quote = { symbol: 'AAPL', bid: 1_000_000 as Money, ask: 1_000_100 as Money, frozen: false, revision: 1 };
    await host.submit({ kind: 'mark', day: exchangeDay(), quotes: [quote] });
    await host.submit({ kind: 'tick', day: exchangeDay(), holder: 'bench' });
    await copied.write({ n: host.state?.n ?? 0, at_ms: Date.now() });
    await redis.xtrim(keys.log, 'MAXLEN', 50);
  };
  await mark();
  const marking = setInterval(() => void mark().catch(() => undefined), 300);
  const close = async () => {
    clearInterval(marking);
    stop.abort();
    await running;
    reads.disconnect();
    await redis.del(keys.log, keys.head, keys.copied);
  };
  return { host, close };
}

const order = (refused: boolean) => ({ ...(refused ? tooLarge() : resting()), ...newIds() });

export async function inProcess(redis: Redis) {
  const { host, close } = await openBenchGate(redis, 'bench-gate');
  const engine = await Engine.of({ accounts: 1, symbols: 1, openOrders: 0, rules: null });
  const bare = await BareAppend.on(redis);
  const decided = (refused: boolean) => async () => {
    const answer = await host.submit({ kind: 'submit', order: order(refused) });
    if (answer.kind !== 'decided' || answer.accepted === refused) throw new Error(JSON.stringify(answer));
  };
  const empty = async () => {
    const order_ids = [...(host.state?.orders.keys() ?? [])];
    for (let i = 0; i < order_ids.length; i += 1000)
      await Promise.all(
        order_ids
          .slice(i, i + 1000)
          .map((id) => host.submit({ kind: 'book', day: exchangeDay(), previous: 0, report: ended(id) })),
      );
  };
  const [accept, refuse] = [decided(false), decided(true)];
  for (const work of [accept, refuse]) await rate(work, 256, 1500);
  engine.round(false);
  const rounds: Record<string, number>[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const round: Record<string, number> = { engine: engine.round(false), engine_refused: engine.round(true) };
    for (const many of IN_FLIGHT) round[`append_${many}`] = await rate(() => bare.append(), many, ROUND_MS / 2);
    for (const many of IN_FLIGHT) {
      round[`accepted_${many}`] = await rate(accept, many, ROUND_MS);
      // As the engine alone: no more open orders than of one run.
      await empty();
    }
    round['refused_256'] = await rate(refuse, 256, ROUND_MS);
    rounds.push(round);
  }
  const alone = {
    accepted: await p50(accept, 2000),
    refused: await p50(refuse, 2000),
    append: await p50(() => bare.append(), 2000),
  };
  await close();
  const of = (name: string) => median(rounds.map((r) => r[name] ?? 0));
  return {
    medians: Object.fromEntries(Object.keys(rounds[0] ?? {}).map((name) => [name, of(name)])),
    ratio_256: median(rounds.map((r) => (r['accepted_256'] ?? 0) / (r['engine'] ?? 1))),
    ratio_refused_256: median(rounds.map((r) => (r['refused_256'] ?? 0) / (r['engine_refused'] ?? 1))),
    alone,
  };
}

function ended(id: string) {
  const none = { quantity: 0 as never, price: 0 as Money, fee: 0 as Money, reason: '', executed_at_ms: 0, broker_order_id: '' };
  const about = { sequence: 0, execution_id: id, order_id: id, account: 'default', symbol: 'AAPL' };
  return { ...about, side: 'BUY' as const, kind: 'CANCELED' as const, ...none };
}

/** A calm order, one that breaks three limits, and one against an open breaker, in turn. */
const FACTS: Facts[] = [
  sampleFacts,
  { ...sampleFacts, order_notional: 17_500, symbol_exposure: 17_500, gross_exposure: 17_500 },
  { ...sampleFacts, breaker_mode: 'halt', breaker_scope: 'account:default' },
];

/** Microseconds for one set of facts, calm orders: what nearly all are; and over the three kinds. */
export async function rules() {
  const ruleSet = await loadRuleSet('rules');
  const compiled = compileRuleSet(ruleSet);
  const engine = buildEngine(ruleSet);
  const compiledUs = (facts: Facts[], runs: number) => {
    const startedAt = performance.now();
    for (let i = 0; i < runs; i += 1) for (const f of facts) compiled.evaluate(f);
    return ((performance.now() - startedAt) * 1000) / (runs * facts.length);
  };
  const engineUs = async (facts: Facts[], runs: number) => {
    const startedAt = performance.now();
    for (let i = 0; i < runs; i += 1) for (const f of facts) await runEngine(engine, ruleSet, f);
    return ((performance.now() - startedAt) * 1000) / (runs * facts.length);
  };
  const compare = async (facts: Facts[]) => {
    compiledUs(facts, 200_000);
    await engineUs(facts, 1000);
    const rounds: { compiled: number; engine: number }[] = [];
    for (let i = 0; i < ROUNDS; i += 1)
      rounds.push({ compiled: compiledUs(facts, 500_000), engine: await engineUs(facts, 2000) });
    return {
      compiled_us: median(rounds.map((r) => r.compiled)),
      engine_us: median(rounds.map((r) => r.engine)),
      ratio: median(rounds.map((r) => r.engine / r.compiled)),
    };
  };
  return { calm: await compare([sampleFacts]), mixed: await compare(FACTS) };
}
