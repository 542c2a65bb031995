import { type Context, exact } from '../controls/declare.js';
import { type Control, CONTROLS } from '../controls/registry.js';
import type { ApplicableLimits } from '../model/decision.js';
import type { Facts } from '../model/facts.js';
import type { Money } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';

export { FactOutOfRangeError } from '../controls/declare.js';

/**
 * The facts of one order (libs/core/controls), each computed when it is first asked for: most rules ask for three. Throws FactOutOfRangeError rather than hand
 * a rule a doubtful figure.
 */
export function factsOf(order: Order, state: ReservedState, limits: ApplicableLimits, lossAtScope?: Money): Facts {
  return new LazyFacts(contextOf(order, state, limits, lossAtScope)) as unknown as Facts;
}

/** All facts as a plain record, for whoever reads them all. */
export function toFacts(order: Order, state: ReservedState, limits: ApplicableLimits, lossAtScope?: Money): Facts {
  const facts = factsOf(order, state, limits, lossAtScope);
  return Object.fromEntries(NAMES.map((name) => [name, facts[name as keyof Facts]])) as unknown as Facts;
}

const NAMES = CONTROLS.flatMap(({ FACTS }) => Object.keys(FACTS));

function contextOf(order: Order, state: ReservedState, applicable: ApplicableLimits, lossAtScope: Money | undefined): Context {
  const equity = exact('equity', state.cash + state.position_value);
  const exposure = exact('symbol_exposure', state.exposure_after);
  const gross = exact('gross_exposure', state.gross_exposure);
  const notional = exact('order_notional', state.notional);
  const loss = exact('daily_loss', lossAtScope ?? state.day_start_equity + state.cash_moved - equity);
  const { limits, symbol, instrument, strategy, restrictions } = applicable;
  return { order, state, limits, symbol, instrument, strategy, restrictions, equity, exposure, gross, notional, loss };
}

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
