/** Overrides that an order may pass by: live ones of its scope, with uses left, that its own sender neither made nor agreed to. */
import { ALONE } from '../access/duties.js';
import type { RiskConfig } from '../model/limits.js';
import type { OrderDecided, RequestChanged } from './event.js';
import type { Asked } from './scoped-look.js';
import type { GateState } from './state.js';

/** Their names; null when there is none. */
export function overridesOf(state: GateState, { overrides }: RiskConfig, order: Asked, atUs: number): string[] | null {
  let found: string[] | null = null;
  for (const name in overrides) {
    const one = overrides[name];
    if (!one || atUs < one.from_us || atUs >= one.until_us || (state.override_uses.get(name) ?? 0) >= one.uses) continue;
    const { scope, made_by, agreed_by } = one;
    const own = order.user !== undefined && order.user !== ALONE && (order.user === made_by || order.user === agreed_by);
    const fits =
      (scope === 'firm' && agreed_by !== undefined) ||
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

/** Overrides of the firm that are asked for since that configuration, and those whose asking has ended: told once, by the event that activates it. */
export function requestsChanged(before: RiskConfig | null, { override_requests = {} }: RiskConfig): RequestChanged[] {
  if (before === null) return [];
  const known = before.override_requests ?? {};
  return Object.entries(override_requests)
    .filter(([id, { ended }]) => known[id] === undefined || (ended !== undefined && known[id].ended === undefined))
    .map(([id, request]) => ({ id, ...request }));
}
