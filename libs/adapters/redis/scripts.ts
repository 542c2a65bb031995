import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { READY } from './live-format.js';

const folder = new URL('./scripts/', import.meta.url);
const prelude = `local READY = '${READY}'\n${readFileSync(fileURLToPath(new URL('prelude.lua', folder)), 'utf8')}`;

const NAMES = {
  bwReserve: 'reserve',
  bwConclude: 'conclude',
  bwExecute: 'execute',
  bwMark: 'mark',
  bwTrip: 'trip',
  bwReset: 'reset',
  bwActivateConfig: 'activate-config',
  bwRequestCancel: 'request-cancel',
  bwLease: 'lease',
  bwCopied: 'copied',
  bwAdopt: 'adopt',
  bwRelease: 'release',
  bwTick: 'tick',
  bwCloseDay: 'close-day',
  bwRejectConfig: 'reject-config',
  bwRetireFormat: 'retire-format',
} as const;

type Argument = string | number;

/** ioredis with Breakwater's scripts as commands; each script's contract is the head of its file in scripts/. */
export type ScriptedRedis = Redis & { [name in keyof typeof NAMES]: (...args: Argument[]) => Promise<string | number> };

/** Adds the scripts to a connection. ioredis sends EVALSHA and loads a script again when the server lost it. */
export function withScripts(redis: Redis): ScriptedRedis {
  for (const [command, file] of Object.entries(NAMES)) {
    const body = readFileSync(fileURLToPath(new URL(`${file}.lua`, folder)), 'utf8');
    redis.defineCommand(command, { numberOfKeys: 0, lua: `${prelude}\n${body}` });
  }
  return redis as ScriptedRedis;
}
