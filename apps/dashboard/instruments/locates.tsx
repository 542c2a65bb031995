import { Autocomplete, Checkbox, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { locateBody } from '#contracts/accounts.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { AccountSelect, useChosenAccount } from '../shell/account-choice.js';
import { EntryForm } from '../ui/entries.js';
import { Panel } from '../ui/figures.js';
import { quantity } from '../ui/format.js';
import { Failure } from '../ui/notes.js';

/** What is sold short while the page is open. */
const POLL_MS = 5000;

/** Shares that a lender holds for us today; short sales need them where `short_locate` is on. */
export function Locates({ symbols }: { symbols: string[] }) {
  const list = useQuery({ queryKey: ['locates'], queryFn: api.locates, refetchInterval: POLL_MS });
  const all = list.data?.locates ?? [];
  return (
    <Panel title="Locates of the day">
      <Stack gap="sm" className="panel-body">
        <p className="dim">
          Where the limit “Locates for short sales” is on, an account sells short on a day what was located for it, or with “of
          the firm” what was located for the whole firm. They end with the day.
        </p>
        {list.isError ? <Failure what="Locates cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {list.data && all.length === 0 ? <p className="dim">Nothing is located today.</p> : null}
        {all.length > 0 ? (
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Table: locates of the day">
            <table className="changes">
              <thead>
                <tr>
                  <th scope="col">Account</th>
                  <th scope="col">Symbol</th>
                  <th scope="col">Day</th>
                  <th scope="col" className="end">
                    Located
                  </th>
                  <th scope="col" className="end">
                    Sold short
                  </th>
                  <th scope="col" className="end">
                    Left
                  </th>
                </tr>
              </thead>
              <tbody>
                {all.map(({ account, symbol, day, located, shorted }) => (
                  <tr key={`${account ?? ''}/${symbol}`}>
                    <td>{account ?? 'The whole firm'}</td>
                    <td>{symbol}</td>
                    <td className="num">{day}</td>
                    <td className="end num">{quantity(located)}</td>
                    <td className="end num">{quantity(shorted)}</td>
                    <td className="end num">{quantity(located - shorted)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : null}
        <LocateForm symbols={symbols} />
      </Stack>
    </Panel>
  );
}

const EMPTY = { symbol: '', quantity: '', lender: '', reason: '' };

function LocateForm({ symbols }: { symbols: string[] }) {
  const chosen = useChosenAccount();
  const [account, setAccount] = useState(chosen);
  const [ofFirm, setOfFirm] = useState(false);
  const [typed, setTyped] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const body = { ...typed, account: ofFirm ? null : account, symbol: typed.symbol.trim().toUpperCase() };
  const checked = locateBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  if (typed.reason.trim() === '') faults.set('reason', 'Say why');
  const booked = useInForce('The locate is booked.', () => {
    setTyped(EMPTY);
    setTried(false);
  });
  const book = useMutation({ mutationFn: () => api.bookLocate(body), onSuccess: booked });
  const error = (field: string) => (tried ? faults.get(field) : undefined);
  const text = (field: 'quantity' | 'lender' | 'reason', label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      autoComplete="off"
      {...(field === 'quantity' ? { inputMode: 'decimal' } : { maxLength: 200 })}
      value={typed[field]}
      error={error(field)}
      onChange={({ currentTarget }) => setTyped({ ...typed, [field]: currentTarget.value })}
    />
  );
  return (
    <EntryForm
      label="Book a locate"
      tried={() => setTried(true)}
      isValid={faults.size === 0}
      save={book}
      refused="No locate was booked"
      action="Book the locate"
    >
      <div className="fields-bare">
        {ofFirm ? null : <AccountSelect label="Account that sells" value={account} onChange={setAccount} />}
        <Autocomplete
          label="Symbol"
          data={symbols}
          value={typed.symbol}
          error={error('symbol')}
          onChange={(symbol) => setTyped({ ...typed, symbol })}
        />
        {text('quantity', 'Quantity')}
        {text('lender', 'Lender')}
        {text('reason', 'Reason')}
      </div>
      <Checkbox
        label="For the whole firm: all accounts that sell out of it"
        checked={ofFirm}
        onChange={({ currentTarget }) => setOfFirm(currentTarget.checked)}
      />
    </EntryForm>
  );
}
