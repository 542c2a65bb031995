/** Who may do what: seven roles, the scopes of keys, and for each need of a route what it takes. docs/access.md shows this table. */

export const ROLES = ['viewer', 'trader', 'risk_officer', 'approver', 'operator', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = [
  ...(['orders:write', 'orders:cancel', 'read', 'stream', 'trip'] as const),
  ...(['changes:propose', 'metrics', 'audit:read'] as const),
] as const;
export type Scope = (typeof SCOPES)[number];

export interface NeedSpec {
  /** For the table in the documents. */
  means: string;
  /** A grant of one of them lets a person do it, for the accounts of the grant. */
  roles: readonly Role[];
  /** What a key must have as well; null: no key may do it. */
  scope: Scope | null;
  /** It concerns the firm: a grant for some accounts is not enough. */
  firm?: true;
  /** A person must have signed in, or confirmed it, in the last five minutes. */
  step_up?: true;
}

const READERS = ['viewer', 'trader', 'risk_officer', 'approver', 'operator', 'auditor'] as const;
const NOT_VIEWER = ['trader', 'risk_officer', 'approver', 'operator', 'auditor', 'admin'] as const;

export const NEEDS = {
  read: { means: 'Read orders, positions, profit and loss, alerts, breakers, limits', roles: READERS, scope: 'read' },
  'read.rules': { means: 'Read rules, what this installation is, the description of the API', roles: ROLES, scope: 'read' },
  stream: { means: 'Live events over WebSocket', roles: READERS, scope: 'stream' },
  'orders.write': {
    means: 'Submit or amend an order, or ask what its check would say',
    roles: ['trader'],
    scope: 'orders:write',
  },
  'orders.cancel': { means: 'Cancel one order', roles: ['trader'], scope: 'orders:cancel' },
  'orders.cancel_all': {
    means: 'Cancel all open orders of an account or a symbol',
    roles: ['trader', 'risk_officer', 'operator'],
    scope: 'orders:cancel',
  },
  'breakers.trip': {
    means: 'Trip a breaker',
    roles: ['trader', 'risk_officer', 'approver', 'operator'],
    scope: 'trip',
  },
  'breakers.mode': { means: 'Change the mode of an open breaker', roles: ['risk_officer'], scope: null },
  'breakers.reset': { means: 'Reset a breaker', roles: ['risk_officer'], scope: null },
  'breakers.force': { means: 'Reset a breaker although its cause persists', roles: ['risk_officer'], scope: null, step_up: true },
  'limits.try': {
    means: 'See what the orders of today meet under other limits',
    roles: ['risk_officer', 'approver'],
    scope: null,
    firm: true,
  },
  'limits.change': { means: 'Change limits', roles: ['risk_officer'], scope: null, firm: true },
  'alerts.acknowledge': {
    means: 'Acknowledge an alert, so that it is not escalated',
    roles: ['trader', 'risk_officer', 'approver', 'operator'],
    scope: null,
  },
  'channels.read': {
    means: 'See where alerts are sent and what became of each message',
    roles: ['risk_officer', 'approver', 'operator', 'auditor', 'admin'],
    scope: null,
    firm: true,
  },
  'channels.change': {
    means: 'Change where alerts are sent, and send test alerts',
    roles: ['risk_officer', 'operator', 'admin'],
    scope: null,
    firm: true,
    step_up: true,
  },
  'overrides.make': { means: 'Make and end overrides', roles: ['risk_officer'], scope: null, firm: true, step_up: true },
  'overrides.agree': {
    means: 'Agree to an override of the firm that another person asks for, or decline it',
    roles: ['risk_officer', 'approver'],
    scope: null,
    firm: true,
    step_up: true,
  },
  'halts.change': {
    means: 'Say that the exchange has halted the market, a class or a symbol, and that it has ended',
    roles: ['risk_officer', 'operator'],
    scope: null,
    firm: true,
  },
  'accounts.change': {
    means: 'Open accounts, move their cash, book splits',
    roles: ['risk_officer'],
    scope: null,
    firm: true,
    step_up: true,
  },
  'locates.book': { means: 'Book units that were located to be sold short', roles: ['risk_officer', 'operator'], scope: null },
  'accounts.lock': {
    means: 'Lock an account, a strategy or a user',
    roles: ['trader', 'risk_officer', 'approver', 'operator'],
    scope: 'trip',
  },
  'accounts.arm': { means: 'Arm what is locked', roles: ['risk_officer'], scope: null },
  metrics: { means: 'Metrics', roles: ['operator', 'auditor'], scope: 'metrics', firm: true },
  'paper.quotes': { means: 'Set quotes of the paper exchange', roles: ['trader', 'operator'], scope: null },
  'broker.adopt': {
    means: 'Set an account to what the broker has',
    roles: ['operator', 'risk_officer'],
    scope: null,
    step_up: true,
  },
  'audit.read': {
    means: 'Read, export and check the audit; all but the auditor see their own acts',
    roles: ['risk_officer', 'approver', 'operator', 'auditor', 'admin'],
    scope: 'audit:read',
  },
  'users.read': { means: 'See users, roles and the keys of others', roles: ['auditor', 'admin'], scope: null, firm: true },
  'users.change': {
    means: 'Make users, give roles, end sessions and keys of others',
    roles: ['admin'],
    scope: null,
    firm: true,
    step_up: true,
  },
  'roles.agree': {
    means: 'Agree to a change of roles that takes two',
    roles: ['admin', 'approver'],
    scope: null,
    firm: true,
    step_up: true,
  },
  'keys.own': { means: 'See own keys', roles: NOT_VIEWER, scope: null },
  'keys.change': { means: 'Make, rotate and revoke own keys', roles: NOT_VIEWER, scope: null, step_up: true },
  'own.read': { means: 'See who one is, own sessions and ways to sign in; end own sessions', roles: ROLES, scope: null },
  'own.change': { means: 'Change own password and factors', roles: ROLES, scope: null, step_up: true },
  anybody: { means: 'Open to everybody: whether the process runs, and signing in', roles: ROLES, scope: null },
} as const satisfies Record<string, NeedSpec>;

export type Need = keyof typeof NEEDS;
export const needSpec = (need: Need): NeedSpec => NEEDS[need];
export const isRole = (text: unknown): text is Role => ROLES.some((role) => role === text);
export const isNeed = (text: unknown): text is Need => typeof text === 'string' && Object.hasOwn(NEEDS, text);
