import { hash, verify } from '@node-rs/argon2';
import { Passwords, SignInBusyError } from '#core/ports/sign-in.js';

/** The floor of the OWASP cheat sheet; about 12 ms of one core. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$';
/** Of nobody's password: a name that is not known costs the same. */
const NOBODY = `${CURRENT}c29tZSBzYWx0IGhlcmU$6Y0o7UQnVsPqXqcm3MTT7eHAHrHhYw1zQv5JQk1Q3Ss`;
/** Hashing competes with orders for the cores and for the pool's four threads. */
const AT_ONCE = 2;
const WAITING_MAX = 20;

export class Argon2Passwords extends Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  override hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, PARAMETERS));
  }

  override async matches(phc: string | null, password: string): Promise<boolean> {
    const matches = await this.inTurn(() => verify(phc ?? NOBODY, password));
    return matches && phc !== null;
  }

  override outdated(phc: string): boolean {
    return !phc.startsWith(CURRENT);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= WAITING_MAX) throw new SignInBusyError('too many sign-ins at once: try again in a few seconds');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
