/** The feed over a gate in memory whose log, like PostgreSQL's copy of it, moves by hand. Real timers. */
import { pino } from 'pino';
import { alertsOf } from '#core/events/alerts.js';
import { Board, type BoardState } from '#core/events/board.js';
import { compareKeys, messageKey } from '#core/events/message-id.js';
import type { Missed } from '#core/events/missed.js';
import { type FoldedEvent, foldEvent } from '#core/gate/fold.js';
import { emptyState, type GateState } from '#core/gate/state.js';
import type { ConfigChange } from '#core/ports/config-store.js';
import { EventHistory } from '#core/ports/event-history.js';
import { type FeedListener, GateFeed } from '#core/ports/gate-feed.js';
import type { OrderRow } from '#core/ports/history.js';
import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { LiveFeed } from './live-feed.js';
import type { Outgoing } from './outgoing.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, good: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!good()) {
    if (Date.now() > deadline) throw new Error(`not within 5 s: ${what}`);
    await sleep(5);
  }
}

/** An active gate whose state is ahead of the log until `keep` is called. */
class MemoryFeed extends GateFeed {
  override state: GateState | null;
  readonly folded: FoldedEvent[] = [];
  readonly listeners = new Set<FeedListener>();
  private readonly followed = emptyState(compile);
  private told = 0;
  private waiting: (() => void)[] = [];

  constructor(readonly world: GateWorld) {
    super();
    this.state = world.state;
    this.keep();
  }

  override get position(): string {
    return this.folded[this.told - 1]?.event.id ?? '0-0';
  }

  override async kept(): Promise<void> {
    if (this.folded.length < this.world.log.length) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  override subscribe(listener: FeedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The log has it, and PostgreSQL may; this process has not heard of it yet. */
  append(): void {
    for (const event of this.world.log.slice(this.folded.length)) this.folded.push(foldEvent(this.followed, event));
  }

  keep(): void {
    this.append();
    this.tell(this.folded.slice(this.told));
    for (const done of this.waiting.splice(0)) done();
  }

  tell(events: FoldedEvent[]): void {
    this.told = this.folded.length;
    for (const listener of this.listeners) listener.took(events);
  }

  reset(): void {
    this.told = this.folded.length;
    for (const listener of this.listeners) listener.reset();
  }
}

/** PostgreSQL: it has the log up to its `upTo`th event. */
class MemoryHistory extends EventHistory {
  upTo = Infinity;
  asked = 0;
  away = 0;
  changesOf: (after: number, upTo: number) => Promise<ConfigChange[]> = () => Promise.resolve([]);

  constructor(private readonly feed: MemoryFeed) {
    super();
  }

  private get copied(): FoldedEvent[] {
    return this.feed.folded.slice(0, this.upTo);
  }

  private get last(): string {
    return this.copied.at(-1)?.event.id ?? '0-0';
  }

  override position(): Promise<string> {
    return Promise.resolve(this.last);
  }

  override board(): Promise<Omit<BoardState, 'days'>> {
    if (this.away > 0) {
      this.away -= 1;
      return Promise.reject(new Error('PostgreSQL is away'));
    }
    const board = new Board({ position: '0-0', days: [], open_breakers: [], alerts: [], config_version: 0 });
    for (const folded of this.copied) board.take(folded, { orders: false, changes: () => [] });
    const { position, alerts, config_version, openBreakers: open_breakers } = board;
    return Promise.resolve({ position, alerts, config_version, open_breakers });
  }

  /** Alerts, and orders as they were decided: more does not happen in these tests. */
  override after(since: string, { orders, max }: { orders: boolean; max: number }): Promise<Missed | null> {
    this.asked += 1;
    const later = this.copied.filter(({ event }) => compareKeys(messageKey(event.id), messageKey(since)) > 0);
    const rows = later.flatMap(({ event, order }): OrderRow[] => {
      if (!orders || event.type !== 'ORDER_DECIDED' || !order) return [];
      const row = { ...order, status: 'REJECTED', filled_quantity: 0, leaves_quantity: 0, reason: '' };
      return [{ ...row, updated_at_ms: event.at_ms } as OrderRow];
    });
    const alerts = later.flatMap(({ event }) => alertsOf(event));
    if (alerts.length + rows.length > max) return Promise.resolve(null);
    return Promise.resolve({ position: this.last, alerts, alert_counts: [], breaker_events: [], activations: [], orders: rows });
  }

  override changes(after: number, upTo: number): Promise<ConfigChange[]> {
    return this.changesOf(after, upTo);
  }
}

/** A gate, its feed, and what all sockets together are told. */
class Desk {
  readonly world = GateWorld.open();
  readonly gate = new MemoryFeed(this.world);
  readonly history = new MemoryHistory(this.gate);
  readonly deliveries: Outgoing[][] = [];
  readonly shown: Board[] = [];
  readonly warned: string[] = [];
  listened = true;
  pnlWanted = (_account: string): boolean => false;
  deliver = (messages: Outgoing[]): Promise<void> => Promise.resolve(void this.deliveries.push(messages));
  private readonly stop = new AbortController();
  private ended: Promise<void> | null = null;
  readonly feed = new LiveFeed({
    ...{ feed: this.gate, history: this.history },
    logger: pino({ level: 'warn' }, { write: (line: string) => this.heardOf(line) }),
    listened: () => this.listened,
    ordersWanted: () => true,
    pnlWanted: (account) => this.pnlWanted(account),
    deliver: (messages) => this.deliver(messages),
    showAll: (board) => Promise.resolve(void this.shown.push(board)),
  });

  private heardOf(line: string): void {
    const { msg, err } = JSON.parse(line) as { msg: string; err?: { message: string } };
    this.warned.push(err?.message ?? msg);
  }

  run(): void {
    this.ended = this.feed.run(this.stop.signal);
  }

  async begun(): Promise<Board> {
    if (!this.ended) this.run();
    await until('a board', () => this.feed.board !== null);
    return this.feed.board as Board;
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.ended;
  }

  get heard(): Outgoing[] {
    return this.deliveries.flat();
  }

  /** What was told of one type, with its data. */
  of(type: string): (Record<string, unknown> & { id: string; ref: string })[] {
    return this.heard.flatMap(({ message }) =>
      message.type === type ? [{ ...message, ...message.data, ref: message.ref ?? '' }] : [],
    );
  }

  get alerts(): string[] {
    return this.of('RISK_ALERT').map(({ ref }) => ref);
  }

  /** An order over its limit: an ORDER_UPDATE and a RISK_ALERT. Returns its event's id. */
  refuse(hand: 'keep' | 'append' | 'nothing' = 'keep'): string {
    this.world.pass(0.002);
    this.world.state.alerts.clear(); // Each is told: what is counted instead is tested in gathering.spec.ts.
    this.world.submit({ quantity: units(50) });
    if (hand !== 'nothing') this.gate[hand]();
    return this.world.log.at(-1)?.id ?? '';
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});
afterEach(() => desk.end());

describe('how it begins', () => {
  test('where nobody listens it does not even subscribe, and it begins when somebody comes', async () => {
    desk.listened = false;
    desk.run();
    await sleep(30);
    expect(desk.gate.listeners.size).toBe(0);
    expect(desk.feed.able).toBe(true);
    desk.feed.want();
    await desk.begun();
    expect(desk.gate.listeners.size).toBe(1);
  });

  test('only when PostgreSQL has all that was told before it listened, and then without a gap and nothing twice', async () => {
    desk.history.upTo = desk.gate.folded.length;
    const before = desk.refuse();
    desk.run();
    await sleep(120);
    expect([desk.feed.board, desk.feed.able]).toEqual([null, false]);
    const during = desk.refuse();
    desk.history.upTo += 1;
    await desk.begun();
    const later = desk.refuse();
    await until('the later one', () => desk.alerts.includes(later));
    expect(desk.alerts).toEqual([during, later]);
    expect(desk.of('ORDER_UPDATE').map(({ id }) => id)).toEqual([`${during}-0`, `${later}-0`]);
    expect(desk.feed.board?.alerts.map(({ id }) => id)).toEqual([later, during, before]);
  });

  test('PostgreSQL may be ahead of this process: what the board shows already is not told again', async () => {
    const ahead = desk.refuse('append');
    expect((await desk.begun()).position).toBe(ahead);
    desk.gate.keep();
    const later = desk.refuse();
    await until('the later one', () => desk.alerts.length > 0);
    expect(desk.alerts).toEqual([later]);
    expect(desk.feed.board?.alerts.map(({ id }) => id)).toEqual([later, ahead]);
  });

  test('not before the gate has a state', async () => {
    const { state } = desk.gate;
    desk.gate.state = null;
    desk.run();
    await sleep(80);
    expect(desk.feed.board).toBeNull();
    desk.gate.state = state;
    expect((await desk.begun()).latestDays).toMatchObject([{ account: 'default' }]);
  });
});

describe('what is told', () => {
  test('an order and its fill come from their own events, with nobody asked', async () => {
    await desk.begun();
    const { order } = desk.world.submit({ quantity: units(2) });
    desk.world.fill(order, 2, 100);
    desk.gate.keep();
    await until('both updates', () => desk.heard.length === 2);
    expect(desk.of('ORDER_UPDATE')).toMatchObject([
      { order_id: order.order_id, client_order_id: order.client_order_id, status: 'PENDING_SUBMIT', leaves_quantity: 2 },
      { order_id: order.order_id, status: 'FILLED', filled_quantity: 2, leaves_quantity: 0 },
    ]);
    expect(desk.history.asked).toBe(0);
  });

  test('a backlog is told in many deliveries, in order, and the event loop gets its turns between them', async () => {
    await desk.begun();
    const ids = Array.from({ length: 5000 }, () => desk.refuse('nothing'));
    let [turns, done] = [0, false];
    const count = () => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    desk.gate.keep();
    await until('all of them', () => (done = desk.deliveries.reduce((sum, { length }) => sum + length, 0) >= 2 * ids.length));
    expect(desk.alerts).toEqual(ids);
    expect(desk.deliveries.length).toBeGreaterThan(2);
    expect(turns).toBeGreaterThan(desk.deliveries.length / 2);
  });

  test('changed limits are told before what happened after them, however long PostgreSQL takes to say who changed what', async () => {
    await desk.begun();
    let answer: (changes: ConfigChange[]) => void = () => undefined;
    const asked: number[][] = [];
    desk.history.changesOf = (...versions) => {
      asked.push(versions);
      return new Promise((resolve) => (answer = resolve));
    };
    const before = desk.refuse('nothing');
    desk.world.configure(2, { max_order_size: dollars(900) });
    const after = desk.refuse();
    await until('the one before', () => desk.alerts.length > 0);
    await sleep(100);
    expect(desk.alerts).toEqual([before]);
    const change = { field: 'max_order_size', from: '1000.00', to: '900.00', actor: 'dev', reason: 'less', source: 'api' };
    answer([{ ...change, version: 2, changed_at_ms: 0 }]);
    await until('the one after', () => desk.alerts.includes(after));
    expect(desk.heard.map(({ message }) => message.type).filter((type) => type !== 'ORDER_UPDATE')).toEqual([
      ...['RISK_ALERT', 'LIMITS_CHANGED', 'RISK_ALERT'],
    ]);
    expect(desk.of('LIMITS_CHANGED')).toMatchObject([{ version: 2, changes: [change] }]);
    expect(asked).toEqual([[1, 2]]);
  });

  test('two changes of limits at once are each told with their own', async () => {
    await desk.begun();
    desk.history.changesOf = (after, upTo) => {
      const change = { field: 'max_order_size', from: null, actor: 'dev', reason: '', source: 'api', changed_at_ms: 0 };
      return Promise.resolve([{ ...change, version: upTo, to: `${after} to ${upTo}` }]);
    };
    desk.world.configure(2);
    desk.world.configure(4);
    desk.gate.keep();
    await until('both', () => desk.heard.length === 2);
    expect(desk.of('LIMITS_CHANGED')).toMatchObject([
      { version: 2, changes: [{ to: '1 to 2' }] },
      { version: 4, changes: [{ to: '2 to 4' }] },
    ]);
  });

  test('changes that PostgreSQL does not tell within a second are left out', async () => {
    await desk.begun();
    desk.history.changesOf = () => new Promise(() => undefined);
    desk.world.configure(2);
    const after = desk.refuse();
    const startedMs = performance.now();
    await until('what came after', () => desk.alerts.includes(after));
    expect(performance.now() - startedMs).toBeGreaterThan(900);
    expect(desk.of('LIMITS_CHANGED')).toMatchObject([{ version: 2, changes: [] }]);
  });
});

describe('profit and loss', () => {
  test('is told once a second while marks come, of those accounts only that somebody listens to', async () => {
    desk.world.ask({ kind: 'open_account', account: 'other', cash: dollars(1000), day: '2026-11-25' });
    desk.gate.keep();
    desk.pnlWanted = (account) => account === 'default';
    await desk.begun();
    const told: number[] = [];
    const startedMs = performance.now();
    while (performance.now() - startedMs < 2300) {
      desk.world.quote('AAPL', 100, 100.02);
      desk.gate.keep();
      await sleep(50);
      if (desk.of('PNL_UPDATE').length > told.length) told.push(performance.now() - startedMs);
    }
    expect(told).toHaveLength(3);
    expect(new Set(desk.of('PNL_UPDATE').map(({ account }) => account))).toEqual(new Set(['default']));
    expect(compareKeys(messageKey(desk.of('PNL_UPDATE').at(-1)?.id ?? ''), messageKey(desk.gate.position))).toBeLessThanOrEqual(
      0,
    );
  });

  test('of a fill is told at once, but not before the log keeps what it says', async () => {
    desk.pnlWanted = () => true;
    await desk.begun();
    const [first, second] = [desk.world.submit({ quantity: units(2) }), desk.world.submit({ quantity: units(2) })];
    desk.world.fill(first.order, 2, 100);
    desk.gate.keep();
    desk.world.fill(second.order, 2, 90); // Decided, and not in the log yet.
    await until('the first fill', () => desk.of('ORDER_UPDATE').length === 3);
    await sleep(50);
    expect(desk.of('PNL_UPDATE')).toEqual([]);
    desk.gate.keep();
    await until('the P&L', () => desk.of('PNL_UPDATE').length > 0);
    expect(desk.of('PNL_UPDATE')[0]).toMatchObject({ account: 'default', total_pnl: 20.04, circuit_breaker_triggered: false });
  });

  test('that nobody listens to is up to date for whoever is shown the board', async () => {
    const board = await desk.begun();
    desk.world.fill(desk.world.submit({ quantity: units(2) }).order, 2, 90);
    desk.gate.keep();
    await until('the fill', () => desk.of('ORDER_UPDATE').length === 2);
    expect(board.latestDays).toMatchObject([{ total_pnl: 0 }]);
    await desk.feed.refreshDays();
    expect(board.latestDays).toMatchObject([{ account: 'default', total_pnl: dollars(20.02) }]);
  });

  test('says at once that the breaker of the account, or of the firm, is open', async () => {
    desk.pnlWanted = () => true;
    await desk.begun();
    const trip = { mode: 'halt', actor: 'dev', reason: '', source: 'api', expires_in_ms: null, cancel_orders: false } as const;
    desk.world.ask({ kind: 'trip', scope: 'firm', ...trip });
    desk.gate.keep();
    await until('the P&L', () => desk.of('PNL_UPDATE').length > 0);
    expect(desk.of('PNL_UPDATE')).toMatchObject([{ account: 'default', circuit_breaker_triggered: true }]);
  });
});

describe('who comes back', () => {
  const refsAfter = (since: string) => desk.feed.after(messageKey(since), false)?.map(({ message }) => message.ref) ?? null;

  test('is told from memory what it missed', async () => {
    await desk.begun();
    const [one, two, three] = [desk.refuse(), desk.refuse(), desk.refuse()];
    await until('all three', () => desk.alerts.length === 3);
    expect(refsAfter(`${one}-1`)).toEqual([two, three]);
    expect(refsAfter(`${two}-0`)).toEqual([two, three]);
    expect(desk.history.asked).toBe(0);
  });

  test('is told from PostgreSQL what is older than memory, with the ids that it had, and the next one from memory', async () => {
    const [one, two] = [desk.refuse(), desk.refuse()];
    await desk.begun();
    const three = desk.refuse();
    await until('the third', () => desk.alerts.length === 1);
    expect(refsAfter(`${one}-1`)).toBeNull();
    const missed = await desk.feed.missedSince(`${one}-1`, false);
    expect(missed?.map(({ message }) => message.id)).toEqual([`${two}-1`, `${three}-1`]);
    expect(refsAfter(`${one}-1`)).toEqual([two, three]);
    expect(desk.history.asked).toBe(1);
  });
});

describe('how it heals', () => {
  /** More events at once than the queue holds. */
  function flood(): void {
    desk.gate.append();
    const filler = desk.gate.folded.slice(-1);
    desk.gate.tell(Array.from({ length: 100_001 }, () => filler).flat());
  }

  test('what the queue had no room for is told from PostgreSQL, in order, each once, and nobody needs a snapshot', async () => {
    await desk.begun();
    const before = desk.refuse();
    await until('the one before', () => desk.alerts.length === 1);
    const [one, two] = [desk.refuse('append'), desk.refuse('append')];
    flood();
    const after = desk.refuse();
    await until('the one after', () => desk.alerts.includes(after));
    expect(desk.alerts).toEqual([before, one, two, after]);
    expect(desk.shown).toEqual([]);
    expect(desk.warned).toEqual(['live events caught up']);
    expect(desk.feed.after(messageKey(`${before}-1`), false)?.map(({ message }) => message.ref)).toEqual([one, two, after]);
  });

  test('when that is more than PostgreSQL is asked for, everybody is shown how things stand instead', async () => {
    await desk.begun();
    for (let i = 0; i < 5001; i += 1) desk.refuse('nothing');
    flood();
    await until('the snapshot', () => desk.shown.length === 1);
    expect(desk.alerts).toEqual([]);
    const after = desk.refuse();
    await until('the one after', () => desk.alerts.includes(after));
    expect(desk.shown[0]).toBe(desk.feed.board);
  });

  test('a state that was made anew is shown to everybody, after what was missed', async () => {
    await desk.begun();
    const { state } = desk.gate;
    const [before, missed] = [desk.refuse(), desk.refuse('append')];
    desk.gate.state = null;
    desk.gate.reset();
    await sleep(80);
    expect(desk.shown).toEqual([]);
    desk.gate.state = state;
    await until('the snapshot', () => desk.shown.length === 1);
    expect(desk.shown[0]?.position).toBe(missed);
    const after = desk.refuse();
    await until('the one after', () => desk.alerts.includes(after));
    expect(desk.alerts).toEqual([before, missed, after]);
  });

  test('with PostgreSQL away it says so once, tries again until it goes, and leaves nothing out', async () => {
    await desk.begun();
    desk.history.away = 3;
    const missed = desk.refuse('append');
    flood();
    const after = desk.refuse();
    await until('the one after', () => desk.alerts.includes(after));
    expect(desk.alerts).toEqual([missed, after]);
    expect(desk.warned).toEqual(['PostgreSQL is away', 'live events caught up']);
  });

  test('when a delivery fails nobody knows who was told what: all are shown how things stand', async () => {
    await desk.begun();
    const { deliver } = desk;
    desk.deliver = () => {
      desk.deliver = deliver;
      return Promise.reject(new Error('no such socket'));
    };
    const lost = desk.refuse();
    await until('the snapshot', () => desk.shown.length === 1);
    expect(desk.shown[0]?.alerts.map(({ id }) => id)).toEqual([lost]);
    const after = desk.refuse();
    await until('the one after', () => desk.alerts.length > 0);
    expect(desk.alerts).toEqual([after]);
    expect(desk.warned).toEqual(['no such socket', 'live events caught up']);
  });
});
