import { Autocomplete, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RestrictionsAnswer } from '#contracts/answers.js';
import { restrictionBody, restrictionName } from '#contracts/instruments.js';
import { RESTRICTION_MODES } from '#core/model/reference.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';

type Entry = RestrictionsAnswer['restrictions'][number];

const EMPTY = { name: '', symbol: '', scope: 'firm', mode: 'no_trade', from: '', until: '', reason: '' };
type Typed = typeof EMPTY;

/** Symbols that may not be traded, or only one way, by whom and until when. */
export function RestrictedList({ symbols }: { symbols: string[] }) {
  const list = useQuery({ queryKey: ['restrictions'], queryFn: api.restrictions });
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const removed = useInForce('The entry is gone: the very next order is free of it.', () => undefined);
  const remove = useMutation({ mutationFn: (name: string) => api.removeRestriction(name), onSuccess: removed });
  const entries = list.data?.restrictions ?? [];
  return (
    <Panel title="Restricted list">
      <Stack gap="sm" className="panel-body">
        {list.isError ? <Failure what="The list cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {remove.isError ? <Failure what="Nothing was changed" error={remove.error} /> : null}
        {list.data && entries.length === 0 ? <p className="dim">Nothing is restricted.</p> : null}
        <Entries
          label="Restricted list"
          of={entries.map((entry) => ({
            name: entry.name,
            children: (
              <>
                <strong>{entry.symbol}</strong> {sentence(entry.mode)} for {entry.scope} <State of={entry} />
                <p className="dim">
                  {entry.name}
                  {entry.reason === '' ? '' : `: ${entry.reason}`}; from <When at={entry.from} />
                  {entry.until === null ? ' until it is taken away' : null}
                  {entry.until === null ? null : (
                    <>
                      {' until '}
                      <When at={entry.until} />
                    </>
                  )}
                </p>
              </>
            ),
            change: () => setTyped({ ...entry, until: entry.until ?? '' }),
            takeAway: () => remove.mutate(entry.name),
          }))}
        />
        <RestrictionForm typed={typed} type={setTyped} symbols={symbols} known={entries.map(({ name }) => name)} />
      </Stack>
    </Panel>
  );
}

function State({ of: { from, until } }: { of: Entry }) {
  const now = Date.now();
  if (until !== null && Date.parse(until) <= now) return <Tag>over</Tag>;
  return Date.parse(from) > now ? <Tag>not yet</Tag> : <Tag tone="warn">in force</Tag>;
}

function RestrictionForm({
  typed,
  type,
  symbols,
  known,
}: {
  typed: Typed;
  type: (typed: Typed) => void;
  symbols: string[];
  known: string[];
}) {
  const [tried, setTried] = useState(false);
  const { name, from, until, ...rest } = typed;
  const body = {
    ...{ ...rest, symbol: rest.symbol.trim().toUpperCase(), scope: rest.scope.trim() },
    ...(from === '' ? {} : { from }),
    ...(until === '' ? {} : { until }),
  };
  const checked = restrictionBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  if (!restrictionName.safeParse(name).success) faults.set('name', '1 to 32 of a-z, 0-9, _ and -');
  const saved = useInForce('The entry holds for the very next order.', () => {
    type(EMPTY);
    setTried(false);
  });
  const save = useMutation({
    mutationFn: () => api.setRestriction(name, body as Parameters<typeof api.setRestriction>[1]),
    onSuccess: saved,
  });
  const error = (field: string) => (tried ? faults.get(field) : undefined);
  const set = (field: keyof Typed) => (text: string) => type({ ...typed, [field]: text });
  return (
    <EntryForm
      label="An entry of the restricted list"
      tried={() => setTried(true)}
      isValid={faults.size === 0}
      save={save}
      action={known.includes(name) ? 'Change the entry' : 'Restrict'}
      clear={() => {
        type(EMPTY);
        setTried(false);
      }}
    >
      <Group grow align="start">
        <TextInput
          label="Name of the entry"
          value={name}
          error={error('name')}
          onChange={({ currentTarget }) => set('name')(currentTarget.value)}
        />
        <Autocomplete label="Symbol" data={symbols} value={typed.symbol} error={error('symbol')} onChange={set('symbol')} />
      </Group>
      <Group grow align="start">
        <NativeSelect
          label="Mode"
          description="What is refused"
          data={RESTRICTION_MODES.map((value) => ({ value, label: sentence(value) }))}
          value={typed.mode}
          onChange={({ currentTarget }) => set('mode')(currentTarget.value)}
        />
        <TextInput
          label="For whom"
          description="firm, account:…, strategy:… or user:…"
          value={typed.scope}
          error={error('scope')}
          onChange={({ currentTarget }) => set('scope')(currentTarget.value)}
        />
      </Group>
      <Group grow align="start">
        <TextInput
          label="From"
          placeholder="now"
          value={from}
          error={error('from')}
          onChange={({ currentTarget }) => set('from')(currentTarget.value.trim())}
        />
        <TextInput
          label="Until"
          placeholder="2026-12-31T21:00:00Z, or empty"
          value={until}
          error={error('until')}
          onChange={({ currentTarget }) => set('until')(currentTarget.value.trim())}
        />
      </Group>
      <TextInput
        label="Reason"
        maxLength={500}
        value={typed.reason}
        onChange={({ currentTarget }) => set('reason')(currentTarget.value)}
      />
    </EntryForm>
  );
}
