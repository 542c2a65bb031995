// A profile is one stack: its name, its folder under .local/, its ports and its generated passwords.
// `start` is the one people use; `test`, `bench` and the dev ones can run beside it.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identity, isSame, readRecord } from './process.mjs';
import { StackError } from './progress.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const LOCAL = join(ROOT, '.local');
export const TOOLS = join(LOCAL, 'tools');

const BASE_PORTS = { dev1: 21_000, dev2: 21_200, dev3: 21_400, bench: 21_600, test2: 21_800 };
const BASE_PORT_OTHER = 22_000;

/** What each port is for, the variable that moves it, and its numbers where they are part of the promise. */
const PORTS = {
  api: { what: 'API', variable: 'BREAKWATER_PORT', start: 8082, test: 18_082 },
  postgres: { what: 'PostgreSQL', variable: 'BREAKWATER_PG_PORT', start: 54_329, test: 54_429 },
  redis: { what: 'Redis', variable: 'BREAKWATER_REDIS_PORT', start: 63_790, test: 63_890 },
  temporal: { what: 'Temporal', variable: 'BREAKWATER_TEMPORAL_PORT', start: 7233, test: 17_233 },
  temporalUi: { what: 'Temporal UI', variable: 'BREAKWATER_TEMPORAL_UI_PORT', start: 8233, test: 18_233 },
};

/** KEY=value lines of `.env`; what is set in the environment wins. Quotes around a value are dropped; nothing is expanded. */
export function readEnvironment() {
  const file = join(ROOT, '.env');
  const environment = {};
  if (existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
      if (match && match[2] !== '') environment[match[1]] = match[2].replace(/^(['"])(.*)\1$/, '$2');
    }
  }
  return { ...environment, ...process.env };
}

function readPort(text, variable) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StackError(`${variable}=${text} is not a port (1 to 65535)`);
  return port;
}

function portRequests(name, basePort, environment) {
  const base = basePort ?? BASE_PORTS[name] ?? BASE_PORT_OTHER;
  return Object.fromEntries(
    Object.entries(PORTS).map(([key, port], index) => {
      const chosen = environment[port.variable];
      const wanted = chosen
        ? readPort(chosen, port.variable)
        : basePort === undefined && port[name]
          ? port[name]
          : base + index * 20;
      return [key, { what: port.what, variable: port.variable, wanted, fixed: name === 'start' || Boolean(chosen) }];
    }),
  );
}

/** Passwords made once and kept, readable by the owner only. `instance` tells the data of this folder from that of an earlier one. */
function loadSecrets(file) {
  const kept = readRecord(file) ?? {};
  const make = () => randomBytes(24).toString('hex');
  const secrets = {
    instance: make(),
    postgresAdmin: make(),
    postgres: make(),
    redisAdmin: make(),
    redis: make(),
    gate: make(),
    ...kept,
  };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

/** Only one launcher holds a profile; a holder that died without a word is recognised and replaced. */
function takeLock(file) {
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(identity()), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = readRecord(file);
      if (isSame(holder)) {
        throw new StackError(`this profile is already up (process ${holder.pid})`, {
          advice: `stop that one first: kill ${holder.pid}`,
        });
      }
      rmSync(file, { force: true });
    }
  }
}

export function profileFolder(name) {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name) || name === 'tools')
    throw new StackError(`"${name}" is not a profile name (a-z, 0-9, -)`);
  return join(LOCAL, name);
}

/** The env.json of a profile that another launcher has up and ready right now, or undefined. */
export function environmentOfRunning(name) {
  const folder = profileFolder(name);
  return isSame(readRecord(join(folder, 'run', 'launcher.json'))) ? readRecord(join(folder, 'env.json')) : undefined;
}

export function openProfile(name, { basePort } = {}) {
  const folder = profileFolder(name);
  const run = join(folder, 'run');
  mkdirSync(run, { recursive: true });
  const lock = join(run, 'launcher.json');
  takeLock(lock);
  const environment = readEnvironment();
  return {
    name,
    folder,
    environment,
    secrets: loadSecrets(join(folder, 'secrets.json')),
    ports: portRequests(name, basePort, environment),
    skip: new Set((environment.BREAKWATER_STACK_SKIP ?? '').split(',').map((rung) => rung.trim())),
    logFile: (service) => join(folder, 'logs', `${service}.log`),
    recordFile: (service) => join(run, `${service}.json`),
    envFile: join(folder, 'env.json'),
    close: () => rmSync(lock, { force: true }),
    /**
     * The address of a service that somebody else runs. Tests and benchmarks wipe and flood what they use, so they never take
     * DATABASE_URL and the like by accident: for them the variable starts with BREAKWATER_TEST_.
     */
    address: (variable) => environment[name === 'start' ? variable : `BREAKWATER_TEST_${variable}`] || undefined,
  };
}
