// Brings the three services of a profile up and takes them down again; the one place that knows the order.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeContainers } from './docker.mjs';
import { removeFallback } from './place.mjs';
import { choosePort, releasePorts } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { stopLeftover } from './process.mjs';
import { openProfile, profileFolder } from './profile.mjs';
import { say, shown, StackError } from './progress.mjs';
import { startRedis } from './redis.mjs';
import { startTemporal } from './temporal.mjs';

/** Children of a launcher that was killed; the application first, as in an ordinary stop. */
async function stopLeftovers(profile) {
  const names = readdirSync(join(profile.folder, 'run')).filter((file) => file !== 'launcher.json');
  const last = new Set(['postgres.json', 'redis.json', 'temporal.json']);
  for (const name of names.sort((a, b) => Number(last.has(a)) - Number(last.has(b)))) {
    if (await stopLeftover(join(profile.folder, 'run', name))) say(`stopped ${name.replace('.json', '')} that an earlier, killed launcher left running`);
  }
}

/** Throws the data of a profile away; the tools that were installed stay. Refuses while the profile is up. */
async function clearProfile(name, basePort) {
  const profile = openProfile(name, { basePort });
  try {
    await stopLeftovers(profile);
  } finally {
    profile.close();
  }
  removeFallback(name);
  removeContainers(name);
  rmSync(profileFolder(name), { recursive: true, force: true });
}

/**
 * Starts the services of a profile side by side. Returns `env` (what the application reads), `adminEnv` (what only tests get), `add`
 * for further children, and `down`, which stops everything in the reverse order of its start.
 */
export async function bringUp(name, { basePort, fresh = false, onGiveUp = () => {} } = {}) {
  if (fresh && existsSync(profileFolder(name))) await clearProfile(name, basePort);
  const profile = openProfile(name, { basePort });
  const children = [];
  const stack = { ...profile, claimed: [], onGiveUp, add: (child) => children.push(child), kill: () => children.forEach((child) => child.kill()) };
  stack.down = async () => {
    for (const child of children.splice(0).reverse()) await child.stop();
    rmSync(profile.envFile, { force: true });
    releasePorts(stack.claimed);
    profile.close();
  };
  try {
    rmSync(profile.envFile, { force: true });
    await stopLeftovers(profile);
    const apiPort = await choosePort(profile.ports.api);
    stack.claimed.push(apiPort);
    const results = await startAll(stack);
    stack.env = Object.assign({ BREAKWATER_PROFILE: name, BREAKWATER_PORT: String(apiPort) }, ...results.map((result) => result.env));
    stack.adminEnv = Object.assign({}, ...results.map((result) => result.adminEnv ?? {}));
    writeFileSync(profile.envFile, `${JSON.stringify({ ...stack.env, ...stack.adminEnv }, null, 2)}\n`, { mode: 0o600 });
    return stack;
  } catch (error) {
    await stack.down();
    throw error;
  }
}

/** All three at once; all are waited for, so that a failure of one leaves no other half started. Every failure is said. */
async function startAll(stack) {
  const starts = [startPostgres, startRedis, startTemporal].map(async (start) => {
    const result = await start(stack);
    say(result.line);
    return result;
  });
  const settled = await Promise.allSettled(starts);
  const failures = settled.filter((result) => result.status === 'rejected').map((result) => result.reason);
  if (failures.length > 1) {
    const [first, ...others] = failures;
    if (!(first instanceof StackError)) throw first;
    const lines = others.map((other) => `${other.message}${other.advice ? ` (${other.advice})` : ''}`);
    throw new StackError([first.message, ...lines].join('\nFailed: '), first);
  }
  if (failures.length === 1) throw failures[0];
  return settled.map((result) => result.value);
}

/** The way out on Ctrl-C and kill: `stop` once; a second Ctrl-C stops asking and kills. */
export function onSignals(stop, kill) {
  let asked = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      asked += 1;
      if (asked === 1) {
        say(`\nstopping (${name}); once more kills`);
        void stop(name);
      } else if (asked === 2) {
        kill();
        process.exit(130);
      }
    });
  }
  // npm that is killed does not tell us; what it left us with is another parent.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && asked++ === 0 && void stop('npm is gone'), 1_000).unref();
  }
}

export const places = (stack) => shown(stack.folder);
