import { useQuery } from '@tanstack/react-query';
import type { AlertDeliveryAnswer } from '#contracts/alerting.js';
import { Panel, Tag, type Tone, When } from '../ui/figures.js';
import { Failure } from '../ui/notes.js';
import { channels } from './calls.js';

const SHOWN = 50;
const TONES: Record<AlertDeliveryAnswer['state'], Tone> = {
  ...{ waiting: 'neutral', sending: 'info', delivered: 'good', failed: 'bad', dropped: 'neutral' },
};

/** The last messages, each with every attempt. */
export function Deliveries() {
  const list = useQuery({ queryKey: ['alert-deliveries'], queryFn: () => channels.deliveries(SHOWN), refetchInterval: 5000 });
  const rows = list.data?.deliveries ?? [];
  return (
    <Panel title={`The last ${SHOWN} messages`}>
      {list.isError ? <Failure what="Messages cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
      {list.data && rows.length === 0 ? <p className="panel-body dim">No message was sent yet.</p> : null}
      <ul className="panel-body" aria-label="Messages">
        {rows.map((row) => (
          <li key={row.message_id} className="anywhere">
            <When at={row.created_at} /> <Tag tone={TONES[row.state]}>{row.state}</Tag> to <strong>{row.channel_name}</strong>
            {row.kind === 'alert' ? '' : ` (${row.kind})`}: {row.message}
            {row.more > 0 ? `, and ${row.more} more like it` : ''}
            {row.reason === '' ? '' : `. ${row.reason}`}
            {row.attempts.length === 0 ? null : (
              <details>
                <summary>{row.attempts.length === 1 ? 'One attempt' : `${row.attempts.length} attempts`}</summary>
                <ol>
                  {row.attempts.map((one) => (
                    <li key={one.attempt}>
                      <When at={one.started_at} /> {one.outcome}
                      {one.status === null ? '' : ` ${one.status}`}
                      {one.detail === '' ? '' : `: ${one.detail}`}
                    </li>
                  ))}
                </ol>
              </details>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
