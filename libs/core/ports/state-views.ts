/** Where others read how things stand: limits in force, pending quantities, attempts, the day's P&L, breakers. Written, never read by us. */
export abstract class StateViews {
  /** Each view is a set of fields that replaces what was there. */
  abstract write(views: Record<string, Record<string, string>>): Promise<void>;
}
