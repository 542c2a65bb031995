import { Button, Group, Loader, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReconciliationAnswer } from '#contracts/answers.js';
import { api } from '../api/calls.js';
import { useReconciliation } from '../api/hooks.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { money, quantity } from '../ui/format.js';
import { Failure, Note } from '../ui/notes.js';

type Account = ReconciliationAnswer['accounts'][number];
type Difference = NonNullable<Account['differences']>[number];
const OF_FIELD: Record<Difference['field'], string> = {
  cash: '',
  position: '',
  open_buys: ', open buys',
  open_sells: ', open sells',
};

/** Accounts at the broker: whether orders can go there, and where the gate has something else. */
export default function BrokerPage() {
  const seen = useReconciliation();
  const [adopting, setAdopting] = useState<Account | null>(null);
  return (
    <div className="page">
      <title>Broker · Breakwater</title>
      <div className="page-head">
        <h1>Broker</h1>
        {seen.data ? <span className="dim">{seen.data.broker}</span> : null}
      </div>
      {seen.isPending ? <Loader size="sm" aria-label="Loading the accounts" /> : null}
      {seen.isError ? <Failure what="The accounts cannot be shown" error={seen.error} retry={() => void seen.refetch()} /> : null}
      {seen.data?.broker === 'paper' ? (
        <Note tone="info" title="The paper exchange is in use">
          <p>
            Its accounts are what it reported, so there is nothing to compare. docs/alpaca.md says how to trade through Alpaca.
          </p>
        </Note>
      ) : null}
      {(seen.data?.accounts ?? []).map((account) => (
        <AccountPanel key={account.account} account={account} adopt={() => setAdopting(account)} />
      ))}
      {adopting ? <AdoptDialog account={adopting} onClose={() => setAdopting(null)} onDone={() => void seen.refetch()} /> : null}
    </div>
  );
}

function AccountPanel({ account, adopt }: { account: Account; adopt: () => void }) {
  const { differences } = account;
  return (
    <Panel
      title={`Account ${account.account}`}
      aside={
        <>
          <Tag tone={account.live ? 'bad' : 'neutral'}>{account.live ? 'LIVE' : 'paper'}</Tag>
          <Tag tone={account.ready ? 'good' : 'bad'} mark={account.ready ? '●' : '✕'}>
            {account.ready ? 'Ready' : 'Not ready'}
          </Tag>
        </>
      }
    >
      <div className="panel-body">
        {account.not_ready === null ? null : (
          <Note tone="bad" title="Its orders are refused">
            <p className="anywhere">{account.not_ready}</p>
          </Note>
        )}
        <dl className="figures">
          <Fact name="Number">{account.account_number || '–'}</Fact>
          <Fact name="Requests left this minute">{account.requests_left ?? '–'}</Fact>
          <Fact name="Last event">{account.last_event_at === null ? 'none yet' : <When at={account.last_event_at} />}</Fact>
          <Fact name="Looked at">
            <When at={account.seen_at} />
          </Fact>
        </dl>
        {differences === null ? <p className="dim">Not compared: the broker cannot be asked now.</p> : null}
        {differences?.length === 0 ? <p>Positions, working orders and cash are the broker’s.</p> : null}
        {differences && differences.length > 0 ? <Differences account={account} differences={differences} adopt={adopt} /> : null}
      </div>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Differences({ account, differences, adopt }: { account: Account; differences: Difference[]; adopt: () => void }) {
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`Differences of ${account.account}`}>
        <table className="changes">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className="end">
                Here
              </th>
              <th scope="col" className="end">
                At the broker
              </th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ field, symbol, ours, theirs }) => (
              <tr key={`${field}-${symbol ?? ''}`}>
                <td>{symbol === null ? 'Cash' : `${symbol}${OF_FIELD[field]}`}</td>
                <td className="end num">{field === 'cash' ? money(ours) : quantity(ours)}</td>
                <td className="end num">{field === 'cash' ? money(theirs) : quantity(theirs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Group>
        <Button variant="default" onClick={adopt}>
          Take what the broker has …
        </Button>
        {account.confirmed ? null : <span className="dim">Seen once; a report may be under way.</span>}
      </Group>
    </>
  );
}

function AdoptDialog({ account, onClose, onDone }: { account: Account; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const adopt = useMutation({
    mutationFn: () => api.adopt({ account: account.account, reason: reason.trim() }),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Set ${account.account} to what the broker has`}
      closeButtonProps={{ 'aria-label': 'Close without a change' }}
      transitionProps={{ duration: 0 }}
    >
      <Stack gap="sm">
        <p>
          Positions and cash are taken from the broker. What that moves is no profit. It is kept with your name and the reason.
        </p>
        <TextInput
          label="Reason"
          data-autofocus
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {adopt.isError ? <Failure what="Nothing may have changed" error={adopt.error} /> : null}
        <Button loading={adopt.isPending} disabled={reason.trim() === ''} onClick={() => adopt.mutate()}>
          Take what the broker has
        </Button>
      </Stack>
    </Modal>
  );
}
