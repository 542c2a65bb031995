import { Autocomplete, MultiSelect, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { restrictionName, timeWindowBody } from '#contracts/instruments.js';
import { SCALED_FIELDS } from '#contracts/limits.js';
import { WINDOW_MODES } from '#core/model/windows.js';
import { useMay } from '../access/may.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel, Tag } from '../ui/figures.js';
import { inUnit } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { ReasonInput } from './limit-fields.js';
import { overlapping, spanInWords, takesWindows, type Window } from './windows.js';

const MODES: Record<Window['mode'], string> = {
  scale: 'Smaller limits',
  reduce_only: 'Closing orders only',
  no_market: 'No market orders',
};
const LIMITS = SCALED_FIELDS.map(({ name, label }) => ({ value: name as string, label }));
const labelOf = new Map(LIMITS.map(({ value, label }) => [value, label]));

/** Windows of the day: of the scope that is chosen, or all while none is. */
export function TimeWindows({ scope }: { scope: string }) {
  const list = useQuery({ queryKey: ['time-windows'], queryFn: api.timeWindows });
  const may = useMay()('limits.change');
  const [typed, setTyped] = useState<Typed>(() => empty(scope));
  const removed = useInForce('The window is gone: the very next order is free of it.', () => undefined);
  const remove = useMutation({ mutationFn: (name: string) => api.removeTimeWindow(name), onSuccess: removed });
  const all = list.data?.windows ?? [];
  const shown = scope === '' ? all : all.filter((one) => one.scope === scope);
  return (
    <Panel title={scope === '' ? 'Windows of the day' : `Windows of the day of ${scope}`}>
      <Stack gap="sm" className="panel-body">
        <p className="dim">
          Counted from the open or the close of the New York Stock Exchange, half days included. Where windows overlap the
          smallest factor holds.
        </p>
        {list.isError ? (
          <Failure what="The windows cannot be shown" error={list.error} retry={() => void list.refetch()} />
        ) : null}
        {remove.isError ? <Failure what="Nothing was changed" error={remove.error} /> : null}
        {list.data && shown.length === 0 ? <p>No window: the same limits hold all day.</p> : null}
        <Entries
          label="Windows of the day"
          of={shown.map((one) => ({
            name: one.name,
            children: <OneWindow of={one} all={all} />,
            change: may ? () => setTyped(typedOf(one)) : undefined,
            takeAway: may ? () => remove.mutate(one.name) : undefined,
          }))}
        />
        {may ? (
          <WindowForm
            typed={typed}
            type={setTyped}
            clear={() => setTyped(empty(scope))}
            known={all.map(({ name }) => name)}
            fixed={scope !== ''}
          />
        ) : null}
      </Stack>
    </Panel>
  );
}

function OneWindow({ of, all }: { of: Window; all: Window[] }) {
  const others = overlapping(of, all);
  return (
    <>
      <strong>{of.name}</strong> for {of.scope}{' '}
      <Tag tone={of.mode === 'scale' ? 'info' : 'warn'}>
        {of.mode === 'scale' ? `limits at ${inUnit(of.factor_pct, 'percent')}` : MODES[of.mode].toLowerCase()}
      </Tag>
      <p>{spanInWords(of)}</p>
      {of.mode === 'scale' ? <p className="dim">{of.limits.map((name) => labelOf.get(name) ?? name).join(', ')}</p> : null}
      {others.length > 0 ? <p className="dim">Overlaps {others.join(', ')}</p> : null}
    </>
  );
}

interface Typed {
  name: string;
  scope: string;
  anchor: string;
  from: string;
  to: string;
  mode: string;
  limits: string[];
  factor: string;
  reason: string;
}
const empty = (scope: string): Typed => ({
  ...{ name: '', scope: scope === '' ? 'firm' : scope, anchor: 'close', from: '-15', to: '0', mode: 'scale', limits: [] },
  ...{ factor: '50', reason: '' },
});
const typedOf = ({ name, scope, anchor, from_minutes, to_minutes, mode, limits, factor_pct }: Window): Typed => ({
  ...{ name, scope, anchor, from: String(from_minutes), to: String(to_minutes), mode, limits: [...limits] },
  ...{ factor: String(factor_pct), reason: '' },
});

const numberIn = (text: string) => (text.trim() === '' ? Number.NaN : Number(text.replace('−', '-')));

function faultsOf(typed: Typed, body: object): Map<string, string> {
  const issues = timeWindowBody.safeParse(body).error?.issues ?? [];
  const faults = new Map(issues.map(({ path, message }) => [String(path[0]), message]));
  const { from, to } = { from: numberIn(typed.from), to: numberIn(typed.to) };
  for (const [field, minutes] of [
    ['from_minutes', from],
    ['to_minutes', to],
  ] as const)
    if (faults.has(field) || !Number.isFinite(minutes)) faults.set(field, 'Whole minutes, −1440 to 1440');
  if (to <= from) faults.set('to_minutes', 'Ends before it begins');
  if (!restrictionName.safeParse(typed.name).success) faults.set('name', '1 to 32 of a-z, 0-9, _ and -');
  if (!takesWindows(typed.scope.trim())) faults.set('scope', 'firm, account:…, strategy:… or class:…');
  if (typed.mode === 'scale' && typed.limits.length === 0) faults.set('limits', 'Choose at least one limit');
  if (faults.has('factor_pct')) faults.set('factor_pct', '0 to 100, at most 2 decimals');
  return faults;
}

function WindowForm({
  typed,
  type,
  clear: reset,
  known,
  fixed,
}: {
  typed: Typed;
  type: (typed: Typed) => void;
  clear: () => void;
  known: string[];
  /** The scope is that of the page. */
  fixed: boolean;
}) {
  const [tried, setTried] = useState(false);
  const { name, mode, limits, reason } = typed;
  const anchor: Window['anchor'] = typed.anchor === 'open' ? 'open' : 'close';
  const scales = mode === 'scale';
  const body = {
    ...{ scope: typed.scope.trim(), anchor, mode, reason: reason.trim() },
    ...{ from_minutes: numberIn(typed.from), to_minutes: numberIn(typed.to) },
    ...(scales ? { limits, factor_pct: numberIn(typed.factor) } : {}),
  };
  const faults = faultsOf(typed, body);
  const clear = () => {
    reset();
    setTried(false);
  };
  const saved = useInForce('The window holds for the very next order.', clear);
  const save = useMutation({
    mutationFn: () => api.setTimeWindow(name, body as Parameters<typeof api.setTimeWindow>[1]),
    onSuccess: saved,
  });
  const error = (field: string) => (tried ? faults.get(field) : undefined);
  const set = (field: keyof Typed) => (text: string) => type({ ...typed, [field]: text });
  const span = faults.has('from_minutes') || faults.has('to_minutes') ? null : spanInWords(body);
  return (
    <EntryForm
      label="A window of the day"
      tried={() => setTried(true)}
      isValid={faults.size === 0}
      save={save}
      action={known.includes(name) ? 'Change the window' : 'Put in force'}
      clear={clear}
    >
      <div className="fields-bare">
        <TextInput
          label="Name of the window"
          value={name}
          error={error('name')}
          onChange={({ currentTarget }) => set('name')(currentTarget.value.trim())}
        />
        {fixed ? null : (
          <Autocomplete label="Whose orders" data={['firm']} value={typed.scope} error={error('scope')} onChange={set('scope')} />
        )}
        <NativeSelect
          label="Counted from"
          data={[
            { value: 'open', label: 'The open' },
            { value: 'close', label: 'The close' },
          ]}
          value={typed.anchor}
          onChange={({ currentTarget }) => set('anchor')(currentTarget.value)}
        />
        <TextInput
          label="From, minutes"
          inputMode="text"
          autoComplete="off"
          value={typed.from}
          error={error('from_minutes')}
          onChange={({ currentTarget }) => set('from')(currentTarget.value)}
        />
        <TextInput
          label="To, minutes"
          inputMode="text"
          autoComplete="off"
          value={typed.to}
          error={error('to_minutes')}
          onChange={({ currentTarget }) => set('to')(currentTarget.value)}
        />
        <NativeSelect
          label="What holds then"
          data={WINDOW_MODES.map((value) => ({ value, label: MODES[value] }))}
          value={mode}
          onChange={({ currentTarget }) => set('mode')(currentTarget.value)}
        />
        {scales ? (
          <TextInput
            label="Factor"
            inputMode="decimal"
            autoComplete="off"
            rightSection={<span className="dim">%</span>}
            value={typed.factor}
            error={error('factor_pct')}
            onChange={({ currentTarget }) => set('factor')(currentTarget.value)}
          />
        ) : null}
      </div>
      {scales ? (
        <MultiSelect
          label="Limits that are smaller then"
          data={LIMITS}
          searchable
          value={limits}
          error={error('limits')}
          onChange={(chosen) => type({ ...typed, limits: chosen })}
        />
      ) : null}
      <p className="dim">{span === null ? 'Minus is before, plus is after.' : `${span}. Minus is before, plus is after.`}</p>
      <ReasonInput value={reason} onChange={set('reason')} />
    </EntryForm>
  );
}
