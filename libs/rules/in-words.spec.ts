import { readFile } from 'node:fs/promises';
import { inWords } from './in-words.js';
import { loadRuleSet } from './load.js';
import type { FactDescriptions } from './rule.js';

test('every rule in force reads as a sentence', async () => {
  const facts = JSON.parse(await readFile('rules/facts.json', 'utf8')) as FactDescriptions;
  const { rules } = await loadRuleSet('rules');
  const words = Object.fromEntries(rules.map((rule) => [rule.id, inWords(rule, facts)]));
  expect(words['ORDER_SIZE']).toBe(
    "Refuses when the order's worth in dollars (quantity x check price, with multiplier and rate, rounded up) is above the limit of one order.",
  );
  expect(words['LEVERAGE']).toBe(
    "Refuses when the order raises the worst-case exposure of its symbol and the account's gross worst-case exposure with this order is above " +
      'what leverage allows (equity x max_leverage); or when equity (cash plus positions at their marks) is at or below $0, unless the order only closes.',
  );
  expect(words['MARKET_HALT']).toBe('Refuses when this is not empty: why the market or the class is halted.');
  for (const sentence of Object.values(words)) {
    expect(sentence).toMatch(/^Refuses when .{20,}\.$/);
    expect(sentence).not.toMatch(/ \.$/);
  }
});
