import type { RiskConfig, ScopedValues } from '../model/limits.js';
import type { Broker } from '../ports/broker.js';
import type { ConfigStore } from '../ports/config-store.js';

/**
 * Keeps in the configuration what limits are by default for the accounts of this broker: a change as any other, by `breakwater`. What a person sets, for each account
 * or for one, stands before it (controls/tiers.ts).
 */
export class BrokerDefaults {
  constructor(
    private readonly broker: Pick<Broker, 'name' | 'accountDefaults'>,
    private readonly store: ConfigStore,
    /** Puts the newest configuration in force. */
    private readonly activate: () => Promise<unknown>,
  ) {}

  /** How many accounts changed. Throws what the store throws. */
  async look(): Promise<number> {
    const { broker_defaults: before = {} } = await this.store.current();
    const patch = patchFor(before, this.broker.accountDefaults());
    const changed = Object.keys(patch).length;
    if (changed === 0) return 0;
    const reason = `defaults of ${this.broker.name}`;
    await this.store.change({ broker_defaults: patch }, { actor: 'breakwater', reason, source: 'worker' });
    await this.activate();
    return changed;
  }
}

type Defaults = Readonly<Record<string, ScopedValues>>;

function patchFor(before: NonNullable<RiskConfig['broker_defaults']>, now: Defaults): Record<string, ScopedValues | null> {
  const patch: Record<string, ScopedValues | null> = {};
  for (const account of new Set([...Object.keys(before), ...Object.keys(now)]))
    if (written(before[account]) !== written(now[account])) patch[account] = now[account] ?? null;
  return patch;
}

/** PostgreSQL gives the names back in an order of its own. */
const written = (values: ScopedValues = {}): string =>
  JSON.stringify(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
