/**
 * A batch of quotes, marked part by part: orders are decided between the parts. Each part is a mark like any other (one event, after which every account, strategy and
 * the firm stand at its prices), as if its quotes had come by themselves. So nobody ever meets half of a part, and no log says more than before.
 */
import type { MarkedQuote } from './event.js';
import { LEAF_WIDTH } from './figures.js';
import { heldIn } from './leaf-rows.js';
import { markedBy } from './contracts.js';
import type { GateState } from './state.js';

/** Positions that a part may value, those of accounts and of strategies: about a millisecond. One symbol that more hold is a part of its own. */
export const HELD_MAX = 5000;
/** What a quote costs that nobody holds, in positions. */
const QUOTE = 20;

/** In their order; one part where all are held by few. */
export function markParts(state: GateState, quotes: readonly MarkedQuote[], most = HELD_MAX): MarkedQuote[][] {
  const parts: MarkedQuote[][] = [];
  let [part, left]: [MarkedQuote[], number] = [[], most];
  for (const quote of quotes) {
    const held = QUOTE + heldBy(state, quote.symbol);
    if (held > left && part.length > 0) {
      parts.push(part);
      [part, left] = [[], most];
    }
    part.push(quote);
    left -= held;
  }
  return [...parts, part];
}

function heldBy(state: GateState, symbol: string): number {
  let figures = 0;
  for (const one of markedBy(state, symbol))
    figures += heldIn(state.held.positions, one).end + heldIn(state.held.slices, one).end;
  return figures / LEAF_WIDTH;
}
