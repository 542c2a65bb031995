/** The command line itself is wrong; the message says how it goes. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
