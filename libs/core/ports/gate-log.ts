/** The log's writing side and what decides who may write. Every method throws when the log's store does not answer within its time limit. */

export interface Append {
  fence: number;
  /** Where the log ends as the writer knows it, and after these lines. */
  before: string;
  after: string;
  first_n: number;
  lines: string[];
}

/** `kept`: on disk. Else the end of the log as it stands: somebody else wrote, or may write now. */
export type AppendResult = 'kept' | { fence: string; position: string };

export abstract class GateLog {
  abstract append(batch: Append): Promise<AppendResult>;
  /** Fence and end of the log as they stand. */
  abstract end(): Promise<{ fence: string; position: string }>;
}

/** What a process that wants to decide asks for. */
export abstract class GateLease {
  /** True when this holder has it for `forMs` from now. `address` is what others are told: where its door is. */
  abstract take(holder: string, address: string, forMs: number): Promise<boolean>;
  /** From now on only `fence` may append. `begin`: the log goes on there, whatever it says. False when the lease or the fence is another's. */
  abstract fence(
    holder: string,
    address: string,
    forMs: number,
    fence: number,
    begin: { position: string; n: number } | null,
  ): Promise<boolean>;
  abstract release(holder: string): Promise<void>;
  /** Address of whoever has it; null when nobody has. */
  abstract holder(): Promise<string | null>;
}

/** Numbers that only grow, whatever happens to Redis. */
export abstract class Fences {
  abstract next(): Promise<number>;
}

/** How far PostgreSQL has the log, as the relay said last; null when it never did. */
export interface Copied {
  n: number;
  /** When PostgreSQL was known to have everything up to then, milliseconds. */
  at_ms: number;
}

export abstract class CopiedMark {
  abstract read(): Promise<Copied | null>;
  abstract write(copied: Copied): Promise<void>;
}
