/** Random orders against two APIs, and everything that they were answered. */
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisEventLog } from '#adapters/redis/log.js';
import { decodeEvent } from '#core/gate/codec.js';
import type { GateEvent } from '#core/gate/event.js';

export interface Answered {
  client_order_id: string;
  /** 0: the connection broke or the answer did not come in time. */
  status: number;
  code: string;
  order_id: string | null;
  decision_id: string | null;
  problem: boolean;
}

/** mulberry32: a run can be repeated. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function call(url: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
}

/** As `call`, but throws when the status is not 2xx. */
export async function must(url: string, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await call(url, method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export interface Wish {
  client_order_id: string;
  account?: string;
  symbol: string;
  side: string;
  quantity: number;
  price: number | null;
  order_type: string;
}

export async function send(url: string, wish: Wish): Promise<Answered> {
  const { client_order_id } = wish;
  try {
    const { status, type, body } = await call(url, 'POST', '/api/order', wish);
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : null);
    return {
      ...{ client_order_id, status, code: text('code') ?? '', order_id: text('order_id'), decision_id: text('decision_id') },
      problem: type.startsWith('application/problem+json'),
    };
  } catch {
    return { client_order_id, status: 0, code: '', order_id: null, decision_id: null, problem: false };
  }
}

/** Symbol and about where its quote stands. */
export const MARKET: readonly (readonly [string, number])[] = [
  ['AAPL', 175],
  ['MSFT', 410],
  ['TSLA', 250],
  ['SPY', 450],
  ['KO', 60],
  ['INTC', 35],
];

/** With `accounts` each order is of one of them, else of the default account. */
export function wishes(
  prefix: string,
  count: number,
  seed: number,
  mids: ReadonlyMap<string, number>,
  accounts: readonly string[] = ['default'],
): Wish[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, n) => {
    const [symbol, usual] = MARKET[Math.floor(next() * MARKET.length)] ?? ['AAPL', 175];
    const mid = mids.get(symbol) ?? usual;
    const market = next() < 0.25;
    return {
      client_order_id: `${prefix}-${n}`,
      account: accounts[n % accounts.length] ?? 'default',
      symbol,
      side: next() < 0.5 ? 'BUY' : 'SELL',
      quantity: 1 + Math.floor((next() * 1300) / mid),
      price: market ? null : Math.round(mid * (0.99 + next() * 0.02) * 100) / 100,
      order_type: market ? 'MARKET' : 'LIMIT',
    };
  });
}

export async function midsOf(url: string): Promise<Map<string, number>> {
  const mids = new Map<string, number>();
  for (const [symbol] of MARKET) {
    const { bid, ask } = await must(url, 'GET', `/api/paper/quotes/${symbol}`);
    mids.set(symbol, (Number(bid) + Number(ask)) / 2);
  }
  return mids;
}

/** Sends all, `atOnce` at a time, in turn to each API. `goOn` false ends early; `answers` grows meanwhile. */
export async function pour(
  urls: readonly string[],
  orders: readonly Wish[],
  atOnce: number,
  { goOn = () => true, answers = [] }: { goOn?: () => boolean; answers?: Answered[] } = {},
): Promise<Answered[]> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < orders.length && goOn(); n = next++) {
      const wish = orders[n];
      if (wish) answers.push(await send(urls[n % urls.length] ?? '', wish));
      if (answers.at(-1)?.status === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return answers;
}

/** Figures of a run, for whoever reads the output. */
export function tell(figures: object): void {
  process.stderr.write(`${JSON.stringify(figures)}\n`);
}

export function share(answers: readonly Answered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code } of answers) {
    const key = `${status} ${code}`.trim();
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** A read that fails is done again, as every reader of the product does it, for so long. */
const READ_AGAIN_MS = 30_000;

/** Reads the log beside the relay, from now on, until `stop`. Throws when it was trimmed before this test read it. */
export async function followLog(url: string): Promise<{ events: GateEvent[]; stop(): Promise<GateEvent[]> }> {
  const [reads, asks] = [connectRedis(url, 'test-follow', { blocking: true }), connectRedis(url, 'test-ask')];
  await Promise.all([untilReady(reads, 10_000), untilReady(asks, 10_000)]);
  const log = new RedisEventLog(reads, asks, keysOf('main'));
  const events: GateEvent[] = [];
  const from = (await log.head()) ?? { n: 0, position: '0-0' };
  let { n, position } = from;
  let end = Infinity;
  const reading = (async () => {
    let readAt = Date.now();
    while (n < end) {
      const read = await log.read(position, 1000, 100).catch(async (error: unknown) => {
        if (Date.now() - readAt > READ_AGAIN_MS) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
        return null;
      });
      if (!read) continue;
      readAt = Date.now();
      position = read.position;
      for (const line of read.lines) {
        if (line.n <= n) continue;
        if (line.n !== n + 1) throw new Error(`the log goes on with ${line.n} after ${n}`);
        n = line.n;
        events.push(decodeEvent(line.line));
      }
    }
  })();
  reading.catch(() => {});
  return {
    events,
    async stop() {
      end = (await log.head())?.n ?? n;
      try {
        await reading;
      } finally {
        reads.disconnect();
        asks.disconnect();
      }
      return events;
    },
  };
}
