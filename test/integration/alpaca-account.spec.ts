import type { Order } from '#core/model/order.js';
import type { ExecutionReport } from '#core/ports/broker.js';
import { AlpacaScene, reportsOf, soon } from '../factories/alpaca.js';
import { anOrder, units, usd } from '../factories/log-events.js';

const limit = (n: number, change: Partial<Order> = {}) =>
  anOrder(n, { symbol: 'AAPL', quantity: units(10), price: usd(100), ...change });
const kinds = (all: readonly ExecutionReport[]) => all.map(({ kind }) => kind);
const activities = (all: readonly ExecutionReport[]) => all.filter(({ kind }) => kind === 'ACTIVITY');

describe('an account of Alpaca beside its orders', () => {
  let scene: AlpacaScene;
  beforeAll(async () => {
    scene = await AlpacaScene.make();
  });
  beforeEach(() => scene.begin());
  afterEach(() => scene.end());
  afterAll(() => scene.drop());

  /** The account is swept. */
  async function swept({ broker }: { broker: { settle(account: string): Promise<number> } }): Promise<void> {
    await broker.settle('default');
  }

  describe('activities that are no trades', () => {
    it('what was there before the account was opened is not booked; what comes afterwards is, each once', async () => {
      scene.server.only.move('JNLC', { net_amount: '100000' });
      const opened = await scene.open();
      const { only } = scene.server;
      only.move('CSD', { net_amount: '500' });
      only.move('DIV', { net_amount: '12.345678912', symbol: 'AAPL', qty: '20' });
      only.move('FEE', { net_amount: '-0.05' });
      await swept(opened);
      await swept(opened);
      const all = activities(await reportsOf(opened.broker, (some) => activities(some).length === 3));
      expect(all.map(({ activity, symbol }) => [activity?.what, activity?.cash, activity?.units, symbol])).toEqual([
        ['CSD', usd(500), 0, ''],
        ['DIV', 12_345_679, 0, 'AAPL'],
        ['FEE', usd(-0.05), 0, ''],
      ]);
      expect(new Set(all.map(({ execution_id }) => execution_id)).size).toBe(3);
      expect(opened.troubles).toEqual([]);
    });

    it('a restart books none of them again, and finds those that came meanwhile', async () => {
      const first = await scene.open();
      scene.server.only.move('CSD', { net_amount: '500' });
      await swept(first);
      await first.close();
      scene.server.only.move('CSW', { net_amount: '-200' });
      const { broker } = await scene.open();
      const all = activities(await reportsOf(broker, (some) => activities(some).length === 2));
      expect(all.map(({ activity }) => activity?.cash)).toEqual([usd(500), usd(-200)]);
    });

    it('both halves of a split are one report; a fee in coins takes coins', async () => {
      const opened = await scene.open();
      const { only } = scene.server;
      only.positions.set('AAPL', { quantity: 10_000_000_000n, paid: 0n });
      only.move('SPLIT', { symbol: 'AAPL', qty: '-10', units: true });
      await swept(opened);
      only.move('SPLIT', { symbol: 'AAPL', qty: '30', units: true });
      only.move('CFEE', { symbol: 'BTCUSD', qty: '-0.000195', units: true });
      await swept(opened);
      const all = activities(await reportsOf(opened.broker, (some) => activities(some).length === 2));
      expect(all.map(({ activity, symbol }) => [symbol, activity]).sort()).toEqual([
        ['AAPL', { what: 'SPLIT', cash: 0, units: units(20), split: true }],
        ['BTCUSD', { what: 'CFEE', cash: 0, units: units(-0.000195), split: false }],
      ]);
    });

    it('a type that nobody knows moves its cash and is told; one with a ninth decimal stops the account', async () => {
      const { server } = scene;
      const opened = await scene.open();
      server.only.move('SNEEZE', { symbol: 'AAPL', qty: '3', net_amount: '-1' });
      await swept(opened);
      expect(opened.troubles).toMatchObject([{ code: 'UNKNOWN_WORD', message: expect.stringContaining('SNEEZE') }]);
      server.only.move('CFEE', { symbol: 'BTCUSD', qty: '-0.0000000001', units: false });
      await swept(opened);
      expect(opened.state()[0]?.not_ready).toContain('cannot be booked');
      const all = activities(await reportsOf(opened.broker, (some) => activities(some).length === 1));
      expect(all.map(({ activity }) => activity)).toEqual([{ what: 'SNEEZE', cash: usd(-1), units: 0, split: false }]);
    });

    it('an activity that Alpaca took back before it was read is not booked; one that corrects is, and one with a word that nobody knows waits: both are told', async () => {
      const opened = await scene.open();
      scene.server.only.move('CSD', { net_amount: '500' }).status = 'canceled';
      scene.server.only.move('CSD', { net_amount: '11' }).status = 'correct';
      const strange = scene.server.only.move('CSD', { net_amount: '13' });
      strange.status = 'sneezed';
      scene.server.only.move('CSD', { net_amount: '7' });
      await swept(opened);
      await swept(opened);
      expect(opened.troubles).toMatchObject([
        { code: 'UNKNOWN_WORD', message: expect.stringContaining("'sneezed'") },
        { code: 'UNKNOWN_WORD', message: expect.stringContaining("'correct'") },
      ]);
      const before = activities(await reportsOf(opened.broker, (some) => activities(some).length >= 2));
      expect(before.map(({ activity }) => activity?.cash)).toEqual([usd(11), usd(7)]);
      strange.status = 'executed';
      await swept(opened);
      const all = activities(await reportsOf(opened.broker, (some) => activities(some).length >= 3));
      expect(all.map(({ activity }) => activity?.cash)).toEqual([usd(11), usd(7), usd(13)]);
    });

    it('one that waits is booked once it is executed, also when it waited at the very first look; one that ends otherwise is not', async () => {
      const [early, never] = [
        scene.server.only.move('JNLC', { net_amount: '99' }),
        scene.server.only.move('CSD', { net_amount: '1' }),
      ];
      early.status = never.status = 'pending';
      const opened = await scene.open();
      const late = scene.server.only.move('CSD', { net_amount: '49' });
      late.status = 'pending';
      await swept(opened);
      // Whoever books one before its time books another amount.
      [early.net_amount, late.net_amount] = ['100', '50'];
      [early.status, late.status, never.status] = ['executed', 'executed', 'canceled'];
      await swept(opened);
      await swept(opened);
      const all = activities(await reportsOf(opened.broker, (some) => activities(some).length >= 2));
      expect(all.map(({ activity }) => activity?.cash)).toEqual([usd(100), usd(50)]);
      expect(opened.troubles).toEqual([]);
    });

    it('one that Alpaca takes back or changes after it was booked is set right by what differs, once, and told', async () => {
      const first = await scene.open();
      const { only } = scene.server;
      const [gone, other] = [
        only.move('CSD', { net_amount: '500' }),
        only.move('CFEE', { symbol: 'BTCUSD', qty: '-0.002', units: true }),
      ];
      await swept(first);
      await reportsOf(first.broker, (some) => activities(some).length === 2);
      gone.status = 'canceled';
      [other.status, other.qty] = ['correct', '-0.003'];
      await swept(first);
      await swept(first);
      expect(first.troubles).toMatchObject([
        { code: 'UNKNOWN_WORD', message: expect.stringContaining(gone.id) },
        { code: 'UNKNOWN_WORD', message: expect.stringContaining(other.id) },
      ]);
      await first.close();
      const { broker } = await scene.open();
      const all = activities(await reportsOf(broker, (some) => activities(some).length >= 4));
      expect(all.map(({ activity, symbol }) => [symbol, activity?.cash, activity?.units])).toEqual([
        ['', usd(500), 0],
        ['BTCUSD', 0, units(-0.002)],
        ['', usd(-500), 0],
        ['BTCUSD', 0, units(-0.001)],
      ]);
    });

    it('a split that Alpaca changes after it was booked stops the account: a person looks', async () => {
      const opened = await scene.open();
      const { only } = scene.server;
      only.positions.set('AAPL', { quantity: 10_000_000_000n, paid: 0n });
      only.move('SPLIT', { symbol: 'AAPL', qty: '-10', units: true });
      const comes = only.move('SPLIT', { symbol: 'AAPL', qty: '30', units: true });
      await swept(opened);
      await reportsOf(opened.broker, (some) => activities(some).length === 1);
      comes.status = 'canceled';
      await swept(opened);
      expect(opened.state()[0]?.not_ready).toContain('split');
    });
  });

  describe('an order good till a time (GTD), which Alpaca does not have', () => {
    const till = (ms: number) => ({ time_in_force: 'GTD' as const, good_till: (Date.now() + ms) * 1000 });

    it('goes as GTC, is canceled when its time is over, and has expired', async () => {
      const { broker } = await scene.open();
      await broker.submit(limit(1, till(1200)));
      expect(scene.server.posts()[0]?.body).toMatchObject({ time_in_force: 'gtc' });
      const all = await reportsOf(broker, (some) => kinds(some).includes('EXPIRED'));
      expect(kinds(all)).toEqual(['WORKING', 'EXPIRED']);
      expect(all[1]?.reason).toBe('it was good till then');
      expect(await broker.order(limit(1).order_id)).toMatchObject({ status: 'EXPIRED' });
    });

    it('whose time ends while nobody is there is ended by the next one', async () => {
      const first = await scene.open();
      await first.broker.submit(limit(1, till(500)));
      await soon(() => scene.server.only.openOrders()[0]?.status === 'new');
      await first.close();
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(scene.server.only.openOrders()).toHaveLength(1);
      const { broker } = await scene.open();
      expect(kinds(await reportsOf(broker, (some) => kinds(some).includes('EXPIRED')))).toEqual(['WORKING', 'EXPIRED']);
    });

    it('that a person cancels before its time is canceled', async () => {
      const { broker } = await scene.open();
      await broker.submit(limit(1, till(60_000)));
      await broker.cancel(limit(1).order_id);
      expect(kinds(await reportsOf(broker, (some) => some.length === 2))).toEqual(['WORKING', 'CANCELED']);
    });

    it('that fills before Alpaca cancels it is filled', async () => {
      const { broker } = await scene.open();
      await broker.submit(limit(1, till(300)));
      await soon(() => scene.server.only.openOrders()[0]?.status === 'new');
      scene.server.automatic = false;
      await soon(() => scene.server.only.openOrders()[0]?.status === 'pending_cancel');
      scene.server.only.fill(limit(1).order_id, '10', '99');
      expect(kinds(await reportsOf(broker, (some) => kinds(some).includes('FILL')))).toEqual(['WORKING', 'FILL']);
    });
  });

  it('quotes of shares and of crypto come over a stream each, and are asked for where one is mute', async () => {
    scene.server.setQuote('MSFT', 50, 50.1);
    scene.server.faults.muteData = true;
    scene.server.setQuote('BTC/USD', 60_000.5, 60_001);
    scene.server.faults.muteData = false;
    const { broker } = await scene.open(['AAPL', 'MSFT', 'BTCUSD']);
    const seen = new Map<string, number>();
    const stop = new AbortController();
    const running = broker.quotes(async (quotes) => {
      for (const { symbol, bid } of quotes) seen.set(symbol, bid);
    }, stop.signal);
    await soon(() => seen.has('BTCUSD') && seen.has('MSFT'));
    expect(seen.get('BTCUSD')).toBe(usd(60_000.5));
    await soon(() => scene.server.dataListeners === 2);
    scene.server.setQuote('BTC/USD', 61_000, 61_001);
    scene.server.setQuote('AAPL', 99.9, 100.1);
    await soon(() => seen.get('BTCUSD') === usd(61_000) && seen.get('AAPL') === usd(99.9));
    stop.abort();
    await running;
  });

  it('says of each symbol what Alpaca lists: steps, ticks, short sales, times in force, and what can only be closed', async () => {
    const { broker } = await scene.open();
    scene.server.setAsset('MSFT', { tradable: false });
    scene.server.setAsset('TSLA', { fractionable: false, shortable: true, borrow_status: 'hard_to_borrow' });
    const said = await broker.instruments(['AAPL', 'BTCUSD', 'MSFT', 'TSLA', 'ZZZZ']);
    const ticks = '0.00:0.0001 1.00:0.01';
    expect(said).toEqual([
      { symbol: 'AAPL', closing_only: null, facts: { asset_class: 'equity', ticks, shortable: 'true', borrow: 'easy' } },
      {
        ...{ symbol: 'BTCUSD', closing_only: null },
        facts: {
          asset_class: 'crypto',
          min_quantity: '0.00001322',
          ticks: '0.00:0.01',
          shortable: 'false',
          times_in_force: 'GTC IOC GTD',
        },
      },
      expect.objectContaining({ symbol: 'MSFT', closing_only: 'Alpaca says that it is not tradable' }),
      expect.objectContaining({ facts: { asset_class: 'equity', step: '1', ticks, shortable: 'true', borrow: 'hard' } }),
      { symbol: 'ZZZZ', closing_only: 'Alpaca does not list it as active', facts: {} },
    ]);
  });
});
