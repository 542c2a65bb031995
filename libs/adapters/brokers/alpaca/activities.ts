/** Activities of an account that are no trades, in our words: what cash and how many units each moves. */
import type { Money, Quantity } from '#core/model/money.js';
import type { AccountActivity } from '#core/ports/broker.js';
import { readMoney, readUnits } from './amounts.js';
import { activityId } from './ids.js';
import type { NewReport } from './journal.js';
import { readTime } from './order-book.js';
import type { NonTradeActivity } from './schemas.js';
import type { SymbolMap } from './symbols.js';

/** Types whose `qty` moves units: fees in coins, splits, spin-offs, and shares that are moved between accounts. */
const MOVE_UNITS = new Set(['CFEE', 'SPLIT', 'SSP', 'SPIN', 'SSO', 'JNLS', 'ACATS']);
const SPLITS = new Set(['SPLIT', 'SSP']);
/** Types that move cash alone, by their beginnings: deposits and withdrawals, journals, dividends, interest, fees, and what is withheld. */
const MOVE_CASH = /^(CSD|CSW|CSR|JNL|JNLC|ACATC|FEE|PTC|PTR|MEM|SUB|WH|SWP|DIV\w*|INT\w*)$/;

/** One or several activities that belong together: the legs of a split. */
export interface Movement {
  legs: readonly NonTradeActivity[];
  report: NewReport;
  /** A type that this build does not know, with a quantity: its cash is booked, and whether it moves units is not known. */
  unknown: boolean;
}

/** Throws AmountError. */
export function movementOf(account: string, legs: readonly NonTradeActivity[], symbols: SymbolMap): Movement {
  const [first] = legs;
  if (!first) throw new Error('a movement has at least one activity');
  const { activity_type: what, symbol, description, date } = first;
  const moves = MOVE_UNITS.has(what);
  const cash = legs.reduce((sum, { net_amount }) => sum + (net_amount === null ? 0 : readMoney(net_amount)), 0) as Money;
  const units = legs.reduce((sum, { qty }) => sum + (moves && qty !== null ? readUnits(qty) : 0), 0) as Quantity;
  const activity: AccountActivity = { what, cash, units, split: SPLITS.has(what) && legs.length > 1 };
  const nothing = { quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money };
  return {
    legs,
    unknown: !moves && !MOVE_CASH.test(what) && first.qty !== null && readUnits(first.qty) !== 0,
    report: {
      ...{ execution_id: activityId(first.id), order_id: '', broker_order_id: first.id, account, side: 'BUY', kind: 'ACTIVITY' },
      ...{ symbol: symbol === '' ? '' : symbols.toOurs(symbol), ...nothing, activity },
      ...{
        reason: `${what}${description === '' ? '' : `: ${description}`}`.slice(0, 500),
        executed_at_ms: readTime(date || null),
      },
    },
  };
}

/** A split comes as two activities: the old units leave, the new ones come. One that is alone waits for the other. */
export function gathered(activities: readonly NonTradeActivity[]): { whole: NonTradeActivity[][]; alone: NonTradeActivity[] } {
  const whole: NonTradeActivity[][] = [];
  const splits = new Map<string, NonTradeActivity[]>();
  for (const one of activities) {
    if (!SPLITS.has(one.activity_type)) {
      whole.push([one]);
      continue;
    }
    const key = `${one.symbol} ${one.date}`;
    splits.set(key, [...(splits.get(key) ?? []), one]);
  }
  const alone: NonTradeActivity[] = [];
  for (const legs of splits.values()) {
    const leaves = legs.some(({ qty }) => qty?.startsWith('-'));
    const comes = legs.some(({ qty }) => qty !== null && !qty.startsWith('-'));
    if (leaves && comes) whole.push(legs);
    else alone.push(...legs);
  }
  return { whole, alone };
}
