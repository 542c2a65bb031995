import { type Context, exact } from '../controls/declare.js';
import { type Control, CONTROLS } from '../controls/registry.js';
import type { ApplicableLimits } from '../model/decision.js';
import type { Facts } from '../model/facts.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';

export { FactOutOfRangeError } from '../controls/declare.js';

/** The facts of one order (libs/core/controls). Throws FactOutOfRangeError rather than hand a rule a doubtful figure. */
export function toFacts(order: Order, state: ReservedState, { limits, symbol }: ApplicableLimits): Facts {
  const equity = exact('equity', state.cash + state.position_value);
  const exposure = exact('symbol_exposure', state.exposure_after);
  const gross = exact('gross_exposure', state.gross_exposure);
  const notional = exact('order_notional', state.notional);
  const loss = exact('daily_loss', state.day_start_equity + state.cash_moved - equity);
  return factsOf({ order, state, limits, symbol, equity, exposure, gross, notional, loss });
}

/**
 * One function out of all declarations that builds one object literal: a record of stable shape. Measured on 29 facts (Node 24): generated 0.2 us, a loop
 * over the declarations 2.4 us. What is generated is made of the names of facts and of indexes, nothing else.
 */
const factsOf = generate(CONTROLS);

function generate(controls: readonly Control[]): (context: Context) => Facts {
  const parts: unknown[] = [];
  const given = (part: unknown) => `p${parts.push(part) - 1}`;
  const own: string[] = [];
  const fields = controls.flatMap(({ FACTS, FIGURES }, index) => {
    if (FIGURES) own.push(`const own${index} = ${given(FIGURES)}(c);`);
    return Object.entries(FACTS).map(([name, fact]) => `${name}: ${given(fact.of)}(c${FIGURES ? `, own${index}` : ''})`);
  });
  const body = `'use strict'; return (c) => { ${own.join(' ')} return { ${fields.join(', ')} }; };`;
  // oxlint-disable-next-line no-implied-eval, no-new-func -- names and indexes of our own declarations only.
  const make = new Function(...parts.map((_, index) => `p${index}`), body) as (...all: unknown[]) => (context: Context) => Facts;
  return make(...parts);
}
