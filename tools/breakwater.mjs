// npm run breakwater -- <command>: the command line, against the addresses in the environment, else the Breakwater that runs by npm start.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { provideNode } from './stack/node.mjs';
import { environmentOfRunning, readEnvironment, ROOT } from './stack/profile.mjs';
import { sayFailure, speakTo } from './stack/progress.mjs';

const program = join(ROOT, 'dist', 'apps', 'cli', 'main.js');
if (!existsSync(program)) {
  console.error('not built yet: npm run build');
  process.exit(1);
}
// The command's own output is all that belongs on stdout.
speakTo(process.stderr);
try {
  await provideNode();
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
// A drill floods what it uses: it has a stack that is thrown away with the next one.
const [noun, name] = process.argv.slice(2);
if (noun === 'drill' && name !== undefined && !name.startsWith('-') && !process.env.BREAKWATER_PROFILE) {
  const stack = [join(ROOT, 'tools', 'stack.mjs'), 'run', '--profile', 'drill', '--fresh', '--'];
  const { status } = spawnSync('node', [...stack, 'node', program, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: process.env,
  });
  process.exit(status ?? 1);
}
const env = { ...environmentOfRunning(process.env.BREAKWATER_PROFILE ?? 'start'), ...readEnvironment() };
const { status } = spawnSync('node', [program, ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exit(status ?? 1);
