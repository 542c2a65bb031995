/** How long a sign-in lasts, and how it is named. Times are milliseconds since 1970. */
import { hash, randomBytes } from 'node:crypto';
import type { Grant } from './principal.js';

export interface Session {
  user_id: string;
  started_ms: number;
  seen_ms: number;
  /** When the person last proved who they are. */
  proven_ms: number;
  /** `password+totp`, `password+recovery`, `passkey`, `oidc`. */
  strength: string;
  idle_ms: number;
  address: string;
  agent: string;
}

export const ABSOLUTE_MS = 12 * 3_600_000;
export const IDLE_MS = 30 * 60_000;
/** Somebody who only looks may leave a screen on the wall for a working day. */
export const IDLE_VIEWER_MS = 8 * 3_600_000;
export const SESSIONS_MAX = 5;
/** "Last seen" is written no more often: Redis syncs each write. */
export const TOUCH_MS = 60_000;
/** A clock that is further back than this was set back: what it says of a session cannot be believed. */
const BACK_MS = 60_000;

export const COOKIE = '__Host-bw';

export const newSessionToken = (): string => randomBytes(32).toString('base64url');
export const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;
/** What Redis knows a session by: whoever reads Redis cannot sign in with it. */
export const sessionName = (token: string): string => hash('sha256', token, 'hex');

export function isOver({ started_ms, seen_ms, idle_ms }: Session, nowMs: number): boolean {
  if (started_ms - nowMs > BACK_MS || seen_ms - nowMs > BACK_MS) return true;
  return nowMs - started_ms >= ABSOLUTE_MS || nowMs - seen_ms >= idle_ms;
}

export const idleFor = (grants: readonly Grant[]): number =>
  grants.length > 0 && grants.every(({ role }) => role === 'viewer') ? IDLE_VIEWER_MS : IDLE_MS;
