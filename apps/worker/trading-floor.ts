import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { ReloadConfig } from '#core/config/reload-config.js';
import { Complaint } from '#core/complaint.js';
import { pause } from '#core/pause.js';
import { type Broker, type BrokerState, BrokerUnavailableError } from '#core/ports/broker.js';
import { StateUnavailableError } from '#core/ports/gate.js';
import type { GateFeed } from '#core/ports/gate-feed.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { CalendarWatch } from '#core/monitor/calendar-watch.js';
import { UsageWatch } from '#core/monitor/usage-watch.js';
import { UseRecorder } from '#core/monitor/use-recorder.js';
import { UseTally } from '#core/monitor/use-tally.js';
import type { LimitUseDays } from '#core/ports/limit-use.js';
import { PnlMonitor } from '#core/monitor/pnl-monitor.js';
import { PnlRecorder } from '#core/monitor/pnl-recorder.js';
import type { PnlPoints } from '#core/ports/pnl-points.js';
import type { Reconciliations } from '#core/ports/reconciliations.js';
import { BrokerDesk } from '#core/trading/broker-desk.js';
import { pumpExecutions, pumpHalts, pumpQuotes } from '#core/trading/market-pumps.js';
import type { BrokerDefaults } from '#core/trading/broker-defaults.js';
import type { BrokerInstruments } from '#core/trading/broker-instruments.js';
import { AccountReconciler, type Looked } from '#core/trading/account-reconciler.js';
import { Reconciler } from '#core/trading/reconcile.js';

export interface FloorParts {
  book: LiveBook;
  feed: GateFeed;
  config: ReloadConfig;
  /** Calls back when a rule file changed, until the signal aborts. */
  onRuleFileChange: (changed: () => void, signal: AbortSignal) => void;
  /** A broker for as long as the lease is held: one process at a time speaks to it. */
  openBroker: () => Promise<{ broker: Broker; close: () => Promise<void> }>;
  logger: Logger;
  /** Where the P&L of each minute is kept, and how much of each limit was used. */
  points: PnlPoints;
  limitUse: LimitUseDays;
  reconciliations: Reconciliations;
  /** Instruments as the broker lists them. */
  instruments: (broker: Broker) => BrokerInstruments;
  /** What limits are by default for the broker's accounts. */
  defaults: (broker: Broker) => BrokerDefaults;
  /** Percent of a limit whose use is told. */
  warnAtPct: readonly number[];
  reloadMs: number;
  /** Between two looks at the broker's accounts, which a schedule of Temporal starts. */
  accountsMs: number;
  /** Has the next look made at once; throws while Temporal does not answer. */
  lookSoon: () => Promise<void>;
}

const RECONCILE_MS = 15_000;
const BROKER_STATE_MS = 500;
const ADOPTIONS_MS = 1000;
const RETRY_MS = 300;
const CALENDAR_MS = 60_000;
const USAGE_MS = 2000;
const INSTRUMENTS_MS = 6 * 3_600_000;
/** A turn that has lasted so long works: one that opens and breaks again and again is told as one trouble. */
const SETTLED_MS = 5000;

/**
 * What exactly one process does at a time, under its lease: it marks, sends orders to the broker and books what comes back, watches profit and loss, and
 * reloads the configuration. It keeps no state of its own: any error ends its turn, and the next turn begins from the gate's state and the broker.
 */
export class TradingFloor {
  /** Host and process, so that the Temporal UI says who ticks; unique by its tail. */
  private readonly holder = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

  private readonly complaints: ReturnType<typeof complaintsOf>;
  private broker: Broker | null = null;
  private accounts: AccountReconciler | null = null;

  constructor(private readonly parts: FloorParts) {
    this.complaints = complaintsOf(parts.logger);
  }

  /** What the broker says of its accounts; none while this process does not speak to it. */
  brokerStates(): BrokerState[] {
    return this.broker?.states() ?? [];
  }

  /** Compares the broker's accounts with the gate's. Throws BrokerUnavailableError while this process does not speak to the broker, and what the look throws. */
  async reconcileAccounts(): Promise<Looked> {
    const { accounts } = this;
    if (accounts === null) throw new BrokerUnavailableError('the trading floor of this process is not open');
    try {
      const looked = await accounts.look();
      this.complaints.accounts.worked();
      return looked;
    } catch (error) {
      this.complaints.accounts.failed(error);
      throw error;
    }
  }

  /** Until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.turn(signal);
      } catch (error) {
        this.complaints.turn.failed(error);
      }
      await pause(RETRY_MS, signal);
    }
  }

  private async turn(outer: AbortSignal): Promise<void> {
    const { book, feed, config, points } = this.parts;
    const { complaints } = this;
    await config.activateNewest();
    const { broker, close } = await this.parts.openBroker();
    this.broker = broker;
    const ended = new AbortController();
    const signal = AbortSignal.any([outer, ended.signal]);
    setMaxListeners(0, signal); // Each order that waits for the broker waits on it too.
    const desk = new BrokerDesk(feed, book, broker, complaints.desk);
    const reconciler = new Reconciler(book, broker);
    const accounts = new AccountReconciler(book, broker, this.parts.reconciliations);
    this.accounts = accounts;
    const calendar = new CalendarWatch(book);
    const tally = new UseTally();
    const usage = new UsageWatch(book, this.parts.warnAtPct, tally);
    const tasks = [
      pumpExecutions(broker, book, complaints.reports, signal),
      pumpQuotes(broker, book, complaints.quotes, signal),
      pumpHalts(broker, book, complaints.halts, signal),
      this.monitor().run(signal),
      desk.run(signal),
      every(RECONCILE_MS, signal, () => this.reconcile(reconciler)),
      this.reloading(signal),
      new PnlRecorder(book, points, complaints.points).run(signal),
      new UseRecorder(tally, this.parts.limitUse, complaints.limitUse).run(signal),
      every(CALENDAR_MS, signal, () => complaints.calendar.tried(() => calendar.look(), undefined)),
      this.tellingStates(broker, accounts, signal),
      this.askingForLooks(broker, accounts, signal),
      every(ADOPTIONS_MS, signal, () => complaints.adoptions.tried(() => accounts.adoptions(), undefined)),
      every(USAGE_MS, signal, () => complaints.usage.tried(() => usage.look(), undefined)),
      this.readingInstruments(broker, signal),
      this.settle(broker.name, signal),
    ];
    try {
      await Promise.race(tasks);
    } finally {
      this.broker = null;
      this.accounts = null;
      ended.abort();
      await Promise.allSettled(tasks);
      await close();
    }
  }

  /** The gate refuses orders of an account that the broker cannot be sent. One of which this broker says nothing is ready. What could not be told is told the next time. */
  private async tellingStates(broker: Broker, accounts: AccountReconciler, signal: AbortSignal): Promise<void> {
    const told = new Map<string, string | null>();
    await every(BROKER_STATE_MS, signal, () =>
      this.complaints.state.tried(async () => {
        const states = new Map(broker.states().map(({ account, not_ready }) => [account, not_ready]));
        for (const account of await this.parts.book.accounts()) {
          const said = states.has(account) ? states.get(account) : null;
          const not_ready = said === null ? accounts.notReady(account) : said;
          if (not_ready === undefined || told.get(account) === not_ready) continue;
          await this.parts.book.tellBrokerState(account, broker.name, not_ready);
          told.set(account, not_ready);
        }
      }, undefined),
    );
  }

  /** An account that becomes ready, at the start and after a reconnect, is compared at once; one that was not compared for long is told. */
  private async askingForLooks(broker: Broker, accounts: AccountReconciler, signal: AbortSignal): Promise<void> {
    let ready = new Set<string>();
    let due = false;
    await every(BROKER_STATE_MS, signal, async () => {
      const states = broker.states().filter(({ not_ready }) => not_ready === null);
      due ||= states.some(({ account }) => !ready.has(account));
      ready = new Set(states.map(({ account }) => account));
      if (due) due = await this.complaints.looks.tried(() => this.parts.lookSoon().then(() => false), true);
      await this.complaints.looks.tried(() => accounts.tellLate(this.parts.accountsMs), undefined);
    });
  }

  /** At the start, and some times a day: what can be sold short changes. One that failed is tried again sooner. */
  private async readingInstruments(broker: Broker, signal: AbortSignal): Promise<void> {
    const instruments = this.parts.instruments(broker);
    const defaults = this.parts.defaults(broker);
    while (!signal.aborted) {
      await this.complaints.defaults.tried(() => defaults.look(), null);
      const changed = await this.complaints.instruments.tried(() => instruments.look(), null);
      if (changed !== null && changed > 0) this.parts.logger.info({ changed }, 'instruments are as the broker lists them');
      await pause(changed === null ? RECONCILE_MS : INSTRUMENTS_MS, signal);
    }
  }

  /** Says that the floor is open once it has been for a while, and ends with the turn. */
  private async settle(broker: string, signal: AbortSignal): Promise<void> {
    await pause(SETTLED_MS, signal);
    if (signal.aborted) return;
    this.parts.logger.info({ broker }, 'the trading floor is open');
    this.complaints.turn.worked();
    await aborted(signal);
  }

  private monitor(): PnlMonitor {
    const { book, logger } = this.parts;
    return new PnlMonitor(book, this.holder, this.complaints.monitor, ({ drift }) => {
      if (drift > 0) logger.error({ drift }, 'sums that fills and marks keep differ from positions valued anew');
    });
  }

  /** Every so often, and soon after a rule file changed. PostgreSQL away leaves the last good configuration in force. */
  private async reloading(signal: AbortSignal): Promise<void> {
    const { config, onRuleFileChange, reloadMs } = this.parts;
    let due = new AbortController();
    onRuleFileChange(() => due.abort(), signal);
    while (!signal.aborted) {
      await this.complaints.reload.tried(() => config.reload(), undefined);
      await pause(reloadMs, AbortSignal.any([signal, due.signal]));
      due = new AbortController();
    }
  }

  private async reconcile(reconciler: Reconciler): Promise<void> {
    try {
      for (const finding of await reconciler.look()) this.parts.logger.error(finding, 'the gate and the broker differed');
      this.complaints.reconcile.worked();
    } catch (error) {
      if (!(error instanceof StateUnavailableError) && !(error instanceof BrokerUnavailableError)) throw error;
      this.complaints.reconcile.failed(error);
    }
  }
}

function complaintsOf(logger: Logger) {
  const about = (failing: string, well: string) => new Complaint(logger, { failing, well });
  return {
    turn: about('the trading floor stopped and starts again', 'the trading floor goes on'),
    desk: about('orders and cancels wait for the broker', 'orders and cancels reach the broker again'),
    state: about(
      'what the broker says of its accounts does not reach the gate',
      'what the broker says of its accounts reaches the gate again',
    ),
    reports: about('reports of the broker wait for the gate', 'reports of the broker are booked again'),
    quotes: about('quotes do not reach the gate; the next one comes', 'quotes reach the gate again'),
    halts: about('halts of the exchange do not reach the gate', 'halts of the exchange reach the gate again'),
    monitor: about(
      'profit and loss cannot be looked at; orders are refused PNL_STALE soon',
      'profit and loss is looked at again',
    ),
    accounts: about(
      'positions and cash cannot be compared with the broker',
      'positions and cash are compared with the broker again',
    ),
    looks: about(
      'a comparison with the broker cannot be asked for, or that it is late cannot be told',
      'comparisons with the broker are asked for again',
    ),
    adoptions: about('what people asked to be adopted waits', 'what people asked to be adopted is done again'),
    defaults: about("the broker's defaults cannot be taken over", "the broker's defaults are taken over again"),
    instruments: about('what the broker lists cannot be taken over', 'what the broker lists is taken over again'),
    reconcile: about('open orders cannot be compared with the broker', 'open orders are compared with the broker again'),
    reload: about(
      'the configuration could not be reloaded; the last good one stays in force',
      'the configuration is reloaded again',
    ),
    points: about(
      'profit and loss of the minute cannot be kept; charts have a gap',
      'profit and loss of each minute is kept again',
    ),
    limitUse: about(
      'how much of each limit was used cannot be kept; it is tried again each minute',
      'how much of each limit was used is kept again',
    ),
    usage: about('how much of each limit is used cannot be told', 'how much of each limit is used is told again'),
    calendar: about('that the exchange calendar ends could not be told', 'that the exchange calendar ends is told'),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Runs `work` again and again, `ms` apart, until the signal aborts; throws what it throws. */
async function every(ms: number, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await pause(ms, signal);
    if (!signal.aborted) await work();
  }
}
