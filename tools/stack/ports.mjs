// Which port a service gets. A profile that people type into a browser keeps its ports or says who must move; a profile for tests takes
// the next free one, and claims it in a folder of the machine so that two checkouts which test at once do not choose the same.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { identity, isSame, readRecord } from './process.mjs';
import { StackError } from './progress.mjs';

const TRIES_MAX = 200;

export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function claimFile(port) {
  return join(tmpdir(), `breakwater-ports-${userInfo().uid}`, String(port));
}

function claim(port) {
  const file = claimFile(port);
  const mine = JSON.stringify(identity());
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return true;
    } catch {
      const holder = readRecord(file);
      if (isSame(holder)) return holder.pid === process.pid;
      rmSync(file, { force: true });
    }
  }
  return false;
}

export function releasePorts(ports) {
  for (const port of ports) {
    const file = claimFile(port);
    if (readRecord(file)?.pid === process.pid) rmSync(file, { force: true });
  }
}

/** `fixed`: this port or an error that names the variable which moves it. Otherwise: this port or the next one that nobody has. */
export async function choosePort({ what, wanted, fixed, variable }) {
  if (fixed) {
    if (await isFree(wanted)) return wanted;
    throw new StackError(`port ${wanted} (${what}) is in use by another program`, {
      advice: `stop that program, or choose another port: ${variable}=${wanted + 1000}`,
    });
  }
  for (let port = wanted; port < wanted + TRIES_MAX; port++) {
    if ((await isFree(port)) && claim(port)) return port;
  }
  throw new StackError(`no free port for ${what} between ${wanted} and ${wanted + TRIES_MAX - 1}`, { advice: `set ${variable}` });
}
