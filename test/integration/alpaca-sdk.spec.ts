import { Alpaca } from '@alpacahq/alpaca-trade-api';
import { AlpacaServer } from '../brokers/alpaca-server/server.js';

/** Alpaca's own client has no setting for an address: its requests are sent on to the server under test. */
const sendTo = (server: AlpacaServer) => (input: Request | URL | string, init?: RequestInit) => {
  const url = new URL(input instanceof Request ? input.url : input.toString());
  return fetch(server.url + url.pathname + url.search, init);
};

describe("Alpaca's own client works with the server of the tests, so the server is true", () => {
  let server: AlpacaServer;
  let alpaca: Alpaca;
  beforeEach(async () => {
    server = await AlpacaServer.start();
    alpaca = new Alpaca({ keyId: 'PKTEST', secret: 'secret-of-the-test', paper: true, retry: false, fetchApi: sendTo(server) });
  });
  afterEach(() => server.stop());

  it('reads the account, assets, the clock and positions', async () => {
    expect(await alpaca.trading.account.getAccount()).toMatchObject({ accountNumber: 'PATEST1', status: 'ACTIVE' });
    expect((await alpaca.trading.assets.getV2Assets({})).map(({ symbol }) => symbol)).toContain('AAPL');
    expect(await alpaca.trading.clock.legacyClock()).toMatchObject({ isOpen: true });
    server.setQuote('AAPL', 99, 100);
    await alpaca.trading.orders.market({ symbol: 'AAPL', qty: 2, side: 'buy', clientOrderId: 'sdk-1' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await alpaca.trading.positions.getAllOpenPositions()).toMatchObject([{ symbol: 'AAPL', qty: '2', side: 'long' }]);
  });

  it('submits, finds by its own id, is refused the same id, and cancels', async () => {
    const order = await alpaca.trading.orders.limit({
      symbol: 'AAPL',
      qty: 1,
      side: 'buy',
      limitPrice: 90,
      clientOrderId: 'sdk-1',
    });
    expect(await alpaca.trading.orders.getOrderByClientOrderId({ clientOrderId: 'sdk-1' })).toMatchObject({ id: order.id });
    await expect(
      alpaca.trading.orders.limit({ symbol: 'AAPL', qty: 1, side: 'buy', limitPrice: 90, clientOrderId: 'sdk-1' }),
    ).rejects.toMatchObject({ status: 422 });
    await alpaca.trading.orders.deleteOrderByOrderID({ orderId: String(order.id) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await alpaca.trading.orders.getOrderByOrderID({ orderId: String(order.id) })).toMatchObject({ status: 'canceled' });
  });

  it('hears of its order on the stream', async () => {
    const stream = alpaca.trading.stream({ url: `${server.url.replace('http', 'ws')}/stream` });
    const events: string[] = [];
    stream.onTradeUpdate(({ event }) => events.push(String(event)));
    stream.onConnect(() => stream.subscribeTradeUpdates());
    stream.connect();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const order = await alpaca.trading.orders.limit({
      symbol: 'AAPL',
      qty: 1,
      side: 'buy',
      limitPrice: 90,
      clientOrderId: 'sdk-2',
    });
    await alpaca.trading.orders.deleteOrderByOrderID({ orderId: String(order.id) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    stream.disconnect();
    expect(events).toContain('canceled');
  });
});
