/** Troubles that users of Alpaca reported, each with our answer. Those of amendments and of lost answers are in alpaca.spec.ts. */
import { jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { AlpacaJournal } from '#adapters/brokers/alpaca/journal.js';
import type { Order } from '#core/model/order.js';
import { type Broker, BrokerUnavailableError, type ExecutionReport } from '#core/ports/broker.js';
import { AlpacaScene, reportsOf, soon } from '../factories/alpaca.js';
import { anOrder, units, usd } from '../factories/log-events.js';

const limit = (n: number, change: Partial<Order> = {}) =>
  anOrder(n, { symbol: 'AAPL', quantity: units(10), price: usd(100), ...change });
const id = (n: number) => limit(n).order_id;
const kinds = (all: readonly ExecutionReport[]) => all.map(({ kind }) => kind);
const has = (kind: ExecutionReport['kind']) => (all: readonly ExecutionReport[]) => all.some((one) => one.kind === kind);

describe('troubles that users of Alpaca reported', () => {
  let scene: AlpacaScene;
  beforeAll(async () => {
    scene = await AlpacaScene.make();
  });
  beforeEach(() => scene.begin());
  afterEach(() => scene.end());
  afterAll(() => scene.drop());

  /** Order 1 rests at Alpaca's venue. */
  async function resting(change: Partial<Order> = {}) {
    const opened = await scene.open();
    await opened.broker.submit(limit(1, change));
    await soon(() => scene.server.only.find(id(1)).status === 'new');
    return opened;
  }

  it('an order filled, and no event of it ever came: the sweep finds it', async () => {
    const { broker } = await resting();
    scene.server.faults.dropEvents = 1;
    scene.server.only.fill(id(1), '10', '99.5');
    await broker.settle('default');
    expect(kinds(await reportsOf(broker, has('FILL')))).toEqual(['WORKING', 'FILL']);
    expect(await broker.order(id(1))).toMatchObject({ status: 'FILLED' });
  });

  it('the same events come again after the order has ended: nothing more is told of it', async () => {
    const { broker, troubles } = await resting();
    scene.server.faults.doubleEvents = true;
    const { only } = scene.server;
    only.fill(id(1), '10', '99.5');
    await reportsOf(broker, has('FILL'));
    const filled = { ...only.find(id(1)) };
    for (const [event, status] of [
      ['new', 'new'],
      ['canceled', 'canceled'],
      ['expired', 'expired'],
    ] as const)
      only.onEvent({ event, timestamp: filled.updated_at, order: { ...filled, status } });
    await broker.submit(limit(2));
    const all = await reportsOf(broker, (some) => some.some(({ order_id }) => order_id === id(2)));
    expect(kinds(all)).toEqual(['WORKING', 'FILL', 'WORKING']);
    expect(troubles).toEqual([]);
  });

  it('PATCH says no, and the order is replaced all the same: the newest id counts', async () => {
    const { broker } = await resting();
    scene.server.faults.refuseReplaced = true;
    await broker.replace(id(1), { amendment_id: 'dec_1', quantity: units(6), price: usd(99) });
    const all = await reportsOf(broker, has('REPLACED'));
    expect(kinds(all)).toEqual(['WORKING', 'REPLACED']);
    expect(all[1]).toMatchObject({ amendment_id: 'dec_1', quantity: units(6) });
    await broker.cancel(id(1));
    expect(kinds(await reportsOf(broker, has('CANCELED')))).toEqual(['WORKING', 'REPLACED', 'CANCELED']);
  });

  it.each([
    ['with its sign', {}],
    ['without it', { qty: '3' }],
  ])('a short position whose quantity comes %s is short', async (_, change) => {
    const { broker } = await scene.open();
    scene.server.only.positions.set('AAPL', { quantity: -3_000_000_000n, paid: -300_000_000_000n });
    scene.server.only.positionChanges.set('AAPL', change);
    expect(await broker.positions('default')).toMatchObject([{ symbol: 'AAPL', quantity: units(-3), average_price: usd(100) }]);
  });

  it('a long position with a negative quantity contradicts itself, and is refused', async () => {
    const { broker } = await scene.open();
    scene.server.only.positions.set('AAPL', { quantity: 3_000_000_000n, paid: 300_000_000_000n });
    scene.server.only.positionChanges.set('AAPL', { qty: '-3' });
    await expect(broker.positions('default')).rejects.toThrow('AAPL is long and has a quantity of -3');
  });

  it('cancel, then sell: the sale waits until Alpaca has canceled, for the units are held until then', async () => {
    const { only } = scene.server;
    only.positions.set('AAPL', { quantity: 10_000_000_000n, paid: 1_000_000_000_000n });
    const { broker } = await resting({ side: 'SELL' });
    scene.server.automatic = false;
    await broker.cancel(id(1));
    await expect(broker.submit(limit(2, { side: 'SELL' }))).rejects.toBeInstanceOf(BrokerUnavailableError);
    expect(scene.server.posts()).toHaveLength(1);
    only.end(id(1), 'canceled');
    await reportsOf(broker, has('CANCELED'));
    await broker.submit(limit(2, { side: 'SELL' }));
    expect(scene.server.posts()).toHaveLength(2);
  });

  it.each<[string, (broker: Broker) => Promise<void>]>([
    ['open orders', async (broker) => expect(await broker.openOrders()).toEqual([])],
    ['the order', async (broker) => expect(await broker.order(id(1))).toMatchObject({ status: 'CANCELED' })],
    ['the next sale', (broker) => broker.submit(limit(2, { side: 'SELL' }))],
  ])(
    'whoever has read that an order is canceled is not told otherwise while the answer of its COMMIT is slow: %s',
    async (_, ask) => {
      scene.server.only.positions.set('AAPL', { quantity: 10_000_000_000n, paid: 1_000_000_000_000n });
      const { broker } = await resting({ side: 'SELL' });
      const save = Object.getOwnPropertyDescriptor(AlpacaJournal.prototype, 'save')?.value as AlpacaJournal['save'];
      const slow = jest.spyOn(AlpacaJournal.prototype, 'save').mockImplementation(async function (this: AlpacaJournal, ...about) {
        await save.apply(this, about);
        await new Promise((resolve) => setTimeout(resolve, 300));
      });
      try {
        await broker.cancel(id(1));
        const reports = "SELECT FROM alpaca_reports WHERE report->>'kind' = 'CANCELED'";
        await soon(async () => (await scene.pool.query(reports)).rowCount === 1);
        await ask(broker);
      } finally {
        slow.mockRestore();
      }
    },
  );

  it('units that other orders hold: REJECTED, with what Alpaca says of them', async () => {
    scene.server.only.positions.set('AAPL', { quantity: 10_000_000_000n, paid: 1_000_000_000_000n });
    const { broker } = await resting({ side: 'SELL' });
    await broker.submit(limit(2, { side: 'SELL', quantity: units(1) }));
    const all = await reportsOf(broker, has('REJECTED'));
    expect(all.at(-1)?.reason).toContain('insufficient qty available');
    expect(all.at(-1)?.reason).toContain('related_orders');
    expect(all.at(-1)?.reason).toContain('"held_for_orders":"10"');
  });

  it('another connection holds the stream: it is asked for seldom, the account is closed, and opens once the other is gone', async () => {
    const other = new WebSocket(`${scene.server.url.replace('http', 'ws')}/stream`);
    await new Promise((resolve) => other.once('open', resolve));
    const authorized = new Promise((resolve) => other.once('message', resolve));
    other.send(JSON.stringify({ action: 'authenticate', data: { key_id: 'PKTEST', secret_key: 'secret-of-the-test' } }));
    await authorized;
    const listening = new Promise((resolve) => other.once('message', resolve));
    other.send(JSON.stringify({ action: 'listen', data: { streams: ['trade_updates'] } }));
    await listening;
    const opening = scene.open();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(scene.server.streamsAsked).toBe(2); // The other's, and one of ours.
    other.terminate();
    const { state } = await opening;
    expect(state()[0]?.not_ready).toBeNull();
  });

  it.each([
    [
      'a fraction that is not of the day',
      { quantity: units(0.5), time_in_force: 'GTC' as const },
      'fractional orders must be DAY',
    ],
    ['a price below a cent', { price: usd(99.999) }, 'sub-penny'],
  ])('%s: REJECTED with Alpaca’s words', async (_, change, words) => {
    const { broker } = await scene.open();
    await broker.submit(limit(1, change));
    const all = await reportsOf(broker, has('REJECTED'));
    expect(all[0]).toMatchObject({ kind: 'REJECTED', reason: expect.stringContaining(words) });
  });

  it('a fraction of the day goes as text, with its decimals', async () => {
    const { broker } = await scene.open();
    await broker.submit(limit(1, { quantity: units(0.5) }));
    expect(scene.server.posts()[0]?.body).toMatchObject({ qty: '0.5', time_in_force: 'day' });
  });

  it('crypto is BTC/USD in orders and BTCUSD in positions, and one symbol here', async () => {
    scene.server.setQuote('BTC/USD', 60_000, 60_001);
    const { broker } = await scene.open(['BTCUSD']);
    await broker.submit(limit(1, { symbol: 'BTCUSD', quantity: units(0.001), price: usd(60_010), time_in_force: 'GTC' }));
    const all = await reportsOf(broker, has('FILL'));
    expect(all.map(({ symbol }) => symbol)).toEqual(['BTCUSD', 'BTCUSD']);
    expect(scene.server.posts()[0]?.body).toMatchObject({ symbol: 'BTC/USD', qty: '0.001', time_in_force: 'gtc' });
    expect(await broker.positions('default')).toMatchObject([{ symbol: 'BTCUSD', quantity: units(0.001) }]);
  });

  it('extended hours go with a LIMIT order of the day alone', async () => {
    const { broker } = await scene.open();
    await broker.submit(limit(1, { extended_hours: true }));
    await broker.submit(limit(2, { extended_hours: true, order_type: 'MARKET', price: null }));
    await broker.submit(limit(3, { extended_hours: true, time_in_force: 'GTC' }));
    expect(scene.server.posts().map(({ body }) => body['extended_hours'])).toEqual([true, undefined, undefined]);
  });

  it.each([
    ['expired', 'EXPIRED'],
    ['rejected', 'REJECTED'],
    ['canceled', 'CANCELED'],
  ] as const)(
    'an order that is %s without our asking (the close, the venue, a corporate action) has ended',
    async (how, kind) => {
      const { broker } = await resting();
      scene.server.only.end(id(1), how);
      const all = await reportsOf(broker, has(kind));
      expect(kinds(all)).toEqual(['WORKING', kind]);
      expect(all[1]?.reason).not.toBe('');
      // A report is in the journal, and so here, a moment before it is in the adapter's memory.
      await soon(async () => (await broker.openOrders()).length === 0);
    },
  );

  it.each(['trade_bust', 'trade_correct'])('%s of a fill that was booked is told, and stops the account', async (event) => {
    const { broker, troubles, state } = await resting();
    scene.server.only.fill(id(1), '10', '99.5');
    await reportsOf(broker, has('FILL'));
    const order = { ...scene.server.only.find(id(1)) };
    scene.server.only.onEvent({ event, timestamp: order.updated_at, qty: '-10', price: '99.5', order });
    await soon(() => troubles.some(({ code }) => code === 'BUST'));
    expect(state()[0]?.not_ready).toContain(event);
    await expect(broker.submit(limit(2))).rejects.toBeInstanceOf(BrokerUnavailableError);
  });

  it('an event that nobody knows makes the order be read, and is told', async () => {
    const { broker, troubles } = await resting();
    scene.server.faults.dropEvents = 1;
    scene.server.only.fill(id(1), '4', '99.5');
    scene.server.only.tellUnknown(id(1));
    const all = await reportsOf(broker, has('FILL'));
    expect(kinds(all)).toEqual(['WORKING', 'FILL']);
    expect(troubles).toMatchObject([{ code: 'UNKNOWN_WORD', message: expect.stringContaining('order_sneezed') }]);
  });
});
