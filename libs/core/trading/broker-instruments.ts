import { instrumentTexts, readInstrument } from '../config/instrument-fields.js';
import { EMPTY_INSTRUMENT, type Instrument, type Restriction } from '../model/reference.js';
import type { RiskConfig } from '../model/limits.js';
import type { Broker, BrokerInstrument } from '../ports/broker.js';
import type { ConfigPatch, ConfigStore } from '../ports/config-store.js';
import type { SaidInstruments } from '../ports/said-instruments.js';

type Texts = Readonly<Record<string, string>>;

/**
 * Instruments as the broker lists them: steps, ticks, whether they may be sold short, which times in force they take. It fills what is not known and renews what it
 * said before; what a person set stands. A symbol that the broker does not trade may only be closed (a restriction named `broker-...`), until it is traded again.
 */
export class BrokerInstruments {
  constructor(
    private readonly broker: Broker,
    private readonly store: ConfigStore,
    /** Puts the newest configuration in force. */
    private readonly activate: () => Promise<unknown>,
    private readonly said: SaidInstruments,
  ) {}

  /** How many symbols changed. Throws BrokerUnavailableError and what the store throws. */
  async look(): Promise<number> {
    const config = await this.store.current();
    const listed = await this.broker.instruments(Object.keys(config.symbols));
    if (listed === null) return 0;
    const before = await this.said.all();
    const patch = patchFor(config, listed, before);
    const changed = new Set([...Object.keys(patch.instruments ?? {}), ...Object.keys(patch.restricted ?? {})]);
    if (changed.size > 0) {
      await this.store.change(patch, { actor: 'breakwater', reason: `as ${this.broker.name} lists it`, source: 'worker' });
      await this.activate();
    }
    // Kept last: after a crash in between the same change is found again, and changes nothing.
    for (const { symbol, facts } of listed)
      if (JSON.stringify(before.get(symbol)) !== JSON.stringify(facts)) await this.said.keep(symbol, facts);
    return changed.size;
  }
}

function patchFor(config: RiskConfig, listed: readonly BrokerInstrument[], before: ReadonlyMap<string, Texts>): ConfigPatch {
  const instruments: Record<string, Instrument> = {};
  const restricted: Record<string, Restriction | null> = {};
  for (const { symbol, facts, closing_only } of listed) {
    const ours = instrumentTexts(config.instruments[symbol] ?? EMPTY_INSTRUMENT);
    const merged = mergedWith(ours, facts, before.get(symbol) ?? {});
    const fields = new Set([...Object.keys(ours), ...Object.keys(merged)]);
    if ([...fields].some((field) => ours[field] !== merged[field]))
      instruments[symbol] = readInstrument(merged, (field, fault) => new Error(`${symbol}: ${field} ${fault}`));
    const name = `broker-${symbol.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')}`;
    const known = config.restricted[name];
    if (closing_only === null && known) restricted[name] = null;
    if (closing_only !== null && known?.reason !== closing_only)
      restricted[name] = { symbol, scope: 'firm', mode: 'close_only', from_us: 0, until_us: null, reason: closing_only };
  }
  return {
    ...(Object.keys(instruments).length > 0 ? { instruments } : {}),
    ...(Object.keys(restricted).length > 0 ? { restricted } : {}),
  };
}

/** Fields of the broker's where nothing is known or where what it said before still stands. */
export function mergedWith(ours: Texts, facts: Texts, before: Texts): Texts {
  const merged: Record<string, string> = { ...ours };
  for (const field of new Set([...Object.keys(facts), ...Object.keys(before)])) {
    const [mine, now] = [ours[field], facts[field]];
    if (mine !== undefined && mine !== before[field]) continue;
    if (now === undefined) delete merged[field];
    else merged[field] = now;
  }
  return merged;
}
