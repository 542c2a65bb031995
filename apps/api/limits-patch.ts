import type { z } from 'zod';
import type { limitsBody, positionLimitBody } from '#contracts/risk.js';
import type { RiskLimits, SymbolLimits } from '#core/model/limits.js';
import { given } from './given.js';

/** The limits that a body names, as the model names them; a field that was not given is not there, and so is not changed. */
export function limitsOf(body: Omit<z.output<typeof limitsBody>, 'reason'>): Partial<RiskLimits> {
  const { max_portfolio_concentration, max_leverage, ...rest } = body;
  const hundredths = { max_portfolio_concentration_bps: max_portfolio_concentration, max_leverage_hundredths: max_leverage };
  return given({ ...rest, ...hundredths });
}

export function symbolLimitsOf(body: Omit<z.output<typeof positionLimitBody>, 'reason'>): Partial<SymbolLimits> {
  return given({ max_position: body.max_position, max_concentration_bps: body.max_concentration_pct });
}
