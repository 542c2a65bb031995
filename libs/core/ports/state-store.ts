import type { CompileRules, GateState } from '../gate/state.js';

/** The gate's state in PostgreSQL: snapshots now and then, and the events after them. */
export abstract class StateStore {
  /**
   * The state as of the relay's position: the newest snapshot, and the events that PostgreSQL has after it. Of an installation of version 1, which has
   * no snapshot yet, the state is made from its tables. Throws StateDivergedError.
   */
  abstract load(compile: CompileRules): Promise<GateState>;

  /** A relay that has read lines of a log that was lost since can no longer write them; it reads its position again. Call before `load`. */
  abstract shutOutRelay(): Promise<void>;

  /** Keeps the state as it stands, for the next `load`; old ones go. The state must be that of the relay's position. */
  abstract save(state: GateState): Promise<void>;
}
