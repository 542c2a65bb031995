import type { Money } from './money.js';

/** A named person lets through what listed rules would refuse, within a size, so often, and until an end (RTS 6, article 15(6)). */
export interface Override {
  /** An account, a strategy or a user. */
  scope: string;
  /** Codes of the reasons that it covers. */
  codes: readonly string[];
  max_notional: Money;
  uses: number;
  /** Microseconds since 1970. It holds from the first up to, and without, the second. */
  from_us: number;
  until_us: number;
  /** The person; their own orders never pass by it. */
  made_by: string;
  reason: string;
}

export const OVERRIDE_HOURS_MAX = 24;
