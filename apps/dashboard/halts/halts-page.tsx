import { Autocomplete, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { haltBody } from '#contracts/risk.js';
import { useMay } from '../access/may.js';
import { api } from '../api/calls.js';
import { useHalts, useInstruments } from '../api/hooks.js';
import { useInForce } from '../api/in-force.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel, When } from '../ui/figures.js';
import { Failure } from '../ui/notes.js';
import { ReasonForm } from '../ui/reason-form.js';
import { type Halt, haltedInWords } from './halted.js';
import { Heard } from './heard.js';
import { Locks } from './locks.js';

/** What stops orders beside limits and breakers: halts of the exchange, locks, and programs that must be heard. */
export default function HaltsPage() {
  return (
    <div className="page">
      <title>Halts · Breakwater</title>
      <div className="page-head">
        <h1>Halts</h1>
        <span className="dim">
          Nothing passes where one is in force, closing orders neither; cancels do. Breakers stand on top of every page.
        </span>
      </div>
      <div className="two">
        <ExchangeHalts />
        <Locks />
      </div>
      <Heard />
    </div>
  );
}

function ExchangeHalts() {
  const list = useHalts();
  const may = useMay()('halts.change');
  const [ending, setEnding] = useState<Halt | null>(null);
  const halts = list.data?.halts ?? [];
  return (
    <Panel title="Halts of the exchange">
      <Stack gap="sm" className="panel-body">
        {list.isError ? <Failure what="Halts cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {list.data && halts.length === 0 ? <p className="dim">Nothing is halted.</p> : null}
        <Entries
          label="Halts of the exchange"
          takes="End"
          of={halts.map((halt) => ({
            name: haltedInWords(halt.scope),
            children: <OneHalt of={halt} />,
            takeAway: may ? () => setEnding(halt) : undefined,
          }))}
        />
        {may ? <HaltForm known={halts.map(({ scope }) => scope)} /> : null}
      </Stack>
      <Modal opened={ending !== null} onClose={() => setEnding(null)} title="End the halt" transitionProps={{ duration: 0 }}>
        {ending ? <EndForm halt={ending} onDone={() => setEnding(null)} /> : null}
      </Modal>
    </Panel>
  );
}

function OneHalt({ of: { scope, reason, actor, since, until } }: { of: Halt }) {
  return (
    <>
      <strong>{haltedInWords(scope)}</strong>: {reason}
      <p className="dim">
        by {actor}
        {since === null ? null : (
          <>
            {' since '}
            <When at={since} />
          </>
        )}
        {until === null ? ', until it is ended' : ', until '}
        {until === null ? null : <When at={until} />}
      </p>
    </>
  );
}

function EndForm({ halt: { scope }, onDone }: { halt: Halt; onDone: () => void }) {
  const ended = useInForce(`The halt of ${haltedInWords(scope)} has ended.`, onDone);
  const end = useMutation({
    mutationFn: (reason: string) => api.changeHalt({ scope, halted: false, reason }),
    onSuccess: ended,
  });
  return (
    <ReasonForm
      missing="Say why it has ended"
      refused="The halt was not ended"
      action="End the halt"
      maxLength={200}
      act={end}
      onCancel={onDone}
    >
      <p>
        Orders in <strong>{haltedInWords(scope)}</strong> will be checked again, from the very next one on.
      </p>
    </ReasonForm>
  );
}

const KINDS = [
  { value: 'symbol', label: 'One symbol' },
  { value: 'class', label: 'One class' },
  { value: 'firm', label: 'The whole market' },
];
const EMPTY = { kind: 'symbol', name: '', until: '', reason: '' };

function HaltForm({ known }: { known: string[] }) {
  const instruments = useInstruments().data?.instruments ?? [];
  const [typed, setTyped] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const { kind, until, reason } = typed;
  const name = kind === 'symbol' ? typed.name.trim().toUpperCase() : typed.name.trim();
  const scope = kind === 'firm' ? 'firm' : `${kind}:${name}`;
  const untilMs = Date.parse(until);
  const body = {
    ...{ scope, halted: true, reason },
    ...(until === '' || Number.isNaN(untilMs) ? {} : { until: new Date(untilMs).toISOString() }),
  };
  const checked = haltBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  if (faults.has('scope')) faults.set('scope', name === '' ? `Say which ${kind}` : `Is no ${kind}`);
  if (reason.trim() === '') faults.set('reason', 'Say why');
  if (untilMs <= Date.now()) faults.set('until', 'Is over already');
  const saved = useInForce('The halt holds for the very next order.', () => {
    setTyped(EMPTY);
    setTried(false);
  });
  const save = useMutation({ mutationFn: () => api.changeHalt(body), onSuccess: saved });
  const error = (field: string) => (tried ? faults.get(field) : undefined);
  const symbols = instruments.map(({ symbol }) => symbol);
  const classes = [...new Set(instruments.flatMap(({ fields }) => fields['asset_class'] ?? []))].sort();
  return (
    <EntryForm
      label="Halt trading"
      tried={() => setTried(true)}
      isValid={faults.size === 0}
      save={save}
      refused="Nothing was halted"
      action={known.includes(scope) ? 'Change the halt' : 'Halt'}
    >
      <div className="fields-bare">
        <NativeSelect
          label="What is halted"
          data={KINDS}
          value={kind}
          onChange={({ currentTarget }) => setTyped({ ...typed, kind: currentTarget.value, name: '' })}
        />
        {kind === 'firm' ? null : (
          <Autocomplete
            label={kind === 'symbol' ? 'Symbol' : 'Class'}
            data={kind === 'symbol' ? symbols : classes}
            value={typed.name}
            error={error('scope')}
            onChange={(text) => setTyped({ ...typed, name: text })}
          />
        )}
        <TextInput
          label="Until"
          type="datetime-local"
          description="Your clock; empty: until it is ended"
          value={until}
          error={error('until')}
          onChange={({ currentTarget }) => setTyped({ ...typed, until: currentTarget.value })}
        />
        <TextInput
          label="Reason"
          description="Refused orders tell it"
          maxLength={200}
          value={reason}
          error={error('reason')}
          onChange={({ currentTarget }) => setTyped({ ...typed, reason: currentTarget.value })}
        />
      </div>
    </EntryForm>
  );
}
