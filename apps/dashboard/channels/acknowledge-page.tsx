import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { When } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure, Note } from '../ui/notes.js';
import { channels } from './calls.js';

/** Where the link of a message leads: one alert and one button, without signing in. The link alone acknowledges nothing, for mail scanners follow links. */
export default function AcknowledgePage() {
  const [token] = useState(() => location.hash.slice(1));
  const [note, setNote] = useState('');
  const alert = useQuery({
    enabled: token !== '',
    queryKey: ['link', token],
    queryFn: () => channels.lookAtLink(token),
    retry: false,
    staleTime: Infinity,
  });
  const acknowledge = useMutation({ mutationFn: () => channels.acknowledgeByLink(token, note) });
  const by = acknowledge.data?.acknowledged_by ?? alert.data?.acknowledged_by ?? null;
  const at = acknowledge.data?.acknowledged_at ?? alert.data?.acknowledged_at ?? null;
  return (
    <main className="page">
      <title>Acknowledge an alert · Breakwater</title>
      <h1>Acknowledge an alert</h1>
      {token === '' ? (
        <Note tone="bad" title="This link does not open">
          <p>Its part behind # is missing: open it as it stands in the message, or look at the alerts page.</p>
        </Note>
      ) : null}
      {alert.isError ? <Failure what="This link does not open" error={alert.error} /> : null}
      {alert.data ? (
        <>
          <Note tone={alert.data.severity === 'CRITICAL' ? 'bad' : 'warn'} title={sentence(alert.data.alert_type)}>
            <p className="anywhere">{alert.data.message}</p>
            <p>
              <When at={alert.data.created_at} />
            </p>
          </Note>
          {by === null || at === null ? (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                acknowledge.mutate();
              }}
            >
              <Stack gap="sm">
                <TextInput label="Note" maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
                {acknowledge.isError ? <Failure what="It was not acknowledged" error={acknowledge.error} /> : null}
                <Button type="submit" loading={acknowledge.isPending}>
                  I am looking after it
                </Button>
              </Stack>
            </form>
          ) : (
            <Note tone="good" title="Acknowledged">
              <p>
                By {by}, <When at={at} />
              </p>
            </Note>
          )}
        </>
      ) : null}
    </main>
  );
}
