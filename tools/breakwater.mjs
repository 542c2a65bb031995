// npm run breakwater -- <command>: the command line, against the addresses in the environment, else the Breakwater that runs by npm start.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOfRunning, readEnvironment, ROOT } from './stack/profile.mjs';

const program = join(ROOT, 'dist', 'apps', 'cli', 'main.js');
if (!existsSync(program)) {
  console.error('not built yet: npm run build');
  process.exit(1);
}
const env = { ...environmentOfRunning(process.env.BREAKWATER_PROFILE ?? 'start'), ...readEnvironment() };
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exit(status ?? 1);
