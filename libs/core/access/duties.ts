/** Separation of duties: what nobody may have or do together, whatever roles they were given. Pure. */
import type { Grant } from './principal.js';

export interface Member {
  id: string;
  grants: readonly Grant[];
  disabled: boolean;
}

/** Roles that judge what traders do. */
const JUDGES: readonly string[] = ['risk_officer', 'approver'];

const overlap = (a: Grant['accounts'], b: Grant['accounts']) =>
  a === null || b === null || a.some((account) => b.includes(account));

/** What is wrong with these roles of one person; null when nothing is. While there is one person, they may hold all roles. */
export function faultInGrants(grants: readonly Grant[], alone: boolean): string | null {
  const twice = grants.find(({ role }, i) => grants.findIndex((other) => other.role === role) !== i);
  if (twice) return `${twice.role} is given twice: name its accounts in one`;
  if (alone) return null;
  const of = (role: string) => grants.find((grant) => grant.role === role);
  const trader = of('trader');
  for (const judge of JUDGES) {
    const other = of(judge);
    if (trader && other && overlap(trader.accounts, other.accounts))
      return `trader and ${judge} may not be one person on the same account`;
    if (of('admin') && other) return `admin and ${judge} may not be one person`;
  }
  if (of('admin') && trader) return 'admin and trader may not be one person';
  return null;
}

const isAdmin = ({ grants, disabled }: Member) => !disabled && grants.some(({ role }) => role === 'admin');

/** Which roles count first when they do not go together. */
const FIRST = ['admin', 'risk_officer', 'approver', 'trader'];
const rank = ({ role }: Grant) => (FIRST.includes(role) ? FIRST.indexOf(role) : FIRST.length);

/**
 * The roles that count. The first user may hold all of them; from the second user on, what does not go together with an earlier role (admin, then
 * risk officer, approver, trader) counts no more.
 */
export function effectiveGrants(grants: readonly Grant[], alone: boolean): Grant[] {
  const counting: Grant[] = [];
  for (const grant of grants.toSorted((a, b) => rank(a) - rank(b)))
    if (faultInGrants([...counting, grant], alone) === null) counting.push(grant);
  return counting;
}

/**
 * Why `actor` may not give `grants` to `subject`; null when they may. `second` is another person who has agreed: giving risk officer or approver
 * takes two, else one administrator makes himself two people.
 */
export function faultInRoleChange(change: {
  actor: string;
  subject: string;
  grants: readonly Grant[];
  members: readonly Member[];
  second: Member | null;
}): string | null {
  const { actor, subject, grants, members, second } = change;
  const active = members.filter(({ disabled, id }) => !disabled || id === subject);
  const alone = active.every(({ id }) => id === subject);
  if (actor === subject && !alone) return 'nobody changes their own roles';
  const fault = faultInGrants(grants, alone);
  if (fault) return fault;
  const before = members.find(({ id }) => id === subject)?.grants ?? [];
  const loses = before.some(({ role }) => role === 'admin') && !grants.some(({ role }) => role === 'admin');
  if (loses && !members.some((member) => member.id !== subject && isAdmin(member))) return 'the last administrator stays one';
  const raised = grants.some(
    ({ role, accounts }) => JUDGES.includes(role) && !before.some((had) => had.role === role && covers(had.accounts, accounts)),
  );
  if (!raised || alone) return null;
  if (second === null) return 'risk officer and approver are given by two: a second administrator or an approver must agree';
  if (second.id === actor || second.id === subject) return 'the second person must be another one';
  if (second.disabled || !second.grants.some(({ role }) => role === 'admin' || role === 'approver'))
    return 'the second person must be an administrator or an approver';
  return null;
}

const covers = (had: Grant['accounts'], asked: Grant['accounts']) =>
  had === null || (asked !== null && asked.every((account) => had.includes(account)));

export function faultInDisabling(subject: string, members: readonly Member[]): string | null {
  const goes = members.find(({ id }) => id === subject);
  if (!goes || !isAdmin(goes)) return null;
  return members.some((member) => member.id !== subject && isAdmin(member)) ? null : 'the last administrator cannot be disabled';
}

/** Who acts without credentials: one person, who may override their own orders. */
export const ALONE = 'dev';

/** Why `person` may not make an override of that scope; null when they may. At wider scopes their own orders never pass by it (gate/overrides.ts). */
export const faultInOverride = (scope: string, person: string): string | null =>
  person !== ALONE && scope === `user:${person}`
    ? `an override of ${scope} lets through the orders of the person who makes it: another risk officer must make it`
    : null;

/** Why `person` may not ask for an override of the firm, or say anything to one; null when they may. */
export const faultInFirmOverride = (person: string): string | null =>
  person === ALONE
    ? 'an override of the whole firm takes two people who sign in, and here nobody does: set BREAKWATER_AUTH=local or oidc, make two people with these roles (docs/access.md), and sign in'
    : null;

/** Why `person` may not agree to, or decline, what `asker` asked for; null when they may. */
export const faultInSecondPerson = (person: string, asker: string): string | null =>
  faultInFirmOverride(person) ??
  (person === asker
    ? 'nobody agrees to or declines what they asked for themselves: another person must, or you withdraw it'
    : null);

/** Why what `asker` asked for can be agreed to no more: they may not make overrides of the firm now. */
export const faultInAsker = (asker: Omit<Member, 'id'> | null): string | null =>
  asker !== null && !asker.disabled && asker.grants.some(({ role, accounts }) => role === 'risk_officer' && accounts === null)
    ? null
    : 'who asked for it is no risk officer of the whole firm any more: decline it, and have it asked for anew';

/** Nobody approves what they, or a key of theirs, wrote any part of. `authors` are persons. */
export const mayApprove = (person: string, authors: readonly string[]): boolean => !authors.includes(person);
