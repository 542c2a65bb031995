// Brings the three services of a profile up and takes them down again; the one place that knows the order.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeContainers } from './docker.mjs';
import { removeFallback } from './place.mjs';
import { choosePort, releasePorts } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { identity, isSame, parentOf, stopCommands, stopLeftover } from './process.mjs';
import { LOCAL, openProfile, profileFolder } from './profile.mjs';
import { say, sayFailure, StackError } from './progress.mjs';
import { startRedis } from './redis.mjs';
import { startTemporal } from './temporal.mjs';

/** Children of a launcher that was killed; the application first, as in an ordinary stop. */
async function stopLeftovers(profile) {
  const names = readdirSync(join(profile.folder, 'run')).filter((file) => file !== 'launcher.json');
  const last = new Set(['postgres.json', 'redis.json', 'temporal.json']);
  for (const name of names.toSorted((a, b) => Number(last.has(a)) - Number(last.has(b)))) {
    if (await stopLeftover(join(profile.folder, 'run', name)))
      say(`stopped ${name.replace('.json', '')} that an earlier, killed launcher left running`);
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
export async function bringUp(name, life, { basePort, fresh = false } = {}) {
  if (fresh && existsSync(profileFolder(name))) await clearProfile(name, basePort);
  const profile = openProfile(name, { basePort });
  const children = [];
  const stack = { ...profile, claimed: [] };
  life.kill = () => children.forEach((child) => child.kill());
  stack.onGiveUp = (error) => {
    sayFailure(error);
    life.finish(1);
  };
  // Called before a child starts: one that comes too late for the stop does not start at all.
  stack.add = (child) => {
    if (life.over()) throw new StackError('stopped');
    // The fault tests kill services on purpose, again and again: that is no reason to give up.
    if (name.startsWith('test') && child.options) child.options.healthyAfterMs = 1000;
    children.push(child);
  };
  stack.down = async () => {
    // One leaves the list only when it has stopped, so that a second Ctrl-C still finds it.
    for (; children.length > 0; children.pop()) await children.at(-1).stop();
    rmSync(profile.envFile, { force: true });
    releasePorts(stack.claimed);
    profile.close();
  };
  try {
    rmSync(profile.envFile, { force: true });
    await stopLeftovers(profile);
    const apiPort = await choosePort(profile.ports.api);
    stack.claimed.push(apiPort);
    const results = await Promise.race([
      startAll(stack),
      life.ended.then(() => Promise.reject(new StackError('stopped before it was up'))),
    ]);
    stack.env = Object.assign(
      {
        BREAKWATER_PROFILE: name,
        BREAKWATER_PORT: String(apiPort),
        BREAKWATER_AUDIT_KEY_FILE: profile.environment.BREAKWATER_AUDIT_KEY_FILE || join(profile.folder, 'audit-key.pem'),
        BREAKWATER_SECRET_KEY_FILE: profile.environment.BREAKWATER_SECRET_KEY_FILE || secretKeyFile(profile.folder),
        BREAKWATER_GATE_SECRET: profile.environment.BREAKWATER_GATE_SECRET || profile.secrets.gate,
        // A program need not compile the same modules at each start.
        NODE_COMPILE_CACHE: profile.environment.NODE_COMPILE_CACHE || join(LOCAL, 'compile-cache'),
      },
      ...results.map((result) => result.env),
    );
    stack.adminEnv = Object.assign({}, ...results.map((result) => result.adminEnv ?? {}));
    writeFileSync(profile.envFile, `${JSON.stringify({ ...stack.env, ...stack.adminEnv }, null, 2)}\n`, { mode: 0o600 });
    return stack;
  } catch (error) {
    await stack.down();
    throw error;
  }
}

/** The key that encrypts what is kept of second factors, made once and kept with the data that it opens. */
function secretKeyFile(folder) {
  const file = join(folder, 'secret-key');
  if (!existsSync(file)) writeFileSync(file, `first ${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  return file;
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

/**
 * One ending for a launcher: Ctrl-C, kill, a child that is given up, or its own wish. `ended` resolves to the exit code; `over()` tells
 * whether it has come; a second Ctrl-C kills what is up and leaves at once.
 */
export function lifetime() {
  let end;
  let over = false;
  const ended = new Promise((resolve) => (end = resolve));
  const finish = (code) => {
    over = true;
    stopCommands();
    end(code);
  };
  const life = { ended, finish, over: () => over, kill: () => {} };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      if (over) {
        life.kill();
        process.exit(130);
      }
      say(`\nstopping (${name}); once more kills`);
      finish(name === 'SIGINT' ? 130 : 143);
    });
  }
  if (process.env.npm_lifecycle_event) watchNpm(() => !over && finish(143));
  return life;
}

/** npm that is killed with -9 does not tell us. It stands above us, or above the shell that it started us with. */
function watchNpm(whenGone) {
  const above = [process.ppid, parentOf(process.ppid)].filter((pid) => pid > 1).map(identity);
  setInterval(() => above.every(isSame) || whenGone(), 2_000).unref();
}
