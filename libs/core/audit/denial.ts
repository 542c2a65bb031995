import type { Turned } from '../access/doors.js';
import type { Act } from '../ports/audit.js';
import { systemAct } from './entry.js';

const DETAIL_MAX = 300;

/** Somebody was turned away at the door before anybody knew who it was. */
export function turnedAway({ code, detail }: Turned, via: 'http' | 'socket'): Act {
  const actor = { id: 'unknown', kind: 'person', via, ip_ref: null, strength: 'none' } as const;
  return {
    ...systemAct('access.denied', code, Date.now() * 1000),
    ...{ actor, outcome: 'refused', reason: detail.slice(0, DETAIL_MAX) },
  };
}
