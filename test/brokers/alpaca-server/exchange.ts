/**
 * The account side of Alpaca's trading API, as a test needs it: orders with their states, fills, positions and activities, in exact decimals. What a message
 * or an answer looks like is written down in libs/adapters/brokers/alpaca and in docs/alpaca.md; here it is made.
 */
import { randomUUID } from 'node:crypto';

export interface AccountTerms {
  key_id: string;
  secret_key: string;
  account_number: string;
  cash?: string;
}

export interface ServerOrder {
  id: string;
  client_order_id: string;
  created_at: string;
  submitted_at: string;
  updated_at: string;
  filled_at: string | null;
  canceled_at: string | null;
  expired_at: string | null;
  replaced_at: string | null;
  replaced_by: string | null;
  replaces: string | null;
  symbol: string;
  asset_class: string;
  qty: string;
  filled_qty: string;
  filled_avg_price: string | null;
  order_class: '';
  type: string;
  order_type: string;
  side: 'buy' | 'sell';
  time_in_force: string;
  limit_price: string | null;
  stop_price: string | null;
  status: string;
  extended_hours: boolean;
}

export interface ServerEvent {
  event: string;
  execution_id?: string;
  previous_execution_id?: string;
  timestamp: string;
  price?: string;
  qty?: string;
  position_qty?: string;
  order: ServerOrder;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: number | null,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

const UNIT = 1_000_000_000n;
/** Decimals with up to nine places, as whole numbers of 1e-9. */
export function nano(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) throw new ApiError(422, 42_210_000, `invalid decimal ${text}`);
  const value = BigInt((match[2] ?? '0') + (match[3] ?? '').padEnd(9, '0'));
  return match[1] ? -value : value;
}
export function decimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}`;
}

const OPEN = new Set(['accepted', 'new', 'partially_filled', 'pending_new', 'pending_cancel', 'pending_replace', 'held']);
const NAMES: Record<string, string> = {
  AAPL: 'us_equity',
  MSFT: 'us_equity',
  SPY: 'us_equity',
  TSLA: 'us_equity',
  'BRK.B': 'us_equity',
  'BTC/USD': 'crypto',
};

export interface Activity {
  activity_type: 'FILL';
  id: string;
  cum_qty: string;
  leaves_qty: string;
  price: string;
  qty: string;
  side: string;
  symbol: string;
  transaction_time: string;
  order_id: string;
  order_status: string;
  type: string;
}

export interface Movement {
  id: string;
  activity_type: string;
  date: string;
  net_amount: string;
  description: string;
  symbol?: string;
  qty?: string;
  /** `executed`, `correct`, `canceled`, `pending`, or a word that comes later. */
  status: string;
}

export class ServerAccount {
  readonly id = randomUUID();
  readonly orders = new Map<string, ServerOrder>();
  readonly activities: Activity[] = [];
  /** What is otherwise of a position. */
  readonly positionChanges = new Map<string, Record<string, unknown>>();
  /** What is otherwise of an asset. */
  readonly assetChanges = new Map<string, Record<string, unknown>>();
  /** Activities that are no trades. */
  readonly movements: Movement[] = [];
  readonly positions = new Map<string, { quantity: bigint; paid: bigint }>();
  cash: bigint;
  status = 'ACTIVE';
  trading_blocked = false;
  /** Whom each event is told. */
  onEvent: (event: ServerEvent) => void = () => {};
  marketOpen = true;
  /** A new order waits so long before it is `new`; null: it never is by itself. */
  private fillNumber = 0;

  constructor(
    readonly terms: AccountTerms,
    private readonly now: () => number = Date.now,
  ) {
    this.cash = nano(terms.cash ?? '100000');
  }

  private time(): string {
    return `${new Date(this.now()).toISOString().slice(0, -1)}000000Z`;
  }

  account(): Record<string, unknown> {
    const cash = decimal(this.cash);
    return {
      ...{
        id: this.id,
        account_number: this.terms.account_number,
        status: this.status,
        currency: 'USD',
        cash,
        equity: `${cash}.00000000000001`.replace(/(\..*)\./, '$1'),
      },
      ...{ buying_power: cash, multiplier: '2', trading_blocked: this.trading_blocked, account_blocked: false },
      ...{ trade_suspended_by_user: false, shorting_enabled: true, transfers_blocked: false },
    };
  }

  assets(): Record<string, unknown>[] {
    return Object.entries(NAMES).map(([symbol, asset_class]) => ({
      ...{ id: randomUUID(), class: asset_class, exchange: 'NASDAQ', symbol, name: symbol, status: 'active', tradable: true },
      ...(asset_class === 'crypto'
        ? { min_order_size: '0.000013213', min_trade_increment: '0.000000001', price_increment: '0.01' }
        : {}),
      ...{
        marginable: asset_class === 'us_equity',
        shortable: asset_class === 'us_equity',
        easy_to_borrow: true,
        fractionable: true,
      },
      ...this.assetChanges.get(symbol),
    }));
  }

  positionList(): Record<string, unknown>[] {
    return [...this.positions].flatMap(([symbol, { quantity, paid }]) =>
      quantity === 0n
        ? []
        : [
            {
              ...{
                symbol: symbol.replace('/', ''),
                asset_class: NAMES[symbol],
                side: quantity > 0n ? 'long' : 'short',
                qty: decimal(quantity),
              },
              ...{
                avg_entry_price: decimal((paid * UNIT) / quantity),
                market_value: decimal(paid),
                qty_available: decimal(quantity),
              },
              ...this.positionChanges.get(symbol),
            },
          ],
    );
  }

  create(body: Record<string, unknown>): ServerOrder {
    const text = (field: string) => {
      const value = body[field];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    };
    const [symbol, side, type, tif] = [text('symbol') ?? '', text('side'), text('type') ?? '', text('time_in_force') ?? ''];
    if (body['qty'] === undefined) throw new ApiError(422, 40_010_001, 'qty is required');
    if (!(symbol in NAMES)) throw new ApiError(422, 42_210_000, `asset "${symbol}" not found`);
    if (side !== 'buy' && side !== 'sell') throw new ApiError(422, 40_010_001, 'side must be buy or sell');
    const client_order_id = text('client_order_id') ?? randomUUID();
    if ([...this.orders.values()].some((order) => order.client_order_id === client_order_id))
      throw new ApiError(422, 40_010_001, 'client_order_id must be unique');
    const qty = nano(text('qty') ?? '');
    this.checkForm({ symbol, type, tif, qty, limit: text('limit_price'), stop: text('stop_price') });
    this.checkWash(symbol, side, type, text('limit_price'));
    this.checkHeld(symbol, side, qty);
    const at = this.time();
    const order: ServerOrder = {
      ...{
        id: randomUUID(),
        client_order_id,
        created_at: at,
        submitted_at: at,
        updated_at: at,
        filled_at: null,
        canceled_at: null,
      },
      ...{
        expired_at: null,
        replaced_at: null,
        replaced_by: null,
        replaces: null,
        symbol,
        asset_class: NAMES[symbol] ?? 'us_equity',
      },
      ...{ qty: decimal(qty), filled_qty: '0', filled_avg_price: null, order_class: '' as const, type, order_type: type, side },
      ...{ time_in_force: tif, limit_price: text('limit_price'), stop_price: text('stop_price') },
      ...{ status: this.marketOpen ? 'pending_new' : 'accepted', extended_hours: body['extended_hours'] === true },
    };
    this.orders.set(order.id, order);
    return order;
  }

  private checkForm(o: {
    symbol: string;
    type: string;
    tif: string;
    qty: bigint;
    limit: string | null;
    stop: string | null;
  }): void {
    if (o.qty <= 0n) throw new ApiError(422, 42_210_000, 'qty must be > 0');
    if (!['market', 'limit', 'stop', 'stop_limit'].includes(o.type)) throw new ApiError(422, 40_010_001, 'invalid order type');
    const crypto = NAMES[o.symbol] === 'crypto';
    const times = crypto ? ['gtc', 'ioc'] : ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'];
    if (!times.includes(o.tif)) throw new ApiError(422, 42_210_000, `invalid ${crypto ? 'crypto ' : ''}time_in_force`);
    if (o.type.includes('limit') && o.limit === null) throw new ApiError(422, 40_010_001, 'limit orders require limit_price');
    if (!crypto && o.qty % UNIT !== 0n && o.tif !== 'day')
      throw new ApiError(422, 42_210_000, 'fractional orders must be DAY orders');
    for (const price of [o.limit, o.stop]) {
      if (price === null || crypto) continue;
      const decimals = price.split('.')[1]?.length ?? 0;
      if (decimals > (nano(price) >= UNIT ? 2 : 4))
        throw new ApiError(
          422,
          42_210_000,
          `invalid limit_price ${price}. sub-penny increment does not fulfill minimum pricing criteria`,
        );
    }
  }

  private checkWash(symbol: string, side: string, type: string, limit: string | null): void {
    for (const other of this.orders.values()) {
      if (other.symbol !== symbol || other.side === side || !OPEN.has(other.status)) continue;
      const prices = other.limit_price !== null && limit !== null && type === 'limit' && other.type === 'limit';
      const [buy, sell] = side === 'buy' ? [limit, other.limit_price] : [other.limit_price, limit];
      if (!prices || nano(buy ?? '0') >= nano(sell ?? '0'))
        throw new ApiError(403, 40_310_000, 'potential wash trade detected. use complex orders', {
          existing_order_id: other.id,
          reject_reason: 'opposite side market/stop order exists',
        });
    }
  }

  private checkHeld(symbol: string, side: string, qty: bigint): void {
    const held = this.positions.get(symbol)?.quantity ?? 0n;
    if (side !== 'sell' || held <= 0n) return;
    const open = [...this.orders.values()].filter((o) => o.symbol === symbol && o.side === 'sell' && OPEN.has(o.status));
    const taken = open.reduce((sum, o) => sum + nano(o.qty) - nano(o.filled_qty), 0n);
    if (qty <= held - taken) return;
    throw new ApiError(
      403,
      40_310_000,
      `insufficient qty available for order (requested: ${decimal(qty)}, available: ${decimal(held - taken)})`,
      {
        ...{ available: decimal(held - taken), existing_qty: decimal(held), held_for_orders: decimal(taken), symbol },
        related_orders: open.map(({ id }) => id),
      },
    );
  }

  // ---- what happens to an order ----

  find(id: string): ServerOrder {
    const order = this.orders.get(id) ?? [...this.orders.values()].find((one) => one.client_order_id === id);
    if (!order) throw new ApiError(404, 40_410_000, `order not found for ${id}`);
    return order;
  }

  private change(order: ServerOrder, change: Partial<ServerOrder>, event: string, more: Partial<ServerEvent> = {}): void {
    Object.assign(order, change, { updated_at: this.time() });
    this.onEvent({ event, timestamp: this.time(), ...more, order: { ...order } });
  }

  /** The venue has it. */
  acknowledge(id: string): void {
    const order = this.find(id);
    if (order.status === 'pending_new' || order.status === 'accepted')
      this.change(order, { status: 'new' }, 'new', { execution_id: randomUUID() });
  }

  fill(id: string, qty: string, price: string): void {
    const order = this.find(id);
    if (!OPEN.has(order.status)) throw new Error(`order ${id} is ${order.status}: it cannot fill`);
    const [amount, cumulative] = [nano(qty), nano(order.filled_qty) + nano(qty)];
    const whole = cumulative >= nano(order.qty);
    const signed = order.side === 'buy' ? amount : -amount;
    const position = this.positions.get(order.symbol) ?? { quantity: 0n, paid: 0n };
    position.quantity += signed;
    position.paid += (signed * nano(price)) / UNIT;
    this.positions.set(order.symbol, position);
    this.cash -= (signed * nano(price)) / UNIT;
    const execution_id = randomUUID();
    const at = this.time();
    this.fillNumber += 1;
    const change = {
      filled_qty: decimal(cumulative),
      filled_avg_price: price,
      status: whole ? 'filled' : 'partially_filled',
      filled_at: whole ? at : null,
    };
    const activity: Activity = {
      ...{
        activity_type: 'FILL' as const,
        id: `${newYorkDigits(this.now())}${String(this.fillNumber).padStart(6, '0')}::${execution_id}`,
      },
      ...{
        cum_qty: change.filled_qty,
        leaves_qty: decimal(nano(order.qty) - cumulative),
        price,
        qty,
        side: order.side,
        symbol: order.symbol,
      },
      ...{ transaction_time: at, order_id: order.id, order_status: change.status, type: whole ? 'fill' : 'partial_fill' },
    };
    this.activities.push(activity);
    this.change(order, change, whole ? 'fill' : 'partial_fill', {
      execution_id,
      price,
      qty,
      position_qty: decimal(position.quantity),
    });
  }

  askCancel(id: string): ServerOrder {
    const order = this.find(id);
    if (!OPEN.has(order.status) || order.status === 'pending_replace')
      throw new ApiError(422, 42_210_000, `order is already in "${order.status}" state`);
    order.status = 'pending_cancel';
    return order;
  }

  /** PATCH: another order shall take the place of this one. 200 is no promise. */
  replace(id: string, body: Record<string, unknown>): ServerOrder {
    const old = this.find(id);
    const text = (field: string) => (typeof body[field] === 'string' ? body[field] : null);
    if (old.status !== 'new' && old.status !== 'partially_filled')
      throw new ApiError(422, 42_210_000, `order is not replaceable in status "${old.status}"`);
    const client_order_id = text('client_order_id') ?? randomUUID();
    if ([...this.orders.values()].some((order) => order.client_order_id === client_order_id))
      throw new ApiError(422, 40_010_001, 'client_order_id must be unique');
    const [qty, limit_price, stop_price] = [
      text('qty') ?? old.qty,
      text('limit_price') ?? old.limit_price,
      text('stop_price') ?? old.stop_price,
    ];
    if (nano(qty) === nano(old.qty) && limit_price === old.limit_price && stop_price === old.stop_price)
      throw new ApiError(403, 40_310_000, 'order parameters are not changed');
    if (nano(qty) % UNIT !== 0n) throw new ApiError(422, 42_210_000, 'qty must be integer');
    this.checkForm({
      symbol: old.symbol,
      type: old.type,
      tif: old.time_in_force,
      qty: nano(qty),
      limit: limit_price,
      stop: stop_price,
    });
    const at = this.time();
    const order: ServerOrder = {
      ...old,
      ...{ id: randomUUID(), client_order_id, created_at: at, submitted_at: at, updated_at: at, filled_at: null },
      ...{ qty, limit_price, stop_price, filled_qty: '0', filled_avg_price: null, replaces: old.id, status: 'pending_new' },
    };
    this.orders.set(order.id, order);
    this.change(old, { status: 'pending_replace' }, 'pending_replace');
    return order;
  }

  /** What became of a replacement. One whose old order has ended is rejected. */
  settleReplacement(id: string, accept = true): void {
    const order = this.find(id);
    const old = this.find(order.replaces ?? '');
    if (order.status !== 'pending_new') return;
    if (accept && OPEN.has(old.status)) {
      this.change(old, { status: 'replaced', replaced_by: order.id, replaced_at: this.time() }, 'replaced');
      this.change(order, { status: 'new' }, 'new', { execution_id: randomUUID() });
      return;
    }
    if (OPEN.has(old.status)) old.status = nano(old.filled_qty) > 0n ? 'partially_filled' : 'new';
    order.status = 'rejected';
    this.change(old, {}, 'order_replace_rejected');
  }

  end(id: string, status: 'canceled' | 'expired' | 'rejected'): void {
    const order = this.find(id);
    if (!OPEN.has(order.status)) return;
    this.change(order, { status, ...(status === 'canceled' ? { canceled_at: this.time() } : {}) }, status, {
      execution_id: randomUUID(),
    });
  }

  /** Something other than a trade moves the account: cash, and units where the type moves some. */
  move(activity_type: string, about: { net_amount?: string; symbol?: string; qty?: string; units?: boolean } = {}): Movement {
    const { net_amount = '0', symbol, qty, units = false } = about;
    this.cash += nano(net_amount);
    if (units && symbol !== undefined && qty !== undefined) {
      const name = Object.keys(NAMES).find((one) => one.replace('/', '') === symbol) ?? symbol;
      const position = this.positions.get(name) ?? { quantity: 0n, paid: 0n };
      position.quantity += nano(qty);
      this.positions.set(name, position);
    }
    const movement: Movement = {
      ...{ id: `${newYorkDigits(this.now())}::${randomUUID()}`, activity_type, net_amount, description: '', status: 'executed' },
      ...{ date: new Date(this.now()).toISOString().slice(0, 10) },
      ...(symbol === undefined ? {} : { symbol }),
      ...(qty === undefined ? {} : { qty }),
    };
    this.movements.push(movement);
    return movement;
  }

  bust(id: string): void {
    const order = this.find(id);
    const last = this.activities.findLast((one) => one.order_id === order.id);
    this.onEvent({
      ...{ event: 'trade_bust', execution_id: randomUUID(), previous_execution_id: last?.id.split('::')[1] ?? '' },
      ...{ timestamp: this.time(), qty: `-${last?.qty ?? '0'}`, price: last?.price ?? '0', order: { ...order } },
    });
  }

  /** An event that nobody knows. */
  tellUnknown(id: string): void {
    this.onEvent({ event: 'order_sneezed', timestamp: this.time(), order: { ...this.find(id) } });
  }

  openOrders(): ServerOrder[] {
    return [...this.orders.values()].filter(({ status }) => OPEN.has(status));
  }
}

/** Activity ids begin with New York's time. */
function newYorkDigits(ms: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{
      timeZone: 'America/New_York',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    },
    ...{ fractionalSecondDigits: 3, hourCycle: 'h23' },
  }).formatToParts(ms);
  return parts
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => value)
    .join('');
}
