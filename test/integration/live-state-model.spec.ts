/** The scripts against a model in BigInt: random lives of orders, every figure exact after every step. Real Redis, a database of its own. */
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { RedisLiveBook } from '#adapters/redis/live-book.js';
import { READY } from '#adapters/redis/live-format.js';
import { parseReservedState } from '#adapters/redis/log-codec.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { BrokerQuote, ExecutionReport } from '#core/ports/broker.js';

jest.setTimeout(60_000);
const ONE = 100_000_000n;
const DAY = '2026-11-24';
const SYMBOLS = ['AAA', 'BBB'];
let redis: ScriptedRedis;
let admin: ScriptedRedis;
const database = (url: string | undefined) => (url ?? '').replace(/\/\d*$/, '/7');

beforeAll(async () => {
  redis = connectRedis(database(process.env.REDIS_URL), 'model');
  admin = connectRedis(database(process.env.REDIS_ADMIN_URL), 'model-admin');
  await Promise.all([untilReady(redis, 5000), untilReady(admin, 5000)]);
});
afterAll(() => {
  redis.disconnect();
  admin.disconnect();
});

const abs = (n: bigint) => (n < 0n ? -n : n);
const max = (...all: bigint[]) => all.reduce((a, b) => (a > b ? a : b));
const ceil = (a: bigint, b: bigint) => (a + b - 1n) / b;
const nearest = (a: bigint, b: bigint) => (2n * a + b) / (2n * b);
const signedNearest = (a: bigint, b: bigint) => (a < 0n ? -nearest(-a, b) : nearest(a, b));

interface Held {
  symbol: string;
  side: 'B' | 'S';
  leaves: bigint;
  hold: bigint;
  check: bigint;
}

/** What the scripts should do, written again from the design, in BigInt. */
class Model {
  cash = 100_000_000_000n;
  realized = 0n;
  fees = 0n;
  readonly quotes = new Map(SYMBOLS.map((symbol) => [symbol, { bid: 99_990_000n, ask: 100_010_000n }]));
  readonly positions = new Map(SYMBOLS.map((symbol) => [symbol, { quantity: 0n, cost: 0n }]));
  readonly open = new Map<string, Held>();

  mark(symbol: string): bigint {
    const { bid, ask } = this.quotes.get(symbol) ?? { bid: 0n, ask: 0n };
    return (bid + ask) / 2n;
  }

  value(symbol: string): bigint {
    return signedNearest((this.positions.get(symbol)?.quantity ?? 0n) * this.mark(symbol), ONE);
  }

  openIn(symbol: string, side: 'B' | 'S'): { dollars: bigint; quantity: bigint } {
    const mine = [...this.open.values()].filter((o) => o.symbol === symbol && o.side === side);
    return { dollars: mine.reduce((sum, o) => sum + o.hold, 0n), quantity: mine.reduce((sum, o) => sum + o.leaves, 0n) };
  }

  exposure(symbol: string): bigint {
    const value = this.value(symbol);
    return max(value + this.openIn(symbol, 'B').dollars, this.openIn(symbol, 'S').dollars - value, 0n);
  }

  reserve(id: string, symbol: string, side: 'B' | 'S', quantity: bigint, price: bigint): void {
    const held = this.positions.get(symbol)?.quantity ?? 0n;
    const reducing = held > 0n && side === 'S' && quantity + this.openIn(symbol, 'S').quantity <= held;
    const ask = this.quotes.get(symbol)?.ask ?? 0n;
    const check = side === 'S' && !reducing ? max(price, ceil(ask * 10_010n, 10_000n)) : price;
    this.open.set(id, { symbol, side, leaves: quantity, hold: ceil(quantity * check, ONE), check });
  }

  fill(id: string, quantity: bigint, price: bigint, fee: bigint): void {
    const order = this.open.get(id);
    const position = order && this.positions.get(order.symbol);
    if (!order || !position) return;
    const sign = order.side === 'B' ? 1n : -1n;
    const paid = nearest(quantity * price, ONE);
    const closing = position.quantity * sign < 0n ? (abs(position.quantity) < quantity ? abs(position.quantity) : quantity) : 0n;
    const closedFor = closing === quantity ? paid : nearest(closing * price, ONE);
    const share = closing > 0n ? nearest(abs(position.cost) * closing, abs(position.quantity)) : 0n;
    if (closing > 0n) {
      this.realized += position.quantity > 0n ? closedFor - share : share - closedFor;
      position.cost += position.quantity > 0n ? -share : share;
    }
    position.cost += sign * (closing > 0n ? paid - closedFor : paid);
    position.quantity += sign * quantity;
    this.cash -= sign * paid + fee;
    this.realized -= fee;
    this.fees += fee;
    order.leaves -= quantity;
    order.hold = ceil(order.leaves * order.check, ONE);
    if (order.leaves === 0n) this.open.delete(id);
  }
}

async function begin(): Promise<{ book: RedisLiveBook; fence: string }> {
  await admin.flushdb();
  const book = new RedisLiveBook(redis);
  const fence = (await book.lease('model', 600_000)) ?? '';
  const cash = '100000000000';
  await redis.sadd('bw:accounts', 'a');
  await redis.hset('bw:account:a', {
    cash,
    value: 0,
    gross: 0,
    day: DAY,
    day_start: cash,
    moved: 0,
    realized: 0,
    fees: 0,
    peak: cash,
  });
  await redis.hset('bw:control', {
    [READY]: 1,
    config_version: 1,
    burst_us: 1e7,
    loss_limit: '8000000000000000',
    slippage_bps: 10,
    relayed_us: Date.now() * 1000,
  });
  return { book, fence };
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      symbol: fc.constantFrom(...SYMBOLS),
      side: fc.constantFrom('B' as const, 'S' as const),
      quantity: fc.oneof(
        fc.bigInt(1n, 1_000n).map((n) => n * ONE),
        fc.bigInt(1n, 10_000_000_000_000n),
      ),
      price: fc.bigInt(1n, 200_000_000n),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fill' as const),
      which: fc.nat(),
      share: fc.bigInt(1n, 100n),
      price: fc.bigInt(1n, 200_000_000n),
      fee: fc.bigInt(0n, 1_000_000n),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('mark' as const),
      symbol: fc.constantFrom(...SYMBOLS),
      bid: fc.bigInt(1n, 300_000_000n),
      spread: fc.bigInt(0n, 50_000n),
    }),
  },
);

test('after any life of orders the scripts hold, value and book exactly what the model does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { book, fence } = await begin();
      const model = new Model();
      let serial = 0;
      const mark = (symbol: string) => {
        const { bid, ask } = model.quotes.get(symbol) ?? { bid: 0n, ask: 0n };
        const quote: BrokerQuote = { symbol, bid: Number(bid) as Money, ask: Number(ask) as Money, frozen: false, revision: 1 };
        return book.mark(fence, DAY, [quote], false);
      };
      for (const symbol of SYMBOLS) await mark(symbol);
      await book.tick(fence, DAY, 'model', SYMBOLS);
      const report = (id: string, kind: ExecutionReport['kind'], quantity = 0n, price = 0n, fee = 0n): ExecutionReport => {
        serial += 1;
        const { symbol = '', side = 'B' } = model.open.get(id) ?? {};
        return {
          ...{
            sequence: serial,
            execution_id: `x${serial}`,
            order_id: id,
            broker_order_id: `b${id}`,
            account: 'a',
            symbol,
            side: side === 'B' ? 'BUY' : 'SELL',
            kind,
            reason: '',
          },
          ...{
            quantity: Number(quantity) as Quantity,
            price: Number(price) as Money,
            fee: Number(fee) as Money,
            executed_at_ms: 0,
          },
        };
      };
      for (const s of steps) {
        const ids = [...model.open.keys()];
        const id = 'which' in s ? ids[s.which % Math.max(ids.length, 1)] : undefined;
        if (s.do === 'tick') {
          expect((await book.tick(fence, DAY, 'model', SYMBOLS)).drift).toBe(0);
        } else if (s.do === 'reserve') {
          const name = `o${(serial += 1)}`;
          const answer = String(
            await redis.bwReserve(
              'a',
              s.symbol,
              s.side,
              String(s.quantity),
              String(s.price),
              'L',
              'DAY',
              name,
              name,
              name,
              'h',
              '0',
            ),
          );
          expect(answer).toMatch(/^OK /);
          model.reserve(name, s.symbol, s.side, s.quantity, s.price);
          expect(BigInt(parseReservedState(answer.slice(3)).exposure_after)).toBe(model.exposure(s.symbol));
        } else if (s.do === 'mark') {
          model.quotes.set(s.symbol, { bid: s.bid, ask: s.bid + s.spread });
          await mark(s.symbol);
        } else if (id === undefined) {
          continue;
        } else if (s.do === 'fill') {
          await redis.bwConclude(id, '1', '{}');
          const quantity = max(((model.open.get(id)?.leaves ?? 0n) * s.share) / 100n, 1n);
          const one = report(id, 'FILL', quantity, s.price, s.fee);
          expect(await book.execute(fence, DAY, [one, one])).toBe(1); // twice is once
          model.fill(id, quantity, s.price, s.fee);
        } else if (s.do === 'cancel') {
          await book.execute(fence, DAY, [report(id, 'CANCELED')]);
          model.open.delete(id);
        } else {
          const concluded = Number(await redis.bwConclude(id, '0', '{}'));
          if (concluded === 1) model.open.delete(id);
        }
        await expectSame(book, model);
      }
    }),
    { numRuns: 150 },
  );
});

async function expectSame(book: RedisLiveBook, model: Model): Promise<void> {
  const a = await redis.hgetall('bw:account:a');
  const got: Record<string, string | undefined> = {
    cash: a.cash,
    realized: a.realized,
    fees: a.fees,
    value: a.value,
    gross: a.gross,
  };
  const sum = (of: (symbol: string) => bigint) => String(SYMBOLS.map(of).reduce((x, y) => x + y, 0n));
  const want: Record<string, string | undefined> = {
    ...{ cash: String(model.cash), realized: String(model.realized), fees: String(model.fees) },
    ...{ value: sum((symbol) => model.value(symbol)), gross: sum((symbol) => model.exposure(symbol)) },
  };
  for (const symbol of SYMBOLS) {
    const p = await redis.hgetall(`bw:position:a:${symbol}`);
    const [buys, sells, position] = [model.openIn(symbol, 'B'), model.openIn(symbol, 'S'), model.positions.get(symbol)];
    got[symbol] = [
      p.quantity ?? 0,
      p.cost ?? 0,
      p.open_buy ?? 0,
      p.open_buy_qty ?? 0,
      p.open_sell ?? 0,
      p.open_sell_qty ?? 0,
    ].join(' ');
    want[symbol] = [position?.quantity, position?.cost, buys.dollars, buys.quantity, sells.dollars, sells.quantity].join(' ');
  }
  expect(got).toEqual(want);
  expect((await book.openOrders()).length).toBe(model.open.size);
}

test('in no interval of one second do more attempts count as first ten than ten', async () => {
  await begin();
  await redis.hset('bw:control', { tick_us: Date.now() * 1000 + 1e6 });
  const states = [];
  for (let i = 0; i < 30; i += 1)
    states.push(
      parseReservedState(
        String(
          await redis.bwReserve('a', 'AAA', 'B', '100000000', '1000000', 'L', 'DAY', `r${i}`, `r${i}`, `r${i}`, 'h', '0'),
        ).slice(3),
      ),
    );
  for (const { at_us, orders_in_last_second } of states) {
    expect(orders_in_last_second).toBe(states.filter((other) => other.at_us > at_us - 1e6 && other.at_us <= at_us).length);
  }
});

test('a missing mark, a lagging relay and an unready state each refuse, and nothing is held', async () => {
  const reserve = () => redis.bwReserve('a', 'AAA', 'B', '100000000', '1000000', 'L', 'DAY', 'n', 'n', 'n', 'h', '0');
  await begin();
  expect(await reserve()).toMatch(/^PNL_STALE/);
  await redis.hset('bw:control', { tick_us: Date.now() * 1000, relayed_us: Date.now() * 1000 - 61e6 });
  expect(await reserve()).toMatch(/^JOURNAL_BEHIND/);
  await redis.hdel('bw:control', READY);
  expect(await reserve()).toMatch(/^STATE_UNAVAILABLE/);
  expect(await redis.keys('bw:order:*').catch(() => [])).toEqual([]);
  expect(await redis.exists('bw:working', 'bw:unsettled', 'bw:rate:a', 'bw:log')).toBe(0);
});

test('a process that lost its lease can no longer mark or book', async () => {
  const { book } = await begin();
  await expect(book.mark('0', DAY, [], false)).rejects.toThrow('lost the lease');
  await expect(book.execute('0', DAY, [])).rejects.toThrow('lost the lease');
  expect(await book.lease('another', 1000)).toBeNull();
});
