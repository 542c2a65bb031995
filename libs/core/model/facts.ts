import type { DeclaredFacts } from '../controls/registry.js';

/**
 * The facts on which the rules decide, one flat record an order, as libs/core/controls declares them. Money is in dollars: a double made from an exact
 * integer of 1e-6 dollars, so below `MONEY_MAX` (8 billion dollars, see money.ts) two different amounts never compare as equal.
 */
export type Facts = DeclaredFacts;

export type FactName = keyof Facts;
