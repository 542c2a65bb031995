/** What the screens offer only to whoever may do it, as the routes name it. */
export const OFFERED_NEEDS = [
  ...(['accounts.arm', 'accounts.change', 'accounts.lock', 'halts.change', 'limits.change', 'orders.write'] as const),
  'overrides.agree',
] as const;
export type OfferedNeed = (typeof OFFERED_NEEDS)[number];
