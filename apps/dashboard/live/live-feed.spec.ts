import { jest } from '@jest/globals';
import { LiveFeed } from './live-feed.js';

/** What a test plays the browser with: sockets that it opens, closes and speaks through, frames that it draws. */
class Stage {
  readonly sockets: FakeSocket[] = [];
  readonly urls: (string | null)[] = [];
  private frames: (() => void)[] = [];
  open = () => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  };
  url = (since: string | null) => {
    this.urls.push(since);
    return 'ws://test/ws';
  };
  nextFrame = (work: () => void) => void this.frames.push(work);
  draw() {
    const due = this.frames;
    this.frames = [];
    for (const work of due) work();
  }
  get last() {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}
class FakeSocket extends EventTarget {
  close() {
    this.dispatchEvent(new Event('close'));
  }
  say(id: string, total: number) {
    const data = { date: '', realized_pnl: 0, unrealized_pnl: 0, total_pnl: total, circuit_breaker_triggered: false };
    const message = { type: 'PNL_UPDATE', data, timestamp: 1, id, account: 'default', ref: null };
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }));
  }
}

let stage: Stage;
let feed: LiveFeed;
beforeEach(() => {
  jest.useFakeTimers();
  stage = new Stage();
  feed = new LiveFeed(stage);
  feed.start();
});
afterEach(() => {
  feed.stop();
  jest.useRealTimers();
});

test('messages of one frame are told once', () => {
  let told = 0;
  feed.subscribe(() => (told += 1));
  for (let n = 0; n < 100; n += 1) stage.last.say(`${n}-0`, n);
  expect(told).toBe(0);
  stage.draw();
  expect(told).toBe(1);
  expect(feed.snapshot().pnl['default']?.total_pnl).toBe(99);
  expect(feed.link().state).toBe('live');
});

test('a lost connection is opened again by itself, and asks for what was missed', () => {
  stage.last.say('7-0', 1);
  stage.draw();
  stage.last.close();
  expect(feed.link().state).toBe('reconnecting');
  jest.advanceTimersByTime(1000);
  expect(stage.sockets).toHaveLength(2);
  expect(stage.urls).toEqual([null, '7-0']);
  stage.last.say('8-0', 2);
  stage.draw();
  expect(feed.link()).toMatchObject({ state: 'live', attempts: 0 });
});

test('attempts come further apart, but never further than about five seconds', () => {
  for (let n = 0; n < 12; n += 1) {
    stage.last.close();
    jest.advanceTimersByTime(5000);
  }
  expect(stage.sockets).toHaveLength(13);
});

test('a socket that stays silent is given up and replaced', () => {
  stage.last.say('1-0', 1);
  stage.draw();
  jest.advanceTimersByTime(8000);
  expect(feed.link().state).toBe('reconnecting');
  jest.advanceTimersByTime(1000);
  expect(stage.sockets).toHaveLength(2);
});

test('a tab that is too far behind begins anew instead of growing without bound', () => {
  for (let n = 0; n < 6000; n += 1) stage.sockets[0]?.say(`${n}-0`, n);
  jest.advanceTimersByTime(1000);
  expect(stage.sockets).toHaveLength(2);
  expect(stage.urls.at(-1)).toBe(null);
});

test('what is not a message is passed over', () => {
  stage.last.dispatchEvent(Object.assign(new Event('message'), { data: '{"type":1' }));
  stage.draw();
  expect(feed.snapshot().lastId).toBe(null);
});
