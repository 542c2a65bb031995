import { readdirSync } from 'node:fs';
import type { Facts } from '../model/facts.js';
import type { RiskLimits, SymbolLimits } from '../model/limits.js';
import type { Money } from '../model/money.js';
import { CODES, CONTROLS, FACTS, LIMITS } from './registry.js';

// The types are inferred to the letter: held by the compiler (npm run typecheck).
type Same<A, B> = [A, B] extends [B, A] ? true : false;
void ([true, true, true, true, true, true, true] satisfies [
  Same<Facts['side'], 'BUY' | 'SELL'>,
  Same<Facts['breaker_mode'], 'none' | 'reduce_only' | 'halt'>,
  Same<Facts['order_notional'], number>,
  Same<RiskLimits['max_order_size'], Money>,
  Same<RiskLimits['max_leverage_hundredths'], number>,
  Same<RiskLimits['daily_loss_mode'], 'halt' | 'reduce_only'>,
  Same<keyof SymbolLimits, 'max_position' | 'max_concentration_bps'>,
]);

test('nothing is declared twice', () => {
  const count = (of: 'FACTS' | 'CODES') => CONTROLS.flatMap((control) => Object.keys(control[of])).length;
  expect(Object.keys(FACTS)).toHaveLength(count('FACTS'));
  expect(Object.keys(CODES)).toHaveLength(count('CODES'));
  expect(new Set(LIMITS.map(({ tier, name }) => `${tier} ${name}`)).size).toBe(LIMITS.length);
  expect(new Set(LIMITS.map(({ tier, wire }) => `${tier} ${wire}`)).size).toBe(LIMITS.length);
});

test.each(LIMITS.map((limit) => [limit.name, limit] as const))('%s has a range, and a default within it', (_, limit) => {
  if (limit.choices) return expect(limit.choices).toContain(limit.default);
  expect(limit.min).toBeLessThan(limit.max);
  if (limit.default === undefined) return expect(limit.tier).toBe('symbol');
  if (limit.default === null) return expect(limit.nullable).toBe(true);
  expect(limit.default).toBeGreaterThanOrEqual(limit.min);
  return expect(limit.default).toBeLessThanOrEqual(limit.max);
});

test.each(Object.entries(FACTS))('the sample of %s is of its type', (_, fact) => {
  expect(typeof fact.sample).toBe(fact.type);
  if (fact.values) expect(fact.values).toContain(fact.sample);
});

test('every file of a control is in the registry', () => {
  const others = ['declare.ts', 'registry.ts', 'share.ts', 'shown.ts', 'tiers.ts'];
  const files = readdirSync('libs/core/controls').filter((file) => !file.endsWith('.spec.ts') && !others.includes(file));
  expect(CONTROLS).toHaveLength(files.length);
});
