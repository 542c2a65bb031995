import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PROVIDER_FAULTS } from '#contracts/access.js';
import { Panel } from '../ui/figures.js';
import { Failure, Note } from '../ui/notes.js';
import { access } from './calls.js';
import { signInByPasskey } from './passkey.js';

/** Where one was going, if it is a page of ours. */
const target = () => (/^#\/[a-z][a-z0-9/_-]*$/i.test(location.hash) ? location.hash.slice(1) : '/trading');

/** Why the way by the firm's provider led back here, in words of our own: a link can name a code and nothing else. */
const FAILED: Record<(typeof PROVIDER_FAULTS)[number], string> = {
  SIGN_IN_FAILED:
    'What came back from your firm’s provider does not belong to a sign-in of this browser, took longer than ten minutes, or is weaker than is asked for here (a second factor, for instance). Try again.',
  ROLE_MISSING: 'Your firm’s provider knows you, and none of your groups has a role here. Ask an administrator.',
  PROVIDER_UNAVAILABLE: 'Your firm’s provider does not answer. Try again; an administrator can still sign in with a password.',
  STATE_UNAVAILABLE: 'Sign-ins cannot be kept at this moment. Try again.',
  HISTORY_UNAVAILABLE: 'Users and roles cannot be read at this moment. Try again.',
};

function failure(): string | null {
  const code = new URLSearchParams(location.search).get('failed');
  const known = PROVIDER_FAULTS.find((one) => one === code);
  return known === undefined ? null : FAILED[known];
}

export default function SignInPage() {
  const failed = failure();
  const ways = useQuery({ queryKey: ['ways'], queryFn: access.ways });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useMutation({
    mutationFn: () => access.signIn({ name, password, code }),
    onSuccess: () => location.assign(target()),
  });
  return (
    <main className="page narrow" id="content">
      <title>Sign in · Breakwater</title>
      <h1>Sign in</h1>
      {failed === null ? null : (
        <Note tone="bad" title="The sign-in failed">
          <p>{failed}</p>
        </Note>
      )}
      {ways.data?.auth === 'off' ? (
        <Note tone="info" title="Nobody has to sign in here">
          <p>
            This installation serves its own machine only. <a href="/trading">To the trading page</a>
          </p>
        </Note>
      ) : null}
      {ways.data?.first_run ? (
        <Note tone="info" title="There is no user yet">
          <p>On the server, run npm run breakwater -- access bootstrap and open the link that it prints.</p>
        </Note>
      ) : null}
      <OtherWays provider={ways.data?.provider === true} />
      <Panel title="With password and code">
        <form
          className="panel-body"
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <Stack gap="sm">
            <TextInput
              label="Name"
              autoComplete="username"
              required
              maxLength={64}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              maxLength={128}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <TextInput
              label="Code"
              description="Of your authenticator, or one of your recovery codes"
              autoComplete="one-time-code"
              required
              maxLength={40}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            {signIn.isError ? <Failure what="You are not signed in" error={signIn.error} /> : null}
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Panel>
    </main>
  );
}

function OtherWays({ provider }: { provider: boolean }) {
  const passkey = useMutation({ mutationFn: signInByPasskey, onSuccess: () => location.assign(target()) });
  return (
    <Panel title="Without a password">
      <Stack gap="sm" className="panel-body">
        <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>
          Sign in with a passkey
        </Button>
        {passkey.isError ? <Failure what="You are not signed in" error={passkey.error} /> : null}
        {provider ? (
          <Button variant="default" component="a" href={`/api/access/oidc?to=${encodeURIComponent(target())}`}>
            Sign in with your firm’s account
          </Button>
        ) : null}
      </Stack>
    </Panel>
  );
}
