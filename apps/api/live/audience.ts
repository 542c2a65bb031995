import { setImmediate as turn } from 'node:timers/promises';
import type { LiveType } from '#core/events/live-message.js';
import { type Choice, concerns } from './choice.js';
import type { Listener } from './listener.js';
import type { Outgoing } from './outgoing.js';

/** Orders are checked in the same thread: a delivery to thousands of sockets gives way to them every so often. */
const SLICE_MS = 3;
const LOOK_AT_CLOCK_EVERY = 32;

interface Group {
  readonly key: string;
  readonly choice: Choice;
  readonly listeners: Set<Listener>;
}

/** Who listens, by what they chose: sockets that chose the same get the same bytes. */
export class Audience {
  private readonly groups = new Map<string, Group>();
  private readonly groupOf = new Map<Listener, Group>();
  /** How many groups want the P&L of an account; of all accounts under null. */
  private readonly pnl = new Map<string | null, number>();
  private deliveries = 0;
  private delivering = false;
  private readonly afterDelivery: (() => void)[] = [];

  get size(): number {
    return this.groupOf.size;
  }

  get listeners(): IterableIterator<Listener> {
    return this.groupOf.keys();
  }

  wants(type: LiveType): boolean {
    for (const { choice } of this.groups.values()) if (choice.types?.includes(type) ?? true) return true;
    return false;
  }

  /** Does anybody want PNL_UPDATE of that account? */
  wantsPnl(account: string): boolean {
    return this.pnl.has(null) || this.pnl.has(account);
  }

  /** From the next delivery on; one that is under way is of the time before. */
  join(listener: Listener): void {
    const { choice } = listener;
    const key = `${choice.accounts?.toSorted().join(',') ?? '*'} ${choice.types?.toSorted().join(',') ?? '*'}`;
    let group = this.groups.get(key);
    if (!group) {
      group = { key, choice, listeners: new Set<Listener>() };
      this.groups.set(key, group);
      this.countPnl(choice, 1);
    }
    group.listeners.add(listener);
    this.groupOf.set(listener, group);
    listener.delivery = this.deliveries;
  }

  leave(listener: Listener): void {
    const group = this.groupOf.get(listener);
    if (!group) return;
    this.groupOf.delete(listener);
    group.listeners.delete(listener);
    if (group.listeners.size > 0) return;
    this.groups.delete(group.key);
    this.countPnl(group.choice, -1);
  }

  /** Another choice, between two deliveries, so that none is taken twice or by half. What is undefined stays. */
  choose(listener: Listener, change: { [field in keyof Choice]: Choice[field] | undefined }): void {
    this.betweenDeliveries(() => {
      const { accounts = listener.choice.accounts, types = listener.choice.types } = change;
      listener.choice = { accounts, types };
      if (!this.groupOf.has(listener)) return; // Not welcomed yet, or gone.
      this.leave(listener);
      this.join(listener);
    });
  }

  /** To each listener what it chose, in order. Resolves when all have it (handed to their sockets, or kept for the slow ones). */
  async deliver(messages: Outgoing[]): Promise<void> {
    if (messages.length === 0 || this.groupOf.size === 0) return;
    this.delivering = true;
    this.deliveries += 1;
    try {
      await this.deliverTo(this.deliveries, messages);
    } finally {
      this.delivering = false;
      for (const change of this.afterDelivery.splice(0)) change();
    }
  }

  /** `frameOf` is asked once a choice. What is not of the log stands for everything before it. */
  async deliverOwn(frameOf: (choice: Choice) => Buffer, id: string): Promise<void> {
    let count = 0;
    for (const { choice, listeners } of this.groups.values()) {
      const frame = frameOf(choice);
      for (const listener of listeners) {
        listener.sendOwn(frame, id, true);
        count += 1;
        if (count % LOOK_AT_CLOCK_EVERY === 0) await turn();
      }
    }
  }

  private async deliverTo(delivery: number, messages: Outgoing[]): Promise<void> {
    const chosenBy = chooser(messages);
    let [sliceFrom, steps] = [performance.now(), 0];
    const holds = () => (steps += 1) % LOOK_AT_CLOCK_EVERY === 0 && performance.now() - sliceFrom >= SLICE_MS;
    for (const { choice, listeners } of this.groups.values()) {
      const chosen = chosenBy(choice);
      const frames = chosen.length === 1 && chosen[0] ? chosen[0].frame : Buffer.concat(chosen.map(({ frame }) => frame));
      for (const listener of chosen.length > 0 ? listeners : NOBODY) {
        if (listener.delivery >= delivery) continue;
        listener.delivery = delivery;
        listener.deliver(chosen, frames);
        if (!holds()) continue;
        await turn();
        sliceFrom = performance.now();
      }
      if (!holds()) continue;
      await turn();
      sliceFrom = performance.now();
    }
  }

  private countPnl({ accounts, types }: Choice, by: number): void {
    if (types?.includes('PNL_UPDATE') === false) return;
    for (const account of accounts ?? [null]) {
      const count = (this.pnl.get(account) ?? 0) + by;
      if (count > 0) this.pnl.set(account, count);
      else this.pnl.delete(account);
    }
  }

  private betweenDeliveries(change: () => void): void {
    if (this.delivering) this.afterDelivery.push(change);
    else change();
  }
}

const NOBODY: readonly Listener[] = [];
/** Fewer messages are quicker looked at one by one. */
const LOOK_UP_FROM = 8;

/**
 * Which of these messages a choice concerns, in their order. Those of an account are looked up: with P&L of 10,000 accounts and as many sockets that each
 * chose one, asking each message of each choice would take two seconds of every second.
 */
function chooser(messages: Outgoing[]): (choice: Choice) => Outgoing[] {
  let places: Map<string | null, number[]> | null = null;
  return (choice) => {
    if (choice.accounts === null || messages.length < LOOK_UP_FROM)
      return messages.filter((outgoing) => concerns(choice, outgoing));
    const known = (places ??= placesByAccount(messages));
    const mine = [...new Set([null, ...choice.accounts])].flatMap((account) => known.get(account) ?? []);
    return mine
      .sort((a, b) => a - b)
      .flatMap((at) => messages[at] ?? [])
      .filter((outgoing) => concerns(choice, outgoing));
  };
}

function placesByAccount(messages: Outgoing[]): Map<string | null, number[]> {
  const places = new Map<string | null, number[]>();
  messages.forEach(({ message: { account } }, at) => {
    const known = places.get(account);
    if (known) known.push(at);
    else places.set(account, [at]);
  });
  return places;
}
