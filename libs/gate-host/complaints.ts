import type { Logger } from 'pino';

/** Says each cause of a trouble once with its error, says a new cause when it changes, and says when it is over. */
export class Complaints {
  private last = '';

  constructor(private readonly logger: Logger) {}

  say(what: string, error: unknown): void {
    const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    if (text !== this.last) this.logger.warn({ err: error }, what);
    this.last = text;
  }

  over(what: string): void {
    if (this.last !== '') this.logger.info(what);
    this.last = '';
  }
}
