import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type RowData,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});

/** `width` is a grid track such as `minmax(6rem, 1fr)`; `end` aligns figures at their right. */
export interface ColumnLook {
  width: string;
  end?: boolean;
}
export type TableColumn<Row extends RowData> = ColumnDef<typeof features, Row> & { id: string; look: ColumnLook };

const OVERSCAN_ROWS = 12;
/** The next page is asked for when the last shown row is this near to the last loaded one. */
const NEAR_END_ROWS = 40;

interface Props<Row extends RowData> {
  label: string;
  rows: Row[];
  columns: TableColumn<Row>[];
  rowId: (row: Row) => string;
  rowHeight?: number;
  height: string;
  /** What stands there instead of rows. */
  empty: ReactNode;
  /** Sorted by the server: the table shows the state and asks for another. Without it the table sorts what it has. */
  serverSort?: { state: SortingState; change: (next: SortingState) => void };
  onNearEnd?: () => void;
  /** Said below the rows: how many, whether more are coming. */
  footer?: ReactNode;
}

/**
 * A table of any length: only the rows in sight are in the document, of one height each, so that scrolling costs the same at the hundred
 * thousandth row as at the first.
 */
export function DataTable<Row extends RowData>(props: Props<Row>) {
  const { label, rows, columns, rowId, rowHeight = 34, height, empty, serverSort, onNearEnd, footer } = props;
  const [ownSort, setOwnSort] = useState<SortingState>([]);
  const sorting = serverSort?.state ?? ownSort;
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    manualSorting: serverSort !== undefined,
    enableMultiSort: false,
    onSortingChange: (update) => {
      const next = typeof update === 'function' ? update(sorting) : update;
      if (serverSort) serverSort.change(next);
      else setOwnSort(next);
    },
  });
  const scroller = useRef<HTMLDivElement>(null);
  const sorted = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => sorted[index]?.id ?? index,
    overscan: OVERSCAN_ROWS,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (sorted.length > 0 && lastShown >= sorted.length - NEAR_END_ROWS) onNearEnd?.();
  }, [lastShown, sorted.length, onNearEnd]);
  const tracks: CSSProperties = { gridTemplateColumns: columns.map(({ look }) => look.width).join(' ') };
  const look = new Map(columns.map((column) => [column.id, column.look]));

  return (
    <div className="table-frame">
      {/* Scrolled by keyboard too, so it takes the focus and has a name. */}
      <section
        ref={scroller}
        className="table-scroll"
        style={{ maxHeight: height }}
        tabIndex={0}
        aria-label={`${label}, scrollable`}
      >
        <div role="table" aria-label={label} aria-rowcount={sorted.length + 1} className="table">
          <div role="rowgroup" className="table-head">
            {table.getHeaderGroups().map((group) => (
              <div role="row" aria-rowindex={1} key={group.id} className="table-row" style={tracks}>
                {group.headers.map((header) => {
                  const direction = header.column.getIsSorted();
                  const sortable = header.column.getCanSort();
                  return (
                    <div
                      role="columnheader"
                      key={header.id}
                      aria-sort={
                        direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : sortable ? 'none' : undefined
                      }
                      className={look.get(header.column.id)?.end ? 'cell cell-end' : 'cell'}
                    >
                      {sortable ? (
                        <button type="button" className="sort" onClick={header.column.getToggleSortingHandler()}>
                          <table.FlexRender header={header} />
                          <span aria-hidden="true" className="sort-mark">
                            {direction === 'asc' ? '▲' : direction === 'desc' ? '▼' : '↕'}
                          </span>
                        </button>
                      ) : (
                        <table.FlexRender header={header} />
                      )}
                    </div>
                  );
                })}
              </div>
            ))}
          </div>
          <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = sorted[item.index];
              if (!row) return null;
              return (
                <div
                  role="row"
                  key={row.id}
                  aria-rowindex={item.index + 2}
                  className={item.index % 2 === 0 ? 'table-row' : 'table-row table-odd'}
                  style={{ ...tracks, height: rowHeight, transform: `translateY(${item.start}px)` }}
                >
                  {row.getAllCells().map((cell) => (
                    <div role="cell" key={cell.id} className={look.get(cell.column.id)?.end ? 'cell cell-end' : 'cell'}>
                      <table.FlexRender cell={cell} />
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
        {sorted.length === 0 ? <div className="table-empty">{empty}</div> : null}
      </section>
      {footer === undefined ? null : <div className="table-foot">{footer}</div>}
    </div>
  );
}
