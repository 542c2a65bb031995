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
  let text = '';
  for (const part of partsOf(template)) text += typeof part === 'string' ? part : written(part, facts);
  return text;
}

interface Placeholder {
  name: FactName;
  format: string | undefined;
  other: FactName | undefined;
}

const known = new Map<string, readonly (string | Placeholder)[]>();
/** More templates than any rule set has: then they are read anew. */
const KNOWN_MAX = 10_000;

/** A template is read once: a refused order renders some of them. */
function partsOf(template: string): readonly (string | Placeholder)[] {
  let parts = known.get(template);
  if (!parts) {
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(template, (parts = read(template)));
  }
  return parts;
}

function read(template: string): (string | Placeholder)[] {
  const parts: (string | Placeholder)[] = [];
  let from = 0;
  for (const { 0: whole, 1: name, 2: format, 3: other, index } of template.matchAll(PLACEHOLDER)) {
    parts.push(template.slice(from, index), { name: name as FactName, format, other: other as FactName | undefined });
    from = index + whole.length;
  }
  return [...parts, template.slice(from)];
}

function written({ name, format, other }: Placeholder, facts: Facts): string {
  const value = facts[name];
  if (typeof value !== 'number') return String(value);
  switch (format) {
    case 'money':
      return inDollars(Math.round(value * 1e6) as Money);
    case 'price':
      return inCurrency(Math.round(value * 1e6) as Money, facts.price_currency);
    case 'percent':
      return `${value.toFixed(decimalsOf(value, other, facts))}%`;
    case 'ratio':
      return value.toFixed(decimalsOf(value, other, facts));
    default:
      return String(value);
  }
}

function decimalsOf(value: number, other: FactName | undefined, facts: Facts): number {
  const apart = other === undefined ? value : facts[other];
  return decimalsApart(value, typeof apart === 'number' ? apart : value);
}

/** `$175.25`, `175.25 EUR`. */
const inCurrency = (price: Money, currency: string): string =>
  currency === 'USD' ? inDollars(price) : `${formatMoney(price)} ${currency}`;
