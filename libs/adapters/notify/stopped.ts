/** What `work` gives, or an error with `why` as soon as the signal aborts. The work itself cannot be stopped; nobody waits for it any longer. */
export async function orStopped<T>(signal: AbortSignal, why: string, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const stopped = new Promise<never>((_, fail) => {
    stop = () => fail(new Error(why));
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
