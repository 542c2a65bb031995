/** Reads what the scripts write: space-separated whole numbers, and JSON that was handed through unchanged. */
import type {
  BreakerMode,
  BreakerTrigger,
  ConfigRejected,
  DayRecord,
  LogEvent,
  QuoteRecord,
  Verdict,
} from '#core/gate/event.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order, OrderStatus } from '#core/model/order.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import type { ExecutionReport } from '#core/ports/broker.js';

/** A log entry or script answer that is not of the expected form: the script and this file have gone apart. */
export class LogFormatError extends Error {
  override name = 'LogFormatError';
}

function integer(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isSafeInteger(value))
    throw new LogFormatError(`not a whole number: ${String(text)}`);
  return value;
}

/** 0, or nothing in an entry of an earlier version: until a person resets it. */
const expiry = (text: string | undefined): number | null => (text === undefined || text === '0' ? null : integer(text));
const money = (text: string | undefined): Money => integer(text) as Money;
const quantity = (text: string | undefined): Quantity => integer(text) as Quantity;

/**
 * An order on one line: ids and words, none of which holds a space, and whole numbers; 0 for no price. What live state and the log keep of an order:
 * a third of its JSON.
 */
export function orderText(o: Order): string {
  const [side, type] = [o.side === 'BUY' ? 'B' : 'S', o.order_type === 'MARKET' ? 'M' : 'L'];
  return `${o.order_id} ${o.client_order_id} ${o.account} ${o.symbol} ${side} ${o.quantity} ${o.price ?? 0} ${type} ${o.time_in_force} ${o.decision_id}`;
}

/** orderText() read back; reserve.lua writes it too. */
export function parseOrder(text: string): Order {
  const t = text.split(' ');
  if (t.length !== 10) throw new LogFormatError(`an order has ${t.length} parts, not 10: ${text}`);
  const price = money(t[6]);
  return {
    order_id: t[0] ?? '',
    decision_id: t[9] ?? '',
    account: t[2] ?? '',
    client_order_id: t[1] ?? '',
    symbol: t[3] ?? '',
    side: t[4] === 'B' ? 'BUY' : 'SELL',
    quantity: quantity(t[5]),
    price: price === 0 ? null : price,
    order_type: t[7] === 'M' ? 'MARKET' : 'LIMIT',
    time_in_force: t[8] as Order['time_in_force'],
  };
}

/** The state string of reserve.lua. */
export function parseReservedState(text: string): ReservedState {
  const t = text.split(' ');
  if (t.length !== 20) throw new LogFormatError(`reserved state has ${t.length} parts, not 20`);
  return {
    config_version: integer(t[0]),
    at_us: integer(t[1]),
    check_price: money(t[2]),
    notional: money(t[3]),
    cash: money(t[4]),
    position_value: money(t[5]),
    gross_exposure: money(t[6]),
    day_start_equity: money(t[7]),
    cash_moved: money(t[8]),
    quantity: quantity(t[9]),
    value: money(t[10]),
    open_buys: money(t[11]),
    open_sells: money(t[12]),
    exposure_before: money(t[13]),
    exposure_after: money(t[14]),
    reducing: t[15] === '1',
    orders_in_last_second: integer(t[16]),
    orders_in_burst_window: integer(t[17]),
    breaker_mode: t[18] as ReservedState['breaker_mode'],
    breaker_scope: t[19] === '-' ? '' : (t[19] ?? ''),
  };
}

/** parseReservedState() the other way. */
export function reservedStateText(s: ReservedState): string {
  return [
    ...[
      s.config_version,
      s.at_us,
      s.check_price,
      s.notional,
      s.cash,
      s.position_value,
      s.gross_exposure,
      s.day_start_equity,
      s.cash_moved,
    ],
    ...[s.quantity, s.value, s.open_buys, s.open_sells, s.exposure_before, s.exposure_after, s.reducing ? 1 : 0],
    ...[s.orders_in_last_second, s.orders_in_burst_window, s.breaker_mode, s.breaker_scope || '-'],
  ].join(' ');
}

/** day_tokens() of prelude.lua. */
export function parseDay(text: string): DayRecord {
  const t = text.split(' ');
  if (t.length !== 12) throw new LogFormatError(`day record has ${t.length} parts, not 12`);
  const realized = money(t[7]);
  const total = money(t[8]);
  return {
    account: t[0] ?? '',
    date: t[1] ?? '',
    cash: money(t[2]),
    position_value: money(t[3]),
    gross_exposure: money(t[4]),
    day_start_equity: money(t[5]),
    cash_moved: money(t[6]),
    realized_pnl: realized,
    unrealized_pnl: (total - realized) as Money,
    total_pnl: total,
    fees: money(t[9]),
    peak_equity: money(t[10]),
    circuit_breaker_triggered: t[11] === '1',
  };
}

function parseQuotes(text: string): QuoteRecord[] {
  if (text === '') return [];
  return text.split(';').map((quote) => {
    const t = quote.split(' ');
    return { symbol: t[0] ?? '', bid: money(t[1]), ask: money(t[2]), frozen: t[3] === '1' };
  });
}

function parseExecution(at: { id: string; at_ms: number }, f: Record<string, string>): LogEvent {
  const r = (f.x ?? '').split(' ');
  if (r.length !== 9) throw new LogFormatError(`an execution has ${r.length} parts, not 9: ${f.x ?? ''}`);
  const [account = '', symbol = ''] = [r[2], r[3]];
  const s = (f.s ?? '').split(' ');
  return {
    ...at,
    type: 'EXECUTION_APPLIED',
    execution_id: f.e ?? '',
    broker_sequence: integer(r[0]),
    order_id: r[1] ?? '',
    broker_order_id: f.b ?? '',
    account,
    symbol,
    side: r[4] === 'B' ? 'BUY' : 'SELL',
    kind: r[5] as ExecutionReport['kind'],
    quantity: quantity(r[6]),
    price: money(r[7]),
    fee: money(r[8]),
    realized_pnl: money(s[0]),
    reason: f.reason ?? '',
    executed_at_ms: integer(f.at),
    order_status: s[1] as OrderStatus,
    filled_quantity: quantity(s[2]),
    leaves_quantity: quantity(s[3]),
    hold: money(s[4]),
    position: {
      account,
      symbol,
      quantity: quantity(s[5]),
      cost: money(s[6]),
      realized_pnl: money(s[7]),
    },
    day: parseDay(f.d ?? ''),
  };
}

/**
 * A verdict for the log: most are plain acceptances, for which ids say all; whatever has more to say is JSON.
 * conclude.lua keeps the two kinds apart by their first character.
 */
export function verdictText(verdict: Verdict): string {
  const { accepted, by, violations, waived, order_id, decision_id, account, symbol } = verdict;
  if (!accepted || by !== 'api' || violations.length > 0 || waived.length > 0) return JSON.stringify(verdict);
  return `${order_id} ${decision_id} ${account} ${symbol}`;
}

function parseVerdicts(plain: string, json: string): Verdict[] {
  const accepted = plain
    .split(';')
    .filter(Boolean)
    .map((line): Verdict => {
      const [order_id = '', decision_id = '', account = '', symbol = ''] = line.split(' ');
      return { order_id, decision_id, account, symbol, accepted: true, violations: [], waived: [], by: 'api' };
    });
  return json === '' ? accepted : [...accepted, ...(JSON.parse(json) as Verdict[])];
}

/** Every script writes the type first. */
export function typeOf([, fields]: [string, string[]]): string | undefined {
  return fields[1];
}

/** The line of the order that an entry reserves, or null: reserve.lua writes it second. Throws LogFormatError. */
export function reservedOrder([id, fields]: [string, string[]]): string | null {
  if (fields[1] !== 'RESERVE') return null;
  if (fields[2] !== 'o' || fields[3] === undefined) throw new LogFormatError(`log entry ${id} does not say its order second`);
  return fields[3];
}

/** One stream entry as ioredis gives it: id and a flat list of fields. Throws LogFormatError. */
export function parseEntry([id, fields]: [string, string[]]): LogEvent {
  const f: Record<string, string> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) f[fields[i] ?? ''] = fields[i + 1] ?? '';
  const at = { id, at_ms: integer(id.split('-')[0]) };
  const s = (f.s ?? '').split(' ');
  switch (f.t) {
    case 'RESERVE':
      return {
        ...at,
        type: 'ORDER_RESERVED',
        order: parseOrder(f.o ?? ''),
        body_hash: f.h ?? '',
        state: parseReservedState(f.s ?? ''),
      };
    case 'DECIDE':
      return { ...at, type: 'ORDER_DECIDED', verdicts: parseVerdicts(f.a ?? '', f.j ?? '') };
    case 'EXECUTE':
      return parseExecution(at, f);
    case 'MARK':
      return {
        ...at,
        type: 'MARKED',
        quotes: parseQuotes(f.q ?? ''),
        days: (f.d ?? '').split(';').filter(Boolean).map(parseDay),
      };
    case 'DAY':
      return { ...at, type: 'DAY_STARTED', day: parseDay(f.d ?? '') };
    case 'TRIP':
      return {
        ...at,
        type: 'BREAKER_TRIPPED',
        breaker_id: integer(s[0]),
        scope: s[1] ?? '',
        mode: s[2] as BreakerMode,
        trigger_type: s[3] as BreakerTrigger,
        trigger_value: money(s[4]),
        threshold: money(s[5]),
        actor: f.actor ?? '',
        reason: f.reason ?? '',
        source: f.source ?? '',
        expires_at_ms: expiry(s[6]),
      };
    case 'CAUSE':
      return {
        ...at,
        type: 'BREAKER_CAUSE_ADDED',
        breaker_id: integer(s[0]),
        scope: s[1] ?? '',
        mode: s[2] as BreakerMode,
        trigger_type: s[3] as BreakerTrigger,
        trigger_value: money(s[4]),
        threshold: money(s[5]),
        actor: f.actor ?? '',
        reason: f.reason ?? '',
        expires_at_ms: expiry(s[6]),
      };
    case 'RESET':
      return {
        ...at,
        type: 'BREAKER_RESET',
        breaker_id: integer(s[0]),
        scope: s[1] ?? '',
        actor: f.actor ?? '',
        reason: f.reason ?? '',
        source: f.source ?? '',
      };
    case 'CANCEL':
      return { ...at, type: 'CANCEL_REQUESTED', order_id: s[0] ?? '', account: s[1] ?? '', actor: f.actor ?? '' };
    case 'CONFIG':
      return {
        ...at,
        type: 'CONFIG_ACTIVATED',
        version: integer(s[0]),
        checks: s[1] === '1' ? 'on' : s[1] === '0' ? 'off' : null,
      };
    case 'CONFIG_REJECTED':
      return {
        ...at,
        type: 'CONFIG_REJECTED',
        source: s[0] as ConfigRejected['source'],
        place: f.place ?? '',
        fault: f.fault ?? '',
      };
    case 'DAY_CLOSED':
      return { ...at, type: 'DAY_CLOSED', day: parseDay(f.d ?? '') };
    case 'ADOPT':
      return {
        ...at,
        type: 'ORDER_ADOPTED',
        order: parseOrder(f.o ?? ''),
        status: s[0] as OrderStatus,
        filled_quantity: quantity(s[1]),
        leaves_quantity: quantity(s[2]),
        hold: money(s[3]),
        check_price: money(s[4]),
        broker_order_id: s[5] ?? '',
      };
    case 'REBUILT':
      return { ...at, type: 'STATE_REBUILT', generation: integer(s[0]) };
    default:
      throw new LogFormatError(`log entry ${id} has unknown type ${String(f.t)}`);
  }
}
