import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { InstrumentsAnswer } from '#contracts/answers.js';
import { INSTRUMENT_FIELDS } from '#contracts/instruments.js';
import { api } from '../api/calls.js';
import { useInstruments } from '../api/hooks.js';
import { useInForce } from '../api/in-force.js';
import { ReasonInput, withReason } from '../limits/limit-fields.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Panel } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { CsvImport } from './csv-import.js';
import { Locates } from './locates.js';
import { RestrictedList } from './restricted-list.js';
import { Splits } from './splits.js';

type Instrument = InstrumentsAnswer['instruments'][number];
const NO_ROWS: Instrument[] = [];
/** In the table; the form has all. */
const SHOWN = ['asset_class', 'sector', 'step', 'ticks', 'shortable', 'calendar', 'average_volume'];

/** What is known of each symbol, and which may not be traded. */
export default function InstrumentsPage() {
  const instruments = useInstruments();
  const [editing, setEditing] = useState<Instrument | null>(null);
  const [sought, setSought] = useState('');
  const rows = instruments.data?.instruments ?? NO_ROWS;
  const [columns] = useState<TableColumn<Instrument>[]>(() => [
    {
      ...{ id: 'symbol', header: 'Symbol', look: { width: 'minmax(6rem, 1fr)' }, accessorFn: (row: Instrument) => row.symbol },
      cell: ({ row }) => <strong>{row.original.symbol}</strong>,
    },
    ...SHOWN.map(
      (name): TableColumn<Instrument> => ({
        ...{ id: name, header: sentence(name), look: { width: 'minmax(8rem, 1fr)' } },
        accessorFn: (row) => row.fields[name] ?? '',
        cell: ({ row }) => row.original.fields[name] ?? <span className="dim">–</span>,
      }),
    ),
    {
      ...{ id: 'edit', header: () => <span className="sr">Change</span>, look: { width: '6rem', end: true } },
      enableSorting: false,
      cell: ({ row }) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Change ${row.original.symbol}`}
          onClick={() => setEditing(row.original)}
        >
          Change
        </Button>
      ),
    },
  ]);
  return (
    <div className="page">
      <title>Instruments · Breakwater</title>
      <div className="page-head">
        <h1>Instruments</h1>
        {instruments.data ? (
          <span className="dim">Configuration {instruments.data.version}; a change holds for the very next order</span>
        ) : null}
      </div>
      {instruments.isError ? (
        <Failure what="The instruments cannot be shown" error={instruments.error} retry={() => void instruments.refetch()} />
      ) : null}
      <Panel
        title="What is known of each symbol"
        aside={
          <TextInput
            size="xs"
            aria-label="Search a symbol"
            placeholder="Symbol"
            value={sought}
            onChange={({ currentTarget }) => setSought(currentTarget.value)}
          />
        }
      >
        <DataTable
          label="Instruments"
          rows={rows.filter(({ symbol }) => symbol.startsWith(sought.trim().toUpperCase()))}
          columns={columns}
          rowId={(row) => row.symbol}
          height="24rem"
          empty={instruments.isPending ? 'Loading …' : 'No symbol fits.'}
        />
      </Panel>
      <div className="two">
        <RestrictedList symbols={rows.map(({ symbol }) => symbol)} />
        <CsvImport />
      </div>
      <Locates symbols={rows.map(({ symbol }) => symbol)} />
      <Splits symbols={rows.map(({ symbol }) => symbol)} />
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={`What is known of ${editing?.symbol ?? ''}`}
        size="xl"
        transitionProps={{ duration: 0 }}
      >
        {editing ? <InstrumentForm of={editing} onDone={() => setEditing(null)} /> : null}
      </Modal>
    </div>
  );
}

/** A field that is read as the API reads it, so that what is wrong stands beside it before anything is sent. */
function faultOf(name: string, text: string): string | null {
  const field = INSTRUMENT_FIELDS.find((one) => one.name === name);
  if (!field || text.trim() === '') return null;
  try {
    field.read(text.trim());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const CHOICES: Record<string, string[]> = { shortable: ['', 'true', 'false'] };

function InstrumentForm({ of: { symbol, fields }, onDone }: { of: Instrument; onDone: () => void }) {
  const [typed, setTyped] = useState<Record<string, string>>(fields);
  const [reason, setReason] = useState('');
  const saved = useInForce(`What is known of ${symbol} holds from the next order on.`, onDone);
  const given = Object.fromEntries(Object.entries(typed).filter(([, text]) => text.trim() !== ''));
  const save = useMutation({ mutationFn: () => api.setInstrument(symbol, withReason(given, reason)), onSuccess: saved });
  const faults = INSTRUMENT_FIELDS.map(({ name }) => faultOf(name, typed[name] ?? ''));
  const isWrong = faults.some((fault) => fault !== null);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) save.mutate();
      }}
    >
      <Stack gap="sm">
        <p className="dim">An empty field is not known: a control that needs it refuses, or is off, as its page says.</p>
        <div className="fields">
          {INSTRUMENT_FIELDS.map(({ name, meaning }, i) => {
            const common = { label: sentence(name), description: meaning, value: typed[name] ?? '', error: faults[i] };
            const type = (text: string) => setTyped({ ...typed, [name]: text });
            return CHOICES[name] ? (
              <NativeSelect
                key={name}
                {...common}
                data={CHOICES[name].map((value) => ({ value, label: value === '' ? 'not known' : value }))}
                onChange={({ currentTarget }) => type(currentTarget.value)}
              />
            ) : (
              <TextInput
                key={name}
                {...common}
                autoComplete="off"
                maxLength={500}
                onChange={({ currentTarget }) => type(currentTarget.value)}
              />
            );
          })}
        </div>
        <ReasonInput value={reason} onChange={setReason} />
        {save.isError ? <Failure what="Nothing was changed" error={save.error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Leave as it is
          </Button>
          <Button type="submit" disabled={isWrong} loading={save.isPending}>
            Put in force
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
