/**
 * Overrides of the firm take two: a risk officer asks, and another person agrees to just that or declines. Each function makes the change of the newest
 * configuration that follows, or throws OverrideRequestError; nothing else can happen between (ConfigStore.change). Pure.
 */
import { canonical } from '../audit/canonical.js';
import { sha256 } from '../audit/entry.js';
import type { RiskConfig } from '../model/limits.js';
import {
  type Override,
  type OverrideRequest,
  type OverrideRequestEnd,
  REQUEST_MINUTES,
  REQUESTS_MAX,
  stateOfRequest,
  WAITING_MAX,
} from '../model/override.js';
import type { ConfigPatch } from '../ports/config-store.js';

const MINUTE_US = 60_000_000;

export class OverrideRequestError extends Error {
  override name = 'OverrideRequestError';
  constructor(
    readonly code:
      | 'NOT_FOUND'
      | 'NAME_TAKEN'
      | 'OVERRIDE_REQUEST_ENDED'
      | 'OVERRIDE_CONTENT_DIFFERS'
      | 'TOO_MANY_OVERRIDE_REQUESTS',
    message: string,
  ) {
    super(message);
  }
}

/** What a risk officer asks for; `minutes` count from now on. */
export interface Asked extends Pick<Override, 'scope' | 'codes' | 'max_notional' | 'uses' | 'reason'> {
  id: string;
  name: string;
  minutes: number;
  by: string;
}

/** Who decides, and when, microseconds. */
export interface Decided {
  by: string;
  at_us: number;
}

/** SHA-256 over all that is asked, who asks included: whoever agrees names it, so that what was shown is what is agreed to. */
export function contentOf(id: string, request: OverrideRequest): string {
  const { name, scope, codes, max_notional, uses, until_us, reason, asked_by, asked_us } = request;
  return sha256(canonical({ id, name, scope, codes: [...codes], max_notional, uses, until_us, reason, asked_by, asked_us }));
}

export function askFor(config: RiskConfig, { id, minutes, by, ...content }: Asked, nowUs: number): ConfigPatch {
  const all = Object.entries(config.override_requests ?? {});
  const waiting = all.filter(([, request]) => stateOfRequest(request, nowUs) === 'waiting');
  requireFreeName(config, content.name);
  const same = waiting.find(([, { name }]) => name === content.name);
  if (same)
    throw new OverrideRequestError('NAME_TAKEN', `request ${same[0]} waits for an override ${content.name}: withdraw it first`);
  if (waiting.length >= WAITING_MAX)
    throw new OverrideRequestError(
      'TOO_MANY_OVERRIDE_REQUESTS',
      `${WAITING_MAX} requests wait already, which is the most: have one agreed to, declined or withdrawn first`,
    );
  const until_us = nowUs + minutes * MINUTE_US;
  const ends_us = Math.min(nowUs + REQUEST_MINUTES * MINUTE_US, until_us);
  const request: OverrideRequest = { ...content, until_us, asked_by: by, asked_us: nowUs, ends_us };
  return { override_requests: { ...oldest(all, nowUs), [id]: request } };
}

/** Makes the override, and ends the request: one change, so one agreement makes exactly one override. */
export function agreeTo(config: RiskConfig, id: string, content: string, { by, at_us }: Decided): ConfigPatch {
  const request = waitingOne(config, id, at_us);
  if (contentOf(id, request) !== content)
    throw new OverrideRequestError(
      'OVERRIDE_CONTENT_DIFFERS',
      `what you agree to is not what ${id} asks for: read it again (GET /api/override-requests), and send its content_hash`,
    );
  requireFreeName(config, request.name);
  const { name, asked_by, asked_us: _, ends_us: __, ended: ___, ...rest } = request;
  const one: Override = { ...rest, from_us: at_us, made_by: asked_by, agreed_by: by };
  return { overrides: { [name]: one }, ...endedBy(id, request, { how: 'agreed', by, at_us, reason: '' }) };
}

export function declineIt(config: RiskConfig, id: string, reason: string, { by, at_us }: Decided): ConfigPatch {
  return endedBy(id, waitingOne(config, id, at_us), { how: 'declined', by, at_us, reason });
}

export function withdrawIt(config: RiskConfig, id: string, { by, at_us }: Decided): ConfigPatch {
  return endedBy(id, waitingOne(config, id, at_us), { how: 'withdrawn', by, at_us, reason: '' });
}

/** Those whose time is over are marked so, so that the history and the audit have it. */
export function expired(config: RiskConfig, nowUs: number): ConfigPatch {
  const over = Object.entries(config.override_requests ?? {}).filter(
    ([, request]) => request.ended === undefined && stateOfRequest(request, nowUs) === 'expired',
  );
  const end = ({ ends_us }: OverrideRequest) => ({ how: 'expired', by: 'breakwater', at_us: ends_us, reason: '' }) as const;
  return {
    override_requests: Object.fromEntries(over.map(([id, request]) => [id, { ...request, ended: end(request) }])),
  };
}

/** The one of that id, whatever became of it. */
export function requestOf({ override_requests = {} }: RiskConfig, id: string): OverrideRequest {
  const found = Object.hasOwn(override_requests, id) ? override_requests[id] : undefined;
  if (!found) throw new OverrideRequestError('NOT_FOUND', `there is no request ${id}`);
  return found;
}

function waitingOne(config: RiskConfig, id: string, nowUs: number): OverrideRequest {
  const request = requestOf(config, id);
  const state = stateOfRequest(request, nowUs);
  if (state === 'waiting') return request;
  const by = request.ended && state !== 'expired' ? ` by ${request.ended.by}` : '';
  throw new OverrideRequestError(
    'OVERRIDE_REQUEST_ENDED',
    `request ${id} waits no more: it was ${state}${by}. Ask anew if needed`,
  );
}

function requireFreeName({ overrides }: RiskConfig, name: string): void {
  if (Object.hasOwn(overrides, name))
    throw new OverrideRequestError(
      'NAME_TAKEN',
      `there is an override ${name}, and one of the firm replaces none: take that one away, or ask under another name`,
    );
}

const endedBy = (id: string, request: OverrideRequest, ended: OverrideRequestEnd): ConfigPatch => ({
  override_requests: { [id]: { ...request, ended } },
});

/** Takes away what has ended, the oldest first, until there is room for one more. */
function oldest(all: readonly [string, OverrideRequest][], nowUs: number): Record<string, null> {
  const over = all
    .filter(([, request]) => stateOfRequest(request, nowUs) !== 'waiting')
    .sort(([, a], [, b]) => a.asked_us - b.asked_us);
  return Object.fromEntries(over.slice(0, Math.max(0, all.length + 1 - REQUESTS_MAX)).map(([id]) => [id, null]));
}
