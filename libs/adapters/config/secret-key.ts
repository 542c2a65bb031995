import { readFileSync } from 'node:fs';
import { Seal } from '#core/access/seal.js';

/** The seal whose keys BREAKWATER_SECRET_KEY_FILE holds; null when none is set. Throws with the file and what is wrong. */
export function readSeal(file: string | undefined): Seal | null {
  if (file === undefined) return null;
  try {
    return new Seal(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`BREAKWATER_SECRET_KEY_FILE (${file}): ${error instanceof Error ? error.message : String(error)}`);
  }
}
