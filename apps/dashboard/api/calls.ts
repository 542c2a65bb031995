/** Every route that the screens use, with the contract's types for what goes and what comes. */
import type { z } from 'zod';
import type {
  AmendAnswer,
  AboutAnswer,
  AcceptedAnswer,
  AccountOpenedAnswer,
  AccountsAnswer,
  AdoptionAnswer,
  AlertsAnswer,
  AllowListsAnswer,
  AuditAnswer,
  BreakersAnswer,
  CancelAllAnswer,
  CancelAnswer,
  CashMovedAnswer,
  CheckAnswer,
  DailyPnlHistoryAnswer,
  DecisionAnswer,
  EffectiveLimitsAnswer,
  FirmAnswer,
  HaltAnswer,
  HaltsAnswer,
  HeartbeatsAnswer,
  InstrumentsAnswer,
  LimitScopesAnswer,
  ListAnswer,
  LocateAnswer,
  LocatesAnswer,
  LockAnswer,
  LocksAnswer,
  OpenSessionsAnswer,
  OverrideRequestAnswer,
  OverrideRequestsAnswer,
  OverridesAnswer,
  PermissionsAnswer,
  RestrictionsAnswer,
  ScopedLimitsAnswer,
  SplitAnswer,
  StrategiesAnswer,
  TimeWindowsAnswer,
  FillsAnswer,
  ImpactAnswer,
  LimitChangesAnswer,
  LimitsAnswer,
  ModeAnswer,
  OrdersAnswer,
  PositionLimitAnswer,
  PositionLimitsAnswer,
  PositionsAnswer,
  QuotesAnswer,
  ReconciliationAnswer,
  ResetAnswer,
  RulesAnswer,
  TripAnswer,
  WarningsAnswer,
} from '#contracts/answers.js';
import type { accountBody, cashBody, locateBody, lockBody, splitBody } from '#contracts/accounts.js';
import type { permissionBody, restrictionBody, strategyBody, timeWindowBody } from '#contracts/instruments.js';
import type { alertsQuery, auditQuery, firmQuery, ordersQuery } from '#contracts/listing.js';
import type { orderBody } from '#contracts/order.js';
import type {
  adoptionBody,
  haltBody,
  impactBody,
  limitsBody,
  modeBody,
  positionLimitBody,
  resetBody,
  tripBody,
  warningBody,
} from '#contracts/risk.js';
import { addressOf, call } from './client.js';

export type OrderInput = z.input<typeof orderBody>;
export type LimitsInput = z.input<typeof limitsBody>;
export type PositionLimitInput = z.input<typeof positionLimitBody>;
export type ImpactInput = z.input<typeof impactBody>;
/** As in an address: all text, and what is left out is not asked. */
type Asked<T> = { [K in keyof T]?: T[K] | undefined };
export type OrdersFilter = Asked<Omit<z.output<typeof ordersQuery>, 'limit' | 'cursor'>>;
export type AlertsFilter = Asked<Omit<z.output<typeof alertsQuery>, 'limit' | 'cursor'>>;
export type AuditFilter = Asked<Omit<z.output<typeof auditQuery>, 'limit' | 'cursor'>>;
interface Paging {
  limit: number;
  cursor?: string | undefined;
}

export const api = {
  about: () => call<AboutAnswer>('GET', '/api/about'),
  account: (account: string, signal?: AbortSignal) =>
    call<AccountsAnswer>('GET', addressOf('/api/accounts', { account }), undefined, signal),
  openAccount: (body: z.input<typeof accountBody>) => call<AccountOpenedAnswer>('POST', '/api/accounts', body),
  moveCash: (account: string, body: z.input<typeof cashBody>) =>
    call<CashMovedAnswer>('POST', `/api/accounts/${encodeURIComponent(account)}/cash`, body),
  locks: () => call<LocksAnswer>('GET', '/api/risk/locks'),
  lock: (body: z.input<typeof lockBody>) => call<LockAnswer>('POST', '/api/risk/lock', body),
  arm: (body: z.input<typeof lockBody>) => call<LockAnswer>('POST', '/api/risk/arm', body),
  halts: () => call<HaltsAnswer>('GET', '/api/risk/halts'),
  changeHalt: (body: z.input<typeof haltBody>) => call<HaltAnswer>('POST', '/api/risk/halts', body),
  heartbeats: () => call<HeartbeatsAnswer>('GET', '/api/heartbeat'),
  orderSessions: () => call<OpenSessionsAnswer>('GET', '/api/sessions'),
  firm: (asked: Asked<z.input<typeof firmQuery>>, signal?: AbortSignal) =>
    call<FirmAnswer>('GET', addressOf('/api/firm', asked as Record<string, string | number>), undefined, signal),
  limitScopes: () => call<LimitScopesAnswer>('GET', '/api/risk/limits/scopes'),
  setScoped: (scope: string, body: Record<string, unknown>) =>
    call<ScopedLimitsAnswer>('PUT', addressOf('/api/risk/limits/scoped', { scope }), body),
  removeScoped: (scope: string, limit?: string) =>
    call<ScopedLimitsAnswer>('DELETE', addressOf('/api/risk/limits/scoped', { scope, limit })),
  effective: (of: { account: string; symbol?: string; strategy?: string; user?: string }, signal?: AbortSignal) =>
    call<EffectiveLimitsAnswer>('GET', addressOf('/api/risk/limits/effective', of), undefined, signal),
  instruments: () => call<InstrumentsAnswer>('GET', '/api/instruments'),
  setInstrument: (symbol: string, body: Record<string, string>) =>
    call<InstrumentsAnswer>('PUT', `/api/instruments/${encodeURIComponent(symbol)}`, body),
  importInstruments: (body: { csv: string; reason?: string }) => call<InstrumentsAnswer>('POST', '/api/instruments/csv', body),
  split: (symbol: string, body: z.input<typeof splitBody>) =>
    call<SplitAnswer>('POST', `/api/instruments/${encodeURIComponent(symbol)}/split`, body),
  strategies: () => call<StrategiesAnswer>('GET', '/api/strategies'),
  setStrategy: (strategy: string, body: z.input<typeof strategyBody>) =>
    call<StrategiesAnswer>('PUT', `/api/strategies/${encodeURIComponent(strategy)}`, body),
  removeStrategy: (strategy: string) => call<StrategiesAnswer>('DELETE', `/api/strategies/${encodeURIComponent(strategy)}`),
  timeWindows: () => call<TimeWindowsAnswer>('GET', '/api/time-windows'),
  setTimeWindow: (name: string, body: z.input<typeof timeWindowBody>) =>
    call<TimeWindowsAnswer>('PUT', `/api/time-windows/${encodeURIComponent(name)}`, body),
  removeTimeWindow: (name: string) => call<TimeWindowsAnswer>('DELETE', `/api/time-windows/${encodeURIComponent(name)}`),
  restrictions: () => call<RestrictionsAnswer>('GET', '/api/restrictions'),
  setRestriction: (name: string, body: z.input<typeof restrictionBody>) =>
    call<RestrictionsAnswer>('PUT', `/api/restrictions/${encodeURIComponent(name)}`, body),
  removeRestriction: (name: string) => call<RestrictionsAnswer>('DELETE', `/api/restrictions/${encodeURIComponent(name)}`),
  overrides: () => call<OverridesAnswer>('GET', '/api/overrides'),
  makeOverride: (name: string, body: Record<string, unknown>) =>
    call<OverridesAnswer | OverrideRequestAnswer>('PUT', `/api/overrides/${encodeURIComponent(name)}`, body),
  overrideRequests: () => call<OverrideRequestsAnswer>('GET', '/api/override-requests'),
  agreeToOverride: (id: string, content_hash: string) =>
    call<OverridesAnswer>('POST', `/api/override-requests/${encodeURIComponent(id)}/agree`, { content_hash }),
  declineOverride: (id: string, reason: string) =>
    call<OverrideRequestAnswer>('POST', `/api/override-requests/${encodeURIComponent(id)}/decline`, { reason }),
  withdrawOverride: (id: string) =>
    call<OverrideRequestAnswer>('POST', `/api/override-requests/${encodeURIComponent(id)}/withdraw`),
  endOverride: (name: string) => call<OverridesAnswer>('DELETE', `/api/overrides/${encodeURIComponent(name)}`),
  permissions: () => call<PermissionsAnswer>('GET', '/api/permissions'),
  setPermission: (user: string, body: z.input<typeof permissionBody>) =>
    call<PermissionsAnswer>('PUT', `/api/permissions/${encodeURIComponent(user)}`, body),
  removePermission: (user: string) => call<PermissionsAnswer>('DELETE', `/api/permissions/${encodeURIComponent(user)}`),
  allowLists: () => call<AllowListsAnswer>('GET', '/api/allow-lists'),
  setAllowList: (scope: string, body: { symbols: string[]; reason?: string }) =>
    call<AllowListsAnswer>('PUT', addressOf('/api/allow-lists', { scope }), body),
  removeAllowList: (scope: string) => call<AllowListsAnswer>('DELETE', addressOf('/api/allow-lists', { scope })),
  warnOnly: () => call<WarningsAnswer>('GET', '/api/risk/warn-only'),
  setWarnOnly: (name: string, body: z.input<typeof warningBody>) =>
    call<WarningsAnswer>('PUT', `/api/risk/warn-only/${encodeURIComponent(name)}`, body),
  removeWarnOnly: (name: string) => call<WarningsAnswer>('DELETE', `/api/risk/warn-only/${encodeURIComponent(name)}`),
  locates: () => call<LocatesAnswer>('GET', '/api/locates'),
  bookLocate: (body: z.input<typeof locateBody>) => call<LocateAnswer>('POST', '/api/locates', body),
  quotes: (signal?: AbortSignal) => call<QuotesAnswer>('GET', '/api/quotes', undefined, signal),
  positions: (account: string, signal?: AbortSignal) =>
    call<PositionsAnswer>('GET', addressOf('/api/positions', { account }), undefined, signal),
  orders: (filter: OrdersFilter, page: Paging, signal?: AbortSignal) =>
    call<OrdersAnswer>('GET', addressOf('/api/orders', { ...filter, ...page }), undefined, signal),
  fills: (account: string, page: Paging, signal?: AbortSignal) =>
    call<FillsAnswer>('GET', addressOf('/api/fills', { account, ...page }), undefined, signal),
  submit: (order: OrderInput) => call<AcceptedAnswer>('POST', '/api/order', order),
  submitList: (list: { orders: OrderInput[]; one_cancels_other: boolean }) => call<ListAnswer>('POST', '/api/orders', list),
  check: (order: OrderInput, signal?: AbortSignal) => call<CheckAnswer>('POST', '/api/order/check', order, signal),
  amend: (orderId: string, amendment: { quantity?: string; price?: string; stop_price?: string }) =>
    call<AmendAnswer>('PATCH', `/api/orders/${encodeURIComponent(orderId)}`, amendment),
  cancelAll: (of: { account?: string; symbol?: string }) => call<CancelAllAnswer>('DELETE', addressOf('/api/orders', of)),
  cancel: (orderId: string) => call<CancelAnswer>('DELETE', `/api/orders/${encodeURIComponent(orderId)}`),
  limits: () => call<LimitsAnswer>('GET', '/api/risk/limits'),
  changeLimits: (body: LimitsInput) => call<LimitsAnswer>('PUT', '/api/risk/limits', body),
  limitChanges: (limit: number) => call<LimitChangesAnswer>('GET', addressOf('/api/risk/limits/changes', { limit })),
  impact: (body: ImpactInput, signal?: AbortSignal) => call<ImpactAnswer>('POST', '/api/risk/limits/impact', body, signal),
  positionLimits: () => call<PositionLimitsAnswer>('GET', '/api/risk/position-limits'),
  changePositionLimit: (symbol: string, body: PositionLimitInput) =>
    call<PositionLimitAnswer>('PUT', `/api/risk/position-limits/${encodeURIComponent(symbol)}`, body),
  alerts: (filter: AlertsFilter, page: Paging, signal?: AbortSignal) =>
    call<AlertsAnswer>('GET', addressOf('/api/risk/alerts', { ...filter, ...page }), undefined, signal),
  audit: (filter: AuditFilter, page: Paging, signal?: AbortSignal) =>
    call<AuditAnswer>('GET', addressOf('/api/audit', { ...filter, ...page }), undefined, signal),
  pnlHistory: (account: string, signal?: AbortSignal) =>
    call<DailyPnlHistoryAnswer>('GET', addressOf('/api/risk/daily-pnl/history', { account }), undefined, signal),
  openBreakers: (signal?: AbortSignal) =>
    call<BreakersAnswer>('GET', addressOf('/api/risk/circuit-breakers', { open: true, limit: 50 }), undefined, signal),
  trip: (body: z.input<typeof tripBody>) => call<TripAnswer>('POST', '/api/risk/circuit-breaker/trip', body),
  changeMode: (body: z.input<typeof modeBody>) => call<ModeAnswer>('POST', '/api/risk/circuit-breaker/mode', body),
  reset: (body: z.input<typeof resetBody>) => call<ResetAnswer>('POST', '/api/risk/circuit-breaker/reset', body),
  reconciliation: (signal?: AbortSignal) => call<ReconciliationAnswer>('GET', '/api/broker/reconciliation', undefined, signal),
  adopt: (body: z.input<typeof adoptionBody>) => call<AdoptionAnswer>('POST', '/api/broker/adopt', body),
  decision: (id: string) => call<DecisionAnswer>('GET', `/api/decisions/${encodeURIComponent(id)}`),
  rules: () => call<RulesAnswer>('GET', '/api/rules'),
};
