import { configOf } from '#test/factories/gate-world.js';
import type { RiskConfig, ScopedValues } from '../model/limits.js';
import type { ConfigPatch, ConfigStore } from '../ports/config-store.js';
import { BrokerDefaults } from './broker-defaults.js';

function scene(config: RiskConfig, defaults: Record<string, ScopedValues>) {
  const done: string[] = [];
  const store = {
    current: async () => config,
    change: async ({ broker_defaults = {} }: ConfigPatch, { actor, reason }: { actor: string; reason: string }) => {
      done.push(`${actor}: ${reason}: ${JSON.stringify(broker_defaults)}`);
      const next = Object.entries({ ...config.broker_defaults, ...broker_defaults }).filter(([, values]) => values !== null);
      config = { ...config, broker_defaults: Object.fromEntries(next) as Record<string, ScopedValues> };
      return config;
    },
  } as unknown as ConfigStore;
  const broker = { name: 'alpaca', accountDefaults: () => defaults };
  return { done, defaults: new BrokerDefaults(broker, store, async () => void done.push('activated')) };
}

test('what the broker makes of limits of its accounts is one change, put in force; the same again is none', async () => {
  const { done, defaults } = scene(configOf(1), { 'desk-1': { self_trade: 'venue' }, 'desk-2': { self_trade: 'venue' } });
  expect(await defaults.look()).toBe(2);
  expect(await defaults.look()).toBe(0);
  expect(done).toEqual([
    'breakwater: defaults of alpaca: {"desk-1":{"self_trade":"venue"},"desk-2":{"self_trade":"venue"}}',
    'activated',
  ]);
});

test('those of an account that is another broker’s now are taken away', async () => {
  const before = { ...configOf(1), broker_defaults: { 'desk-1': { self_trade: 'venue' } } };
  const { done, defaults } = scene(before, {});
  expect(await defaults.look()).toBe(1);
  expect(await defaults.look()).toBe(0);
  expect(done[0]).toBe('breakwater: defaults of alpaca: {"desk-1":null}');
});
