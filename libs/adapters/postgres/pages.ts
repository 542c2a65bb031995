/**
 * Rows of `after` < n <= `upTo`, some `size` numbers at a time; while one page is used the next one is on its way, so that PostgreSQL and this process
 * work side by side.
 */
export async function* pagesOf<Row>(
  read: (after: number, upTo: number) => Promise<{ rows: Row[] }>,
  after: number,
  upTo: number,
  size: number,
): AsyncGenerator<Row[]> {
  const page = (from: number) => {
    const reading = from < upTo ? read(from, Math.min(from + size, upTo)) : null;
    reading?.catch(() => undefined); // Awaited in its turn.
    return reading;
  };
  let next = page(after);
  for (let from = after; next !== null; from += size) {
    const { rows } = await next;
    next = page(from + size);
    yield rows;
  }
}
