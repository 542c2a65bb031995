import { Checkbox, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { accountBody } from '#contracts/accounts.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { EntryForm } from '../ui/entries.js';
import { Panel } from '../ui/figures.js';

const EMPTY = { account: '', cash: '', locked: true, reason: '' };

/** A new account: it begins locked unless a person says that it does not. */
export function OpenAccount() {
  const [typed, setTyped] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const body = { ...typed, account: typed.account.trim(), cash: typed.cash.replaceAll(',', '').trim() };
  const checked = accountBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  if (body.cash === '') faults.set('cash', 'Enter an amount');
  if (typed.reason.trim() === '') faults.set('reason', 'Say why');
  const clear = () => {
    setTyped(EMPTY);
    setTried(false);
  };
  const saved = useInForce(`The account ${body.account} is open; the limits for each account hold for it.`, clear);
  const save = useMutation({ mutationFn: () => api.openAccount(body), onSuccess: saved });
  const text = (field: 'account' | 'cash' | 'reason', label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      autoComplete="off"
      {...(field === 'cash' ? { inputMode: 'decimal' } : { maxLength: field === 'account' ? 32 : 500 })}
      value={typed[field]}
      error={tried ? faults.get(field) : undefined}
      onChange={({ currentTarget }) => setTyped({ ...typed, [field]: currentTarget.value })}
    />
  );
  return (
    <Panel title="Open an account">
      <EntryForm
        label="Open an account"
        className="panel-body"
        tried={() => setTried(true)}
        isValid={faults.size === 0}
        save={save}
        refused="No account was opened"
        action="Open the account"
        clear={clear}
      >
        <div className="fields-bare">
          {text('account', 'Account', 'a-z, 0-9, _ and -; it stays for good')}
          {text('cash', 'Cash', 'Dollars that it begins with')}
          {text('reason', 'Reason', 'Kept with your name')}
        </div>
        <Checkbox
          label="Locked until somebody arms it"
          checked={typed.locked}
          onChange={({ currentTarget }) => setTyped({ ...typed, locked: currentTarget.checked })}
        />
      </EntryForm>
    </Panel>
  );
}
