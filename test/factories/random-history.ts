/** Random things that happen to a gate, from a seed, and their way into PostgreSQL. */
import type { DataSource } from 'typeorm';
import { encodeEvent } from '#core/gate/codec.js';
import type { GateEvent } from '#core/gate/event.js';
import { refusedByRateAlone } from '#core/gate/evolve.js';
import type { GateState, OrderState } from '#core/gate/state.js';
import { NEW_ROUND, nextCheckpoint } from '#core/gate/checkpoint-round.js';
import { SECTIONS } from '#core/gate/state-hash.js';
import type { Order } from '#core/model/order.js';
import { EMPTY_INSTRUMENT } from '#core/model/reference.js';
import type { HistoryWriter } from '#core/ports/history-writer.js';
import { foldBatch } from '#core/relay/fold-batch.js';
import { configOf, dollars, GateWorld, RULE_SET, units } from './gate-world.js';

/** mulberry32: from 0 to 1. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SYMBOLS = ['AAPL', 'SPY', 'TSLA'];
/** One of the symbols is not plain: a unit stands for one and a quarter, in euros. */
const IN_EUROS = { ...EMPTY_INSTRUMENT, currency: 'EUR', contract_multiplier: 1_250_000 };
const NOTHING = { quantity: units(0), price: dollars(0) };
/** What PostgreSQL's text cannot hold, or COPY must escape. */
const ODD = 'back\\slash, tab\t, line\nbreak, nul\u0000, half \ud83d, whole \u{1f600}';

export class RandomHistory {
  private readonly random: () => number;
  /** Refused by the rate alone: such an order may come again. */
  private readonly refused: Order[] = [];
  private version = 2;
  private written = 0;

  /** `state` is where it begins: what a database gave. */
  constructor(
    seed: number,
    readonly world: GateWorld,
    /** Of a history that an older build could have kept: every instrument is plain. */
    private readonly isPlain = false,
  ) {
    this.random = randomOf(seed);
  }

  static begin(seed: number, state: GateState, isPlain = false): RandomHistory {
    const world = new GateWorld(state);
    const day = [...state.accounts.values()][0]?.day ?? '2026-11-25';
    world.ask({ kind: 'open_account', account: 'second', cash: dollars(50_000), day });
    const history = new RandomHistory(seed, world, isPlain);
    history.configure();
    history.refresh();
    return history;
  }

  /** Lines that are not written yet. */
  get waiting(): number {
    return this.world.log.length - this.written;
  }

  step(): void {
    const { world } = this;
    world.nowUs += Math.floor(this.random() * 400_000);
    const open = this.pick([...world.state.orders.values()]);
    const roll = Math.floor(this.random() * 32);
    if (roll < 11) this.submit();
    else if (roll < 12) this.submitList();
    else if (roll < 13) this.submitAgain();
    else if (roll < 20) this.report(open);
    else if (roll < 22) this.mark();
    else if (roll < 24) world.ask({ kind: 'tick', day: this.day, holder: 'monitor' });
    else if (roll < 25 && open && this.random() < 0.6) this.amend(open);
    else if (roll < 25 && open) world.ask({ kind: 'cancel', order_id: open.order.order_id, actor: 'a b' });
    else if (roll < 27 && open) world.ask({ kind: 'reconsider', order_id: open.order.order_id });
    else if (roll < 29) this.breaker();
    else if (roll < 31) this.rare();
    else this.timePasses();
  }

  /** Hands at most `max` waiting lines to the writer, through a state of its own as the relay does. */
  async write(writer: HistoryWriter, relayed: GateState, max = this.waiting): Promise<void> {
    const first = this.world.state.n - this.waiting + 1;
    const lines = this.world.log
      .slice(this.written, this.written + max)
      .map((event, i) => ({ n: first + i, line: encodeEvent(event) }));
    if (lines.length === 0) return;
    const from = await writer.position();
    await writer.apply(foldBatch(relayed, lines), from);
    this.written += lines.length;
  }

  private get day(): string {
    return [...this.world.state.accounts.values()].reduce((day, a) => (a.day > day ? a.day : day), '');
  }

  private pick<T>(items: T[]): T | undefined {
    return items[Math.floor(this.random() * items.length)];
  }

  private submit(): void {
    const market = this.random() < 0.15;
    const [stop, until] = [!market && this.random() < 0.1, this.random() < 0.1];
    const answer = this.world.submit({
      account: this.random() < 0.6 ? 'default' : 'second',
      symbol: this.pick(SYMBOLS) ?? 'SPY',
      side: this.random() < 0.6 ? 'BUY' : 'SELL',
      quantity: units(Math.ceil(this.random() * 11) / (this.random() < 0.2 ? 3 : 1)),
      price: market ? null : dollars(95 + Math.round(this.random() * 1000) / 100),
      order_type: market ? 'MARKET' : stop ? 'STOP_LIMIT' : 'LIMIT',
      ...(stop ? { stop_price: dollars(104) } : {}),
      ...(until ? { time_in_force: 'GTD', good_till: this.world.nowUs + 86_400_000_123 } : {}),
      ...(this.random() < 0.1 ? { reduce_only: true } : {}),
      client_order_id: `c\\${Math.floor(this.random() * 1e9)}`,
    });
    if (answer.kind === 'decided' && !answer.accepted && refusedByRateAlone(answer)) this.refused.push(answer.order);
  }

  private submitList(): void {
    const account = this.random() < 0.6 ? 'default' : 'second';
    const orders = Array.from({ length: 2 + Math.floor(this.random() * 3) }, () =>
      this.world.order({
        ...{ account, symbol: this.pick(SYMBOLS) ?? 'SPY', side: this.random() < 0.6 ? ('BUY' as const) : ('SELL' as const) },
        ...{ quantity: units(Math.ceil(this.random() * 9)), price: dollars(97 + Math.round(this.random() * 500) / 100) },
        ...{ client_order_id: `l${Math.floor(this.random() * 1e9)}`, list_id: `lst_${this.world.state.n}` },
      }),
    );
    this.world.ask({ kind: 'submit_list', orders });
  }

  /** As a client does that had no answer: the very same order, its ids included, until it is decided for good. */
  private submitAgain(): void {
    const order = this.refused.pop();
    if (!order) return;
    const by = { principal: 'key:abcDEF123456', access_version: null, orders_per_second: this.random() < 0.5 ? null : 3 };
    const answer = this.world.ask({ kind: 'submit', order, by });
    const again =
      answer.kind === 'decided'
        ? !answer.accepted && refusedByRateAlone(answer)
        : answer.kind === 'unavailable' || answer.kind === 'key_rate';
    if (again) this.refused.push(order);
  }

  private amend({ order, amending }: OrderState): void {
    const decision_id = amending && this.random() < 0.5 ? amending.decision_id : `dec_amend_${this.world.state.n}`;
    const quantity = this.random() < 0.7 ? units(Math.ceil(this.random() * 14)) : null;
    const price = quantity === null || this.random() < 0.5 ? dollars(95 + Math.round(this.random() * 1000) / 100) : null;
    const by = { principal: 'key:abcDEF123456', access_version: null, orders_per_second: null };
    this.world.ask({ kind: 'amend', order_id: order.order_id, decision_id, quantity, price, by });
  }

  /** Mostly what was asked, now and then what the broker makes of it, or an answer to another amendment. */
  private answer({ order, amending }: OrderState): void {
    const { world } = this;
    const { order_id, account, symbol, side, quantity } = order;
    const sequence = world.state.broker_sequence + 1;
    const kind = this.random() < 0.7 ? 'REPLACED' : 'REPLACE_REJECTED';
    const now = amending && this.random() < 0.9 ? amending : { quantity, price: dollars(96) };
    const amended = kind === 'REPLACED' ? { quantity: now.quantity, price: now.price ?? dollars(0) } : NOTHING;
    const asked = amending && this.random() < 0.9 ? { amendment_id: amending.decision_id } : {};
    world.ask({
      ...{ kind: 'book', day: this.day, previous: 0 },
      report: {
        ...{ order_id, account, symbol, side, kind, sequence, ...asked, ...amended, fee: dollars(0) },
        ...{ execution_id: `x ${sequence}`, broker_order_id: `b2_${order_id}`, reason: ODD },
        executed_at_ms: Math.floor(world.nowUs / 1000),
      },
    });
  }

  private report(open: OrderState | undefined): void {
    if (!open) return;
    if ((open.amending && this.random() < 0.5) || this.random() < 0.03) return this.answer(open);
    const { world } = this;
    const { order_id, account, symbol, side } = open.order;
    const roll = this.random();
    const kind = roll < 0.25 ? 'WORKING' : roll < 0.8 ? 'FILL' : roll < 0.93 ? 'CANCELED' : 'EXPIRED';
    const sequence = world.state.broker_sequence + (this.random() < 0.05 ? 0 : 1);
    const fill = kind === 'FILL';
    const some = this.random() < 0.5 ? open.leaves : Math.ceil(open.leaves / 2);
    world.ask({
      kind: 'book',
      day: this.day,
      previous: 0,
      report: {
        ...{ order_id, account: this.random() < 0.03 ? 'nobody' : account, symbol, side, kind, sequence },
        ...{ execution_id: `x ${sequence}`, broker_order_id: `b_${order_id}`, reason: fill || this.random() < 0.4 ? '' : ODD },
        quantity: (fill ? some : 0) as typeof open.leaves,
        price: dollars(fill ? 97 + Math.round(this.random() * 600) / 100 : 0),
        fee: dollars(fill ? 0.01 : 0),
        executed_at_ms: Math.floor(world.nowUs / 1000),
      },
    });
  }

  private mark(): void {
    const bid = 97 + Math.round(this.random() * 600) / 100;
    this.world.quote(this.pick(SYMBOLS) ?? 'SPY', bid, bid + 0.02);
    if (this.world.state.n % 2 === 0) this.rate();
  }

  /** Takes no chance from what else happens. */
  private rate(): void {
    const euro = 0.8 + (this.world.state.n % 89) / 1000;
    this.world.quote('EURUSD', euro, euro + 0.000_01);
  }

  private refresh(): void {
    for (const symbol of SYMBOLS) this.world.quote(symbol, 100, 100.02);
    this.rate();
    this.world.ask({ kind: 'tick', day: this.day, holder: 'monitor' });
  }

  private breaker(): void {
    const { world } = this;
    const open = this.pick([...world.state.breakers.values()]);
    if (open && this.random() < 0.7)
      world.ask({ kind: 'reset', breaker_id: open.breaker_id, actor: 'a', reason: ODD, source: 'api', how: 'force' });
    else if (open && this.random() < 0.5)
      world.ask({
        ...{ kind: 'change_mode', breaker_id: open.breaker_id, mode: open.mode === 'halt' ? 'reduce_only' : 'halt' },
        ...{ actor: 'ops', reason: ODD, source: 'api' },
      });
    else
      world.ask({
        ...{ kind: 'trip', scope: this.pick(['firm', 'account:second', 'symbol:SPY', 'account:default']) ?? 'firm' },
        ...{ mode: this.random() < 0.5 ? 'halt' : 'reduce_only', actor: 'ops', source: 'api', reason: ODD },
        ...{ expires_in_ms: this.random() < 0.5 ? null : 1000, cancel_orders: this.random() < 0.3 },
      });
  }

  private rare(): void {
    const { world } = this;
    const roll = Math.floor(this.random() * 11);
    if (roll === 0) this.configure();
    else if (roll === 1)
      world.ask({ kind: 'move_cash', account: 'second', amount: dollars(this.random() * 10 - 5), actor: 'a', reason: 'r' });
    else if (roll === 2) world.ask({ kind: 'reject_config', source: 'rules', place: 'X.json', fault: `${this.random()}` });
    else if (roll === 3) world.ask({ kind: 'accept_config', source: 'rules' });
    else if (roll === 4) this.closeDay();
    else if (roll === 5) this.checkpoint();
    else if (roll === 6) world.ask({ kind: 'restored' });
    else if (roll === 7) world.ask({ kind: 'warn_of_calendar', day: this.day, ends_on: '2028-12-31', days_left: 40 });
    else if (roll === 8) world.ask({ kind: 'warn_of_audit', finding: ODD });
    else if (roll === 9) world.ask({ kind: 'change_access', version: world.state.access_version + 1 });
    else this.adopt();
  }

  /** Of the whole, or of a part of a round that takes many. */
  private checkpoint(): void {
    const { world } = this;
    const left = this.pick([null, 1, 5, 40]) ?? null;
    const round = left === null ? NEW_ROUND : { section: Math.floor(this.random() * SECTIONS.length), left };
    const { proved } = nextCheckpoint(world.state, round, left === null ? Infinity : 4);
    world.ask({ kind: 'checkpoint', ...proved, final: false });
  }

  private configure(): void {
    const limits = {
      max_orders_per_second: 2 + Math.floor(this.random() * 4),
      daily_loss_limit: dollars(20 + this.random() * 40),
      daily_loss_mode: this.random() < 0.5 ? 'halt' : 'reduce_only',
      daily_loss_on_trip: this.random() < 0.7 ? 'cancel_opening_orders' : 'leave_orders',
      max_messages: this.random() < 0.5 ? null : 4,
    } as const;
    const config = {
      ...configOf(this.version++, { ...limits, enabled: this.random() > 0.1 }),
      instruments: this.isPlain ? {} : { TSLA: IN_EUROS },
    };
    // The configuration that the world opened with has no fees, as an earlier build wrote it.
    const terms = { slippage_bps: 10, fee_per_unit: dollars(0.005) };
    this.world.ask({ kind: 'configure', config, rule_set: RULE_SET.document, ...terms });
  }

  private adopt(): void {
    const order = this.world.order({
      order_id: `ord_theirs_${this.world.state.n}`,
      decision_id: `dec_theirs_${this.world.state.n}`,
    });
    const about = {
      broker_order_id: 'b',
      status: 'WORKING' as const,
      filled_quantity: units(0),
      leaves_quantity: order.quantity,
    };
    this.world.ask({ kind: 'adopt', order, ...about, check_price: dollars(100) });
  }

  private closeDay(): void {
    const day = this.day;
    const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    this.world.ask({ kind: 'close_day', day, next_day: next });
  }

  private timePasses(): void {
    this.world.pass(this.random() < 0.2 ? 20 * 3600 : 5);
    // A day that nobody closed is followed by a mark of the next one.
    const day = this.random() < 0.5 ? this.day : new Date(Date.parse(this.day) + 86_400_000).toISOString().slice(0, 10);
    this.world.ask({ kind: 'mark', day, quotes: [] });
    this.refresh();
  }
}

/** What the configuration's own tables hold of the versions that a history put in force. */
export async function storeConfigs(db: DataSource, log: readonly GateEvent[]): Promise<void> {
  await db.query('INSERT INTO rule_sets (hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    RULE_SET.hash,
    RULE_SET.document,
  ]);
  for (const event of log)
    if (event.type === 'CONFIG_ACTIVATED')
      await db.query(
        `INSERT INTO config_versions (version, config, actor, source, reason) VALUES ($1, $2, 'a', 's', 'r') ON CONFLICT DO NOTHING`,
        [event.version, JSON.stringify(event.config)],
      );
}
