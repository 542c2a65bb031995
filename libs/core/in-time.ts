/** A wait is cut into so many parts. */
const PARTS = 8;
const OVER = Symbol('over');

/**
 * What was asked, or what `late` gives or throws when it has not come within `limitMs`. Rejects as it does. Time in which this process itself was held still
 * (a busy machine, a debugger) counts as one part of the limit at most: it says nothing about who was asked.
 */
export async function inTime<T, Late>(asked: Promise<T>, limitMs: number, late: () => Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<typeof OVER>((resolve) => {
    let parts = 0;
    timer = setInterval(() => {
      parts += 1;
      if (parts === PARTS) resolve(OVER);
    }, limitMs / PARTS);
  });
  try {
    const first = await Promise.race([asked, over]);
    return first === OVER ? late() : first;
  } finally {
    clearInterval(timer);
  }
}
