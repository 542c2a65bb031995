import { parseScope, type Who } from '#core/model/scope.js';

/** Whose limits, and in what; as a person chooses them. */
export interface ChosenScope {
  /** `each`: each account by itself. */
  who: Who | 'each';
  whose: string;
  what: 'all' | 'symbol' | 'sector' | 'class';
  of: string;
}

export const EACH: ChosenScope = { who: 'each', whose: '', what: 'all', of: '' };

/** The scope's text, empty for the limits of each account; null while a name is missing or is none. */
export function scopeText({ who, whose, what, of }: ChosenScope): string | null {
  const first = who === 'each' ? [] : [who === 'firm' ? 'firm' : `${who}:${whose.trim()}`];
  const second = what === 'all' ? [] : [`${what}:${what === 'symbol' ? of.trim().toUpperCase() : of.trim()}`];
  const text = [...first, ...second].join('/');
  return text === '' || parseScope(text) !== null ? text : null;
}

/** The other way round. */
export function chosenScope(text: string): ChosenScope {
  const { who, whose, what, of } = parseScope(text) ?? { who: null, whose: '', what: null, of: '' };
  return { who: who ?? 'each', whose, what: what ?? 'all', of };
}

export interface Row {
  limit_name: string;
  value: number | string | null;
  left: number | null;
}

/**
 * Of rows of one limit at several scopes: those that bind first. Where it is known what is left, that decides; else the smallest value. A limit that stands alone
 * is not marked.
 */
export function strictest<R extends Row>(rows: readonly R[]): Set<R> {
  const found = new Set<R>();
  for (const same of Map.groupBy(
    rows.filter(({ value }) => typeof value === 'number'),
    ({ limit_name }) => limit_name,
  ).values()) {
    if (same.length < 2) continue;
    const key = ({ left, value }: R) => left ?? Number(value);
    const least = Math.min(...same.map(key));
    for (const row of same) if (key(row) === least) found.add(row);
  }
  return found;
}
