import type { OverrideRequestAnswer, OverridesAnswer } from '#contracts/answers.js';
import { contentOf } from '#core/config/override-requests.js';
import type { RiskConfig } from '#core/model/limits.js';
import { toDollars } from '#core/model/money.js';
import { type OverrideRequest, stateOfRequest } from '#core/model/override.js';
import type { GateFeed } from '#core/ports/gate-feed.js';

const iso = (us: number) => new Date(us / 1000).toISOString();

/** By their names, with the uses that the gate has counted. */
export function presentOverrides({ overrides, version }: RiskConfig, feed: GateFeed): OverridesAnswer {
  const all = Object.entries(overrides).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    overrides: all.map(([name, { codes, max_notional, from_us, until_us, agreed_by = null, ...rest }]) => ({
      ...{ name, ...rest, codes: [...codes], max_notional: toDollars(max_notional), from: iso(from_us), until: iso(until_us) },
      ...{ agreed_by, used: feed.state?.override_uses.get(name) ?? 0 },
    })),
    version,
  };
}

/** `nameOf` a person, or null. */
export function presentRequest(
  id: string,
  request: OverrideRequest,
  nameOf: (person: string) => string | null,
  nowUs: number,
): OverrideRequestAnswer {
  const { codes, max_notional, until_us, asked_us, ends_us, ended, ...rest } = request;
  const state = stateOfRequest(request, nowUs);
  const over = state === 'expired' ? ends_us : null;
  const endedUs = ended?.at_us ?? over;
  return {
    ...{ request_id: id, state, ...rest, codes: [...codes], max_notional: toDollars(max_notional), until: iso(until_us) },
    ...{ asked_at: iso(asked_us), asked_by_name: nameOf(request.asked_by), ends_at: iso(ends_us) },
    content_hash: contentOf(id, request),
    ended_by: ended?.by ?? null,
    ended_by_name: ended === undefined ? null : nameOf(ended.by),
    ended_at: endedUs === null ? null : iso(endedUs),
    ended_reason: ended === undefined || ended.reason === '' ? null : ended.reason,
  };
}
