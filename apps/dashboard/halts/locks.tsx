import { Autocomplete, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { lockBody } from '#contracts/accounts.js';
import { useMay } from '../access/may.js';
import { api } from '../api/calls.js';
import { useLocks, useStrategies } from '../api/hooks.js';
import { useInForce } from '../api/in-force.js';
import { AccountSelect, useChosenAccount } from '../shell/account-choice.js';
import { scopeInWords } from '../shell/breaker-alarm.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel, When } from '../ui/figures.js';
import { whole } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { ReasonForm } from '../ui/reason-form.js';

/** Accounts that are locked each day may be thousands. */
const SHOWN = 100;

/** Accounts, strategies and users whose orders are all refused until a person arms them. */
export function Locks() {
  const list = useLocks();
  const may = useMay();
  const [arming, setArming] = useState<string | null>(null);
  const [sought, setSought] = useState('');
  const all = list.data?.locks ?? [];
  const found = all.filter(({ scope }) => scope.toLowerCase().includes(sought.trim().toLowerCase()));
  const locks = found.slice(0, SHOWN);
  return (
    <Panel
      title="Locks"
      aside={
        all.length > SHOWN ? (
          <TextInput
            size="xs"
            aria-label="Search a lock"
            placeholder="Account, strategy or user"
            value={sought}
            onChange={({ currentTarget }) => setSought(currentTarget.value)}
          />
        ) : undefined
      }
    >
      <Stack gap="sm" className="panel-body">
        {list.isError ? <Failure what="Locks cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {list.data && locks.length === 0 ? (
          <p className="dim">{all.length === 0 ? 'Nothing is locked.' : 'No lock fits.'}</p>
        ) : null}
        <Entries
          label="Locks"
          takes="Arm"
          of={locks.map(({ scope, reason, actor, locked_at }) => ({
            name: scopeInWords(scope),
            children: (
              <>
                <strong>{scopeInWords(scope)}</strong>: {reason}
                <p className="dim">
                  by {actor} since <When at={locked_at} />
                </p>
              </>
            ),
            takeAway: may('accounts.arm') ? () => setArming(scope) : undefined,
          }))}
        />
        {found.length > SHOWN ? <p className="dim">And {whole(found.length - SHOWN)} more: search to see them.</p> : null}
        {may('accounts.lock') ? <LockForm /> : null}
      </Stack>
      <Modal opened={arming !== null} onClose={() => setArming(null)} title="Arm" transitionProps={{ duration: 0 }}>
        {arming === null ? null : <ArmForm scope={arming} onDone={() => setArming(null)} />}
      </Modal>
    </Panel>
  );
}

/** What is locked is free again, with a reason. */
export function ArmForm({ scope, onDone }: { scope: string; onDone: () => void }) {
  const armed = useInForce('The lock is gone, from the very next order on.', onDone);
  const arm = useMutation({ mutationFn: (reason: string) => api.arm({ scope, reason }), onSuccess: armed });
  return (
    <ReasonForm missing="Say why it is armed" refused="It stays locked" action="Arm" act={arm} onCancel={onDone}>
      <p>
        The lock of <strong>{scopeInWords(scope)}</strong> is taken away: from the very next order on only the other controls
        hold.
      </p>
    </ReasonForm>
  );
}

const KINDS = [
  { value: 'account', label: 'One account' },
  { value: 'strategy', label: 'One strategy' },
  { value: 'user', label: 'One user' },
];

function LockForm() {
  const chosen = useChosenAccount();
  const strategies = useStrategies().data?.strategies.map(({ strategy }) => strategy) ?? [];
  const [kind, setKind] = useState('account');
  const [name, setName] = useState(chosen);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const body = { scope: `${kind}:${name.trim()}`, reason };
  const checked = lockBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  if (faults.has('scope')) faults.set('scope', name.trim() === '' ? `Say which ${kind}` : `Is no name of a ${kind}`);
  if (reason.trim() === '') faults.set('reason', 'Say why');
  const saved = useInForce('Locked: the very next order meets it.', () => {
    setName(kind === 'account' ? chosen : '');
    setReason('');
    setTried(false);
  });
  const save = useMutation({ mutationFn: () => api.lock(body), onSuccess: saved });
  return (
    <EntryForm
      label="Lock"
      tried={() => setTried(true)}
      isValid={faults.size === 0}
      save={save}
      refused="Nothing was locked"
      action="Lock"
    >
      <div className="fields-bare">
        <NativeSelect
          label="What is locked"
          data={KINDS}
          value={kind}
          onChange={({ currentTarget: { value } }) => {
            setKind(value);
            setName(value === 'account' ? chosen : '');
          }}
        />
        {kind === 'account' ? (
          <AccountSelect label="Account" value={name} onChange={setName} />
        ) : (
          <Autocomplete
            label={kind === 'user' ? 'User' : 'Strategy'}
            data={kind === 'strategy' ? strategies : []}
            value={name}
            error={tried ? faults.get('scope') : undefined}
            onChange={setName}
          />
        )}
        <TextInput
          label="Reason"
          maxLength={500}
          value={reason}
          error={tried ? faults.get('reason') : undefined}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </div>
    </EntryForm>
  );
}
