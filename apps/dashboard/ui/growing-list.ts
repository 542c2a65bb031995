import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { PAGES } from '../api/hooks.js';

const PAGE_ROWS = 200;
const HEAD_ROWS = 50;
const HEAD_EVERY_MS = 2000;
/** New rows that are kept beside the pages before all is loaded anew. */
const FRESH_MAX = 5000;

export interface ListPage<Row> {
  rows: Row[];
  next_cursor: string | null;
}
export type LoadPage<Row> = (page: { limit: number; cursor?: string | undefined }, signal: AbortSignal) => Promise<ListPage<Row>>;

export interface GrowingList<Row> {
  rows: Row[];
  more: boolean;
  loading: boolean;
  error: unknown;
  loadMore: () => void;
  reload: () => void;
}

/**
 * A listing of the API that is paged by cursor, newest first, loaded page by page while it is scrolled, with what is new put before it. Pages that are
 * loaded are never asked again, so the hundredth page costs what the first did. `follows` is false for another order than newest first: then
 * nothing can be put before it.
 */
export function useGrowingList<Row>(
  key: readonly unknown[],
  load: LoadPage<Row>,
  idOf: (row: Row) => string,
  follows = true,
): GrowingList<Row> {
  const queries = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: [...key, PAGES],
    queryFn: ({ pageParam, signal }) => load({ limit: PAGE_ROWS, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
  });
  const head = useQuery({
    queryKey: [...key, 'head'],
    queryFn: ({ signal }) => load({ limit: HEAD_ROWS }, signal),
    enabled: follows && pages.isSuccess,
    refetchInterval: HEAD_EVERY_MS,
    gcTime: 0,
  });
  const fresh = useRef({ key: '', rows: new Map<string, Row>() });
  const name = JSON.stringify(key);
  const reload = useCallback(() => {
    fresh.current = { key: '', rows: new Map() };
    void queries.resetQueries({ queryKey: key });
    // The key's content is its name.
  }, [queries, name]);

  const paged = useMemo(() => (pages.data?.pages ?? []).flatMap((page) => page.rows), [pages.data]);
  const pagedIds = useMemo(() => new Set(paged.map(idOf)), [paged, idOf]);
  const merged = useMemo(() => {
    if (fresh.current.key !== name) fresh.current = { key: name, rows: new Map() };
    if (!follows || !head.data) return { rows: paged, gap: false };
    const known = fresh.current.rows;
    const gap = head.data.next_cursor !== null && !head.data.rows.some((row) => known.has(idOf(row)) || pagedIds.has(idOf(row)));
    const now = new Map(head.data.rows.map((row) => [idOf(row), row]));
    const before = head.data.rows.filter((row) => !pagedIds.has(idOf(row)) && !known.has(idOf(row)));
    const kept = [...before.map((row): [string, Row] => [idOf(row), row]), ...known].map(([id, row]): [string, Row] => [
      id,
      now.get(id) ?? row,
    ]);
    fresh.current.rows = new Map(kept);
    return {
      rows: [...kept.map(([, row]) => row), ...paged.map((row) => now.get(idOf(row)) ?? row)],
      gap: gap || kept.length > FRESH_MAX,
    };
  }, [name, follows, head.data, paged, pagedIds, idOf]);

  useEffect(() => {
    if (merged.gap) reload();
  }, [merged.gap, reload]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { rows: merged.rows, more: hasNextPage, loading: pages.isFetching, error: pages.error, loadMore, reload };
}
