/** The check in process against the bare reserve script, and the rules against json-rules-engine. */
import { RedisInForce } from '#adapters/redis/config-in-force.js';
import { RedisLiveState } from '#adapters/redis/live-state.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import { CheckOrder } from '#core/check-order/check-order.js';
import type { Facts } from '#core/model/facts.js';
import { compileRuleSet } from '#rules/compile.js';
import { loadRuleSet, parseRuleSet } from '#rules/load.js';
import { buildEngine, runEngine } from '#rules/reference.js';
import { sampleFacts } from '#rules/sample-facts.js';
import { BareReserve } from './bare-reserve.js';
import { median, nextId, p50, rate, resting, ROUNDS, sleep, tooLarge } from './bench.js';

const IN_FLIGHT = 64;
const ROUND_MS = 2500;

/** No worker runs: this keeps marks fresh and the log taken, so that both sides have Redis and their own process to themselves. */
export async function inProcess(redis: ScriptedRedis) {
  const fresh = setInterval(() => {
    void redis.hset('bw:control', 'tick_us', Date.now() * 1000, 'marked_us', Date.now() * 1000, 'relayed_us', Date.now() * 1000);
  }, 500);
  const liveState = new RedisLiveState(redis);
  while (!liveState.trusted) await sleep(50);
  const check = new CheckOrder(liveState, new RedisInForce(redis, (document) => compileRuleSet(parseRuleSet(document))));
  const script = new BareReserve(redis);
  const bare = () => script.reserve(nextId());
  const decided = (accepted: boolean) => async () => {
    const result = await check.check(accepted ? resting() : tooLarge());
    if (result.kind !== 'decided' || result.decision.accepted !== accepted) throw new Error(JSON.stringify(result));
  };
  const [accept, refuse] = [decided(true), decided(false)];
  const rounds: { bare: number; accept: number; refuse: number }[] = [];
  for (const warm of [bare, accept, refuse]) await rate(warm, IN_FLIGHT, 1000);
  for (let i = 0; i < ROUNDS; i += 1) {
    const bareRate = await rate(bare, IN_FLIGHT, ROUND_MS);
    await script.giveUp();
    const accepted = await rate(accept, IN_FLIGHT, ROUND_MS);
    rounds.push({ bare: bareRate, accept: accepted, refuse: await rate(refuse, IN_FLIGHT, ROUND_MS) });
    await sleep(500);
  }
  const alone = { bare: await p50(bare, 2000), accept: await p50(accept, 2000), refuse: await p50(refuse, 2000) };
  await script.giveUp();
  clearInterval(fresh);
  return {
    bare: median(rounds.map((r) => r.bare)),
    accept: median(rounds.map((r) => r.accept)),
    refuse: median(rounds.map((r) => r.refuse)),
    ratio_accept: median(rounds.map((r) => r.accept / r.bare)),
    ratio_refuse: median(rounds.map((r) => r.refuse / r.bare)),
    alone,
  };
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
      rounds.push({ compiled: compiledUs(facts, 500_000), engine: await engineUs(facts, 3000) });
    return {
      compiled_us: median(rounds.map((r) => r.compiled)),
      engine_us: median(rounds.map((r) => r.engine)),
      ratio: median(rounds.map((r) => r.engine / r.compiled)),
    };
  };
  return { calm: await compare([sampleFacts]), mixed: await compare(FACTS) };
}
