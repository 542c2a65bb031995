import { createHash } from 'node:crypto';
import type { Act } from '../ports/audit.js';
import { canonical } from './canonical.js';

/** What stands before the first entry. */
export const GENESIS = '0'.repeat(64);

/** An act in its place of the chain. Only text, whole numbers below 2^53, booleans, null; money is text; keys are ASCII. */
export interface Entry {
  seq: number;
  /** UTC with microseconds. */
  at: string;
  actor: Act['actor'];
  action: string;
  object: string;
  outcome: Act['outcome'];
  reason: string | null;
  before: unknown;
  after: unknown;
  change_id: string | null;
  config_version: number | null;
  request_id: string | null;
  /** The hash of the entry before. */
  prev: string;
}

/** An entry, its canonical form, and that form's hash. */
export interface ChainedEntry {
  entry: Entry;
  text: string;
  hash: string;
}

/** Where the chain ends. */
export interface ChainHead {
  seq: number;
  hash: string;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The acts as entries that follow `head` and each other. */
export function chained(acts: readonly Act[], head: ChainHead): ChainedEntry[] {
  let { seq, hash: prev } = head;
  return acts.map((act) => {
    seq += 1;
    const entry = entryOf(act, seq, prev);
    const text = canonical(entry);
    prev = sha256(text);
    return { entry, text, hash: prev };
  });
}

function entryOf(given: Act, seq: number, prev: string): Entry {
  const { at_us, actor, before, after, ...words } = given;
  const { id, kind, via, ip_ref, strength } = actor;
  const { action, object, outcome, reason, change_id, config_version, request_id } = words;
  return auditable({
    ...{ seq, at: microTime(at_us), actor: { id, kind, via, ip_ref, strength }, action, object, outcome, reason },
    ...{ before: bounded(before), after: bounded(after), change_id, config_version, request_id, prev },
  }) as Entry;
}

/** `2026-11-26T01:02:03.000004Z`. A time that no date can be made of is the beginning of time: an act is never turned away. */
export function microTime(at_us: number): string {
  const us = Math.trunc(at_us);
  const date = new Date(Math.floor(us / 1000));
  if (Number.isNaN(date.getTime())) return microTime(0);
  const micros = String(((us % 1000) + 1000) % 1000).padStart(3, '0');
  return `${date.toISOString().slice(0, -1)}${micros}Z`;
}

/** Microseconds since 1970 of such a text; NaN when it is none. */
export function microsOf(at: string): number {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z$/.exec(at);
  return parts ? Date.parse(`${parts[1] ?? ''}Z`) * 1000 + Number(parts[2]) : Number.NaN;
}

/** Characters of the state before or after. More is named by its hash. */
const STATE_MAX = 32_768;
const DEPTH_MAX = 12;

function bounded(value: unknown): unknown {
  const text = canonical(auditable(value));
  return text.length <= STATE_MAX ? value : { characters: text.length, sha256: sha256(text) };
}

/** A NUL, which PostgreSQL cannot hold, and halves of surrogate pairs, which UTF-8 cannot. */
const UNSTORED = /\0|\p{Surrogate}/gu;
const NOT_ASCII = /[^\x20-\x7e]/gu;

const storable = (text: string): string => text.replaceAll(UNSTORED, '\uFFFD');

/** Any value in what an entry may hold. Never throws: what was done must be kept, however it is told. */
export function auditable(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return storable(value);
    case 'boolean':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? value + 0 : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (depth >= DEPTH_MAX) return '...';
  if (Array.isArray(value)) return value.map((item) => auditable(item, depth + 1));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [asciiKey(key), auditable(field, depth + 1)]));
}

/** Other languages sort keys that are not ASCII in another order. */
function asciiKey(key: string): string {
  return key.replaceAll(NOT_ASCII, (character) => `%${(character.codePointAt(0) ?? 0).toString(16)}`);
}

const OUTCOMES: readonly unknown[] = ['done', 'refused', 'failed'] satisfies Act['outcome'][];
const KINDS: readonly unknown[] = ['person', 'key', 'system'] satisfies Act['actor']['kind'][];

/** An act as the outbox kept it; what is none becomes an act that says so, with its content. `id` is the outbox's. */
export function actFrom(kept: unknown, id: string, atMs: number): Act {
  const act = kept as Partial<Act> | null;
  const actor = act?.actor as Partial<Act['actor']> | null | undefined;
  const texts = [act?.action, act?.object, actor?.id, actor?.via, actor?.strength];
  const whole = texts.every((text) => typeof text === 'string') && Number.isSafeInteger(act?.at_us);
  if (whole && OUTCOMES.includes(act?.outcome) && KINDS.includes(actor?.kind)) return { ...BLANK, ...(act as Act) };
  return { ...systemAct('audit.unreadable', `outbox:${id}`, atMs * 1000), outcome: 'failed', after: kept };
}

const BLANK = { reason: null, before: null, after: null, change_id: null, config_version: null, request_id: null };

/** What Breakwater did by itself. */
export function systemAct(action: string, object: string, at_us: number, via = 'breakwater'): Act {
  const actor = { id: 'breakwater', kind: 'system', via, ip_ref: null, strength: 'none' } as const;
  return { ...BLANK, at_us, actor, action, object, outcome: 'done' };
}
