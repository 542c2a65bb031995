import { Button, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type LinkAnswer, ROLE_NAMES, type UserAnswer } from '#contracts/access.js';
import { refresh } from '../api/hooks.js';
import { Panel, Tag } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure, Note } from '../ui/notes.js';
import { access } from './calls.js';

const ROLES = ROLE_NAMES.map((value) => ({ value, label: sentence(value) }));
const chosen = (roles: string[], accounts: string) => {
  const named = accounts.split(/[\s,]+/).filter(Boolean);
  return ROLE_NAMES.filter((role) => roles.includes(role)).map((role) => ({ role, accounts: named.length > 0 ? named : null }));
};

/** People, what they may do, and the links by which they come in. */
export default function UsersPage() {
  const users = useQuery({ queryKey: ['users'], queryFn: access.users });
  const [link, setLink] = useState<LinkAnswer | null>(null);
  return (
    <div className="page">
      <title>Users · Breakwater</title>
      <h1>Users</h1>
      {link ? (
        <Note tone="good" title="Give this link to the person: it opens once, within 30 minutes">
          <p className="mono" data-testid="link">
            {link.link}
          </p>
        </Note>
      ) : null}
      <NewUser onLink={setLink} />
      <Panel title="All users">
        {users.isError ? <Failure what="Users cannot be shown" error={users.error} retry={() => void users.refetch()} /> : null}
        <ul className="panel-body" aria-label="Users">
          {(users.data?.users ?? []).map((user) => (
            <UserEntry key={user.user_id} user={user} onLink={setLink} />
          ))}
        </ul>
        {users.data?.users.length === 0 ? <p className="panel-body dim">No user yet.</p> : null}
      </Panel>
    </div>
  );
}

function UserEntry({ user, onLink }: { user: UserAnswer; onLink: (link: LinkAnswer) => void }) {
  const queries = useQueryClient();
  const again = () => refresh(queries, 'users');
  const [roles, setRoles] = useState(user.roles.map(({ role }) => role));
  const [accounts, setAccounts] = useState((user.roles.find((grant) => grant.accounts !== null)?.accounts ?? []).join(', '));
  const change = useMutation({
    mutationFn: () => access.changeRoles(user.user_id, { roles: chosen(roles, accounts) }),
    onSettled: again,
  });
  const agree = useMutation({ mutationFn: () => access.agree(user.user_id, { roles: chosen(roles, accounts) }) });
  const disable = useMutation({ mutationFn: () => access.setDisabled(user.user_id, !user.disabled), onSettled: again });
  const link = useMutation({ mutationFn: () => access.makeLink(user.user_id), onSuccess: onLink });
  const failed = change.error ?? agree.error ?? disable.error ?? link.error;
  return (
    <li>
      <Stack gap="xs">
        <span>
          <strong>{user.name}</strong> {user.disabled ? <Tag tone="bad">Disabled</Tag> : null}{' '}
          {user.has_totp || user.passkeys > 0 ? null : <Tag tone="warn">Not set up yet</Tag>}
        </span>
        <MultiSelect label={`Roles of ${user.name}`} data={ROLES} value={roles} onChange={setRoles} />
        <TextInput
          label={`Accounts of ${user.name}`}
          description="With commas; empty is all"
          value={accounts}
          onChange={(event) => setAccounts(event.currentTarget.value)}
        />
        <span>
          <Button size="compact-sm" loading={change.isPending} onClick={() => change.mutate()}>
            Give {user.name} these roles
          </Button>{' '}
          <Button size="compact-sm" variant="default" loading={agree.isPending} onClick={() => agree.mutate()}>
            Agree to them for {user.name}
          </Button>{' '}
          <Button size="compact-sm" variant="default" loading={link.isPending} onClick={() => link.mutate()}>
            One-time link for {user.name}
          </Button>{' '}
          <Button size="compact-sm" variant="default" loading={disable.isPending} onClick={() => disable.mutate()}>
            {user.disabled ? 'Enable' : 'Disable'} {user.name}
          </Button>
        </span>
        {failed ? <Failure what="Nothing was changed" error={failed} /> : null}
        {agree.isSuccess ? <Note tone="good" title="Agreed: it holds for ten minutes" /> : null}
      </Stack>
    </li>
  );
}

function NewUser({ onLink }: { onLink: (link: LinkAnswer) => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<string[]>(['viewer']);
  const [accounts, setAccounts] = useState('');
  const make = useMutation({
    mutationFn: () => access.createUser({ name, roles: chosen(roles, accounts) }),
    onSuccess: (link) => {
      onLink(link);
      setName('');
    },
    onSettled: () => refresh(queries, 'users'),
  });
  return (
    <Panel title="A new user">
      <form
        className="panel-body"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput label="Name" required maxLength={64} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <MultiSelect label="Roles" required data={ROLES} value={roles} onChange={setRoles} />
          <TextInput
            label="Accounts"
            description="With commas; empty is all"
            value={accounts}
            onChange={(event) => setAccounts(event.currentTarget.value)}
          />
          {make.isError ? <Failure what="No user was made" error={make.error} /> : null}
          <Button type="submit" loading={make.isPending}>
            Make the user and a link
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
