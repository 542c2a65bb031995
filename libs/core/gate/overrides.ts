/** Overrides that an order may pass by: live ones of its scope, with uses left, that its own sender did not make. */
import { ALONE } from '../access/duties.js';
import type { RiskConfig } from '../model/limits.js';
import type { OrderDecided } from './event.js';
import type { Asked } from './scoped-look.js';
import type { GateState } from './state.js';

/** Their names; null when there is none. */
export function overridesOf(state: GateState, { overrides }: RiskConfig, order: Asked, atUs: number): string[] | null {
  let found: string[] | null = null;
  for (const name in overrides) {
    const one = overrides[name];
    if (!one || atUs < one.from_us || atUs >= one.until_us || (state.override_uses.get(name) ?? 0) >= one.uses) continue;
    const { scope, made_by } = one;
    const own = order.user !== undefined && order.user === made_by && made_by !== ALONE;
    const fits =
      scope === `account:${order.account}` ||
      scope === `strategy:${order.strategy ?? ''}` ||
      scope === `user:${order.user ?? ''}`;
    if (fits && !own) (found ??= []).push(name);
  }
  return found;
}

export function noteOverride({ override_uses }: GateState, { accepted, state: { also } }: OrderDecided): void {
  if (!accepted || also?.override === undefined) return;
  override_uses.set(also.override, (override_uses.get(also.override) ?? 0) + 1);
}

/** Uses of what is there no more are forgotten. */
export function keepOverrides({ config, override_uses }: GateState): void {
  if (override_uses.size === 0) return;
  for (const name of override_uses.keys()) if (!config?.overrides[name]) override_uses.delete(name);
}
