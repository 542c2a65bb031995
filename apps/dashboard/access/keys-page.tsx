import { Button, MultiSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type KeyAnswer, type NewKeyAnswer, SCOPE_NAMES } from '#contracts/access.js';
import { refresh } from '../api/hooks.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { Failure, Note } from '../ui/notes.js';
import { access } from './calls.js';
import { useMe } from './who.js';

/** Keys of programs: make, rotate and revoke. */
export default function KeysPage() {
  const me = useMe().data;
  const keys = useQuery({ queryKey: ['keys'], queryFn: access.keys });
  const [shown, setShown] = useState<NewKeyAnswer | null>(null);
  return (
    <div className="page">
      <title>Keys · Breakwater</title>
      <h1>Keys</h1>
      {shown ? (
        <Note tone="good" title="Copy the key now: it is shown this once">
          <p className="mono" data-testid="new-key">
            {shown.key}
          </p>
        </Note>
      ) : null}
      {me?.auth === 'off' ? (
        <Note tone="info" title="Nobody signs in here">
          <p>Without sign-in programs need no key. Keys that are made by the command line hold once BREAKWATER_AUTH is set.</p>
        </Note>
      ) : (
        <NewKey onShown={setShown} />
      )}
      <Panel title="All keys">
        {keys.isError ? <Failure what="Keys cannot be shown" error={keys.error} retry={() => void keys.refetch()} /> : null}
        <ul className="panel-body" aria-label="Keys">
          {(keys.data?.keys ?? []).map((key) => (
            <KeyEntry key={key.key_id} of={key} onShown={setShown} />
          ))}
        </ul>
        {keys.data?.keys.length === 0 ? <p className="panel-body dim">No key yet.</p> : null}
      </Panel>
    </div>
  );
}

function KeyEntry({ of: key, onShown }: { of: KeyAnswer; onShown: (shown: NewKeyAnswer) => void }) {
  const queries = useQueryClient();
  const again = () => refresh(queries, 'keys');
  const rotate = useMutation({ mutationFn: () => access.rotateKey(key.key_id), onSuccess: onShown, onSettled: again });
  const revoke = useMutation({ mutationFn: () => access.revokeKey(key.key_id), onSettled: again });
  const over = key.revoked_at !== null || Date.parse(key.expires_at) < Date.now();
  return (
    <li>
      <strong>{key.label}</strong> <span className="mono">{key.key_id}</span>{' '}
      {key.revoked_at === null ? (
        over ? (
          <Tag tone="warn">Expired</Tag>
        ) : (
          <Tag tone="good">In use</Tag>
        )
      ) : (
        <Tag tone="bad">Revoked</Tag>
      )}{' '}
      {key.scopes.join(', ')}; {key.accounts?.join(', ') ?? 'all accounts of its owner'}; until <When at={key.expires_at} />;{' '}
      {key.last_used_at === null ? (
        'never used'
      ) : (
        <>
          used <When at={key.last_used_at} /> (…{key.last_used_ending})
        </>
      )}{' '}
      {over ? null : (
        <>
          <Button size="compact-xs" variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
            Rotate {key.label}
          </Button>{' '}
          <Button size="compact-xs" variant="default" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke {key.label}
          </Button>
        </>
      )}
      {rotate.isError ? <Failure what="It was not rotated" error={rotate.error} /> : null}
      {revoke.isError ? <Failure what="It was not revoked" error={revoke.error} /> : null}
    </li>
  );
}

const listOf = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function NewKey({ onShown }: { onShown: (shown: NewKeyAnswer) => void }) {
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [scopes, setScopes] = useState<string[]>(['orders:write', 'read']);
  const [accounts, setAccounts] = useState('');
  const [days, setDays] = useState(90);
  const make = useMutation({
    mutationFn: () =>
      access.createKey({
        label,
        scopes: SCOPE_NAMES.filter((scope) => scopes.includes(scope)),
        expires_in_days: days,
        ...(listOf(accounts).length > 0 ? { accounts: listOf(accounts) } : {}),
      }),
    onSuccess: (made) => {
      onShown(made);
      setLabel('');
    },
    onSettled: () => refresh(queries, 'keys'),
  });
  return (
    <Panel title="A new key">
      <form
        className="panel-body"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="What it is for"
            required
            maxLength={80}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <MultiSelect label="What it may do" required data={[...SCOPE_NAMES]} value={scopes} onChange={setScopes} />
          <TextInput
            label="Accounts"
            description="With commas; empty is all of yours"
            value={accounts}
            onChange={(event) => setAccounts(event.currentTarget.value)}
          />
          <NumberInput
            label="Days until it ends"
            min={1}
            max={365}
            value={days}
            onChange={(value) => setDays(Number(value) || 90)}
          />
          {make.isError ? <Failure what="No key was made" error={make.error} /> : null}
          <Button type="submit" loading={make.isPending}>
            Make the key
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
