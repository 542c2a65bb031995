import { readSeal } from '#adapters/config/secret-key.js';
import type { Seal } from '#core/access/seal.js';
import type { RunningProcess } from '#gate-host/run-process.js';

/** What a feature names in @Inject to get the seal; null while BREAKWATER_AUTH is off and no key is set. */
export const SEAL = Symbol('Seal');

export const sealOf = ({ env }: RunningProcess): Seal | null => readSeal(env.BREAKWATER_SECRET_KEY_FILE);
