import type { Money } from './money.js';

/** A named person lets through what listed rules would refuse, within a size, so often, and until an end (RTS 6, article 15(6)). */
export interface Override {
  /** An account, a strategy, a user, or the firm. */
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
  /** The second person, of one of the firm; theirs neither. Not there at other scopes. */
  agreed_by?: string;
  reason: string;
}

export const OVERRIDE_HOURS_MAX = 24;

/** An override of the firm that a risk officer asks for. Nothing passes by it before a second person has agreed to just this. */
export interface OverrideRequest extends Omit<Override, 'from_us' | 'made_by' | 'agreed_by'> {
  /** Of the override that an agreement makes. */
  name: string;
  asked_by: string;
  asked_us: number;
  /** From then on nobody can agree to it. */
  ends_us: number;
  /** Not there while it waits. */
  ended?: OverrideRequestEnd;
}

export interface OverrideRequestEnd {
  how: 'agreed' | 'declined' | 'withdrawn' | 'expired';
  /** The person, or `breakwater`. */
  by: string;
  at_us: number;
  reason: string;
}

export type OverrideRequestState = 'waiting' | OverrideRequestEnd['how'];

/** How it stands at that time; one that is over may not be marked so yet. */
export const stateOfRequest = ({ ended, ends_us }: OverrideRequest, nowUs: number): OverrideRequestState =>
  ended?.how ?? (nowUs < ends_us ? 'waiting' : 'expired');

export const REQUEST_MINUTES = 60;
/** Requests that may wait at once, and that are kept in all: those that have ended are shown until newer ones need the room. */
export const WAITING_MAX = 10;
export const REQUESTS_MAX = 50;
