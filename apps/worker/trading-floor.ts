import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { ReloadConfig } from '#core/config/reload-config.js';
import { pause } from '#core/pause.js';
import type { Broker } from '#core/ports/broker.js';
import { StateUnavailableError } from '#core/ports/gate.js';
import type { GateFeed } from '#core/ports/gate-feed.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { PnlMonitor } from '#core/monitor/pnl-monitor.js';
import { BrokerDesk } from '#core/trading/broker-desk.js';
import { pumpExecutions, pumpQuotes } from '#core/trading/market-pumps.js';
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
  reloadMs: number;
}

const RECONCILE_MS = 15_000;
const RETRY_MS = 300;

/**
 * What exactly one process does at a time, under its lease: it marks, sends orders to the broker and books what comes back, watches profit and loss, and
 * reloads the configuration. It keeps no state of its own: any error ends its turn, and the next turn begins from the gate's state and the broker.
 */
export class TradingFloor {
  /** Host and process, so that the Temporal UI says who ticks; unique by its tail. */
  private readonly holder = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

  constructor(private readonly parts: FloorParts) {}

  /** Until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    let complaint = '';
    while (!signal.aborted) {
      try {
        await this.turn(signal);
        complaint = '';
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (text !== complaint) this.parts.logger.warn({ err: error }, 'the trading floor stopped and starts again');
        complaint = text;
      }
      await pause(RETRY_MS, signal);
    }
  }

  private async turn(outer: AbortSignal): Promise<void> {
    const { book, feed, logger, config } = this.parts;
    await config.activateNewest();
    const { broker, close } = await this.parts.openBroker();
    const ended = new AbortController();
    const signal = AbortSignal.any([outer, ended.signal]);
    setMaxListeners(0, signal); // Each order that waits for the broker waits on it too.
    const desk = new BrokerDesk(feed, book, broker, (message) => logger.warn(message));
    const reconciler = new Reconciler(book, broker);
    logger.info({ broker: broker.name }, 'the trading floor is open');
    const tasks = [
      pumpExecutions(broker, book, signal),
      pumpQuotes(broker, book, signal),
      this.monitor().run(signal),
      desk.run(signal),
      every(RECONCILE_MS, signal, () => this.reconcile(reconciler)),
      this.reloading(signal),
    ];
    try {
      await Promise.race(tasks);
    } finally {
      ended.abort();
      await Promise.allSettled(tasks);
      await close();
    }
  }

  private monitor(): PnlMonitor {
    const { book, logger } = this.parts;
    return new PnlMonitor(book, this.holder, ({ drift }) => {
      if (drift > 0) logger.error({ drift }, 'sums that fills and marks keep differ from positions valued anew');
    });
  }

  /** Every so often, and soon after a rule file changed. PostgreSQL away leaves the last good configuration in force. */
  private async reloading(signal: AbortSignal): Promise<void> {
    const { config, onRuleFileChange, reloadMs, logger } = this.parts;
    let due = new AbortController();
    onRuleFileChange(() => due.abort(), signal);
    while (!signal.aborted) {
      await config.reload().catch((error: unknown) => {
        logger.warn({ err: error }, 'the configuration could not be reloaded; the last good one stays in force');
      });
      await pause(reloadMs, AbortSignal.any([signal, due.signal]));
      due = new AbortController();
    }
  }

  private async reconcile(reconciler: Reconciler): Promise<void> {
    try {
      for (const finding of await reconciler.look()) this.parts.logger.error(finding, 'the gate and the broker differed');
    } catch (error) {
      if (error instanceof StateUnavailableError) return;
      if (error instanceof Error && error.name === 'BrokerUnavailableError') return;
      throw error;
    }
  }
}

/** Runs `work` again and again, `ms` apart, until the signal aborts; throws what it throws. */
async function every(ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await pause(ms, signal);
    if (!signal.aborted) await work();
  }
}
