import type { Session } from '../access/session.js';

export interface ListedSession extends Session {
  /** The hash of its token. */
  name: string;
}

/** Sign-ins that last. Every method throws when Redis does not answer. */
export abstract class SessionStore {
  /** Ends the oldest ones of the person beyond SESSIONS_MAX; returns their names. */
  abstract open(name: string, session: Session): Promise<string[]>;
  abstract read(name: string): Promise<Session | null>;
  /** False when it is not there any more. */
  abstract write(name: string, session: Session): Promise<boolean>;
  abstract list(userId: string): Promise<ListedSession[]>;
  /** False when there was none. */
  abstract end(userId: string, name: string): Promise<boolean>;
  /** How many ended. */
  abstract endAll(userId: string, except?: string): Promise<number>;
  /** Something that is used once within a short time: a ticket, a sign-in by another way that is under way. */
  abstract putOnce(name: string, content: string, lifeMs: number): Promise<void>;
  abstract takeOnce(name: string): Promise<string | null>;
}
