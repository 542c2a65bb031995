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

/** Statuses of activities that count: one that was corrected counts as it is now. */
const COUNT = new Set(['executed', 'correct']);
/** Statuses after which an activity moves nothing more. What has another one is looked at again: `pending`, and words that this build does not know. */
export const SETTLED = [...COUNT, 'canceled'];
export const WAITS = 'pending';

export const counts = ({ status }: NonTradeActivity): boolean => COUNT.has(status);

/** What an activity moves as it stands. Throws AmountError. */
function movedBy(one: NonTradeActivity): { cash: Money; units: Quantity } {
  if (!counts(one)) return { cash: 0 as Money, units: 0 as Quantity };
  return {
    cash: (one.net_amount === null ? 0 : readMoney(one.net_amount)) as Money,
    units: (MOVE_UNITS.has(one.activity_type) && one.qty !== null ? readUnits(one.qty) : 0) as Quantity,
  };
}

export const sameAsBefore = (before: NonTradeActivity, now: NonTradeActivity): boolean =>
  before.status === now.status && before.net_amount === now.net_amount && before.qty === now.qty;

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

/** What differs between an activity that was booked and the same one as Alpaca has it now; null: of a split, whose halves belong together. Throws AmountError. */
export function changeOf(
  account: string,
  before: NonTradeActivity,
  now: NonTradeActivity,
  changes: number,
  symbols: SymbolMap,
): NewReport | null {
  if (SPLITS.has(now.activity_type)) return null;
  const [was, is] = [movedBy(before), movedBy(now)];
  const { report } = movementOf(account, [now], symbols);
  return {
    ...report,
    execution_id: activityId(now.id, changes),
    activity: {
      ...{ what: now.activity_type, split: false },
      ...{ cash: (is.cash - was.cash) as Money, units: (is.units - was.units) as Quantity },
    },
    reason: `${report.reason.slice(0, 400)} (changed by Alpaca: ${before.status}, now ${now.status})`,
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
