import { Autocomplete, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OverridesAnswer } from '#contracts/answers.js';
import { restrictionName } from '#contracts/instruments.js';
import { OVERRIDABLE_CODES, overrideBody } from '#contracts/risk.js';
import { api } from '../api/calls.js';
import { useDone, useInForce } from '../api/in-force.js';
import { useChosenAccount } from '../shell/account-choice.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { money, sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { WaitingOverrides } from './waiting.js';
import { WarnOnly } from './warn-only.js';

type Override = OverridesAnswer['overrides'][number];
const CODES = OVERRIDABLE_CODES.toSorted().map((value) => ({ value, label: sentence(value) }));
const POLL_MS = 5000;

/** Orders that a named person lets through: which reasons, how large, how often, until when, and why. */
export default function OverridesPage() {
  const list = useQuery({ queryKey: ['overrides'], queryFn: api.overrides, refetchInterval: POLL_MS });
  const account = useChosenAccount();
  const [typed, setTyped] = useState<Typed>(() => empty(account));
  const ended = useInForce('The override is gone.', () => undefined);
  const end = useMutation({ mutationFn: (name: string) => api.endOverride(name), onSuccess: ended });
  const all = list.data?.overrides ?? [];
  return (
    <div className="page">
      <title>Overrides · Breakwater</title>
      <div className="page-head">
        <h1>Overrides</h1>
        <span className="dim">Never of breakers, losses, permissions, form, margin and funds; each use is an alert</span>
      </div>
      <Panel title="Made so far">
        <Stack gap="sm" className="panel-body">
          {list.isError ? (
            <Failure what="Overrides cannot be shown" error={list.error} retry={() => void list.refetch()} />
          ) : null}
          {end.isError ? <Failure what="Nothing was changed" error={end.error} /> : null}
          {list.data && all.length === 0 ? <p className="dim">No override: every limit holds for everybody.</p> : null}
          <Entries
            label="Overrides"
            of={all.map((one) => ({
              name: one.name,
              children: (
                <>
                  <strong>{one.name}</strong> for {one.scope === 'firm' ? 'the whole firm' : one.scope} <State of={one} />
                  <p>
                    {one.codes.map(sentence).join(', ')}; orders up to {money(one.max_notional)}; used {one.used} of {one.uses}
                  </p>
                  <p className="dim">
                    by {one.made_by}
                    {one.agreed_by === null ? '' : ` and ${one.agreed_by}`}, until <When at={one.until} />: {one.reason}
                  </p>
                </>
              ),
              change: () => setTyped(typedOf(one)),
              takeAway: () => end.mutate(one.name),
            }))}
          />
        </Stack>
      </Panel>
      <WaitingOverrides />
      <OverrideForm typed={typed} type={setTyped} clear={() => setTyped(empty(account))} />
      <WarnOnly />
    </div>
  );
}

function State({ of: { until, used, uses } }: { of: Override }) {
  if (Date.parse(until) <= Date.now()) return <Tag>over</Tag>;
  return used >= uses ? <Tag>used up</Tag> : <Tag tone="warn">in force</Tag>;
}

interface Typed {
  name: string;
  scope: string;
  codes: string[];
  max_notional: string;
  uses: string;
  minutes: string;
  reason: string;
}
const empty = (account: string): Typed => ({
  ...{ name: '', scope: `account:${account}`, codes: [], max_notional: '', uses: '1', minutes: '60', reason: '' },
});
const typedOf = ({ name, scope, codes, max_notional, uses, reason }: Override): Typed => ({
  // One of the firm replaces none, so its name must be new.
  ...{
    name: scope === 'firm' ? '' : name,
    scope,
    codes: [...codes],
    max_notional: String(max_notional),
    uses: String(uses),
    minutes: '60',
    reason,
  },
});

interface FormProps {
  typed: Typed;
  type: (typed: Typed) => void;
  clear: () => void;
}
function OverrideForm({ typed, type, clear }: FormProps) {
  const account = useChosenAccount();
  const [tried, setTried] = useState(false);
  const { name, uses, minutes, ...rest } = typed;
  const body = { ...rest, scope: rest.scope.trim(), uses: Number(uses), minutes: Number(minutes) };
  const checked = overrideBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  if (!restrictionName.safeParse(name).success) faults.set('name', '1 to 32 of a-z, 0-9, _ and -');
  if (typed.codes.length === 0) faults.set('codes', 'Choose at least one reason');
  if (typed.reason.trim() === '') faults.set('reason', 'Say why');
  const saved = useInForce('The override holds for the very next order.', () => {
    clear();
    setTried(false);
  });
  const asked = useDone('Asked', 'It waits for a second person: nothing passes by it yet.', () => {
    clear();
    setTried(false);
  });
  const save = useMutation({
    mutationFn: () => api.makeOverride(name, body),
    onSuccess: (answer) => ('request_id' in answer ? asked() : saved()),
  });
  const ofFirm = body.scope === 'firm';
  const error = (field: string) => (tried ? faults.get(field) : undefined);
  const text = (field: keyof Typed, label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      autoComplete="off"
      value={String(typed[field])}
      error={error(field)}
      onChange={({ currentTarget }) => type({ ...typed, [field]: currentTarget.value })}
    />
  );
  return (
    <Panel title="Make an override">
      <EntryForm
        label="Make an override"
        className="panel-body"
        tried={() => setTried(true)}
        isValid={faults.size === 0}
        save={save}
        refused={ofFirm ? 'Nothing was asked for' : 'No override was made'}
        action={ofFirm ? 'Ask a second person' : 'Let these orders pass'}
        clear={clear}
      >
        <div className="fields-bare">
          {text('name', 'Name', 'One that was used counts its uses on')}
          <Autocomplete
            label="For whom"
            description="firm, account:… or user:…, not yourself"
            data={['firm', `account:${account}`]}
            autoComplete="off"
            value={typed.scope}
            error={error('scope')}
            onChange={(scope) => type({ ...typed, scope })}
          />
          {text('max_notional', 'Orders up to', 'Dollars')}
          {text('uses', 'Uses', '1 to 1,000')}
          {text('minutes', 'Minutes', 'At most 24 hours')}
        </div>
        <MultiSelect
          label="Reasons that it lets pass"
          data={CODES}
          searchable
          value={typed.codes}
          error={error('codes')}
          onChange={(codes) => type({ ...typed, codes })}
        />
        {text('reason', 'Reason', 'Kept with your name')}
        {ofFirm ? (
          <p className="dim">
            Of the whole firm it takes two: another risk officer or an approver must agree within an hour. Orders of neither of
            you ever pass by it, and its name must be new.
          </p>
        ) : null}
      </EntryForm>
    </Panel>
  );
}
