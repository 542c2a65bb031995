import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { BreachedPasswords } from '#core/ports/sign-in.js';

/** SHA-1 in hex, and how often it was seen, as the lists of Have I Been Pwned have it. */
const LINE = /^([0-9A-F]{40})(:\d+)?\r?$/i;
/** Longer than any line. */
const WINDOW = 128;

/**
 * Passwords that were stolen elsewhere, out of a file that is sorted by their SHA-1: some 40 halvings of the file for each question, nothing in memory.
 * The file is opened for each question, so it can be replaced while we run.
 */
export class BreachedPasswordsFile extends BreachedPasswords {
  constructor(private readonly file: string) {
    super();
  }

  /** Throws when the file cannot be read or a line is none of such a list: in doubt no password is taken. */
  override async has(password: string): Promise<boolean> {
    const wanted = createHash('sha1').update(password).digest('hex').toUpperCase();
    const handle = await open(this.file, 'r');
    try {
      return await this.search(handle, wanted);
    } finally {
      await handle.close();
    }
  }

  /** Invariant: the line, if there is one, begins at or after `from` and before `to`. */
  private async search(handle: FileHandle, wanted: string): Promise<boolean> {
    let [from, to] = [0, (await handle.stat()).size];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const line = await this.lineFrom(handle, middle, from);
      if (line === null || line.at >= to) {
        to = middle;
        continue;
      }
      if (line.hash === wanted) return true;
      if (line.hash < wanted) from = line.end;
      else to = middle;
    }
    return false;
  }

  /** The first line that begins at or after `at`; `from` is known to begin one. */
  private async lineFrom(
    handle: FileHandle,
    at: number,
    from: number,
  ): Promise<{ at: number; end: number; hash: string } | null> {
    // One byte back: a line break there means that a line begins just here.
    const start = at === from ? at : at - 1;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2 * WINDOW), 0, 2 * WINDOW, start);
    const text = buffer.toString('latin1', 0, bytesRead);
    const begin = at === from ? 0 : text.indexOf('\n') + 1;
    if (at !== from && begin === 0) return null;
    const stop = text.indexOf('\n', begin);
    const line = text.slice(begin, stop < 0 ? undefined : stop);
    if (line === '') return null;
    const [, hash] = LINE.exec(line) ?? [];
    if (hash === undefined)
      throw new Error(`${this.file} is no list of SHA-1 hashes in hex, sorted, one a line (near byte ${start + begin})`);
    return { at: start + begin, end: start + begin + line.length + 1, hash: hash.toUpperCase() };
  }
}

/** Without a file nothing is known to be stolen. */
export class NoBreachedPasswords extends BreachedPasswords {
  override has(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
