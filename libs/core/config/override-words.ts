import { written } from '../controls/shown.js';
import type { Override } from '../model/override.js';

/** What an override lets through, to the last field but who and why: `ORDER_SIZE_EXCEEDED of firm up to 2500.00, 2 uses until 2026-11-26T20:00:00.000Z`. */
export function overrideInWords(one: Pick<Override, 'codes' | 'scope' | 'max_notional' | 'uses' | 'until_us'>): string {
  const { codes, scope, max_notional, uses, until_us } = one;
  const until = new Date(until_us / 1000).toISOString();
  return `${codes.join(' ')} of ${scope} up to ${written('money', max_notional)}, ${uses} uses until ${until}`;
}
