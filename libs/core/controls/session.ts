import { PHASES } from '../model/session.js';
import { codes, type Context, facts, limits } from './declare.js';

/**
 * When may be traded: the hours of an instrument's calendar, halts, and how the day of an account ends. An instrument without a calendar is traded at any time.
 * Where that is set, what does not close is refused from some minutes before the close on, and what is held is closed (gate/flat-by-close.ts).
 */
export const TITLE = 'Sessions and halts';

export const LIMITS = limits({
  extended_hours: {
    wire: 'extended_hours',
    unit: 'choice',
    choices: ['refused', 'allowed'],
    default: 'refused',
    tier: 'global',
    scopes: ['account'],
    words: 'Trading before the open and after the close',
    description: 'Whether limit orders of the day that ask for it are let through outside regular hours',
  },
  market_halt_test: {
    wire: 'market_halt_test',
    unit: 'choice',
    choices: ['off', 'on'],
    default: 'off',
    tier: 'global',
    words: 'Halt of the market, own test',
    description:
      'Whether a fall of SPY from its previous close (an instrument field) halts everything: at 7 and 13 % for 15 minutes, once each a day and not in the last 35 minutes, at 20 % for the rest of the day',
  },
  flat_by_close_minutes: {
    wire: 'flat_by_close_minutes',
    unit: 'count',
    measure: 'minutes',
    min: 1,
    max: 390,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account'],
    words: 'Only closing orders, minutes before the close',
    description: 'From so many minutes before the close of an instrument only what closes passes; empty is off',
  },
  flatten_by_close_minutes: {
    wire: 'flatten_by_close_minutes',
    unit: 'count',
    measure: 'minutes',
    min: 1,
    max: 390,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account'],
    words: 'Cancel and close everything, minutes before the close',
    description:
      'So many minutes before the close of an instrument its open orders are canceled and what is held is closed, as by the kill switch; nothing else passes any more. Empty is off',
  },
});

const phase = ({ state }: Context) => state.also?.session?.phase ?? 'always';
const flagged = ({ order }: Context): boolean => (order as { extended_hours?: boolean }).extended_hours === true;
const fits = ({ order }: Context): boolean => order.order_type === 'LIMIT' && order.time_in_force === 'DAY';
const outside = (context: Context): boolean => phase(context) === 'pre' || phase(context) === 'post';

export const FACTS = facts({
  session_phase: {
    ...{ type: 'string', unit: '', values: PHASES, sample: 'always' },
    meaning: "What the instrument's exchange is doing",
    of: phase,
  },
  session_closed: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The exchange is closed for the order',
    of: (context) => phase(context) === 'closed' || (outside(context) && context.limits.extended_hours === 'refused'),
  },
  session_now: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: "The exchange's clock (empty when it is not looked at)",
    of: ({ state }) => state.also?.session?.now ?? '',
  },
  session_hours: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Regular hours of the day',
    of: ({ state }) => state.also?.session?.hours ?? '',
  },
  extended_hours_misused: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'Outside regular hours, or asking for it, the order is no limit order of the day that asks for it',
    of: (context) => (outside(context) || flagged(context)) && !(fits(context) && flagged(context)),
  },
  order_kind: {
    ...{ type: 'string', unit: '', sample: 'LIMIT DAY' },
    meaning: 'Type and time in force of the order',
    of: ({ order }) => `${order.order_type} ${order.time_in_force}`,
  },
  minutes_to_close: {
    ...{ type: 'number', unit: '', sample: 1440 },
    meaning: 'Minutes to the close of the day (1440 when it is not looked at)',
    of: ({ state }) => state.also?.session?.minutes_to_close ?? 1440,
  },
  flat_by_close_minutes: {
    ...{ type: 'number', unit: '', sample: 0 },
    meaning: 'Minutes before the close from which only closing orders pass (0 when it is off)',
    of: ({ limits: l }) => Math.max(l.flat_by_close_minutes ?? 0, l.flatten_by_close_minutes ?? 0),
  },
  market_halted: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Why the market or the class is halted; empty when it is not',
    of: ({ state }) => state.also?.halted?.market ?? '',
  },
  symbol_halted: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Why the symbol is halted; empty when it is not',
    of: ({ state }) => state.also?.halted?.symbol ?? '',
  },
  time_restriction: {
    ...{ type: 'string', unit: '', values: ['none', 'reduce_only', 'no_market'], sample: 'none' },
    meaning: 'What a window of the day stops of the order',
    of: ({ state }) => state.also?.time_restriction?.mode ?? 'none',
  },
  time_window: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'The name of that window',
    of: ({ state }) => state.also?.time_restriction?.window ?? '',
  },
});

export const CODES = codes({
  MARKET_HALTED: {
    status: 403,
    meaning: 'The market, or the class of the instrument, is halted',
    advice: 'wait for its end: `GET /api/risk/halts`',
  },
  SYMBOL_HALTED: { status: 403, meaning: 'The symbol is halted', advice: 'wait for its end: `GET /api/risk/halts`' },
  MARKET_CLOSED: {
    status: 403,
    meaning: "The instrument's exchange is closed; closing orders are refused too",
    advice: 'wait for the open',
  },
  EXTENDED_HOURS_NOT_ALLOWED: {
    status: 403,
    meaning: 'Outside regular hours only limit orders of the day that ask for extended hours pass',
    advice: 'send a LIMIT order with DAY and `extended_hours`, or wait for the open',
  },
  FLAT_BY_CLOSE: { status: 403, meaning: 'So near to the close only closing orders pass', advice: 'wait for the next day' },
  TIME_OF_DAY_RESTRICTED: {
    status: 403,
    meaning: 'A window of the day lets only closing orders, or no market orders, through',
    advice: 'wait for its end: `GET /api/time-windows`',
  },
});
