import { Button, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { AlertAnswer } from '#contracts/answers.js';
import { ALERT_TYPES, SEVERITIES } from '#contracts/listing.js';
import { type AlertsFilter, api } from '../api/calls.js';
import { wordsFor } from '../api/client.js';
import { useQuotes } from '../api/hooks.js';
import { channels } from '../channels/calls.js';
import { SeverityTag } from '../trading/risk-dashboard.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Panel, When } from '../ui/figures.js';
import { sentence, timesShown, whole } from '../ui/format.js';
import { useGrowingList } from '../ui/growing-list.js';
import { Failure } from '../ui/notes.js';

const columns: TableColumn<AlertAnswer>[] = [
  {
    id: 'created_at',
    header: 'When',
    look: { width: 'minmax(12.5rem, 0.9fr)' },
    enableSorting: false,
    cell: ({ row }) => <When at={row.original.created_at} />,
  },
  {
    id: 'severity',
    header: 'Severity',
    look: { width: '6.5rem' },
    enableSorting: false,
    cell: ({ row }) => <SeverityTag severity={row.original.severity} />,
  },
  {
    id: 'type',
    header: 'What',
    look: { width: 'minmax(11rem, 0.8fr)' },
    enableSorting: false,
    cell: ({ row }) => sentence(row.original.alert_type),
  },
  {
    id: 'symbol',
    header: 'Symbol',
    look: { width: '5rem' },
    enableSorting: false,
    cell: ({ row }) => row.original.symbol ?? '–',
  },
  {
    id: 'account',
    header: 'Account',
    look: { width: '6rem' },
    enableSorting: false,
    cell: ({ row }) => row.original.account ?? 'all',
  },
  {
    id: 'message',
    header: 'Message',
    look: { width: 'minmax(22rem, 3fr)' },
    enableSorting: false,
    cell: ({ row: { original } }) => {
      const text = `${original.message}${timesShown(original)}`;
      return original.decision_id === null ? (
        <span title={text}>{text}</span>
      ) : (
        <Link className="link-cell" to={`/decisions/${original.decision_id}`} title={text}>
          {text}
        </Link>
      );
    },
  },
  {
    id: 'acknowledged',
    header: 'Acknowledged',
    look: { width: 'minmax(9rem, 0.7fr)' },
    enableSorting: false,
    cell: ({ row }) => <Acknowledged of={row.original} />,
  },
];

/** Who looks after it, or the way to say so. */
function Acknowledged({ of: { id, acknowledged_by, acknowledged_at } }: { of: AlertAnswer }) {
  const queries = useQueryClient();
  const acknowledge = useMutation({
    mutationFn: () => channels.acknowledge(id),
    // The loaded pages too: a row that is drawn anew must know it.
    onSettled: () => void queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const by = acknowledge.data?.acknowledged_by ?? acknowledged_by;
  if (by !== null) return <span title={acknowledged_at ?? ''}>{by}</span>;
  const failed = acknowledge.isError ? wordsFor(acknowledge.error) : '';
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={acknowledge.isPending}
      title={failed}
      onClick={() => acknowledge.mutate()}
    >
      {failed === '' ? 'Acknowledge' : 'Not taken: again'}
    </Button>
  );
}
const idOf = (row: AlertAnswer) => row.id;

const PERIODS = [
  { value: '', label: 'Any time' },
  { value: '15', label: 'Last 15 minutes' },
  { value: '60', label: 'Last hour' },
  { value: '1440', label: 'Last 24 hours' },
];
const sinceMinutes = (minutes: string) =>
  minutes === '' ? undefined : new Date(Date.now() - Number(minutes) * 60_000).toISOString();

/** Every alert that ever was, newest first, by kind, severity, symbol and time. */
export default function AlertsPage() {
  const [filter, setFilter] = useState<AlertsFilter>({});
  const [period, setPeriod] = useState('');
  const symbols = useQuotes().data?.quotes.map(({ symbol }) => symbol) ?? [];
  const list = useGrowingList<AlertAnswer>(
    ['alerts', 'page', filter],
    async (page, signal) => {
      const { alerts, next_cursor } = await api.alerts(filter, page, signal);
      return { rows: alerts, next_cursor };
    },
    idOf,
  );
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className="page">
      <title>Alerts · Breakwater</title>
      <div className="page-head">
        <h1>Alerts</h1>
        <Link to="/channels">Where alerts are sent</Link>
      </div>
      <Panel title="All alerts">
        <div className="filters">
          <Select
            label="What"
            size="xs"
            clearable
            placeholder="Anything"
            data={ALERT_TYPES.map((value) => ({ value, label: sentence(value) }))}
            value={filter.type ?? null}
            onChange={(type) => setFilter({ ...filter, type: type ?? undefined })}
          />
          <Select
            label="Severity"
            size="xs"
            clearable
            placeholder="Any"
            data={SEVERITIES.map((value) => ({ value, label: sentence(value) }))}
            value={filter.severity ?? null}
            onChange={(severity) => setFilter({ ...filter, severity: SEVERITIES.find((one) => one === severity) })}
          />
          <Select
            label="Symbol"
            size="xs"
            clearable
            searchable
            placeholder="Any"
            data={symbols}
            value={filter.symbol ?? null}
            onChange={(symbol) => setFilter({ ...filter, symbol: symbol ?? undefined })}
          />
          <Select
            label="When"
            size="xs"
            allowDeselect={false}
            data={PERIODS}
            value={period}
            onChange={(minutes) => {
              setPeriod(minutes ?? '');
              setFilter({ ...filter, from: sinceMinutes(minutes ?? '') });
            }}
          />
        </div>
        {list.error ? <Failure what="Alerts cannot be shown" error={list.error} retry={list.reload} /> : null}
        <DataTable
          label="Alerts"
          rows={list.rows}
          columns={columns}
          rowId={idOf}
          height="calc(100vh - 19rem)"
          onNearEnd={list.loadMore}
          empty={list.loading ? 'Loading …' : filtered ? 'No alert fits.' : 'No alert yet.'}
          footer={
            <>
              <span role="status">
                {whole(list.rows.length)} loaded{list.more ? ', more as you scroll' : ''}
              </span>
              <span>Updates by itself</span>
            </>
          }
        />
      </Panel>
    </div>
  );
}
