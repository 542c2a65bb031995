// What the person at the terminal sees: one line a step, paths relative to where they stand, and a failure that says what to do.
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { relative } from 'node:path';
import { performance } from 'node:perf_hooks';

let output = process.stdout;

// A terminal or a pipe that is gone must not end the launcher before it has stopped its children.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

/** `stack.mjs run` hands its stdout to the command it runs, so its own lines go to stderr. */
export function speakTo(stream) {
  output = stream;
}

export function say(line = '') {
  output.write(`${line}\n`);
}

/** A path as the person would type it, when it lies below the current folder. */
export function shown(path) {
  const below = relative(process.cwd(), path);
  return below !== '' && !below.startsWith('..') ? below : path;
}

/** A clock for one step: `const took = clock(); ... took()` gives "1.2 s". */
export function clock() {
  const from = performance.now();
  return () => `${((performance.now() - from) / 1000).toFixed(1)} s`;
}

/** A failure that names the piece, the reason and the way out; printed without a stack trace. */
export class StackError extends Error {
  constructor(message, { advice, logFile } = {}) {
    super(message);
    this.advice = advice;
    this.logFile = logFile;
  }
}

/** The end of a log file, as an array of lines. Reads at most its last 64 KiB. */
export function lastLines(file, count = 15) {
  if (!existsSync(file)) return [];
  const fd = openSync(file, 'r');
  try {
    const size = fstatSync(fd).size;
    const length = Math.min(size, 65_536);
    const buffer = Buffer.alloc(length);
    readSync(fd, buffer, 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-count);
  } finally {
    closeSync(fd);
  }
}

export function sayFailure(error) {
  if (!(error instanceof StackError)) {
    say(`\nFailed: ${error?.stack ?? error}`);
    return;
  }
  say(`\nFailed: ${error.message}`);
  if (error.logFile) {
    const lines = lastLines(error.logFile);
    if (lines.length > 0) say(`  last lines of ${shown(error.logFile)}:\n${lines.map((line) => `    ${line}`).join('\n')}`);
  }
  if (error.advice) say(`  What to do: ${error.advice}`);
}
