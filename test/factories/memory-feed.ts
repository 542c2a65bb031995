/** The log in memory, with the gate that writes it: what a listener of the log is tested with. */
import type { AnswerOf, GateCommand } from '#core/gate/command.js';
import { type FoldedEvent, orderOf } from '#core/gate/fold.js';
import { handle } from '#core/gate/handle.js';
import { emptyState, type GateState, positionOf } from '#core/gate/state.js';
import { type FeedListener, GateFeed } from '#core/ports/gate-feed.js';
import { compile, DAY, dollars, GateWorld } from './gate-world.js';

export class MemoryFeed extends GateFeed {
  readonly listeners = new Set<FeedListener>();
  told = '0-0';

  constructor(public state: GateState | null) {
    super();
  }

  override async kept(): Promise<void> {}

  override get position(): string {
    return this.told;
  }

  override subscribe(listener: FeedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(events: FoldedEvent[]): void {
    this.told = events.at(-1)?.event.id ?? this.told;
    for (const listener of this.listeners) listener.took(events);
  }

  reset(): void {
    for (const listener of this.listeners) listener.reset();
  }
}

/** A gate whose events are told to listeners as soon as they happen. Its clock is the real one, and goes on by hand. */
export class FedWorld extends GateWorld {
  readonly feed: MemoryFeed;
  readonly folded: FoldedEvent[] = [];
  private held: FoldedEvent[] | null = null;

  constructor(state: GateState = emptyState(compile)) {
    super(state);
    this.nowUs = Date.now() * 1000;
    this.feed = new MemoryFeed(state);
    this.ask({ kind: 'open_account', account: 'default', cash: dollars(100_000), day: DAY });
    this.configure(1);
    for (const symbol of ['AAPL', 'SPY', 'TSLA']) this.quote(symbol, 100, 100.02);
    this.tick();
  }

  override ask<Command extends GateCommand>(command: Command): AnswerOf[Command['kind']] {
    this.nowUs = Math.max(this.nowUs + 1, Date.now() * 1000);
    const { state } = this;
    const first = state.n + 1;
    const happened: FoldedEvent[] = [];
    const stamp = { at_us: this.nowUs, journal: { behind_us: 0, entries: 0 } };
    const { answer } = handle(state, command, stamp, (event) => {
      happened.push({ n: first + happened.length, event, order: orderOf(state, event) });
    });
    this.log.push(...happened.map(({ event }) => event));
    this.folded.push(...happened);
    if (this.held) this.held.push(...happened);
    else if (happened.length > 0) this.feed?.tell(happened);
    return answer;
  }

  /** What happens in `act` is told at once, after it. */
  together(act: () => void): void {
    this.held = [];
    act();
    const { held } = this;
    this.held = null;
    this.feed.tell(held);
  }

  get position(): string {
    return positionOf(this.state);
  }
}
