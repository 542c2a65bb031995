import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { AlertChannelAnswer } from '#contracts/alerting.js';
import { refresh } from '../api/hooks.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { Failure, Note } from '../ui/notes.js';
import { channels } from './calls.js';
import { ChannelForm } from './channel-form.js';
import { Deliveries } from './deliveries.js';
import { Routes } from './routes.js';

const CHANNELS = 'alert-channels';

/** Where alerts are sent, which of them go where, and what became of each message. */
export default function ChannelsPage() {
  const list = useQuery({ queryKey: [CHANNELS], queryFn: channels.list, refetchInterval: 5000 });
  const [editing, setEditing] = useState<AlertChannelAnswer | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const all = list.data?.channels ?? [];
  const broken = all.filter((one) => one.broken !== null);
  return (
    <div className="page">
      <title>Channels · Breakwater</title>
      <div className="page-head">
        <h1>Channels</h1>
        <Link to="/alerts">All alerts</Link>
      </div>
      {broken.map(({ channel_id, name, broken: why }) => (
        <Note key={channel_id} tone="bad" title={`${name} is broken: nothing arrives there`}>
          <p className="anywhere">{why}</p>
        </Note>
      ))}
      {secret === null ? null : (
        <Note tone="good" title="Give the receiver this secret now: it is shown this once">
          <p className="mono anywhere" data-testid="new-secret">
            {secret}
          </p>
        </Note>
      )}
      <Panel title="Where alerts can be sent">
        {list.isError ? <Failure what="Channels cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {list.data && all.length === 0 ? (
          <p className="panel-body dim">
            No channel yet: alerts are on the alerts page alone, and reach nobody who is not looking.
          </p>
        ) : null}
        <ul className="panel-body" aria-label="Channels">
          {all.map((channel) => (
            <Entry key={channel.channel_id} of={channel} edit={() => setEditing(channel)} />
          ))}
        </ul>
      </Panel>
      <Routes of={all} />
      <ChannelForm
        key={editing?.channel_id ?? 'new'}
        of={editing}
        onDone={(made) => {
          setEditing(null);
          setSecret(made);
        }}
        onCancel={() => setEditing(null)}
      />
      <Deliveries />
    </div>
  );
}

function Entry({ of: channel, edit }: { of: AlertChannelAnswer; edit: () => void }) {
  const queries = useQueryClient();
  const again = () => refresh(queries, CHANNELS);
  const test = useMutation({ mutationFn: () => channels.test(channel.channel_id), onSettled: again });
  const remove = useMutation({ mutationFn: () => channels.remove(channel.channel_id), onSettled: again });
  const { name, kind, settings, enabled, delivered_at } = channel;
  return (
    <li className="anywhere">
      <strong>{name}</strong> <State of={channel} enabled={enabled} />{' '}
      {settings.kind === 'email' ? `e-mail to ${settings.to.join(', ')}` : 'url' in settings ? `${kind}, ${settings.url}` : kind};{' '}
      {delivered_at === null ? (
        'nothing delivered yet'
      ) : (
        <>
          last delivered <When at={delivered_at} />
        </>
      )}{' '}
      <Button size="compact-xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
        Test {name}
      </Button>{' '}
      <Button size="compact-xs" variant="default" onClick={edit}>
        Edit {name}
      </Button>{' '}
      <Button size="compact-xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
        Remove {name}
      </Button>
      {test.data ? (
        <Note
          tone={test.data.delivered ? 'good' : 'bad'}
          title={test.data.delivered ? 'The test alert arrived' : 'The test alert did not arrive'}
        >
          <p>
            {test.data.status ?? 'No answer'}: {test.data.detail || 'nothing said'} ({test.data.took_ms} ms)
          </p>
        </Note>
      ) : null}
      {test.isError ? <Failure what="The test was not made" error={test.error} /> : null}
      {remove.isError ? <Failure what="It was not removed" error={remove.error} /> : null}
    </li>
  );
}

function State({ of: { broken, failed_in_row }, enabled }: { of: AlertChannelAnswer; enabled: boolean }) {
  if (!enabled) return <Tag tone="neutral">Off</Tag>;
  if (broken !== null) return <Tag tone="bad">Broken</Tag>;
  return failed_in_row > 0 ? <Tag tone="warn">{failed_in_row} attempts failed</Tag> : <Tag tone="good">In use</Tag>;
}
