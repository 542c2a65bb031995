/** Names as people type them: with commas or blanks between them. */
export const namesIn = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

export const NONE = 'none';

/** A list of what is let through, as a form shows it: without a list (null) nothing stands there, and an empty list is `none`. */
export const listText = (names: readonly string[] | null): string =>
  names === null ? '' : names.length === 0 ? NONE : names.join(', ');

/** The other way round. Nothing typed is no list, and so all. */
export function listIn(text: string): string[] | null {
  const names = namesIn(text);
  if (names.length === 0) return null;
  return names.length === 1 && names[0]?.toLowerCase() === NONE ? [] : names;
}
