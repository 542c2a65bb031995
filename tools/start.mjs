// npm start: from a fresh clone to a running Breakwater, and again from there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './stack/compile.mjs';
import { follow } from './stack/follow.mjs';
import { installPackages } from './stack/install.mjs';
import { provideNode } from './stack/node.mjs';
import { choosePort } from './stack/ports.mjs';
import { runToEnd, Supervised, waitFor } from './stack/process.mjs';
import { ROOT } from './stack/profile.mjs';
import { clock, say, sayFailure, shown, StackError } from './stack/progress.mjs';
import { bringUp, lifetime } from './stack/up.mjs';

const HEALTHY_LIMIT_MS = 60_000;
const MIGRATE_LIMIT_MS = 120_000;

/** What the application sees: the environment, `.env` and the addresses of its services; never an administrator's password. */
function applicationEnvironment(stack) {
  const { REDIS_ADMIN_URL: _redis, DATABASE_ADMIN_URL: _database, ...environment } = stack.environment;
  return { ...environment, ...stack.env };
}

/** Nobody types it by heart, so it may move: the wanted one or the next that is free. */
async function chooseWorkerPort(stack) {
  const variable = 'BREAKWATER_WORKER_PORT';
  const chosen = stack.environment[variable];
  const wanted = Number(chosen || 8083);
  const port = await choosePort({ what: "the worker's health and metrics", variable, wanted, fixed: Boolean(chosen) });
  stack.claimed.push(port);
  return String(port);
}

function entry(app, file) {
  const path = join(ROOT, 'dist', 'apps', app, file);
  if (!existsSync(path))
    throw new StackError(`${shown(path)} is missing after the build`, { advice: `is apps/${app} complete in this checkout?` });
  return path;
}

async function migrate(stack, env) {
  const took = clock();
  const logFile = stack.logFile('migrate');
  const result = await runToEnd('node', [entry('worker', 'migrate.js')], {
    cwd: ROOT,
    env,
    logFile,
    timeoutMs: MIGRATE_LIMIT_MS,
  });
  if (!result.ok) throw new StackError('the database could not be brought to the current schema', { logFile });
  say(`database  migrated and seeded (${took()})`);
}

function startApp(stack, env, app) {
  const logFile = stack.logFile(app);
  const child = new Supervised({
    name: app,
    command: 'node',
    args: ['--enable-source-maps', entry(app, 'main.js')],
    cwd: ROOT,
    env,
    logFile,
    recordFile: stack.recordFile(app),
    stopLimitMs: 15_000,
    onGiveUp: stack.onGiveUp,
  });
  stack.add(child);
  follow(app, logFile, () => child.keepLogSmall());
  return { child: child.start(), logFile };
}

async function answersReady(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status === 200;
  } catch {
    return false;
  }
}

async function startApps(stack, env, origin, over) {
  const took = clock();
  const apps = [startApp(stack, env, 'worker'), startApp(stack, env, 'api')];
  const dead = () => apps.find(({ child }) => child.ended);
  const ready = await waitFor(() => answersReady(`${origin}/health/ready`), {
    limitMs: HEALTHY_LIMIT_MS,
    everyMs: 100,
    gaveUp: () => over() || dead(),
  });
  if (over()) return;
  const lost = dead();
  if (lost) throw new StackError(`${lost.child.name} ended at its start (${lost.child.ended})`, { logFile: lost.logFile });
  if (!ready) {
    throw new StackError(`${origin}/health/ready did not answer 200 in ${HEALTHY_LIMIT_MS / 1000} s`, {
      logFile: apps[1].logFile,
      advice: `read ${shown(apps[0].logFile)} too, and what ${origin}/health/ready says`,
    });
  }
  for (const { child } of apps) child.keepAlive();
  say(`worker, api  ready (${took()})`);
}

function sayWhere(stack, origin, workerPort) {
  say(`
Breakwater is up.
  Trading        ${origin}/trading
  API            ${origin}/api
  API reference  ${origin}/api/docs
  live events    ${origin.replace('http', 'ws')}/ws
  metrics        ${origin}/metrics, worker: http://127.0.0.1:${workerPort}/metrics
  Temporal UI    ${stack.env.TEMPORAL_UI_URL ?? '(of the server in TEMPORAL_ADDRESS)'}
  data           ${shown(stack.folder)}
  logs           ${shown(join(stack.logFile('api'), '..'))}
  stop           Ctrl-C; the data stays for the next npm start
`);
}

async function main() {
  let stack;
  const life = lifetime();
  const started = (async () => {
    await provideNode();
    stack = await bringUp('start', life);
    await installPackages();
    await build();
    const env = { ...applicationEnvironment(stack), BREAKWATER_WORKER_PORT: await chooseWorkerPort(stack) };
    const origin = `http://127.0.0.1:${stack.env.BREAKWATER_PORT}`;
    await migrate(stack, env);
    await startApps(stack, env, origin, life.over);
    if (!life.over()) sayWhere(stack, origin, env.BREAKWATER_WORKER_PORT);
  })();
  try {
    await Promise.race([started, life.ended]);
    return await life.ended;
  } catch (error) {
    if (life.over()) return await life.ended;
    throw error;
  } finally {
    // When the stop came first, what was under way ends by itself now: its commands are stopped and no child starts any more.
    await started.catch(() => {});
    await stack?.down();
  }
}

try {
  process.exit(await main());
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
