import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { refresh } from '../api/hooks.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure, Note } from '../ui/notes.js';
import { access } from './calls.js';
import { makePasskey } from './passkey.js';
import { RecoveryCodes } from './recovery-codes.js';
import { useMe } from './who.js';

/** What a person signs in with, and where they are signed in. */
export default function SecurityPage() {
  const me = useMe();
  return (
    <div className="page">
      <title>My sign-in · Breakwater</title>
      <h1>My sign-in</h1>
      {me.isError ? <Failure what="Who you are cannot be shown" error={me.error} /> : null}
      {me.data?.auth === 'off' ? (
        <Note tone="info" title="Nobody signs in here">
          <p>Without sign-in this installation serves its own machine only, and everybody on it is dev.</p>
        </Note>
      ) : null}
      {me.data && me.data.auth !== 'off' ? (
        <>
          <Ways needs={me.data.needs} />
          <Panel title="Roles">
            <ul className="panel-body">
              {me.data.roles.map(({ role, accounts }) => (
                <li key={role}>
                  {sentence(role)}, {accounts === null ? 'all accounts' : accounts.join(', ')}
                </li>
              ))}
            </ul>
            {me.data.alone ? (
              <p className="panel-body dim">You are the only user and may hold all roles. The second user ends that.</p>
            ) : null}
          </Panel>
          <Sessions />
          <Password />
          <Authenticator />
          <Passkeys />
        </>
      ) : null}
    </div>
  );
}

function Sessions() {
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: access.sessions });
  const again = () => refresh(queries, 'sessions');
  const end = useMutation({ mutationFn: access.endSession, onSettled: again });
  const others = useMutation({ mutationFn: access.endOthers, onSettled: again });
  return (
    <Panel
      title="Where you are signed in"
      aside={
        <Button size="xs" variant="default" loading={others.isPending} onClick={() => others.mutate()}>
          End all others
        </Button>
      }
    >
      {sessions.isError ? <Failure what="Sign-ins cannot be shown" error={sessions.error} /> : null}
      {end.isError ? <Failure what="It was not ended" error={end.error} /> : null}
      <ul className="panel-body" aria-label="Sign-ins">
        {(sessions.data?.sessions ?? []).map((one) => (
          <li key={one.session_id}>
            {one.current ? <Tag tone="good">This one</Tag> : null} since <When at={one.started_at} />, last seen{' '}
            <When at={one.seen_at} />, {one.strength}, {one.address} <span className="dim">{one.agent}</span>{' '}
            {one.current ? null : (
              <Button size="compact-xs" variant="default" onClick={() => end.mutate(one.session_id)}>
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Password() {
  const [password, setPassword] = useState('');
  const change = useMutation({ mutationFn: () => access.changePassword(password), onSuccess: () => setPassword('') });
  return (
    <Panel title="Password">
      <form
        className="panel-body"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack gap="sm">
          <PasswordInput
            label="New password"
            description="At least 15 characters; your other sign-ins end"
            autoComplete="new-password"
            required
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {change.isError ? <Failure what="The password is as it was" error={change.error} /> : null}
          {change.isSuccess ? <Note tone="good" title="The password is changed" /> : null}
          <Button type="submit" loading={change.isPending}>
            Change the password
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

function Authenticator() {
  const [code, setCode] = useState('');
  const offer = useMutation({ mutationFn: access.offerTotp });
  const take = useMutation({ mutationFn: () => access.takeTotp(code) });
  return (
    <Panel title="Authenticator">
      <Stack gap="sm" className="panel-body">
        {offer.data && !take.data ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              take.mutate();
            }}
          >
            <Stack gap="sm">
              <p>Enter this secret in the new authenticator. The old one holds until a code of the new one comes.</p>
              <p className="mono">{offer.data.totp_secret}</p>
              <TextInput
                label="Code of the new authenticator"
                autoComplete="one-time-code"
                required
                maxLength={10}
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
              {take.isError ? <Failure what="The authenticator is as it was" error={take.error} /> : null}
              <Button type="submit" loading={take.isPending}>
                Use the new authenticator
              </Button>
            </Stack>
          </form>
        ) : (
          <Button variant="default" loading={offer.isPending} onClick={() => offer.mutate()}>
            New authenticator and recovery codes …
          </Button>
        )}
        {offer.isError ? <Failure what="There is no new secret" error={offer.error} /> : null}
      </Stack>
      {take.data ? <RecoveryCodes codes={take.data.recovery_codes} /> : null}
    </Panel>
  );
}

function Passkeys() {
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const passkeys = useQuery({ queryKey: ['passkeys'], queryFn: access.passkeys });
  const again = () => refresh(queries, 'passkeys');
  const make = useMutation({ mutationFn: () => makePasskey(label), onSuccess: () => setLabel(''), onSettled: again });
  const remove = useMutation({ mutationFn: access.removePasskey, onSettled: again });
  return (
    <Panel title="Passkeys">
      <ul className="panel-body" aria-label="Passkeys">
        {(passkeys.data?.passkeys ?? []).map((one) => (
          <li key={one.passkey_id}>
            <strong>{one.label}</strong>, since <When at={one.created_at} />{' '}
            <Button size="compact-xs" variant="default" onClick={() => remove.mutate(one.passkey_id)}>
              Remove {one.label}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="panel-body"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name of the new passkey"
            required
            maxLength={80}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          {make.isError ? <Failure what="No passkey was added" error={make.error} /> : null}
          {remove.isError ? <Failure what="It was not removed" error={remove.error} /> : null}
          <Button type="submit" loading={make.isPending}>
            Add a passkey
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

/** To keys and users, for whoever may see them; and out. */
function Ways({ needs }: { needs: readonly string[] }) {
  const out = useMutation({ mutationFn: access.signOut, onSettled: () => location.assign('/sign-in') });
  return (
    <Group gap="sm">
      {needs.includes('keys.own') ? (
        <Button variant="default" component={Link} to="/keys">
          Keys
        </Button>
      ) : null}
      {needs.includes('users.read') ? (
        <Button variant="default" component={Link} to="/users">
          Users
        </Button>
      ) : null}
      <Button variant="default" loading={out.isPending} onClick={() => out.mutate()}>
        Sign out
      </Button>
    </Group>
  );
}
