import { type Money, QUANTITY_ONE, type Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import type { Traded } from '#core/model/session.js';
import { PaperBook } from './book.js';

const usd = (dollars: number) => Math.round(dollars * 1e6) as Money;
const units = (n: number) => Math.round(n * QUANTITY_ONE) as Quantity;
/** 10:00 in New York on a Monday. */
const NOW = Date.UTC(2026, 2, 2, 15);
const DAY_MS = 86_400_000;

let made = 0;
function order(change: Partial<Order> = {}): Order {
  made += 1;
  return {
    order_id: `ord_${made}`,
    decision_id: `dec_${made}`,
    account: 'default',
    client_order_id: `c${made}`,
    symbol: 'AAPL',
    side: 'BUY',
    quantity: units(100),
    price: usd(175),
    order_type: 'LIMIT',
    time_in_force: 'DAY',
    ...change,
  };
}

const stop = (side: Order['side'], at: number, change: Partial<Order> = {}): Order =>
  order({ side, order_type: 'STOP', price: null, stop_price: usd(at), time_in_force: 'GTC', ...change });

describe('the paper book', () => {
  let book: PaperBook;
  let instrument: Traded;
  const quote = (bid: number, ask: number) =>
    book.setQuote({ symbol: 'AAPL', bid: usd(bid), ask: usd(ask), frozen: false, revision: 1 }, NOW);
  const reports = () =>
    book
      .takeChanges()
      .reports.map(({ kind, quantity, price }) => (kind === 'FILL' ? `FILL ${quantity / QUANTITY_ONE} at ${price / 1e6}` : kind));

  beforeEach(() => {
    instrument = {};
    book = new PaperBook({ topSize: units(500), fees: { fee_per_unit: usd(0.005) }, instrumentOf: () => instrument }, 0);
    quote(174.99, 175.01);
  });

  it('fills a market order at the other side of the quote', () => {
    book.submit(order({ order_type: 'MARKET', price: null }), NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 100 at 175.01']);
    book.submit(order({ order_type: 'MARKET', price: null, side: 'SELL' }), NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 100 at 174.99']);
  });

  it('fills a limit order at the quote when that is better than its limit', () => {
    book.submit(order({ price: usd(180) }), NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 100 at 175.01']);
  });

  it('rests a limit order until the quote comes to it', () => {
    book.submit(order(), NOW);
    expect(reports()).toEqual(['WORKING']);
    quote(174.98, 175);
    expect(reports()).toEqual(['FILL 100 at 175']);
    expect(book.open.size).toBe(0);
  });

  it('rests a sale until the bid reaches it', () => {
    book.submit(order({ side: 'SELL', price: usd(176) }), NOW);
    quote(175.99, 176.01);
    expect(reports()).toEqual(['WORKING']);
    quote(176.5, 176.6);
    expect(reports()).toEqual(['FILL 100 at 176.5']);
  });

  it('fills a large order over several ticks, sharing the size of a tick in order of arrival', () => {
    const [large, small] = [
      order({ order_type: 'MARKET', price: null, quantity: units(1200) }),
      order({ order_type: 'MARKET', price: null, quantity: units(100) }),
    ];
    book.submit(large, NOW);
    book.submit(small, NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 500 at 175.01', 'WORKING']);
    book.tick(NOW);
    expect(reports()).toEqual(['FILL 500 at 175.01']);
    book.tick(NOW);
    expect(reports()).toEqual(['FILL 200 at 175.01', 'FILL 100 at 175.01']);
  });

  it('lets buys and sells have the size of their own side', () => {
    book.submit(order({ order_type: 'MARKET', price: null, quantity: units(500) }), NOW);
    book.submit(order({ order_type: 'MARKET', price: null, side: 'SELL', quantity: units(500) }), NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 500 at 175.01', 'WORKING', 'FILL 500 at 174.99']);
  });

  it('cancels what is left of an IOC order, and all of a FOK order that does not fill whole', () => {
    book.submit(order({ price: usd(176), time_in_force: 'IOC', quantity: units(600) }), NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 500 at 175.01', 'CANCELED']);
    book.tick(NOW);
    book.submit(order({ price: usd(176), time_in_force: 'FOK', quantity: units(501) }), NOW);
    expect(reports()).toEqual(['WORKING', 'CANCELED']);
    book.submit(order({ price: usd(176), time_in_force: 'FOK', quantity: units(500) }), NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 500 at 175.01']);
  });

  it('ends DAY orders at the close of their calendar, one with extended hours when trading after it ends', () => {
    instrument = { calendar: 'XNYS', asset_class: 'us_equity' };
    const [day, extended] = [order({ price: usd(1) }), order({ price: usd(1), extended_hours: true })];
    book.submit(day, NOW);
    book.submit(extended, NOW);
    reports();
    book.tick(Date.UTC(2026, 2, 2, 21) - 1);
    expect(reports()).toEqual([]);
    book.tick(Date.UTC(2026, 2, 2, 21)); // 16:00 in New York.
    expect([...book.open.keys()]).toEqual([extended.order_id]);
    book.tick(Date.UTC(2026, 2, 3, 1)); // 20:00.
    expect(reports()).toEqual(['EXPIRED', 'EXPIRED']);
  });

  it('never ends DAY orders in crypto: it has no close', () => {
    instrument = { calendar: 'ALWAYS', asset_class: 'crypto' };
    book.submit(order({ price: usd(1) }), NOW);
    book.tick(NOW + 30 * DAY_MS);
    expect(reports()).toEqual(['WORKING']);
  });

  it('ends DAY orders without a calendar when the New York date changes, and keeps GTC orders', () => {
    const [day, gtc] = [order({ price: usd(1) }), order({ price: usd(1), time_in_force: 'GTC' })];
    book.submit(day, NOW);
    book.submit(gtc, NOW);
    reports();
    book.tick(Date.UTC(2026, 2, 3, 4, 59)); // 23:59 of the same day in New York.
    expect(reports()).toEqual([]);
    book.tick(NOW + DAY_MS);
    expect(reports()).toEqual(['EXPIRED']);
    expect([...book.open.keys()]).toEqual([gtc.order_id]);
  });

  it('ends a GTD order when its time has come, to the microsecond', () => {
    const gtd = order({ price: usd(1), time_in_force: 'GTD', good_till: NOW * 1000 + 1 });
    book.submit(gtd, NOW);
    book.tick(NOW);
    expect(reports()).toEqual(['WORKING']);
    book.tick(NOW + 1);
    expect(reports()).toEqual(['EXPIRED']);
  });

  it('a stop waits for its price: a buy for the ask, a sale for the bid; then it fills as a market order', () => {
    const [buy, sell] = [stop('BUY', 176), stop('SELL', 174)];
    book.submit(buy, NOW);
    book.submit(sell, NOW);
    quote(174.5, 175.99);
    expect(reports()).toEqual(['WORKING', 'WORKING']);
    quote(175.98, 176);
    expect(reports()).toEqual(['FILL 100 at 176']);
    quote(174, 174.02);
    expect(reports()).toEqual(['FILL 100 at 174']);
  });

  it('a STOP_LIMIT that has triggered stays a limit order, whatever the market does then', () => {
    const one = stop('BUY', 176, { order_type: 'STOP_LIMIT', price: usd(176.5) });
    book.submit(one, NOW);
    quote(176.98, 177);
    expect(reports()).toEqual(['WORKING']);
    quote(174.98, 175);
    expect(reports()).toEqual(['FILL 100 at 175']);
    const again = stop('BUY', 176, { order_type: 'STOP_LIMIT', price: usd(176.5) });
    book.tick(NOW);
    book.submit(again, NOW);
    expect(reports()).toEqual(['WORKING']);
    expect(book.open.get(again.order_id)?.triggered).toBeUndefined();
  });

  it('IOC of a stop counts from its trigger; its stop price cannot be changed after it', () => {
    const ioc = stop('BUY', 176, { order_type: 'STOP_LIMIT', price: usd(176.5), time_in_force: 'IOC' });
    book.submit(ioc, NOW);
    expect(reports()).toEqual(['WORKING']);
    quote(176.98, 177);
    expect(reports()).toEqual(['CANCELED']);
    const resting = stop('BUY', 178, { order_type: 'STOP_LIMIT', price: usd(178) });
    book.submit(resting, NOW);
    const amendment = { quantity: resting.quantity, price: usd(178) };
    book.replace(resting.order_id, { ...amendment, amendment_id: 'a1', stop_price: usd(177.5) }, NOW);
    expect(reports()).toEqual(['WORKING', 'REPLACED']);
    quote(179, 179.02);
    book.replace(resting.order_id, { ...amendment, amendment_id: 'a2', stop_price: usd(180) }, NOW);
    expect(reports()).toEqual(['REPLACE_REJECTED']);
  });

  it('cancels an open order and knows no other', () => {
    const resting = order({ price: usd(1) });
    book.submit(resting, NOW);
    expect(book.cancel(resting.order_id, NOW)).toBe(true);
    expect(book.cancel(resting.order_id, NOW)).toBe(false);
    expect(reports()).toEqual(['WORKING', 'CANCELED']);
  });

  it('fills an order that is given a better limit, and ends one reduced to what is filled', () => {
    const resting = order({ price: usd(174) });
    book.submit(resting, NOW);
    book.replace(resting.order_id, { amendment_id: 'a1', quantity: resting.quantity, price: usd(175.01) }, NOW);
    expect(reports()).toEqual(['WORKING', 'REPLACED', 'FILL 100 at 175.01']);
    const large = order({ order_type: 'MARKET', price: null, quantity: units(900) });
    book.tick(NOW);
    book.submit(large, NOW);
    book.replace(large.order_id, { amendment_id: 'a2', quantity: units(500), price: large.price }, NOW);
    expect(reports()).toEqual(['WORKING', 'FILL 500 at 175.01', 'CANCELED']);
  });

  it('answers an amendment once, with its total and price, and refuses one of an order that has ended', () => {
    const resting = order({ price: usd(1) });
    book.submit(resting, NOW);
    const amendment = { amendment_id: 'a1', quantity: units(40), price: usd(2) };
    expect(book.replace(resting.order_id, amendment, NOW)).toBe(true);
    expect(book.replace(resting.order_id, amendment, NOW)).toBe(true);
    const { reports: told, orders } = book.takeChanges();
    expect(told.map(({ kind }) => kind)).toEqual(['WORKING', 'REPLACED']);
    expect(told[1]).toMatchObject({ amendment_id: 'a1', quantity: units(40), price: usd(2) });
    book.cancel(resting.order_id, NOW);
    expect(book.replace(resting.order_id, { ...amendment, amendment_id: 'a2' }, NOW)).toBe(false);
    const [ended] = orders;
    if (!ended) throw new Error('the book says how the order stands');
    book.refuseAmendment(ended, 'a2', NOW);
    book.refuseAmendment(ended, 'a2', NOW);
    expect(reports()).toEqual(['CANCELED', 'REPLACE_REJECTED']);
  });

  it('rejects an order for a symbol that it does not quote', () => {
    book.submit(order({ symbol: 'NOPE' }), NOW);
    expect(reports()).toEqual(['REJECTED']);
  });

  it('charges the fee to the micro-dollar, half a micro-dollar up, also on fractions of a share', () => {
    book.submit(order({ order_type: 'MARKET', price: null, quantity: units(0.0001) }), NOW);
    book.submit(order({ order_type: 'MARKET', price: null, quantity: units(3) }), NOW);
    const fees = book
      .takeChanges()
      .reports.filter((report) => report.kind === 'FILL')
      .map((report) => report.fee);
    expect(fees).toEqual([1, 15_000]); // 0.0001 x 0.005 = 0.0000005 dollars.
  });

  it('numbers its reports without a gap', () => {
    for (let i = 0; i < 5; i += 1) book.submit(order({ order_type: 'MARKET', price: null }), NOW);
    expect(book.takeChanges().reports.map((report) => report.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
