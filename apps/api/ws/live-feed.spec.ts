import { jest } from '@jest/globals';
import { pino } from 'pino';
import type { Board } from '#core/events/board.js';
import { messageKey } from '#core/events/message-id.js';
import { dollars, units } from '#test/factories/gate-world.js';
import { FedWorld } from '#test/factories/memory-feed.js';
import { changeOf, MemoryHistory } from '#test/factories/memory-history.js';
import { LiveFeed } from './live-feed.js';
import type { Outgoing } from './outgoing.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, good: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!good()) {
    if (Date.now() > deadline) throw new Error(`not within 10 s: ${what}`);
    await sleep(5);
  }
}

/** A live feed over a log in memory; what it tells and shows is kept. */
class Scene {
  readonly world = new FedWorld();
  readonly history = new MemoryHistory(this.world);
  readonly told: Outgoing['message'][] = [];
  readonly shown: string[] = [];
  listened = true;
  ordersWanted = true;
  /** Waited for with each delivery. */
  beforeDelivery: () => Promise<unknown> = () => Promise.resolve();
  readonly live = new LiveFeed({
    ...{ feed: this.world.feed, history: this.history, logger: pino({ level: 'silent' }) },
    listened: () => this.listened,
    ordersWanted: () => this.ordersWanted,
    deliver: async (messages) => {
      await this.beforeDelivery();
      this.told.push(...messages.map(({ message }) => message));
    },
    showAll: async (board: Board) => {
      this.shown.push(board.position);
    },
  });
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();

  run(): void {
    this.running = this.live.run(this.stop.signal);
  }

  async begun(): Promise<this> {
    this.history.copy();
    this.run();
    await until('the feed has begun', () => this.live.board !== null);
    return this;
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  /** Everything that happened was told. */
  async worked(): Promise<void> {
    await until('all is told', () => this.live.board?.position === this.world.position);
    await sleep(25);
  }

  of(type: string): Outgoing['message'][] {
    return this.told.filter((message) => message.type === type);
  }

  /** An order that is too large: an order message and an alert. */
  refuse(): string {
    this.world.submit({ quantity: units(100) });
    return this.world.position;
  }
}

let open: Scene;
beforeEach(() => {
  open = new Scene();
});
afterEach(() => open.end());

test('it begins with how things stand in PostgreSQL and tells what came after, nothing twice and nothing left out', async () => {
  const before = [open.refuse(), open.refuse(), open.refuse()];
  open.history.copy(open.world.folded.length - 2);
  open.run();
  await until('it listens', () => open.world.feed.listeners.size === 1);
  const [copied, later, last] = [open.refuse(), open.refuse(), open.refuse()];
  await sleep(120);
  expect(open.live.board).toBeNull(); // PostgreSQL does not have what was told before it listened.
  open.history.copy(open.world.folded.length - 2);
  await until('the last is told', () => open.of('RISK_ALERT').some(({ ref }) => ref === last));
  expect(open.of('RISK_ALERT').map(({ ref }) => ref)).toEqual([later, last]);
  expect(open.of('ORDER_UPDATE').map(({ id }) => id)).toEqual([later, last].map((id) => `${id}-0`));
  expect(open.live.board?.alerts.map(({ id }) => id)).toEqual([last, later, copied, ...before.toReversed()]);
});

test('while PostgreSQL does not answer it is tried again, and nothing is lost', async () => {
  const { history } = open;
  let asked = 0;
  const board = jest.spyOn(history, 'board').mockImplementation(() => {
    asked += 1;
    if (asked === 2) board.mockRestore();
    return Promise.reject(new Error('no connection'));
  });
  history.copy();
  open.run();
  await until('it listens', () => open.world.feed.listeners.size === 1);
  const meanwhile = open.refuse();
  history.copy();
  await until('the feed has begun', () => open.live.board !== null);
  const later = open.refuse();
  await until('it is told', () => open.of('RISK_ALERT').length === 1);
  expect([asked, open.of('RISK_ALERT')[0]?.ref]).toEqual([2, later]);
  expect(open.live.board?.alerts.map(({ id }) => id)).toEqual([later, meanwhile]);
});

test('it ends at once when it is told to, though PostgreSQL is behind', async () => {
  open.run();
  await until('it listens', () => open.world.feed.listeners.size === 1);
  const startedMs = performance.now();
  await open.end();
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test('order messages are made of the events alone: nothing is looked up', async () => {
  await open.begun();
  const { order } = open.world.submit({ quantity: units(2) });
  open.world.report(order, 'WORKING');
  open.world.fill(order, 0.5, 99);
  open.world.report(order, 'CANCELED');
  await open.worked();
  expect(open.of('ORDER_UPDATE')).toMatchObject([
    { ref: order.order_id, account: 'default', data: { status: 'PENDING_SUBMIT', quantity: 2, price: 100, leaves_quantity: 2 } },
    { ref: order.order_id, data: { status: 'WORKING', client_order_id: order.client_order_id } },
    { ref: order.order_id, data: { status: 'PARTIALLY_FILLED', filled_quantity: 0.5, leaves_quantity: 1.5 } },
    { ref: order.order_id, data: { status: 'CANCELED', filled_quantity: 0.5, leaves_quantity: 0 } },
  ]);
  expect(open.history.asked).toEqual(['board']);
});

test('marks tell P&L once a second by the log’s time, however many they are', async () => {
  await open.begun();
  const { order } = open.world.submit();
  open.world.fill(order, 1, 100);
  await open.worked();
  open.world.pass(2);
  const before = open.of('PNL_UPDATE').length;
  for (let i = 0; i < 11; i += 1) {
    open.world.quote('AAPL', 100 + i, 100.02 + i);
    await open.worked();
    open.world.pass(0.2);
  }
  // At 0, 1 and 2 seconds: the mark is in the middle of the quote.
  expect(
    open
      .of('PNL_UPDATE')
      .slice(before)
      .map(({ data }) => data),
  ).toMatchObject([{ total_pnl: 0.01 }, { total_pnl: 5.01 }, { total_pnl: 10.01 }]);
});

test('a fill tells P&L at once, after its order message', async () => {
  await open.begun();
  open.world.pass(2);
  open.world.quote('AAPL', 100, 100.02);
  await open.worked();
  const { order } = open.world.submit();
  await open.worked();
  const before = open.told.length;
  open.world.report(order, 'FILL', { quantity: units(1), price: dollars(90) });
  await open.worked();
  expect(open.told.slice(before)).toMatchObject([
    { type: 'ORDER_UPDATE', data: { status: 'FILLED' } },
    { type: 'PNL_UPDATE', data: { total_pnl: 10.01 }, id: open.world.position },
  ]);
});

test('who resumes is told from memory what came after his last message, orders only if he wants them', async () => {
  await open.begun();
  const ids = [open.refuse(), open.refuse(), open.refuse()];
  await open.worked();
  const since = `${ids[0]}-1`;
  const all = await open.live.missedSince(since, true);
  expect(all?.map(({ message }) => message.id)).toEqual([`${ids[1]}-0`, `${ids[1]}-1`, `${ids[2]}-0`, `${ids[2]}-1`]);
  const alerts = await open.live.missedSince(since, false);
  expect(alerts?.map(({ message }) => message.id)).toEqual([`${ids[1]}-1`, `${ids[2]}-1`]);
  expect(open.history.asked).toEqual(['board']);
});

test('who missed more than memory has is told from PostgreSQL, and the next one from memory', async () => {
  const [seen, missed] = [open.refuse(), open.refuse()];
  await open.begun();
  const later = open.refuse();
  await open.worked();
  expect(open.live.after(messageKey(`${seen}-1`), false)).toBeNull();
  const told = await open.live.missedSince(`${seen}-1`, false);
  expect(told?.map(({ message }) => message.id)).toEqual([`${missed}-1`, `${later}-1`]);
  await open.live.missedSince(`${seen}-1`, false);
  expect(open.history.asked).toEqual(['board', `after ${seen}-1`]);
});

test('when more events wait than it holds, what they said is told from PostgreSQL, and nothing twice', async () => {
  await open.begun();
  const first = open.refuse();
  await open.worked();
  let within = '';
  open.world.together(() => {
    within = open.refuse();
    for (let i = 0; i < 100_000; i += 1) open.world.tick();
  });
  const after = open.refuse();
  await sleep(50);
  open.history.copy();
  await until('it caught up', () => open.of('RISK_ALERT').length >= 3);
  const last = open.refuse();
  await open.worked();
  expect(open.of('RISK_ALERT').map(({ ref }) => ref)).toEqual([first, within, after, last]);
  expect(open.shown).toEqual([]);
  const resumed = await open.live.missedSince(`${first}-1`, false);
  expect(resumed?.map(({ message }) => message.ref)).toEqual([within, after, last]);
});

test('while a delivery takes long, what happens meanwhile waits and is told in order', async () => {
  await open.begun();
  let release = () => {};
  open.beforeDelivery = () => new Promise<void>((resolve) => (release = resolve));
  const ids = [open.refuse()];
  await sleep(30);
  for (let i = 0; i < 20; i += 1) ids.push(open.refuse());
  expect(open.told).toEqual([]);
  open.beforeDelivery = () => Promise.resolve();
  release();
  await open.worked();
  expect(open.of('RISK_ALERT').map(({ ref }) => ref)).toEqual(ids);
});

test('when the state was made anew everybody is shown how things stand, and messages go on from there', async () => {
  await open.begun();
  open.refuse();
  await open.worked();
  open.world.feed.reset();
  open.history.copy();
  await until('it was shown', () => open.shown.length === 1);
  expect(open.shown).toEqual([open.world.position]);
  const next = open.refuse();
  await open.worked();
  expect(open.of('RISK_ALERT').at(-1)?.ref).toBe(next);
  expect(new Set(open.of('RISK_ALERT').map(({ id }) => id)).size).toBe(2);
});

test('LIMITS_CHANGED keeps its place among orders and says what was changed, though PostgreSQL answers late', async () => {
  await open.begun();
  open.history.beforeChanges = () => sleep(100);
  open.world.together(() => {
    open.refuse();
    open.world.configure(3);
    open.refuse();
  });
  await open.worked();
  const { version: _, changed_at_ms: __, ...second } = changeOf(2);
  expect(open.told.filter(({ type }) => type !== 'PNL_UPDATE').map(({ type }) => type)).toEqual([
    ...['ORDER_UPDATE', 'RISK_ALERT', 'LIMITS_CHANGED', 'ORDER_UPDATE', 'RISK_ALERT'],
  ]);
  expect(open.of('LIMITS_CHANGED')).toMatchObject([
    { data: { version: 3, changes: [second, { to: changeOf(3).to }] }, ref: '3' },
  ]);
});

test('LIMITS_CHANGED is told without its changes when PostgreSQL does not say them within a second', async () => {
  await open.begun();
  open.history.beforeChanges = () => new Promise(() => {});
  const startedMs = performance.now();
  open.world.configure(2);
  const id = open.refuse();
  await open.worked();
  expect(performance.now() - startedMs).toBeLessThan(3000);
  expect(open.of('LIMITS_CHANGED')).toMatchObject([{ data: { version: 2, changes: [] } }]);
  expect(open.of('RISK_ALERT').at(-1)?.ref).toBe(id);
});

test('while nobody listens it rests without the log, and whoever comes is told from then on', async () => {
  open.listened = false;
  open.history.copy();
  open.run();
  await sleep(30);
  expect([open.live.board, open.world.feed.listeners.size, open.live.able]).toEqual([null, 0, true]);
  open.refuse();
  open.history.copy();
  open.live.want();
  await until('the feed has begun', () => open.live.board !== null);
  const id = open.refuse();
  await open.worked();
  expect(open.of('RISK_ALERT').map(({ ref }) => ref)).toEqual([id]);
});
