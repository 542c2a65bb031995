// The build: TypeScript to dist/, and beside it what the program reads at run time. Skipped when nothing is newer than the last one.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runToEnd } from './process.mjs';
import { LOCAL, ROOT } from './profile.mjs';
import { clock, say, StackError } from './progress.mjs';

const DIST = join(ROOT, 'dist');
const SOURCES = ['apps', 'libs', 'workflows', 'migrations'];
const SETTINGS = ['package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.bench.json'];
const DASHBOARD = join('apps', 'dashboard');
/** What the screens are made of; they are built anew only when some of it is newer. */
const DASHBOARD_SOURCES = [DASHBOARD, join('libs', 'contracts'), join('libs', 'core', 'model'), join('libs', 'core', 'controls')];
const DASHBOARD_DIST = join(DIST, DASHBOARD);
/** Text that is worth compressing ahead: served as it is to who takes gzip. */
const COMPRESSED = new Set(['.js', '.css']);
/** Read by the program at run time from beside its code. */
const ASSETS = new Set(['.lua']);

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** What a deleted source has left in dist/ would still be imported, or run as a migration. The compiler rewrites the rest each time. */
function removeStale(before) {
  for (const file of SOURCES.flatMap((folder) => filesBelow(join(DIST, folder)))) {
    if (!file.startsWith(DASHBOARD_DIST) && timeOf(file) < before) rmSync(file);
  }
}

/** What the API serves of the documents. */
const SERVED = join('docs', 'openapi.json');

function copyAssets(sources) {
  mkdirSync(join(DIST, 'docs'), { recursive: true });
  copyFileSync(join(ROOT, SERVED), join(DIST, SERVED));
  for (const file of sources.filter((source) => ASSETS.has(extname(source)))) {
    const target = join(DIST, relative(ROOT, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}

async function bundleWorkflows(logFile) {
  const inputs = [...filesBelow(join(ROOT, 'workflows')), join(ROOT, 'package-lock.json')];
  if (timeOf(join(DIST, 'workflow-bundle.cjs')) > Math.max(...inputs.map(timeOf))) return;
  const result = await runToEnd('node', [join(ROOT, 'tools', 'stack', 'bundle-workflows.mjs')], { cwd: ROOT, logFile });
  if (!result.ok)
    throw new StackError('the workflows could not be bundled', {
      logFile,
      advice: 'workflows may import only each other and @temporalio',
    });
}

/** Builds with the given tsconfig; `bench` adds the benchmarks. Throws with the compiler's messages. */
export async function build({ bench = false, quiet = false } = {}) {
  const stamp = join(DIST, bench ? '.built-bench' : '.built');
  const sources = [...SOURCES, ...(bench ? ['test'] : [])].flatMap((folder) => filesBelow(join(ROOT, folder)));
  const newest = Math.max(...sources.map(timeOf), ...[...SETTINGS, SERVED].map((file) => timeOf(join(ROOT, file))));
  // The benchmarks' build holds all of the other.
  const built = Math.max(timeOf(stamp), timeOf(join(DIST, '.built-bench')));
  if (built <= newest) await buildServers({ stamp, sources, bench, quiet });
  else if (!quiet) say('build  up to date');
  await buildDashboard({ quiet });
}

async function buildServers({ stamp, sources, bench, quiet }) {
  const took = clock();
  // A file changed while the compiler runs must be newer than the stamp, which therefore bears the time of the start.
  const startedAt = new Date();
  rmSync(stamp, { force: true });
  const logFile = join(LOCAL, 'build.log');
  const compiler = join(ROOT, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  const result = await runToEnd('node', [compiler, '-p', bench ? 'tsconfig.bench.json' : 'tsconfig.build.json'], {
    cwd: ROOT,
    logFile,
  });
  if (!result.ok) throw new StackError('the build failed', { logFile, advice: 'npm run typecheck shows all of it' });
  removeStale(startedAt.getTime() - 2_000);
  copyAssets(sources);
  await bundleWorkflows(logFile);
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
  if (!quiet) say(`build  done (${took()})`);
}

/** The screens: their types are checked (a change of the API's contracts fails here), then Vite bundles them to dist/apps/dashboard. */
async function buildDashboard({ quiet }) {
  const stamp = join(DIST, '.built-dashboard');
  const newest = Math.max(
    ...DASHBOARD_SOURCES.flatMap((folder) => filesBelow(join(ROOT, folder))).map(timeOf),
    ...SETTINGS.map((file) => timeOf(join(ROOT, file))),
  );
  if (timeOf(stamp) > newest && existsSync(join(DASHBOARD_DIST, 'index.html'))) return;
  const took = clock();
  const startedAt = new Date();
  const logFile = join(LOCAL, 'build-dashboard.log');
  // A test that builds has NODE_ENV=test, and React would be bundled as for development: twice the size.
  const env = { ...process.env, NODE_ENV: 'production' };
  const run = (tool, ...args) => runToEnd('node', [join(ROOT, 'node_modules', ...tool), ...args], { cwd: ROOT, env, logFile });
  const checked = await run(['@typescript', 'native', 'bin', 'tsc'], '-p', DASHBOARD);
  if (!checked.ok)
    throw new StackError('the screens do not type-check', { logFile, advice: 'npm run typecheck shows all of it' });
  const bundled = await run(['vite', 'bin', 'vite.js'], 'build', DASHBOARD, '--logLevel', 'warn');
  if (!bundled.ok) throw new StackError('the screens could not be bundled', { logFile });
  for (const file of filesBelow(join(DASHBOARD_DIST, 'assets')).filter((name) => COMPRESSED.has(extname(name))))
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
  if (!quiet) say(`build of the screens  done (${took()})`);
}

/** clients/typescript as it is published: clients/typescript/dist. */
export async function buildTypescriptClient() {
  const folder = join(ROOT, 'clients', 'typescript');
  const logFile = join(LOCAL, 'build-client.log');
  const compiler = join(ROOT, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const result = await runToEnd('node', [compiler, '-p', folder], { cwd: ROOT, logFile });
  if (!result.ok) throw new StackError('the TypeScript client could not be built', { logFile });
}
