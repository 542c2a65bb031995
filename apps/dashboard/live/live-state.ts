import type { AlertAnswer } from '#contracts/answers.js';
import type { OrderUpdate, PnlUpdate, ServerMessage } from '#contracts/messages.js';

/** Alerts that the risk dashboard shows, and order updates that tables are told of before they have asked again. */
const ALERTS_MAX = 10;
const ORDERS_MAX = 2000;
/** An hour of one a second. */
const POINTS_MAX = 3600;

export interface PnlPoint {
  /** Unix seconds. */
  at: number;
  total: number;
  realized: number;
}

export type LiveAlert = Pick<
  AlertAnswer,
  'id' | 'alert_type' | 'severity' | 'symbol' | 'message' | 'created_at' | 'decision_id' | 'count'
>;

/**
 * What the messages so far amount to. Each revision grows with a message of its kind: who shows data of the API asks again then. Never
 * changed in place, but for `points`, which only grow at their end (one array a second would be garbage).
 */
export interface LiveState {
  pnl: Record<string, PnlUpdate>;
  points: Record<string, PnlPoint[]>;
  alerts: LiveAlert[];
  orders: Map<string, OrderUpdate>;
  revision: { pnl: number; alerts: number; breakers: number; orders: number; limits: number };
  /** Where to resume; null before the first message. */
  lastId: string | null;
}

export const emptyLiveState: LiveState = {
  pnl: {},
  points: {},
  alerts: [],
  orders: new Map(),
  revision: { pnl: 0, alerts: 0, breakers: 0, orders: 0, limits: 0 },
  lastId: null,
};

/** All messages of one frame at once: one new state, however many they are. */
export function take(before: LiveState, messages: ServerMessage[]): LiveState {
  if (messages.length === 0) return before;
  const state: LiveState = { ...before, revision: { ...before.revision } };
  for (const message of messages) {
    if (message.type !== 'ERROR' && message.type !== 'ORDER_SESSION') state.lastId = message.id;
    apply(state, before, message);
  }
  return state;
}

function apply(state: LiveState, before: LiveState, message: ServerMessage): void {
  const { revision } = state;
  switch (message.type) {
    case 'PNL_UPDATE':
      if (message.account !== null) pnl(state, message.account, message.data, message.timestamp);
      return;
    case 'RISK_ALERT': {
      const created_at = new Date(message.timestamp * 1000).toISOString();
      const ref = message.ref ?? message.id;
      const told = state.alerts.find((one) => one.id === ref);
      // Told once more with its count: it is of the time that it was of.
      const known = { created_at: told?.created_at ?? created_at, decision_id: told?.decision_id ?? null };
      const alert = { ...message.data, id: ref, ...known };
      state.alerts = [alert, ...state.alerts.filter(({ id }) => id !== alert.id)].slice(0, ALERTS_MAX);
      revision.alerts += 1;
      return;
    }
    case 'CIRCUIT_BREAKER':
      revision.breakers += 1;
      return;
    case 'ORDER_UPDATE':
      if (state.orders === before.orders) state.orders = new Map(before.orders);
      state.orders.delete(message.data.order_id);
      state.orders.set(message.data.order_id, message.data);
      for (const oldest of state.orders.keys()) {
        if (state.orders.size <= ORDERS_MAX) break;
        state.orders.delete(oldest);
      }
      revision.orders += 1;
      return;
    case 'LIMITS_CHANGED':
      revision.limits += 1;
      return;
    case 'SNAPSHOT':
      for (const { account, ...day } of message.data.pnl) pnl(state, account, day, message.timestamp);
      state.alerts = message.data.alerts.slice(0, ALERTS_MAX);
      // What happened meanwhile is not known: everything is asked again.
      state.orders = new Map();
      for (const kind of Object.keys(revision) as (keyof typeof revision)[]) revision[kind] += 1;
      return;
    case 'RESUMED':
    case 'ORDER_SESSION':
    case 'ERROR':
      return;
    default:
      message satisfies never;
  }
}

function pnl(state: LiveState, account: string, day: PnlUpdate, at: number): void {
  const before = state.pnl[account];
  state.pnl = { ...state.pnl, [account]: day };
  state.revision.pnl += 1;
  // A chart shows one day: what belongs to the day before goes.
  const points = isNewDay(before, day) ? [] : (state.points[account] ?? []);
  const last = points.at(-1);
  if (last && at <= last.at) points.pop();
  points.push({ at: last && at < last.at ? last.at : at, total: day.total_pnl, realized: day.realized_pnl });
  if (points.length > POINTS_MAX + 600) points.splice(0, points.length - POINTS_MAX);
  state.points = { ...state.points, [account]: points };
}

const isNewDay = (before: PnlUpdate | undefined, now: PnlUpdate) => before !== undefined && before.date !== now.date;
