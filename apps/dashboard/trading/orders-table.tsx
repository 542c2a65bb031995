import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { SortingState } from '@tanstack/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import type { OrderAnswer } from '#contracts/answers.js';
import { ORDER_SORTS } from '#contracts/sorts.js';
import { FINAL_STATUSES, ORDER_STATUSES } from '#core/model/order.js';
import { api, type OrdersFilter } from '../api/calls.js';
import { wordsFor } from '../api/client.js';
import { useLive } from '../live/use-live.js';
import { DataTable, type TableColumn } from '../ui/data-table.js';
import { Tag, type Tone, When } from '../ui/figures.js';
import { quantity, sentence, whole } from '../ui/format.js';
import { useGrowingList } from '../ui/growing-list.js';
import { Failure } from '../ui/notes.js';
import { usePrice } from '../instruments/use-price.js';
import { Amend } from './amend-order.js';

const TONES: Record<OrderAnswer['status'], Tone> = {
  NEW: 'neutral',
  PENDING_SUBMIT: 'neutral',
  WORKING: 'info',
  PARTIALLY_FILLED: 'info',
  FILLED: 'good',
  CANCELED: 'neutral',
  REJECTED: 'bad',
  EXPIRED: 'neutral',
};

/** The row as the last message left it: only rows in sight ask. */
function useNow(row: OrderAnswer): OrderAnswer {
  const update = useLive((state) => state.orders.get(row.order_id));
  if (!update || FINAL_STATUSES.includes(row.status)) return row;
  const { status, quantity: total, price, filled_quantity, leaves_quantity, reason } = update;
  return { ...row, status, quantity: total, price, filled_quantity, leaves_quantity, reason: reason || row.reason };
}

function Status({ row }: { row: OrderAnswer }) {
  const { status, reason } = useNow(row);
  return (
    <span title={reason}>
      <Tag tone={TONES[status]}>{sentence(status)}</Tag>
      {reason === '' ? null : <span className="dim"> {sentence(reason)}</span>}
    </span>
  );
}

function Price({ row }: { row: OrderAnswer }) {
  const { symbol, price, stop_price } = useNow(row);
  const text = usePrice();
  const limit = price === null ? 'Market' : text(symbol, price);
  return stop_price === null ? limit : `${limit}, stop ${text(symbol, stop_price)}`;
}

function Filled({ row }: { row: OrderAnswer }) {
  const now = useNow(row);
  return (
    <>
      {quantity(now.filled_quantity)} / {quantity(now.quantity)}
    </>
  );
}

function Cancel({ row }: { row: OrderAnswer }) {
  const { status } = useNow(row);
  const cancel = useMutation({
    mutationFn: () => api.cancel(row.order_id),
    onError: (error) =>
      notifications.show({ color: 'red.9', title: `${row.symbol} was not cancelled`, message: wordsFor(error) }),
  });
  if (FINAL_STATUSES.includes(status)) return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={cancel.isPending}
      disabled={cancel.isSuccess}
      aria-label={`Cancel ${row.side} ${quantity(row.quantity)} ${row.symbol}`}
      onClick={() => cancel.mutate()}
    >
      {cancel.isSuccess ? 'Cancelling' : 'Cancel'}
    </Button>
  );
}

/** Only what the broker has confirmed can be amended. */
function AmendNow({ row }: { row: OrderAnswer }) {
  const now = useNow(row);
  return <Amend row={now} open={now.status === 'WORKING' || now.status === 'PARTIALLY_FILLED'} />;
}

const columns: TableColumn<OrderAnswer>[] = [
  {
    id: 'received_at',
    header: 'Received',
    look: { width: 'minmax(12.5rem, 1.4fr)' },
    accessorFn: (row) => row.received_at,
    cell: ({ row }) => (row.original.received_at === null ? '–' : <When at={row.original.received_at} />),
  },
  {
    id: 'symbol',
    header: 'Symbol',
    look: { width: 'minmax(4.5rem, 0.6fr)' },
    accessorFn: (row) => row.symbol,
    cell: ({ row }) => <strong>{row.original.symbol}</strong>,
  },
  {
    id: 'side',
    header: 'Side',
    look: { width: '3.6rem' },
    enableSorting: false,
    cell: ({ row }) => (row.original.side === 'BUY' ? 'Buy' : 'Sell'),
  },
  {
    id: 'quantity',
    header: 'Quantity',
    look: { width: 'minmax(5.5rem, 0.6fr)', end: true },
    accessorFn: (row) => row.quantity,
    cell: ({ row }) => quantity(row.original.quantity),
  },
  {
    id: 'price',
    header: 'Price',
    look: { width: 'minmax(6rem, 0.7fr)', end: true },
    accessorFn: (row) => row.price,
    cell: ({ row }) => <Price row={row.original} />,
  },
  {
    id: 'filled',
    header: 'Filled',
    look: { width: 'minmax(5.5rem, 0.6fr)', end: true },
    enableSorting: false,
    cell: ({ row }) => <Filled row={row.original} />,
  },
  {
    id: 'status',
    header: 'Status',
    look: { width: 'minmax(13rem, 2fr)' },
    accessorFn: (row) => row.status,
    cell: ({ row }) => <Status row={row.original} />,
  },
  {
    id: 'why',
    header: 'Decision',
    look: { width: '5rem' },
    enableSorting: false,
    cell: ({ row }) =>
      row.original.foreign ? (
        <span className="dim">not ours</span>
      ) : (
        <Link
          className="link-cell"
          to={`/decisions/${row.original.decision_id}`}
          aria-label={`Why: the decision on ${row.original.client_order_id}`}
        >
          Why
        </Link>
      ),
  },
  {
    id: 'amend',
    header: () => <span className="sr">Amend</span>,
    look: { width: '5.5rem' },
    enableSorting: false,
    cell: ({ row }) => <AmendNow row={row.original} />,
  },
  {
    id: 'cancel',
    header: () => <span className="sr">Cancel</span>,
    look: { width: '6rem' },
    enableSorting: false,
    cell: ({ row }) => <Cancel row={row.original} />,
  },
];

const clientIdColumn: TableColumn<OrderAnswer> = {
  id: 'client_order_id',
  header: 'Client’s id',
  look: { width: 'minmax(10rem, 1fr)' },
  enableSorting: false,
  cell: ({ row }) => <span className="mono">{row.original.client_order_id}</span>,
};
const columnsWithIds = [...columns.slice(0, 2), clientIdColumn, ...columns.slice(2)];

const idOf = (row: OrderAnswer) => row.order_id;
const NEWEST_FIRST: SortingState = [{ id: 'received_at', desc: true }];

/** Orders of any number: filtered and sorted by the server, drawn only where they are in sight, cancelled in place. */
export function OrdersTable({
  account,
  height,
  text: givenText,
  withIds = false,
}: {
  account?: string;
  height: string;
  text?: string;
  withIds?: boolean;
}) {
  const [typed, setTyped] = useState(givenText ?? '');
  const [text] = useDebouncedValue(typed.trim(), 300);
  const [status, setStatus] = useState<string | null>(null);
  const [side, setSide] = useState<string | null>(null);
  const [sorting, setSorting] = useState<SortingState>(NEWEST_FIRST);
  const [sort = { id: 'received_at', desc: true }] = sorting;
  const follows = sort.id === 'received_at' && sort.desc;
  const filter: OrdersFilter = {
    account,
    text: text === '' ? undefined : text,
    status: ORDER_STATUSES.find((one) => one === status),
    side: side === 'BUY' || side === 'SELL' ? side : undefined,
    sort: ORDER_SORTS.find((one) => one === sort.id) ?? 'received_at',
    direction: sort.desc ? 'desc' : 'asc',
  };
  const list = useGrowingList<OrderAnswer>(
    ['orders', filter],
    async (page, signal) => {
      const { orders, next_cursor } = await api.orders(filter, page, signal);
      return { rows: orders, next_cursor };
    },
    idOf,
    follows,
  );
  return (
    <>
      <div className="filters">
        <TextInput
          label="Search"
          size="xs"
          placeholder="Symbol, order, decision or client’s id"
          className="grow"
          maxLength={64}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Select
          label="Status"
          size="xs"
          clearable
          placeholder="Any"
          data={ORDER_STATUSES.map((value) => ({ value, label: sentence(value) }))}
          value={status}
          onChange={setStatus}
        />
        <Select
          label="Side"
          size="xs"
          clearable
          placeholder="Any"
          w={110}
          data={[
            { value: 'BUY', label: 'Buy' },
            { value: 'SELL', label: 'Sell' },
          ]}
          value={side}
          onChange={setSide}
        />
      </div>
      {list.error ? <Failure what="Orders cannot be shown" error={list.error} retry={list.reload} /> : null}
      <DataTable
        label="Orders"
        rows={list.rows}
        columns={withIds ? columnsWithIds : columns}
        rowId={idOf}
        height={height}
        serverSort={{ state: sorting, change: (next) => setSorting(next.length === 0 ? NEWEST_FIRST : next) }}
        onNearEnd={list.loadMore}
        empty={list.loading ? 'Loading …' : text || status || side ? 'No order fits.' : 'No order yet. Place one in the form.'}
        footer={
          <>
            <span role="status">
              {whole(list.rows.length)} loaded{list.more ? ', more as you scroll' : ''}
            </span>
            <Group gap="xs">
              {follows ? (
                <span>Updates by itself</span>
              ) : (
                <Button size="compact-xs" variant="default" onClick={list.reload}>
                  Refresh
                </Button>
              )}
            </Group>
          </>
        }
      />
    </>
  );
}
