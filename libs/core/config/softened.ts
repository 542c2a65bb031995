/** Reasons that warn at a scope and do not refuse there. */
import type { RiskConfig } from '../model/limits.js';
import type { Violation } from '../model/violation.js';

const NONE: Violation[] = [];

/** What an order breaks, parted into what refuses it and what only warns. */
export function soften({ softened }: RiskConfig, all: Violation[]): { broken: Violation[]; warned: Violation[] } {
  if (all.length === 0) return { broken: all, warned: NONE };
  const entries = Object.values(softened ?? {});
  if (entries.length === 0) return { broken: all, warned: NONE };
  const isWarning = ({ code, scope, limit_origin }: Violation) =>
    entries.some((one) => one.code === code && (one.scope === scope || one.scope === limit_origin));
  return { broken: all.filter((one) => !isWarning(one)), warned: all.filter(isWarning) };
}
