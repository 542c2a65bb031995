import { Group, Loader, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { AccountAnswer } from '#contracts/answers.js';
import { cashBody, lockBody } from '#contracts/accounts.js';
import { SCOPED_FIELDS } from '#contracts/limits.js';
import { useMay } from '../access/may.js';
import { api } from '../api/calls.js';
import { useAccount, useLimitScopes, useLimits, useLocks } from '../api/hooks.js';
import { useInForce } from '../api/in-force.js';
import { EntryForm } from '../ui/entries.js';
import { Figure, Tag, When } from '../ui/figures.js';
import { money, sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';

/** One account as it stands, with what may be done to it: lock and arm, its kind, and cash in and out. */
export function AccountDialog({ account }: { account: string }) {
  const asked = useAccount(account);
  const shown = asked.data?.accounts.find((one) => one.account === account);
  const may = useMay();
  if (asked.isError) return <Failure what="The account cannot be shown" error={asked.error} retry={() => void asked.refetch()} />;
  if (!shown) return <Loader size="sm" aria-label="Loading the account" />;
  return (
    <Stack gap="lg">
      <Standing of={shown} />
      <LockSection account={account} />
      {may('limits.change') ? <KindSection account={account} /> : null}
      {may('accounts.change') ? <CashSection account={account} /> : null}
    </Stack>
  );
}

const kindField = SCOPED_FIELDS.find(({ name }) => name === 'account_type');

/** Margin or cash, and whether that is the account's own setting. */
function useKind(account: string): { kind: string; own: boolean } {
  const own = useLimitScopes().data?.scopes.find(({ scope }) => scope === `account:${account}`)?.limits['account_type'];
  const each = useLimits().data?.account_type;
  return { kind: String(own ?? each ?? ''), own: own !== undefined };
}

function Standing({ of }: { of: AccountAnswer }) {
  const { kind, own } = useKind(of.account);
  return (
    <dl className="figures">
      <Figure label="Equity">
        <span className="num">{money(of.equity)}</span>
      </Figure>
      <Figure label="Cash">
        <span className="num">{money(of.cash)}</span>
      </Figure>
      <Figure label="Gross exposure">
        <span className="num">{money(of.gross_exposure)}</span>
      </Figure>
      <Figure label="Kind" hint={own ? 'its own' : 'as each account'}>
        {sentence(kind)}
      </Figure>
    </dl>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="changing dialog-part" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** A reason of its own for each act. */
function useReason() {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const clear = () => {
    setReason('');
    setTried(false);
  };
  const isMissing = reason.trim() === '';
  const field = (
    <TextInput
      label="Reason"
      maxLength={500}
      value={reason}
      error={tried && isMissing ? 'Say why' : undefined}
      onChange={({ currentTarget }) => setReason(currentTarget.value)}
    />
  );
  return { reason: reason.trim(), isMissing, tried, try: () => setTried(true), clear, field };
}

function LockSection({ account }: { account: string }) {
  const locks = useLocks();
  const may = useMay();
  const why = useReason();
  const scope = `account:${account}`;
  const lock = locks.data?.locks.find((one) => one.scope === scope);
  const body = { scope, reason: why.reason };
  const saved = useInForce(lock ? 'Armed, from the very next order on.' : 'Locked: the very next order meets it.', why.clear);
  const change = useMutation({ mutationFn: () => (lock ? api.arm(body) : api.lock(body)), onSuccess: saved });
  return (
    <Section title="Lock">
      {locks.isError ? <Failure what="Locks cannot be shown" error={locks.error} /> : null}
      {lock ? (
        <p>
          <Tag tone="bad" mark="■">
            Locked
          </Tag>{' '}
          by {lock.actor} since <When at={lock.locked_at} />: {lock.reason}
        </p>
      ) : (
        <p className="dim">Not locked. Of a locked account nothing passes, closing orders neither; cancels do.</p>
      )}
      {locks.data && may(lock ? 'accounts.arm' : 'accounts.lock') ? (
        <EntryForm
          label={lock ? `Arm ${account}` : `Lock ${account}`}
          tried={why.try}
          isValid={lockBody.safeParse(body).success}
          save={change}
          action={lock ? 'Arm' : 'Lock'}
        >
          {why.field}
        </EntryForm>
      ) : null}
    </Section>
  );
}

function KindSection({ account }: { account: string }) {
  const now = useKind(account);
  const [chosen, setChosen] = useState<string | null>(null);
  const why = useReason();
  const kind = chosen ?? now.kind;
  const saved = useInForce(`${account} is a ${kind} account from the very next order on.`, () => {
    setChosen(null);
    why.clear();
  });
  const save = useMutation({
    mutationFn: () => api.setScoped(`account:${account}`, { account_type: kind, reason: why.reason }),
    onSuccess: saved,
  });
  return (
    <Section title="Margin or cash">
      <EntryForm label={`Kind of ${account}`} tried={why.try} isValid={!why.isMissing} save={save} action="Put in force">
        <Group grow align="start">
          <NativeSelect
            label="Kind of account"
            title={kindField?.description}
            data={(kindField?.choices ?? []).map((value) => ({ value, label: sentence(value) }))}
            value={kind}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          />
          {why.field}
        </Group>
      </EntryForm>
    </Section>
  );
}

const MOVES = (['DEPOSIT', 'WITHDRAWAL', 'DIVIDEND', 'INTEREST', 'FEE'] as const).map((value) => ({
  ...{ value, label: `${sentence(value)} ${value === 'WITHDRAWAL' || value === 'FEE' ? '(out)' : '(in)'}` },
}));

function CashSection({ account }: { account: string }) {
  const [what, setWhat] = useState('DEPOSIT');
  const [amount, setAmount] = useState('');
  const why = useReason();
  const body = { what: what as 'DEPOSIT', amount: amount.replaceAll(',', '').trim(), reason: why.reason };
  const checked = cashBody.safeParse(body);
  const fault = body.amount === '' ? 'Enter an amount' : checked.error?.issues.find(({ path }) => path[0] === 'amount')?.message;
  const saved = useInForce(`${sentence(what)} booked; it is no profit.`, () => {
    setAmount('');
    why.clear();
  });
  const save = useMutation({ mutationFn: () => api.moveCash(account, body), onSuccess: saved });
  return (
    <Section title="Cash">
      <EntryForm
        label={`Move cash of ${account}`}
        tried={why.try}
        isValid={checked.success && fault === undefined}
        save={save}
        refused="No cash was moved"
        action="Book"
      >
        <div className="fields-bare">
          <NativeSelect
            label="What it is"
            data={MOVES}
            value={what}
            onChange={({ currentTarget }) => setWhat(currentTarget.value)}
          />
          <TextInput
            label="Amount in dollars"
            inputMode="decimal"
            autoComplete="off"
            value={amount}
            error={why.tried ? fault : undefined}
            onChange={({ currentTarget }) => setAmount(currentTarget.value)}
          />
          {why.field}
        </div>
      </EntryForm>
    </Section>
  );
}
