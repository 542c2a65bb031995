import { decodeEvent } from '#core/gate/codec.js';
import type { GateEvent } from '#core/gate/event.js';
import type { GateState } from '#core/gate/state.js';
import type { Told } from './machine.js';

/** The machine's auditor: keeps books of its own, in plain arithmetic, from what was logged, told, sent and filled. Throws with what does not fit. */
export class Audit {
  private readonly verdicts = new Map<string, boolean>();
  private readonly tellings: Told[] = [];
  private readonly sends = new Set<string>();
  private readonly withdrawals = new Set<string>();
  private readonly positions = new Map<string, bigint>();
  private readonly clients = new Map<string, string>();
  private lastId = '';
  accepted = 0;

  eventOf(line: string): GateEvent {
    return decodeEvent(line);
  }

  /** An event that the log keeps. */
  logged(event: GateEvent): void {
    this.grows(event.id);
    if (event.type === 'ORDER_WITHDRAWN') this.withdrawals.add(event.order_id);
    if (event.type !== 'ORDER_DECIDED') return;
    const { order, accepted, violations, state } = event;
    if (this.verdicts.has(order.order_id) && this.verdicts.get(order.order_id) === true)
      throw new Error(`${order.order_id} was let through twice`);
    this.verdicts.set(order.order_id, accepted);
    if (!accepted && violations.length === 0) throw new Error(`${order.order_id} was refused without a reason`);
    if (!accepted) return;
    this.accepted += 1;
    const before = this.clients.get(order.client_order_id);
    if (before !== undefined) throw new Error(`${order.client_order_id} was let through as ${before} and ${order.order_id}`);
    this.clients.set(order.client_order_id, order.order_id);
    if (state.exposure_after > state.exposure_before && state.exposure_after > 3_000_000_000)
      throw new Error(`${order.order_id} was let through over the position limit: ${state.exposure_after}`);
    if (state.notional > 1_000_000_000) throw new Error(`${order.order_id} was let through over the order size`);
    if (state.breaker_mode === 'halt') throw new Error(`${order.order_id} was let through a halt`);
  }

  /** What a client was answered. */
  told(told: Told): void {
    this.tellings.push(told);
  }

  verdictOf(orderId: string): boolean {
    const verdict = this.verdicts.get(orderId);
    if (verdict === undefined) throw new Error(`${orderId} is a repeat of what no log has`);
    return verdict;
  }

  sent(orderId: string): void {
    if (this.verdicts.get(orderId) !== true) throw new Error(`${orderId} reached the broker and was not let through`);
    if (this.withdrawals.has(orderId)) throw new Error(`${orderId} reached the broker after it was withdrawn`);
    this.sends.add(orderId);
  }

  filled(account: string, symbol: string, side: string, quantity: number): void {
    const key = `${account} ${symbol}`;
    this.positions.set(key, (this.positions.get(key) ?? 0n) + BigInt(side === 'BUY' ? quantity : 0 - quantity));
  }

  compare(state: GateState): void {
    for (const { order, accepted } of this.tellings)
      if (this.verdicts.get(order.order_id) !== accepted)
        throw new Error(`${order.order_id} was told ${accepted}, the log says otherwise`);
    for (const id of this.withdrawals) if (this.sends.has(id)) throw new Error(`${id} was withdrawn and sent`);
    for (const [key, quantity] of this.positions) {
      const [account = '', symbol = ''] = key.split(' ');
      const held = state.accounts.get(account)?.positions.get(symbol)?.quantity ?? 0;
      if (state.orders.size === 0 && BigInt(held) !== quantity) throw new Error(`${key}: ${held} held, ${quantity} filled`);
    }
    for (const account of state.accounts.values()) {
      const sums = [...account.positions.values()].reduce((sum, p) => sum + p.exposure, 0);
      if (sums !== account.gross) throw new Error(`${account.account}: gross ${account.gross}, exposures ${sums}`);
    }
  }

  private grows(id: string): void {
    const [ms = 0, seq = 0] = id.split('-').map(Number);
    const [lastMs = 0, lastSeq = -1] = this.lastId.split('-').map(Number);
    if (ms < lastMs || (ms === lastMs && seq <= lastSeq)) throw new Error(`id ${id} comes after ${this.lastId}`);
    this.lastId = id;
  }
}
