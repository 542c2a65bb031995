/** Several gates on one shard of a real Redis, in one process: who decides, what the others fold, and what becomes of waiting orders. */
import { jest } from '@jest/globals';
import { RedisGateLog } from '#adapters/redis/log.js';
import { decodeEvent } from '#core/gate/codec.js';
import type { GateEvent } from '#core/gate/event.js';
import { PROVED_MAX } from '#core/gate/checkpoint-round.js';
import { HELD_MAX } from '#core/gate/mark-parts.js';
import { stateHash } from '#core/gate/state-hash.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import { OutcomeUnknownError } from '#core/ports/gate.js';
import { type Append, type AppendResult, GateLease, GateLog } from '#core/ports/gate-log.js';
import type { FeedListener } from '#core/ports/gate-feed.js';
import type { GateClient } from '#gate-host/client.js';
import type { GateHost } from '#gate-host/host.js';
import { dollars } from '../factories/gate-world.js';
import { type RunningHost, Shard, sleep, until } from '../factories/redis-gate.js';

jest.setTimeout(30_000);

let shard: Shard;
beforeEach(async () => {
  shard = await Shard.open();
});
afterEach(() => shard.close());

const hashOf = ({ host }: RunningHost) => (host.state ? stateHash(host.state) : 'no state');
const accepted = { kind: 'decided', accepted: true };

async function untilSame(...hosts: RunningHost[]): Promise<void> {
  await until(
    'all folded the same',
    () => new Set(hosts.map(({ host }) => host.state?.n)).size === 1 && Boolean(hosts[0]?.host.state),
  );
  expect(new Set(hosts.map(hashOf)).size).toBe(1);
}

async function submit(client: GateClient): Promise<string> {
  const order = shard.order();
  const answer = await client.ask({ kind: 'submit', order });
  // Sent again after an answer that did not come, it is told that it was decided, under its own id.
  const again = { kind: 'repeated', order_id: order.order_id };
  expect(answer).toMatchObject(answer.kind === 'repeated' ? again : accepted);
  return order.client_order_id;
}

/** Ids that were accepted and stand in the log other than once. */
async function notOnce(ids: string[]): Promise<string[]> {
  const counts = await shard.decisions();
  return ids.filter((id) => counts.get(id) !== 1);
}

/** Numbers of the log's lines go 1, 2, 3 ... from the first that is there. */
async function expectNoGap(): Promise<void> {
  const numbers = (await shard.lines()).map(({ n }) => n);
  expect(numbers).toEqual(numbers.map((_, i) => i + (numbers[0] ?? 0)));
}

class Resets implements FeedListener {
  count = 0;
  readonly ids: string[] = [];

  constructor(host: GateHost) {
    host.subscribe(this);
  }

  took(events: Parameters<FeedListener['took']>[0]): void {
    this.ids.push(...events.map(({ event }) => event.id));
  }

  reset(): void {
    this.count += 1;
  }
}

test('a standby folds what the active one decides: the same state, the same events to its listeners, and caughtUp has what was answered', async () => {
  const one = await shard.activeHost();
  const two = await shard.host();
  await until('it has a state', () => two.host.state !== null);
  // What came before both listen is told to neither.
  await untilSame(one, two);
  const [here, there] = [new Resets(one.host), new Resets(two.host)];
  const ids = await Promise.all(Array.from({ length: 300 }, () => submit(one.client)));
  const state = await two.host.caughtUp();
  expect(state.orders.size).toBe(300);
  await one.client.ask({ kind: 'cancel', order_id: 'ord_1', actor: 'dev' });
  await untilSame(one, two);
  await until('its listeners are told', () => there.ids.length === here.ids.length);
  expect(there.ids).toEqual(here.ids);
  expect([one.host.active, two.host.active, two.host.takeovers]).toEqual([true, false, 0]);
  expect(await notOnce(ids)).toEqual([]);
});

test('whoever asks a standby’s client is answered by the active gate through its door', async () => {
  const one = await shard.activeHost();
  const two = await shard.host();
  await submit(two.client);
  expect(one.host.state?.orders.size).toBe(1);
  await expect(two.host.submit({ kind: 'list_breakers' })).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });
});

test('a mark that is too much at once is marked in parts, and orders that come meanwhile are decided between them', async () => {
  const one = await shard.activeHost();
  const strangers = Array.from({ length: (3 * HELD_MAX) / 20 }, (_, i) => `X${i}`);
  const quote = { bid: dollars(10), ask: dollars(10.01), frozen: false, revision: 1 };
  const quotes = strangers.map((symbol) => ({ symbol, ...quote }));
  const marking = one.client.ask({ kind: 'mark', day: exchangeDay(), quotes });
  const [id] = await Promise.all([submit(one.client), marking]);
  const events = (await shard.lines()).map(({ line }) => decodeEvent(line));
  const marks = events.flatMap((event) => (event.type === 'MARKED' && event.quotes[0]?.symbol.startsWith('X') ? [event] : []));
  expect(marks.length).toBeGreaterThanOrEqual(3);
  expect(marks.flatMap((event) => event.quotes.map(({ symbol }) => symbol))).toEqual(strangers);
  const at = (of: (event: GateEvent) => boolean) => events.findIndex(of);
  const ordered = at((event) => event.type === 'ORDER_DECIDED' && event.order.client_order_id === id);
  expect(ordered).toBeGreaterThan(at((event) => event === marks[0]));
  expect(ordered).toBeLessThan(at((event) => event === marks.at(-1)));
  expect(one.host.state?.quotes.get(strangers.at(-1) ?? '')?.mark).toBe(dollars(10.005));
});

test('very many accounts begin and end their day in parts, and orders that come meanwhile are decided between them', async () => {
  const one = await shard.activeHost();
  const names = Array.from({ length: 100 }, (_, i) => `many${i}`);
  for (const account of names) await one.client.ask({ kind: 'open_account', account, cash: dollars(1), day: '2020-01-02' });
  const meanwhile = async (kind: 'DAY_STARTED' | 'DAY_CLOSED', asked: Promise<unknown>) => {
    const [id] = await Promise.all([submit(one.client), asked]);
    const events = (await shard.lines()).map(({ line }) => decodeEvent(line));
    const places = events.flatMap((event, i) => (event.type === kind && event.day.account.startsWith('many') ? [i] : []));
    const ordered = events.findIndex((event) => event.type === 'ORDER_DECIDED' && event.order.client_order_id === id);
    expect(ordered).toBeGreaterThan(places[0] ?? Infinity);
    expect(ordered).toBeLessThan(places.at(-1) ?? 0);
    return places.length;
  };
  const [day, next_day] = [exchangeDay(), '2099-01-02'];
  expect(await meanwhile('DAY_STARTED', one.client.ask({ kind: 'mark', day, quotes: [] }))).toBe(names.length);
  const closing = one.client.ask({ kind: 'close_day', day, next_day });
  expect(await meanwhile('DAY_CLOSED', closing)).toBe(names.length);
  const { accounts } = one.host.state ?? { accounts: new Map<string, { day: string }>() };
  expect(await closing).toEqual({ kind: 'close_day', closed: accounts.size });
  expect(new Set([...accounts.values()].map((account) => account.day))).toEqual(new Set([next_day]));
  expect(await one.client.ask({ kind: 'close_day', day, next_day })).toEqual({ kind: 'close_day', closed: 0 });
});

test('a process that may not decide never does, though nobody else is there', async () => {
  const reader = await shard.host({ mayDecide: false });
  await until('it has a state', () => reader.host.state !== null);
  await sleep(400);
  expect([reader.host.active, await shard.lines()]).toEqual([false, []]);
});

test('a clean stop hands over long before its lease would end: the orders that wait are answered by the next gate, none twice', async () => {
  const one = await shard.activeHost();
  const two = await shard.host();
  await until('it has a state', () => two.host.state !== null);
  const client = shard.client();
  const answered: { id: string; kind: string; ms: number }[] = [];
  const stopping = { over: false };
  const trader = async () => {
    while (!stopping.over) {
      const order = shard.order();
      const { kind } = await client.ask({ kind: 'submit', order });
      answered.push({ id: order.client_order_id, kind, ms: performance.now() });
    }
  };
  const traders = Array.from({ length: 16 }, trader);
  await sleep(300);
  const stopped = one.stop();
  await until('the other decides', () => two.host.active);
  await sleep(300);
  stopping.over = true;
  await Promise.all([...traders, stopped]);
  const gaps = answered.map(({ ms }, i) => ms - (answered[i - 1]?.ms ?? ms));
  expect(Math.max(...gaps)).toBeLessThan(900);
  expect(new Set(answered.map(({ kind }) => kind))).toEqual(new Set(['decided']));
  expect(await notOnce(answered.map(({ id }) => id))).toEqual([]);
  expect(two.host.state?.orders.size).toBe(answered.length);
  await expectNoGap();
  const final = (await shard.events()).filter((event) => event.type === 'CHECKPOINT' && event.final);
  expect(final).toHaveLength(1);
});

test('what one checkpoint cannot prove at once it proves in part, and who folds the log finds the same', async () => {
  const one = await shard.activeHost();
  const two = await shard.host();
  await until('it has a state', () => two.host.state !== null);
  await Promise.all(Array.from({ length: PROVED_MAX + 100 }, () => submit(one.client)));
  await one.stop();
  const [final] = (await shard.events()).filter((event) => event.type === 'CHECKPOINT' && event.final);
  expect(final).toMatchObject({ parts: [{ of: 'accounts' }, { of: 'orders', to: PROVED_MAX + 100 }] });
  await until('the other decides', () => two.host.active);
  expect([hashOf(two), two.host.unreadable]).toEqual([hashOf(one), 0]);
});

test('a gate that stops alone begins again where the log ends, with the same state', async () => {
  const one = await shard.activeHost();
  const id = await submit(one.client);
  await one.stop();
  const hash = hashOf(one);
  const two = await shard.host();
  await until('it decides', () => two.host.active);
  expect(hashOf(two)).toBe(hash);
  expect(two.host.state?.generation).toBe(1);
  await shard.mark(two.client);
  await submit(two.client);
  expect(await notOnce([id])).toEqual([]);
});

/** A lease that can lie: its holder always has it, and takes the right to append from whoever has it. */
class LyingLease extends GateLease {
  lies = false;

  constructor(private readonly inner: GateLease) {
    super();
  }

  override async take(...args: Parameters<GateLease['take']>): Promise<boolean> {
    return (await this.inner.take(...args)) || this.lies;
  }

  override async fence(...args: Parameters<GateLease['fence']>): Promise<boolean> {
    if (this.lies) {
      await shard.redis.del(shard.keys.lease('gate'));
    }
    return this.inner.fence(...args);
  }

  override release(holder: string): Promise<void> {
    return this.inner.release(holder);
  }

  override holder(): Promise<string | null> {
    return this.inner.holder();
  }
}

async function liar(make: 'host' | 'activeHost'): Promise<RunningHost & { lease: LyingLease }> {
  const made: LyingLease[] = [];
  const running = await shard[make]({ lease: (inner) => (made[0] ??= new LyingLease(inner)) });
  const [lease] = made;
  if (!lease) throw new Error('no lease');
  return { ...running, lease };
}

test('(12.24) of two gates that both believe that they decide only one can append: the other steps down, and says that it does not know', async () => {
  const one = await liar('activeHost');
  one.lease.lies = true;
  const two = await liar('host');
  two.lease.lies = true;
  await until('both believe it', () => two.host.active);
  expect(one.host.active).toBe(true);
  one.lease.lies = false;
  two.lease.lies = false;
  const [first, second] = [shard.order(), shard.order()];
  const direct = one.host.submit({ kind: 'submit', order: first }).catch((error: unknown) => error);
  const through = one.client.ask({ kind: 'submit', order: second });
  expect(await direct).toBeInstanceOf(OutcomeUnknownError);
  expect(await through).toMatchObject(accepted); // Asked again, at the other one.
  expect([one.host.active, two.host.active]).toEqual([false, true]);
  expect(await notOnce([second.client_order_id])).toEqual([]);
  expect((await shard.decisions()).has(first.client_order_id)).toBe(false);
  await untilSame(one, two);
  await expectNoGap();
});

test('while two gates take the log from each other again and again, every order that was accepted stands in it once', async () => {
  const one = await liar('activeHost');
  const two = await liar('host');
  one.lease.lies = two.lease.lies = true;
  const answered: string[] = [];
  const unsure: string[] = [];
  const end = performance.now() + 2500;
  const trader = async (client: GateClient) => {
    while (performance.now() < end) {
      const order = shard.order();
      try {
        const { kind } = await client.ask({ kind: 'submit', order });
        expect(['decided', 'repeated']).toContain(kind);
        answered.push(order.client_order_id);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/OUTCOME_UNKNOWN|STATE_UNAVAILABLE/) });
        unsure.push(order.client_order_id);
      }
      await sleep(1);
    }
  };
  await Promise.all([one.client, two.client, one.client, two.client].map(trader));
  expect(one.host.takeovers + two.host.takeovers).toBeGreaterThan(4);
  one.lease.lies = two.lease.lies = false;
  await until('one decides', () => one.host.active !== two.host.active);
  const last = await submit(one.client);
  expect(answered.length).toBeGreaterThan(0);
  expect(await notOnce([...answered, last])).toEqual([]);
  expect([...(await shard.decisions()).values()].filter((count) => count > 1)).toEqual([]);
  await untilSame(one, two);
  await expectNoGap();
});

/** A log that loses answers when it is told to: what it was given is kept, and the connection breaks. */
class LossyLog extends GateLog {
  lose = 0;

  constructor(private readonly inner: GateLog) {
    super();
  }

  override async append(batch: Append): Promise<AppendResult> {
    const result = await this.inner.append(batch);
    if (this.lose === 0) return result;
    this.lose -= 1;
    throw new Error('the connection broke');
  }

  override end() {
    return this.inner.end();
  }
}

test('an append whose answer is lost is answered all the same, and is kept once', async () => {
  const logs: LossyLog[] = [];
  const one = await shard.activeHost({ log: (inner) => (logs[0] ??= new LossyLog(inner)) });
  const two = await shard.host();
  const [log] = logs;
  if (!log) throw new Error('no log');
  log.lose = 3;
  const ids = await Promise.all(Array.from({ length: 50 }, () => submit(one.client)));
  expect(log.lose).toBe(0);
  ids.push(await submit(one.client));
  expect(await notOnce(ids)).toEqual([]);
  expect([one.host.active, one.host.takeovers]).toEqual([true, 1]);
  await expectNoGap();
  await untilSame(one, two);
});

test('when Redis lost the shard it goes on from what the store has: a new generation, and listeners are reset', async () => {
  const one = await shard.activeHost();
  const two = await shard.host();
  const ids = [await submit(one.client), await submit(one.client)];
  await untilSame(one, two);
  await shard.copy();
  const n = one.host.state?.n ?? 0;
  const listeners = [new Resets(one.host), new Resets(two.host)];
  await shard.forget();
  const order = shard.order();
  // The gate that decided hears of it with its next append, or the standby takes the lease before; whoever begins anew answers.
  expect(await shard.client().ask({ kind: 'submit', order })).toMatchObject(accepted);
  await until('one of them decides', () => one.host.active !== two.host.active);
  await untilSame(one, two);
  const active = one.host.active ? one : two;
  expect(active.host.state).toMatchObject({ generation: 2 });
  expect(listeners[active === one ? 0 : 1]?.count).toBeGreaterThan(0);
  expect([...(active.host.state?.clients.keys() ?? [])]).toEqual([...ids, order.client_order_id].map((id) => `default\n${id}`));
  expect((await shard.lines())[0]?.n).toBe(n + 1);
  expect((await shard.events())[0]).toMatchObject({ type: 'STATE_RESTORED', generation: 2 });
  await untilSame(one, two);
  await submit(one.client);
  await untilSame(one, two);
});

test('a standby that had folded more than the store has goes back with it when Redis lost the log', async () => {
  const one = await shard.activeHost();
  const two = await shard.host();
  await submit(one.client);
  await shard.copy();
  const lost = await Promise.all(Array.from({ length: 20 }, () => submit(one.client)));
  await untilSame(one, two);
  const [here, there] = [new Resets(one.host), new Resets(two.host)];
  await shard.forget();
  const client = shard.client();
  const after = [await submit(client), await submit(client)];
  await untilSame(one, two);
  for (const { host } of [one, two]) {
    expect(lost.filter((id) => host.state?.clients.has(`default\n${id}`))).toEqual([]);
    expect(after.filter((id) => host.state?.clients.has(`default\n${id}`))).toEqual(after);
  }
  expect([here.count > 0, there.count > 0]).toEqual([true, true]);
  // What is decided from here on is folded by both.
  await Promise.all(Array.from({ length: 50 }, () => submit(client)));
  await untilSame(one, two);
});

/** A line of garbage, after the log's last one and with the right number; for the log it is an append as any other. */
async function poison(text: string): Promise<void> {
  const { fence, position } = await new RedisGateLog(shard.redis, shard.keys).end();
  const lines = await shard.lines();
  const [ms = 0, seq = 0] = position.split('-').map(Number);
  const append = {
    fence: Number(fence),
    before: position,
    after: `${ms}-${seq + 1}`,
    first_n: (lines.at(-1)?.n ?? 0) + 1,
    lines: [text],
  };
  expect(await new RedisGateLog(shard.redis, shard.keys).append(append)).toBe('kept');
}

test.each([
  ['that tells nothing of itself', () => 'garbage'],
  ['that has an id', (id: string) => `Z ${id} what a later build writes`],
])(
  'a line %s is set aside by all, and what follows is folded',
  async (_, textOf) => {
    const one = await shard.activeHost();
    const two = await shard.host();
    await submit(one.client);
    await untilSame(one, two);
    const state = one.host.state;
    if (!state) throw new Error('no state');
    await poison(textOf(`${state.last_ms}-${state.last_seq + 1}`));
    await until('the standby has set it aside', () => two.host.unreadable === 1);
    // The active one does not know of it: its next append is refused, and it folds the log again.
    const ids = await Promise.all(Array.from({ length: 20 }, () => submit(shard.client())));
    await untilSame(one, two);
    expect((await shard.lines()).filter(({ line }) => line.includes('garbage') || line.startsWith('Z'))).toHaveLength(1);
    for (const id of ids) expect(one.host.state?.clients.has(`default\n${id}`)).toBe(true);
    expect(two.host.state?.generation).toBe(1); // The log is whole: nothing was begun anew.
    await expectNoGap();
  },
  20_000,
);

test('two shards on one Redis decide side by side and do not touch each other’s keys', async () => {
  const other = await Shard.open();
  try {
    const [one, two] = [await shard.activeHost(), await other.activeHost()];
    const order = other.order({ client_order_id: 'same', price: dollars(2) });
    expect(await two.client.ask({ kind: 'submit', order })).toMatchObject(accepted);
    expect(await one.client.ask({ kind: 'submit', order: { ...order, price: dollars(3) } })).toMatchObject(accepted);
    await two.stop();
    const { log, head, copied, lease } = other.keys;
    const keysNow = () => Promise.all([log, head, copied, lease('gate')].map((key) => shard.redis.dump(key)));
    const before = await keysNow();
    await Promise.all(Array.from({ length: 50 }, () => submit(one.client)));
    await shard.copy();
    await shard.forget();
    await shard.host();
    await submit(shard.client());
    expect(await keysNow()).toEqual(before);
    const again = await other.host();
    await until('it decides', () => again.host.active);
    expect(again.host.state?.clients.size).toBe(1);
  } finally {
    await other.close();
  }
});
