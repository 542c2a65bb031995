import { Button, Group, Loader, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LimitChangeAnswer, LimitsAnswer, PositionLimitAnswer } from '#contracts/answers.js';
import { api, type ImpactInput, type LimitsInput, type PositionLimitInput } from '../api/calls.js';
import { wordsFor } from '../api/client.js';
import { useLimitChanges, useLimits, usePositionLimits } from '../api/hooks.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { money, percent } from '../ui/format.js';
import { Failure, Note } from '../ui/notes.js';
import {
  type Change,
  editedLimits,
  editedSymbol,
  fieldInWords,
  LIMIT_FIELDS,
  type LimitName,
  SYMBOL_FIELDS,
  type SymbolLimitName,
  type Typed,
  undoOf,
} from './edit.js';
import { Impact } from './impact.js';

/** Where the tiers that are still to come will stand beside the firm's. */
const TIERS = [
  { value: 'firm', label: 'Firm' },
  { value: 'account', label: 'Account', disabled: true },
  { value: 'strategy', label: 'Strategy', disabled: true },
  { value: 'user', label: 'User', disabled: true },
];
const UNIT_MARKS: Record<string, string> = { dollars: '$', percent: '%', ratio: '×', orders: '', seconds: 's' };

/** The limits in force: read, tried on today's orders, changed with the difference in sight, and taken back. */
export default function LimitsPage() {
  const limits = useLimits();
  const symbols = usePositionLimits();
  const [editing, setEditing] = useState<PositionLimitAnswer | null>(null);
  return (
    <div className="page">
      <title>Limits · Breakwater</title>
      <div className="page-head">
        <h1>Limits</h1>
        {limits.data ? (
          <span className="dim">Configuration {limits.data.version}; a change holds for the very next order</span>
        ) : null}
      </div>
      <Group gap="sm">
        <SegmentedControl size="xs" aria-label="Tier" data={TIERS} value="firm" readOnly />
        <span className="dim">Limits by account, strategy and user come later; the firm’s hold for all.</span>
      </Group>
      {limits.isPending ? <Loader size="sm" aria-label="Loading the limits" /> : null}
      {limits.isError ? (
        <Failure what="The limits cannot be shown" error={limits.error} retry={() => void limits.refetch()} />
      ) : null}
      {limits.data ? <LimitsForm current={limits.data} /> : null}
      <div className="two">
        <SymbolLimits rows={symbols.data?.position_limits ?? NO_ROWS} onEdit={setEditing} />
        <History />
      </div>
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={`Limits of ${editing?.symbol ?? ''}`}
        size="lg"
        transitionProps={{ duration: 0 }}
      >
        {editing ? <SymbolForm current={editing} onDone={() => setEditing(null)} /> : null}
      </Modal>
    </div>
  );
}

const NO_ROWS: PositionLimitAnswer[] = [];

function useSaved(what: string, onDone: () => void) {
  const queries = useQueryClient();
  return () => {
    notifications.show({ color: 'green.9', title: 'In force', message: what });
    void queries.invalidateQueries({ queryKey: ['limits'] });
    void queries.invalidateQueries({ queryKey: ['accounts'] });
    onDone();
  };
}

function LimitsForm({ current }: { current: LimitsAnswer }) {
  const [typed, setTyped] = useState<Typed<LimitName>>({});
  const [reason, setReason] = useState('');
  const { body, faults, changes } = editedLimits(current, typed);
  const saved = useSaved('The new limits hold from the next order on.', () => {
    setTyped({});
    setReason('');
  });
  const save = useMutation({
    mutationFn: (change: LimitsInput) =>
      api.changeLimits({ ...change, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }),
    onSuccess: saved,
  });
  const touched = changes.length > 0 || Object.keys(faults).length > 0;
  return (
    <Panel
      title="Global limits"
      aside={
        current.enabled ? (
          <Tag tone="good" mark="✓">
            Switched on
          </Tag>
        ) : (
          <Tag tone="bad" mark="✕">
            SWITCHED OFF: only breakers refuse
          </Tag>
        )
      }
    >
      <form
        noValidate
        aria-label="Global limits"
        onSubmit={(event) => {
          event.preventDefault();
          if (body) save.mutate(body);
        }}
      >
        <div className="fields">
          {LIMIT_FIELDS.map(({ name, label, unit }) => (
            <TextInput
              key={name}
              label={label}
              inputMode="decimal"
              autoComplete="off"
              rightSection={<span className="dim">{UNIT_MARKS[unit]}</span>}
              value={typed[name] ?? String(current[name])}
              error={faults[name]}
              onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
            />
          ))}
        </div>
        {touched ? (
          <div className="panel-body changing">
            <Differences changes={changes} />
            <Impact body={body} />
            <TextInput
              label="Reason"
              description="Kept in the history"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {save.isError ? <Failure what="Nothing was changed" error={save.error} /> : null}
            <Group gap="xs">
              <Button type="submit" disabled={!body} loading={save.isPending}>
                Put in force
              </Button>
              <Button variant="default" onClick={() => setTyped({})}>
                Leave as they are
              </Button>
            </Group>
          </div>
        ) : null}
      </form>
    </Panel>
  );
}

export function Differences({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return <p className="dim">Nothing differs from what is in force.</p>;
  return (
    <table className="changes" aria-label="What would change">
      <thead>
        <tr>
          <th scope="col">Limit</th>
          <th scope="col" className="end">
            In force
          </th>
          <th scope="col" className="end">
            New
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ label, from, to }) => (
          <tr key={label}>
            <td>{label}</td>
            <td className="end dim">{from}</td>
            <td className="end">
              <strong>{to}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SymbolLimits({ rows, onEdit }: { rows: PositionLimitAnswer[]; onEdit: (row: PositionLimitAnswer) => void }) {
  const [columns] = useState<TableColumn<PositionLimitAnswer>[]>(() => [
    {
      id: 'symbol',
      header: 'Symbol',
      look: { width: 'minmax(5rem, 1fr)' },
      accessorFn: (row) => row.symbol,
      cell: ({ row }) => <strong>{row.original.symbol}</strong>,
    },
    {
      id: 'max_position',
      header: 'Position',
      look: { width: 'minmax(7rem, 1fr)', end: true },
      accessorFn: (row) => row.max_position,
      cell: ({ row }) => money(row.original.max_position),
    },
    {
      id: 'max_concentration_pct',
      header: 'Concentration',
      look: { width: 'minmax(7rem, 1fr)', end: true },
      accessorFn: (row) => row.max_concentration_pct,
      cell: ({ row }) => percent(row.original.max_concentration_pct),
    },
    {
      id: 'edit',
      header: () => <span className="sr">Change</span>,
      look: { width: '6rem', end: true },
      enableSorting: false,
      cell: ({ row }) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Change the limits of ${row.original.symbol}`}
          onClick={() => onEdit(row.original)}
        >
          Change
        </Button>
      ),
    },
  ]);
  const [sought, setSought] = useState('');
  const shown = rows.filter(({ symbol }) => symbol.startsWith(sought.trim().toUpperCase()));
  return (
    <Panel
      title="Each symbol’s own limits"
      aside={
        <TextInput
          size="xs"
          aria-label="Search a symbol"
          placeholder="Symbol"
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
      }
    >
      <DataTable
        label="Limits of symbols"
        rows={shown}
        columns={columns}
        rowId={(row) => row.symbol}
        height="26rem"
        empty="No symbol fits."
      />
    </Panel>
  );
}

function SymbolForm({ current, onDone }: { current: PositionLimitAnswer; onDone: () => void }) {
  const [typed, setTyped] = useState<Typed<SymbolLimitName>>({});
  const [reason, setReason] = useState('');
  const { body, faults, changes } = editedSymbol(current, typed);
  const saved = useSaved(`The limits of ${current.symbol} hold from the next order on.`, onDone);
  const save = useMutation({
    mutationFn: (change: PositionLimitInput) =>
      api.changePositionLimit(current.symbol, { ...change, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }),
    onSuccess: saved,
  });
  const impact: ImpactInput | null = body && { symbols: { [current.symbol]: body } };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (body) save.mutate(body);
      }}
    >
      <Stack gap="sm">
        <Group grow align="start">
          {SYMBOL_FIELDS.map(({ name, label, unit }) => (
            <TextInput
              key={name}
              label={label}
              inputMode="decimal"
              autoComplete="off"
              rightSection={<span className="dim">{UNIT_MARKS[unit]}</span>}
              value={typed[name] ?? String(current[name])}
              error={faults[name]}
              onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
            />
          ))}
        </Group>
        <Differences changes={changes} />
        <Impact body={impact} />
        <TextInput
          label="Reason"
          description="Kept in the history"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {save.isError ? <Failure what="Nothing was changed" error={save.error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Leave as they are
          </Button>
          <Button type="submit" disabled={!body} loading={save.isPending}>
            Put in force
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function History() {
  const changes = useLimitChanges();
  const [undoing, setUndoing] = useState<LimitChangeAnswer | null>(null);
  return (
    <Panel title="History">
      {changes.isError ? (
        <Failure what="The history cannot be shown" error={changes.error} retry={() => void changes.refetch()} />
      ) : null}
      <section className="history" tabIndex={0} aria-label="History of changes">
        <table className="changes">
          <thead>
            <tr>
              <th scope="col">When, who</th>
              <th scope="col">What</th>
              <th scope="col">
                <span className="sr">Undo</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {(changes.data?.changes ?? []).map((change) => (
              <tr key={`${change.version}-${change.field}`}>
                <td>
                  <When at={change.changed_at} stacked />
                  <div className="dim">
                    {change.actor} by {change.source}
                  </div>
                </td>
                <td>
                  <strong>{fieldInWords(change.field)}</strong>
                  <div className="num">
                    {shortened(change.from)} → {shortened(change.to)}
                  </div>
                  {change.reason === '' ? null : <div className="dim">{change.reason}</div>}
                </td>
                <td className="end">
                  {undoOf(change) ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Undo the change of ${fieldInWords(change.field)} in version ${change.version}`}
                      onClick={() => setUndoing(change)}
                    >
                      Undo …
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {changes.data?.changes.length === 0 ? <p className="panel-body dim">Nothing was changed yet.</p> : null}
      </section>
      <Modal opened={undoing !== null} onClose={() => setUndoing(null)} title="Undo a change" transitionProps={{ duration: 0 }}>
        {undoing ? <UndoForm change={undoing} onDone={() => setUndoing(null)} /> : null}
      </Modal>
    </Panel>
  );
}

const shortened = (value: string | null) =>
  value === null || value === '' ? '–' : value.length > 16 ? `${value.slice(0, 12)}…` : value;

/** Undo is one more change, back to the former value, and stands in the history as one. */
function UndoForm({ change, onDone }: { change: LimitChangeAnswer; onDone: () => void }) {
  const undo = undoOf(change);
  const saved = useSaved(`${fieldInWords(change.field)} is ${change.from ?? ''} again.`, onDone);
  const save = useMutation({
    mutationFn: async (): Promise<void> => {
      if (!undo) return;
      const body = { ...undo.body, reason: `undo of version ${change.version}` };
      if (undo.symbol === null) await api.changeLimits(body);
      else await api.changePositionLimit(undo.symbol, body);
    },
    onSuccess: saved,
  });
  return (
    <Stack gap="sm">
      <p>
        <strong>{fieldInWords(change.field)}</strong> goes back to <strong className="num">{change.from}</strong>, whatever it is
        now.
      </p>
      {save.isError ? (
        <Note tone="bad" title="Nothing was changed">
          <p>{wordsFor(save.error)}</p>
        </Note>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          Leave as it is
        </Button>
        <Button data-autofocus loading={save.isPending} onClick={() => save.mutate()}>
          Undo
        </Button>
      </Group>
    </Stack>
  );
}
