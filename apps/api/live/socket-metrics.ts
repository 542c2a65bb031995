/** Counted in the loops that write to thousands of sockets, as plain numbers; apps/api/metrics.ts shows them when it is asked. */
export const socketCounters = {
  /** Live messages handed to sockets. */
  sent: 0,
  /** P&L messages that a newer one took the place of, for a reader that did not keep up. */
  conflated: 0,
  tooSlow: 0,
  dead: 0,
  refusedInput: 0,
  resumed: 0,
  snapshots: 0,
};
