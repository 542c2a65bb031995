import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { Logger } from 'pino';
import type { RunningProcess } from '#gate-host/run-process.js';

type Env = Pick<RunningProcess['env'], 'BREAKWATER_TLS_CERT' | 'BREAKWATER_TLS_KEY'>;

const LOOK_MS = 10_000;
const read = (cert: string, key: string) => ({
  cert: readFileSync(cert),
  key: readFileSync(key),
  minVersion: 'TLSv1.2' as const,
});

/** What makes the server one of https, when certificate and key are set. */
export function tlsOptions({ BREAKWATER_TLS_CERT: cert, BREAKWATER_TLS_KEY: key }: Env): object {
  return cert === undefined || key === undefined ? {} : { https: read(cert, key) };
}

/** A certificate that was renewed is taken without a restart, for connections from then on; one that cannot be used leaves the old one. */
export function keepCertificateFresh(
  env: Env,
  server: Server,
  logger: Pick<Logger, 'info' | 'error'>,
  stopping: AbortSignal,
  lookMs = LOOK_MS,
): void {
  const { BREAKWATER_TLS_CERT: cert, BREAKWATER_TLS_KEY: key } = env;
  if (!(server instanceof SecureServer) || cert === undefined || key === undefined) return;
  const renew = () => {
    try {
      server.setSecureContext(read(cert, key));
      logger.info('the certificate was read again');
    } catch (error) {
      logger.error({ err: error }, 'the new certificate cannot be used; the one before stays');
    }
  };
  watchFile(cert, { interval: lookMs }, renew);
  stopping.addEventListener('abort', () => unwatchFile(cert, renew), { once: true });
}
