import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SetUpAnswer } from '#contracts/access.js';
import { Panel } from '../ui/figures.js';
import { Failure, Note } from '../ui/notes.js';
import { access } from './calls.js';
import { RecoveryCodes } from './recovery-codes.js';

const TITLES = { bootstrap: 'The first administrator', invite: 'Set up your sign-in', reset: 'A new password' } as const;

const LINK = /^[A-Za-z0-9_-]{43}$/;

/** Opened by a one-time link; what stands behind # never reaches the server's log. */
export default function SetUpPage() {
  const [token] = useState(() => location.hash.slice(1));
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: () => access.openLink(token),
    enabled: LINK.test(token),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <main className="page narrow" id="content">
      <title>Set up · Breakwater</title>
      <h1>{link.data ? TITLES[link.data.kind] : 'Set up your sign-in'}</h1>
      {LINK.test(token) ? null : (
        <Note tone="bad" title="This link does not open">
          <p>A part of it is missing: open it just as you were given it.</p>
        </Note>
      )}
      {link.isPending && LINK.test(token) ? <p role="status">Opening the link …</p> : null}
      {link.isError ? <Failure what="This link does not open" error={link.error} /> : null}
      {link.data ? <SetUpForm token={token} link={link.data} /> : null}
    </main>
  );
}

function SetUpForm({ token, link }: { token: string; link: SetUpAnswer }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const set = useMutation({
    mutationFn: () =>
      access.useLink({
        token,
        password,
        ...(link.name === null ? { name } : {}),
        ...(link.totp_secret === null ? {} : { code }),
      }),
  });
  if (set.data)
    return (
      <>
        <Note tone="good" title={`${set.data.name} is set up`}>
          <p>
            <a href="/sign-in">Sign in now</a>
          </p>
        </Note>
        {set.data.recovery_codes.length > 0 ? <RecoveryCodes codes={set.data.recovery_codes} /> : null}
      </>
    );
  return (
    <Panel title="Password and second factor">
      <form
        className="panel-body"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate();
        }}
      >
        <Stack gap="sm">
          {link.name === null ? (
            <TextInput
              label="Name"
              description="With which you sign in"
              autoComplete="username"
              required
              maxLength={64}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : (
            <p>
              For <strong>{link.name}</strong>
            </p>
          )}
          <PasswordInput
            label="Password"
            description="At least 15 characters; several words in a row are good"
            autoComplete="new-password"
            required
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {link.totp_secret === null ? null : (
            <>
              <p>Enter this secret in your authenticator, or open it there, and type the code that it shows.</p>
              <p>
                <a href={link.totp_uri ?? ''}>Open in the authenticator of this device</a>
              </p>
              <p className="mono" data-testid="totp-secret">
                {link.totp_secret}
              </p>
              <TextInput
                label="Code of the authenticator"
                autoComplete="one-time-code"
                required
                maxLength={10}
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
            </>
          )}
          {set.isError ? <Failure what="It is not set" error={set.error} /> : null}
          <Button type="submit" loading={set.isPending}>
            Set
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
