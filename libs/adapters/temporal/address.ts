import { readFileSync } from 'node:fs';
import type { TLSConfig } from '@temporalio/client';

/** Where the Temporal server is, and how its certificate is checked. */
export interface TemporalAddress {
  address: string;
  /** Null: without TLS. */
  tls: TLSConfig | null;
}

export interface TemporalSettings {
  TEMPORAL_ADDRESS?: string | undefined;
  TEMPORAL_TLS?: string | undefined;
  TEMPORAL_TLS_CA?: string | undefined;
  TEMPORAL_TLS_CERT?: string | undefined;
  TEMPORAL_TLS_KEY?: string | undefined;
  TEMPORAL_TLS_SERVER_NAME?: string | undefined;
}

/**
 * TLS is on when `TEMPORAL_TLS=on` (authorities of this machine), or when one of its files is named. The server's certificate is always checked. Throws one
 * line for each setting that is wrong, and says what to do.
 */
export function temporalAt(settings: TemporalSettings): TemporalAddress {
  const { TEMPORAL_ADDRESS: address = '127.0.0.1:7233', TEMPORAL_TLS_SERVER_NAME: name } = settings;
  const { TEMPORAL_TLS: on, TEMPORAL_TLS_CA: ca, TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: key } = settings;
  if (on !== undefined && on !== 'on' && on !== 'off') throw bad(`TEMPORAL_TLS is '${on}': it must be on or off`);
  const named = [ca, cert, key, name].some((one) => one !== undefined);
  if (on === 'off' && named) throw bad('TEMPORAL_TLS is off, and files of it are named: set it to on, or leave it out');
  if (on !== 'on' && !named) return { address, tls: null };
  if ((cert === undefined) !== (key === undefined))
    throw bad('TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY go together: set both, or none');
  return {
    address,
    tls: {
      ...(ca === undefined ? {} : { serverRootCACertificate: read('TEMPORAL_TLS_CA', ca) }),
      ...(cert === undefined || key === undefined
        ? {}
        : { clientCertPair: { crt: read('TEMPORAL_TLS_CERT', cert), key: read('TEMPORAL_TLS_KEY', key) } }),
      ...(name === undefined ? {} : { serverNameOverride: name }),
    },
  };
}

const bad = (what: string) => new Error(`Bad settings:\n  ${what}`);

function read(name: string, file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw bad(`${name} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}
