import type { AnswerOf, GateCommand } from '#core/gate/command.js';
import type { StateReasonCode } from '#core/model/reason-codes.js';

/**
 * What goes over a gate's door: JSON, one line each. First `{"hello":1,"secret":"..."}` and its answer `{"hello":1}`; then commands, which are answered
 * in their order.
 */
export interface Hello {
  hello: 1;
  secret: string;
  name: string;
}

export interface Ask {
  id: number;
  command: GateCommand;
}

export type Reply =
  | { id: number; answer: AnswerOf[GateCommand['kind']] }
  /** `not_active`: nothing was done, ask the active gate. `refused`: nothing was done. `unknown`: it may have been done. */
  | { id: number; error: 'not_active' | 'refused' | 'unknown' | 'failed'; code: StateReasonCode; message: string };

/** Longest line: a configuration of 10,000 symbols with its rule set. */
export const LINE_MAX_BYTES = 8 * 1024 * 1024;

/** Cuts a stream of bytes into lines. Throws when one is longer than it may be. */
export class Lines {
  private rest = '';

  constructor(public maxBytes: number) {}

  take(chunk: string): string[] {
    // What is there already is not looked through again: a long line would cost the square of its length.
    const [first = '', ...others] = chunk.split('\n');
    const parts = [this.rest + first, ...others];
    this.rest = parts.pop() ?? '';
    if (this.rest.length > this.maxBytes) throw new Error(`a line is longer than ${this.maxBytes} bytes`);
    return parts;
  }
}

/** Writes of one turn of the event loop in one packet. */
export class Outbox {
  private parts: string[] = [];

  constructor(private readonly write: (text: string) => void) {}

  push(frame: object): void {
    if (this.parts.length === 0) setImmediate(() => this.flush());
    this.parts.push(`${JSON.stringify(frame)}\n`);
  }

  flush(): void {
    if (this.parts.length === 0) return;
    const text = this.parts.join('');
    this.parts = [];
    this.write(text);
  }
}
