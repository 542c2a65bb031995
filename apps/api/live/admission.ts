import type { IncomingMessage } from 'node:http';
import { type SocketQuery, socketQuery } from '#contracts/messages.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * May a page of this origin read live events? Programs send no Origin. A browser does, and must come from this server by its loopback name (a
 * foreign name that resolves to this machine is a foreign site), or from an origin that the settings allow.
 */
export function originAllowed(origin: string | undefined, host: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  const url = URL.canParse(origin) ? new URL(origin) : null;
  return url !== null && url.host === host && LOOPBACK.includes(url.hostname);
}

/** The query of the address; throws an error that says what is wrong with it. */
export function parseQuery(request: IncomingMessage): SocketQuery {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const parsed = socketQuery.safeParse(Object.fromEntries(searchParams));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`);
  throw new Error(issues.join('; '));
}
