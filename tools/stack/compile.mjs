// The build: TypeScript to dist/, and beside it what the program reads at run time. Skipped when nothing is newer than the last one.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { runToEnd } from './process.mjs';
import { LOCAL, ROOT } from './profile.mjs';
import { clock, say, StackError } from './progress.mjs';

const DIST = join(ROOT, 'dist');
const SOURCES = ['apps', 'libs', 'workflows', 'migrations'];
const SETTINGS = ['package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.bench.json'];
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
    if (timeOf(file) < before) rmSync(file);
  }
}

function copyAssets(sources) {
  for (const file of sources.filter((source) => ASSETS.has(extname(source)))) {
    const target = join(DIST, relative(ROOT, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}

async function bundleWorkflows(logFile) {
  const inputs = [...filesBelow(join(ROOT, 'workflows')), join(ROOT, 'package-lock.json')];
  if (timeOf(join(DIST, 'workflow-bundle.cjs')) > Math.max(...inputs.map(timeOf))) return;
  const result = await runToEnd(process.execPath, [join(ROOT, 'tools', 'stack', 'bundle-workflows.mjs')], { cwd: ROOT, logFile });
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
  const newest = Math.max(...sources.map(timeOf), ...SETTINGS.map((file) => timeOf(join(ROOT, file))));
  if (timeOf(stamp) > newest) {
    if (!quiet) say('build  up to date');
    return;
  }
  const took = clock();
  // A file changed while the compiler runs must be newer than the stamp, which therefore bears the time of the start.
  const startedAt = new Date();
  rmSync(stamp, { force: true });
  const logFile = join(LOCAL, 'build.log');
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = await runToEnd(process.execPath, [compiler, '-p', bench ? 'tsconfig.bench.json' : 'tsconfig.build.json'], {
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
