import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fastify } from 'fastify';
import { until } from '#test/processes.js';
import { keepCertificateFresh, tlsOptions } from './tls.js';

const FIXTURES = 'test/fixtures/tls';
const folder = mkdtempSync(join(tmpdir(), 'tls-'));
const env = { BREAKWATER_TLS_CERT: join(folder, 'cert.pem'), BREAKWATER_TLS_KEY: join(folder, 'key.pem') };
afterAll(() => rmSync(folder, { recursive: true }));

function install(name: string): void {
  copyFileSync(join(FIXTURES, `${name}.key`), env.BREAKWATER_TLS_KEY);
  copyFileSync(join(FIXTURES, `${name}.pem`), env.BREAKWATER_TLS_CERT);
}

test('a renewed certificate is shown without a restart, one that cannot be used leaves the old one, and TLS 1.1 is refused', async () => {
  install('one');
  const stopping = new AbortController();
  const told: string[] = [];
  const tell = (...said: unknown[]) => void told.push(String(said.at(-1)));
  const app = fastify(tlsOptions(env));
  keepCertificateFresh(env, app.server, { info: tell, error: tell }, stopping.signal, 50);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const shown = (more: object = {}) =>
    new Promise<string>((resolve, reject) => {
      const ca = readFileSync(join(FIXTURES, 'ca.pem'));
      const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca, ...more }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.once('error', reject);
    });
  try {
    expect(await shown()).toBe('one');
    install('two');
    await until('the new certificate is shown', 5000, async () => (await shown()) === 'two');
    writeFileSync(env.BREAKWATER_TLS_CERT, 'nothing that is a certificate');
    await until('it was said', 5000, async () => told.some((text) => text.includes('cannot be used')));
    expect(await shown()).toBe('two');
    await expect(shown({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' })).rejects.toThrow('protocol');
  } finally {
    stopping.abort();
    await app.close();
  }
});
