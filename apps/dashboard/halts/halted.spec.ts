import { type Halt, haltedInWords, haltsOfSymbol } from './halted.js';

const halt = (scope: string): Halt => ({ scope, reason: 'news', actor: 'ann', since: null, until: null });

test('an order in a symbol meets the halts of the market, of its class and of the symbol, the widest first', () => {
  const halts = ['symbol:KO', 'symbol:BTC', 'class:crypto', 'class:equity', 'firm'].map(halt);
  const met = (symbol: string, assetClass?: string) => haltsOfSymbol(halts, symbol, assetClass).map(({ scope }) => scope);
  expect(met('KO', 'equity')).toEqual(['firm', 'class:equity', 'symbol:KO']);
  expect(met('KO')).toEqual(['firm', 'symbol:KO']);
  expect(met('MSFT', 'bond')).toEqual(['firm']);
  expect(haltsOfSymbol([], 'KO', 'equity')).toEqual([]);
});

test('what is halted is said in words', () => {
  expect(['firm', 'class:crypto', 'symbol:KO'].map(haltedInWords)).toEqual(['the whole market', 'class crypto', 'symbol KO']);
});
