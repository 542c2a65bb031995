import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Passwords, SignInBusyError } from '#core/ports/sign-in.js';
import type { HashAnswer, HashTask } from './password-process.js';

/** The floor of the OWASP cheat sheet; about 12 ms of one core. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$';
/** Of nobody's password: a name that is not known costs the same. */
const NOBODY = `${CURRENT}c29tZSBzYWx0IGhlcmU$6Y0o7UQnVsPqXqcm3MTT7eHAHrHhYw1zQv5JQk1Q3Ss`;
const WAITING_MAX = 20;
/** Under load the hashing process gets what the orders leave; so long a person waits for it. */
const WAIT_MS = 5000;
/** A hash takes milliseconds; a process that is at one for so long hangs, and another one is started. */
const HANG_MS = 30_000;

interface Waiting {
  task: HashTask;
  settle: (answer: HashAnswer | SignInBusyError) => void;
}

/** A process that answers one task after the other. */
export interface Hasher {
  send(task: HashTask): void;
  /** Ends it; nothing is answered after that. */
  stop(): void;
}
export type StartHasher = (answered: (answer: HashAnswer) => void, ended: () => void) => Hasher;

/** Hashing must not slow orders: it is done in a process of low priority, one at a time, and who waits is bounded in number and time. */
export class Argon2Passwords extends Passwords {
  private hasher: Hasher | null = null;
  private running: (Waiting & { hangs: NodeJS.Timeout }) | null = null;
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly start: StartHasher = startHashing,
    private readonly waitMs = WAIT_MS,
    private readonly hangMs = HANG_MS,
  ) {
    super();
  }

  override async hash(password: string): Promise<string> {
    const answer = await this.done({ password, phc: null, parameters: PARAMETERS });
    if ('hash' in answer) return answer.hash;
    throw new Error('the password was not hashed');
  }

  override async matches(phc: string | null, password: string): Promise<boolean> {
    const answer = await this.done({ password, phc: phc ?? NOBODY, parameters: PARAMETERS });
    return phc !== null && 'matches' in answer && answer.matches;
  }

  override outdated(phc: string): boolean {
    return !phc.startsWith(CURRENT);
  }

  private async done(task: HashTask): Promise<HashAnswer> {
    if (this.waiting.length >= WAITING_MAX) throw busy();
    const answer = await new Promise<HashAnswer | SignInBusyError>((resolve) => {
      const one: Waiting = { task, settle: (given) => (clearTimeout(timer), resolve(given)) };
      const timer = setTimeout(() => {
        const at = this.waiting.indexOf(one);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve(busy());
      }, this.waitMs);
      this.waiting.push(one);
      this.next();
    });
    if (answer instanceof SignInBusyError) throw answer;
    if ('fault' in answer) throw new Error(`the password could not be looked at: ${answer.fault}`);
    return answer;
  }

  private next(): void {
    if (this.running) return;
    const one = this.waiting.shift();
    if (!one) return;
    this.running = { ...one, hangs: setTimeout(() => this.hasher?.stop(), this.hangMs).unref() };
    this.hasher ??= this.start(
      (answer) => this.ended(answer),
      () => {
        this.hasher = null;
        if (this.running) this.ended({ fault: 'the process that hashes has ended' });
      },
    );
    this.hasher.send(one.task);
  }

  private ended(answer: HashAnswer): void {
    const { running } = this;
    this.running = null;
    clearTimeout(running?.hangs);
    running?.settle(answer);
    this.next();
  }
}

const busy = () => new SignInBusyError('too many sign-ins at once: try again in a few seconds');

/** It knows no setting and no secret of ours. */
const startHashing: StartHasher = (answered, ended) => {
  const child: ChildProcess = fork(fileURLToPath(new URL('./password-process.js', import.meta.url)), [], {
    // A session of its own: password-process.ts says why.
    ...{ detached: true, env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  });
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    ended();
  };
  // What a process says that was ended belongs to nobody who waits now.
  child.on('message', (answer) => over || answered(answer as HashAnswer));
  child.once('error', end);
  child.once('exit', end);
  child.unref();
  child.channel?.unref();
  return {
    send: (task) => void child.send(task, (error) => error && end()),
    stop: () => {
      child.kill('SIGKILL');
      end();
    },
  };
};
