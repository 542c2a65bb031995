/** What the audit's chain costs the relay: the same batches into two databases, with the chain and without it, in turn. */
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { encodeEvent } from '#core/gate/codec.js';
import type { GateEvent } from '#core/gate/event.js';
import { emptyState, type GateState, newAccount } from '#core/gate/state.js';
import type { LogLine } from '#core/ports/event-log.js';
import { foldBatch } from '#core/relay/fold-batch.js';
import { anOrder, decided, executed, tooLarge, usd } from '../factories/log-events.js';
import { connect, scratchDatabase } from '../factories/scratch-database.js';
import { unchained } from '../factories/unchained.js';
import { median } from '../percentile.js';

const ORDERS = 40_000;

async function side(chain?: typeof unchained) {
  const database = await scratchDatabase();
  const db = await connect(database.url, 0);
  const state: GateState = emptyState(() => {
    throw new Error('no rules are compiled here');
  });
  state.accounts.set('default', newAccount('default', usd(100_000), '2026-03-02'));
  const writer = new PostgresHistoryWriter(db, chain);
  return {
    async copy(lines: LogLine[]): Promise<number> {
      const from = await writer.position();
      const batch = foldBatch(state, lines);
      const began = performance.now();
      await writer.apply(batch, from);
      return performance.now() - began;
    },
    async close(): Promise<void> {
      await db.destroy();
      await database.drop();
    },
  };
}

/** Of five orders one is refused and four are filled: nine events. */
function linesFrom(first: number, count: number): LogLine[] {
  const lines: LogLine[] = [];
  for (let n = first; lines.length < count; ) {
    const order = anOrder(n);
    const refused = order.order_id.endsWith('5') || order.order_id.endsWith('0');
    const events: GateEvent[] = [decided(n, order, refused ? [tooLarge] : [])];
    if (!refused) events.push(executed(n + 1, order));
    for (const event of events) lines.push({ n: n++, line: encodeEvent(event) });
  }
  return lines;
}

export interface AuditCost {
  /** Events in a batch. */
  size: number;
  /** Medians, and the median of the ratios of batches that were written one right after the other. */
  with_ms: number;
  without_ms: number;
  ratio: number;
  /** Of the time of all batches. */
  total_ratio: number;
  events_a_second: number;
}

export async function auditCost(sizes: number[]): Promise<AuditCost[]> {
  const results: AuditCost[] = [];
  for (const size of sizes) {
    const [chained, plain] = [await side(), await side(unchained)];
    const [a, b]: [number[], number[]] = [[], []];
    const ratios: number[] = [];
    const batches = Math.min(200, Math.floor(ORDERS / size));
    let n = 1;
    for (let i = 0; i < batches; i += 1) {
      const lines = linesFrom(n, size);
      n += lines.length;
      const turn = async () => {
        a.push(await chained.copy(lines));
      };
      const other = async () => {
        b.push(await plain.copy(lines));
      };
      for (const work of i % 2 === 0 ? [turn, other] : [other, turn]) await work();
      ratios.push((a.at(-1) ?? 0) / (b.at(-1) ?? 1));
    }
    await chained.close();
    await plain.close();
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const [with_ms, without_ms] = [median(a), median(b)];
    results.push({
      size,
      with_ms,
      without_ms,
      ratio: median(ratios),
      events_a_second: ((n - 1) * 1000) / sum(a),
      total_ratio: sum(a) / sum(b),
    });
  }
  return results;
}
