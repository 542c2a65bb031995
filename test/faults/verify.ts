/** What must hold after any load and any fault. Amounts are whole micro-dollars, quantities whole 1e-8 units. */
import { expect } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { decide } from '#core/check-order/decide.js';
import { withDefaults } from '#core/config/with-defaults.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { LogEvent } from '#core/gate/event.js';
import type { Order } from '#core/model/order.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import type { RuleEvaluator } from '#core/ports/rule-evaluator.js';
import { compileRuleSet } from '#rules/compile.js';
import { parseRuleSet } from '#rules/load.js';
import { until } from '../processes.js';
import { type Answered, call, must } from './load.js';

export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by \`npm run test:faults\``);
  return value;
}

export async function withPostgres<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: setting('DATABASE_URL') });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(setting('REDIS_URL'), { maxRetriesPerRequest: 2 });
  redis.on('error', () => {});
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Cancels until nothing is open and PostgreSQL has the whole log (60 s at most). */
export async function cancelAll(url: string): Promise<void> {
  await must(url, 'DELETE', '/api/orders');
  let rounds = 0;
  await until('no order is open', 60_000, async () => {
    if (rounds++ % 40 === 39) await call(url, 'DELETE', '/api/orders');
    return withRedis(async (redis) => (await redis.exists('bw:working', 'bw:unsettled')) === 0);
  });
  await until('PostgreSQL has the log', 60_000, async () => {
    const newest = await withRedis(async (redis) => (await redis.xrevrange('bw:log', '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0');
    await withPostgres((client) =>
      until('the relay', 10_000, async () => {
        const { rows } = await client.query<{ last_id: string }>('SELECT last_id FROM relay_position');
        return atLeast(rows[0]?.last_id ?? '0-0', newest);
      }),
    );
    return true;
  });
}

function atLeast(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherN = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && n >= otherN);
}

const UNIT = 100_000_000n;

/** quantity x price, nearest, half away from zero: what a fill pays. */
function paid(quantity: bigint, price: bigint): bigint {
  return (quantity * price * 2n + UNIT) / (2n * UNIT);
}

/** Holds, exposures, positions and cash against each other, PostgreSQL's fills and GET /api/fills, to the last digit. */
export async function sumsAreExact(url: string): Promise<{ fills: number }> {
  const { fills, cash, kept } = await withPostgres(async (client) => ({
    fills: (
      await client.query<{ execution_id: string; symbol: string; side: string; q: string; p: string; f: string }>(
        `SELECT execution_id, symbol, side, (quantity * 1e8)::bigint q, (price * 1e6)::bigint p, (fee * 1e6)::bigint f FROM fills
         WHERE account = 'default'`,
      )
    ).rows,
    cash: (
      await client.query<{ initial: string; cash: string }>(
        `SELECT (initial_cash * 1e6)::bigint initial, (cash * 1e6)::bigint cash FROM accounts WHERE account = 'default'`,
      )
    ).rows[0],
    kept: (
      await client.query<{ symbol: string; q: string }>(
        `SELECT symbol, (quantity * 1e8)::bigint q FROM positions WHERE account = 'default'`,
      )
    ).rows,
  }));
  const held = new Map<string, bigint>();
  let money = BigInt(cash?.initial ?? 0);
  for (const fill of fills) {
    const [quantity, price] = [BigInt(fill.q), BigInt(fill.p)];
    const signed = fill.side === 'BUY' ? quantity : -quantity;
    held.set(fill.symbol, (held.get(fill.symbol) ?? 0n) + signed);
    money += (fill.side === 'BUY' ? -paid(quantity, price) : paid(quantity, price)) - BigInt(fill.f);
  }
  await withRedis(async (redis) => {
    for (const key of (await allKeys(redis, 'bw:position:default:*')).toSorted()) {
      const p = await redis.hgetall(key);
      expect({ key, ob: p['open_buy'], os: p['open_sell'], obq: p['open_buy_qty'], osq: p['open_sell_qty'] }).toEqual({
        ...{ key, ob: '0', os: '0', obq: '0', osq: '0' },
      });
      const symbol = key.slice('bw:position:default:'.length);
      expect({ symbol, quantity: p['quantity'] ?? '0' }).toEqual({ symbol, quantity: String(held.get(symbol) ?? 0n) });
    }
    const account = await redis.hmget('bw:account:default', 'cash');
    expect(account[0]).toBe(String(money));
    await until('gross and value are the sums of the positions', 5000, async () => sumsOf(redis));
  });
  expect(cash?.cash).toBe(String(money));
  expect(new Map(kept.map(({ symbol, q }) => [symbol, BigInt(q)]).filter(([, q]) => q !== 0n) as [string, bigint][])).toEqual(
    new Map([...held].filter(([, q]) => q !== 0n)),
  );
  const { positions } = (await must(url, 'GET', '/api/positions')) as { positions: Record<string, number>[] };
  for (const position of positions) expect(position).toMatchObject({ open_buys: 0, open_sells: 0 });
  const listed = await allFills(url);
  expect(listed.length).toBe(fills.length);
  expect(new Set(listed)).toEqual(new Set(fills.map(({ execution_id }) => execution_id)));
  return { fills: fills.length };
}

/** One transaction reads all at once: quotes move meanwhile. */
async function sumsOf(redis: Redis): Promise<boolean> {
  const symbols = (await allKeys(redis, 'bw:position:default:*')).toSorted();
  const pipeline = redis.multi().hmget('bw:account:default', 'gross', 'value');
  for (const key of symbols) pipeline.hmget(key, 'exposure', 'value');
  const rows = ((await pipeline.exec()) ?? []).map(([, row]) => row as (string | null)[]);
  const [account = [], ...positions] = rows;
  const sum = (at: number) => positions.reduce((total, row) => total + BigInt(row[at] ?? 0), 0n);
  return BigInt(account[0] ?? 0) === sum(0) && BigInt(account[1] ?? 0) === sum(1);
}

async function allKeys(redis: Redis, pattern: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    for (const key of keys) found.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...found];
}

async function allFills(url: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page = (await must(url, 'GET', `/api/fills?limit=500${query}`)) as {
      fills: { execution_id: string }[];
      next_cursor: string | null;
    };
    ids.push(...page.fills.map(({ execution_id }) => execution_id));
    cursor = page.next_cursor;
  } while (cursor);
  return ids;
}

interface DecisionRow {
  decision_id: string;
  order_id: string;
  client_order_id: string;
  request: Order;
  state: ReservedState;
  accepted: boolean | null;
  violations: { code: string }[];
  decided_by: string | null;
  status: string | null;
}

export async function decisionsOf(prefix: string): Promise<DecisionRow[]> {
  return withPostgres(async (client) => {
    const { rows } = await client.query<DecisionRow>(
      `SELECT d.decision_id, d.order_id, d.client_order_id, d.request, d.state, d.accepted, d.violations, d.decided_by, o.status
       FROM decisions d LEFT JOIN orders o USING (order_id) WHERE starts_with(d.client_order_id, $1)`,
      [prefix],
    );
    return rows.toSorted((a, b) => a.state.at_us - b.state.at_us);
  });
}

/** Whatever was answered is in PostgreSQL with that verdict, once; what was not answered is decided one way. */
export function answersAreKept(answers: readonly Answered[], rows: readonly DecisionRow[]): void {
  const byClient = new Map<string, DecisionRow[]>();
  for (const row of rows) byClient.set(row.client_order_id, [...(byClient.get(row.client_order_id) ?? []), row]);
  const wrong: unknown[] = [];
  for (const answer of answers) {
    const kept = byClient.get(answer.client_order_id) ?? [];
    const live = kept.filter(({ decided_by }) => decided_by !== 'abandoned');
    if (live.length > 1) wrong.push({ twice: answer, kept: kept.length });
    if (![201, 403, 429].includes(answer.status) || answer.code === 'REFERENCE_PRICE_UNAVAILABLE') continue;
    const [row] = live;
    const same =
      row &&
      row.accepted === (answer.status === 201) &&
      row.order_id === answer.order_id &&
      row.decision_id === answer.decision_id &&
      (row.violations[0]?.code ?? '') === answer.code;
    if (!same) wrong.push({ answer, row: row && { accepted: row.accepted, by: row.decided_by, status: row.status } });
  }
  for (const row of rows) {
    const settled = row.accepted ? ['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'] : ['REJECTED'];
    if (row.accepted === null || !settled.includes(row.status ?? ''))
      wrong.push({ undecided: row.order_id, accepted: row.accepted, status: row.status, by: row.decided_by });
  }
  expect({ count: wrong.length, first: wrong.slice(0, 5) }).toEqual({ count: 0, first: [] });
}

/** Computes every verdict again, one after the other, from what the reserve recorded; no accepted order raised a symbol over its limit. */
export async function verdictsFollow(rows: readonly DecisionRow[]): Promise<void> {
  const inForce = await configs();
  const wrong: unknown[] = [];
  for (const row of rows) {
    if (row.decided_by === 'abandoned') continue;
    const { config, rules } = inForce.get(row.state.config_version) ?? {};
    if (!config || !rules) throw new Error(`config ${row.state.config_version} is not kept`);
    const again = decide(row.request, row.state, config, rules);
    const codes = again.violations.map(({ code }) => code).join();
    if (again.accepted !== row.accepted || codes !== row.violations.map(({ code }) => code).join())
      wrong.push({ order: row.order_id, again: codes, kept: row.violations });
    const limit = Math.min(
      config.limits.max_position_size,
      config.symbols[row.request.symbol]?.max_position ?? config.limits.max_position_size,
    );
    if (row.accepted && row.state.exposure_after > row.state.exposure_before && row.state.exposure_after > limit)
      wrong.push({ over: row.order_id, exposure: row.state.exposure_after, limit });
  }
  expect({ count: wrong.length, first: wrong.slice(0, 5) }).toEqual({ count: 0, first: [] });
}

async function configs(): Promise<Map<number, { config: RiskConfig; rules: RuleEvaluator | undefined }>> {
  return withPostgres(async (client) => {
    const sets = await client.query<{ hash: string; document: string }>('SELECT hash, document FROM rule_sets');
    const rules = new Map(sets.rows.map(({ hash, document }) => [hash, compileRuleSet(parseRuleSet(document))]));
    const versions = await client.query<{ version: number; config: RiskConfig }>('SELECT version, config FROM config_versions');
    return new Map(
      versions.rows.map(({ version, config }) => [
        version,
        { config: withDefaults({ ...config, version }), rules: rules.get(config.rules_hash) },
      ]),
    );
  });
}

/** Walks the log in its order with holds of its own: every reserve must have seen exactly the holds and positions before it. */
export function holdsAreContinuous(events: readonly LogEvent[], start: ReadonlyMap<string, bigint>): number {
  const books = new Map<string, { buys: bigint; sells: bigint; quantity: bigint }>();
  const orders = new Map<string, { symbol: string; buy: boolean; hold: bigint }>();
  const wrong: string[] = [];
  const bookOf = (symbol: string) => {
    const book = books.get(symbol) ?? { buys: 0n, sells: 0n, quantity: start.get(symbol) ?? 0n };
    books.set(symbol, book);
    return book;
  };
  const setHold = (id: string, hold: bigint) => {
    const order = orders.get(id);
    if (!order) return;
    const book = bookOf(order.symbol);
    if (order.buy) book.buys += hold - order.hold;
    else book.sells += hold - order.hold;
    order.hold = hold;
  };
  let reserves = 0;
  for (const event of events) {
    if (event.type === 'ORDER_RESERVED') {
      const { order, state } = event;
      const book = bookOf(order.symbol);
      reserves += 1;
      const seen = [state.open_buys, state.open_sells, state.quantity].join();
      if (seen !== [book.buys, book.sells, book.quantity].join())
        wrong.push(`${order.order_id} saw ${seen}, the log says ${book.buys},${book.sells},${book.quantity}`);
      orders.set(order.order_id, { symbol: order.symbol, buy: order.side === 'BUY', hold: 0n });
      setHold(order.order_id, BigInt(state.notional));
    } else if (event.type === 'ORDER_DECIDED') {
      for (const verdict of event.verdicts) if (!verdict.accepted) setHold(verdict.order_id, 0n);
    } else if (event.type === 'EXECUTION_APPLIED') {
      setHold(event.order_id, BigInt(event.hold));
      bookOf(event.symbol).quantity = BigInt(event.position.quantity);
    }
  }
  const shown = wrong.slice(0, 5);
  expect({ count: wrong.length, shown }).toEqual({ count: 0, shown: [] });
  return reserves;
}

export async function positionsNow(): Promise<Map<string, bigint>> {
  return withRedis(async (redis) => {
    const found = new Map<string, bigint>();
    for (const key of await allKeys(redis, 'bw:position:default:*'))
      found.set(key.slice('bw:position:default:'.length), BigInt((await redis.hget(key, 'quantity')) ?? 0));
    return found;
  });
}

/**
 * How many were refused for a position limit only because orders that were refused in turn still held exposure at that moment: too strict
 * for some milliseconds, never too lax. A figure to tell, not a fault.
 */
export function refusedByTheRefused(events: readonly LogEvent[]): number {
  const refused = new Map(
    events
      .flatMap((event) => (event.type === 'ORDER_DECIDED' ? event.verdicts : []))
      .filter(({ accepted }) => !accepted)
      .map((verdict) => [verdict.order_id, verdict]),
  );
  const holds = new Map<string, { symbol: string; side: string; hold: number }>();
  let count = 0;
  for (const event of events) {
    if (event.type === 'ORDER_DECIDED') for (const { order_id } of event.verdicts) holds.delete(order_id);
    if (event.type !== 'ORDER_RESERVED') continue;
    const { order, state } = event;
    const { order_id, symbol, side } = order;
    const verdict = refused.get(order_id);
    if (!verdict) continue;
    const limits = verdict.violations.map(({ code, limit }) => (code.endsWith('POSITION_LIMIT_EXCEEDED') ? Number(limit) : 0));
    const doomed = (of: string) =>
      [...holds.values()].reduce((sum, held) => sum + (held.symbol === symbol && held.side === of ? held.hold : 0), 0);
    const buys = state.open_buys + (side === 'BUY' ? state.notional : 0) - doomed('BUY');
    const sells = state.open_sells + (side === 'SELL' ? state.notional : 0) - doomed('SELL');
    if (Math.max(state.value + buys, sells - state.value) <= Math.min(...limits) * 1e6) count += 1;
    holds.set(order_id, { symbol, side, hold: state.notional });
  }
  return count;
}
