import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isWithin, networksOf } from '#core/access/book.js';
import type { Principal } from '#core/access/principal.js';

/** Where the guard leaves who asks. */
export const CALLER = Symbol('caller');

/** What of a request says who asks: the same of an HTTP request and of a socket's handshake. */
export interface Asking {
  headers: IncomingHttpHeaders;
  /** The caller's address; behind a trusted proxy the one that the proxy names. */
  ip: string;
  [CALLER]?: Principal;
}

/** The value of a cookie; null when there is none. */
export function cookieIn({ cookie }: IncomingHttpHeaders, name: string): string | null {
  if (cookie === undefined) return null;
  for (const part of cookie.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

const IPV4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i;

/** The network that counts as one neighbour: /24, or /64 of IPv6. */
export function networkOf(address: string): string {
  const four = IPV4.exec(address)?.[1];
  if (four !== undefined) return `${four}.0/24`;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const whole =
    tail === undefined
      ? groups
      : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after];
  return `${whole.slice(0, 4).join(':')}::/64`;
}

/** Of a handshake, which Fastify does not see: the newest address of X-Forwarded-For that is no trusted proxy's, when a trusted one brings it. */
export function socketAsking({ headers, socket }: IncomingMessage, proxies: readonly string[]): Asking {
  const trusted = networksOf(proxies);
  const said =
    headers['x-forwarded-for']
      ?.toString()
      .split(',')
      .map((part) => part.trim()) ?? [];
  const way = [...said, socket.remoteAddress ?? ''];
  let ip = way.pop() ?? '';
  while (way.length > 0 && isIP(ip) !== 0 && isWithin(trusted, ip)) ip = way.pop() ?? '';
  return { headers, ip };
}
