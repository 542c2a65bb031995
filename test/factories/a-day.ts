/** A trading day in PostgreSQL, written by the relay's own way: what a start loads and what a proof recomputes. */
import type { DataSource } from 'typeorm';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { encodeEvent } from '#core/gate/codec.js';
import { foldBatch } from '#core/relay/fold-batch.js';
import { compile, dollars, GateWorld, units } from './gate-world.js';
import { randomOf, storeConfigs } from './random-history.js';

export interface DayShape {
  orders: number;
  /** Orders that stay open to the end. */
  open: number;
  /** Of the others: refused by a rule; acknowledged and filled. What is left is withdrawn before it is sent. */
  refused: number;
  filled: number;
}

const BATCH = 2000;
const SNAPSHOT_EVERY = 50_000;
const DAY_US = 8 * 3600 * 1_000_000;
const SYMBOLS = ['AAPL', 'SPY', 'TSLA'] as const;

/** Returns how many events it wrote, and how long that took PostgreSQL and this process, in seconds. */
export async function writeDay(
  db: DataSource,
  { orders, open, refused, filled }: DayShape,
): Promise<{ events: number; seconds: number }> {
  const store = new PostgresStateStore(db);
  const writer = new PostgresHistoryWriter(db);
  const relayed = await store.load(compile);
  const world = new GateWorld(await store.load(compile));
  const random = randomOf(1);
  let seconds = 0;
  const write = async () => {
    const events = world.log.splice(0);
    const first = world.state.n - events.length + 1;
    const lines = events.map((event, i) => ({ n: first + i, line: encodeEvent(event) }));
    const began = performance.now();
    await writer.apply(foldBatch(relayed, lines), await writer.position());
    seconds += (performance.now() - began) / 1000;
    if (Math.floor(relayed.n / SNAPSHOT_EVERY) > Math.floor((first - 1) / SNAPSHOT_EVERY)) await store.save(relayed);
  };
  world.configure(2, {
    max_portfolio_concentration_bps: 10_000,
    max_leverage_hundredths: 100_000,
    daily_loss_limit: dollars(90_000),
  });
  await storeConfigs(db, world.log);
  let markedUs = 0;
  for (let i = 0; i < orders; i += 1) {
    world.nowUs += Math.floor(DAY_US / orders);
    if (world.nowUs - markedUs > 1_000_000) {
      markedUs = world.nowUs;
      for (const symbol of SYMBOLS) world.quote(symbol, 100, 100.02);
      world.tick();
    }
    const [side, symbol] = [i % 2 ? ('BUY' as const) : ('SELL' as const), SYMBOLS[Math.floor(i / 2) % 3] ?? 'SPY'];
    const roll = random();
    const { order } = world.submit({
      side,
      symbol,
      quantity: units(roll < refused ? 11 : 0.01),
      client_order_id: `client-${i}-of-the-day`,
    });
    const rests = i % Math.floor(orders / open) === 0;
    if (roll < refused || rests) continue;
    if (roll < refused + filled) {
      world.report(order, 'WORKING');
      world.fill(order, 0.01, 100);
    } else {
      world.ask({ kind: 'cancel', order_id: order.order_id, actor: 'day' });
      world.ask({ kind: 'reconsider', order_id: order.order_id });
    }
    if (world.log.length >= BATCH) await write();
  }
  await write();
  return { events: relayed.n, seconds };
}
