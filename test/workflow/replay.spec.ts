import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { bundle, quietRuntime } from './environment.js';

jest.setTimeout(60_000);
const FOLDER = 'test/fixtures/histories';
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const history = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown;
const quiet = new DefaultLogger('ERROR', () => {});
beforeAll(quietRuntime);

test('there is a history of every kind of workflow', () => {
  const types = files.map(
    (file) => (/"workflowType":\s*\{\s*"name":\s*"(\w+)"/.exec(readFileSync(join(FOLDER, file), 'utf8')) ?? [])[1],
  );
  expect(new Set(types)).toEqual(
    new Set(['breaker', 'pnlMonitor', 'configManager', 'endOfDay', 'auditCheck', 'alertDelivery', 'reconciliation']),
  );
});

/** A failure is recorded with its stack; a replay needs its first line alone. */
test.each(files)('%s names no file of the machine that recorded it', (file) => {
  expect(readFileSync(join(FOLDER, file), 'utf8')).not.toMatch(/\\n\s+at |file:\/\/|node_modules/);
});

test.each(files)('the workflows of today could continue the run recorded in %s', async (file) => {
  await Worker.runReplayHistory({ workflowBundle: bundle, replayName: file.replace('.json', '') }, history(file));
});

test('a change that would break an open breaker does not pass', async () => {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: join(process.cwd(), 'test/fixtures/incompatible/index.ts'),
    logger: quiet,
  });
  await expect(
    Worker.runReplayHistory({ workflowBundle, replayName: 'incompatible' }, history('breaker-reset.json')),
  ).rejects.toThrow(DeterminismViolationError);
});
