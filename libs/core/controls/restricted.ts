import { RESTRICTION_MODES, type Restriction } from '../model/reference.js';
import { codes, type Context, factsFrom, limits } from './declare.js';

/** Symbols that may not be traded, or only one way: for the firm, an account, a strategy or a user, for a time. An entry ends exactly at its end. */
export const TITLE = 'Restricted list';

export const LIMITS = limits({});

/** What each mode stops. */
const STOPS: Record<Restriction['mode'], (context: Context) => boolean> = {
  no_trade: () => true,
  no_buy: ({ order, state }) => order.side === 'BUY' && !state.reducing,
  no_sell: ({ order }) => order.side === 'SELL',
  no_short: ({ order, state }) => order.side === 'SELL' && !state.reducing,
  close_only: ({ state }) => !state.reducing,
};

function isOfOrder({ scope }: Restriction, { order }: Context): boolean {
  switch (scope) {
    case 'firm':
    case `account:${order.account}`:
      return true;
    default:
      return scope === `strategy:${order.strategy ?? ''}` || scope === `user:${order.user ?? ''}`;
  }
}

/** The first live entry that stops the order. */
export function FIGURES(context: Context): Restriction | null {
  const { restrictions, state } = context;
  for (const entry of restrictions) {
    const live = entry.from_us <= state.at_us && (entry.until_us === null || state.at_us < entry.until_us);
    if (live && isOfOrder(entry, context) && STOPS[entry.mode](context)) return entry;
  }
  return null;
}

const iso = (us: number | null | undefined) =>
  us === null || us === undefined ? 'further notice' : new Date(us / 1000).toISOString();

export const FACTS = factsFrom(FIGURES, {
  restriction: {
    ...{ type: 'string', unit: '', values: ['none', ...RESTRICTION_MODES], sample: 'none' },
    meaning: 'The entry of the restricted list that stops the order',
    of: (_, entry) => entry?.mode ?? 'none',
  },
  restriction_until: {
    ...{ type: 'string', unit: '', sample: 'further notice' },
    meaning: 'When that entry ends',
    of: (_, entry) => iso(entry?.until_us),
  },
  restriction_reason: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Why it was made',
    of: (_, entry) => entry?.reason ?? '',
  },
});

export const CODES = codes({
  INSTRUMENT_RESTRICTED: {
    class: 'permission',
    status: 403,
    meaning: 'An entry of the restricted list stops the order; `close_only` and `no_buy` let through what only closes',
    advice: '`GET /api/restrictions`; wait for its end, or have it taken away',
  },
});
