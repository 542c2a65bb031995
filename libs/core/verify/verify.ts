/**
 * The proof of a history: from a state that was kept, every event is read in its order, decided again by the gate's own code and compared as it was
 * written, and every row that PostgreSQL keeps is held against what follows. Nothing but what PostgreSQL has is used.
 */
import type { ConfigActivated, GateEvent } from '../gate/event.js';
import { takeSnapshot } from '../gate/snapshot.js';
import { type CompileRules, type GateState, positionOf } from '../gate/state.js';
import { stateHash } from '../gate/state-hash.js';
import { type ProofEntry, type ProofSource, type ProofSpan, SEPARATOR } from '../ports/proof-source.js';
import { Difference, firstDifference } from './difference.js';
import { FiguresProof } from './figures-proof.js';
import { LogProof } from './log-proof.js';
import { OrderProof } from './order-proof.js';
import { compareRow, decisionText, rowText, us } from './row-text.js';
import { TableProof } from './table-proof.js';

export interface Proven {
  /** Events after `from` up to `to` were proved. */
  from: number;
  to: number;
  /** Whether `to` is the end, so that what stands now could be compared too. */
  whole: boolean;
  /** There are decisions of version 1, which come before the proof's beginning. */
  version1: boolean;
  /** The newest month that was dropped: it and all before it come before the proof's beginning. */
  dropped: string | null;
  events: number;
  decisions: number;
  orders: number;
  fills: number;
  alerts: number;
  checkpoints: number;
}

interface Range {
  /** Numbers of the first and last event that are wanted; null: the first, the last that there is. */
  from: number | null;
  to: number | null;
}

/** Throws Difference with the first thing that differs, and StateDivergedError when the state to begin from has not the hash that it had. */
export async function verify(source: ProofSource, compile: CompileRules, { from, to }: Range): Promise<Proven> {
  const span = await source.span();
  const upTo = Math.min(to ?? span.n, span.n);
  // Nothing proved must not look like nothing wrong.
  if ((from !== null || to !== null) && (from ?? 1) > upTo)
    throw new Error(`there is no event from ${from ?? 1} to ${upTo}: PostgreSQL has 1 to ${span.n}`);
  const state = await source.snapshot(Math.max((from ?? 1) - 1, 0), compile);
  if (state.n > upTo)
    throw new Error(
      `the first state that was kept is that of event ${state.n}: nothing before it can be proved${droppedIn(span)}`,
    );
  return new Verification(source, state, span, upTo).run();
}

function droppedIn({ dropped }: ProofSpan): string {
  return dropped === null ? '' : ` (the history up to ${dropped} was dropped)`;
}

class Verification {
  private readonly log: LogProof;
  private readonly orders = new OrderProof();
  private readonly tables: TableProof;
  private readonly from: { n: number };
  private readonly whole: boolean;
  private configs: { event: ConfigActivated; rule_set: string }[] = [];
  private counts = { decisions: 0, checkpoints: 0 };

  constructor(
    private readonly source: ProofSource,
    private readonly state: GateState,
    private readonly span: ProofSpan,
    private readonly upTo: number,
  ) {
    this.log = new LogProof(state);
    this.from = { n: state.n };
    this.tables = new TableProof(source, state.last_ms);
    this.whole = upTo === span.n;
    this.orders.begin(state.orders.values());
  }

  async run(): Promise<Proven> {
    const { source, state, from, upTo } = this;
    const figures = this.whole ? new FiguresProof(state, await source.figures(), upTo) : null;
    const snapshots = new Map((await source.snapshotsAfter(from.n)).map((one) => [one.n, one]));
    // The rows of one page are compared while the next one is folded.
    let comparing: Promise<void> = Promise.resolve();
    for await (const page of source.entries(from.n, upTo)) {
      for (const entry of page) {
        if (entry.n !== state.n + 1) throw missing(state.n + 1, entry);
        const event = this.take(entry);
        figures?.take(event);
        const snapshot = snapshots.get(state.n);
        if (snapshot) compareSnapshot(state, snapshot);
      }
      await comparing;
      comparing = this.comparePage();
      comparing.catch(() => undefined); // Awaited with the next page.
    }
    await comparing;
    if (state.n !== upTo) throw missing(state.n + 1, null);
    if (figures) await this.finish(figures);
    const { decisions, checkpoints } = this.counts;
    return {
      ...{ from: from.n, to: upTo, whole: this.whole, version1: this.span.unnumbered, events: upTo - from.n },
      dropped: this.span.dropped,
      ...{ decisions, checkpoints, orders: this.orders.count, fills: this.tables.fills.count, alerts: this.tables.alerts.count },
    };
  }

  /** Null for a line that was set aside. */
  private take({ n, line, table, row, order }: ProofEntry): GateEvent | null {
    if (table === 'gate_unreadable') {
      const fault = this.log.setAside(line);
      compareRow('gate_unreadable', String(n), row, rowText(fault, us(this.state.last_ms)));
      this.tables.setAside(`${positionOf(this.state)}-${n}`, n, fault, this.state.last_ms);
      return null;
    }
    const event = this.log.take(line);
    this.tables.take(event);
    if (event.type === 'ORDER_DECIDED') {
      if (table !== 'decisions') throw new Difference(table, event.id, 'type', event.type, 'a row of decisions');
      compareRow('decisions', event.order.decision_id, row, decisionText(event));
      this.counts.decisions += 1;
      this.orders.decided(event, order);
    } else {
      compareRow(table, event.id, row, table === 'decisions' ? 'a row of gate_events' : `${event.id}${SEPARATOR}${event.type}`);
      this.other(event);
    }
    return event;
  }

  private other(event: Exclude<GateEvent, { type: 'ORDER_DECIDED' }>): void {
    if (event.type === 'EXECUTION_APPLIED') this.orders.executed(event);
    else if (event.type === 'AMEND_DECIDED') this.orders.amendDecided(event);
    else if (event.type === 'ORDER_AMENDED' || event.type === 'AMEND_REJECTED') this.orders.amended(event);
    else if (event.type === 'ORDER_WITHDRAWN') this.orders.withdrawn(event);
    else if (event.type === 'ORDER_ADOPTED') this.orders.adopted(event);
    else if (event.type === 'CONFIG_ACTIVATED') this.configs.push({ event, rule_set: this.state.rule_set });
    else if (event.type === 'CHECKPOINT') this.counts.checkpoints += 1;
  }

  private async comparePage(): Promise<void> {
    await this.tables.compare();
    for (const { event, rule_set } of this.configs.splice(0)) await this.compareConfig(event, rule_set);
    const ids = this.orders.unreadIds();
    if (ids.length > 0) this.orders.rowsAre(ids, await this.source.orders(ids));
  }

  private async compareConfig({ version, config }: ConfigActivated, ruleSet: string): Promise<void> {
    const found = firstDifference(await this.source.config(version), config);
    if (found) throw new Difference('config_versions', String(version), found.path || 'config', found.kept, found.follows);
    if (config.rules_hash === '') return;
    const kept = await this.source.ruleSet(config.rules_hash);
    if (kept !== ruleSet)
      throw new Difference('rule_sets', config.rules_hash, 'document', kept === null ? 'missing' : 'another', 'that of the log');
  }

  /** What stands at the end. */
  private async finish(figures: FiguresProof): Promise<void> {
    const { source, state, from, span } = this;
    this.log.finish();
    await this.tables.finish(from.n, state.last_ms);
    this.orders.finish();
    const late = this.orders.lateIds();
    if (late.length > 0) this.orders.finishLate(await source.orders(late));
    const { firstId, count } = this.orders;
    const surplus = firstId === null ? null : await source.surplusOrder(firstId, count);
    if (surplus !== null) throw new Difference('orders', surplus, 'the row', 'there', 'none');
    figures.finish(await source.all('positions'), await source.all('quotes'));
    const position: [string, string | number, string | number][] = [
      ['last_id', span.last_id, positionOf(state)],
      ['broker_sequence', span.broker_sequence, state.broker_sequence],
      ['generation', span.generation, state.generation],
    ];
    for (const [field, kept, follows] of position)
      if (kept !== follows) throw new Difference('relay_position', '1', field, String(kept), String(follows));
  }
}

function missing(n: number, found: ProofEntry | null): Difference {
  const kept = found ? `event ${found.n} is the next${found.n < n ? ', once more' : ''}` : 'nothing more';
  return new Difference('decisions and gate_events', String(n), 'the row', kept, 'one');
}

function compareSnapshot(
  state: GateState,
  { n, position, hash, state: kept }: { n: number; position: string; hash: string; state: string },
): void {
  const rows: [string, string, string][] = [
    ['hash', hash, stateHash(state)],
    ['position', position, positionOf(state)],
  ];
  for (const [field, is, follows] of rows)
    if (is !== follows) throw new Difference('gate_snapshots', String(n), field, is, follows);
  const again = JSON.stringify(takeSnapshot(state));
  if (again === kept) return;
  const found = firstDifference(JSON.parse(kept), JSON.parse(again));
  if (found) throw new Difference('gate_snapshots', String(n), `state, ${found.path}`, found.kept, found.follows);
}
