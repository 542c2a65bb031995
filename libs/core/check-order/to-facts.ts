import { type Context, exact, type Fact } from '../controls/declare.js';
import { type Control, CONTROLS } from '../controls/registry.js';
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

type FactsClass = new (context: Context) => object;

/** One class out of all declarations. What is generated is made of the names of facts and of indexes, nothing else. */
const LazyFacts = generate(CONTROLS);

function generate(controls: readonly Control[]): FactsClass {
  const parts: unknown[] = [];
  const given = (part: unknown) => `p${parts.push(part) - 1}`;
  const fields: string[] = ['this.c = c;'];
  const getters = controls.flatMap(({ FACTS, FIGURES }, index) => {
    const own: string[] = [];
    if (FIGURES) {
      fields.push(`this.own${index} = undefined;`);
      own.push(`get figures${index}() { return this.own${index} ??= ${given(FIGURES)}(this.c); }`);
    }
    const facts = Object.entries(FACTS).map(
      ([name, fact]) => `get ${name}() { return ${given(fact.of)}(this.c${FIGURES ? `, this.figures${index}` : ''}); }`,
    );
    return [...own, ...facts];
  });
  const body = `'use strict'; return class { constructor(c) { ${fields.join(' ')} } ${getters.join(' ')} };`;
  // oxlint-disable-next-line no-implied-eval, no-new-func -- names and indexes of our own declarations only.
  const make = new Function(...parts.map((_, index) => `p${index}`), body) as (...all: unknown[]) => FactsClass;
  return make(...parts);
}
