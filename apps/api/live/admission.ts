import type { IncomingMessage } from 'node:http';
import { type SocketQuery, socketQuery } from '#contracts/messages.js';

/** The query of the address; throws an error that says what is wrong with it. */
export function parseQuery(request: IncomingMessage): SocketQuery {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const parsed = socketQuery.safeParse(Object.fromEntries(searchParams));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`);
  throw new Error(issues.join('; '));
}
