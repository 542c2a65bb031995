// Child processes that are started again when they die, leave a record of themselves, and can always be stopped.
// The record (pid and start time) is what lets the next launcher recover after this one was killed with -9: its children live on,
// and a bare pid would be no proof that the process is still ours.
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { say, StackError } from './progress.mjs';

const BACKOFF_FIRST_MS = 500;
const BACKOFF_LAST_MS = 10_000;
/** With the backoff above, ten crashes in a row take just under a minute; a life of a minute starts the count anew. */
const CRASHES_MAX = 10;
const HEALTHY_AFTER_MS = 60_000;
const LOG_BYTES_MAX = 50_000_000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls `check` until it returns something truthy, `gaveUp` returns a reason, or the time is over; returns what `check` returned. */
export async function waitFor(check, { limitMs, everyMs = 50, gaveUp = () => undefined }) {
  const end = Date.now() + limitMs;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (gaveUp() || Date.now() > end) return undefined;
    await sleep(everyMs);
  }
}

/** When the process with this pid started, in the system's own words; undefined when there is none (a zombie counts as none). */
export function startTimeOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.status === 0 ? ps.stdout.trim() || undefined : undefined;
}

/** The parent of another process; 0 when unknown. */
export function parentOf(pid) {
  return Number.parseInt(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '', 10) || 0;
}

export function identity(pid = process.pid) {
  return { pid, started: startTimeOf(pid) };
}

/** Is the process of this record still the one that was recorded? */
export function isSame(record) {
  return record?.pid > 0 && record.started !== undefined && startTimeOf(record.pid) === record.started;
}

export function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone: that is what was wanted.
  }
}

/** Asks a process to stop, and kills it with its whole group when it does not within the limit. */
export async function stopProcess(record, { stopSignal = 'SIGTERM', stopLimitMs = 10_000 } = {}) {
  if (!isSame(record)) return;
  signal(record.pid, stopSignal);
  const gone = await waitFor(() => !isSame(record), { limitMs: stopLimitMs });
  if (gone) return;
  signal(-record.pid, 'SIGKILL');
  signal(record.pid, 'SIGKILL');
  await waitFor(() => !isSame(record), { limitMs: 5_000 });
}

/** Stops what an earlier launcher of this profile left behind; returns whether there was something. */
export async function stopLeftover(recordFile) {
  const record = readRecord(recordFile);
  const found = isSame(record);
  if (found) await stopProcess(record, record);
  rmSync(recordFile, { force: true });
  return found;
}

export class Supervised {
  #child;
  #record;
  #restarting = false;
  #stopping = false;
  #crashes = 0;
  #timer;

  /**
   * `name` for messages; `command`, `args`, `cwd`, `env`, `user` (uid and gid) as for spawn; `logFile` takes stdout and stderr;
   * `recordFile` holds the pid; `stopSignal` and `stopLimitMs` say how it stops; `onGiveUp(error)` hears of a hopeless child.
   */
  constructor(options) {
    this.options = {
      stopSignal: 'SIGTERM',
      stopLimitMs: 10_000,
      healthyAfterMs: HEALTHY_AFTER_MS,
      onGiveUp: () => {},
      ...options,
    };
  }

  get name() {
    return this.options.name;
  }

  /** Undefined while the child runs, else how it ended. */
  ended;

  start() {
    const { command, args, cwd, env, user, logFile, recordFile } = this.options;
    mkdirSync(dirname(logFile), { recursive: true });
    mkdirSync(dirname(recordFile), { recursive: true });
    this.keepLogSmall();
    const log = openSync(logFile, 'a');
    const startedAt = Date.now();
    this.ended = undefined;
    // Its own process group: Ctrl-C in the terminal reaches only the launcher, which then stops things in order.
    const child = spawn(command, args, {
      cwd,
      env,
      ...(user && { uid: user.uid, gid: user.gid }),
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    if (child.pid !== undefined) {
      this.#record = identity(child.pid);
      const { stopSignal, stopLimitMs } = this.options;
      writeFileSync(recordFile, JSON.stringify({ ...this.#record, stopSignal, stopLimitMs }));
    }
    child.on('error', (error) => this.#onEnd(child, error.message, startedAt));
    child.on('exit', (code, killed) => this.#onEnd(child, killed ? `killed by ${killed}` : `exit code ${code}`, startedAt));
    return this;
  }

  /** From now on a death is answered with a restart. Before, it is for the caller to see in `ended`: a first start that fails stays failed. */
  keepAlive() {
    this.#restarting = true;
    if (this.ended) this.#restart(0);
    return this;
  }

  async stop() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    if (!this.ended) await stopProcess(this.#record, this.options);
    rmSync(this.options.recordFile, { force: true });
  }

  /** For a second Ctrl-C: no manners. */
  kill() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    if (this.#record && isSame(this.#record)) signal(-this.#record.pid, 'SIGKILL');
    rmSync(this.options.recordFile, { force: true });
  }

  /** Children append, so cutting the file under them is safe. One old part is kept. */
  keepLogSmall() {
    const { logFile } = this.options;
    try {
      if (statSync(logFile).size < LOG_BYTES_MAX) return;
      copyFileSync(logFile, `${logFile}.1`);
      truncateSync(logFile);
    } catch {
      // No log file yet.
    }
  }

  #onEnd(child, how, startedAt) {
    if (child !== this.#child || this.ended) return;
    this.ended = how;
    rmSync(this.options.recordFile, { force: true });
    if (this.#restarting && !this.#stopping) this.#restart(Date.now() - startedAt);
  }

  #restart(livedMs) {
    const { name, logFile, onGiveUp, healthyAfterMs } = this.options;
    this.#crashes = livedMs >= healthyAfterMs ? 1 : this.#crashes + 1;
    if (this.#crashes >= CRASHES_MAX) {
      onGiveUp(new StackError(`${name} died ${CRASHES_MAX} times in a row (${this.ended})`, { logFile }));
      return;
    }
    const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** (this.#crashes - 1), BACKOFF_LAST_MS);
    say(`${name} ended (${this.ended}); starting it again in ${waitMs / 1000} s`);
    this.#timer = setTimeout(() => this.start(), waitMs);
  }
}

const commands = new Set();
let stopped = false;

/**
 * Runs a command that may take long, while the launcher still hears signals. Its output is collected (the last MB)
 * and, with `logFile`, written there; `show` (what becomes of stdout and stderr, as for spawn) lets it through instead. Never throws: `ok` says how it went.
 */
export function runToEnd(command, args, { logFile, show = ['pipe', 'pipe'], timeoutMs = 900_000, ...options } = {}) {
  if (stopped) return Promise.resolve({ ok: false, code: 1, output: 'stopped' });
  return new Promise((resolve) => {
    let output = '';
    const end = (code, message = '') => {
      clearTimeout(timer);
      commands.delete(child);
      output += message;
      if (logFile) {
        mkdirSync(dirname(logFile), { recursive: true });
        writeFileSync(logFile, output);
      }
      resolve({ ok: code === 0, code: code ?? 1, output });
    };
    // Its own group, for Ctrl-C and the time limit reach what it has started in turn.
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', ...show] });
    commands.add(child);
    const timer = setTimeout(() => {
      output += `\nstopped after ${timeoutMs / 1000} s\n`;
      signal(-child.pid, 'SIGKILL');
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => (output = (output + chunk).slice(-1_000_000)));
    child.on('error', (error) => end(1, error.message));
    child.on('close', (code, killed) => end(code, killed ? `killed by ${killed}` : ''));
  });
}

/** Ends what `runToEnd` has running, for good: part of every stop. */
export function stopCommands() {
  stopped = true;
  for (const child of commands) signal(-child.pid, 'SIGTERM');
}

/** Runs a short command to its end, its output collected; `input` goes to stdin. Never throws: `ok` says how it went. */
export function runQuietly(command, args, { user, input, ...options } = {}) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    input: input ?? '',
    maxBuffer: 16 << 20,
    ...(user && { uid: user.uid, gid: user.gid }),
    ...options,
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? result.error.message : ''}`;
  return { ok: result.status === 0 && !result.error, output, stdout: result.stdout ?? '' };
}
