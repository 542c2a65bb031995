/**
 * The whole machine in one thread, without clocks or sockets: clients, gates that take over from each other, the log, a broker desk and a broker, and a
 * network that loses, doubles and delays what goes between them. Everything that happens follows from the seed, so a failure is a number that anybody
 * can run again. The gate's own code (handle, the lines of the log, folding) is the real one.
 */
import { encodeEvent } from '#core/gate/codec.js';
import type { AnswerOf, GateCommand } from '#core/gate/command.js';
import type { GateEvent } from '#core/gate/event.js';
import { foldLine } from '#core/gate/fold.js';
import { handle } from '#core/gate/handle.js';
import { emptyState, type GateState, positionOf } from '#core/gate/state.js';
import { stateHash } from '#core/gate/state-hash.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { compile, configOf, DAY, dollars, RULE_SET, units } from '../factories/gate-world.js';
import { Audit } from './audit.js';

const GATES = 2;
const SYMBOLS = ['AAPL', 'SPY', 'TSLA'];
const ACCOUNTS = ['a1', 'a2'];

export interface Told {
  order: Order;
  accepted: boolean;
}

interface Batch {
  before: string;
  after: string;
  lines: string[];
  events: GateEvent[];
  answers: (() => void)[];
}

interface Gate {
  state: GateState;
  active: boolean;
  fence: number;
  frozen: boolean;
  underWay: Batch | null;
  gathering: Batch;
}

/** An accepted order that the desk has not sent; `asked`: the gate that it is asking about it. */
interface Unsent {
  order: Order;
  doubted: boolean;
  asked: Gate | null;
}

const emptyBatch = (): Batch => ({ before: '', after: '', lines: [], events: [], answers: [] });

/** mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class Machine {
  private readonly random: () => number;
  private nowUs = 1_795_600_000_000_000;
  private readonly log: { n: number; line: string }[] = [];
  private end = '0-0';
  private fence = 0;
  private holder: Gate | null = null;
  private readonly gates: Gate[] = [];
  private network: (() => void)[] = [];
  private readonly waiting = new Map<string, Order>();
  private made = 0;
  private readonly audit = new Audit();
  // The desk: how far it has read, what it has not sent.
  private deskAt = 0;
  private readonly unsent = new Map<string, Unsent>();
  // The broker.
  private brokerAway = false;
  private readonly atBroker = new Map<string, { order: Order; left: number; canceling: boolean }>();
  private readonly everAtBroker = new Set<string>();
  private readonly reports: Extract<GateCommand, { kind: 'book' }>['report'][] = [];
  private booked = 0;
  private revision = 0;
  readonly counts = { steps: 0, orders: 0, accepted: 0, takeovers: 0, lost: 0, doubled: 0, withdrawn: 0, fills: 0, unknown: 0 };

  constructor(seed: number) {
    this.random = randomOf(seed);
    for (let i = 0; i < GATES; i += 1)
      this.gates.push({
        state: emptyState(compile),
        active: false,
        fence: 0,
        frozen: false,
        underWay: null,
        gathering: emptyBatch(),
      });
    this.takeOver(this.gates[0] as Gate);
    for (const account of ACCOUNTS) this.command({ kind: 'open_account', account, cash: dollars(100_000), day: DAY });
    const limits = { daily_loss_limit: dollars(900), max_position_size: dollars(3000), max_orders_per_second: 500 };
    const terms = { slippage_bps: 10, fee_per_unit: dollars(0.005) };
    this.command({ kind: 'configure', config: configOf(1, limits), rule_set: RULE_SET.document, ...terms });
    this.mark();
    this.command({ kind: 'tick', day: DAY, holder: 'sim' });
  }

  /** One thing happens. */
  step(): void {
    this.counts.steps += 1;
    this.nowUs += 1 + Math.floor(this.random() * 4000);
    const roll = this.random();
    if (roll < 0.34) for (let i = 0; i < 4; i += 1) this.deliver();
    else if (roll < 0.5) this.newOrder();
    else if (roll < 0.56) this.askAgain();
    else if (roll < 0.7) this.deskReads();
    else if (roll < 0.78) this.deskSends();
    else if (roll < 0.87) this.brokerActs();
    else if (roll < 0.91) this.handReports();
    else if (roll < 0.94) this.mark();
    else if (roll < 0.955) this.command({ kind: 'tick', day: DAY, holder: 'sim' });
    else if (roll < 0.965) this.cancelSome();
    else if (roll < 0.975) this.standbyReads();
    else this.trouble();
  }

  /** Everything that is under way comes to its end, then all figures are compared. */
  finish(): void {
    this.brokerAway = false;
    for (const gate of this.gates) gate.frozen = false;
    for (let round = 0; round < 400 && !this.quiet(); round += 1) {
      this.nowUs += 5_000_000;
      this.mark();
      this.command({ kind: 'tick', day: DAY, holder: 'sim' });
      for (let i = 0; i < 200; i += 1) this.deliver(false);
      this.askAgain();
      this.deskReads();
      while (this.unsent.size > 0 && this.deskSends());
      this.command({ kind: 'cancel_orders', account: null, symbol: null, actor: 'end' });
      for (let i = 0; i < 50; i += 1) this.deliver(false);
      this.deskReads();
      for (const placed of this.atBroker.values()) placed.canceling = true;
      for (let i = 0; i < 50; i += 1) this.brokerActs();
      while (this.booked < this.reports.length && this.handReports(1));
      for (let i = 0; i < 200; i += 1) this.deliver(false);
    }
    this.compare();
  }

  // ---- clients ----

  private newOrder(): void {
    const number = ++this.made;
    const pick = <T>(all: readonly T[]) => all[Math.floor(this.random() * all.length)] as T;
    const order: Order = {
      account: pick(ACCOUNTS),
      client_order_id: `c${number}`,
      symbol: pick(SYMBOLS),
      side: this.random() < 0.55 ? 'BUY' : 'SELL',
      quantity: units(1 + Math.floor(this.random() * 11)),
      price: this.random() < 0.8 ? dollars(95 + Math.floor(this.random() * 1000) / 100) : null,
      order_type: 'LIMIT',
      time_in_force: 'DAY',
      order_id: `ord_${number}`,
      decision_id: `dec_${number}`,
    };
    this.counts.orders += 1;
    const sent: Order = order.price === null ? { ...order, order_type: 'MARKET' } : order;
    this.waiting.set(sent.client_order_id, sent);
    this.send(() => this.submit(sent));
  }

  /** Whoever has no answer asks again under the same client_order_id. */
  private askAgain(): void {
    let asked = 0;
    for (const order of this.waiting.values()) {
      if (asked++ > 2) return;
      this.send(() => this.submit(order));
    }
  }

  private submit(order: Order): void {
    const gate = this.activeGate();
    if (!gate) return;
    this.decide(gate, { kind: 'submit', order }, (kept) => {
      this.send(() => {
        if (!this.waiting.has(order.client_order_id)) return;
        if (kept.kind === 'decided') this.settle(order, kept.accepted);
        else if (kept.kind === 'repeated') this.settle(order, this.audit.verdictOf(kept.order_id));
        else if (kept.kind === 'unavailable') this.waiting.delete(order.client_order_id);
      });
    });
  }

  private settle(order: Order, accepted: boolean): void {
    this.waiting.delete(order.client_order_id);
    this.audit.told({ order, accepted });
  }

  // ---- gates and log ----

  private activeGate(): Gate | null {
    const gate = this.gates.find(({ active, frozen }) => active && !frozen);
    return gate ?? null;
  }

  private command(command: GateCommand, then: () => void = () => {}): void {
    const gate = this.activeGate();
    if (gate) this.decide(gate, command, then);
  }

  private decide<Command extends GateCommand>(
    gate: Gate,
    command: Command,
    then: (answer: AnswerOf[Command['kind']]) => void,
  ): void {
    const stamp = { at_us: Math.max(this.nowUs, gate.state.clock_us + 1), journal: { behind_us: 0, entries: 0 } };
    this.nowUs = stamp.at_us;
    const { answer, events } = handle(gate.state, command, stamp);
    for (const event of events) {
      gate.gathering.events.push(event);
      gate.gathering.lines.push(encodeEvent(event));
    }
    gate.gathering.answers.push(() => then(answer));
    this.flush(gate);
  }

  private flush(gate: Gate): void {
    if (gate.underWay || !gate.active) return;
    const batch = gate.gathering;
    gate.gathering = emptyBatch();
    if (batch.lines.length === 0) {
      for (const answer of batch.answers) answer();
      return;
    }
    const last = batch.events.at(-1);
    batch.after = last?.id ?? '';
    batch.before = gate.underWay === null ? this.knownEnd(gate, batch) : '';
    gate.underWay = batch;
    this.append(gate, batch);
  }

  /** Where the log ended before this batch, as the gate knows it. */
  private knownEnd(gate: Gate, batch: Batch): string {
    void gate;
    const at = this.ends.get(gate) ?? '0-0';
    this.ends.set(gate, batch.after);
    return at;
  }
  private readonly ends = new Map<Gate, string>();

  private append(gate: Gate, batch: Batch): void {
    const fence = gate.fence;
    this.send(() => {
      const kept = fence === this.fence && batch.before === this.end;
      if (kept) this.keep(batch);
      const found = { fence: this.fence, end: this.end };
      this.send(() => this.answered(gate, batch, kept || (found.end === batch.after && found.fence === fence)));
    });
  }

  private keep(batch: Batch): void {
    batch.lines.forEach((line, i) => {
      this.log.push({ n: this.log.length + 1, line });
      this.audit.logged(batch.events[i] as GateEvent);
    });
    this.end = batch.after;
  }

  private answered(gate: Gate, batch: Batch, kept: boolean): void {
    if (gate.underWay !== batch) return;
    if (!kept) {
      this.forget(gate);
      return;
    }
    gate.underWay = null;
    for (const answer of batch.answers) answer();
    this.flush(gate);
  }

  /** Another has written: everything that this gate holds is folded again from the log. Its callers are not answered. */
  private forget(gate: Gate): void {
    this.counts.unknown += 1;
    for (const waits of this.unsent.values()) if (waits.asked === gate) waits.asked = null;
    gate.active = false;
    gate.underWay = null;
    gate.gathering = emptyBatch();
    gate.state = emptyState(compile);
    this.fold(gate);
  }

  private fold(gate: Gate): void {
    for (const { line } of this.log.slice(gate.state.n)) {
      const one = foldLine(gate.state, line);
      if (!('event' in one)) throw new Error(one.fault);
    }
  }

  private takeOver(gate: Gate): void {
    this.fence += 1;
    this.counts.takeovers += 1;
    this.holder = gate;
    if (gate.active) return this.forget(gate);
    this.fold(gate);
    gate.active = true;
    gate.fence = this.fence;
    this.ends.set(gate, positionOf(gate.state));
    if (this.ends.get(gate) !== this.end) throw new Error('a gate began before the end of the log');
  }

  private standbyReads(): void {
    for (const gate of this.gates) if (!gate.active) this.fold(gate);
  }

  private trouble(): void {
    const roll = this.random();
    const gate = this.gates[Math.floor(this.random() * GATES)] as Gate;
    if (roll < 0.12)
      this.takeOver(gate); // Both may believe that they hold the lease.
    else if (roll < 0.3) gate.frozen = !gate.frozen;
    else if (roll < 0.36 && gate !== this.holder) this.forget(gate);
    else if (roll < 0.5) this.brokerAway = !this.brokerAway;
    else if (roll < 0.53) this.trip();
    else if (roll < 0.58) this.changeMode();
    else if (roll < 0.9) this.reset();
    // An append whose answer was lost is sent again.
    for (const one of this.gates) if (one.underWay && !one.frozen) this.append(one, one.underWay);
    if (!this.activeGate() && this.random() < 0.5) {
      const [first = gate] = this.gates.filter(({ frozen }) => !frozen);
      first.frozen = false;
      this.takeOver(first);
    }
  }

  private trip(): void {
    const scope = this.random() < 0.5 ? 'firm' : `symbol:${SYMBOLS[Math.floor(this.random() * 3)]}`;
    const about = { actor: 'sim', reason: 'sim', source: 'api', expires_in_ms: null } as const;
    this.command({
      kind: 'trip',
      scope,
      mode: this.random() < 0.7 ? 'halt' : 'reduce_only',
      cancel_orders: this.random() < 0.5,
      ...about,
    });
  }

  private changeMode(): void {
    const [open] = this.activeGate()?.state.breakers.values() ?? [];
    const mode = this.random() < 0.5 ? 'halt' : 'reduce_only';
    if (open)
      this.command({ kind: 'change_mode', breaker_id: open.breaker_id, mode, actor: 'sim', reason: 'sim', source: 'api' });
  }

  private reset(): void {
    const [open] = this.activeGate()?.state.breakers.values() ?? [];
    const about = { actor: 'sim', reason: 'sim', source: 'api', how: 'force' } as const;
    if (open) this.command({ kind: 'reset', breaker_id: open.breaker_id, ...about });
  }

  // ---- the desk and the broker ----

  private deskReads(): void {
    for (const { line } of this.log.slice(this.deskAt, this.deskAt + 20)) {
      this.deskAt += 1;
      const event = this.audit.eventOf(line);
      if (event.type === 'ORDER_DECIDED' && event.accepted)
        this.unsent.set(event.order.order_id, { order: event.order, doubted: false, asked: null });
      else if (event.type === 'CANCEL_REQUESTED') this.cancelAtBroker(event.order_id);
      else if (event.type === 'ORDER_WITHDRAWN') this.unsent.delete(event.order_id);
      else if (event.type === 'BREAKER_TRIPPED' || event.type === 'BREAKER_CAUSE_ADDED' || event.type === 'BREAKER_MODE_CHANGED')
        for (const waits of this.unsent.values()) waits.doubted = true;
    }
  }

  private cancelAtBroker(orderId: string): void {
    const waits = this.unsent.get(orderId);
    if (waits) waits.doubted = true;
    const placed = this.atBroker.get(orderId);
    if (placed) placed.canceling = true;
  }

  private deskSends(): boolean {
    const [waits] = this.unsent.values();
    if (!waits || this.brokerAway) return false;
    const { order, doubted } = waits;
    if (this.everAtBroker.has(order.order_id)) this.unsent.delete(order.order_id);
    else if (doubted) {
      // One question at a time; it is asked again only where the gate that was asked has forgotten it.
      const gate = this.activeGate();
      if (!gate || waits.asked !== null) return false;
      waits.asked = gate;
      this.decide(gate, { kind: 'reconsider', order_id: order.order_id }, ({ verdict }) => {
        waits.asked = null;
        if (verdict === 'send') waits.doubted = false;
        else this.withdrawn(order);
      });
      return !this.unsent.has(order.order_id);
    } else this.place(order);
    return true;
  }

  private withdrawn(order: Order): void {
    if (this.everAtBroker.has(order.order_id)) throw new Error(`${order.order_id} was withdrawn and is at the broker`);
    this.unsent.delete(order.order_id);
    this.counts.withdrawn += 1;
  }

  private place(order: Order): void {
    this.unsent.delete(order.order_id);
    this.audit.sent(order.order_id);
    this.everAtBroker.add(order.order_id);
    this.atBroker.set(order.order_id, { order, left: order.quantity, canceling: false });
    this.report(order, 'WORKING', 0, 0);
  }

  private brokerActs(): void {
    const all = [...this.atBroker.values()];
    const placed = all[Math.floor(this.random() * all.length)];
    if (!placed) return;
    if (placed.canceling) {
      this.atBroker.delete(placed.order.order_id);
      this.report(placed.order, 'CANCELED', 0, 0);
      return;
    }
    if (this.random() < 0.4) return;
    const quantity = this.random() < 0.5 ? placed.left : Math.min(placed.left, units(1 + Math.floor(this.random() * 3)));
    placed.left -= quantity;
    if (placed.left === 0) this.atBroker.delete(placed.order.order_id);
    this.counts.fills += 1;
    this.report(placed.order, 'FILL', quantity, dollars(96 + Math.floor(this.random() * 800) / 100));
  }

  private report(order: Order, kind: 'WORKING' | 'FILL' | 'CANCELED', quantity: number, price: number): void {
    const sequence = this.reports.length + 1;
    const { order_id, account, symbol, side } = order;
    const amounts = { quantity: quantity as Quantity, price: price as Money, fee: (kind === 'FILL' ? 5000 : 0) as Money };
    const about = { order_id, account, symbol, side, broker_order_id: `b${order_id}`, execution_id: `x${sequence}`, reason: '' };
    this.reports.push({ sequence, kind, ...about, ...amounts, executed_at_ms: Math.floor(this.nowUs / 1000) });
    if (kind === 'FILL') this.audit.filled(account, symbol, side, quantity);
  }

  /** In the broker's order from where the gate is; the same ones again and again until the gate has them. */
  private handReports(atMost = 5): boolean {
    const gate = this.activeGate();
    if (!gate) return false;
    this.booked = gate.state.broker_sequence;
    const from = Math.max(0, this.booked - (this.random() < 0.2 ? 3 : 0));
    const due = this.reports.slice(from, from + atMost + 3);
    for (const report of due) this.decide(gate, { kind: 'book', day: DAY, report, previous: report.sequence - 1 }, () => {});
    return due.length > 0;
  }

  private mark(): void {
    this.revision += 1;
    const quotes = SYMBOLS.map((symbol) => {
      const bid = 97 + Math.floor(this.random() * 600) / 100;
      return { symbol, bid: dollars(bid), ask: dollars(bid + 0.02), frozen: false, revision: this.revision };
    });
    this.command({ kind: 'mark', day: DAY, quotes });
  }

  private cancelSome(): void {
    const open = [...(this.activeGate()?.state.orders.keys() ?? [])];
    const id = open[Math.floor(this.random() * open.length)];
    if (id !== undefined) this.command({ kind: 'cancel', order_id: id, actor: 'sim' });
  }

  // ---- the network ----

  /** A message goes out: it may be lost, come twice, and be overtaken. */
  private send(message: () => void): void {
    this.network.push(message);
    if (this.random() < 0.02) {
      this.counts.doubled += 1;
      this.network.push(message);
    }
  }

  private deliver(mayLose = true): void {
    const at = Math.floor(this.random() * Math.min(this.network.length, 6));
    const [message] = this.network.splice(at, 1);
    if (!message) return;
    if (mayLose && this.random() < 0.03) this.counts.lost += 1;
    else message();
  }

  // ---- what must hold ----

  private quiet(): boolean {
    const gate = this.activeGate();
    const idle = gate !== null && gate.underWay === null && gate.state.orders.size === 0;
    return (
      idle && this.waiting.size === 0 && this.unsent.size === 0 && this.atBroker.size === 0 && this.deskAt === this.log.length
    );
  }

  /** Whatever was told, logged, sent and filled fits together; every gate that folds the log has the same state. */
  compare(): void {
    const folded = emptyState(compile);
    for (const { line } of this.log) {
      const one = foldLine(folded, line);
      if (!('event' in one)) throw new Error(one.fault);
    }
    for (const gate of this.gates) if (!gate.active && !gate.underWay) this.fold(gate);
    for (const gate of this.gates) {
      const clean = gate.underWay === null && gate.gathering.lines.length === 0 && gate.state.n === folded.n;
      if (clean && stateHash(gate.state) !== stateHash(folded)) throw new Error('a gate and the log differ');
    }
    this.counts.accepted = this.audit.accepted;
    this.audit.compare(folded);
  }
}
