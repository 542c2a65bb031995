/** What must hold after any load and any fault. Amounts are whole micro-dollars, quantities whole 1e-8 units. */
import { expect } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { decide } from '#core/check-order/decide.js';
import { withDefaults } from '#core/config/with-defaults.js';
import type { RiskConfig } from '#core/model/limits.js';
import { decodeEvent } from '#core/gate/codec.js';
import type { GateEvent } from '#core/gate/event.js';
import type { Order } from '#core/model/order.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import type { RuleEvaluator } from '#core/ports/rule-evaluator.js';
import { compileRuleSet } from '#rules/compile.js';
import { parseRuleSet } from '#rules/load.js';
import { setting } from '../factories/setting.js';
import { until } from '../processes.js';
import { type Answered, call, must } from './load.js';

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
  // A 503 says that nothing was done and to ask again: a gate may just be taking over.
  await until('the cancels are taken', 30_000, async () => (await call(url, 'DELETE', '/api/orders')).status === 202);
  let rounds = 0;
  await until('no order is open', 60_000, async () => {
    if (rounds++ % 40 === 39) await call(url, 'DELETE', '/api/orders');
    return (await must(url, 'GET', '/api/accounts'))['open_orders'] === 0;
  });
  await untilCopied();
}

/** PostgreSQL has the whole log as it stands now. */
export async function untilCopied(): Promise<void> {
  const newest = await withRedis(async (redis) => Number(await redis.hget('bw:{main}:head', 'n')));
  await withPostgres((client) =>
    until('PostgreSQL has the log', 60_000, async () => {
      const { rows } = await client.query<{ n: string }>('SELECT n FROM relay_position');
      return Number(rows[0]?.n ?? 0) >= newest;
    }),
  );
}

const UNIT = 100_000_000n;

/** quantity x price, nearest, half away from zero: what a fill pays. */
function paid(quantity: bigint, price: bigint): bigint {
  return (quantity * price * 2n + UNIT) / (2n * UNIT);
}

/** A second account beside the first, opened by SQL as an administrator does it; ready for orders when this resolves. */
export async function openSecondAccount(url: string): Promise<string> {
  const account = 'second';
  await withPostgres((client) =>
    client.query('INSERT INTO accounts (account, initial_cash, cash) VALUES ($1, 100000, 100000) ON CONFLICT DO NOTHING', [
      account,
    ]),
  );
  await until('the second account is open', 60_000, async () => {
    const { accounts } = (await must(url, 'GET', '/api/accounts')) as { accounts: { account: string }[] };
    return accounts.some((one) => one.account === account);
  });
  return account;
}

/** Of each account: holds, exposures, positions and cash against each other, PostgreSQL's fills and GET /api/fills, to the last digit. */
export async function sumsAreExact(url: string, accounts: readonly string[] = ['default']): Promise<{ fills: number }> {
  let fills = 0;
  for (const account of accounts) fills += await sumsOfAccountAreExact(url, account);
  return { fills };
}

async function sumsOfAccountAreExact(url: string, account: string): Promise<number> {
  const { fills, cash, kept } = await withPostgres(async (client) => ({
    fills: (
      await client.query<{ execution_id: string; symbol: string; side: string; q: string; p: string; f: string }>(
        `SELECT execution_id, symbol, side, (quantity * 1e8)::bigint q, (price * 1e6)::bigint p, (fee * 1e6)::bigint f FROM fills
         WHERE account = $1`,
        [account],
      )
    ).rows,
    cash: (
      await client.query<{ initial: string; cash: string }>(
        `SELECT (initial_cash * 1e6)::bigint initial, (cash * 1e6)::bigint cash FROM accounts WHERE account = $1`,
        [account],
      )
    ).rows[0],
    kept: (
      await client.query<{ symbol: string; q: string }>(
        `SELECT symbol, (quantity * 1e8)::bigint q FROM positions WHERE account = $1`,
        [account],
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
  const shown = await until('the account is the sum of its positions', 10_000, () => consistent(url, account));
  for (const position of shown) {
    const { symbol, open_buys, open_sells } = position;
    expect({ symbol, open_buys, open_sells }).toEqual({ symbol, open_buys: 0, open_sells: 0 });
    expect({ symbol, quantity: BigInt(Math.round(position.quantity * 1e8)) }).toEqual({
      symbol,
      quantity: held.get(symbol) ?? 0n,
    });
  }
  for (const [symbol, quantity] of held) if (quantity !== 0n) expect(shown.map((position) => position.symbol)).toContain(symbol);
  const { accounts } = (await must(url, 'GET', '/api/accounts')) as { accounts: { account: string; cash: number }[] };
  expect(BigInt(Math.round((accounts.find((one) => one.account === account)?.cash ?? 0) * 1e6))).toBe(money);
  expect(cash?.cash).toBe(String(money));
  expect(new Map(kept.map(({ symbol, q }) => [symbol, BigInt(q)]).filter(([, q]) => q !== 0n) as [string, bigint][])).toEqual(
    new Map([...held].filter(([, q]) => q !== 0n)),
  );
  const listed = await allFills(url, account);
  expect(listed.length).toBe(fills.length);
  expect(new Set(listed)).toEqual(new Set(fills.map(({ execution_id }) => execution_id)));
  return fills.length;
}

interface ShownPosition {
  symbol: string;
  quantity: number;
  market_value: number;
  open_buys: number;
  open_sells: number;
  exposure: number;
}

/** The positions, when the account's value and gross exposure are their sums; quotes may move between the two answers. */
async function consistent(url: string, id: string): Promise<ShownPosition[] | null> {
  const [{ positions }, { accounts }] = (await Promise.all([
    must(url, 'GET', `/api/positions?account=${id}`),
    must(url, 'GET', '/api/accounts'),
  ])) as [{ positions: ShownPosition[] }, { accounts: { account: string; gross_exposure: number; position_value: number }[] }];
  const account = accounts.find((one) => one.account === id);
  const micros = (dollars: number) => Math.round(dollars * 1e6);
  const sum = (of: (position: ShownPosition) => number) => positions.reduce((total, position) => total + micros(of(position)), 0);
  const fits =
    sum((p) => p.exposure) === micros(account?.gross_exposure ?? 0) &&
    sum((p) => p.market_value) === micros(account?.position_value ?? 0);
  return fits ? positions : null;
}

async function allFills(url: string, account: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page = (await must(url, 'GET', `/api/fills?account=${account}&limit=500${query}`)) as {
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
  accepted: boolean;
  violations: { code: string }[];
  status: string | null;
}

export async function decisionsOf(prefix: string): Promise<DecisionRow[]> {
  return withPostgres(async (client) => {
    const { rows } = await client.query<Omit<DecisionRow, 'request' | 'state' | 'violations'> & { line: string }>(
      `SELECT d.decision_id, d.order_id, d.client_order_id, d.accepted, d.line, o.status
       FROM decisions d LEFT JOIN orders o USING (order_id) WHERE starts_with(d.client_order_id, $1) ORDER BY d.n`,
      [prefix],
    );
    return rows.map(({ line, ...row }) => {
      const event = decodeEvent(line);
      if (event.type !== 'ORDER_DECIDED') throw new Error(`the line of ${row.decision_id} is of another event`);
      return { ...row, request: event.order, state: event.state, violations: event.violations };
    });
  });
}

/** Whatever was answered is in PostgreSQL with that verdict, once; what was not answered is decided one way. */
export function answersAreKept(answers: readonly Answered[], rows: readonly DecisionRow[]): void {
  const byClient = new Map<string, DecisionRow[]>();
  for (const row of rows) byClient.set(row.client_order_id, [...(byClient.get(row.client_order_id) ?? []), row]);
  const wrong: unknown[] = [];
  for (const answer of answers) {
    const kept = byClient.get(answer.client_order_id) ?? [];
    if (kept.length > 1) wrong.push({ twice: answer, kept: kept.length });
    const [row] = kept;
    // What was said not to have been let through never was; what was left unanswered may have been.
    if (answer.status === 503 && answer.code !== 'OUTCOME_UNKNOWN' && row?.accepted) wrong.push({ refused: answer, row });
    if (![201, 403, 429].includes(answer.status) || answer.code === 'REFERENCE_PRICE_UNAVAILABLE') continue;
    const same =
      row &&
      row.accepted === (answer.status === 201) &&
      row.order_id === answer.order_id &&
      row.decision_id === answer.decision_id &&
      (row.violations[0]?.code ?? '') === answer.code;
    if (!same) wrong.push({ answer, row: row && { accepted: row.accepted, status: row.status } });
  }
  for (const row of rows) {
    const settled = row.accepted ? ['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'] : ['REJECTED'];
    if (!settled.includes(row.status ?? '')) wrong.push({ unsettled: row.order_id, accepted: row.accepted, status: row.status });
  }
  expect({ count: wrong.length, first: wrong.slice(0, 5) }).toEqual({ count: 0, first: [] });
}

/** Computes every verdict again, one after the other, from what the gate recorded; no accepted order raised a symbol over its limit. */
export async function verdictsFollow(rows: readonly DecisionRow[]): Promise<void> {
  const inForce = await configs();
  const wrong: unknown[] = [];
  for (const row of rows) {
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

/** Walks the log in its order with holds of its own: every order must have seen exactly the holds and positions before it. */
export function holdsAreContinuous(events: readonly GateEvent[], start: ReadonlyMap<string, bigint>): number {
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
  let decided = 0;
  for (const event of events) {
    if (event.type === 'ORDER_DECIDED') {
      const { order, state } = event;
      const book = bookOf(order.symbol);
      decided += 1;
      const seen = [state.open_buys, state.open_sells, state.quantity].join();
      if (seen !== [book.buys, book.sells, book.quantity].join())
        wrong.push(`${order.order_id} saw ${seen}, the log says ${book.buys},${book.sells},${book.quantity}`);
      orders.set(order.order_id, { symbol: order.symbol, buy: order.side === 'BUY', hold: 0n });
      if (event.accepted) setHold(order.order_id, BigInt(state.notional));
    } else if (event.type === 'ORDER_WITHDRAWN') setHold(event.order_id, 0n);
    else if (event.type === 'EXECUTION_APPLIED') {
      setHold(event.order_id, BigInt(event.hold));
      bookOf(event.symbol).quantity = BigInt(event.position.quantity);
    }
  }
  const shown = wrong.slice(0, 5);
  expect({ count: wrong.length, shown }).toEqual({ count: 0, shown: [] });
  return decided;
}

export async function positionsNow(url: string): Promise<Map<string, bigint>> {
  const { positions } = (await must(url, 'GET', '/api/positions')) as { positions: { symbol: string; quantity: number }[] };
  return new Map(positions.map(({ symbol, quantity }) => [symbol, BigInt(Math.round(quantity * 1e8))]));
}
