import { jest } from '@jest/globals';
import type { Principal } from '#core/access/principal.js';
import { OrderSessions } from '#core/check-order/order-sessions.js';
import type { SessionTerms } from '#core/gate/sessions.js';
import type { Gate } from '#core/ports/gate.js';
import { GateWorld } from '#test/factories/gate-world.js';
import { SocketSessions } from './socket-sessions.js';

const TERMS: SessionTerms = {
  ...{ session_id: 'ses_1', account: 'default', principal: 'key:k', silent_ms: 10_000, grace_ms: 5000 },
  ...{ include_gtc: false, keep_reducing: false },
};
const caller = (id: string, may = true) => ({ id, may: () => may }) as unknown as Principal;

/** What it was told, without its frames. */
class Told {
  readonly lastId = '1-0';
  closed = false;
  readonly told: { type: string; data: Record<string, string> }[] = [];
  pings = 0;
  sendOwn(frame: Buffer): void {
    this.told.push(JSON.parse(frame.toString().slice(frame.indexOf('{'))) as Told['told'][number]);
  }
  pingSoon(): void {}
  pingNow(): void {
    this.pings += 1;
  }
}

let world: GateWorld;
let sessions: SocketSessions;
const warned: string[] = [];
let away = false;

beforeEach(() => {
  world = GateWorld.open();
  world.ask({ kind: 'open_session', session: TERMS });
  away = false;
  warned.length = 0;
  const ask = async (command: Parameters<GateWorld['ask']>[0]) => {
    if (away) throw new Error('no gate');
    return world.ask(command);
  };
  const log = { warn: (_: object, text: string) => void warned.push(text), info: () => undefined };
  sessions = new SocketSessions(new OrderSessions({ ask } as unknown as Gate), log, () => world.nowUs / 1000);
});
afterEach(() => {
  sessions.stop();
  jest.useRealTimers();
});

const order = () => world.submit({ session: 'ses_1' }).order;
const isCanceling = (one: { order_id: string }) => world.state.orders.get(one.order_id)?.cancel_requested;
function pass(seconds: number): void {
  world.pass(seconds);
  world.quote('AAPL', 100, 100.02);
  world.tick();
}

test('a pong every few seconds is the life of the session; the gate hears no more of it than it needs', async () => {
  const [socket, mine] = [new Told(), order()];
  await sessions.attach(socket, caller('key:k'), 'ses_1');
  expect(socket.told).toMatchObject([{ type: 'ORDER_SESSION', data: { session_id: 'ses_1' } }]);
  const before = world.log.length;
  for (let i = 0; i < 10; i += 1) await sessions.alive(socket);
  expect(world.log).toHaveLength(before);
  for (let i = 0; i < 30; i += 1) {
    pass(1);
    await sessions.alive(socket);
  }
  expect(isCanceling(mine)).toBe(false);
  expect(world.log.filter(({ type }) => type === 'SESSION_HEARD')).toHaveLength(11);
  // No pongs: silent for longer than both.
  pass(17.6);
  expect(isCanceling(mine)).toBe(true);
  await sessions.alive(socket);
  expect(socket.told.at(-1)).toMatchObject({ type: 'ERROR', data: { code: 'SESSION_ENDED' } });
});

test('a socket that closes leaves the grace; one that is still there, or a server that stops, leaves all', async () => {
  const [one, two, mine] = [new Told(), new Told(), order()];
  await sessions.attach(one, caller('key:k'), 'ses_1');
  await sessions.attach(two, caller('key:k'), 'ses_1');
  await sessions.closed(one, false);
  pass(6);
  expect(isCanceling(mine)).toBe(false);
  await sessions.closed(two, true);
  pass(8);
  expect(isCanceling(mine)).toBe(false);
  const again = new Told();
  await sessions.attach(again, caller('key:k'), 'ses_1');
  await sessions.closed(again, false);
  pass(4.9);
  expect(isCanceling(mine)).toBe(false);
  pass(0.2);
  expect(isCanceling(mine)).toBe(true);
});

test('somebody else’s session, one that never was, and who may not send orders are told so', async () => {
  const socket = new Told();
  await sessions.attach(socket, caller('key:other'), 'ses_1');
  await sessions.attach(socket, caller('key:k'), 'ses_2');
  await sessions.attach(socket, caller('key:k', false), 'ses_1');
  expect(socket.told.map(({ data }) => data['code'])).toEqual(['SESSION_ENDED', 'SESSION_ENDED', 'ROLE_MISSING']);
  await sessions.closed(socket, false);
  pass(6);
  expect(world.state.sessions.size).toBe(1);
});

test('a gate that is away is said once, and the session is held on', async () => {
  const socket = new Told();
  await sessions.attach(socket, caller('key:k'), 'ses_1');
  away = true;
  for (let i = 0; i < 3; i += 1) {
    world.pass(3);
    await sessions.alive(socket);
  }
  expect(warned).toHaveLength(1);
  away = false;
  world.pass(3);
  await sessions.alive(socket);
  expect(world.log.at(-1)?.type).toBe('SESSION_HEARD');
});

test('a socket that holds a session is pinged each second, and no longer than it does', async () => {
  jest.useFakeTimers();
  const own = new SocketSessions(new OrderSessions({ ask: async (c: never) => world.ask(c) } as unknown as Gate), {
    ...{ warn: () => undefined, info: () => undefined },
  });
  const socket = new Told();
  await own.attach(socket, caller('key:k'), 'ses_1');
  jest.advanceTimersByTime(3000);
  expect(socket.pings).toBe(3);
  await own.closed(socket, false);
  jest.advanceTimersByTime(3000);
  expect(socket.pings).toBe(3);
  own.stop();
});
