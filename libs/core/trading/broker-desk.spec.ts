import type { Order } from '../model/order.js';
import { type Amendment, Broker, type BrokerOrder, BrokerUnavailableError, UnknownBrokerOrderError } from '../ports/broker.js';
import { StateUnavailableError } from '../ports/gate.js';
import type { LiveBook } from '../ports/live-book.js';
import { complaintInto } from '#test/factories/complaints.js';
import { dollars, units } from '#test/factories/gate-world.js';
import { FedWorld } from '#test/factories/memory-feed.js';
import { BrokerDesk } from './broker-desk.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, good: () => boolean): Promise<void> {
  const deadline = Date.now() + 4000;
  while (!good()) {
    if (Date.now() > deadline) throw new Error(`not within 4 s: ${what}`);
    await sleep(2);
  }
}

/** Writes down what it is asked (`submit ord_1`), in order. It can be away, and it can be slow. */
class FakeBroker extends Broker {
  readonly name = 'fake';
  readonly calls: string[] = [];
  readonly has = new Map<string, Order>();
  away = false;
  /** A submit arrives, and its answer is lost. */
  answersLost = false;
  /** A submit of this order fails each time. */
  unsent: string | null = null;
  fault: Error | null = null;
  private gate: Promise<void> = Promise.resolve();

  /** Submits wait until the returned function is called. */
  hold(): () => void {
    let open = () => {};
    this.gate = new Promise((resolve) => (open = resolve));
    return () => {
      this.gate = Promise.resolve();
      open();
    };
  }

  of(what: string): string[] {
    return this.calls.filter((call) => call.startsWith(`${what} `)).map((call) => call.slice(what.length + 1));
  }

  override async submit(order: Order): Promise<void> {
    this.calls.push(`submit ${order.order_id}`);
    await this.gate;
    if (this.fault) throw this.fault;
    if (order.order_id === this.unsent) throw new BrokerUnavailableError('no answer to this one');
    if (this.away) throw new BrokerUnavailableError('no route');
    this.has.set(order.order_id, order);
    if (this.answersLost) throw new BrokerUnavailableError('no answer');
  }

  override async cancel(orderId: string): Promise<void> {
    this.calls.push(`cancel ${orderId}`);
    if (this.away) throw new BrokerUnavailableError('no route');
    if (!this.has.has(orderId)) throw new UnknownBrokerOrderError(orderId);
  }

  /** Amendments that it was asked for. */
  readonly amendments = new Set<string>();
  override async mayHaveAmendment(orderId: string, amendmentId: string): Promise<boolean> {
    if (this.away) throw new BrokerUnavailableError('no route');
    return this.amendments.has(`${orderId} ${amendmentId}`);
  }

  override async order(orderId: string): Promise<BrokerOrder | null> {
    this.calls.push(`order ${orderId}`);
    if (this.away) throw new BrokerUnavailableError('no route');
    const order = this.has.get(orderId);
    if (!order) return null;
    const amounts = { filled_quantity: units(0), leaves_quantity: order.quantity };
    return { order, broker_order_id: `b_${orderId}`, status: 'WORKING', ...amounts, time_in_force: order.time_in_force };
  }

  override async replace(orderId: string, { amendment_id, quantity, price }: Amendment): Promise<void> {
    this.calls.push(`replace ${orderId} ${amendment_id} ${quantity / 1e8} ${(price ?? 0) / 1e6}`);
    if (this.away) throw new BrokerUnavailableError('no route');
    this.amendments.add(`${orderId} ${amendment_id}`);
    if (this.answersLost) throw new BrokerUnavailableError('no answer');
  }
  override openOrders = async () => [];
  override positions = async () => [];
  override account = async (account: string) => ({ account, cash: dollars(0), fees: dollars(0) });
  override executions = async () => {};
  override quotes = async () => {};
}

class Scene {
  readonly world = new FedWorld();
  readonly broker = new FakeBroker();
  readonly warned: string[] = [];
  readonly reconsidered: string[] = [];
  gateAway = false;
  private readonly book = {
    reconsider: async (order_id: string, amendment_id?: string) => {
      this.reconsidered.push(amendment_id ?? order_id);
      if (this.gateAway) throw new StateUnavailableError('STATE_UNAVAILABLE', 'no gate is active');
      return this.world.ask({ kind: 'reconsider', order_id, ...(amendment_id ? { amendment_id } : {}) }).verdict;
    },
  } as unknown as LiveBook;
  private readonly stop = new AbortController();
  running: Promise<unknown> = Promise.resolve();

  async begin(): Promise<this> {
    const desk = new BrokerDesk(this.world.feed, this.book, this.broker, complaintInto(this.warned));
    this.running = desk.run(this.stop.signal).catch((error: unknown) => error);
    await until('the desk listens', () => this.world.feed.listeners.size === 1);
    await sleep(1);
    return this;
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  order(fields: Partial<Order> = {}): Order {
    return this.world.submit(fields).order;
  }

  cancel(order: Order): void {
    this.world.ask({ kind: 'cancel', order_id: order.order_id, actor: 'dev' });
  }

  trip(scope: string): void {
    const how = { mode: 'halt' as const, actor: 'dev', reason: 'stop', source: 'api', expires_in_ms: null, cancel_orders: false };
    this.world.ask({ kind: 'trip', scope, ...how });
  }

  /** Ids of the orders that the gate took back. */
  get withdrawn(): string[] {
    return this.world.log.flatMap((event) => (event.type === 'ORDER_WITHDRAWN' ? [event.order_id] : []));
  }
}

let open: Scene;
beforeEach(() => {
  open = new Scene();
});
afterEach(() => open.end());

test('an accepted order is submitted once, in the order of the log, and nothing is asked about it; a refused one never', async () => {
  await open.begin();
  const first = open.order();
  open.order({ quantity: units(1000) });
  const second = open.order();
  await until('both are sent', () => open.broker.has.size === 2);
  open.world.report(first, 'WORKING');
  await sleep(30);
  expect(open.broker.calls).toEqual([`submit ${first.order_id}`, `submit ${second.order_id}`]);
  expect(open.reconsidered).toEqual([]);
});

test('no more than 256 orders are under way at once, and all are sent', async () => {
  await open.begin();
  const release = open.broker.hold();
  for (let i = 0; i < 600; i += 1) open.order({ quantity: units(0.01) });
  await sleep(30);
  expect(open.broker.of('submit')).toHaveLength(256);
  release();
  await until('all are sent', () => open.broker.has.size === 600);
  expect(open.broker.of('submit')).toHaveLength(600);
});

test('(12.1) a cancel that comes before the order was sent takes it back: the broker never hears of it', async () => {
  await open.begin();
  let order: Order | undefined;
  open.world.together(() => {
    order = open.order();
    open.cancel(order);
  });
  await until('it is withdrawn', () => open.withdrawn.length === 1);
  await sleep(30);
  expect(open.withdrawn).toEqual([order?.order_id]);
  expect(open.broker.calls).toEqual([]);
  expect(open.world.state.orders.size).toBe(0);
});

test('a cancel that comes while its order is being sent follows to the broker afterwards', async () => {
  await open.begin();
  const release = open.broker.hold();
  const order = open.order();
  await until('it is being sent', () => open.broker.calls.length === 1);
  open.cancel(order);
  await sleep(30);
  expect(open.broker.of('cancel')).toEqual([]);
  release();
  await until('the cancel follows', () => open.broker.of('cancel').length === 1);
  expect(open.broker.calls).toEqual([`submit ${order.order_id}`, `cancel ${order.order_id}`]);
  expect(open.withdrawn).toEqual([]);
});

test('a cancel of an order that the broker has is taken there at once', async () => {
  await open.begin();
  const order = open.order();
  await until('it is sent', () => open.broker.has.size === 1);
  open.world.report(order, 'WORKING');
  open.cancel(order);
  await until('it is canceled', () => open.broker.of('cancel').length === 1);
  expect(open.broker.of('cancel')).toEqual([order.order_id]);
});

test('(12.23) a trip makes the unsent orders of its scope be asked about: what the gate takes back is not sent, what it lets go is', async () => {
  await open.begin();
  const orders: Record<string, Order> = {};
  open.world.together(() => {
    orders['stopped'] = open.order({ symbol: 'TSLA' });
    orders['other'] = open.order({ symbol: 'SPY' });
    open.trip('symbol:TSLA');
  });
  await until('the other one is sent', () => open.broker.has.size === 1);
  await until('it is withdrawn', () => open.withdrawn.length === 1);
  await sleep(30);
  expect(open.reconsidered).toEqual([orders['stopped']?.order_id]);
  expect(open.withdrawn).toEqual([orders['stopped']?.order_id]);
  expect(open.broker.calls).toEqual([`submit ${orders['other']?.order_id}`]);
});

test('a trip of the firm or of the account is asked about for each of its unsent orders', async () => {
  for (const scope of ['firm', 'account:default']) {
    const scene = await new Scene().begin();
    scene.world.together(() => {
      scene.order();
      scene.order({ symbol: 'SPY' });
      scene.trip(scope);
    });
    await until('both are withdrawn', () => scene.withdrawn.length === 2);
    await scene.end();
    expect([scope, scene.broker.calls]).toEqual([scope, []]);
  }
});

test('(12.26) while the broker is away nothing is lost: each order is asked about before it is sent; the outage is told once, and its end', async () => {
  await open.begin();
  open.broker.away = true;
  const orders = [open.order(), open.order(), open.order()];
  await until('each was tried', () => open.broker.of('submit').length === 3);
  await sleep(450);
  expect(open.broker.of('submit')).toHaveLength(3); // Later tries ask first, and the broker does not even answer that.
  expect(open.reconsidered).toEqual([]);
  open.broker.away = false;
  await until('all are sent', () => open.broker.has.size === 3);
  await sleep(30);
  const ids = orders.map(({ order_id }) => order_id);
  expect(open.reconsidered.toSorted()).toEqual(ids);
  expect(open.broker.of('submit').slice(3).toSorted()).toEqual(ids);
  expect(open.warned).toEqual(['no route', 'well']);
});

test('while the broker is away one order after the other asks for it, whatever waits; when it is back all are sent', async () => {
  await open.begin();
  open.broker.away = true;
  for (let i = 0; i < 300; i += 1) open.order({ quantity: units(0.01) });
  await until('they were tried', () => open.broker.calls.length >= 256);
  const tried = open.broker.calls.length;
  await sleep(1000);
  expect(open.broker.calls.length - tried).toBeLessThan(12);
  expect(open.broker.calls.length - tried).toBeGreaterThan(1);
  open.broker.away = false;
  await until('all are sent', () => open.broker.has.size === 300);
});

test('an order that alone cannot be sent keeps no other one waiting', async () => {
  await open.begin();
  const bad = open.order({ quantity: units(0.01) });
  open.broker.unsent = bad.order_id;
  for (let i = 0; i < 10; i += 1) {
    const order = open.order({ quantity: units(0.01) });
    await until('it is sent', () => open.broker.has.has(order.order_id));
    await sleep(60);
  }
  expect(open.broker.has.size).toBe(10);
});

test('(12.23) what waits for a broker that is away and was never sent is taken back by a trip at once', async () => {
  await open.begin();
  open.broker.away = true;
  for (let i = 0; i < 260; i += 1) open.order({ quantity: units(0.01) });
  await until('they were tried', () => open.broker.calls.length >= 256);
  await sleep(20);
  const later = Array.from({ length: 20 }, () => open.order({ quantity: units(0.01) }).order_id);
  open.trip('firm');
  await until('they are taken back', () => later.every((id) => open.withdrawn.includes(id)));
  expect(later.filter((id) => open.broker.calls.includes(`submit ${id}`))).toEqual([]);
});

test('(12.23) an order whose cancel came while the broker was away is taken back and not sent', async () => {
  await open.begin();
  open.broker.away = true;
  const [canceled, stays] = [open.order(), open.order()];
  await until('both were tried', () => open.broker.of('submit').length === 2);
  open.cancel(canceled);
  await sleep(30);
  open.broker.away = false;
  await until('it is withdrawn', () => open.withdrawn.length === 1);
  await until('the other is sent', () => open.broker.has.size === 1);
  expect(open.withdrawn).toEqual([canceled.order_id]);
  expect([...open.broker.has.keys()]).toEqual([stays.order_id]);
});

test('an order that reached the broker though its answer was lost is neither sent again nor taken back', async () => {
  await open.begin();
  open.broker.answersLost = true;
  const order = open.order();
  await until('it arrived', () => open.broker.has.size === 1);
  open.trip('firm');
  open.broker.answersLost = false;
  await until('the broker was asked', () => open.broker.of('order').length === 1);
  await sleep(250);
  expect(open.broker.calls).toEqual([`submit ${order.order_id}`, `order ${order.order_id}`]);
  expect([open.reconsidered, open.withdrawn]).toEqual([[], []]);
});

test('a cancel of an order that reached the broker though its answer was lost gets there too', async () => {
  await open.begin();
  open.broker.answersLost = true;
  const order = open.order();
  await until('it arrived', () => open.broker.has.size === 1);
  open.broker.answersLost = false;
  open.cancel(order);
  await until('the cancel is there', () => open.broker.of('cancel').length === 1);
  expect(open.withdrawn).toEqual([]);
});

test('while no gate says whether an order may be sent it waits, and is not sent unasked', async () => {
  await open.begin();
  open.gateAway = true;
  open.world.together(() => {
    open.order();
    open.trip('symbol:SPY');
    open.trip('symbol:AAPL');
  });
  await until('the gate was asked', () => open.reconsidered.length === 1);
  await sleep(30);
  expect(open.broker.calls).toEqual([]);
  open.gateAway = false;
  await until('it is withdrawn', () => open.withdrawn.length === 1);
  expect(open.broker.calls).toEqual([]);
});

test('what stands open when a desk begins is asked at the broker first: sent only when the broker has not got it', async () => {
  const [there, lost, canceled] = [open.order(), open.order(), open.order()];
  open.broker.has.set(there.order_id, there);
  open.cancel(canceled);
  const working = open.order();
  open.broker.has.set(working.order_id, working);
  open.world.report(working, 'WORKING');
  open.cancel(working);
  await open.begin();
  await until('the lost one is sent', () => open.broker.has.has(lost.order_id));
  await until('the canceled one is withdrawn', () => open.withdrawn.length === 1);
  await sleep(30);
  expect(open.broker.of('order').toSorted()).toEqual([there, lost, canceled].map(({ order_id }) => order_id));
  expect(open.broker.of('submit')).toEqual([lost.order_id]);
  expect(open.withdrawn).toEqual([canceled.order_id]);
  // A desk before this one may have sent the one that was withdrawn: its cancel costs nothing where it did not.
  expect(open.broker.of('cancel').toSorted()).toEqual([canceled.order_id, working.order_id]);
  const asked = open.broker.calls.indexOf(`order ${lost.order_id}`);
  expect(asked).toBeLessThan(open.broker.calls.indexOf(`submit ${lost.order_id}`));
});

test('when the state was made anew the desk ends, and another begins from the state that stands', async () => {
  await open.begin();
  open.world.feed.reset();
  expect(await open.running).toMatchObject({ message: 'the state was made anew' });
  expect(open.world.feed.listeners.size).toBe(0);
  const order = open.order();
  await open.begin();
  await until('it is sent', () => open.broker.has.has(order.order_id));
  expect(open.broker.calls).toEqual([`order ${order.order_id}`, `submit ${order.order_id}`]);
});

test('an error that is no outage ends the desk', async () => {
  await open.begin();
  open.broker.fault = new Error('the account is closed');
  open.order();
  expect(await open.running).toMatchObject({ message: 'the account is closed' });
});

test('a cancel that found the broker away comes there later, found among the open orders', async () => {
  await open.begin();
  const order = open.order();
  await until('it is sent', () => open.broker.has.size === 1);
  open.world.report(order, 'WORKING');
  open.broker.away = true;
  open.cancel(order);
  await until('it was tried', () => open.broker.of('cancel').length === 1);
  open.broker.away = false;
  await sleep(4500);
  expect(open.broker.of('cancel').length).toBeGreaterThan(1);
}, 10_000);

test('an amendment that was let through goes to the broker once, and a refused one never', async () => {
  await open.begin();
  const order = open.order();
  open.world.report(order, 'WORKING');
  const { decision_id } = open.world.amend(order, { quantity: 2, price: 99 });
  open.world.amend(order, { quantity: 5000 });
  await until('it is sent', () => open.broker.of('replace').length === 1);
  open.world.answerAmendment(order);
  open.world.amend(order, { quantity: 5000 });
  await sleep(30);
  expect(open.broker.of('replace')).toEqual([`${order.order_id} ${decision_id} 2 99`]);
});

test('an amendment that was pending when the desk began is sent, and one that failed is sent again', async () => {
  const order = open.order();
  open.world.report(order, 'WORKING');
  const { decision_id } = open.world.amend(order, { quantity: 2 });
  open.broker.answersLost = true;
  await open.begin();
  await until('it was tried', () => open.broker.of('replace').length === 1);
  // The desk before this one may have asked: the gate says that nothing speaks against it.
  expect(open.reconsidered).toEqual([decision_id]);
  open.broker.answersLost = false;
  await until('it is sent again', () => open.broker.of('replace').length === 2);
  expect(open.broker.of('replace')).toEqual(Array.from({ length: 2 }, () => `${order.order_id} ${decision_id} 2 100`));
});

/** An amendment that the broker was never asked for: it was away, and is back. */
async function unsentAmendment(): Promise<{ order: Order; decision_id: string }> {
  await open.begin();
  const order = open.order();
  await until('it is sent', () => open.broker.has.size === 1);
  open.world.report(order, 'WORKING');
  open.broker.away = true;
  const { decision_id } = open.world.amend(order, { quantity: 2 });
  await until('it was tried', () => open.broker.of('replace').length === 1);
  return { order, decision_id };
}
const standing = ({ order_id }: Order) => open.world.state.orders.get(order_id);

test('a halt takes back an amendment that was not sent: the order stands as it was, and nothing goes to the broker', async () => {
  const { order, decision_id } = await unsentAmendment();
  const before = standing(order)?.hold ?? 0;
  open.trip('firm');
  open.broker.away = false;
  await until('it is taken back', () => standing(order)?.amending === undefined);
  expect(open.world.log.at(-1)).toMatchObject({
    type: 'AMEND_REJECTED',
    amendment_id: decision_id,
    reason: 'taken back before it reached the broker: CIRCUIT_BREAKER_OPEN',
  });
  expect(standing(order)).toMatchObject({ status: 'WORKING', order: { quantity: order.quantity } });
  expect(standing(order)?.hold).toBeLessThan(before);
  expect(open.broker.of('replace')).toHaveLength(1);
});

test('an amendment that a halt meets in the desk itself is asked about before it is sent', async () => {
  await open.begin();
  const order = open.order();
  await until('it is sent', () => open.broker.has.size === 1);
  open.world.report(order, 'WORKING');
  open.world.together(() => {
    open.world.amend(order, { quantity: 2 });
    open.trip('firm');
  });
  await until('it is taken back', () => standing(order)?.amending === undefined);
  expect(open.broker.of('replace')).toEqual([]);
});

test('a cancel takes back an amendment that was not sent, and goes to the broker', async () => {
  const { order } = await unsentAmendment();
  open.cancel(order);
  open.broker.away = false;
  await until('it is taken back', () => standing(order)?.amending === undefined);
  await until('the cancel is there', () => open.broker.of('cancel').length > 0);
  expect(open.broker.of('replace')).toHaveLength(1);
});

test('an amendment that may have reached the broker is not taken back by a halt: it is asked for again', async () => {
  await open.begin();
  const order = open.order();
  await until('it is sent', () => open.broker.has.size === 1);
  open.world.report(order, 'WORKING');
  open.broker.answersLost = true;
  const { decision_id } = open.world.amend(order, { quantity: 2 });
  await until('it was tried', () => open.broker.of('replace').length === 1);
  open.trip('firm');
  open.broker.answersLost = false;
  await until('it is asked for again', () => open.broker.of('replace').length > 1);
  expect(standing(order)?.amending?.decision_id).toBe(decision_id);
  expect(open.reconsidered).toEqual([]);
});
