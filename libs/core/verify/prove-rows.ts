import { refusedWords } from '../gate/codec.js';
import type { ConfigActivated, GateEvent } from '../gate/event.js';
import { passOver } from '../gate/fold.js';
import type { GateState } from '../gate/state.js';
import { type ProofEntry, type ProofSource, SEPARATOR } from '../ports/proof-source.js';
import { Difference, firstDifference } from './difference.js';
import { type OpenBefore, openBefore, OrderProof } from './order-proof.js';
import { missing, readLine } from './read-line.js';
import { compareRow, decisionText, refusedTexts } from './row-text.js';
import { type Proof, StoppedAt } from './side-by-side.js';
import { TableProof } from './table-proof.js';

/** What the proof of the rows must know of the state that it begins after, and how far it goes. Can be sent to another thread. */
export interface RowsSpan {
  n: number;
  upTo: number;
  /** `upTo` is the end, so that rows too many can be told. */
  whole: boolean;
  last_ms: number;
  last_seq: number;
  rule_set: string;
  orders: OpenBefore[];
}

export interface RowsProven {
  decisions: number;
  orders: number;
  fills: number;
  alerts: number;
}

export function rowsSpan({ n, last_ms, last_seq, rule_set, orders }: GateState, upTo: number, whole: boolean): RowsSpan {
  return { n, upTo, whole, last_ms, last_seq, rule_set, orders: [...orders.values()].map(openBefore) };
}

/**
 * Proves that every row follows from the events that the lines of the log say, whether or not these follow from each other: that is proveLog's. Both read the
 * same log, so that what both find proved holds together.
 */
export function proveRows(source: ProofSource, span: RowsSpan): Proof<RowsProven> {
  return (passed, signal) => new RowsWalk(source, span).run(passed, signal);
}

class RowsWalk {
  private readonly orders = new OrderProof();
  private readonly tables: TableProof;
  /** Id of the last event, as the state has it. */
  private readonly at: { last_ms: number; last_seq: number };
  private n: number;
  private ruleSet: string;
  private configs: { event: ConfigActivated; rule_set: string }[] = [];
  private decisions = 0;

  constructor(
    private readonly source: ProofSource,
    private readonly span: RowsSpan,
  ) {
    const { n, last_ms, last_seq, rule_set, orders } = span;
    this.n = n;
    this.at = { last_ms, last_seq };
    this.ruleSet = rule_set;
    this.tables = new TableProof(source, last_ms);
    this.orders.begin(orders);
  }

  async run(passed: (n: number) => void, signal: AbortSignal): Promise<RowsProven> {
    const { upTo, whole } = this.span;
    for await (const page of this.source.entries(this.n, upTo)) {
      this.takePage(page);
      await this.comparePage();
      passed(this.n);
      signal.throwIfAborted();
    }
    if (this.n !== upTo) throw new StoppedAt(this.n + 1, missing(this.n + 1, null));
    if (whole) await this.finish();
    return {
      decisions: this.decisions,
      orders: this.orders.count,
      fills: this.tables.fills.count,
      alerts: this.tables.alerts.count,
    };
  }

  private takePage(page: Iterable<ProofEntry>): void {
    try {
      for (const entry of page) {
        if (entry.n !== this.n + 1) throw missing(this.n + 1, entry);
        this.take(entry);
        this.n = entry.n;
      }
    } catch (error) {
      throw new StoppedAt(this.n + 1, error);
    }
  }

  private take(entry: ProofEntry): void {
    if (this.isRefusal(entry)) return;
    const { n, line, table, row, order } = entry;
    if (table === 'gate_unreadable') {
      passOver(this.at, line);
      // What is wrong with the line needs the state: proveLog proves that the row says it.
      const fault = row.slice(0, row.lastIndexOf(SEPARATOR));
      this.tables.setAside(`${this.at.last_ms}-${this.at.last_seq}-${n}`, n, fault, this.at.last_ms);
      return;
    }
    const event = readLine(line, n);
    this.at.last_ms = event.at_ms;
    this.at.last_seq = Number(event.id.slice(event.id.indexOf('-') + 1));
    this.tables.take(event);
    if (event.type === 'ORDER_DECIDED') {
      if (table !== 'decisions') throw new Difference(table, event.id, 'type', event.type, 'a row of decisions');
      compareRow('decisions', event.order.decision_id, row, decisionText(event));
      this.decisions += 1;
      this.orders.decided(event, order);
    } else {
      compareRow(table, event.id, row, table === 'decisions' ? 'a row of gate_events' : `${event.id}${SEPARATOR}${event.type}`);
      this.other(event);
    }
  }

  /**
   * Whether both rows of a refused order follow from its line, told by the line's words: that they are written as they should be is proveLog's to find. False when they do not,
   * and for any other line: then it is read.
   */
  private isRefusal({ line, table, row, order }: ProofEntry): boolean {
    const words = table === 'decisions' && order !== null ? refusedWords(line) : null;
    if (!words) return false;
    const follows = refusedTexts(words);
    if (row !== follows?.decision || order !== follows.order) return false;
    const dash = words.id.indexOf('-');
    this.at.last_ms = Number(words.id.slice(0, dash));
    this.at.last_seq = Number(words.id.slice(dash + 1));
    this.decisions += 1;
    this.orders.refused(words.order_id);
    return true;
  }

  private other(event: Exclude<GateEvent, { type: 'ORDER_DECIDED' }>): void {
    if (event.type === 'EXECUTION_APPLIED') this.orders.executed(event);
    else if (event.type === 'AMEND_DECIDED') this.orders.amendDecided(event);
    else if (event.type === 'ORDER_AMENDED' || event.type === 'AMEND_REJECTED') this.orders.amended(event);
    else if (event.type === 'ORDER_WITHDRAWN') this.orders.withdrawn(event);
    else if (event.type === 'ORDER_ADOPTED') this.orders.adopted(event);
    else if (event.type === 'CONFIG_ACTIVATED') {
      this.ruleSet = event.rule_set || this.ruleSet;
      this.configs.push({ event, rule_set: this.ruleSet });
    }
  }

  /** Reads and compares the rows that are found once a page was taken. */
  private async comparePage(): Promise<void> {
    try {
      await this.tables.compare();
      for (const { event, rule_set } of this.configs.splice(0)) await this.compareConfig(event, rule_set);
      const ids = this.orders.unreadIds();
      if (ids.length > 0) this.orders.rowsAre(ids, await this.source.orders(ids));
    } catch (error) {
      throw new StoppedAt(this.n, error);
    }
  }

  private async compareConfig({ version, config }: ConfigActivated, ruleSet: string): Promise<void> {
    const found = firstDifference(await this.source.config(version), config);
    if (found) throw new Difference('config_versions', String(version), found.path || 'config', found.kept, found.follows);
    if (config.rules_hash === '') return;
    const kept = await this.source.ruleSet(config.rules_hash);
    if (kept !== ruleSet)
      throw new Difference('rule_sets', config.rules_hash, 'document', kept === null ? 'missing' : 'another', 'that of the log');
  }

  /** Orders as they stand at the end, and rows too many. */
  private async finish(): Promise<void> {
    const { source } = this;
    try {
      await this.tables.finish(this.span.n, this.at.last_ms);
      this.orders.finish();
      const late = this.orders.lateIds();
      if (late.length > 0) this.orders.finishLate(await source.orders(late));
      const { firstId, count } = this.orders;
      const surplus = firstId === null ? null : await source.surplusOrder(firstId, count);
      if (surplus !== null) throw new Difference('orders', surplus, 'the row', 'there', 'none');
    } catch (error) {
      throw new StoppedAt(this.span.upTo + 2, error);
    }
  }
}
