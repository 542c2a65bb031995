import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditAnswer, AuditEntryAnswer } from '#contracts/answers.js';
import { type AuditFilter, api } from '../api/calls.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Figure, Panel, Tag, When } from '../ui/figures.js';
import { whole } from '../ui/format.js';
import { useGrowingList } from '../ui/growing-list.js';
import { Failure, Note } from '../ui/notes.js';

const OUTCOMES = { done: 'neutral', refused: 'warn', failed: 'bad' } as const;
const MARKS = { done: '✓', refused: '⚠', failed: '✕' } as const;

/** What was before and after, in one line. */
function change({ before, after }: AuditEntryAnswer): string {
  const parts = [before === null ? '' : `from ${JSON.stringify(before)}`, after === null ? '' : JSON.stringify(after)];
  return parts.filter(Boolean).join(' to ');
}

const columns: TableColumn<AuditEntryAnswer>[] = [
  {
    id: 'seq',
    header: 'No.',
    look: { width: '5rem', end: true },
    enableSorting: false,
    cell: ({ row }) => <span className="num">{row.original.seq}</span>,
  },
  {
    id: 'at',
    header: 'When',
    look: { width: 'minmax(12.5rem, 0.9fr)' },
    enableSorting: false,
    cell: ({ row }) => <When at={row.original.at} />,
  },
  {
    id: 'actor',
    header: 'Who',
    look: { width: 'minmax(9rem, 0.8fr)' },
    enableSorting: false,
    cell: ({ row: { original } }) => `${original.actor.id} (${original.actor.via})`,
  },
  {
    id: 'action',
    header: 'Action',
    look: { width: 'minmax(10rem, 0.8fr)' },
    enableSorting: false,
    cell: ({ row }) => row.original.action,
  },
  {
    id: 'object',
    header: 'Of what',
    look: { width: 'minmax(10rem, 1fr)' },
    enableSorting: false,
    cell: ({ row }) => <span title={row.original.object}>{row.original.object}</span>,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    look: { width: '6.5rem' },
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <Tag tone={OUTCOMES[original.outcome]} mark={MARKS[original.outcome]}>
        {original.outcome}
      </Tag>
    ),
  },
  {
    id: 'detail',
    header: 'Reason, and what changed',
    look: { width: 'minmax(18rem, 2.5fr)' },
    enableSorting: false,
    cell: ({ row: { original } }) => {
      const text = [original.reason ?? '', change(original)].filter(Boolean).join(' · ');
      return <span title={`${text}\nhash ${original.hash}`}>{text === '' ? '–' : text}</span>;
    },
  },
];
const idOf = (row: AuditEntryAnswer) => String(row.seq);

const ACTIONS = [
  ...['breaker.tripped', 'breaker.cause_added', 'breaker.mode_changed', 'breaker.reset'],
  ...['config.changed', 'config.activated', 'config.rejected', 'config.accepted'],
  ...['account.opened', 'cash.moved', 'day.started', 'day.closed', 'paper.quote_set'],
  ...['access.denied', 'audit.read', 'audit.exported', 'audit.verified', 'audit.key_announced', 'audit.fault_found'],
  ...['process.started', 'process.stopped', 'pnl.drift', 'report.set_aside', 'log.begun_again', 'log.line_set_aside'],
  'history.copied',
];
const PERIODS = [
  { value: '', label: 'Any time' },
  { value: '60', label: 'Last hour' },
  { value: '1440', label: 'Last 24 hours' },
  { value: '10080', label: 'Last 7 days' },
];
const sinceMinutes = (minutes: string) =>
  minutes === '' ? undefined : new Date(Date.now() - Number(minutes) * 60_000).toISOString();
const KEPT_MS = 300;
const POLL_MS = 5000;

/** Who did what, and whether the record still is what was written. */
export default function AuditPage() {
  const [action, setAction] = useState<string | null>(null);
  const [period, setPeriod] = useState('');
  const [from, setFrom] = useState<string | undefined>();
  const [words, setWords] = useState({ actor: '', object: '' });
  const [{ actor, object }] = useDebouncedValue(words, KEPT_MS);
  const filter: AuditFilter = {
    actor: actor.trim() || undefined,
    object: object.trim() || undefined,
    action: action ?? undefined,
    from,
    copied: action === 'history.copied' || undefined,
  };
  const list = useGrowingList<AuditEntryAnswer>(
    ['audit', filter],
    async (page, signal) => {
      const { entries, next_cursor } = await api.audit(filter, page, signal);
      return { rows: entries, next_cursor };
    },
    idOf,
  );
  const standing = useQuery({
    queryKey: ['audit', 'standing'],
    queryFn: ({ signal }) => api.audit({}, { limit: 1 }, signal),
    refetchInterval: POLL_MS,
  });
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className="page">
      <title>Audit · Breakwater</title>
      <div className="page-head">
        <h1>Audit</h1>
        <span className="dim">
          Each entry holds the hash of the one before it. Orders are covered by batches: action history.copied.
        </span>
      </div>
      {standing.data ? <Standing audit={standing.data} /> : null}
      <Panel title="Entries">
        <div className="filters">
          <TextInput
            label="Who"
            size="xs"
            placeholder="Anybody"
            value={words.actor}
            maxLength={200}
            onChange={({ currentTarget: { value } }) => setWords((was) => ({ ...was, actor: value }))}
          />
          <Select
            label="Action"
            size="xs"
            clearable
            searchable
            placeholder="Any but history.copied"
            data={ACTIONS}
            value={action}
            onChange={setAction}
          />
          <TextInput
            label="Of what (begins with)"
            size="xs"
            placeholder="account:default"
            value={words.object}
            maxLength={200}
            onChange={({ currentTarget: { value } }) => setWords((was) => ({ ...was, object: value }))}
          />
          <Select
            label="When"
            size="xs"
            allowDeselect={false}
            data={PERIODS}
            value={period}
            onChange={(minutes) => {
              setPeriod(minutes ?? '');
              setFrom(sinceMinutes(minutes ?? ''));
            }}
          />
        </div>
        {list.error ? <Failure what="The audit cannot be shown" error={list.error} retry={list.reload} /> : null}
        <DataTable
          label="Audit"
          rows={list.rows}
          columns={columns}
          rowId={idOf}
          height="calc(100vh - 26rem)"
          onNearEnd={list.loadMore}
          empty={list.loading ? 'Loading …' : filtered ? 'No entry fits.' : 'No entry yet.'}
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

function Standing({ audit: { head, signed_to, last_check } }: { audit: AuditAnswer }) {
  return (
    <Panel title="How it stands">
      {last_check?.finding ? (
        <Note tone="bad" title="The audit does not hold">
          {last_check.finding}
        </Note>
      ) : null}
      <dl className="figures">
        <Figure label="Last entry" hint={<span title={head.hash}>{head.hash.slice(0, 16)}…</span>}>
          <span className="num">{whole(head.seq)}</span>
        </Figure>
        <Figure label="Signed up to">
          <span className="num">{whole(signed_to)}</span>
        </Figure>
        <Figure
          label="Last check"
          hint={last_check ? `${whole(last_check.entries)} entries, ${whole(last_check.rows)} rows` : undefined}
        >
          {last_check ? <When at={last_check.at} /> : 'none yet; each night at 02:00 ET'}
        </Figure>
      </dl>
    </Panel>
  );
}
