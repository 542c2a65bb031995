import { Button, Group, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertChannelAnswer, AlertRouteAnswer } from '#contracts/alerting.js';
import { ALERT_TYPES, SEVERITIES } from '#contracts/listing.js';
import { RefusedError } from '../api/client.js';
import { refresh } from '../api/hooks.js';
import { Panel, Tag } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { channels, type RouteInput } from './calls.js';

const ROUTES = 'alert-routes';

/** Which alerts go to which channel. */
export function Routes({ of: all }: { of: AlertChannelAnswer[] }) {
  const list = useQuery({ queryKey: [ROUTES], queryFn: channels.routes });
  const nameOf = (id: string | null) => all.find(({ channel_id }) => channel_id === id)?.name ?? id;
  const routes = list.data?.routes ?? [];
  return (
    <>
      <Panel title="Which alerts go where">
        {list.isError ? <Failure what="Routes cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {list.data && routes.length === 0 ? <p className="panel-body dim">No route yet: no channel gets an alert.</p> : null}
        <ul className="panel-body" aria-label="Routes">
          {routes.map((route) => (
            <Entry key={route.name} of={route} nameOf={nameOf} />
          ))}
        </ul>
      </Panel>
      {all.length > 0 ? <RouteForm of={all} /> : null}
    </>
  );
}

const either = (list: string[], all: string) => (list.length === 0 ? all : list.join(', '));

function Entry({ of: route, nameOf }: { of: AlertRouteAnswer; nameOf: (id: string | null) => string | null }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => channels.removeRoute(route.name),
    onSettled: () => refresh(queries, ROUTES),
  });
  const { name, channel, severities, types, accounts, scopes, quiet, escalate_after_minutes, escalate_to, enabled } = route;
  return (
    <li className="anywhere">
      <strong>{name}</strong> {enabled ? <Tag tone="good">In use</Tag> : <Tag>Off</Tag>} to <strong>{nameOf(channel)}</strong>:{' '}
      {either(severities, 'every severity')}; {either(types.map(sentence), 'every kind')}; {either(accounts, 'all accounts')}
      {scopes.length > 0 ? `; ${scopes.join(', ')}` : ''}
      {quiet ? `; quiet from ${quiet.from} to ${quiet.to} (${quiet.timezone})` : ''}
      {escalate_to ? `; then ${nameOf(escalate_to) ?? ''}` : ''}
      {escalate_after_minutes ? ` after ${escalate_after_minutes} min without an answer` : ''}{' '}
      <Button size="compact-xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
        Remove {name}
      </Button>
      {remove.isError ? <Failure what="It was not removed" error={remove.error} /> : null}
    </li>
  );
}

const EMPTY = {
  ...{ name: '', channel: null as string | null, severities: [] as string[], types: [] as string[], accounts: '', scopes: '' },
  ...{ quietFrom: '', quietTo: '', minutes: '' as number | string, escalateTo: null as string | null },
};
const listOf = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function bodyOf(fields: typeof EMPTY): RouteInput {
  const quiet = fields.quietFrom === '' && fields.quietTo === '' ? null : { from: fields.quietFrom, to: fields.quietTo };
  return {
    channel: fields.channel ?? '',
    severities: SEVERITIES.filter((one) => fields.severities.includes(one)),
    types: ALERT_TYPES.filter((one) => fields.types.includes(one)),
    ...{ accounts: listOf(fields.accounts), scopes: listOf(fields.scopes), quiet },
    escalate_after_minutes: fields.minutes === '' ? null : Number(fields.minutes),
    escalate_to: fields.escalateTo,
  };
}

function RouteForm({ of: all }: { of: AlertChannelAnswer[] }) {
  const queries = useQueryClient();
  const [fields, setFields] = useState(EMPTY);
  const set = (change: Partial<typeof EMPTY>) => setFields({ ...fields, ...change });
  const save = useMutation({
    mutationFn: () => channels.setRoute(fields.name, bodyOf(fields)),
    onSuccess: () => setFields(EMPTY),
    onSettled: () => refresh(queries, ROUTES),
  });
  const faults = save.error instanceof RefusedError ? save.error.problem.violations : [];
  const fault = (field: string) => {
    const found = faults.find((one) => one.field === field || one.field?.startsWith(`${field}.`));
    return found ? { error: found.message } : {};
  };
  const choices = all.map(({ channel_id, name }) => ({ value: channel_id, label: name }));
  return (
    <Panel title="A new route, or another for its name">
      <form
        className="panel-body"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name of the route"
            required
            maxLength={40}
            value={fields.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            {...fault('name')}
          />
          <Select
            label="To the channel"
            required
            data={choices}
            value={fields.channel}
            onChange={(channel) => set({ channel })}
            {...fault('channel')}
          />
          <MultiSelect
            label="Severities"
            description="Empty is every one"
            data={SEVERITIES.map((value) => ({ value, label: sentence(value) }))}
            value={fields.severities}
            onChange={(severities) => set({ severities })}
          />
          <MultiSelect
            label="Kinds of alerts"
            description="Empty is every one"
            searchable
            data={ALERT_TYPES.map((value) => ({ value, label: sentence(value) }))}
            value={fields.types}
            onChange={(types) => set({ types })}
          />
          <TextInput
            label="Accounts"
            description="With commas; empty is all"
            value={fields.accounts}
            onChange={(event) => set({ accounts: event.currentTarget.value })}
            {...fault('accounts')}
          />
          <TextInput
            label="Scopes"
            description="Such as symbol:TSLA, firm; empty is all"
            value={fields.scopes}
            onChange={(event) => set({ scopes: event.currentTarget.value })}
            {...fault('scopes')}
          />
          <Group grow>
            <TextInput
              label="Quiet from"
              description="Exchange time; never for critical ones"
              placeholder="22:00"
              value={fields.quietFrom}
              onChange={(event) => set({ quietFrom: event.currentTarget.value })}
              {...fault('quiet.from')}
            />
            <TextInput
              label="Quiet to"
              description="Exchange time"
              placeholder="07:00"
              value={fields.quietTo}
              onChange={(event) => set({ quietTo: event.currentTarget.value })}
              {...fault('quiet.to')}
            />
          </Group>
          <Select
            label="Then to the channel"
            description="When it cannot be delivered, or nobody acknowledges it"
            clearable
            data={choices}
            value={fields.escalateTo}
            onChange={(escalateTo) => set({ escalateTo })}
            {...fault('escalate_to')}
          />
          <NumberInput
            label="Minutes to acknowledge it"
            min={1}
            max={1440}
            value={fields.minutes}
            onChange={(minutes) => set({ minutes })}
            {...fault('escalate_after_minutes')}
          />
          {save.isError ? <Failure what="It was not saved" error={save.error} /> : null}
          <Button type="submit" loading={save.isPending}>
            Save the route
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
