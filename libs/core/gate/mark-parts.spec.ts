import { figuresIn, sumsIn } from '#test/factories/figures.js';
import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { randomOf } from '#test/factories/random-history.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import type { MarkedQuote } from './event.js';
import { foldLine } from './fold.js';
import { HELD_MAX, markParts } from './mark-parts.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState, type GateState } from './state.js';
import { stateHash } from './state-hash.js';

const ACCOUNTS = 12;
const SYMBOLS = ['AAPL', 'SPY', 'TSLA'];
const idOf = (i: number) => `h${i}`;

/** Accounts that each hold five units of each symbol, bought at 100 by two strategies. */
function firm(): GateWorld {
  const world = GateWorld.open({ daily_loss_limit: dollars(100), max_portfolio_concentration_bps: 10_000 });
  for (let i = 0; i < ACCOUNTS; i += 1) {
    world.ask({ kind: 'open_account', account: idOf(i), cash: dollars(100_000), day: DAY });
    for (const symbol of SYMBOLS) {
      const { order } = world.submit({ account: idOf(i), symbol, quantity: units(5), strategy: `t${i % 2}` });
      world.fill(order, 5, 100);
    }
  }
  return world;
}

const quoteOf = (world: GateWorld, symbol: string, price: number): MarkedQuote => ({
  symbol,
  bid: dollars(price),
  ask: dollars(price),
  frozen: false,
  revision: 1 + (world.state.quotes.get(symbol)?.revision ?? 0),
});
/** As the gate's host does it, with something between the parts. */
function inParts(world: GateWorld, quotes: MarkedQuote[], between: (part: number) => void, most = 2 * ACCOUNTS): number {
  const parts = markParts(world.state, quotes, most);
  parts.forEach((part, i) => {
    world.ask({ kind: 'mark', day: DAY, quotes: part });
    between(i);
  });
  return parts.length;
}

/** Of an account, by plain arithmetic. */
function worth(state: GateState, account: string): number {
  const quantities = SYMBOLS.map((symbol) => [
    state.accounts.get(account)?.positions.get(symbol)?.quantity ?? 0,
    state.quotes.get(symbol)?.mark ?? 0,
  ]);
  return quantities.reduce((sum, [quantity = 0, mark = 0]) => sum + Number((BigInt(quantity) * BigInt(mark)) / 100_000_000n), 0);
}

function prove(world: GateWorld): void {
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  proof.finish();
}

test('parts keep the order of the quotes, and end where more would be held than a part may value', () => {
  const world = firm();
  const { state } = world;
  const quotes = SYMBOLS.map((symbol) => quoteOf(world, symbol, 101));
  expect(markParts(state, quotes)).toEqual([quotes]);
  expect(markParts(state, quotes, 2 * (2 * ACCOUNTS + 20))).toEqual([quotes.slice(0, 2), quotes.slice(2)]);
  expect(markParts(state, quotes, 1)).toEqual(quotes.map((quote) => [quote]));
  expect(markParts(state, [])).toEqual([[]]);
  const strangers = Array.from({ length: HELD_MAX / 10 }, (_, i) => ({ ...quotes[0], symbol: `X${i}` }) as MarkedQuote);
  expect(markParts(state, strangers)).toHaveLength(2);
});

test('an order between two parts meets its account, its strategy and the firm at the marks that are in force, and none of those to come', () => {
  const world = firm();
  const prices = [97.5, 103.25, 99.999];
  const quotes = SYMBOLS.map((symbol, i) => quoteOf(world, symbol, prices[i] ?? 0));
  const parts = inParts(world, quotes, (part) => {
    for (let i = 0; i < ACCOUNTS; i += 1) {
      const answer = world.submit({ account: idOf(i), symbol: 'SPY', quantity: units(1), price: dollars(90) });
      if (answer.kind !== 'decided') throw new Error(answer.kind);
      expect(answer.state.position_value).toBe(worth(world.state, idOf(i)));
    }
    const all = [...world.state.accounts.keys()].reduce((sum, account) => sum + worth(world.state, account), 0);
    expect(world.state.firm.value).toBe(all);
    const ofStrategies = ['t0', 't1'].map((name) => world.state.sums.get(`strategy:${name}`)?.value ?? 0);
    expect(ofStrategies.reduce<number>((sum, value) => sum + value, 0)).toBe(all);
    expect(SYMBOLS.map((symbol) => (world.state.quotes.get(symbol)?.mark ?? 0) / 1e6)).toEqual(
      prices.map((price, i) => (i <= part ? price : 100.01)),
    );
  });
  expect(parts).toBe(3);
  expect(world.tick().drift).toBe(0);
  prove(world);
});

test('the account that a part brings to its loss trips with that part, the last one too, and its next order is refused', () => {
  const world = firm();
  const last = idOf(ACCOUNTS - 1);
  world.fill(world.submit({ account: last, symbol: 'TSLA', quantity: units(9) }).order, 9, 100);
  const quotes = SYMBOLS.map((symbol) => quoteOf(world, symbol, 92));
  const tripped = () => world.log.flatMap((event) => (event.type === 'BREAKER_TRIPPED' ? [event.scope] : []));
  inParts(world, quotes, (part) => {
    expect(tripped()).toEqual(part < 2 ? [] : Array.from({ length: ACCOUNTS }, (_, i) => `account:${idOf(i)}`));
    const answer = world.submit({ account: last, symbol: 'SPY', quantity: units(1), price: dollars(90) });
    expect(answer).toMatchObject({ kind: 'decided', accepted: part < 2 });
    if (part === 2) expect(answer).toMatchObject({ violations: [{ code: 'CIRCUIT_BREAKER_OPEN' }, expect.anything()] });
  });
  prove(world);
});

test('what is read again between two parts, from the log or from a snapshot, goes on to the same state', () => {
  const world = firm();
  const quotes = SYMBOLS.map((symbol, i) => quoteOf(world, symbol, 98 + i));
  const restored: GateState[] = [];
  const lines = () => world.log.map(encodeEvent);
  let read = 0;
  inParts(world, quotes, () => {
    const folded = emptyState(compile);
    for (const line of lines()) foldLine(folded, line);
    const snapshot = JSON.parse(JSON.stringify(takeSnapshot(world.state))) as ReturnType<typeof takeSnapshot>;
    const anew = restoreSnapshot(snapshot, compile);
    for (const [key, sent] of world.state.clients) anew.clients.remember(key, sent);
    for (const one of restored) for (const line of lines().slice(read)) foldLine(one, line);
    restored.push(folded, anew);
    read = world.log.length;
    for (const one of restored) {
      expect(sumsIn(one.sums)).toEqual(sumsIn(world.state.sums));
      expect(figuresIn(one.firm)).toEqual(figuresIn(world.state.firm));
    }
  });
  expect(restored).toHaveLength(6);
  expect(restored.map(stateHash)).toEqual(restored.map(() => stateHash(world.state)));
});

test('after any trading, marks and changes of sectors every sum is what plain arithmetic makes of the positions', () => {
  const random = randomOf(7);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const world = firm();
  for (let i = 0; i < 400; i += 1) {
    const [account, symbol, strategy] = [idOf(Math.floor(random() * ACCOUNTS)), pick(SYMBOLS), pick(['t0', 't1', 't2'])];
    const side = pick(['BUY', 'SELL'] as const);
    const roll = random();
    if (roll < 0.6) {
      const price = dollars(side === 'BUY' ? 99 : 101);
      const answer = world.submit({ account, symbol, strategy, side, quantity: units(1 + Math.floor(random() * 9)), price });
      if (answer.kind === 'decided' && answer.accepted && random() < 0.8)
        world.fill(answer.order, answer.order.quantity / 1e8, 100);
      else if (answer.kind === 'decided' && answer.accepted) world.report(answer.order, 'CANCELED');
    } else if (roll < 0.95) inParts(world, [quoteOf(world, symbol, 98 + random() * 4)], () => {});
    else world.tick();
    let [value, gross] = [0, 0];
    for (const one of world.state.accounts.values()) {
      const positions = [...one.positions.values()];
      expect(one.value).toBe(worth(world.state, one.account));
      expect(one.gross).toBe(positions.reduce((sum, p) => sum + Math.max(p.value + p.open_buys, p.open_sells - p.value, 0), 0));
      expect(one.maintenance).toBe(positions.reduce((sum, p) => sum + p.maintenance, 0));
      [value, gross] = [value + one.value, gross + one.gross];
    }
    expect([world.state.firm.value, world.state.firm.gross]).toEqual([value, gross]);
  }
  prove(world);
});
