/**
 * Where a limit holds. A scope is whose orders it is about (`firm`, `account:a1`, `strategy:t1`, `user:u1`), what they are in (`symbol:AAPL`, `sector:energy`,
 * `class:crypto`), or both, joined by `/`: `account:a1/symbol:AAPL`. What alone means: in each account by itself.
 */
import { ACCOUNT_NAME } from './order.js';

export const WHO = ['firm', 'account', 'strategy', 'user'] as const;
export const WHAT = ['symbol', 'sector', 'class'] as const;
export type Who = (typeof WHO)[number];
export type What = (typeof WHAT)[number];

/** The kind of a scope, without its names: `firm`, `account/symbol`, `sector`. */
export type ScopeKind = Who | What | `${Who}/${What}`;

export interface Scope {
  kind: ScopeKind;
  who: Who | null;
  /** The account, strategy or user; empty for the firm, and where `who` is null. */
  whose: string;
  what: What | null;
  /** The symbol, sector or class; empty where `what` is null. */
  of: string;
}

const TICKER = /^[A-Z][A-Z0-9.]{0,9}$/;
/** Sectors and classes are named as accounts are. */
export const GROUP_NAME = ACCOUNT_NAME;
export const STRATEGY_NAME = ACCOUNT_NAME;
/** Who sent an order, as the credentials name them. */
export const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/;

const NAMES: Record<Who | What, RegExp> = {
  ...{ firm: /^$/, account: ACCOUNT_NAME, strategy: STRATEGY_NAME, user: USER_NAME },
  ...{ symbol: TICKER, sector: GROUP_NAME, class: GROUP_NAME },
};

/** A scope out of its text, or null when it is none. There is one text for each scope. */
export function parseScope(text: string): Scope | null {
  const parts = text.split('/');
  if (parts.length > 2) return null;
  const [first = '', second] = parts;
  const one = part(first);
  if (!one) return null;
  if (second === undefined)
    return isWho(one.kind)
      ? { kind: one.kind, who: one.kind, whose: one.name, what: null, of: '' }
      : { kind: one.kind, who: null, whose: '', what: one.kind, of: one.name };
  const two = part(second);
  if (!two || !isWho(one.kind) || isWho(two.kind)) return null;
  return { kind: `${one.kind}/${two.kind}`, who: one.kind, whose: one.name, what: two.kind, of: two.name };
}

function part(text: string): { kind: Who | What; name: string } | null {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const name = colon < 0 ? '' : text.slice(colon + 1);
  if (!Object.hasOwn(NAMES, kind) || colon < 0 !== (kind === 'firm')) return null;
  return NAMES[kind as Who | What].test(name) ? { kind: kind as Who | What, name } : null;
}

const isWho = (kind: Who | What): kind is Who => (WHO as readonly string[]).includes(kind);

/** Whether an order counts at a scope, by its names alone: sectors and classes are not looked at. */
export function isInScope(text: string, order: { account: string; symbol: string; strategy?: string; user?: string }): boolean {
  const { who = null, whose = '', what = null, of = '' } = parseScope(text) ?? {};
  if (who === 'account' && order.account !== whose) return false;
  if (who === 'strategy' && order.strategy !== whose) return false;
  if (who === 'user' && order.user !== whose) return false;
  return what !== 'symbol' || order.symbol === of;
}

/** The account of a scope that is one account and nothing else, or null. */
export function accountIn(text: string): string | null {
  const scope = parseScope(text);
  return scope?.kind === 'account' ? scope.whose : null;
}

/** The account that a scope lies in, whole or in part, or null. */
export function accountOf(text: string): string | null {
  const { who = null, whose = '' } = parseScope(text) ?? {};
  return who === 'account' ? whose : null;
}

export const FIRM = 'firm';
/** A limit of every account, which no account has of its own. Written so as the origin of a limit; no scope. */
export const EACH_ACCOUNT = 'each account';
/** What the broker of an account makes of a limit that nobody has set. Written so as the origin of a limit; no scope. */
export const BROKER_DEFAULT = 'broker default';

export const NO_SCOPE =
  'is no scope: firm, account:<id>, strategy:<name>, user:<name>, symbol:<TICKER>, sector:<name>, class:<name>, or one of the first four and one of the others joined by /';

const within = ({ source }: RegExp) => source.slice(1, -1);
const WHOSE = `firm|account:${within(ACCOUNT_NAME)}|strategy:${within(STRATEGY_NAME)}|user:${within(USER_NAME)}`;
const WHICH = `symbol:${within(TICKER)}|(sector|class):${within(GROUP_NAME)}`;
/** Every scope, and nothing else. */
export const SCOPE = `^((${WHOSE})(/(${WHICH}))?|${WHICH})$`;
