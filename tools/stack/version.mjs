// The first check of all: every other file here may use what this version of Node has.
import { say } from './progress.mjs';

const MAJOR_MIN = 20;
const MINOR_MIN = 11;

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MAJOR_MIN || (major === MAJOR_MIN && minor >= MINOR_MIN)) return;
  say(
    `Breakwater needs Node.js ${MAJOR_MIN}.${MINOR_MIN} or later; this is ${process.versions.node}. Get one from https://nodejs.org`,
  );
  process.exit(1);
}
