import type { LiveType } from '#core/events/live-message.js';
import type { Outgoing } from './outgoing.js';

/** What a socket wants to hear. Null is all. */
export interface Choice {
  accounts: readonly string[] | null;
  types: readonly LiveType[] | null;
}

export function concerns({ accounts, types }: Choice, { message }: Outgoing): boolean {
  return (types?.includes(message.type) ?? true) && (message.account === null || (accounts?.includes(message.account) ?? true));
}
