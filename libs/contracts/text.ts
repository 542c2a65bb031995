/** JSON nests no deeper in any contract; what does is refused by the contract itself. */
const DEPTH_MAX = 8;

/** The path of the first text, of a field or its name, that no database holds: one with a NUL, or with half of a surrogate pair. Null when all is well. */
export function unstorable(input: unknown, path: string[] = []): string[] | null {
  if (typeof input === 'string') return isStorable(input) ? null : path;
  if (typeof input !== 'object' || input === null || path.length > DEPTH_MAX) return null;
  for (const [name, value] of Object.entries(input)) {
    if (!isStorable(name)) return [...path, name.replaceAll('\0', '').toWellFormed()];
    if (typeof value !== 'string' && typeof value !== 'object') continue;
    const found = unstorable(value, [...path, name]);
    if (found) return found;
  }
  return null;
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
