import { readFileSync } from 'node:fs';
import { Seal } from '#core/access/seal.js';
import type { RunningProcess } from '#gate-host/run-process.js';

/** What a feature names in @Inject to get the seal; null while BREAKWATER_AUTH is off and no key is set. */
export const SEAL = Symbol('Seal');

export function sealOf({ env: { BREAKWATER_SECRET_KEY_FILE: file } }: RunningProcess): Seal | null {
  if (file === undefined) return null;
  try {
    return new Seal(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`BREAKWATER_SECRET_KEY_FILE (${file}): ${error instanceof Error ? error.message : String(error)}`);
  }
}
