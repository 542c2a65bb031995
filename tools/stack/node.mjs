// Which Node runs Breakwater. The launcher itself runs on any Node from 20.11. Everything that it starts (the application, the build,
// the tests, npm's scripts) runs on Node 24 or later: the host's own, else one from npm in .local/tools.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { installNode } from './install.mjs';
import { TOOLS } from './profile.mjs';
import { StackError } from './progress.mjs';

const MAJOR_MIN = 24;
/** What the files in tools/ were written for; npm start and npm test are tried on Node 20. */
const LAUNCHER_MIN = [20, 11];

const ADVICE = `install Node.js ${MAJOR_MIN} or later and start again with it`;

/**
 * The first step of every launcher. After it, `node` on this process's PATH is Node 24 or later, for npm and npx too. Start children as
 * `node`, never as `process.execPath`. Downloads (52 MB, once) only where the host's Node is older than 24.
 * Throws a StackError when the host's Node is too old for the launcher, or when there is no package for this platform.
 */
export async function provideNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major >= MAJOR_MIN) return putFirstOnPath(dirname(process.execPath));
  if (major < LAUNCHER_MIN[0] || (major === LAUNCHER_MIN[0] && minor < LAUNCHER_MIN[1])) {
    throw new StackError(
      `this is Node.js ${process.versions.node}; the launcher needs ${LAUNCHER_MIN.join('.')}, Breakwater ${MAJOR_MIN}`,
      { advice: ADVICE },
    );
  }
  const bin = await installNode(join(TOOLS, 'node'));
  if (bin === undefined) {
    throw new StackError(
      `Breakwater runs on Node.js ${MAJOR_MIN} or later; this is ${process.versions.node}, and the launcher knows no package ` +
        `of Node.js ${MAJOR_MIN} for ${process.platform} on ${process.arch}`,
      { advice: ADVICE },
    );
  }
  putFirstOnPath(bin);
}

/** Leaves PATH alone when its `node` is the one in `bin` already, because a folder such as /usr/bin holds other programs too. */
function putFirstOnPath(bin) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const first = folders.map((folder) => join(folder, 'node')).find(existsSync);
  if (first && realpathSync(first) === realpathSync(join(bin, 'node'))) return;
  process.env.PATH = [bin, ...folders].join(delimiter);
}
