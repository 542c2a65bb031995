/** More passwords are being checked than may be at once: hashing would take the cores from the orders. */
export class SignInBusyError extends Error {
  override name = 'SignInBusyError';
}

/** Passwords, hashed slowly on purpose. Both throw SignInBusyError. */
export abstract class Passwords {
  /** As text with its parameters (PHC). */
  abstract hash(password: string): Promise<string>;
  /** `phc` null stands for nobody's: false, and it takes as long. */
  abstract matches(phc: string | null, password: string): Promise<boolean>;
  /** It was hashed with less than is asked today. */
  abstract outdated(phc: string): boolean;
}

/** Passwords that were stolen elsewhere and are tried first. */
export abstract class BreachedPasswords {
  abstract has(password: string): Promise<boolean>;
}

/** Codes of an authenticator (TOTP). */
export abstract class Codes {
  /** Base 32. */
  abstract newSecret(): string;
  abstract uri(name: string, secret: string): string;
  /** The number of the step that the code is of; null when it is of none around now. Each step is taken once. */
  abstract stepOf(secret: string, code: string, nowMs: number): number | null;
}

/** How often signing in failed. Counted in Redis, for all APIs together. */
export abstract class SignInTries {
  /** Seconds until the next try is looked at; 0: now. `browser`: of a browser that this person signed in with before. */
  abstract wait(name: string, network: string, browser: string | null): Promise<number>;
  abstract failed(name: string, network: string, browser: string | null): Promise<void>;
  abstract worked(name: string, network: string, browser: string | null): Promise<void>;
}
