/** `floor`: speaks to the broker. `relay`: copies the log and announces. One process each at a time. */
export type Lease = 'floor' | 'relay';

/** Which process does what only one may do. Every method throws when Redis does not answer. */
export abstract class Leases {
  /** True while this holder has it, for `forMs` from now. */
  abstract take(which: Lease, holder: string, forMs: number): Promise<boolean>;
  /** Gives it back, if this holder has it. */
  abstract release(which: Lease, holder: string): Promise<void>;
}
