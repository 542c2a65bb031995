import { Tabs } from '@mantine/core';
import type { FillAnswer, PositionAnswer } from '#contracts/answers.js';
import { api } from '../api/calls.js';
import { usePositions } from '../api/hooks.js';
import { usePrice } from '../instruments/use-price.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Panel, Pnl, When } from '../ui/figures.js';
import { money, quantity, whole } from '../ui/format.js';
import { useGrowingList } from '../ui/growing-list.js';
import { Failure } from '../ui/notes.js';
import { OrdersTable } from './orders-table.js';

const HEIGHT = '22rem';

/** What became of the orders: orders, executions and positions. */
export function Books({ account }: { account: string }) {
  return (
    <Panel title="Orders and executions">
      <Tabs defaultValue="orders" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="orders">Orders</Tabs.Tab>
          <Tabs.Tab value="fills">Executions</Tabs.Tab>
          <Tabs.Tab value="positions">Positions</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="orders">
          <OrdersTable account={account} height={HEIGHT} />
        </Tabs.Panel>
        <Tabs.Panel value="fills">
          <FillsTable account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="positions">
          <PositionsTable account={account} />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

function FillPrice({ fill: { symbol, price } }: { fill: FillAnswer }) {
  return usePrice()(symbol, price);
}

const fillColumns: TableColumn<FillAnswer>[] = [
  {
    id: 'executed_at',
    header: 'Executed',
    look: { width: 'minmax(12.5rem, 1.4fr)' },
    enableSorting: false,
    cell: ({ row }) => <When at={row.original.executed_at} />,
  },
  {
    id: 'symbol',
    header: 'Symbol',
    look: { width: 'minmax(5rem, 1fr)' },
    enableSorting: false,
    cell: ({ row }) => <strong>{row.original.symbol}</strong>,
  },
  {
    id: 'side',
    header: 'Side',
    look: { width: '4rem' },
    enableSorting: false,
    cell: ({ row }) => (row.original.side === 'BUY' ? 'Buy' : 'Sell'),
  },
  {
    id: 'quantity',
    header: 'Quantity',
    look: { width: 'minmax(5.5rem, 1fr)', end: true },
    enableSorting: false,
    cell: ({ row }) => quantity(row.original.quantity),
  },
  {
    id: 'price',
    header: 'Price',
    look: { width: 'minmax(6rem, 1fr)', end: true },
    enableSorting: false,
    cell: ({ row }) => <FillPrice fill={row.original} />,
  },
  {
    id: 'fee',
    header: 'Fee',
    look: { width: 'minmax(5rem, 1fr)', end: true },
    enableSorting: false,
    cell: ({ row }) => money(row.original.fee),
  },
  {
    id: 'realized',
    header: 'Realised',
    look: { width: 'minmax(6rem, 1fr)', end: true },
    enableSorting: false,
    cell: ({ row }) => <Pnl value={row.original.realized_pnl} />,
  },
];
const fillId = (row: FillAnswer) => row.execution_id;

function FillsTable({ account }: { account: string }) {
  const list = useGrowingList<FillAnswer>(
    ['fills', account],
    async (page, signal) => {
      const { fills, next_cursor } = await api.fills(account, page, signal);
      return { rows: fills, next_cursor };
    },
    fillId,
  );
  return (
    <>
      {list.error ? <Failure what="Executions cannot be shown" error={list.error} retry={list.reload} /> : null}
      <DataTable
        label="Executions"
        rows={list.rows}
        columns={fillColumns}
        rowId={fillId}
        height={HEIGHT}
        onNearEnd={list.loadMore}
        empty={list.loading ? 'Loading …' : 'Nothing was executed yet.'}
        footer={
          <span role="status">
            {whole(list.rows.length)} loaded{list.more ? ', more as you scroll' : ''}
          </span>
        }
      />
    </>
  );
}

const positionColumns: TableColumn<PositionAnswer>[] = [
  {
    id: 'symbol',
    header: 'Symbol',
    look: { width: 'minmax(5rem, 1fr)' },
    accessorFn: (row) => row.symbol,
    cell: ({ row }) => <strong>{row.original.symbol}</strong>,
  },
  {
    id: 'quantity',
    header: 'Quantity',
    look: { width: 'minmax(5.5rem, 1fr)', end: true },
    accessorFn: (row) => row.quantity,
    cell: ({ row }) => quantity(row.original.quantity),
  },
  {
    id: 'average',
    header: 'Average',
    look: { width: 'minmax(6rem, 1fr)', end: true },
    accessorFn: (row) => row.average_price,
    cell: ({ row: { original: p } }) =>
      p.currency === 'USD' ? money(p.average_price) : `${p.average_price.toFixed(2)} ${p.currency}`,
  },
  {
    id: 'value',
    header: 'Value',
    look: { width: 'minmax(7rem, 1fr)', end: true },
    accessorFn: (row) => row.market_value,
    cell: ({ row }) => money(row.original.market_value),
  },
  {
    id: 'unrealised',
    header: 'Unrealised',
    look: { width: 'minmax(7rem, 1fr)', end: true },
    accessorFn: (row) => row.unrealized_pnl,
    cell: ({ row }) => <Pnl value={row.original.unrealized_pnl} />,
  },
  {
    id: 'realised',
    header: 'Realised',
    look: { width: 'minmax(7rem, 1fr)', end: true },
    accessorFn: (row) => row.realized_pnl,
    cell: ({ row }) => <Pnl value={row.original.realized_pnl} />,
  },
  {
    id: 'exposure',
    header: 'Worst case',
    look: { width: 'minmax(7rem, 1fr)', end: true },
    accessorFn: (row) => row.exposure,
    cell: ({ row }) => money(row.original.exposure),
  },
];
const positionId = (row: PositionAnswer) => row.symbol;
const NO_POSITIONS: PositionAnswer[] = [];

function PositionsTable({ account }: { account: string }) {
  const positions = usePositions(account);
  if (positions.isError && !positions.data)
    return <Failure what="Positions cannot be shown" error={positions.error} retry={() => void positions.refetch()} />;
  return (
    <DataTable
      label="Positions"
      rows={positions.data?.positions ?? NO_POSITIONS}
      columns={positionColumns}
      rowId={positionId}
      height={HEIGHT}
      empty={positions.isPending ? 'Loading …' : 'No position is open.'}
    />
  );
}
