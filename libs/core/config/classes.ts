/** What the reasons of rules have in common: which hold whatever is switched off, and which a named person may override. */
import type { RuleReasonCode } from '../model/reason-codes.js';

/** Form and permission: they hold also while the risk checks are off, as open breakers do. */
export const ALWAYS_ON: ReadonlySet<RuleReasonCode> = new Set<RuleReasonCode>([
  ...([
    'CIRCUIT_BREAKER_OPEN',
    'ACCOUNT_LOCKED',
    'STRATEGY_NOT_PERMITTED',
    'USER_NOT_PERMITTED',
    'INSTRUMENT_NOT_ALLOWED',
    'SELF_TRADE_PREVENTED',
    'OPPOSITE_ORDER_OPEN',
    'SHORT_PRICE_RESTRICTED',
    'LOCATE_INSUFFICIENT',
    'INSTRUMENT_RESTRICTED',
    'MARKET_HALTED',
  ] as const),
  ...(['SYMBOL_HALTED', 'MARKET_CLOSED', 'EXTENDED_HOURS_NOT_ALLOWED', 'FLAT_BY_CLOSE', 'TIME_OF_DAY_RESTRICTED'] as const),
  ...(['QUANTITY_STEP_INVALID', 'QUANTITY_BELOW_MIN', 'QUANTITY_ABOVE_MAX', 'NOTIONAL_BELOW_MIN', 'PRICE_TICK_INVALID'] as const),
  ...([
    'PRICE_OUT_OF_RANGE',
    'CURRENCY_UNSUPPORTED',
    'FX_RATE_STALE',
    'IDENTITY_MISSING',
    'BORROW_UNAVAILABLE',
    'SHORT_NOT_ALLOWED',
    'POSITION_FLIP_NOT_ALLOWED',
  ] as const),
]);

/** Sanity, exposure and activity; never breakers, losses, permissions, form, margin and funds. */
export const OVERRIDABLE: ReadonlySet<RuleReasonCode> = new Set<RuleReasonCode>([
  ...(['ORDER_SIZE_EXCEEDED', 'PRICE_COLLAR_BREACHED', 'SPREAD_TOO_WIDE', 'QUOTE_STALE', 'DUPLICATE_ORDER'] as const),
  ...([
    'POSITION_LIMIT_EXCEEDED',
    'SYMBOL_POSITION_LIMIT_EXCEEDED',
    'POSITION_QUANTITY_EXCEEDED',
    'POSITION_COUNT_EXCEEDED',
  ] as const),
  ...(['LONG_EXPOSURE_EXCEEDED', 'SHORT_EXPOSURE_EXCEEDED', 'GROSS_EXPOSURE_EXCEEDED', 'NET_EXPOSURE_EXCEEDED'] as const),
  ...(['SECTOR_EXPOSURE_EXCEEDED', 'SECTOR_CONCENTRATION_EXCEEDED', 'CONCENTRATION_EXCEEDED'] as const),
  ...(['SYMBOL_CONCENTRATION_EXCEEDED', 'LEVERAGE_EXCEEDED', 'NET_LEVERAGE_EXCEEDED', 'OPEN_ORDERS_EXCEEDED'] as const),
  ...(['OPEN_NOTIONAL_EXCEEDED', 'DAY_TURNOVER_EXCEEDED', 'ORDER_ABOVE_ADV', 'PRICE_OUTSIDE_BAND'] as const),
  ...(['ORDER_ABOVE_OWN_AVERAGE', 'ORDER_TO_TRADE_EXCEEDED', 'DAY_ORDERS_EXCEEDED'] as const),
  ...(['PRICE_OFF_LAST_TRADE', 'PRICE_COLLAR_WINDOW_BREACHED', 'POSITION_ABOVE_ADV', 'BROKER_CREDIT_EXCEEDED'] as const),
]);

/** Figures that are used up: of these an order that comes near to the limit is told. */
export const NEARED: ReadonlySet<RuleReasonCode> = new Set<RuleReasonCode>([
  ...([
    'ORDER_SIZE_EXCEEDED',
    'ORDER_ABOVE_ADV',
    'ORDER_ABOVE_OWN_AVERAGE',
    'POSITION_LIMIT_EXCEEDED',
    'SYMBOL_POSITION_LIMIT_EXCEEDED',
  ] as const),
  ...(['POSITION_QUANTITY_EXCEEDED', 'POSITION_COUNT_EXCEEDED', 'OPEN_ORDERS_EXCEEDED', 'OPEN_NOTIONAL_EXCEEDED'] as const),
  ...(['LONG_EXPOSURE_EXCEEDED', 'SHORT_EXPOSURE_EXCEEDED', 'GROSS_EXPOSURE_EXCEEDED', 'NET_EXPOSURE_EXCEEDED'] as const),
  ...(['SECTOR_EXPOSURE_EXCEEDED', 'CONCENTRATION_EXCEEDED', 'SYMBOL_CONCENTRATION_EXCEEDED', 'LEVERAGE_EXCEEDED'] as const),
  ...(['NET_LEVERAGE_EXCEEDED', 'DAY_TURNOVER_EXCEEDED', 'POSITION_ABOVE_ADV', 'BROKER_CREDIT_EXCEEDED'] as const),
]);
