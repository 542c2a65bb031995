// Where a server may keep its files. PostgreSQL refuses to run as root, so a launcher that is root runs it as an unprivileged user; that
// user may be unable to reach the checkout (below /root, say), and then the files go to a folder of this checkout under /var/tmp.
import { createHash } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LOCAL, ROOT } from './profile.mjs';
import { runQuietly } from './process.mjs';
import { StackError } from './progress.mjs';

const FALLBACK = join('/var/tmp', `breakwater-${createHash('sha256').update(ROOT).digest('hex').slice(0, 12)}`);

/** The user that servers run as when this launcher is root; undefined when it is not, and no change is needed. */
export function unprivilegedUser() {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = lines.find((fields) => fields[0] === name);
    if (entry && Number(entry[2]) > 0) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new StackError('PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody"', {
    advice: 'run npm as an ordinary user, or set DATABASE_URL',
  });
}

function canReach(folder, user) {
  return user === undefined || runQuietly('sh', ['-c', 'cd "$0"', folder], { user, cwd: '/' }).ok;
}

function fallbackFolder() {
  mkdirSync(FALLBACK, { recursive: true, mode: 0o755 });
  const stat = lstatSync(FALLBACK);
  // Everybody may write to /var/tmp: a folder that somebody else put there under this name is not ours to trust.
  if (!stat.isDirectory() || stat.uid !== process.getuid() || (stat.mode & 0o022) !== 0) {
    throw new StackError(`${FALLBACK} exists and is not this user's own folder`, {
      advice: 'remove it, or run from a checkout outside /root',
    });
  }
  return FALLBACK;
}

/** The folder for `path` (which lies below .local/): itself when `user` can reach it, else the same below /var/tmp. */
export function placeFor(path, user) {
  const parent = join(path, '..');
  mkdirSync(parent, { recursive: true });
  if (canReach(parent, user)) return path;
  const place = join(fallbackFolder(), relative(LOCAL, path));
  mkdirSync(join(place, '..'), { recursive: true, mode: 0o755 });
  return place;
}

export function ownedBy(path, user) {
  if (user) chownSync(path, user.uid, user.gid);
}

/**
 * Data under /var/tmp outlives a checkout that is deleted and cloned again at the same place. Its passwords are gone then, and its rows
 * belong to another life: it is set aside (one such folder is kept), not opened.
 */
export function setAsideForeignData(dataFolder, instance) {
  const mark = `${dataFolder}.instance`;
  const foreign = existsSync(dataFolder) && (!existsSync(mark) || readFileSync(mark, 'utf8') !== instance);
  if (foreign) {
    rmSync(`${dataFolder}.earlier`, { recursive: true, force: true });
    renameSync(dataFolder, `${dataFolder}.earlier`);
  }
  writeFileSync(mark, instance);
  return foreign ? `${dataFolder}.earlier` : undefined;
}

/** Forgets what a profile keeps outside the checkout. */
export function removeFallback(profileName) {
  rmSync(join(FALLBACK, profileName), { recursive: true, force: true });
}
