import type { FactName, Facts } from '#core/model/facts.js';
import { describeFact, FACT_NAMES } from './fact-descriptions.js';

/**
 * A fact that is missing, not of its type, not finite or out of its range. json-rules-engine would let such an order pass (`NaN > 100`
 * is false, so nothing is broken); here it refuses.
 */
export class FactError extends Error {
  override name = 'FactError';
  constructor(
    readonly fact: FactName,
    message: string,
  ) {
    super(message);
  }
}

const DOLLARS_MAX = 8_000_000_000;
const amount = (value: unknown) => typeof value === 'number' && value >= 0 && value <= DOLLARS_MAX;
const signedAmount = (value: unknown) => typeof value === 'number' && value >= -DOLLARS_MAX && value <= DOLLARS_MAX;
const limit = (value: unknown) => typeof value === 'number' && value >= 0 && value <= Number.MAX_VALUE;
const flag = (value: unknown) => typeof value === 'boolean';

/**
 * Throws FactError unless every fact is there, of its type and in its range. Every fact is named here because a loop over their names
 * took 0.5 us of 0.6 (each `facts[name]` is a look-up that V8 cannot settle in advance); fact-descriptions.spec.ts holds this list
 * against FACT_TYPES, fact by fact.
 */
export function assertFacts(facts: Facts): void {
  if (
    (facts.breaker_mode === 'none' || facts.breaker_mode === 'reduce_only' || facts.breaker_mode === 'halt') &&
    typeof facts.breaker_scope === 'string' &&
    signedAmount(facts.daily_loss) &&
    limit(facts.daily_loss_limit) &&
    typeof facts.symbol === 'string' &&
    (facts.side === 'BUY' || facts.side === 'SELL') &&
    amount(facts.order_notional) &&
    limit(facts.max_order_size) &&
    flag(facts.order_reducing) &&
    flag(facts.exposure_raised) &&
    amount(facts.symbol_exposure) &&
    limit(facts.max_position_size) &&
    limit(facts.symbol_max_position) &&
    signedAmount(facts.equity) &&
    limit(facts.concentration_pct) &&
    limit(facts.max_portfolio_concentration) &&
    limit(facts.symbol_max_concentration_pct) &&
    limit(facts.max_exposure_by_concentration) &&
    limit(facts.symbol_max_exposure_by_concentration) &&
    amount(facts.gross_exposure) &&
    limit(facts.leverage) &&
    limit(facts.max_leverage) &&
    limit(facts.max_gross_exposure) &&
    amount(facts.initial_margin_required) &&
    limit(facts.orders_in_last_second) &&
    limit(facts.max_orders_per_second) &&
    limit(facts.orders_in_burst_window) &&
    limit(facts.max_orders_per_burst) &&
    limit(facts.burst_window_seconds)
  ) {
    return;
  }
  const [fact, message] = FACT_NAMES.map((name) => [name, factFault(name, facts[name])] as const).find(([, fault]) => fault) ?? [];
  // Without a fault found the two lists differ: still no reason to let the order pass.
  throw new FactError(fact ?? 'symbol', message ?? 'the facts are refused by assertFacts, but by no description');
}

/** What is wrong with a fact's value, in words; null when nothing is. */
export function factFault(name: FactName, value: unknown): string | null {
  const description = describeFact(name);
  const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (value === undefined || value === null) return `fact ${name} is missing`;
  switch (description.type) {
    case 'number': {
      const { minimum, maximum = Number.MAX_VALUE } = description;
      if (typeof value !== 'number' || !Number.isFinite(value)) return `fact ${name} is not a finite number: ${given}`;
      if (value < minimum) return `fact ${name} is below ${minimum}: ${given}`;
      return value > maximum ? `fact ${name} is above ${maximum}: ${given}` : null;
    }
    case 'string':
      if (typeof value !== 'string') return `fact ${name} is not a text: ${given}`;
      return description.values && !description.values.includes(value)
        ? `fact ${name} is none of ${description.values.join(', ')}: ${given}`
        : null;
    case 'boolean':
      return typeof value === 'boolean' ? null : `fact ${name} is neither true nor false: ${given}`;
  }
}
