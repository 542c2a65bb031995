import type { FeeTerms } from '#core/model/fees.js';
import type { RiskConfig } from '#core/model/limits.js';
import { ConfigActivation, type ConfigFault } from '#core/ports/config-in-force.js';
import type { Gate } from '#core/ports/gate.js';
import type { LiveBook } from '#core/ports/live-book.js';

const PLACE_MAX = 200;
const FAULT_MAX = 1000;

/** Puts a configuration in force at the gate. */
export class GateActivation extends ConfigActivation {
  constructor(
    private readonly gate: Gate,
    private readonly book: LiveBook,
    /** What a market order's quote may slip by, and what the broker charges; null leaves both as the worker set them. */
    private readonly terms: (FeeTerms & { slippage_bps: number }) | null,
  ) {
    super();
  }

  override async activate(config: RiskConfig, ruleSetDocument: string): Promise<number> {
    const terms = this.terms ?? { slippage_bps: null, fee_per_unit: null };
    return (await this.gate.ask({ kind: 'configure', config, rule_set: ruleSetDocument, ...terms })).version;
  }

  override async reject({ source, place, fault }: ConfigFault): Promise<boolean> {
    const told = { source, place: place.slice(0, PLACE_MAX), fault: fault.slice(0, FAULT_MAX) };
    return (await this.gate.ask({ kind: 'reject_config', ...told })).told;
  }

  override async accept(source: ConfigFault['source']): Promise<void> {
    await this.gate.ask({ kind: 'accept_config', source });
  }

  override rejected(): Promise<string[]> {
    return this.book.rejectedSources();
  }
}
