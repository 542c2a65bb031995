/** What the Temporal UI shows of a run, in Markdown. Pure and deterministic: part of the workflows. */
import type {
  AlertDeliveryResult,
  AlertDeliveryStart,
  BreakerEpisode,
  BreakerView,
  ConfigReport,
  MonitorReport,
  ReconciliationResult,
} from './contract.js';

/** Not with a dollar sign: the UI takes what stands between two of them for a formula. */
const dollars = (micro: number) => `${(micro / 1e6).toFixed(2)} USD`;
export const utc = (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, 19).concat(' UTC');
/** Text of people in a table or line of Markdown. */
const plain = (text: string) => text.replace(/[\r\n|`<>[\]*_\\$]/g, ' ').slice(0, 300);

function cause({ trigger_type, trigger_value, threshold, actor, reason }: Omit<BreakerEpisode, 'tripped_at_ms'>): string {
  if (trigger_type === 'DAILY_LOSS')
    return `Daily loss ${dollars(trigger_value)}, at or beyond its limit of ${dollars(threshold)}`;
  if (trigger_type !== 'MANUAL' && trigger_type !== 'COOLDOWN') return plain(reason);
  return `${trigger_type === 'COOLDOWN' ? 'A pause' : 'By hand'}, by ${plain(actor)}: ${plain(reason)}`;
}

export function breakerDetails({ state, episode, causes, mode_changes, closed }: BreakerView): string {
  const { breaker_id, scope, mode, tripped_at_ms, expires_at_ms } = episode;
  const effect = mode === 'halt' ? 'no order passes, cancels do' : 'only closing orders pass';
  const lines = [
    `## ${state === 'TRIPPED' ? 'TRIPPED' : 'Closed'}: breaker ${breaker_id} of ${scope}`,
    '',
    `- **Why:** ${cause(episode)}`,
    ...causes.map((further) => `- **Also:** ${cause(further)} (${utc(further.at_ms)})`),
    ...mode_changes.map(
      ({ mode: to, actor, reason, at_ms }) => `- **Changed:** to ${to} by ${plain(actor)}: ${plain(reason)} (${utc(at_ms)})`,
    ),
    `- **Since:** ${utc(tripped_at_ms)}`,
    `- **Effect:** ${effect}`,
  ];
  if (closed) {
    lines.push(`- **Closed:** ${utc(closed.closed_at_ms)} by ${plain(closed.actor)} (${closed.source}): ${plain(closed.reason)}`);
    return lines.join('\n');
  }
  lines.push(
    expires_at_ms === null ? '- **Ends:** only when a person resets it' : `- **Ends:** by itself at ${utc(expires_at_ms)}`,
    '',
    '### How to reset',
    'When the cause is mended, POST to `/api/risk/circuit-breaker/reset`:',
    '',
    '```json',
    `{"breaker_id": ${breaker_id}, "reason": "what was done"}`,
    '```',
    '',
    'Should Temporal be away, on the command line:',
    '',
    '```sh',
    `npm run breakwater -- breaker reset --id ${breaker_id} --reason "..." --actor "..."`,
    '```',
  );
  return lines.join('\n');
}

const seconds = (ms: number | null) => (ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s ago`);

const STATUS: Record<MonitorReport['status'], string> = {
  watching: 'Watching: every position is valued every 5 s',
  stale: 'STALE: quotes of held symbols are missing; orders are refused PNL_STALE',
  silent: 'SILENT: nobody ticks; orders are refused PNL_STALE',
  unknown: 'UNKNOWN: live state does not answer',
};

export function monitorDetails(report: MonitorReport | null): string {
  if (report === null) return '## P&L monitor\n\nNot looked at yet.';
  const { status, holder, tick_age_ms, ticks, drift, stale_symbols, at_ms } = report;
  const lines = [
    `## ${STATUS[status]}`,
    '',
    `- **Ticks:** ${plain(holder) || 'nobody'}, last ${seconds(tick_age_ms)}, ${ticks} in all`,
    `- **Sums that differed:** ${drift} (must be 0)`,
  ];
  if (stale_symbols.length > 0) lines.push(`- **Without a fresh quote:** ${plain(stale_symbols.join(', '))}`);
  lines.push(`- **As of:** ${utc(at_ms)}; newer figures are in the heartbeat of the pending activity`);
  return lines.join('\n');
}

export function configDetails(report: ConfigReport | null): string {
  if (report === null) return '## Configuration\n\nNot looked at yet.';
  const { version, rules_hash, changed_by, changed_at_ms, reason, last_rejection, replicas } = report;
  const lines = [
    `## Version ${version} is in force`,
    '',
    `- **Rules:** ${rules_hash.slice(0, 12)}`,
    `- **Last change:** ${changed_at_ms === null ? 'none' : `${utc(changed_at_ms)} by ${plain(changed_by)}: ${plain(reason)}`}`,
  ];
  if (last_rejection) {
    const { at_ms, source, place, fault, stands } = last_rejection;
    lines.push(
      `- **${stands ? 'NOT TAKEN' : 'Last rejection (mended since)'}:** ${utc(at_ms)} ${source}, ${plain(place)}: ${plain(fault)}`,
    );
  }
  lines.push('', '| replica | has version |', '| --- | --- |', ...replicas.map((r) => `| ${plain(r.replica)} | ${r.version} |`));
  return lines.join('\n');
}

export function reconciliationDetails({ agree, differ, confirmed, not_ready, moving }: ReconciliationResult): string {
  const state =
    confirmed > 0 ? 'Accounts DIFFER from the broker' : differ > 0 ? 'Accounts differ, for the first time' : 'No difference';
  const lines = [`## ${state}`, '', `- **Agree:** ${agree}`];
  if (confirmed > 0) lines.push(`- **Differ at two looks in a row:** ${confirmed}; see GET /api/broker/reconciliation`);
  if (differ > 0) lines.push(`- **Differ now:** ${differ}; a report may be under way, and the next look tells`);
  if (not_ready > 0) lines.push(`- **Cannot be asked about:** ${not_ready}; their orders are refused`);
  if (moving > 0) lines.push(`- **Traded during the look:** ${moving}; the next look compares them`);
  return lines.join('\n');
}

export function alertDetails({ title, channel }: AlertDeliveryStart, result: AlertDeliveryResult | null): string {
  const state =
    result === null ? 'Being sent' : { delivered: 'Delivered', failed: 'NOT DELIVERED', dropped: 'Not sent' }[result.state];
  const lines = [`## ${state}: ${plain(title)}`, '', `- **Channel:** ${plain(channel)}`];
  if (result?.reason) lines.push(`- **Why:** ${plain(result.reason)}`);
  if (result?.escalated) lines.push('- **Escalated** to the channel that its route names');
  return lines.join('\n');
}
