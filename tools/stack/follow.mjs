// Shows what matters of a log file while it grows. The child writes the file itself, so its log survives this launcher; warnings and
// worse (pino's level 40 and up) and anything that is not a log line, such as a crash, also appear on the terminal.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { say } from './progress.mjs';

const EVERY_MS = 300;
const WARNING = 40;
const LINES_A_TURN_MAX = 20;

function worthShowing(line) {
  if (line.trim() === '') return undefined;
  try {
    const entry = JSON.parse(line);
    if (!(entry.level >= WARNING)) return undefined;
    return `${entry.level >= 50 ? 'error' : 'warning'}: ${entry.msg ?? entry.message ?? line}${entry.err?.message ? ` (${entry.err.message})` : ''}`;
  } catch {
    return line;
  }
}

/** Shows new lines of `file` under `name`, as long as this process lives for other reasons. `everyTurn` runs with each look. */
export function follow(name, file, everyTurn = () => {}) {
  let offset = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let rest = '';
  const look = () => {
    everyTurn();
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < offset) offset = 0; // cut because it had grown too long
    if (size === offset) return;
    const buffer = Buffer.alloc(Math.min(size - offset, 1 << 20));
    const fd = openSync(file, 'r');
    offset += readSync(fd, buffer, 0, buffer.length, offset);
    closeSync(fd);
    const lines = (rest + buffer.toString('utf8')).split('\n');
    rest = lines.pop();
    const shown = lines.map(worthShowing).filter((line) => line !== undefined);
    for (const line of shown.slice(0, LINES_A_TURN_MAX)) say(`${name}: ${line}`);
    if (shown.length > LINES_A_TURN_MAX) say(`${name}: ... ${shown.length - LINES_A_TURN_MAX} more in its log`);
  };
  setInterval(look, EVERY_MS).unref();
}
