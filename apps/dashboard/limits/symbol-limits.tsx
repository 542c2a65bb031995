import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { PositionLimitAnswer } from '#contracts/answers.js';
import { SYMBOL_FIELDS, type SymbolLimitName } from '#contracts/limits.js';
import { api, type ImpactInput, type PositionLimitInput } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { usePositionLimits } from '../api/hooks.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Panel } from '../ui/figures.js';
import { inUnit } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { editedSymbol, type Typed } from './edit.js';
import { Impact } from './impact.js';
import { Differences, LimitFields, ReasonInput, Warnings, withReason } from './limit-fields.js';

const NO_ROWS: PositionLimitAnswer[] = [];

/** The limits that symbols have of their own, and a form for the one that is changed. */
export function SymbolLimits() {
  const symbols = usePositionLimits();
  const rows = symbols.data?.position_limits ?? NO_ROWS;
  const [editing, setEditing] = useState<PositionLimitAnswer | null>(null);
  const [columns] = useState<TableColumn<PositionLimitAnswer>[]>(() => [
    {
      id: 'symbol',
      header: 'Symbol',
      look: { width: 'minmax(5rem, 1fr)' },
      accessorFn: (row) => row.symbol,
      cell: ({ row }) => <strong>{row.original.symbol}</strong>,
    },
    ...SYMBOL_FIELDS.map(
      ({ name, label, unit }): TableColumn<PositionLimitAnswer> => ({
        id: name,
        header: label,
        look: { width: 'minmax(7rem, 1fr)', end: true },
        accessorFn: (row) => row[name],
        cell: ({ row }) => inUnit(row.original[name], unit),
      }),
    ),
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
          onClick={() => setEditing(row.original)}
        >
          Change
        </Button>
      ),
    },
  ]);
  const [sought, setSought] = useState('');
  const [warnings, setWarnings] = useState<readonly string[]>([]);
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
      {warnings.length > 0 ? (
        <div className="panel-body">
          <Warnings of={warnings} />
        </div>
      ) : null}
      <DataTable
        label="Limits of symbols"
        rows={shown}
        columns={columns}
        rowId={(row) => row.symbol}
        height="26rem"
        empty="No symbol fits."
      />
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={`Limits of ${editing?.symbol ?? ''}`}
        size="lg"
        transitionProps={{ duration: 0 }}
      >
        {editing ? <SymbolForm current={editing} onDone={() => setEditing(null)} onWarnings={setWarnings} /> : null}
      </Modal>
    </Panel>
  );
}

function SymbolForm({
  current,
  onDone,
  onWarnings,
}: {
  current: PositionLimitAnswer;
  onDone: () => void;
  onWarnings: (warnings: readonly string[]) => void;
}) {
  const [typed, setTyped] = useState<Typed<SymbolLimitName>>({});
  const [reason, setReason] = useState('');
  const { body, faults, changes } = editedSymbol(current, typed);
  const saved = useInForce(`The limits of ${current.symbol} hold from the next order on.`, onDone);
  const save = useMutation({
    mutationFn: (change: PositionLimitInput) => api.changePositionLimit(current.symbol, withReason(change, reason)),
    onSuccess: ({ warnings = [] }) => {
      onWarnings(warnings);
      saved();
    },
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
          <LimitFields fields={SYMBOL_FIELDS} current={current} typed={typed} faults={faults} onType={setTyped} />
        </Group>
        <Differences changes={changes} />
        <Impact body={impact} />
        <ReasonInput value={reason} onChange={setReason} />
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
