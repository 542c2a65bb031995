import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { SCOPE_NAMES } from '#contracts/access.js';
import { PostgresAccessStore } from '#adapters/postgres/access-store.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { KeyRing } from '#core/access/key-ring.js';
import type { Scope } from '#core/access/needs.js';
import type { AccessStore } from '#core/ports/access-store.js';
import type { Act } from '#core/ports/audit.js';
import { withGate } from './breaker-command.js';
import { UsageError } from './usage-error.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const KEY_ID = /^[0-9A-Za-z]{12}$/;

/** `keys create|list|rotate|revoke`: in PostgreSQL, and in force at the gate when it returns. */
export async function keysCommand(verb: string, args: string[]): Promise<void> {
  switch (verb) {
    case 'list':
      return withStore(list);
    case 'create': {
      const asked = readCreate(args);
      return withRing((ring, store) => create(ring, store, asked));
    }
    case 'rotate': {
      const { id, hours } = readRotate(args);
      return withRing(async (ring) => {
        const { token } = await ring.rotate(id, hours * HOUR_MS, byCommandLine);
        console.log(`${token}\nshown this once; the old secret of ${id} holds for ${hours} more hours`);
      });
    }
    case 'revoke': {
      const { id = '' } = read(args, { id: { type: 'string' } });
      requireId(id);
      return withRing(async (ring) => {
        await ring.revoke(id, byCommandLine);
        console.log(`key ${id} is revoked: nothing of it passes any more`);
      });
    }
    default:
      throw new UsageError('keys list, keys create, keys rotate or keys revoke; `npm run breakwater` says with what');
  }
}

type Options = Record<string, { type: 'string' }>;
function read<O extends Options>(args: string[], options: O): Partial<Record<keyof O, string>> {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function requireId(id: string): void {
  if (!KEY_ID.test(id)) throw new UsageError('--id must be the id of a key, 12 letters and digits; `keys list` shows them');
}

function whole(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < min || value > max)
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}`);
  return value;
}

function readRotate(args: string[]): { id: string; hours: number } {
  const { id = '', 'overlap-hours': hours = '24' } = read(args, { id: { type: 'string' }, 'overlap-hours': { type: 'string' } });
  requireId(id);
  return { id, hours: whole(hours, 'overlap-hours', 0, 168) };
}

interface Asked {
  owner: string;
  label: string;
  scopes: Scope[];
  accounts: string[] | null;
  symbols: string[] | null;
  networks: string[] | null;
  orders_per_second: number | null;
  days: number;
}

const isScope = (text: string): text is Scope => (SCOPE_NAMES as readonly string[]).includes(text);

function readCreate(args: string[]): Asked {
  const names = ['owner', 'label', 'scopes', 'accounts', 'symbols', 'networks', 'orders-per-second', 'days'] as const;
  const values = read(
    args,
    Object.fromEntries(names.map((name) => [name, { type: 'string' }])) as Record<(typeof names)[number], { type: 'string' }>,
  );
  const parts = (text: string | undefined) => (text === undefined ? null : text.split(',').map((part) => part.trim()));
  const { owner = '', label = '', days = '90', 'orders-per-second': rate } = values;
  if (owner === '') throw new UsageError('--owner must be the name of a user, the person behind the key');
  if (label.trim() === '' || label.length > 80)
    throw new UsageError('--label must say what the key is for, in at most 80 characters');
  const scopes = (parts(values.scopes) ?? []).filter(isScope);
  if (scopes.length === 0 || scopes.length !== parts(values.scopes)?.length)
    throw new UsageError(`--scopes must be some of ${SCOPE_NAMES.join(', ')}, with commas`);
  return {
    ...{
      owner,
      label,
      scopes,
      accounts: parts(values.accounts),
      symbols: parts(values.symbols),
      networks: parts(values.networks),
    },
    orders_per_second: rate === undefined ? null : whole(rate, 'orders-per-second', 1, 1_000_000),
    days: whole(days, 'days', 1, 365),
  };
}

async function create(ring: KeyRing, store: AccessStore, { owner, days, ...asked }: Asked): Promise<void> {
  const person = await store.credentials({ name: owner });
  if (!person) throw new Error(`there is no user ${owner}; \`access bootstrap\` makes the first one`);
  const key = { ...asked, owner: person.user_id, strategies: null, expires_at_ms: Date.now() + days * DAY_MS, created_by: 'cli' };
  const { id, token } = await ring.create(key, byCommandLine);
  console.log(`${token}\nshown this once: nothing of it is kept but a hash. Its id is ${id}; it ends in ${days} days`);
}

async function list(store: AccessStore): Promise<void> {
  const [keys, users] = [await store.keys(), await store.users()];
  const nameOf = new Map(users.map(({ id, name }) => [id, name]));
  const day = (ms: number | null) => (ms === null ? 'never' : new Date(ms).toISOString().slice(0, 16));
  for (const key of keys) {
    const state =
      key.revoked_at_ms !== null ? 'revoked' : key.expires_at_ms < Date.now() ? 'expired' : `until ${day(key.expires_at_ms)}`;
    const accounts = key.accounts?.join(',') ?? 'all accounts of its owner';
    const uses =
      key.last_used_at_ms === null ? 'never used' : `used ${day(key.last_used_at_ms)} (…${key.last_used_ending ?? ''})`;
    console.log(
      `${key.id}  ${nameOf.get(key.owner) ?? key.owner}  ${key.label}  ${key.scopes.join(',')}  ${accounts}  ${state}  ${uses}`,
    );
  }
  if (keys.length === 0) console.log('there are no keys');
}

export function byCommandLine(what: Pick<Act, 'action' | 'object'> & Partial<Pick<Act, 'after'>>): Act {
  const actor = { id: `os:${userInfo().username}`, kind: 'person', via: 'cli', ip_ref: null, strength: 'shell' } as const;
  const blank = { reason: null, before: null, after: null, change_id: null, config_version: null, request_id: null };
  return { ...blank, at_us: Date.now() * 1000, actor, outcome: 'done', ...what };
}

export async function withStore(work: (store: AccessStore) => Promise<void>): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new UsageError('DATABASE_URL is not set, and no Breakwater runs here by npm start');
  const db = await createDataSource(url, { applicationName: 'breakwater-cli', poolSize: 1 }).initialize();
  try {
    await work(new PostgresAccessStore(db));
  } finally {
    await db.destroy();
  }
}

async function withRing(work: (ring: KeyRing, store: AccessStore) => Promise<void>): Promise<void> {
  await withStore((store) =>
    withGate(async (gate) => {
      const inForce = async (version: number) => {
        await gate.ask({ kind: 'change_access', version }).catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          throw new Error(
            `it is kept, but not in force yet (${why}): that happens by itself as soon as a gate and an API are there`,
          );
        });
      };
      await work(new KeyRing(store, inForce, process.env['BREAKWATER_KEYS'] === 'test' ? 'test' : 'live'), store);
    }),
  );
}
