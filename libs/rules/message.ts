import { decimalsApart } from '#core/model/apart.js';
import type { Facts, FactName } from '#core/model/facts.js';
import { formatMoney, type Money, inDollars } from '#core/model/money.js';

const PLACEHOLDER = /\{(\w+)(?::(\w+))?(?::(\w+))?\}/g;
const FORMATS = ['money', 'price', 'percent', 'ratio'];
/** Formats that round, and so can name another fact that theirs must be told apart from. */
const ROUNDED = ['percent', 'ratio'];

/** The placeholders of a template, to check before it is ever rendered: the facts that each names, and what is wrong with its format. */
export function placeholders(template: string): { facts: string[]; fault: string | null }[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, fact = '', format, other]) => ({
    facts: other === undefined ? [fact] : [fact, other],
    fault: formatFault(format, other),
  }));
}

function formatFault(format: string | undefined, other: string | undefined): string | null {
  if (format !== undefined && !FORMATS.includes(format))
    return `uses the unknown format '${format}'; there are ${FORMATS.join(', ')}`;
  if (other !== undefined && !ROUNDED.includes(format ?? '')) return `names a second fact, which only percent and ratio can`;
  return null;
}

/**
 * `Order size exceeds limit: {order_notional:money} > ...` with the figures of one order. A percentage or ratio has two decimals;
 * `{concentration_pct:percent:max_portfolio_concentration}` has as many more as it takes to differ from the other fact. Amounts are exact; a price is in the
 * currency of its instrument.
 */
export function render(template: string, facts: Facts): string {
  return template.replace(PLACEHOLDER, (_, name: FactName, format: string | undefined, other: FactName | undefined) => {
    const value = facts[name];
    if (typeof value !== 'number') return String(value);
    const apart = other === undefined ? value : facts[other];
    const decimals = decimalsApart(value, typeof apart === 'number' ? apart : value);
    switch (format) {
      case 'money':
        return inDollars(Math.round(value * 1e6) as Money);
      case 'price':
        return inCurrency(Math.round(value * 1e6) as Money, facts.price_currency);
      case 'percent':
        return `${value.toFixed(decimals)}%`;
      case 'ratio':
        return value.toFixed(decimals);
      default:
        return String(value);
    }
  });
}

/** `$175.25`, `175.25 EUR`. */
const inCurrency = (price: Money, currency: string): string =>
  currency === 'USD' ? inDollars(price) : `${formatMoney(price)} ${currency}`;
