/** What the Temporal UI shows of a run, in Markdown. Pure and deterministic: part of the workflows. */
import type { BreakerEpisode, BreakerView } from './contract.js';

const dollars = (micro: number) => `$${(micro / 1e6).toFixed(2)}`;
export const utc = (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, 19).concat(' UTC');
/** Text of people in a table or line of Markdown. */
const plain = (text: string) => text.replace(/[\r\n|`<>[\]*_\\]/g, ' ').slice(0, 300);

function cause({ trigger_type, trigger_value, threshold, actor, reason }: Omit<BreakerEpisode, 'tripped_at_ms'>): string {
  if (trigger_type === 'DAILY_LOSS')
    return `Daily loss ${dollars(trigger_value)}, at or beyond its limit of ${dollars(threshold)}`;
  return `${trigger_type === 'COOLDOWN' ? 'A pause' : 'By hand'}, by ${plain(actor)}: ${plain(reason)}`;
}

export function breakerDetails({ state, episode, causes, closed }: BreakerView): string {
  const { breaker_id, scope, mode, tripped_at_ms, expires_at_ms } = episode;
  const effect = mode === 'halt' ? 'no order passes, cancels do' : 'only closing orders pass';
  const lines = [
    `## ${state === 'TRIPPED' ? 'TRIPPED' : 'Closed'}: breaker ${breaker_id} of ${scope}`,
    '',
    `- **Why:** ${cause(episode)}`,
    ...causes.map((further) => `- **Also:** ${cause(further)} (${utc(further.at_ms)})`),
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
    'When the cause is mended: `POST /api/risk/circuit-breaker/reset` with',
    '',
    '```json',
    `{"breaker_id": ${breaker_id}, "reason": "what was done"}`,
    '```',
    '',
    `Should Temporal be away: \`npm run breakwater -- breaker reset --id ${breaker_id} --reason "..." --actor "..."\``,
  );
  return lines.join('\n');
}
