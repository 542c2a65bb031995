// PostgreSQL: an address in the environment, else a binary of this machine, else Docker, else the binaries of an npm package.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { dockerAnswers, startContainer } from './docker.mjs';
import { installPostgres } from './install.mjs';
import { ownedBy, placeFor, setAsideForeignData, unprivilegedUser } from './place.mjs';
import { choosePort } from './ports.mjs';
import { postgresAnswers } from './probe.mjs';
import { runQuietly, sleep, startTimeOf, stopProcess, Supervised, waitFor } from './process.mjs';
import { TOOLS } from './profile.mjs';
import { clock, shown, StackError } from './progress.mjs';

const MAJOR_MIN = 14;
const READY_LIMIT_MS = 60_000; // crash recovery replays the log before it answers
const DATABASE = 'breakwater';
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket's path may have 107 characters, fewer than a checkout's path: none then, loopback does.
  unix_socket_directories: '',
  max_connections: '50',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  logging_collector: 'off',
  jit: 'off',
};

const urlOf = (user, password, port) => `postgresql://${user}:${password}@127.0.0.1:${port}/${DATABASE}`;

async function useAddress(address) {
  const url = new URL(address);
  const target = {
    host: url.hostname || '127.0.0.1',
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    database: url.pathname.slice(1),
  };
  const answer = await waitFor(() => postgresAnswers(target), { limitMs: 10_000, everyMs: 300 });
  if (!answer)
    throw new StackError(`PostgreSQL does not answer at ${target.host}:${target.port} (DATABASE_URL)`, {
      advice: 'start it, or unset DATABASE_URL and a local one is started',
    });
  return { env: { DATABASE_URL: address }, line: `PostgreSQL  the one at ${target.host}:${target.port} (DATABASE_URL)` };
}

/** Every installed PostgreSQL of this machine, newest first: { bin, version, major }. */
function installed() {
  const debian = '/usr/lib/postgresql';
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  if (existsSync(debian)) folders.push(...readdirSync(debian).map((version) => join(debian, version, 'bin')));
  for (const prefix of ['/opt/homebrew/opt', '/usr/local/opt']) {
    if (existsSync(prefix))
      folders.push(
        ...readdirSync(prefix)
          .filter((name) => name.startsWith('postgresql'))
          .map((name) => join(prefix, name, 'bin')),
      );
  }
  const found = folders.filter((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb'))).map(describe);
  return found
    .filter((server) => server.major >= MAJOR_MIN)
    .toSorted((a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version));
}

function describe(bin) {
  const version = /\d+(\.\d+)?/.exec(runQuietly(join(bin, 'postgres'), ['--version']).stdout)?.[0] ?? '0';
  return { bin, version, major: Number.parseInt(version, 10) };
}

/** The environment of the server without what would redirect it (PGDATA, PGPORT ...). */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
}

/** Makes the data folder beside its final place and moves it there last: an interrupted first start leaves nothing half made. */
function initialise({ bin, folder, user, secrets, mayCreateDatabases }) {
  const fresh = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  ownedBy(fresh, user);
  writeFileSync(passwordFile, secrets.postgresAdmin, { mode: 0o600 });
  ownedBy(passwordFile, user);
  const options = { user, cwd: join(folder, '..'), env: cleanEnvironment() };
  const runServer = (command, args, input) => {
    const result = runQuietly(join(bin, command), args, { ...options, input });
    if (!result.ok || /\b(ERROR|FATAL|PANIC):/.test(result.output))
      throw new StackError(`${command} failed:\n${result.output.trim()}`);
  };
  try {
    runServer('initdb', [
      '-D',
      fresh,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // The application is not a superuser. In single-user mode a line is a statement, and no client program is needed.
  const role = `CREATE ROLE breakwater LOGIN ${mayCreateDatabases ? 'CREATEDB ' : ''}PASSWORD '${secrets.postgres}'`;
  runServer('postgres', ['--single', '-D', fresh, 'template1'], `${role}\nCREATE DATABASE ${DATABASE} OWNER breakwater\n`);
  renameSync(fresh, folder);
}

/** A server of ours that outlived its launcher and its record still holds the folder: stop it, and clear a lock that nobody holds. */
async function freeDataFolder(folder) {
  const lock = join(folder, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  const command =
    process.platform === 'linux' ? readCommand(pid) : runQuietly('ps', ['-o', 'command=', '-p', String(pid)]).stdout;
  if (command.includes(folder)) await stopProcess({ pid, started: startTimeOf(pid) }, { stopSignal: 'SIGINT' });
  rmSync(lock, { force: true });
}

function readCommand(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function dataFolderOf(stack, user) {
  const folder = placeFor(join(stack.folder, 'postgres'), user);
  const aside = setAsideForeignData(folder, stack.secrets.instance);
  const versionFile = join(folder, 'PG_VERSION');
  return { folder, aside, major: existsSync(versionFile) ? Number.parseInt(readFileSync(versionFile, 'utf8'), 10) : undefined };
}

async function run(stack, server, data, user) {
  const took = clock();
  await freeDataFolder(data.folder);
  if (data.major === undefined)
    initialise({ ...server, folder: data.folder, user, secrets: stack.secrets, mayCreateDatabases: stack.name !== 'start' });
  const port = await choosePort(stack.ports.postgres);
  stack.claimed.push(port);
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = stack.logFile('postgres');
  const child = new Supervised({
    name: 'PostgreSQL',
    command: join(server.bin, 'postgres'),
    args: ['-D', data.folder, ...settings],
    cwd: join(data.folder, '..'),
    env: cleanEnvironment(),
    user,
    logFile,
    recordFile: stack.recordFile('postgres'),
    stopSignal: 'SIGINT', // "fast": open sessions are ended, the data is written out
    onGiveUp: stack.onGiveUp,
  });
  stack.add(child);
  child.start();
  const target = { host: '127.0.0.1', port, user: 'breakwater', database: DATABASE };
  const ready = await waitFor(async () => (await postgresAnswers(target)) === 'ready', {
    limitMs: READY_LIMIT_MS,
    gaveUp: () => child.ended,
  });
  if (!ready || child.ended)
    throw new StackError(`PostgreSQL did not start (${child.ended ?? 'no answer in 60 s'})`, { logFile });
  child.keepAlive();
  const who = user ? `, as user ${user.name}` : '';
  const aside = data.aside ? `; data of an earlier checkout set aside in ${data.aside}` : '';
  return {
    env: { DATABASE_URL: urlOf('breakwater', stack.secrets.postgres, port) },
    adminEnv: { DATABASE_ADMIN_URL: urlOf('postgres', stack.secrets.postgresAdmin, port) },
    line: `PostgreSQL ${server.version}  started from ${shown(server.bin)} on 127.0.0.1:${port} (data ${shown(data.folder)}${who}${aside}) ${took()}`,
  };
}

async function runInDocker(stack) {
  const port = stack.ports.postgres.wanted;
  stack.add(startContainer(stack, 'postgres'));
  const target = { host: '127.0.0.1', port, user: 'breakwater', database: DATABASE };
  // The image starts once to set itself up and once for good; two answers a second apart tell them apart.
  const ready = await waitFor(
    async () =>
      (await postgresAnswers(target)) === 'ready' && (await sleep(1_000).then(() => postgresAnswers(target))) === 'ready',
    { limitMs: READY_LIMIT_MS, everyMs: 300 },
  );
  if (!ready) throw new StackError('PostgreSQL in Docker did not answer in 60 s', { advice: 'docker compose logs postgres' });
  const url = urlOf('breakwater', stack.secrets.postgres, port);
  return {
    env: { DATABASE_URL: url },
    adminEnv: { DATABASE_ADMIN_URL: url },
    line: `PostgreSQL  started with Docker on 127.0.0.1:${port}`,
  };
}

export async function startPostgres(stack) {
  const address = stack.address('DATABASE_URL');
  if (address && !stack.skip.has('env')) return useAddress(address);
  const user = unprivilegedUser();
  const data = dataFolderOf(stack, user);
  const fits = (server) => data.major === undefined || server.major === data.major;
  const local = stack.skip.has('path') ? undefined : installed().find(fits);
  if (local) return run(stack, local, data, user);
  if (!stack.skip.has('docker') && data.major === undefined && dockerAnswers()) return runInDocker(stack);
  const bin = stack.skip.has('tools') ? undefined : await installPostgres(placeFor(join(TOOLS, 'postgres'), user));
  const packaged = bin ? describe(bin) : undefined;
  if (packaged && fits(packaged)) return run(stack, packaged, data, user);
  if (data.major !== undefined) {
    throw new StackError(`${shown(data.folder)} was made by PostgreSQL ${data.major}, which is no longer here`, {
      advice: `install PostgreSQL ${data.major} again, or delete that folder (and lose its data)`,
    });
  }
  throw new StackError('no PostgreSQL found', {
    advice: 'install it (Debian: apt install postgresql; macOS: brew install postgresql@18), start Docker, or set DATABASE_URL',
  });
}
