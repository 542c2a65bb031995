import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Where a gate's door is: a unix socket, or TCP. */
export type Listen = { kind: 'unix'; path: string } | { kind: 'tcp'; host: string; port: number };

/** Files of a certificate that both sides show each other. */
export interface TlsFiles {
  ca: string;
  cert: string;
  key: string;
}

/**
 * `unix:/path/to.sock`, `unix:/folder/` (a socket of this process's own in it), or `tcp://host:port` (port 0: any free one). Throws with what is wrong.
 */
export function parseListen(text: string): Listen {
  if (text.startsWith('unix:')) {
    const path = text.slice(5);
    if (path === '') throw new Error(`${text} names no socket: unix:/path/to/gate.sock`);
    return { kind: 'unix', path: path.endsWith('/') ? join(path, `gate-${process.pid}.sock`) : path };
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'tcp:' || url.hostname === '')
    throw new Error(`${text} is no address of a gate: unix:/path/to/gate.sock or tcp://host:port`);
  return { kind: 'tcp', host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 0) };
}

export function listenText(listen: Listen, bound: AddressInfo | string | null): string {
  if (listen.kind === 'unix') return `unix:${listen.path}`;
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  return `tcp://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`;
}

/** Both sides need a certificate of the same authority. Throws when a file cannot be read. */
export function tlsOptions({ ca, cert, key }: TlsFiles) {
  return { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.3' as const };
}

/** The settings' certificate files; null when there are none. */
export function tlsOf(settings: {
  BREAKWATER_GATE_TLS_CA?: string | undefined;
  BREAKWATER_GATE_TLS_CERT?: string | undefined;
  BREAKWATER_GATE_TLS_KEY?: string | undefined;
}): TlsFiles | null {
  const { BREAKWATER_GATE_TLS_CA: ca, BREAKWATER_GATE_TLS_CERT: cert, BREAKWATER_GATE_TLS_KEY: key } = settings;
  return ca !== undefined && cert !== undefined && key !== undefined ? { ca, cert, key } : null;
}
