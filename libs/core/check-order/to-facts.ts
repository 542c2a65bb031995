import { type Context, exact, type Fact } from '../controls/declare.js';
import { CONTROLS } from '../controls/registry.js';
import type { ApplicableLimits } from '../model/decision.js';
import type { Facts } from '../model/facts.js';
import { type Money, tooLarge } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';

export { FactOutOfRangeError } from '../controls/declare.js';

/**
 * The facts of one order (libs/core/controls), each computed when it is asked for: messages and reports ask for a few. Throws FactOutOfRangeError rather than
 * hand out a doubtful figure.
 */
export function factsOf(context: Context): Facts {
  return new LazyFacts(context) as unknown as Facts;
}

/** All facts as a plain record, for whoever reads them all. */
export function toFacts(order: Order, state: ReservedState, limits: ApplicableLimits): Facts {
  const facts = factsOf(contextOf(order, state, limits));
  return Object.fromEntries(NAMES.map((name) => [name, facts[name as keyof Facts]])) as unknown as Facts;
}

const NAMES = CONTROLS.flatMap(({ FACTS }) => Object.keys(FACTS));

/** What facts are computed from. Throws FactOutOfRangeError when a figure that many share does not compare exactly. */
export function contextOf(order: Order, state: ReservedState, applicable: ApplicableLimits, lossAtScope?: Money): Context {
  const equity = (state.cash + state.position_value) as Money;
  const { exposure_after: exposure, gross_exposure: gross, notional } = state;
  const loss = (lossAtScope ?? state.day_start_equity + state.cash_moved - equity) as Money;
  if (tooLarge(equity) || tooLarge(exposure) || tooLarge(gross) || tooLarge(notional) || tooLarge(loss)) {
    const figures = { equity, symbol_exposure: exposure, gross_exposure: gross, order_notional: notional, daily_loss: loss };
    for (const [name, figure] of Object.entries(figures)) exact(name, figure);
  }
  const { limits, symbol, instrument, strategy, restrictions } = applicable;
  return { order, state, limits, symbol, instrument, strategy, restrictions, equity, exposure, gross, notional, loss };
}

/** How a fact is computed: from the context, and from its control's own figures where it has some. */
export interface FactSource {
  fact: Fact<unknown>;
  figures: ((context: Context) => unknown) | null;
}

export const FACT_SOURCES: ReadonlyMap<string, FactSource> = new Map(
  CONTROLS.flatMap(({ FACTS, FIGURES = null }) =>
    Object.entries(FACTS).map(([name, fact]) => [name, { fact, figures: FIGURES }] as const),
  ),
);

class LazyFacts {
  private readonly figures = new Map<FactSource['figures'], unknown>();

  constructor(private readonly context: Context) {}

  read({ fact, figures }: FactSource): unknown {
    if (figures === null) return fact.of(this.context, undefined);
    if (!this.figures.has(figures)) this.figures.set(figures, figures(this.context));
    return fact.of(this.context, this.figures.get(figures));
  }
}
for (const [name, source] of FACT_SOURCES)
  Object.defineProperty(LazyFacts.prototype, name, {
    get(this: LazyFacts) {
      return this.read(source);
    },
  });
