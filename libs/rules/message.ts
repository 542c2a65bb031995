import type { Facts, FactName } from '#core/model/facts.js';
import { type Money, formatMoney } from '#core/model/money.js';

const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/g;
const FORMATS = ['money', 'percent', 'ratio'];

/** The placeholders of a template, to check before it is ever rendered. */
export function placeholders(template: string): { fact: string; format: string | undefined; known: boolean }[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, fact = '', format]) => ({
    fact,
    format,
    known: format === undefined || FORMATS.includes(format),
  }));
}

/** `Order size exceeds limit: {order_notional:money} > ...` with the figures of one order. */
export function render(template: string, facts: Facts): string {
  return template.replace(PLACEHOLDER, (_, name: FactName, format: string | undefined) => {
    const value = facts[name];
    if (typeof value !== 'number') return String(value);
    switch (format) {
      case 'money': {
        const micros = Math.round(value * 1e6);
        return micros < 0 ? `-$${formatMoney(-micros as Money)}` : `$${formatMoney(micros as Money)}`;
      }
      case 'percent':
        return `${value.toFixed(2)}%`;
      case 'ratio':
        return value.toFixed(2);
      default:
        return String(value);
    }
  });
}
