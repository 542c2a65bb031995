import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { isReady, retireOtherFormat } from '#adapters/redis/live-format.js';
import { isIntact, rebuild } from '#adapters/redis/rebuild.js';
import { isVouchedFor, runIdOf, vouchFor } from '#adapters/redis/vouched-server.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import type { ReloadConfig } from '#core/config/reload-config.js';
import { pause } from '#core/pause.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import type { Broker } from '#core/ports/broker.js';
import type { EventLog } from '#core/ports/event-log.js';
import type { HistoryWriter } from '#core/ports/history-writer.js';
import type { InForce } from '#core/ports/in-force.js';
import type { LiveBook } from '#core/ports/live-book.js';
import type { RestoreSource } from '#core/ports/restore.js';
import { PnlMonitor } from '#core/monitor/pnl-monitor.js';
import { pumpExecutions, pumpQuotes } from '#core/trading/market-pumps.js';
import { OrderRouter } from '#core/trading/order-router.js';
import { Reconciler } from '#core/trading/reconcile.js';
import { decideOrphans } from '#core/trading/sweeper.js';

export interface FloorParts {
  redis: ScriptedRedis;
  book: LiveBook;
  log: EventLog;
  inForce: InForce;
  history: HistoryWriter;
  restore: RestoreSource;
  config: ReloadConfig;
  /** Calls back when a rule file changed, until the signal aborts. */
  onRuleFileChange: (changed: () => void, signal: AbortSignal) => void;
  /** A broker for as long as the lease is held: one process at a time speaks to it. */
  openBroker: () => Promise<{ broker: Broker; close: () => Promise<void> }>;
  logger: Logger;
  leaseMs: number;
  slippageBps: number;
  reloadMs: number;
}

const SWEEP_MS = 2000;
const RECONCILE_MS = 15_000;
const WATCH_MS = 500;

/**
 * What exactly one process does at a time: it brings live state up, marks it, sends orders to the broker and books what comes back. Whoever
 * holds the lease in Redis does it; every write carries the lease's fence. Whatever fails ends the turn, and the next begins from the state
 * that stands: nothing here is remembered from one turn to the next.
 */
export class TradingFloor {
  /** Host and process, so that the Temporal UI says who ticks; unique by its tail. */
  private readonly holder = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

  constructor(private readonly parts: FloorParts) {}

  async run(signal: AbortSignal): Promise<void> {
    const { book, logger, leaseMs } = this.parts;
    let complaint = '';
    while (!signal.aborted) {
      try {
        const fence = await book.lease(this.holder, leaseMs);
        if (fence) await this.turn(fence, signal);
        complaint = '';
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (text !== complaint) logger.warn({ err: error }, 'the trading floor stopped and starts again');
        complaint = text;
      }
      await pause(300, signal);
    }
    await book.release(this.holder, 'floor').catch(() => undefined);
  }

  private async turn(fence: string, outer: AbortSignal): Promise<void> {
    const { book, log, redis, logger, inForce } = this.parts;
    await this.bringUp();
    const { broker, close } = await this.parts.openBroker();
    const ended = new AbortController();
    const signal = AbortSignal.any([outer, ended.signal]);
    setMaxListeners(50, signal); // Each task waits on it; Node takes more than ten for a leak.
    const router = new OrderRouter(log, book, broker, (message) => logger.warn(message));
    const reconciler = new Reconciler(book, broker);
    logger.info({ fence, broker: broker.name }, 'the trading floor is open');
    const tasks = [
      every(this.parts.leaseMs / 3, signal, async () => {
        if ((await book.lease(this.holder, this.parts.leaseMs)) !== fence) throw new Error('the lease went to another process');
      }),
      every(WATCH_MS, signal, async () => {
        if (!(await isReady(redis))) throw new Error('live state is gone from Redis');
        if (!(await isVouchedFor(redis))) throw new Error('Redis was restarted');
      }),
      pumpExecutions(broker, book, fence, signal),
      pumpQuotes(broker, book, fence, signal),
      this.monitor().run(fence, signal),
      router.run(signal),
      every(SWEEP_MS, signal, async () => {
        const decided = await decideOrphans(book, inForce);
        if (decided > 0) logger.warn({ decided }, 'decided orders that a dead process had left');
        await router.sweep(SWEEP_MS);
      }),
      every(RECONCILE_MS, signal, async () => this.reconcile(reconciler, fence)),
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
    const { book, inForce, logger } = this.parts;
    return new PnlMonitor(book, inForce, this.holder, ({ drift }) => {
      if (drift > 0)
        logger.error({ drift }, 'sums that fills and marks keep differed from positions valued anew; they were set right');
    });
  }

  /** Live state as it must be before anything moves: intact or rebuilt, and under the newest configuration. */
  private async bringUp(): Promise<void> {
    const { redis, book, inForce, history, restore, slippageBps, logger } = this.parts;
    const runId = await runIdOf(redis);
    const position = await history.position();
    const startedAt = Date.now();
    const intact = await isIntact(redis, position.last_id);
    if (!intact) {
      await retireOtherFormat(redis, position.last_id);
      const snapshot = await rebuild(redis, restore, { slippage_bps: slippageBps, day: exchangeDay() });
      logger.warn(
        { ms: Date.now() - startedAt, open_orders: snapshot.open_orders.length, positions: snapshot.positions.length },
        'live state was rebuilt from PostgreSQL',
      );
    }
    await redis.hset('bw:control', 'slippage_bps', slippageBps);
    await this.parts.config.activateNewest();
    // A verdict that was lost with the log is given again before the broker's reports are booked: an order that is filled by then would never get one.
    if (!intact) await decideOrphans(book, inForce, startedAt);
    await vouchFor(redis, runId);
  }

  /** Every so often, and soon after a rule file changed. PostgreSQL away leaves the last good configuration in force. */
  private async reloading(signal: AbortSignal): Promise<void> {
    const { config, onRuleFileChange, reloadMs, logger } = this.parts;
    let due = new AbortController();
    onRuleFileChange(() => due.abort(), signal);
    while (!signal.aborted) {
      await pause(reloadMs, AbortSignal.any([signal, due.signal]));
      due = new AbortController();
      if (signal.aborted) return;
      await config.reload().catch((error: unknown) => {
        logger.warn({ err: error }, 'the configuration could not be reloaded; the last good one stays in force');
      });
    }
  }

  private async reconcile(reconciler: Reconciler, fence: string): Promise<void> {
    try {
      for (const finding of await reconciler.look(fence)) this.parts.logger.error(finding, 'live state and broker differed');
    } catch (error) {
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
