import { alertsOf } from '../events/alerts.js';
import type {
  BreakerCauseAdded,
  BreakerModeChanged,
  BreakerReset,
  BreakerTripped,
  ExecutionApplied,
  GateEvent,
  OrderDecided,
} from '../gate/event.js';
import { refusedByRateAlone } from '../gate/evolve.js';
import { type RefusedWords, sideOf, typeOf } from '../gate/codec.js';
import { tradedIn } from '../gate/valuation.js';
import type { Violation } from '../model/violation.js';
import type { AlertRow } from '../ports/history.js';
import { type ProvenTable, ROW_FIELDS, SEPARATOR } from '../ports/proof-source.js';
import { Difference } from './difference.js';

const S = SEPARATOR;

type Value = string | number | boolean | null;

const UNSTORED = /\0|\p{Surrogate}/u;
const UNSTORED_ALL = /\0|\p{Surrogate}/gu;

/** A text as PostgreSQL keeps it: what its text cannot hold is kept as U+FFFD. */
export const stored = (text: string): string => (UNSTORED.test(text) ? text.replaceAll(UNSTORED_ALL, '\uFFFD') : text);

export function rowText(...values: Value[]): string {
  let text = '';
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? '';
    if (i > 0) text += SEPARATOR;
    text += typeof value === 'string' ? stored(value) : value;
  }
  return text;
}

export const us = (ms: number | null): number | null => (ms === null ? null : ms * 1000);

export function decisionText(event: OrderDecided): string {
  const { order: o, state, accepted, content_hash } = event;
  const hash = accepted || !refusedByRateAlone(event) ? content_hash : '';
  const ids = `${o.decision_id}${SEPARATOR}${o.order_id}${SEPARATOR}${o.account}${SEPARATOR}${o.client_order_id}`;
  const verdict = `${state.config_version}${SEPARATOR}${accepted}${SEPARATOR}${state.at_us}${SEPARATOR}${state.at_us}`;
  return `${ids}${SEPARATOR}${verdict}${SEPARATOR}${hash}${SEPARATOR}${event.principal ?? ''}`;
}

/** The rows of `decisions` and `orders` of a refusal; null when its reasons cannot be read. */
export function refusedTexts(words: RefusedWords): { decision: string; order: string } | null {
  const { id, order_id, decision_id, client_order_id, account, at_us, user, strategy, principal, price } = words;
  const why = whyRefused(words.violations);
  if (!why) return null;
  const { first, byRateAlone } = why;
  const ms = id.slice(0, id.indexOf('-'));
  const hash = byRateAlone ? '' : words.content_hash;
  const decided = `${words.config_version}${S}false${S}${at_us}${S}${at_us}${S}${hash}${S}${principal}`;
  const asked = `${words.symbol}${S}${sideOf(words.side)}${S}${typeOf(words.type)}${S}${words.time_in_force}${S}${words.quantity}${S}${noDash(price)}`;
  const came = `${words.check_price}${S}REJECTED${S}0${S}0${S}0${S}${S}${first}${S}${words.content_hash}${S}${at_us}${S}${ms}000`;
  const whose = `${noDash(strategy)}${S}${noDash(user)}${S}${principal}`;
  return {
    decision: `${decision_id}${S}${order_id}${S}${account}${S}${client_order_id}${S}${decided}`,
    order: `${order_id}${S}${decision_id}${S}${account}${S}${client_order_id}${S}${asked}${S}${came}${S}${whose}${S}${S}${S}${S}${S}`,
  };
}

const noDash = (word: string): string => (word === '-' ? '' : word);

interface Why {
  /** Code of the first reason. */
  first: string;
  byRateAlone: boolean;
}

/** By the JSON of the reasons: refusals come in floods, and most of their reasons come again. */
const known = new Map<string, Why>();
const KNOWN_MAX = 1000;

function whyRefused(json: string): Why | null {
  let why = known.get(json);
  if (why !== undefined) return why;
  const violations = violationsIn(json);
  if (!violations) return null;
  why = { first: stored(violations[0]?.code ?? ''), byRateAlone: refusedByRateAlone({ violations }) };
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(json, why);
  return why;
}

function violationsIn(json: string): Violation[] | null {
  try {
    const read: unknown = JSON.parse(json);
    return Array.isArray(read) ? (read as Violation[]) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function fillText(e: ExecutionApplied): string {
  const ids = `${stored(e.execution_id)}${S}${e.broker_sequence}${S}${e.order_id}${S}${stored(e.broker_order_id)}${S}${e.account}${S}${e.symbol}`;
  return `${ids}${S}${e.side}${S}${e.quantity}${S}${e.price}${S}${e.fee}${S}${e.realized_pnl}${S}${e.executed_at_ms * 1000}${S}${e.id}${e.contract === undefined ? '' : `${S}${tradedIn(e)}`}`;
}

export function alertText(a: AlertRow): string {
  return rowText(
    ...[a.id, a.alert_type, a.severity, a.account, a.symbol, a.message, a.order_id, a.decision_id, a.breaker_id],
    us(a.created_at_ms),
  );
}

export const alertTexts = (event: GateEvent): [string, string][] => alertsOf(event).map((alert) => [alert.id, alertText(alert)]);

export function breakerText(e: BreakerTripped | BreakerCauseAdded | BreakerModeChanged | BreakerReset): string {
  if (e.type === 'BREAKER_RESET' || e.type === 'BREAKER_MODE_CHANGED') {
    const [kind, mode] = e.type === 'BREAKER_RESET' ? ['RESET', null] : ['MODE', e.mode];
    return rowText(e.id, e.breaker_id, kind, e.scope, mode, null, null, null, e.actor, e.reason, us(e.at_ms), e.source, null);
  }
  const kind = e.type === 'BREAKER_TRIPPED' ? 'TRIPPED' : 'CAUSE';
  const source = e.type === 'BREAKER_CAUSE_ADDED' ? '' : e.source;
  const cause = [e.mode, e.trigger_type, e.trigger_value, e.threshold, e.actor, e.reason];
  return rowText(e.id, e.breaker_id, kind, e.scope, ...cause, us(e.at_ms), source, us(e.expires_at_ms));
}

/** Throws Difference for the first field that differs; `follows` may leave fields out (null) that nobody can know. */
export function compareRow(
  table: ProvenTable,
  key: string,
  kept: string | null | undefined,
  follows: string | (string | null)[],
): void {
  if (kept === follows) return;
  if (kept === null || kept === undefined) throw new Difference(table, key, 'the row', 'missing', 'one');
  const [a, b] = [kept.split(SEPARATOR), typeof follows === 'string' ? follows.split(SEPARATOR) : follows];
  const fields: readonly string[] = ROW_FIELDS[table];
  const at = b.findIndex((value, i) => value !== null && value !== a[i]);
  if (at >= 0) throw new Difference(table, key, fields[at] ?? 'the row', a[at] ?? '', b[at] ?? '');
  if (a.length !== b.length) throw new Difference(table, key, 'the row', kept, b.join(SEPARATOR));
}
