import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { SIGN_IN_AGAIN } from '../api/client.js';
import { Tag } from '../ui/figures.js';
import { Failure } from '../ui/notes.js';
import { access } from './calls.js';
import { signInByPasskey } from './passkey.js';

export const useMe = () => useQuery({ queryKey: ['me'], queryFn: access.me, staleTime: 30_000 });

/** Who is signed in, which leads to their own page; without sign-in a word that says so. */
export function Who() {
  const me = useMe().data;
  if (!me) return null;
  if (me.auth === 'off') return <Tag tone="info">No sign-in</Tag>;
  return (
    <Button size="sm" variant="default" component={Link} to="/security">
      {me.name}
    </Button>
  );
}

/** Opens when something was refused because it needs a fresh sign-in. */
export function ConfirmSignIn() {
  const [asked, setAsked] = useState(false);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  useEffect(() => {
    const ask = () => setAsked(true);
    addEventListener(SIGN_IN_AGAIN, ask);
    return () => removeEventListener(SIGN_IN_AGAIN, ask);
  }, []);
  const close = () => {
    setAsked(false);
    setPassword('');
    setCode('');
  };
  const confirm = useMutation({ mutationFn: () => access.confirm({ password, code }), onSuccess: close });
  const passkey = useMutation({ mutationFn: signInByPasskey, onSuccess: close });
  const byProvider = useMe().data?.strength === 'oidc';
  const failed = confirm.error ?? passkey.error;
  return (
    <Modal
      opened={asked}
      onClose={close}
      title="Confirm who you are"
      transitionProps={{ duration: 0 }}
      // Above the dialog in which something was refused.
      zIndex={300}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <Stack gap="sm">
          <p>This needs a sign-in of the last five minutes. Confirm it, then do again what you were about to do.</p>
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            data-autofocus
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <TextInput
            label="Code of the authenticator, or a recovery code"
            autoComplete="one-time-code"
            required
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          {failed ? <Failure what="It was not confirmed" error={failed} /> : null}
          <Group justify="flex-end">
            {byProvider ? (
              <Button
                variant="default"
                component="a"
                href={`/api/access/oidc?fresh=true&to=${encodeURIComponent(location.pathname)}`}
              >
                With your firm’s account
              </Button>
            ) : (
              <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>
                With a passkey
              </Button>
            )}
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={confirm.isPending}>
              Confirm
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
