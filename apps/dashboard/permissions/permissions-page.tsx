import { Checkbox, Group, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PermissionsAnswer } from '#contracts/answers.js';
import { permissionBody, userName } from '#contracts/instruments.js';
import { ORDER_TYPES } from '#core/model/order.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { ReasonInput, withReason } from '../limits/limit-fields.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel, Tag } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { listIn, listText, NONE } from '../ui/name-list.js';
import { Failure } from '../ui/notes.js';
import { AllowLists } from './allow-lists.js';

type Permission = PermissionsAnswer['permissions'][number];

/** What users may trade, and the symbols that alone may be traded somewhere. */
export default function PermissionsPage() {
  const list = useQuery({ queryKey: ['permissions'], queryFn: api.permissions });
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const removed = useInForce('The list is gone: the very next order is free of it.', () => undefined);
  const remove = useMutation({ mutationFn: (user: string) => api.removePermission(user), onSuccess: removed });
  const all = list.data?.permissions ?? [];
  return (
    <div className="page">
      <title>Permissions · Breakwater</title>
      <div className="page-head">
        <h1>Permissions</h1>
        <span className="dim">What may be traded, beside what roles and keys let somebody do</span>
      </div>
      <div className="two">
        <Panel title="Users">
          <Stack gap="sm" className="panel-body">
            {list.isError ? (
              <Failure what="The lists cannot be shown" error={list.error} retry={() => void list.refetch()} />
            ) : null}
            {remove.isError ? <Failure what="Nothing was changed" error={remove.error} /> : null}
            {list.data && all.length === 0 ? (
              <p className="dim">Nobody has a list: users may trade what their credentials let them.</p>
            ) : null}
            <Entries
              label="Users with a list"
              of={all.map((one) => ({
                name: one.user,
                children: <OneUser of={one} />,
                change: () => setTyped(typedOf(one)),
                takeAway: () => remove.mutate(one.user),
              }))}
            />
            <PermissionForm typed={typed} type={setTyped} known={all.map(({ user }) => user)} />
          </Stack>
        </Panel>
        <AllowLists />
      </div>
    </div>
  );
}

function OneUser({ of }: { of: Permission }) {
  const { user, short, extended_hours, close_only } = of;
  const listed = LISTS.filter(({ field }) => of[field] !== null);
  return (
    <>
      <strong>{user}</strong> {close_only ? <Tag tone="warn">closing orders only</Tag> : null}{' '}
      {short ? null : <Tag tone="warn">no short sales</Tag>} {extended_hours ? null : <Tag>regular hours only</Tag>}
      <p className="dim">
        {listed.length === 0
          ? 'Every account, strategy, symbol and order type'
          : listed.map(({ field, label }) => `${label}: ${(of[field] ?? []).join(', ') || 'none'}`).join('; ')}
      </p>
    </>
  );
}

const LISTS = [
  { field: 'accounts', label: 'Accounts' },
  { field: 'strategies', label: 'Strategies' },
  { field: 'symbols', label: 'Symbols' },
  { field: 'classes', label: 'Classes' },
  { field: 'order_types', label: 'Order types' },
] as const;
type NameList = 'accounts' | 'strategies' | 'symbols' | 'classes';

type Typed = Record<'user' | NameList | 'reason', string> & {
  order_types: string[];
  short: boolean;
  extended_hours: boolean;
  close_only: boolean;
};
const EMPTY: Typed = {
  ...{ user: '', accounts: '', strategies: '', symbols: '', classes: '', order_types: [], reason: '' },
  ...{ short: true, extended_hours: true, close_only: false },
};
const typedOf = ({ user, accounts, strategies, symbols, classes, order_types, ...may }: Permission): Typed => ({
  ...{ user, accounts: listText(accounts), strategies: listText(strategies), symbols: listText(symbols) },
  ...{
    classes: listText(classes),
    order_types: order_types?.length === 0 ? [NONE] : [...(order_types ?? [])],
    reason: '',
    ...may,
  },
});
/** Nothing chosen is no list, and so all. */
const typesIn = (chosen: string[]) => (chosen.length === 0 ? null : chosen.filter((one) => one !== NONE));
/** None and a type exclude each other: the one that was chosen last stays. */
const afterChoice = (chosen: string[]) => (chosen.at(-1) === NONE ? [NONE] : chosen.filter((one) => one !== NONE));
const TYPES = [
  ...ORDER_TYPES.map((value) => ({ value: value as string, label: sentence(value) })),
  { value: NONE, label: 'None at all' },
];

function PermissionForm({ typed, type, known }: { typed: Typed; type: (typed: Typed) => void; known: string[] }) {
  const [tried, setTried] = useState(false);
  const { user, accounts, strategies, symbols, classes, order_types, reason, ...may } = typed;
  const body = withReason(
    {
      ...{ accounts: listIn(accounts), strategies: listIn(strategies), classes: listIn(classes) },
      ...{ symbols: listIn(symbols.toUpperCase()), order_types: typesIn(order_types), ...may },
    },
    reason,
  );
  const checked = permissionBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  const named = userName.safeParse(user);
  if (!named.success) faults.set('user', named.error.issues[0]?.message ?? 'is wrong');
  const clear = () => {
    type(EMPTY);
    setTried(false);
  };
  const saved = useInForce('The list holds for the very next order.', clear);
  const save = useMutation({
    mutationFn: () => api.setPermission(user, body as Parameters<typeof api.setPermission>[1]),
    onSuccess: saved,
  });
  const names = (field: 'user' | NameList, label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      autoComplete="off"
      value={typed[field]}
      error={tried ? faults.get(field) : undefined}
      onChange={({ currentTarget }) => type({ ...typed, [field]: currentTarget.value })}
    />
  );
  const tick = (field: 'short' | 'extended_hours' | 'close_only', label: string) => (
    <Checkbox
      label={label}
      checked={typed[field]}
      onChange={({ currentTarget }) => type({ ...typed, [field]: currentTarget.checked })}
    />
  );
  return (
    <EntryForm
      label="What a user may trade"
      tried={() => setTried(true)}
      isValid={faults.size === 0}
      save={save}
      action={known.includes(user) ? `Change what ${user} may trade` : 'Set what the user may trade'}
      clear={clear}
    >
      {names('user', 'User', 'As the credentials name who sends')}
      <Group grow align="start">
        {names('accounts', 'Accounts', 'With commas; empty is all, none is none')}
        {names('strategies', 'Strategies', 'With commas; empty is all, none is none')}
      </Group>
      <Group grow align="start">
        {names('symbols', 'Symbols', 'Listed here, or of a class beside; empty is all')}
        {names('classes', 'Classes', 'With commas')}
      </Group>
      <MultiSelect
        label="Order types"
        description="Empty is all"
        data={TYPES}
        value={order_types}
        onChange={(chosen) => type({ ...typed, order_types: afterChoice(chosen) })}
      />
      {tick('short', 'May sell short')}
      {tick('extended_hours', 'May trade in extended hours')}
      {tick('close_only', 'Only orders that close a position')}
      <ReasonInput value={reason} onChange={(text) => type({ ...typed, reason: text })} />
    </EntryForm>
  );
}
