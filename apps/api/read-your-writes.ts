import { Injectable } from '@nestjs/common';
import { EventLog } from '#core/ports/event-log.js';
import { LiveBook } from '#core/ports/live-book.js';
import { compareLogIds } from '#core/relay/relay.js';

const WAIT_MS = 1000;

/** Lets a reader of the history see what was answered before it asked: waits, within limits, until the relay has copied up to now. */
@Injectable()
export class ReadYourWrites {
  constructor(
    private readonly log: EventLog,
    private readonly book: LiveBook,
  ) {}

  /** False when the relay was not there in time (a second): what is read then is older. */
  async caughtUp(): Promise<boolean> {
    // Two milliseconds let this process's own verdicts of the last turn reach the log.
    await new Promise((resolve) => setTimeout(resolve, 2));
    const deadline = Date.now() + WAIT_MS;
    const newest = await this.log.lastId().catch(() => '0-0');
    while (Date.now() < deadline) {
      const { relayed_id } = await this.book.control();
      if (compareLogIds(relayed_id, newest) >= 0) return true;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return false;
  }
}
