/** Something that is kept and does not follow from the log, or that the log says and its own past does not. */
export class Difference extends Error {
  override name = 'Difference';
  constructor(
    readonly table: string,
    /** Which row. */
    readonly key: string,
    readonly field: string,
    readonly kept: string,
    readonly follows: string,
  ) {
    super(`${table} ${key}: ${field} is ${kept}; ${follows} follows from the log`);
  }
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Where two values that should be equal differ first, as a path; null when they are equal. Order of keys does not count. */
export function firstDifference(
  kept: unknown,
  follows: unknown,
  path = '',
): { path: string; kept: string; follows: string } | null {
  if (kept === follows) return null;
  if (typeof kept !== 'object' || typeof follows !== 'object' || kept === null || follows === null)
    return { path, kept: shown(kept), follows: shown(follows) };
  const [a, b] = [kept as Record<string, unknown>, follows as Record<string, unknown>];
  for (const key of new Set([...Object.keys(b), ...Object.keys(a)])) {
    const found = firstDifference(a[key], b[key], path === '' ? key : `${path}.${key}`);
    if (found) return found;
  }
  return null;
}
