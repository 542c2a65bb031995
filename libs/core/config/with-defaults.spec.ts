import { configOf } from '#test/factories/gate-world.js';
import { emptyState } from '../gate/state.js';
import { evolve } from '../gate/evolve.js';
import type { RiskConfig } from '../model/limits.js';
import { withDefaults } from './with-defaults.js';

const whole = configOf(3, { price_collar_through_bps: null, price_collar_away_bps: 40 });
function ofEarlierBuild(): RiskConfig {
  const { price_collar_through_bps: _, price_collar_away_bps: __, price_collar_min_width: ___, ...limits } = whole.limits;
  return { ...whole, limits: limits as RiskConfig['limits'] };
}

test('a stored configuration takes the default of each limit that it lacks, and keeps what it has', () => {
  const filled = withDefaults(ofEarlierBuild());
  expect(filled.limits).toEqual({
    ...whole.limits,
    ...{ price_collar_through_bps: 1000, price_collar_away_bps: null, price_collar_min_width: 50_000 },
  });
  expect(filled.version).toBe(3);
});

test('one that lacks none stays the same object, a limit that is off included', () => {
  expect(withDefaults(whole)).toBe(whole);
});

test('an activation that an earlier build logged is in force with the defaults', () => {
  const state = emptyState(() => ({
    hash: '',
    evaluate: () => [],
    at: () => ({ judge: () => ({ broken: [], near: [] }) }),
    limitsOf: () => [],
    nearest: () => null,
    place: () => 0,
  }));
  const event = { type: 'CONFIG_ACTIVATED', id: '1-0', at_ms: 1, version: 3, checks: null, slippage_bps: 10 } as const;
  evolve(state, { ...event, config: ofEarlierBuild(), rule_set: null });
  expect(state.config?.limits.price_collar_through_bps).toBe(1000);
});
