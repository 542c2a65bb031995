export interface Replica {
  replica: string;
  /** The configuration that it has loaded. */
  version: number;
  seen_ms_ago: number;
}

/** The API processes that are there. */
export abstract class Replicas {
  abstract acknowledge(replica: string, version: number): Promise<void>;
  /** Those that were heard of in the last half minute. */
  abstract all(): Promise<Replica[]>;
}
