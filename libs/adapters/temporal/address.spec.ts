import { readFileSync } from 'node:fs';
import { temporalAt } from './address.js';

const FILES = 'test/fixtures/tls';
const [ca, cert, key] = ['ca.pem', 'one.pem', 'one.key'].map((name) => `${FILES}/${name}`) as [string, string, string];

test('without a setting of TLS there is none, and the address is the default one', () => {
  expect(temporalAt({})).toEqual({ address: '127.0.0.1:7233', tls: null });
  expect(temporalAt({ TEMPORAL_ADDRESS: 'temporal.internal:7233', TEMPORAL_TLS: 'off' })).toMatchObject({ tls: null });
});

test('on alone checks by the authorities of this machine; a file turns it on', () => {
  expect(temporalAt({ TEMPORAL_TLS: 'on' }).tls).toEqual({});
  expect(temporalAt({ TEMPORAL_TLS_CA: ca }).tls).toEqual({ serverRootCACertificate: readFileSync(ca) });
  expect(
    temporalAt({ TEMPORAL_TLS_CA: ca, TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: key, TEMPORAL_TLS_SERVER_NAME: 'temporal' }).tls,
  ).toEqual({
    serverRootCACertificate: readFileSync(ca),
    clientCertPair: { crt: readFileSync(cert), key: readFileSync(key) },
    serverNameOverride: 'temporal',
  });
});

test.each([
  [{ TEMPORAL_TLS: 'yes' }, 'must be on or off'],
  [{ TEMPORAL_TLS: 'off', TEMPORAL_TLS_CA: ca }, 'set it to on, or leave it out'],
  [{ TEMPORAL_TLS_CERT: cert }, 'set both, or none'],
  [{ TEMPORAL_TLS_KEY: key }, 'set both, or none'],
  [{ TEMPORAL_TLS_CA: `${FILES}/nothing.pem` }, 'TEMPORAL_TLS_CA cannot be read'],
])('%p is refused, with what to do', (settings, words) => {
  expect(() => temporalAt(settings)).toThrow(words);
});
