import { toUnits, type Quantity } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

/** An order that asks to close only, and would do more. It is never clipped to what is left. */
export const TITLE = 'Reduce only';

export const LIMITS = limits({});

export const FACTS = facts({
  reduce_only: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order asks to close only',
    of: ({ order }) => order.reduce_only === true,
  },
  order_closes: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order closes, with all open closing orders, no more than is held',
    of: ({ state }) => state.reducing,
  },
  closable: {
    ...{ type: 'number', unit: 'units', sample: 0 },
    meaning: 'What is left to close, open closing orders taken off (0 when the order does not ask to close only)',
    of: ({ state }) => toUnits(state.closable ?? (0 as Quantity)),
  },
});

export const CODES = codes({
  REDUCE_ONLY_VIOLATED: {
    class: 'permission',
    status: 403,
    meaning: 'A reduce-only order that would do more than close what is held and not being closed already',
    advice: 'send no more than is left to close',
  },
});
