import type { Money, Quantity } from '../model/money.js';
import { differencesOf } from './account-difference.js';

const holdings = (cash: number, positions: Record<string, number>, buys: Record<string, number> = {}) => ({
  cash: cash as Money,
  positions: unitsOf(positions),
  open_buys: unitsOf(buys),
  open_sells: new Map<string, Quantity>(),
});
const unitsOf = (of: Record<string, number>) =>
  new Map(Object.entries(of).map(([symbol, quantity]) => [symbol, quantity as Quantity]));

test('equal holdings differ in nothing, and a flat symbol is as good as none', () =>
  expect(differencesOf(holdings(5, { AAPL: 1, MSFT: 0 }), holdings(5, { AAPL: 1 }))).toEqual([]));

test('each figure that differs is named with both sides, a symbol of one side only too', () =>
  expect(differencesOf(holdings(5, { AAPL: 1, SPY: -2 }, { KO: 4 }), holdings(6, { AAPL: 2, TSLA: 3 }))).toEqual([
    { field: 'position', symbol: 'AAPL', ours: 1, theirs: 2 },
    { field: 'position', symbol: 'SPY', ours: -2, theirs: 0 },
    { field: 'position', symbol: 'TSLA', ours: 0, theirs: 3 },
    { field: 'open_buys', symbol: 'KO', ours: 4, theirs: 0 },
    { field: 'cash', symbol: null, ours: 5, theirs: 6 },
  ]));
