// Docker as one rung of the ladder: where an engine answers, a service comes from docker-compose.yml, on loopback, with our passwords.
// The container belongs to a project named after the profile and the checkout, so two checkouts do not share one.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ROOT } from './profile.mjs';
import { runQuietly } from './process.mjs';
import { StackError } from './progress.mjs';

function projectOf(profileName) {
  return `breakwater-${profileName}-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`;
}

function compose(profileName, args, env = {}) {
  const options = { cwd: ROOT, env: { ...process.env, ...env }, timeout: 600_000 };
  return runQuietly(
    'docker',
    ['compose', '--profile', 'dev', '-f', join(ROOT, 'docker-compose.yml'), '-p', projectOf(profileName), ...args],
    options,
  );
}

let answers;

export function dockerAnswers() {
  answers ??=
    runQuietly('docker', ['info'], { timeout: 10_000 }).ok &&
    runQuietly('docker', ['compose', 'version'], { timeout: 10_000 }).ok;
  return answers;
}

/** What the file wants to be set for services that are never started from here. */
const NOT_STARTED = { BREAKWATER_TEMPORAL_PG_PASSWORD: '-' };

/** Settings of docker-compose.yml that are ours to give. */
function settings(stack) {
  const { secrets, ports } = stack;
  return {
    BREAKWATER_PG_PORT: String(ports.postgres.wanted),
    BREAKWATER_REDIS_PORT: String(ports.redis.wanted),
    BREAKWATER_TEMPORAL_PORT: String(ports.temporal.wanted),
    BREAKWATER_TEMPORAL_UI_PORT: String(ports.temporalUi.wanted),
    BREAKWATER_PG_PASSWORD: secrets.postgres,
    BREAKWATER_REDIS_PASSWORD: secrets.redis,
    BREAKWATER_REDIS_ADMIN_PASSWORD: secrets.redisAdmin,
    BREAKWATER_GATE_SECRET: secrets.gate,
    ...NOT_STARTED,
  };
}

/** Starts one service; returns something with the `stop` that the stack calls. */
export function startContainer(stack, service) {
  const env = settings(stack);
  const result = compose(stack.name, ['up', '-d', service], env);
  if (!result.ok) {
    throw new StackError(`docker compose up -d ${service} failed:\n${result.output.trim()}`, {
      advice: 'set BREAKWATER_STACK_SKIP=docker to try the other ways',
    });
  }
  return {
    name: service,
    stop: () => compose(stack.name, ['stop', service], env),
    kill: () => compose(stack.name, ['kill', service], env),
  };
}

/** Forgets the containers and volumes of a profile whose data is thrown away. */
export function removeContainers(profileName) {
  if (dockerAnswers())
    compose(profileName, ['down', '-v', '--remove-orphans'], {
      BREAKWATER_PG_PASSWORD: '-',
      BREAKWATER_REDIS_PASSWORD: '-',
      BREAKWATER_REDIS_ADMIN_PASSWORD: '-',
      BREAKWATER_GATE_SECRET: '-',
      ...NOT_STARTED,
    });
}
