import { formatMoney, formatQuantity, type Money, type Quantity } from '../model/money.js';
import { pause } from '../pause.js';
import { type Broker, type BrokerOrder, type BrokerState, BrokerUnavailableError } from '../ports/broker.js';
import type { LiveBook, LiveOrder } from '../ports/live-book.js';
import type { AdoptionRequest, Reconciliations } from '../ports/reconciliations.js';
import { type AccountDifference, type AccountHoldings, differencesOf } from './account-difference.js';

/** How many accounts a look found how. `differ`: for the first time. `moving`: something was booked meanwhile, so the two are of different moments. */
export type Looked = Record<'agree' | 'differ' | 'confirmed' | 'not_ready' | 'moving', number>;

/** The account that is not looked at for so long is told of, and for so many of the periods. */
const LATE_MIN_MS = 300_000;
const LATE_PERIODS = 10;
const TRIES = 5;
const GATE_WAIT_MS = 5000;
const NAMED_MAX = 5;

/**
 * Compares positions, working orders and cash of the broker's accounts with the gate's. A position that differs at two looks in a row closes the account: what it may lose is
 * not known then. Cash and orders close nothing (a fee may be booked before it is listed, and reconcile.ts sets orders right) and are told and shown. A person explains a difference in one act: the
 * gate takes what the broker has.
 */
export class AccountReconciler {
  private readonly before = new Map<string, string>();
  private readonly differing = new Map<string, string>();
  /** The differences that an alert has told, by account. */
  private readonly told = new Map<string, string>();
  /** Accounts that can be compared: when they were last, or since when they could be. */
  private readonly comparedMs = new Map<string, number>();
  private readonly toldLate = new Set<string>();

  constructor(
    private readonly book: LiveBook,
    private readonly broker: Broker,
    private readonly kept: Reconciliations,
    private readonly now: () => number = Date.now,
  ) {}

  /** Why an account is closed by what was found; null when nothing speaks against it. */
  notReady(account: string): string | null {
    return this.differing.get(account) ?? null;
  }

  /** Every account that the broker can be sent. Throws BrokerUnavailableError, StateUnavailableError and what PostgreSQL throws. */
  async look(): Promise<Looked> {
    const looked: Looked = { agree: 0, differ: 0, confirmed: 0, not_ready: 0, moving: 0 };
    const open = new Set(await this.book.accounts());
    for (const state of this.broker.states())
      if (open.has(state.account) && state.not_ready !== undefined) looked[await this.lookAt(state)] += 1;
    return looked;
  }

  private async lookAt(state: BrokerState): Promise<keyof Looked> {
    const { account } = state;
    if (state.not_ready !== null) {
      await this.keep(state, null, false);
      return 'not_ready';
    }
    const [before, ours, theirs] = [await this.sequence(), await this.ours(account), await this.theirs(account)];
    // Something was booked meanwhile: the two are of different moments.
    if ((await this.sequence()) !== before) return 'moving';
    const differences = differencesOf(ours, theirs);
    const text = JSON.stringify(differences);
    const confirmed = differences.length > 0 && this.before.get(account) === text;
    this.before.set(account, text);
    const positions = differences.filter(({ field }) => field === 'position');
    if (positions.length === 0) this.differing.delete(account);
    else if (confirmed) this.differing.set(account, inWords(positions));
    if (differences.length === 0) this.told.delete(account);
    else if (confirmed) await this.tell(account, text, differences);
    await this.keep(state, differences, confirmed);
    this.comparedMs.set(account, this.now());
    return differences.length === 0 ? 'agree' : confirmed ? 'confirmed' : 'differ';
  }

  /** Alerts each account that is ready and was not compared for long, once: whoever starts the looks may be away. */
  async tellLate(everyMs: number): Promise<void> {
    const lateMs = Math.max(LATE_PERIODS * everyMs, LATE_MIN_MS);
    for (const { account, not_ready } of this.broker.states()) {
      const comparedMs = this.comparedMs.get(account);
      if (not_ready !== null) this.comparedMs.delete(account);
      else if (comparedMs === undefined) this.comparedMs.set(account, this.now());
      if (not_ready !== null || comparedMs === undefined || this.now() - comparedMs < lateMs) this.toldLate.delete(account);
      else if (!this.toldLate.has(account)) {
        const minutes = Math.floor((this.now() - comparedMs) / 60_000);
        const message = `positions and cash were not compared for ${minutes} minutes: is Temporal away, or its schedule 'reconciliation' paused?`;
        if (await this.book.warnOfTrouble(account, this.broker.name, 'NOT_COMPARED', message)) this.toldLate.add(account);
      }
    }
  }

  /** Once, as long as it is the same. */
  private async tell(account: string, text: string, differences: AccountDifference[]): Promise<void> {
    if (this.told.get(account) === text) return;
    if (await this.book.warnOfDifference(account, this.broker.name, eachInWords(differences))) this.told.set(account, text);
  }

  private keep(state: BrokerState, differences: AccountDifference[] | null, confirmed: boolean): Promise<void> {
    const { account, live, account_number, requests_left, last_event_ms } = state;
    const not_ready = state.not_ready ?? this.notReady(account);
    const about = {
      account,
      broker: this.broker.name,
      at_ms: this.now(),
      live,
      account_number,
      not_ready,
      requests_left,
      last_event_ms,
    };
    return this.kept.save({ ...about, confirmed, differences });
  }

  private async sequence(): Promise<number> {
    return (await this.book.control()).broker_sequence;
  }

  private async ours(account: string): Promise<AccountHoldings> {
    const [positions, day] = [await this.book.positions(account), await this.book.day(account)];
    const orders = (await this.book.openOrders()).filter((one) => one.order.account === account && isSettled(one));
    return { cash: day?.cash ?? (0 as Money), ...holdingsOf(positions, orders) };
  }

  /** Orders that are on their way here or there, or are being amended, are left out on both sides. */
  private async theirs(account: string): Promise<AccountHoldings> {
    const [positions, { cash }] = [await this.broker.positions(account), await this.broker.account(account)];
    const unsettled = new Set((await this.book.openOrders()).filter((one) => !isSettled(one)).map(({ order }) => order.order_id));
    const orders = (await this.broker.openOrders()).filter(
      ({ order }) => order.account === account && !unsettled.has(order.order_id),
    );
    return { cash, ...holdingsOf(positions, orders) };
  }

  // ---- adoption ----

  /** Carries out what people asked for. Each request has its outcome, or waits for the next look when the broker or the gate does not answer. */
  async adoptions(): Promise<void> {
    for (const request of await this.kept.waiting()) {
      const detail = await this.adopt(request);
      await this.kept.done(request.id, detail === null ? 'adopted' : 'refused', detail ?? '');
      const state = this.broker.states().find(({ account }) => account === request.account);
      if (detail === null && state) await this.lookAt(state);
    }
  }

  /** Null when it is done, else why not. Everything that the broker reported is booked before, so that nothing is counted twice. */
  private async adopt({ account, actor, reason }: AdoptionRequest): Promise<string | null> {
    if (!this.broker.states().some((state) => state.account === account))
      return `${this.broker.name} has no account for '${account}'`;
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const last = await this.broker.settle(account);
      if (!(await this.gateHas(last))) continue;
      const [positions, { cash }] = [await this.broker.positions(account), await this.broker.account(account)];
      if ((await this.broker.settle(account)) !== last) continue;
      const about = { account, broker: this.broker.name, cash, positions, actor, reason };
      if (!(await this.book.adoptAccount(about, last))) continue;
      await this.broker.adopted(account);
      this.differing.delete(account);
      this.before.delete(account);
      return null;
    }
    return `the account trades at this moment: ${TRIES} times something was reported in between. Cancel its orders, then try again`;
  }

  private async gateHas(sequence: number): Promise<boolean> {
    const deadline = this.now() + GATE_WAIT_MS;
    while ((await this.sequence()) < sequence) {
      if (this.now() > deadline) throw new BrokerUnavailableError('the gate does not have the reports of the broker yet');
      await pause(50, AbortSignal.timeout(GATE_WAIT_MS));
    }
    return (await this.sequence()) === sequence;
  }
}

const isSettled = ({ status, amending }: LiveOrder): boolean =>
  amending === null && (status === 'WORKING' || status === 'PARTIALLY_FILLED');

function holdingsOf(
  positions: readonly { symbol: string; quantity: Quantity }[],
  orders: readonly Pick<BrokerOrder, 'order' | 'leaves_quantity'>[],
): Omit<AccountHoldings, 'cash'> {
  const sides = { BUY: new Map<string, Quantity>(), SELL: new Map<string, Quantity>() };
  for (const { order, leaves_quantity } of orders) {
    const side = sides[order.side];
    side.set(order.symbol, ((side.get(order.symbol) ?? 0) + leaves_quantity) as Quantity);
  }
  const held = new Map(positions.map(({ symbol, quantity }) => [symbol, quantity]));
  return { positions: held, open_buys: sides.BUY, open_sells: sides.SELL };
}

const NAMES: Record<AccountDifference['field'], string> = {
  cash: 'cash',
  position: '',
  open_buys: ' open buys',
  open_sells: ' open sells',
};

function eachInWords(differences: readonly AccountDifference[]): string {
  const named = differences
    .slice(0, NAMED_MAX)
    .map(({ field, symbol, ours, theirs }) =>
      field === 'cash'
        ? `cash $${formatMoney(ours as Money)} here, $${formatMoney(theirs as Money)} there`
        : `${symbol}${NAMES[field]} ${formatQuantity(ours as Quantity)} here, ${formatQuantity(theirs as Quantity)} there`,
    );
  const more = differences.length > NAMED_MAX ? ` and ${differences.length - NAMED_MAX} more` : '';
  return `${named.join('; ')}${more}. Look at GET /api/broker/reconciliation; POST /api/broker/adopt takes what the broker has`;
}

const inWords = (positions: readonly AccountDifference[]) => `positions differ from the broker's: ${eachInWords(positions)}`;
