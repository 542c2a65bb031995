/**
 * An event as one line of the log, and back. Orders, executions and marks, which are nearly all of a busy log, are words and whole numbers with spaces
 * between; everything else is JSON. A line never holds a line break (JSON writes it as \n), so lines are joined by it.
 */
import type { Money, Quantity } from '../model/money.js';
import type { Order, OrderStatus } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { Violation } from '../model/violation.js';
import type { ExecutionApplied, GateEvent, Marked, OrderDecided, ReportKind, SliceRecord } from './event.js';
import { Words } from './words.js';

/** A line that this build cannot read. */
export class LineFormatError extends Error {
  override name = 'LineFormatError';
}

export function encodeEvent(event: GateEvent): string {
  switch (event.type) {
    case 'ORDER_DECIDED':
      return orderLine(event);
    case 'EXECUTION_APPLIED':
      return executionLine(event);
    case 'MARKED':
      return `M ${event.id} ${event.quotes.map((q) => `${q.symbol} ${q.bid} ${q.ask} ${(q.frozen ? FROZEN : 0) + (q.wide ? WIDE : 0)} ${q.revision}`).join(';')}`;
    default: {
      const { id, at_ms: _, ...rest } = event;
      return `J ${id} ${JSON.stringify(rest)}`;
    }
  }
}

/** Throws LineFormatError. */
export function decodeEvent(line: string): GateEvent {
  try {
    return parseLine(line);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new LineFormatError(`a part of a line is no JSON (${error.message}): ${line.slice(0, 60)}`);
    throw error;
  }
}

function parseLine(line: string): GateEvent {
  switch (line.charCodeAt(0)) {
    case 79: // O
      return parseOrder(line);
    case 88: // X
      return parseExecution(line);
    case 77: // M
      return parseMarked(line);
    case 74: // J
      return parseOther(line);
    default:
      throw new LineFormatError(`a line of the log begins with neither O, X, M nor J: ${line.slice(0, 40)}`);
  }
}

/** Id and account of an order's line without reading the rest. */
export function isOrderLine(line: string): boolean {
  return line.charCodeAt(0) === 79;
}

function whole(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isSafeInteger(value))
    throw new LineFormatError(`not a whole number: ${String(text)}`);
  return value;
}
const money = (text: string | undefined) => whole(text) as Money;
const units = (text: string | undefined) => whole(text) as Quantity;

function head(id: string | undefined): { id: string; at_ms: number } {
  if (id === undefined) throw new LineFormatError('a line of the log has no id');
  return { id, at_ms: whole(id.slice(0, id.indexOf('-'))) };
}

/** JSON of a list, or `-` for an empty one: most orders are accepted and have nothing to say. */
function list(items: readonly Violation[]): string {
  if (items.length === 0) return '-';
  let text = '';
  for (const item of items) text += `${text === '' ? '[' : ','}${jsonOf(item)}`;
  return `${text}]`;
}

/** Whether the next word is what `list` makes of these. */
function isList(w: Words, items: readonly Violation[]): boolean {
  if (items.length === 0) return w.is('-');
  let before = '[';
  for (const item of items) {
    if (!w.begins(before) || !w.begins(jsonOf(item))) return false;
    before = ',';
  }
  return w.is(']');
}

/** The violations that were written last, by their message: refusals come in floods, and then the same ones come again. */
const written = new Map<string, { names: string[]; values: unknown[]; json: string }>();
const WRITTEN_MAX = 1000;

function jsonOf(item: Violation): string {
  const before = written.get(item.message);
  if (before !== undefined && isAlike(item, before)) return before.json;
  const json = JSON.stringify(item).replaceAll(' ', '\\u0020');
  if (written.size >= WRITTEN_MAX) written.clear();
  written.set(item.message, { names: Object.keys(item), values: Object.values(item), json });
  return json;
}

/** The same names in the same order, with the same values; no two objects are. */
function isAlike(item: Violation, { names, values }: { names: string[]; values: unknown[] }): boolean {
  let i = 0;
  for (const name in item) {
    const value = item[name as keyof Violation];
    if (names[i] !== name || values[i] !== value || typeof value === 'object') return false;
    i += 1;
  }
  return i === names.length;
}
const parseList = <T>(text: string | undefined): T[] => (text === '-' || text === undefined ? [] : (JSON.parse(text) as T[]));

const TYPE_LETTERS: Record<Order['order_type'], string> = { LIMIT: 'L', MARKET: 'M', STOP: 'S', STOP_LIMIT: 'T' };
const TYPES: Record<string, Order['order_type'] | undefined> = { L: 'LIMIT', M: 'MARKET', S: 'STOP', T: 'STOP_LIMIT' };

function orderLine(event: OrderDecided): string {
  const { id, order: o, content_hash, state: s, accepted, violations, waived, alert_of } = event;
  const [side, type] = [o.side === 'BUY' ? 'B' : 'S', TYPE_LETTERS[o.order_type]];
  const asked = `${o.order_id} ${o.decision_id} ${o.client_order_id} ${o.account} ${o.symbol} ${side} ${o.quantity} ${o.price ?? '-'} ${type} ${o.time_in_force}`;
  const prices = `${s.config_version} ${s.at_us} ${s.check_price} ${s.notional} ${s.reference_twice ?? 0}`;
  const account = `${s.cash} ${s.position_value} ${s.gross_exposure} ${s.day_start_equity} ${s.cash_moved}`;
  const symbol = `${s.quantity} ${s.value} ${s.open_buys} ${s.open_sells} ${s.exposure_before} ${s.exposure_after} ${s.reducing ? 1 : 0}`;
  const rest = `${s.orders_in_last_second} ${s.orders_in_burst_window} ${s.breaker_mode} ${s.breaker_scope || '-'}`;
  const verdict = `${accepted ? 1 : 0} ${list(violations)} ${list(waived)}`;
  return `O ${id} ${asked} ${content_hash} ${prices} ${account} ${symbol} ${rest} ${verdict}${later(o, s, alert_of)}${sender(event)}`;
}

/**
 * Whether `encodeEvent` would write exactly the line that `asked` was read from, without writing it: that took twice as long. The event must be a decision on `asked.order`
 * with `asked.id`. False when it cannot be told by words: then whoever asks writes it.
 */
export function isLineOf(event: OrderDecided, { line, order, id, at_us, askedEnd }: Asked): boolean {
  const { order: o, content_hash, state: s, accepted, violations, waived, alert_of } = event;
  // What was asked is written as it was read.
  if (askedEnd === 0 || o !== order || event.id !== id || s.at_us !== at_us) return false;
  const w = new Words(line, askedEnd);
  const isSame =
    w.isNumber(content_hash) &&
    w.isNumber(s.config_version) &&
    w.isNumber(at_us) &&
    w.isNumber(s.check_price) &&
    w.isNumber(s.notional) &&
    w.isNumber(s.reference_twice ?? 0) &&
    w.isNumber(s.cash) &&
    w.isNumber(s.position_value) &&
    w.isNumber(s.gross_exposure) &&
    w.isNumber(s.day_start_equity) &&
    w.isNumber(s.cash_moved) &&
    w.isNumber(s.quantity) &&
    w.isNumber(s.value) &&
    w.isNumber(s.open_buys) &&
    w.isNumber(s.open_sells) &&
    w.isNumber(s.exposure_before) &&
    w.isNumber(s.exposure_after) &&
    w.is(s.reducing ? '1' : '0') &&
    w.isNumber(s.orders_in_last_second) &&
    w.isNumber(s.orders_in_burst_window) &&
    w.is(s.breaker_mode) &&
    w.is(s.breaker_scope || '-') &&
    w.is(accepted ? '1' : '0') &&
    isList(w, violations) &&
    isList(w, waived);
  if (!isSame) return false;
  if (alert_of !== undefined && !isLater(w, o, s, alert_of, rare(s, o))) return false;
  return w.rest() === (alert_of === undefined ? later(o, s, alert_of) : '') + sender(event);
}

function isLater(w: Words, { user, strategy }: Order, s: ReservedState, alert: string, rareText: string): boolean {
  const { fees, messages_in_window: messages, open_orders: open, same_orders: same } = s;
  const isNumber = (value: number | undefined) => (value === undefined ? w.is('-') : w.isNumber(value));
  return (
    isNumber(fees) &&
    isNumber(messages) &&
    w.is(user ?? '-') &&
    w.is(strategy ?? '-') &&
    isNumber(open) &&
    isNumber(same) &&
    w.is(rareText) &&
    w.is(alert || '+')
  );
}

/**
 * What lines of earlier builds do not have, `-` where it is not there but something after it is: fees, messages while their rate is on, user, strategy, and
 * open and equal orders, JSON of what few orders have, and which alert counts a refusal (`+`: its own).
 */
function later(order: Order, state: ReservedState, alert: string | undefined): string {
  const { user, strategy } = order;
  const { fees, messages_in_window: messages, open_orders: open, same_orders: same } = state;
  const parts = [fees ?? '-', messages ?? '-', user ?? '-', strategy ?? '-', open ?? '-', same ?? '-', rare(state, order)];
  if (alert !== undefined) parts.push(alert || '+');
  const last = parts.findLastIndex((part) => part !== '-');
  let text = '';
  for (let i = 0; i <= last; i += 1) text += ` ${parts[i]}`;
  return text;
}

const RARE = [
  ...(['closable', 'figures', 'scopes', 'also', 'tally', 'priced', 'shorts', 'contract'] as const),
  ...(['breaker_reducing', 'strategy_reducing', 'bid', 'ask', 'quote_age_us'] as const),
] as const;

/** Of the order, under `order` in the same JSON. */
const RARE_OF_ORDER = [
  ...([
    'stop_price',
    'good_till',
    'reduce_only',
    'extended_hours',
    'list_id',
    'one_cancels_other',
    'session',
    'flatten',
  ] as const),
] as const;

function rare(state: ReservedState, order: Order): string {
  let found: Record<string, unknown> | null = null;
  for (const name of RARE) if (state[name] !== undefined) (found ??= {})[name] = state[name];
  let asked: Record<string, unknown> | null = null;
  for (const name of RARE_OF_ORDER) if (order[name] !== undefined && order[name] !== false) (asked ??= {})[name] = order[name];
  if (asked !== null) (found ??= {})['order'] = asked;
  return found === null ? '-' : JSON.stringify(found).replaceAll(' ', '\\u0020');
}

/** Who sent it, and the rate that counts it: the last part, known by its sign. No other part of an order's line begins with it. */
function sender({ principal, principal_rate: rate }: OrderDecided): string {
  if (principal === undefined) return '';
  return rate === undefined ? ` @${principal}` : ` @${principal}/${rate}`;
}

function senderIn(part: string): SentBy {
  const [principal = '', rate] = part.slice(1).split('/');
  return rate === undefined ? { principal: own(principal) } : { principal: own(principal), principal_rate: whole(rate) };
}

const ORDER_PARTS = 37;
const LATER_PARTS = 8;

/**
 * A text of its own. A part of a line is a view of it, and the line one of the whole entry that it came in: an order that stays open, or a client id that is
 * remembered for a day, would hold up to hundreds of kilobytes.
 */
const own = (part: string | undefined): string =>
  part === undefined || part.length < 13 ? (part ?? '') : [part.slice(0, 1), part.slice(1)].join('');

function orderIn(t: string[]): Order {
  return {
    account: own(t[5]),
    client_order_id: own(t[4]),
    symbol: t[6] ?? '',
    side: t[7] === 'B' ? 'BUY' : 'SELL',
    quantity: units(t[8]),
    price: t[9] === '-' ? null : money(t[9]),
    order_type: TYPES[t[10] ?? ''] ?? unknownType(t[10]),
    time_in_force: t[11] as Order['time_in_force'],
    order_id: own(t[2]),
    decision_id: own(t[3]),
  };
}

/** What an order's line says was asked. */
export interface Asked {
  line: string;
  id: string;
  at_ms: number;
  order: Order;
  at_us: number;
  sentBy: SentBy;
  /** Where the order ends in the line, when it would be written again as it is there; else 0. */
  askedEnd: number;
}

/**
 * What an order's line says was asked, by whom, and when, without what came of it: a third of the time that the whole line takes. Its texts are views of the line, so that an
 * order that stays open holds it. Throws LineFormatError.
 */
export function decodeAsked(line: string): Asked {
  const w = new Words(line, 2);
  const { id, at_ms } = head(w.text());
  const [order_id, decision_id, client_order_id, account] = [w.text(), w.text(), w.text(), w.text()];
  const symbol = w.text();
  const side = w.is('B') ? 'BUY' : 'SELL';
  let isWritten = line.startsWith('O ') && (side === 'BUY' || w.is('S'));
  if (!isWritten && side === 'SELL') w.skip(1);
  let quantity = w.whole();
  if (Number.isNaN(quantity)) {
    quantity = whole(w.text());
    isWritten = false;
  }
  let price = w.is('-') ? null : w.whole();
  if (price !== null && Number.isNaN(price)) {
    price = whole(w.text());
    isWritten = false;
  }
  const type = w.text();
  const order_type = TYPES[type] ?? unknownType(type);
  const time_in_force = w.text() as Order['time_in_force'];
  const askedEnd = isWritten && TYPE_LETTERS[order_type] === type ? w.at : 0;
  w.skip(2);
  let at_us = w.whole();
  if (Number.isNaN(at_us)) at_us = whole(w.text());
  const order: Order = {
    ...{ account, client_order_id, symbol, side, quantity: quantity as Quantity, price: price as Money | null },
    ...{ order_type, time_in_force, order_id, decision_id },
  };
  w.skip(ORDER_PARTS - AT_US - 1);
  return { line, id, at_ms, order, at_us, sentBy: w.at > line.length ? {} : laterAsked(w, line, order), askedEnd };
}
/** Places among the parts of an order's line. */
const [AT_US, CHECK_PRICE, ACCEPTED] = [14, 15, 34];

/** The words of an order's line that rows repeat, as they stand there. */
export interface RefusedWords {
  id: string;
  order_id: string;
  decision_id: string;
  client_order_id: string;
  account: string;
  symbol: string;
  side: string;
  quantity: string;
  /** `-` where there is none; so are user and strategy. */
  price: string;
  type: string;
  time_in_force: string;
  content_hash: string;
  config_version: string;
  at_us: string;
  check_price: string;
  /** JSON. */
  violations: string;
  user: string;
  strategy: string;
  /** Empty where none is named. */
  principal: string;
}

/**
 * Of an order that was refused, has nothing that few orders have, and an alert that an earlier row counts: a flood is made of these, and their rows say nothing but words of
 * their lines. Null for any other line, and for most that cannot be read: a word may still be wrong.
 */
export function refusedWords(line: string): RefusedWords | null {
  if (!line.startsWith('O ')) return null;
  const w = new Words(line, 2);
  const [id, order_id, decision_id, client_order_id, account, symbol] = [
    w.text(),
    w.text(),
    w.text(),
    w.text(),
    w.text(),
    w.text(),
  ];
  const [side, quantity, price, type, time_in_force] = [w.text(), w.text(), w.text(), w.text(), w.text()];
  const [content_hash, config_version, at_us, check_price] = [w.text(), w.text(), w.text(), w.text()];
  w.skip(ACCEPTED - CHECK_PRICE - 1);
  if (!w.is('0')) return null;
  const violations = w.text();
  w.skip(3);
  const [user, strategy] = [w.text(), w.text()];
  w.skip(2);
  if (!w.is('-')) return null;
  const [alert, from] = [w.text(), w.text()];
  const isCounted = alert !== '' && alert !== '+' && alert.charCodeAt(0) !== SENDER;
  if (!isCounted || w.at <= line.length || (from !== '' && from.charCodeAt(0) !== SENDER)) return null;
  const [principal = ''] = from.slice(1).split('/');
  return {
    ...{ id, order_id, decision_id, client_order_id, account, symbol, side, quantity, price, type, time_in_force },
    ...{ content_hash, config_version, at_us, check_price, violations, user, strategy, principal },
  };
}

type SentBy = Pick<OrderDecided, 'principal' | 'principal_rate'>;

/** Of what an order's line may end with: what belongs to the order, and who sent it. */
function laterAsked(w: Words, line: string, order: Order): SentBy {
  w.skip(2);
  const [user, strategy] = [w.text(), w.text()];
  w.skip(2);
  const rareText = w.text();
  if (isThere(user)) order.user = own(user);
  if (isThere(strategy)) order.strategy = own(strategy);
  if (isThere(rareText)) rareIn(rareText, order);
  const lastAt = line.lastIndexOf(' ') + 1;
  return line.charCodeAt(lastAt) === SENDER ? senderIn(line.slice(lastAt)) : {};
}

const SENDER = 64;
/** The sender stands last, behind what is there. */
const isThere = (part: string) => part !== '' && part !== '-' && part.charCodeAt(0) !== SENDER;

/** User and strategy, where the line has them. */
function whoseIn(t: string[], order: Order): void {
  const [user = '-', strategy = '-'] = [t[ORDER_PARTS + 2], t[ORDER_PARTS + 3]];
  if (user !== '-') order.user = own(user);
  if (strategy !== '-') order.strategy = own(strategy);
}

/** Stop price, good till and wishes, where the line has them; the rest of what few orders have. */
function rareIn(text: string, order: Order): Partial<ReservedState> {
  const { order: asked, ...state } = JSON.parse(text) as Partial<ReservedState> & { order?: Partial<Order> };
  if (asked) Object.assign(order, asked);
  return state;
}

/** What the letters of an order's line stand for; undefined for any other. */
export const sideOf = (letter: string): Order['side'] | undefined =>
  letter === 'B' ? 'BUY' : letter === 'S' ? 'SELL' : undefined;
export const typeOf = (letter: string): Order['order_type'] | undefined => TYPES[letter];

function unknownType(letter: string | undefined): never {
  throw new LineFormatError(`an order is of the unknown type '${String(letter)}'`);
}

function parseOrder(line: string): OrderDecided {
  const t = line.split(' ');
  const from = t.at(-1)?.startsWith('@') ? senderIn(t.pop() ?? '') : {};
  if (t.length < ORDER_PARTS || t.length > ORDER_PARTS + LATER_PARTS)
    throw new LineFormatError(`an order has ${t.length} parts, not ${ORDER_PARTS}: ${line.slice(0, 60)}`);
  const { id, at_ms } = head(t[1]);
  const order = orderIn(t);
  const state: ReservedState = {
    config_version: whole(t[13]),
    at_us: whole(t[14]),
    check_price: money(t[15]),
    notional: money(t[16]),
    cash: money(t[18]),
    position_value: money(t[19]),
    gross_exposure: money(t[20]),
    day_start_equity: money(t[21]),
    cash_moved: money(t[22]),
    quantity: units(t[23]),
    value: money(t[24]),
    open_buys: money(t[25]),
    open_sells: money(t[26]),
    exposure_before: money(t[27]),
    exposure_after: money(t[28]),
    reducing: t[29] === '1',
    orders_in_last_second: whole(t[30]),
    orders_in_burst_window: whole(t[31]),
    reference_twice: money(t[17]),
    breaker_mode: t[32] as ReservedState['breaker_mode'],
    breaker_scope: t[33] === '-' ? '' : (t[33] ?? ''),
  };
  const [fees = '-', messages = '-', , , open = '-', same = '-', rareText = '-', alert] = t.slice(ORDER_PARTS);
  if (fees !== '-') state.fees = money(fees);
  if (messages !== '-') state.messages_in_window = whole(messages);
  whoseIn(t, order);
  if (open !== '-') state.open_orders = whole(open);
  if (same !== '-') state.same_orders = whole(same);
  if (rareText !== '-') Object.assign(state, rareIn(rareText, order));
  return {
    type: 'ORDER_DECIDED',
    id,
    at_ms,
    order,
    content_hash: whole(t[12]),
    state,
    accepted: t[34] === '1',
    violations: parseList<Violation>(t[35]),
    waived: parseList<Violation>(t[36]),
    ...(alert === undefined ? {} : { alert_of: alert === '+' ? '' : own(alert) }),
    ...from,
  };
}

function executionLine(e: ExecutionApplied): string {
  const report = `${e.broker_sequence} ${e.order_id} ${e.account} ${e.symbol} ${e.side === 'BUY' ? 'B' : 'S'} ${e.kind} ${e.quantity} ${e.price} ${e.fee} ${e.executed_at_ms}`;
  const after = `${e.realized_pnl} ${e.cash_change} ${e.order_status} ${e.filled_quantity} ${e.leaves_quantity} ${e.hold}`;
  const position = `${e.position.quantity} ${e.position.cost} ${e.position.realized_pnl}`;
  const alert = e.alert_of === undefined ? '' : ` ${e.alert_of || '+'}`;
  const check = e.check_price === undefined ? '' : ` ${e.check_price}${alert}`;
  return `X ${e.id} ${report} ${after} ${position}${check} ${JSON.stringify(textsOf(e))}`;
}

/**
 * And the day on which the proceeds settle, of a cash account's sale, what strategies hold after a fill that closes for all, and multiplier and rate of an
 * instrument that is not plain.
 */
function textsOf({ execution_id, broker_order_id, reason, settles_on, slices, contract }: ExecutionApplied): ExecutionTexts {
  const texts: ExecutionTexts = [execution_id, broker_order_id, reason];
  if (contract !== undefined) texts.push(settles_on ?? null, slices ?? null, [contract.multiplier, contract.rate]);
  else if (slices !== undefined) texts.push(settles_on ?? null, slices);
  else if (settles_on !== undefined) texts.push(settles_on);
  return texts;
}
type ExecutionTexts = [string, string, string, (string | null)?, (SliceRecord[] | null)?, [number, number]?];

/** One more, the check price, when the fill was worse than it, and then which alert counts it (`+`: its own). */
const EXECUTION_PARTS = 21;

function parseExecution(line: string): ExecutionApplied {
  const textsAt = line.indexOf(' [');
  const t = line.slice(0, textsAt).split(' ');
  if (t.length < EXECUTION_PARTS || t.length > EXECUTION_PARTS + 2)
    throw new LineFormatError(`an execution has ${t.length} parts: ${line.slice(0, 60)}`);
  const texts = JSON.parse(line.slice(textsAt)) as ExecutionTexts;
  const [account, symbol] = [t[4] ?? '', t[5] ?? ''];
  return {
    type: 'EXECUTION_APPLIED',
    ...head(t[1]),
    execution_id: texts[0],
    broker_sequence: whole(t[2]),
    order_id: t[3] ?? '',
    broker_order_id: texts[1],
    account,
    symbol,
    side: t[6] === 'B' ? 'BUY' : 'SELL',
    kind: t[7] as ReportKind,
    quantity: units(t[8]),
    price: money(t[9]),
    fee: money(t[10]),
    reason: texts[2],
    executed_at_ms: whole(t[11]),
    realized_pnl: money(t[12]),
    cash_change: money(t[13]),
    order_status: t[14] as OrderStatus,
    filled_quantity: units(t[15]),
    leaves_quantity: units(t[16]),
    hold: money(t[17]),
    ...(t.length > EXECUTION_PARTS ? { check_price: money(t[EXECUTION_PARTS]) } : {}),
    ...(t.length > EXECUTION_PARTS + 1 ? { alert_of: t[EXECUTION_PARTS + 1] === '+' ? '' : (t[EXECUTION_PARTS + 1] ?? '') } : {}),
    ...(typeof texts[3] === 'string' ? { settles_on: texts[3] } : {}),
    ...(texts[4] ? { slices: texts[4] } : {}),
    ...(texts[5] === undefined ? {} : { contract: { multiplier: texts[5][0], rate: texts[5][1] } }),
    position: { account, symbol, quantity: units(t[18]), cost: money(t[19]), realized_pnl: money(t[20]) },
  };
}

/** Of a quote, as bits of one digit. */
const FROZEN = 1;
const WIDE = 2;

function parseMarked(line: string): Marked {
  const idEnd = line.indexOf(' ', 2);
  const text = line.slice(idEnd + 1);
  const quotes = text === '' ? [] : text.split(';').map(parseQuote);
  return { type: 'MARKED', ...head(line.slice(2, idEnd)), quotes };
}

function parseQuote(text: string): Marked['quotes'][number] {
  const t = text.split(' ');
  const flags = whole(t[3]);
  const quote = { symbol: t[0] ?? '', bid: money(t[1]), ask: money(t[2]), frozen: (flags & FROZEN) !== 0, revision: whole(t[4]) };
  return (flags & WIDE) === 0 ? quote : { ...quote, wide: true };
}

function parseOther(line: string): GateEvent {
  const idEnd = line.indexOf(' ', 2);
  return { ...(JSON.parse(line.slice(idEnd + 1)) as GateEvent), ...head(line.slice(2, idEnd)) };
}
