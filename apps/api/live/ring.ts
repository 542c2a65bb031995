import { compareKeys, type MessageKey, messageKey } from '#core/events/message-id.js';
import type { Outgoing } from './outgoing.js';

/** The last messages of a process, without a gap from `from` on: who resumes after `from` or later finds all he missed here. */
export class Ring {
  private messages: Outgoing[] = [];

  constructor(
    private readonly max: number,
    private from: string,
  ) {}

  /** Id after which everything is here. */
  get start(): string {
    return this.from;
  }

  push(outgoing: Outgoing): void {
    this.messages.push(outgoing);
    // Cut by quarters: taking one off the front of an array each time would move all the others.
    if (this.messages.length >= this.max * 1.25) this.cut(this.messages.length - this.max);
  }

  /** Everything after `key`, oldest first; null when some of it is not here any more. */
  after(key: MessageKey): Outgoing[] | null {
    if (compareKeys(key, messageKey(this.from)) < 0) return null;
    let at = this.messages.length;
    while (at > 0 && compareKeys(this.messages[at - 1]?.key ?? key, key) > 0) at -= 1;
    return this.messages.slice(at);
  }

  /** Begins again: nothing before `from` is known. */
  restart(from: string): void {
    this.messages = [];
    this.from = from;
  }

  /**
   * Puts what lies between `from` and the start in front. False when there is no room: an older reader then needs a snapshot, for what
   * is newer must not be pushed out by what is older.
   */
  extendBack(from: string, older: Outgoing[]): boolean {
    if (older.length + this.messages.length > this.max) return false;
    this.messages = [...older, ...this.messages];
    this.from = from;
    return true;
  }

  private cut(count: number): void {
    this.from = this.messages[count - 1]?.message.id ?? this.from;
    this.messages = this.messages.slice(count);
  }
}
