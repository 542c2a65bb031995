import type { z } from 'zod';
import type { limitsBody, positionLimitBody } from '#contracts/risk.js';
import { GLOBAL_LIMITS, type NamedLimit, SYMBOL_LIMITS } from '#core/controls/registry.js';
import type { Kept } from '#core/controls/shown.js';
import type { RiskLimits, SymbolLimits } from '#core/model/limits.js';
import { given } from '../http/given.js';

/** The limits that a body names, as the model names them; a field that was not given is not there, and so is not changed. */
export function limitsOf(body: Omit<z.output<typeof limitsBody>, 'reason'>): Partial<RiskLimits> {
  const minutes = body.enabled === false ? body.disabled_for_minutes : undefined;
  const disabled_until_us = minutes === undefined ? undefined : (Date.now() + minutes * 60_000) * 1000;
  return { ...named(body, GLOBAL_LIMITS), ...given({ enabled: body.enabled, disabled_until_us }) };
}

export function symbolLimitsOf(body: Omit<z.output<typeof positionLimitBody>, 'reason'>): Partial<SymbolLimits> {
  return named(body, SYMBOL_LIMITS);
}

function named(body: Record<string, unknown>, limits: readonly NamedLimit[]): Record<string, Kept> {
  return given(Object.fromEntries(limits.map(({ name, wire }) => [name, body[wire] as Kept])));
}
