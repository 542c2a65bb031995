import { keepPreviousData, type QueryClient, QueryClient as Client, useQuery } from '@tanstack/react-query';
import { api } from './calls.js';
import { RefusedError } from './client.js';

/** How often what no message tells is asked again. */
const POLL_MS = 2000;

export function createQueryClient(): QueryClient {
  return new Client({
    defaultOptions: {
      queries: {
        // What the API refuses it would refuse again; what did not answer is asked again by itself.
        retry: (count, error) => !(error instanceof RefusedError && error.problem.status < 500) && count < 2,
        retryDelay: 500,
        staleTime: 1000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** The part of a growing list's key that is never asked again: its pages (ui/growing-list.ts). */
export const PAGES = 'pages';

/**
 * Asks again for everything of these kinds that is shown, but for pages that are loaded: they may be hundreds, and what is new comes with the head. Nothing to wait
 * for: a mutation whose `onSettled` returns a promise shows its own answer only after it.
 */
export function refresh(queries: QueryClient, ...kinds: string[]): void {
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => kinds.includes(String(queryKey[0])) && queryKey.at(-1) !== PAGES,
  });
}

export const useAbout = () => useQuery({ queryKey: ['about'], queryFn: api.about, staleTime: Number.POSITIVE_INFINITY });
export const useAccount = (account: string) =>
  useQuery({
    queryKey: ['accounts', account],
    queryFn: ({ signal }) => api.account(account, signal),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
/** Names of accounts that fit, some of them: a firm may have ten thousand. */
export const useAccountNames = (search: string) =>
  useQuery({
    queryKey: ['accounts', 'names', search],
    queryFn: ({ signal }) => api.firm({ search, limit: 50 }, signal),
    select: ({ accounts, total }) => ({ names: accounts.map(({ account }) => account), total }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
export const useQuotes = () =>
  useQuery({ queryKey: ['quotes'], queryFn: ({ signal }) => api.quotes(signal), refetchInterval: POLL_MS });
export const usePositions = (account: string) =>
  useQuery({
    queryKey: ['positions', account],
    queryFn: ({ signal }) => api.positions(account, signal),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
/** Asked again at each CIRCUIT_BREAKER message (live/follow.ts), and now and then in case one was missed. */
export const useOpenBreakers = () =>
  useQuery({ queryKey: ['breakers'], queryFn: ({ signal }) => api.openBreakers(signal), refetchInterval: POLL_MS });
export const useReconciliation = () =>
  useQuery({ queryKey: ['reconciliation'], queryFn: ({ signal }) => api.reconciliation(signal), refetchInterval: 5000 });
/** A point a minute comes to it. `date` is the day that is drawn: a new one is asked for at once. */
export const usePnlHistory = (account: string, date: string | undefined) =>
  useQuery({
    queryKey: ['pnl-history', account, date],
    queryFn: ({ signal }) => api.pnlHistory(account, signal),
    refetchInterval: 60_000,
  });
export const useRecentAlerts = () =>
  useQuery({
    queryKey: ['alerts', 'recent'],
    queryFn: ({ signal }) => api.alerts({}, { limit: 10 }, signal),
    refetchInterval: 5000,
  });
export const useLimits = () => useQuery({ queryKey: ['limits'], queryFn: api.limits });
export const usePositionLimits = () => useQuery({ queryKey: ['limits', 'symbols'], queryFn: api.positionLimits });
export const useLimitChanges = () => useQuery({ queryKey: ['limits', 'changes'], queryFn: () => api.limitChanges(200) });
export const useLimitScopes = () => useQuery({ queryKey: ['limits', 'scopes'], queryFn: api.limitScopes });
export const useInstruments = (enabled = true) => useQuery({ queryKey: ['instruments'], queryFn: api.instruments, enabled });
export const useStrategies = () => useQuery({ queryKey: ['strategies'], queryFn: api.strategies });
/** Asked again now and then: no message tells of them. */
export const useHalts = () => useQuery({ queryKey: ['halts'], queryFn: api.halts, refetchInterval: POLL_MS });
export const useLocks = () => useQuery({ queryKey: ['locks'], queryFn: api.locks, refetchInterval: 5000 });
export const useRules = () => useQuery({ queryKey: ['rules'], queryFn: api.rules });
export const useDecision = (id: string) =>
  useQuery({ queryKey: ['decision', id], queryFn: () => api.decision(id), staleTime: 30_000 });
