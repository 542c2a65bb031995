import { dollars, GateWorld } from '#test/factories/gate-world.js';
import type { GateEvent } from '../gate/event.js';
import { PnlDue, type Wanted } from './pnl-due.js';

const NOW = 1_000_000;
const ALL: Wanted = { accounts: () => ['one', 'two', 'three'], wanted: () => true };
const of = (...accounts: string[]): Wanted => ({ ...ALL, wanted: (account) => accounts.includes(account) });

const marked: GateEvent = { type: 'MARKED', id: '1-0', at_ms: 1, quotes: [] };
const fillOf = (account: string) => ({ type: 'EXECUTION_APPLIED', kind: 'FILL', account }) as GateEvent;
const breaker = (scope: string) => ({ type: 'BREAKER_TRIPPED', scope }) as GateEvent;

test('while marks come every account is told once a second, moved or not', () => {
  const due = new PnlDue();
  const told = Array.from({ length: 31 }, (_, i) => {
    due.note(marked);
    return due.next(NOW + i * 100, 10, ALL).length;
  });
  expect(told.map((count, i) => (count > 0 ? i * 100 : null)).filter((at) => at !== null)).toEqual([0, 1000, 2000, 3000]);
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(12);
});

test('without marks nothing is due', () => {
  const due = new PnlDue();
  expect(due.next(NOW, 10, ALL)).toEqual([]);
  expect(due.waitMs(NOW)).toBe(Infinity);
});

test('a fill is told at once, a burst of fills every 250 ms, and the last of them too', () => {
  const due = new PnlDue();
  const told = [0, 100, 200, 249, 250, 300, 499, 500, 900].map((at) => {
    if (at <= 300) due.note(fillOf('two'));
    return due.next(NOW + at, 10, ALL);
  });
  expect(told).toEqual([['two'], [], [], [], ['two'], [], [], ['two'], []]);
});

test('it says how long nothing is due', () => {
  const due = new PnlDue();
  due.note(marked);
  due.next(NOW, 10, ALL);
  due.note(fillOf('one'));
  expect(due.waitMs(NOW)).toBe(0);
  due.next(NOW + 10, 10, ALL);
  expect(due.waitMs(NOW + 10)).toBe(Infinity);
  due.note(marked);
  expect(due.waitMs(NOW + 100)).toBe(900);
  due.note(fillOf('one'));
  expect(due.waitMs(NOW + 100)).toBe(160);
});

test('a round with more accounts than are told at once is told to its end, and a fill does not wait for that end', () => {
  const due = new PnlDue();
  due.note(marked);
  const many: Wanted = { accounts: () => Array.from({ length: 10 }, (_, i) => `account-${i}`), wanted: () => true };
  const first = due.next(NOW, 4, many);
  due.note(fillOf('account-9'));
  due.note(marked);
  const second = due.next(NOW + 10, 4, many);
  expect(second[0]).toBe('account-9');
  const rest = [...due.next(NOW + 20, 4, many), ...due.next(NOW + 30, 4, many)];
  expect(new Set([...first, ...second, ...rest])).toEqual(new Set(many.accounts()));
  expect(due.next(NOW + 40, 4, many)).toEqual([]);
});

test('an account that nobody listens to is never due', () => {
  const due = new PnlDue();
  due.note(marked);
  due.note(fillOf('two'));
  expect(due.next(NOW, 10, of('one'))).toEqual(['one']);
  expect(due.next(NOW + 500, 10, ALL)).toEqual([]);
});

test('a breaker of the firm is told to all accounts at once, one of an account to that account, one of a symbol to none', () => {
  const due = new PnlDue();
  due.note(marked);
  due.next(NOW, 10, ALL);
  due.note(breaker('symbol:AAPL'));
  expect(due.next(NOW + 10, 10, ALL)).toEqual([]);
  due.note(breaker('account:two'));
  expect(due.next(NOW + 20, 10, ALL)).toEqual(['two']);
  due.note(breaker('firm'));
  expect(due.next(NOW + 30, 10, ALL)).toEqual(['one', 'two', 'three']);
});

test('of what a gate logs, a fill, a new account, a day and a breaker are due, an order and a tick are not', () => {
  const due = new PnlDue();
  const world = GateWorld.open();
  const dueOf = (act: () => unknown) => {
    const from = world.log.length;
    act();
    world.log.slice(from).forEach((event) => due.note(event));
    world.pass(10);
    return due.next(world.nowUs / 1000, 10, { accounts: () => world.state.accounts.keys(), wanted: () => true });
  };
  const { order } = world.submit();
  expect(dueOf(() => world.tick())).toEqual([]);
  expect(dueOf(() => world.submit())).toEqual([]);
  expect(dueOf(() => world.report(order, 'WORKING'))).toEqual([]);
  expect(dueOf(() => world.fill(order, 1, 100))).toEqual(['default']);
  expect(dueOf(() => world.ask({ kind: 'open_account', account: 'new', cash: dollars(1), day: '2026-11-25' }))).toEqual(['new']);
  expect(dueOf(() => world.ask({ kind: 'close_day', day: '2026-11-25', next_day: '2026-11-27' }))).toEqual(['default', 'new']);
});
