// Makes dist/workflow-bundle.cjs out of dist/workflows, so that a worker starts without a compiler. A process of its own, because the Temporal SDK
// brings native code that the launcher should not hold.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { ROOT } from './profile.mjs';

const { code } = await bundleWorkflowCode({
  workflowsPath: join(ROOT, 'dist', 'workflows', 'index.js'),
  logger: new DefaultLogger('WARN'),
});
writeFileSync(join(ROOT, 'dist', 'workflow-bundle.cjs'), code);
process.exit();
