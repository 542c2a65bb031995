/**
 * Who may knock at an HTTP door without credentials. A web page whose name is pointed at this machine (DNS rebinding) sends its own name in `Host`; a
 * page of another site, or of another port, says so in `Origin` and `Sec-Fetch-Site`. Programs send neither of the two.
 */

import { COOKIE } from './session.js';

/** A request of node:http, or a handshake. */
interface Asking {
  url?: string | undefined;
  method?: string | undefined;
  headers: {
    host?: string | undefined;
    origin?: string | undefined;
    cookie?: string | undefined;
    'sec-fetch-site'?: string | string[] | undefined;
  };
  socket: { localPort?: number | undefined };
}

export interface Knock {
  /** The headers as they came; undefined when there was none. */
  host: string | undefined;
  origin: string | undefined;
  fetch_site: string | undefined;
  /** It brings our cookie, so a browser sends it: then it must say where from. */
  cookie?: boolean;
  /** The request changes something, or opens a WebSocket: its origin counts. */
  changes: boolean;
}

export interface Turned {
  status: 421 | 403;
  code: 'HOST_NOT_ALLOWED' | 'ORIGIN_NOT_ALLOWED';
  detail: string;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** What a process is watched by: it gives nothing away, and whoever restarts it may call it by any name. */
const EXEMPT = '/health/live';
const METHODS_THAT_READ = new Set(['GET', 'HEAD', 'OPTIONS']);
const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** Names by which this process may be called on `port`, as they stand in `Host`. `origins` are those of the settings (scheme, host, port). */
function hostsAt(port: number, origins: readonly string[]): Set<string> {
  const hosts = LOOPBACK.map((name) => `${name}:${port}`);
  if (port === 80) hosts.push(...LOOPBACK);
  for (const origin of origins) {
    const url = new URL(origin);
    hosts.push(url.host);
    if (url.port === '') hosts.push(`${url.hostname}:${DEFAULT_PORTS[url.protocol] ?? ''}`);
  }
  return new Set(hosts);
}

/** An address is nobody's name to re-point. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|localhost)(?::\d{1,5})?$/;

export class Doors {
  private readonly hosts = new Map<number, Set<string>>();
  /** The last page that was let in, by its origin and the host that it asked for: the next request is most often of the same one. */
  private allowed: { origin: string; host: string | undefined } | null = null;

  /**
   * `origins`: the public ones of BREAKWATER_ALLOWED_ORIGINS. `addresses`: any IP address is taken for a host too, as the small servers of worker and
   * gate need, which may listen beyond the loopback and answer reads only.
   */
  constructor(
    private readonly origins: readonly string[],
    private readonly addresses = false,
  ) {}

  /** Of a request, before any route is looked for. Null lets it in. */
  refusalOf({ url, method = 'GET', headers, socket }: Asking): Turned | null {
    if (url === EXEMPT) return null;
    const fetch_site = headers['sec-fetch-site']?.toString();
    const knock = { host: headers.host, origin: headers.origin, fetch_site, cookie: bringsSession(headers.cookie) };
    return this.refusal({ ...knock, changes: !METHODS_THAT_READ.has(method) }, socket.localPort ?? 0);
  }

  /** Of a WebSocket's handshake: a GET that a page of any site may send. An origin that the settings allow is another site, and may listen. */
  refusalOfSocket({ headers, socket }: Asking): Turned | null {
    const knock = { host: headers.host, origin: headers.origin, fetch_site: undefined, cookie: bringsSession(headers.cookie) };
    return this.refusal({ ...knock, changes: true }, socket.localPort ?? 0);
  }

  /** `port` is the one that the request came in at. */
  refusal({ host, origin, fetch_site, cookie = false, changes }: Knock, port: number): Turned | null {
    if (!this.isOurs(host, port)) return { status: 421, code: 'HOST_NOT_ALLOWED', detail: hostDetail(host, port) };
    if (!changes) return null;
    if (cookie && origin === undefined)
      return {
        status: 403,
        code: 'ORIGIN_NOT_ALLOWED',
        detail: 'a request with a cookie must say its Origin; programs use a key',
      };
    if (!this.originAllowed(origin, host)) return { status: 403, code: 'ORIGIN_NOT_ALLOWED', detail: originDetail(origin) };
    if (fetch_site !== undefined && fetch_site !== 'same-origin')
      return {
        status: 403,
        code: 'ORIGIN_NOT_ALLOWED',
        detail: `a page of another site (Sec-Fetch-Site: ${fetch_site}) may change nothing here`,
      };
    return null;
  }

  private isOurs(host: string | undefined, port: number): boolean {
    if (host === undefined) return false;
    const name = host.toLowerCase();
    let ours = this.hosts.get(port);
    if (!ours) this.hosts.set(port, (ours = hostsAt(port, this.origins)));
    return ours.has(name) || (this.addresses && ADDRESS.test(name));
  }

  /** A page must come from this server by its loopback name, or from an origin that the settings allow. */
  private originAllowed(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || this.origins.includes(origin)) return true;
    if (this.allowed?.origin === origin && this.allowed.host === host) return true;
    const here = host?.toLowerCase() ?? '';
    const ours = (origin === `http://${here}` || origin === `https://${here}`) && LOOPBACK.includes(here.replace(/:\d+$/, ''));
    if (ours) this.allowed = { origin, host };
    return ours;
  }
}

/** Whether a header `Cookie` has ours, or something that ends like it. */
export const bringsSession = (cookie: string | undefined): boolean => cookie?.includes(`${COOKIE}=`) === true;

function hostDetail(host: string | undefined, port: number): string {
  const said = host === undefined ? 'no Host was given' : `Host ${JSON.stringify(host)} is not a name of this server`;
  return `${said}: use 127.0.0.1:${port} or localhost:${port}, or list the public origin in BREAKWATER_ALLOWED_ORIGINS`;
}

function originDetail(origin: string | undefined): string {
  return `a page of ${JSON.stringify(origin)} may not do this; BREAKWATER_ALLOWED_ORIGINS allows more origins`;
}
