/**
 * What it costs an order to say who sends it: a key and a session against an API that asks nobody, and against a second such API, which says what the
 * measure can tell apart. Whole orders differ by more than a key costs, so the code that asks is found in profiles of the API; whole orders are beside it.
 */
import { Agent } from 'node:http';
import type { Redis } from 'ioredis';
import { call, ROUNDS, servicePids, sleep, start } from './bench.js';
import { median } from '../percentile.js';
import { attack } from './access-attack.js';
import { askingUs } from './access-profile.js';
import { drained, end, Entrances, type Name, sendOrder, type Way, WAYS } from './access-ways.js';
import { processorUs } from './processor-time.js';

const CONNECTIONS = 64;
/** By the clock, so that a run is as long on a busy machine. */
const WARM_MS = 2000;
const PROFILED_LOADED_MS = 2000;
const PROFILED_ALONE_MS = 3000;
const TURNS_MS = 8000;
/** Short, so that what slows the machine for a while slows all ways alike. */
const SLICE_MS = 400;
const BLOCK_MS = 80;
/** The API has read its own orders back from the log by then. */
const SETTLE_MS = 15;

type Ways = Record<Name, Way>;
type Pids = Record<'gate' | 'redis', number>;

/** Orders over 64 connections for so long; resolves to their number. */
async function load(way: Way, ms: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const untilMs = performance.now() + ms;
  let sent = 0;
  const one = async () => {
    for (; performance.now() < untilMs; sent += 1) await sendOrder(way, agent);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  agent.destroy();
  return sent;
}

/** Orders one after the other for so long; how long each took by the clock, in microseconds. */
async function alone(way: Way, ms: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const untilMs = performance.now() + ms;
  const took: number[] = [];
  for (let from = performance.now(); from < untilMs; from = performance.now()) {
    await sendOrder(way, agent);
    took.push(1000 * (performance.now() - from));
  }
  agent.destroy();
  return took;
}

/** What the orders of a slice or of a block took, each, in microseconds. */
interface Took {
  /** By the clock: of a slice its length by its orders, of a block the median. */
  clock_us: number;
  /** Processor time of API, gate and Redis, with what they do for the order after its answer. */
  cpu_us: number;
}

async function costOf({ api }: Way, pids: Pids, work: () => Promise<{ orders: number; clock_us: number }>): Promise<Took> {
  const now = () => [api.pid ?? 0, pids.gate, pids.redis].reduce((sum, pid) => sum + processorUs(pid), 0);
  const before = now();
  const { orders, clock_us } = await work();
  await sleep(SETTLE_MS);
  return { clock_us, cpu_us: (now() - before) / orders };
}

const slice = (way: Way, pids: Pids) =>
  costOf(way, pids, async () => {
    const from = performance.now();
    const orders = await load(way, SLICE_MS);
    return { orders, clock_us: (1000 * (performance.now() - from)) / orders };
  });

const block = (way: Way, pids: Pids) =>
  costOf(way, pids, async () => {
    const took = await alone(way, BLOCK_MS);
    return { orders: took.length, clock_us: median(took) };
  });

type Turn = Record<Name, Took>;

/** All ways in turn for some seconds, in an order that moves on. */
async function turns(ways: Ways, work: (way: Way) => Promise<Took>): Promise<Turn[]> {
  const all: Turn[] = [];
  const untilMs = performance.now() + TURNS_MS;
  for (let i = 0; performance.now() < untilMs; i += 1) {
    const at = i % WAYS.length;
    const moved = [...WAYS.slice(at), ...WAYS.slice(0, at)];
    const turn: Partial<Turn> = {};
    for (const name of i % 2 === 0 ? moved : moved.toReversed()) turn[name] = await work(ways[name]);
    all.push(turn as Turn);
  }
  return all;
}

interface Round {
  /** Microseconds of the code that asks, for one order. */
  asking: Record<Name, { loaded: number; alone: number }>;
  slices: Turn[];
  blocks: Turn[];
}

/** With new processes: where code and data of one lie in memory, and what it compiled when, is luck that lasts as long as it runs. */
async function round(entrances: Entrances, pids: Pids): Promise<Round> {
  const ways = await entrances.start(WAYS);
  for (const name of WAYS) await load(ways[name], WARM_MS);
  await drained(ways.off);
  const slices = await turns(ways, (way) => slice(way, pids));
  await drained(ways.off);
  const blocks = await turns(ways, (way) => block(way, pids));
  const asking: Partial<Round['asking']> = {};
  for (const name of WAYS)
    asking[name] = {
      loaded: await askingUs(ways[name], () => load(ways[name], PROFILED_LOADED_MS)),
      alone: await askingUs(ways[name], async () => (await alone(ways[name], PROFILED_ALONE_MS)).length),
    };
  await end(ways);
  return { asking: asking as Round['asking'], slices, blocks };
}

/** The median of the rounds, and how far they lie apart. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

const spread = (values: number[]): Spread => ({ median: median(values), least: Math.min(...values), most: Math.max(...values) });

/** Of each round the median of its turns: this way beside `off` in the same turn. */
const beside = (rounds: Round[], kind: 'slices' | 'blocks', name: Name, pick: (way: Took, off: Took) => number) =>
  spread(rounds.map((one) => median(one[kind].map((turn) => pick(turn[name], turn.off)))));

function compared(rounds: Round[], name: Name) {
  const asking = (when: 'loaded' | 'alone') => ({
    us: spread(rounds.map((one) => one.asking[name][when])),
    more_us: spread(rounds.map((one) => one.asking[name][when] - one.asking.off[when])),
  });
  return {
    alone: {
      asking: asking('alone'),
      clock_us: beside(rounds, 'blocks', name, (way) => way.clock_us),
      more_clock_us: beside(rounds, 'blocks', name, (way, off) => way.clock_us - off.clock_us),
      cpu_us: beside(rounds, 'blocks', name, (way) => way.cpu_us),
      more_cpu_us: beside(rounds, 'blocks', name, (way, off) => way.cpu_us - off.cpu_us),
    },
    loaded: {
      asking: asking('loaded'),
      per_second: beside(rounds, 'slices', name, (way) => 1e6 / way.clock_us),
      ratio: beside(rounds, 'slices', name, (way, off) => off.clock_us / way.clock_us),
      cpu_us: beside(rounds, 'slices', name, (way) => way.cpu_us),
      cpu_ratio: beside(rounds, 'slices', name, (way, off) => off.cpu_us / way.cpu_us),
    },
  };
}

export async function accessCost(redis: Redis) {
  const gate = start('dist/apps/gate/main.js');
  const pids: Pids = { gate: gate.pid ?? 0, redis: (await servicePids(redis)).redis };
  const entrances = await Entrances.open();
  const first = await entrances.start(['off']);
  await drained(first.off);
  const rates = { max_orders_per_second: 1_000_000, max_orders_per_burst: 10_000_000, burst_window_seconds: 1 };
  await call('PUT', '/api/risk/limits', rates, first.off.port);
  await end(first);
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i += 1) rounds.push(await round(entrances, pids));
  const of = (name: Name) => compared(rounds, name);
  const [off, again, key, session] = [of('off'), of('again'), of('key'), of('session')];
  const attacked = await entrances.start(['key']);
  await load(attacked.key, WARM_MS);
  const underAttack = await attack(attacked.key, Math.round(key.loaded.per_second.median / 2));
  await end(attacked);
  await entrances.close();
  return {
    ...{ off, again, key, session },
    attack: {
      ...underAttack,
      ratio: spread(underAttack.attacked),
      busy_ratio: spread(underAttack.busy),
      control_ratio: spread(underAttack.control),
    },
    each: rounds,
  };
}
