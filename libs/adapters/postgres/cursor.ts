import { InvalidCursorError } from '#core/ports/history.js';

/** Where a page ended: the last row's number, and the value that it was sorted by as it was then (null: it had none). */
export interface Place {
  seq: string;
  value: string | null;
}

/** `listing` names what was listed and in which order; a cursor holds for that alone. Opaque to clients. */
export function cursorOf(listing: string, { seq, value }: Place): string {
  return Buffer.from(JSON.stringify([listing, seq, value])).toString('base64url');
}

/** The place that a cursor stands for. `isValue` says whether a column can hold it. Throws InvalidCursorError for any other text. */
export function placeOf(listing: string, cursor: string, isValue: (text: string) => boolean): Place {
  const [of, seq, value] = partsOf(cursor);
  if (of !== listing || typeof seq !== 'string' || !/^\d{1,18}$/.test(seq)) throw notGivenOut();
  if (value === null) return { seq, value };
  if (typeof value !== 'string' || !isValue(value)) throw notGivenOut();
  return { seq, value };
}

const notGivenOut = () => new InvalidCursorError('cursor is not one that was given out for this sorting and search');

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
