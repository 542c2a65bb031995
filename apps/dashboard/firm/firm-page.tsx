import { Button, Modal, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { SortingState } from '@tanstack/react-table';
import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import type { FirmAccountAnswer, FirmAnswer } from '#contracts/answers.js';
import type { FirmSort } from '#core/model/firm-sorts.js';
import { useMay } from '../access/may.js';
import { api } from '../api/calls.js';
import { chooseAccount } from '../shell/account-choice.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Figure, Panel, Pnl, Tag } from '../ui/figures.js';
import { inUnitBeside, money, percent, ratio, whole } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { AccountDialog } from './account-dialog.js';
import { OpenAccount } from './open-account.js';

const PAGE_ROWS = 100;
const POLL_MS = 2000;
/** All loaded pages are asked again each time: beyond these the figures stand still until something else is asked. */
const LIVE_PAGES = 5;
const NO_ROWS: FirmAccountAnswer[] = [];

/** All accounts side by side; sorted, searched and paged by the server. */
export default function FirmPage() {
  const [sorting, setSorting] = useState<SortingState>([{ id: 'nearest', desc: true }]);
  const [search, setSearch] = useState('');
  const [{ id, desc }] = sorting.length > 0 ? (sorting as [SortingState[number]]) : [{ id: 'account', desc: false }];
  const asked = { sort: id as FirmSort, direction: desc ? 'desc' : 'asc', search: search.toLowerCase() } as const;
  const pages = useInfiniteQuery({
    queryKey: ['accounts', 'firm', asked],
    queryFn: ({ pageParam, signal }) => api.firm({ ...asked, offset: pageParam, limit: PAGE_ROWS }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, _, offset) =>
      offset + last.accounts.length < last.total ? offset + last.accounts.length : undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > LIVE_PAGES ? false : POLL_MS),
    placeholderData: keepPreviousData,
  });
  const first = pages.data?.pages[0];
  const rows = pages.data ? onceEach(pages.data.pages) : NO_ROWS;
  const more = useCallback(() => {
    if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
  }, [pages]);
  const [managed, setManaged] = useState<string | null>(null);
  const columns = useColumns(setManaged);
  const may = useMay();
  const fault = /^[a-z0-9_-]*$/i.test(search) ? null : 'Letters, digits, _ and -';
  return (
    <div className="page">
      <title>Firm · Breakwater</title>
      <div className="page-head">
        <h1>Firm</h1>
        {first ? <span className="dim">{first.total === 1 ? 'one account' : `${whole(first.total)} accounts`}</span> : null}
      </div>
      {pages.isError ? (
        <Failure what="The accounts cannot be shown" error={pages.error} retry={() => void pages.refetch()} />
      ) : null}
      {first?.firm ? <Whole of={first.firm} /> : null}
      <Panel
        title="Accounts"
        aside={
          <TextInput
            size="xs"
            aria-label="Search an account"
            placeholder="Account"
            maxLength={32}
            value={search}
            error={fault}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        }
      >
        <DataTable
          label="Accounts of the firm"
          rows={rows}
          columns={columns}
          rowId={(row) => row.account}
          height="34rem"
          empty={pages.isPending ? 'Loading …' : 'No account fits.'}
          serverSort={{ state: sorting, change: setSorting }}
          onNearEnd={more}
          footer={`${whole(rows.length)} of ${whole(first?.total ?? 0)} loaded${rows.length > LIVE_PAGES * PAGE_ROWS ? '; figures stand still, search or sort to see fewer' : ''}`}
        />
      </Panel>
      {may('accounts.change') ? <OpenAccount /> : null}
      <Modal
        opened={managed !== null}
        onClose={() => setManaged(null)}
        title={`Account ${managed ?? ''}`}
        size="lg"
        transitionProps={{ duration: 0 }}
      >
        {managed === null ? null : <AccountDialog key={managed} account={managed} />}
      </Modal>
    </div>
  );
}

/** Accounts move between pages while figures move: the first page that has one keeps it. */
function onceEach(pages: FirmAnswer[]): FirmAccountAnswer[] {
  const seen = new Map<string, FirmAccountAnswer>();
  for (const { accounts } of pages) for (const row of accounts) if (!seen.has(row.account)) seen.set(row.account, row);
  return [...seen.values()];
}

function Whole({ of }: { of: NonNullable<FirmAnswer['firm']> }) {
  return (
    <Panel title="The firm as a whole">
      <dl className="figures panel-body">
        <Figure label="Equity">
          <span className="num">{money(of.equity)}</span>
        </Figure>
        <Figure label="P&L of the day">
          <Pnl value={of.total_pnl} />
        </Figure>
        <Figure label="Realised">
          <Pnl value={of.realized_pnl} />
        </Figure>
        <Figure label="Gross exposure">
          <span className="num">{money(of.gross_exposure)}</span>
        </Figure>
        <Figure label="Leverage">
          <span className="num">{ratio(of.leverage)}</span>
        </Figure>
        <Figure label="Open orders">
          <span className="num">{whole(of.open_orders)}</span>
        </Figure>
        <Figure label="Nearest limit of the firm">
          <Nearest of={of.nearest} />
        </Figure>
      </dl>
    </Panel>
  );
}

/** From here on a limit is called near. */
const NEAR = 0.8;

function Nearest({ of }: { of: FirmAccountAnswer['nearest'] }) {
  if (!of) return <span className="dim">nothing used</span>;
  const where = [of.symbol, of.scope.split('/')[1]?.replace(':', ' ')].filter((part) => part).join(', ');
  const words = `${of.words}${where === '' ? '' : ` (${where})`}`;
  const tone = of.share > 1 ? 'bad' : of.share >= NEAR ? 'warn' : 'neutral';
  return (
    <span title={`${words}: ${inUnitBeside(of.used, of.limit, of.unit)} of ${inUnitBeside(of.limit, of.used, of.unit)}`}>
      <Tag tone={tone} {...(tone === 'neutral' ? {} : { mark: tone === 'bad' ? '✕' : '⚠' })}>
        {percent(of.share * 100)}
      </Tag>{' '}
      {words}
    </span>
  );
}

function State({ breaker, locked }: Pick<FirmAccountAnswer, 'breaker' | 'locked'>) {
  if (locked)
    return (
      <Tag tone="bad" mark="■">
        Locked
      </Tag>
    );
  if (breaker === 'none')
    return (
      <Tag tone="good" mark="✓">
        Open
      </Tag>
    );
  return (
    <Tag tone="bad" mark="■">
      {breaker === 'halt' ? 'Halted' : 'Reduce only'}
    </Tag>
  );
}

function useColumns(manage: (account: string) => void): TableColumn<FirmAccountAnswer>[] {
  const navigate = useNavigate();
  const [columns] = useState<TableColumn<FirmAccountAnswer>[]>(() => {
    const amount = (id: 'equity' | 'gross_exposure', header: string): TableColumn<FirmAccountAnswer> => ({
      ...{ id, header, look: { width: 'minmax(8rem, 1fr)', end: true }, accessorFn: (row: FirmAccountAnswer) => row[id] },
      cell: ({ row }) => <span className="num">{money(row.original[id])}</span>,
    });
    return [
      {
        ...{ id: 'account', header: 'Account', look: { width: 'minmax(8rem, 1fr)' } },
        accessorFn: (row) => row.account,
        cell: ({ row }) => (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Open account ${row.original.account} on the trading page`}
            onClick={() => {
              chooseAccount(row.original.account);
              void navigate('/trading');
            }}
          >
            {row.original.account}
          </Button>
        ),
      },
      amount('equity', 'Equity'),
      {
        ...{ id: 'total_pnl', header: 'P&L of the day', look: { width: 'minmax(8rem, 1fr)', end: true } },
        accessorFn: (row) => row.total_pnl,
        cell: ({ row }) => <Pnl value={row.original.total_pnl} />,
      },
      amount('gross_exposure', 'Gross exposure'),
      {
        ...{ id: 'leverage', header: 'Leverage', look: { width: '6rem', end: true }, accessorFn: (row) => row.leverage },
        cell: ({ row }) => <span className="num">{ratio(row.original.leverage)}</span>,
      },
      {
        ...{ id: 'open_orders', header: 'Open orders', look: { width: '7rem', end: true }, accessorFn: (row) => row.open_orders },
        cell: ({ row }) => <span className="num">{whole(row.original.open_orders)}</span>,
      },
      {
        ...{ id: 'breaker', header: 'Trading', look: { width: '8rem' }, accessorFn: (row) => row.breaker },
        cell: ({ row }) => <State breaker={row.original.breaker} locked={row.original.locked} />,
      },
      {
        ...{ id: 'nearest', header: 'Nearest limit', look: { width: 'minmax(16rem, 2fr)' } },
        accessorFn: (row) => row.nearest?.share ?? 0,
        cell: ({ row }) => <Nearest of={row.original.nearest} />,
      },
      {
        ...{ id: 'manage', header: () => <span className="sr">Manage</span>, look: { width: '6.5rem', end: true } },
        enableSorting: false,
        cell: ({ row }) => (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Manage account ${row.original.account}`}
            onClick={() => manage(row.original.account)}
          >
            Manage
          </Button>
        ),
      },
    ];
  });
  return columns;
}
