import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig, RiskLimits, SymbolLimits } from './limits.js';
import type { Order } from './order.js';
import { EMPTY_INSTRUMENT, type Instrument, type Restriction, type Strategy } from './reference.js';
import type { ReservedState } from './reserved-state.js';
import type { Violation } from './violation.js';

/** What the gate says of one order. Pure function of the reserved state, the config of its version and that config's rules. */
export interface Decision {
  decision_id: string;
  order: Order;
  accepted: boolean;
  /** All reasons for a refusal, first the one that names it. Empty when accepted. */
  violations: Violation[];
  /** What would have refused it had `enabled: false` not been in force. */
  waived: Violation[];
  /** Limits that an order which passes comes near to; not there when there are none. */
  near?: Violation[];
  config_version: number;
  rules_hash: string;
  state: ReservedState;
}

/** The limits that apply to one order. */
export interface ApplicableLimits {
  limits: RiskLimits;
  symbol: SymbolLimits;
  instrument: Instrument;
  strategy: Strategy | null;
  restrictions: readonly Restriction[];
}

/** Throws when the symbol is not in the config: the caller checks that before an order is reserved. */
export function applicableLimits(config: RiskConfig, order: Pick<Order, 'account' | 'symbol' | 'strategy'>): ApplicableLimits {
  const { account, symbol } = order;
  const tiers = tiersOf(config);
  const own = tiers.symbolOf(account, symbol);
  if (!own) throw new Error(`symbol ${symbol} has no limits in config version ${config.version}`);
  const strategy = order.strategy === undefined ? null : (config.strategies[order.strategy] ?? null);
  const instrument = config.instruments[symbol] ?? EMPTY_INSTRUMENT;
  return { limits: tiers.limitsOf(account), symbol: own, instrument, strategy, restrictions: tiers.restrictionsOf(symbol) };
}
