import { configOf, dollars } from '#test/factories/gate-world.js';
import type { RiskConfig } from '../model/limits.js';
import type { OverrideRequest } from '../model/override.js';
import type { AccountSource } from '../ports/account-source.js';
import type { ConfigActivation, ConfigFault } from '../ports/config-in-force.js';
import {
  type ChangeOfNewest,
  type ChangeOrigin,
  type ConfigPatch,
  type ConfigStore,
  InvalidConfigChangeError,
} from '../ports/config-store.js';
import { BadRulesError, type RuleSource } from '../ports/rule-source.js';
import { ReloadConfig } from './reload-config.js';

const BAD = { source: 'rules', place: 'ORDER_SIZE.json', fault: 'is no JSON' } as const;

/** Stores in memory. `faults`: what each look at the rules and at the tables finds, in turn. */
class World {
  config: RiskConfig = { ...configOf(1), rules_hash: 'old' };
  document = 'old';
  rules: (Error | null)[] = [];
  tables: (Error | null)[] = [];
  rejected: ConfigFault[] = [];
  readonly did: string[] = [];

  readonly source: RuleSource = {
    load: async () => {
      const fault = this.rules.shift();
      if (fault) throw fault;
      return { hash: this.document, document: `{${this.document}}` };
    },
  };
  readonly store = {
    current: async () => this.config,
    ruleSet: async (hash: string) => `{${hash}}`,
    storeRuleSet: async (hash: string) => void this.did.push(`store ${hash}`),
    change: async (change: ConfigPatch | ChangeOfNewest, { reason }: ChangeOrigin) => {
      const { override_requests = {}, ...patch } = typeof change === 'function' ? change(this.config) : change;
      const requests = { ...this.config.override_requests, ...override_requests } as Record<string, OverrideRequest>;
      const rules_hash = patch.rules_hash ?? this.config.rules_hash;
      this.config = { ...this.config, version: this.config.version + 1, rules_hash, override_requests: requests };
      this.did.push(`change: ${reason}`);
      return this.config;
    },
    adoptTableEdits: async () => {
      const fault = this.tables.shift();
      if (fault) throw fault;
      return this.config;
    },
  } as unknown as ConfigStore;
  readonly activation = {
    activate: async ({ version }: RiskConfig, document: string) => {
      this.did.push(`activate ${version} ${document}`);
      return version;
    },
    reject: async (fault: ConfigFault) => {
      const known = this.rejected.some((one) => one.fault === fault.fault);
      this.rejected.push(fault);
      return !known;
    },
    accept: async (source: string) => void this.did.push(`accept ${source}`),
  } as unknown as ConfigActivation;
  readonly accounts: AccountSource = {
    openNew: async () => void this.did.push('accounts'),
    requireNames: async () => {},
  };
  readonly told: string[] = [];
  readonly reload = new ReloadConfig(this.source, this.store, this.activation, this.accounts, ({ place }) =>
    this.told.push(place),
  );
}

test('nothing new is put in force again, for a crash may have left it committed and not active', async () => {
  const world = new World();
  expect(await world.reload.reload()).toEqual({ config: world.config, rejected: [] });
  expect(world.did).toEqual(['accept rules', 'accept tables', 'activate 1 {old}', 'accounts']);
});

test('changed rule files are one more version, stored before it, and in force with their document', async () => {
  const world = new World();
  world.document = 'new';
  expect((await world.reload.reload()).config).toMatchObject({ version: 2, rules_hash: 'new' });
  expect(world.did).toEqual([
    ...['store new', 'change: rule files', 'accept rules', 'accept tables', 'activate 2 {new}', 'accounts'],
  ]);
});

test('a bad rule file leaves the last good rules in force, does not hold up the tables, and is told once', async () => {
  const world = new World();
  const bad = () => new BadRulesError('bad', BAD);
  world.rules = [bad(), bad()];
  expect((await world.reload.reload()).rejected).toEqual([BAD]);
  expect(world.did).toEqual(['accept tables', 'activate 1 {old}', 'accounts']);
  world.rules = [bad(), bad()];
  await world.reload.reload();
  expect(world.told).toEqual(['ORDER_SIZE.json']);
});

test('a fault that is gone when it is looked at again was an editor in the middle of writing', async () => {
  const world = new World();
  world.rules = [new BadRulesError('half', BAD), null];
  expect((await world.reload.reload()).rejected).toEqual([]);
  expect([world.rejected, world.told]).toEqual([[], []]);
});

test('a row that nobody can reckon with is rejected with its place, or the tables as a whole when it has none', async () => {
  const world = new World();
  const fault = (place?: string) => new InvalidConfigChangeError('is not a number', place);
  world.tables = [fault('max_order_size'), fault('max_order_size')];
  expect((await world.reload.reload()).rejected).toEqual([
    { source: 'tables', place: 'max_order_size', fault: 'is not a number' },
  ]);
  world.tables = [fault(), fault()];
  expect((await world.reload.reload()).rejected).toMatchObject([{ place: 'tables' }]);
});

test('an outage is no fault of the content: it is thrown, and nothing is rejected', async () => {
  const world = new World();
  world.tables = [new Error('PostgreSQL does not answer')];
  await expect(world.reload.reload()).rejects.toThrow('PostgreSQL does not answer');
  expect(world.rejected).toEqual([]);
});

test('on the first start of all bad rules stop it, and later ones are not read', async () => {
  const world = new World();
  world.config = { ...world.config, rules_hash: '' };
  world.rules = [new BadRulesError('bad', BAD)];
  await expect(world.reload.firstRules()).rejects.toThrow(BadRulesError);
  world.config = { ...world.config, rules_hash: 'old' };
  world.rules = [new BadRulesError('bad', BAD)];
  await expect(world.reload.firstRules()).resolves.toBeUndefined();
});

test('a request for an override of the firm that nobody agreed to in time is marked so, once', async () => {
  const world = new World();
  const asked_us = (Date.now() - 7_200_000) * 1000;
  const request: OverrideRequest = {
    ...{ name: 'block', scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: dollars(2500), uses: 1, reason: 'a block' },
    ...{ asked_by: 'ann', asked_us, ends_us: asked_us + 3_600_000_000, until_us: asked_us + 86_400_000_000 },
  };
  const waits = { ...request, ends_us: (Date.now() + 3_600_000) * 1000 };
  world.config = { ...world.config, override_requests: { ovr_1: request, ovr_2: waits } };
  await world.reload.reload();
  await world.reload.reload();
  expect(world.did.filter((did) => did.startsWith('change'))).toEqual(['change: nobody agreed in time']);
  const end = { how: 'expired', by: 'breakwater', at_us: request.ends_us, reason: '' };
  expect(world.config.override_requests).toEqual({ ovr_1: { ...request, ended: end }, ovr_2: waits });
});
