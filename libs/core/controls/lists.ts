import { codes, facts, limits } from './declare.js';

/** Orders that are let through all together or not at all. Nothing is limited here: what refuses one of them refuses the others. */
export const TITLE = 'Lists of orders';

export const LIMITS = limits({});
export const FACTS = facts({});

export const CODES = codes({
  LIST_REFUSED: {
    status: 403,
    meaning: 'Another order of its list was refused: of a list all are let through, or none',
    advice: 'mend the order that was refused, or send this one alone',
  },
});
