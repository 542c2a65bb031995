// npm run generate:clients: writes the generated parts of clients/typescript and clients/python anew, from docs/openapi.json and
// docs/live-messages.schema.json. Brings the generators, and needs Python 3.11 or later with pip for one of them.
//   --into <folder>   writes there instead, as <folder>/typescript and <folder>/python; a test compares
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { clientDescription } from './clients/description.mjs';
import { installApart, installPythonTools } from './stack/install.mjs';
import { provideNode } from './stack/node.mjs';
import { runToEnd } from './stack/process.mjs';
import { LOCAL, ROOT } from './stack/profile.mjs';
import { say, sayFailure, StackError } from './stack/progress.mjs';

const TOOLS_FOLDER = join(ROOT, 'tools', 'clients');

function targets() {
  const at = process.argv.indexOf('--into');
  const into = at < 0 ? undefined : resolve(process.argv[at + 1] ?? '');
  return {
    typescript: into ? join(into, 'typescript') : join(ROOT, 'clients', 'typescript', 'src', 'generated'),
    python: into ? join(into, 'python') : join(ROOT, 'clients', 'python', 'src', 'breakwater_client', 'generated'),
  };
}

/** The old folder gives way to the new one only when that is whole. */
function replace(target, fresh) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, '..'), { recursive: true });
  renameSync(fresh, target);
}

function describedIn(work, name, options) {
  const file = join(work, `${name}.json`);
  writeFileSync(file, JSON.stringify(clientDescription(options), null, 2));
  return file;
}

async function generateTypescript(work, target) {
  const modules = await installApart('client-generator', TOOLS_FOLDER);
  const fresh = join(work, 'typescript');
  const input = describedIn(work, 'typescript', { openCodes: false });
  const script = join(work, 'typescript.mjs');
  const entry = join(modules, '@hey-api', 'openapi-ts', 'dist', 'index.mjs');
  const options = {
    input,
    output: { path: fresh, module: { extension: '.js' } },
    logs: { level: 'error', file: false },
    plugins: [
      '@hey-api/typescript',
      { name: '@hey-api/client-fetch', baseUrl: false, throwOnError: true },
      {
        name: '@hey-api/sdk',
        operations: { strategy: 'single', containerName: 'Operations', methods: 'instance' },
        responseStyle: 'data',
      },
    ],
  };
  writeFileSync(
    script,
    `import { createClient } from ${JSON.stringify(entry)};\nawait createClient(${JSON.stringify(options)});\n`,
  );
  const logFile = join(LOCAL, 'generate-typescript.log');
  const made = await runToEnd('node', [script], { cwd: work, logFile });
  if (!made.ok || !existsSync(join(fresh, 'sdk.gen.ts')))
    throw new StackError('the TypeScript client could not be generated', { logFile });
  replace(target, fresh);
}

async function generatePython(work, target) {
  const { python, env } = await installPythonTools(
    'python-client-generator',
    join(TOOLS_FOLDER, 'requirements-client-generator.txt'),
  );
  const fresh = join(work, 'python');
  const input = describedIn(work, 'python', { openCodes: true });
  const args = ['--path', input, '--meta', 'none', '--output-path', fresh, '--overwrite', '--fail-on-warning'];
  const config = ['--config', join(TOOLS_FOLDER, 'python.yml')];
  const logFile = join(LOCAL, 'generate-python.log');
  const made = await runToEnd(python, ['-m', 'openapi_python_client', 'generate', ...args, ...config], {
    cwd: work,
    env,
    logFile,
  });
  if (!made.ok || !existsSync(join(fresh, 'client.py')))
    throw new StackError('the Python client could not be generated', { logFile });
  rmSync(join(fresh, '.ruff_cache'), { recursive: true, force: true });
  replace(target, fresh);
}

try {
  await provideNode();
  const work = join(LOCAL, `generate-clients-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const { typescript, python } = targets();
    await generateTypescript(work, typescript);
    await generatePython(work, python);
    say(`generate:clients  wrote ${typescript} and ${python}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
