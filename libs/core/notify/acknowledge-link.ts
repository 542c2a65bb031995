/** The link by which whoever got a message acknowledges its alert, without signing in. Proven by a mark of the installation's secret key. */
import type { Seal } from '../access/seal.js';

/** A link in an old mail is of no use to anybody who finds it. */
const LINK_MS = 3 * 24 * 3_600_000;
/** Alert, channel, end and mark: ids are of letters, digits and `-`. */
const TOKEN = /^([0-9A-Za-z_-]{1,80})~([0-9A-Za-z_-]{1,40})~(\d{13})~([A-Za-z0-9_-]{43})$/;
export const ACKNOWLEDGE_TOKEN = TOKEN;

export interface LinkClaim {
  alert_id: string;
  channel_id: string;
}

const text = (alertId: string, channelId: string, endsMs: number) => `acknowledge ${alertId} ${channelId} ${endsMs}`;

/** What stands behind # in the link, where no server's log has it. */
export function acknowledgeToken(seal: Seal, { alert_id, channel_id }: LinkClaim, nowMs: number): string {
  const endsMs = nowMs + LINK_MS;
  return [alert_id, channel_id, endsMs, seal.mark(text(alert_id, channel_id, endsMs))].join('~');
}

/** Null for a token that was not given out here, or is over. */
export function claimOf(seal: Seal, token: string, nowMs: number): LinkClaim | null {
  const [, alert_id = '', channel_id = '', ends = '', mark = ''] = TOKEN.exec(token) ?? [];
  const endsMs = Number(ends);
  if (alert_id === '' || endsMs < nowMs || !seal.hasMarked(text(alert_id, channel_id, endsMs), mark)) return null;
  return { alert_id, channel_id };
}

export const acknowledgeUrl = (origin: string, token: string): string => `${origin}/acknowledge#${token}`;
