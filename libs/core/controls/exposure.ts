import { MONEY_MAX, type Money, toDollars } from '../model/money.js';
import type { ScopeFigures } from '../model/reserved-state.js';
import { codes, type Context, factsFrom, limits } from './declare.js';
import { shareOf } from './share.js';

/**
 * Worst cases over all symbols of a scope. Long: each symbol's position and open buys; short: its open sells and short position; gross: the larger of both, symbol
 * by symbol; net: the positions together with all open orders of one side. Off until set. An order passes that only closes or does not raise the figure.
 */
export const TITLE = 'Exposure of an account, a strategy, the firm';

const SUMMED = ['account', 'firm', 'strategy', 'class', 'account/class', 'firm/class', 'strategy/class'] as const;
const NETTED = [...SUMMED, 'sector', 'account/sector', 'firm/sector', 'strategy/sector'] as const;
const SECTORS = ['sector', 'account/sector', 'firm/sector', 'strategy/sector'] as const;

export const LIMITS = limits({
  max_long_exposure: {
    wire: 'max_long_exposure',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: NETTED,
    words: 'Long exposure',
    description: 'Sum over symbols of position and open buys, where that is long; empty is off',
  },
  max_short_exposure: {
    wire: 'max_short_exposure',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: NETTED,
    words: 'Short exposure',
    description: 'Sum over symbols of short position and open sells, where that is short; empty is off',
  },
  max_gross_exposure: {
    wire: 'max_gross_exposure',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: SUMMED,
    words: 'Gross exposure',
    description: 'Sum of the worst-case exposures of all symbols; empty is off',
  },
  max_net_exposure: {
    wire: 'max_net_exposure',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: NETTED,
    words: 'Net exposure',
    description: 'Longs less shorts, with all open orders of the worse side; empty is off',
  },
  max_sector_exposure: {
    wire: 'max_sector_exposure',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'scoped',
    scopes: SECTORS,
    words: 'Exposure of a sector',
    description: 'Sum of the worst-case exposures of the symbols of a sector; empty is off',
  },
  max_sector_concentration_bps: {
    wire: 'max_sector_concentration',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: null,
    nullable: true,
    figures: true,
    tier: 'scoped',
    scopes: ['sector', 'account/sector', 'firm/sector'],
    words: 'Concentration in a sector',
    description: 'Share of equity that the exposure of a sector may be; empty is off',
  },
  max_net_leverage_hundredths: {
    wire: 'max_net_leverage',
    unit: 'hundredths',
    min: 0,
    max: 10_000,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: ['account', 'firm', 'strategy'],
    words: 'Net leverage',
    description: 'Net exposure over equity, of a strategy over its capital and profit of the day; empty is off',
  },
});

const zero = 0 as Money;
const NONE: ScopeFigures = {
  ...{ gross_before: zero, gross_after: zero, long_before: zero, long_after: zero, short_before: zero, short_after: zero },
  ...{ net_before: zero, net_after: zero, open_buys: zero, open_sells: zero, units_long: 0, units_short: 0 },
  ...{ open_orders: 0, positions_before: 0, positions: 0, turnover: zero },
};

/** The sums that the order met; nothing while no limit needs them. */
export const FIGURES = ({ state }: Context): ScopeFigures => state.figures ?? NONE;

const dollars = (limit: Money | null | undefined) => toDollars(limit ?? (0 as Money));

export const FACTS = factsFrom(FIGURES, {
  long_exposure: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: 'Long exposure of the scope with this order',
    of: (_, f) => toDollars(f.long_after),
  },
  long_exposure_raised: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'The order raises the long exposure',
    of: (_, f) => f.long_after > f.long_before,
  },
  long_exposure_limit: {
    ...{ type: 'number', unit: 'dollars', sample: 50_000 },
    meaning: 'The limit of long exposure (0 when it is off)',
    of: ({ limits: l }) => dollars(l.max_long_exposure),
  },
  short_exposure: {
    ...{ type: 'number', unit: 'dollars', sample: 0 },
    meaning: 'Short exposure of the scope with this order',
    of: (_, f) => toDollars(f.short_after),
  },
  short_exposure_raised: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order raises the short exposure',
    of: (_, f) => f.short_after > f.short_before,
  },
  short_exposure_limit: {
    ...{ type: 'number', unit: 'dollars', sample: 50_000 },
    meaning: 'The limit of short exposure (0 when it is off)',
    of: ({ limits: l }) => dollars(l.max_short_exposure),
  },
  scope_exposure: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: 'Gross exposure of the scope with this order',
    of: (_, f) => toDollars(f.gross_after),
  },
  scope_exposure_raised: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'The order raises the gross exposure of the scope',
    of: (_, f) => f.gross_after > f.gross_before,
  },
  gross_exposure_limit: {
    ...{ type: 'number', unit: 'dollars', sample: 50_000 },
    meaning: 'The limit of gross exposure (0 when it is off)',
    of: ({ limits: l }) => dollars(l.max_gross_exposure),
  },
  net_exposure: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: 'Net exposure of the scope with this order',
    of: (_, f) => toDollars(f.net_after),
  },
  net_exposure_raised: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'The order raises the net exposure',
    of: (_, f) => f.net_after > f.net_before,
  },
  net_exposure_limit: {
    ...{ type: 'number', unit: 'dollars', sample: 50_000 },
    meaning: 'The limit of net exposure (0 when it is off)',
    of: ({ limits: l }) => dollars(l.max_net_exposure),
  },
  sector: {
    ...{ type: 'string', unit: '', sample: 'technology' },
    meaning: 'Sector of the symbol; empty when it has none',
    of: ({ instrument }) => instrument.sector ?? '',
  },
  sector_exposure_limit: {
    ...{ type: 'number', unit: 'dollars', sample: 50_000 },
    meaning: 'The limit of the exposure of the sector (0 when it is off)',
    of: ({ limits: l }) => dollars(l.max_sector_exposure),
  },
  max_exposure_by_sector_concentration: {
    ...{ type: 'number', unit: 'dollars', sample: 40_000 },
    meaning: 'The largest share of equity that the sector may be',
    of: ({ equity, limits: l }) => toDollars(shareOf(equity, l.max_sector_concentration_bps ?? 0, 10_000)),
  },
  max_exposure_by_net_leverage: {
    ...{ type: 'number', unit: 'dollars', sample: 100_000 },
    meaning: 'What net leverage allows (equity x max_net_leverage)',
    of: ({ equity, limits: l }) => toDollars(shareOf(equity, l.max_net_leverage_hundredths ?? 0, 100)),
  },
});

const ADVICE = 'cancel or close';
export const CODES = codes({
  LONG_EXPOSURE_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Long exposure of the scope would be over its limit',
    advice: ADVICE,
  },
  SHORT_EXPOSURE_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Short exposure of the scope would be over its limit',
    advice: ADVICE,
  },
  GROSS_EXPOSURE_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Gross exposure of the scope would be over its limit',
    advice: ADVICE,
  },
  NET_EXPOSURE_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Net exposure of the scope would be over its limit',
    advice: ADVICE,
  },
  SECTOR_EXPOSURE_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Exposure of the sector would be over its limit',
    advice: ADVICE,
  },
  SECTOR_CONCENTRATION_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'The sector would be too large a share of equity',
    advice: ADVICE,
  },
  NET_LEVERAGE_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Net exposure over equity would be too high; without equity only closing orders pass',
    advice: ADVICE,
  },
});
