// For the image: Temporal's native part comes compiled for five platforms, 25 to 35 MB each; only the one that runs here stays.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const bridge = resolve('node_modules', '@temporalio', 'core-bridge');
const ours = createRequire(import.meta.url)(join(bridge, 'common.js')).getPrebuiltTargetName();
const releases = join(bridge, 'releases');
if (!existsSync(join(releases, ours))) throw new Error(`@temporalio/core-bridge has nothing for ${ours}`);
for (const name of readdirSync(releases)) if (name !== ours) rmSync(join(releases, name), { recursive: true });
