/** Reasons that warn at a scope and do not refuse there. */
import type { RiskConfig } from '../model/limits.js';
import type { Violation } from '../model/violation.js';

const NONE: readonly Violation[] = [];

/** Of what an order breaks, what only warns. */
export function warnedIn({ softened }: RiskConfig, broken: readonly Violation[]): readonly Violation[] {
  const entries = Object.values(softened);
  if (entries.length === 0) return NONE;
  return broken.filter(({ code, scope, limit_origin }) =>
    entries.some((one) => one.code === code && (one.scope === scope || one.scope === limit_origin)),
  );
}
