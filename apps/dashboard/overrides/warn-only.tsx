import { Autocomplete, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { restrictionName } from '#contracts/instruments.js';
import { OVERRIDABLE_CODES, warningBody } from '#contracts/risk.js';
import { EACH_ACCOUNT } from '#core/model/scope.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';

const CODES = OVERRIDABLE_CODES.toSorted().map((value) => ({ value, label: sentence(value) }));
const EMPTY = { name: '', code: '', scope: EACH_ACCOUNT, reason: '' };
type Typed = typeof EMPTY;

/** Soft limits: reasons that warn at a scope and let the order pass. */
export function WarnOnly() {
  const list = useQuery({ queryKey: ['warn-only'], queryFn: api.warnOnly });
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const removed = useInForce('The reason refuses again.', () => undefined);
  const remove = useMutation({ mutationFn: (name: string) => api.removeWarnOnly(name), onSuccess: removed });
  const all = list.data?.warn_only ?? [];
  return (
    <Panel title="Limits that only warn">
      <Stack gap="sm" className="panel-body">
        <p className="dim">
          An order that breaks such a limit passes, with an alert. For a warning below a limit that refuses, set “Warn at” on the
          page of limits.
        </p>
        {list.isError ? <Failure what="They cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {remove.isError ? <Failure what="Nothing was changed" error={remove.error} /> : null}
        {list.data && all.length === 0 ? <p className="dim">Every limit that is broken refuses.</p> : null}
        <Entries
          label="Limits that only warn"
          of={all.map((one) => ({
            name: one.name,
            children: (
              <>
                <strong>{sentence(one.code)}</strong> at {one.scope}
                <p className="dim">
                  {one.name}: {one.reason}
                </p>
              </>
            ),
            change: () => setTyped(one),
            takeAway: () => remove.mutate(one.name),
          }))}
        />
        <WarnOnlyForm typed={typed} type={setTyped} />
      </Stack>
    </Panel>
  );
}

function WarnOnlyForm({ typed, type }: { typed: Typed; type: (typed: Typed) => void }) {
  const [tried, setTried] = useState(false);
  const { name, code, scope, reason } = typed;
  const body = { code, scope: scope.trim(), reason: reason.trim() };
  const checked = warningBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  if (!restrictionName.safeParse(name).success) faults.set('name', '1 to 32 of a-z, 0-9, _ and -');
  if (code === '') faults.set('code', 'Choose a reason');
  if (body.reason === '') faults.set('reason', 'Say why');
  const clear = () => {
    type(EMPTY);
    setTried(false);
  };
  const saved = useInForce('It only warns, from the very next order on.', clear);
  const save = useMutation({
    mutationFn: () => api.setWarnOnly(name, body as Parameters<typeof api.setWarnOnly>[1]),
    onSuccess: saved,
  });
  const error = (field: string) => (tried ? faults.get(field) : undefined);
  return (
    <EntryForm
      label="A limit that only warns"
      tried={() => setTried(true)}
      isValid={faults.size === 0}
      save={save}
      action="Only warn"
      clear={clear}
    >
      <div className="fields-bare">
        <TextInput
          label="Name"
          autoComplete="off"
          value={name}
          error={error('name')}
          onChange={({ currentTarget }) => type({ ...typed, name: currentTarget.value })}
        />
        <Select
          label="Reason code that only warns"
          searchable
          data={CODES}
          value={code === '' ? null : code}
          error={error('code')}
          onChange={(chosen) => type({ ...typed, code: chosen ?? '' })}
        />
        <Autocomplete
          label="Where the limit is"
          data={[EACH_ACCOUNT, 'firm']}
          value={scope}
          error={error('scope')}
          onChange={(text) => type({ ...typed, scope: text })}
        />
        <TextInput
          label="Reason"
          maxLength={500}
          value={reason}
          error={error('reason')}
          onChange={({ currentTarget }) => type({ ...typed, reason: currentTarget.value })}
        />
      </div>
    </EntryForm>
  );
}
