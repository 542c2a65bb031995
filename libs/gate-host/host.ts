/**
 * Hosts the gate in a process. Every host folds the log into the same state and answers reads from it; the one that holds the lease is active: it takes
 * commands, decides, and appends what happened. The others stand by. Whoever loses the lease, or finds that somebody else wrote, forgets what it
 * holds and folds again from PostgreSQL and the log.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { AnswerOf, CloseDay, GateCommand, Stamp } from '#core/gate/command.js';
import { DAY_PART } from '#core/gate/days.js';
import { driftParts, LOOKED_MAX } from '#core/gate/drift.js';
import { NEW_ROUND, nextCheckpoint, type Round } from '#core/gate/checkpoint-round.js';
import type { GateEvent } from '#core/gate/event.js';
import { type FoldedEvent, foldLine, lineId, orderOf, StateDivergedError } from '#core/gate/fold.js';
import { handle } from '#core/gate/handle.js';
import { markParts } from '#core/gate/mark-parts.js';
import { type CompileRules, type GateState, positionOf } from '#core/gate/state.js';
import { Complaint } from '#core/complaint.js';
import { pause } from '#core/pause.js';
import type { EventLog } from '#core/ports/event-log.js';
import { OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import { type FeedListener, GateFeed } from '#core/ports/gate-feed.js';
import type { CopiedMark, Fences, GateLease, GateLog } from '#core/ports/gate-log.js';
import type { StateStore } from '#core/ports/state-store.js';
import { Commits } from './commits.js';

export interface HostParts {
  log: GateLog;
  reads: EventLog;
  lease: GateLease;
  fences: Fences;
  store: StateStore;
  copied: CopiedMark;
  compile: CompileRules;
  logger: Logger;
  /** Where other processes reach this one's door. */
  address: string;
  /** False: it folds the log and never decides. */
  mayDecide: boolean;
  leaseMs: number;
  /** Called with each decision on the active gate, after it was made. Must not throw or block. */
  decided?: (event: Extract<GateEvent, { type: 'ORDER_DECIDED' }>, state: GateState) => void;
}

/** This process does not decide (any more); another does, or none. Nothing was done. */
export class NotActiveError extends StateUnavailableError {
  override name = 'NotActiveError';
  constructor() {
    super('STATE_UNAVAILABLE', 'no gate is active');
  }
}

const FOLLOW_BLOCK_MS = 150;
/** What comes after a read is given this long to gather, where this process does not decide. */
const GATHER_MS = 2;
const READ_MAX = 2000;
const HANDOVER_MS = 300;
const CHECKPOINT_MS = 60_000;
const CHECKPOINT_EVENTS = 200_000;
/** Between the checkpoints of a round. */
const CHECKPOINT_PART_MS = 100;
const COPIED_LOOK_MS = 250;
const BACKOFF_MS = 200;
const CAUGHT_UP_MAX_MS = 2000;

type Role = { kind: 'standby' } | { kind: 'active'; commits: Commits; fence: number; ended: AbortController };

export class GateHost extends GateFeed {
  private current: GateState | null = null;
  private role: Role = { kind: 'standby' };
  private readonly holder = randomUUID();
  private readonly listeners = new Set<FeedListener>();
  private told = '0-0';
  /** The entry of the log that was read or written last. The state's own position stays behind it when that one's last line could not be read. */
  private readTo = '0-0';
  private lastStampUs = 0;
  private copiedTo = { n: 0, at_ms: 0 };
  /** The last checkpoint's number, and when the last round began. */
  private checkpointAt = { n: 0, ms: 0 };
  /** What the round of checkpoints has still to prove; null while none is under way. */
  private round: Round | null = null;
  private readonly complaints: Complaints;
  /** Entries of the log that could not be read, since the process began. */
  unreadable = 0;
  takeovers = 0;

  constructor(private readonly parts: HostParts) {
    super();
    this.complaints = complaintsOf(parts.logger);
  }

  // ---- what others read ----

  override get state(): GateState | null {
    return this.current;
  }

  get active(): boolean {
    return this.role.kind === 'active';
  }

  override get position(): string {
    return this.told;
  }

  override async kept(): Promise<void> {
    if (this.role.kind === 'active' && !this.role.commits.clean) await this.role.commits.settled();
  }

  override subscribe(listener: FeedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The state with everything in it that was answered anywhere before now. Throws StateUnavailableError. */
  async caughtUp(): Promise<GateState> {
    const state = this.current;
    if (!state) throw new StateUnavailableError('STATE_UNAVAILABLE', 'the state is being read from PostgreSQL and the log');
    if (this.role.kind === 'active') return state;
    const n = (await this.parts.reads.head().catch(unanswered))?.n ?? 0;
    const deadline = performance.now() + CAUGHT_UP_MAX_MS;
    while ((this.current?.n ?? 0) < n) {
      if (performance.now() > deadline) throw new StateUnavailableError('STATE_UNAVAILABLE', 'this process is behind the log');
      await pause(2, NEVER);
    }
    if (!this.current) throw new StateUnavailableError('STATE_UNAVAILABLE', 'the state is being read again');
    return this.current;
  }

  /** How far PostgreSQL is behind the log. */
  get journal(): Stamp['journal'] {
    const entries = this.copiedTo.n === 0 ? 0 : Math.max(0, (this.current?.n ?? 0) - this.copiedTo.n);
    return { behind_us: Math.max(0, (Date.now() - this.copiedTo.at_ms) * 1000), entries };
  }

  /** True when PostgreSQL has every event up to `n` within the limit. */
  async copiedUpTo(n: number, limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const copied = await this.complaints.copied.tried(() => this.parts.copied.read(), null);
      if (copied && copied.n >= n) return true;
      if (performance.now() > deadline) return false;
      await pause(5, NEVER);
    }
  }

  // ---- deciding ----

  /**
   * Only on the active gate. A mark that many hold is several (mark-parts.ts), each kept before the next one, with orders between them; so is the look of the monitor at
   * many positions. Throws NotActiveError and StateUnavailableError (nothing was done; of a mark, nothing of what was left of it), OutcomeUnknownError.
   */
  async submit<Command extends GateCommand>(command: Command): Promise<AnswerOf[Command['kind']]> {
    const { current: state } = this;
    if (!this.active || !state) throw new NotActiveError();
    if (command.kind === 'close_day') {
      const before = await this.closeParts(command);
      const answer = await this.submitOne(command);
      if ('closed' in answer) answer.closed += before;
      return answer;
    }
    const begins = command.kind === 'mark' || command.kind === 'tick';
    if (begins && state.accounts.size > DAY_PART) await this.beginDay(command.day);
    if (command.kind === 'tick') return this.submitOne({ ...command, looked: await this.looked(state) });
    if (command.kind !== 'mark') return this.submitOne(command);
    const parts = markParts(state, command.quotes);
    for (const quotes of parts.slice(0, -1)) await this.submitOne({ ...command, quotes });
    return this.submitOne({ ...command, quotes: parts.at(-1) ?? [] });
  }

  /** What a mark or a look would begin for very many accounts in one go. */
  private async beginDay(day: string): Promise<void> {
    const part = { kind: 'begin_day', day, most: DAY_PART } as const;
    while ((await this.submitOne(part)).begun === DAY_PART);
  }

  /** All but the last few of very many accounts that end their day. Says how many. */
  private async closeParts(command: CloseDay): Promise<number> {
    const most = DAY_PART;
    for (let closed = 0; ; ) {
      const part = await this.submitOne<CloseDay>({ ...command, most });
      closed += part.closed;
      if (part.closed < most) return closed;
    }
  }

  /** Whether a look at many positions has found nothing that differs. What does is looked at again in one go, so that the event says what it saw; few positions too. */
  private async looked(state: GateState): Promise<boolean> {
    if (state.firm.leaves <= LOOKED_MAX) return false;
    for (const drift of driftParts(state)) {
      if (drift > 0) return false;
      await nextTurn();
      if (!this.active || this.current !== state) throw new NotActiveError();
    }
    return true;
  }

  private async submitOne<Command extends GateCommand>(command: Command): Promise<AnswerOf[Command['kind']]> {
    const { role, current: state } = this;
    if (role.kind !== 'active' || !state) throw new NotActiveError();
    role.commits.requireRoom();
    const answer = this.decide(state, role.commits, command);
    if (!role.commits.clean) await this.settled(role.commits);
    return answer;
  }

  /** Throws NotActiveError when this gate stepped down before what it decided had left: nothing was done, and the next gate can be asked. */
  private async settled(commits: Commits): Promise<void> {
    try {
      await commits.settled();
    } catch (error) {
      if (error instanceof OutcomeUnknownError || this.active) throw error;
      throw new NotActiveError();
    }
  }

  private decide<Command extends GateCommand>(state: GateState, commits: Commits, command: Command): AnswerOf[Command['kind']] {
    const before = state.n;
    const folded: FoldedEvent[] = [];
    try {
      const { answer, events } = handle(state, command, this.stamp(), (event) => {
        folded.push({ n: 0, event, order: orderOf(state, event) });
      });
      folded.forEach((one, index) => {
        one.n = before + index + 1;
      });
      commits.add(folded);
      const [first] = events;
      if (first?.type === 'ORDER_DECIDED') this.parts.decided?.(first, state);
      return answer;
    } catch (error) {
      // A command that failed half-way would leave a state that no log tells of.
      if (state.n !== before || folded.length > 0) this.stepDown(`a command failed half-way: ${String(error)}`);
      throw error;
    }
  }

  private stamp(): Stamp {
    const at_us = Math.max(Date.now() * 1000, this.lastStampUs + 1, (this.current?.clock_us ?? 0) + 1);
    this.lastStampUs = at_us;
    return { at_us, journal: this.journal };
  }

  // ---- the process's life ----

  async run(signal: AbortSignal): Promise<void> {
    const looking = this.lookAtCopied(signal);
    while (!signal.aborted) {
      try {
        this.current ??= await this.load();
        if (!(await this.tryToDecide(signal))) await this.follow();
        this.complaints.following.worked();
      } catch (error) {
        if (error instanceof StateDivergedError) throw error;
        this.complaints.following.failed(error);
        await pause(BACKOFF_MS, signal);
      }
    }
    await looking;
  }

  /** State from PostgreSQL as of the relay's position; the log after it follows. */
  private async load(): Promise<GateState> {
    const startedMs = performance.now();
    const state = await this.parts.store.load(this.parts.compile);
    this.told = this.readTo = positionOf(state);
    this.copiedTo = { n: state.n, at_ms: Date.now() };
    const ms = Math.round(performance.now() - startedMs);
    this.parts.logger.info({ n: state.n, open_orders: state.orders.size, ms }, 'the state was read from PostgreSQL');
    return state;
  }

  private forget(): void {
    this.current = null;
    for (const listener of this.listeners) listener.reset();
  }

  /** Reads on and folds what is there; waits a moment when nothing is. Says how many lines came. */
  private async follow(blockMs = FOLLOW_BLOCK_MS): Promise<number> {
    const state = this.current;
    if (!state) return 0;
    const { lines, position, more } = await this.parts.reads.read(this.readTo, READ_MAX, blockMs);
    const folded: FoldedEvent[] = [];
    for (const { n, line } of lines) {
      if (n <= state.n && !isAfter(line, state)) continue; // Of an entry that PostgreSQL has a part of.
      if (n !== state.n + 1) {
        this.complaints.gap.failed(new Error(`the log has event ${n} after ${state.n}`));
        this.forget();
        return 0;
      }
      const one = foldLine(state, line);
      if ('event' in one) folded.push(one);
      else this.setAside(one);
    }
    this.tell(folded);
    if (folded.length > 0) this.complaints.gap.worked();
    this.readTo = position;
    const last = folded.at(-1)?.event;
    if (last?.type === 'CHECKPOINT' && last.final) await this.awaitHandover();
    // A read for every append would keep Redis and this process from the orders.
    else if (!more && lines.length > 0 && blockMs === FOLLOW_BLOCK_MS) await pause(GATHER_MS, NEVER);
    return lines.length;
  }

  private setAside(one: { n: number; line: string; fault: string }): void {
    this.unreadable += 1;
    this.parts.logger.error({ n: one.n, fault: one.fault }, 'an entry of the log cannot be read and is set aside');
  }

  private tell(folded: FoldedEvent[]): void {
    const last = folded.at(-1);
    if (!last) return;
    this.told = this.readTo = last.event.id;
    for (const listener of this.listeners) listener.took(folded);
  }

  /** The active gate said that it stops: its lease is free in a moment. */
  private async awaitHandover(): Promise<void> {
    const deadline = performance.now() + HANDOVER_MS;
    while (this.parts.mayDecide && performance.now() < deadline) {
      if ((await this.parts.lease.holder()) === null) return;
      await pause(3, NEVER);
    }
  }

  /** Takes the lease when it is free, and decides until it is lost or the signal aborts. False when another process has it. */
  private async tryToDecide(signal: AbortSignal): Promise<boolean> {
    const { lease, mayDecide, leaseMs, address } = this.parts;
    if (!mayDecide || signal.aborted || !(await lease.take(this.holder, address, leaseMs))) return false;
    try {
      const begun = await this.takeLog();
      if (begun) await this.decideUntilLost(begun.fence, begun.anew, signal);
      return begun !== null;
    } finally {
      await this.complaints.lease.tried(() => lease.release(this.holder), undefined);
    }
  }

  /** Makes this process the only one that may append, and the state the log's end. Null when another process was quicker. */
  private async takeLog(): Promise<{ fence: number; anew: boolean } | null> {
    const { lease, leaseMs, address, fences, log } = this.parts;
    const fence = await fences.next();
    if (!(await lease.fence(this.holder, address, leaseMs, fence, null))) return null;
    // Nobody can append now: what is read from here on is all there is.
    while ((await this.follow(1)) > 0);
    const state = this.current;
    if (!state) return null;
    const { position } = await log.end();
    if (position === this.readTo) return { fence, anew: false };
    return this.beginAnew(state, position);
  }

  /** The log in Redis is not the one that PostgreSQL has: it was lost, replaced by an older one, or never begun. It goes on from what PostgreSQL has. */
  private async beginAnew(had: GateState, found: string): Promise<{ fence: number; anew: boolean } | null> {
    const { lease, leaseMs, address, logger, store, compile, fences } = this.parts;
    await store.shutOutRelay();
    const state = await store.load(compile);
    this.current = state;
    this.told = this.readTo = positionOf(state);
    for (const listener of this.listeners) listener.reset();
    if (state.n > 0)
      logger.error({ found, had: positionOf(had), n: state.n }, 'Redis lost the log; it goes on from what PostgreSQL has');
    const fence = await fences.next();
    const begun = await lease.fence(this.holder, address, leaseMs, fence, { position: positionOf(state), n: state.n });
    return begun ? { fence, anew: true } : null;
  }

  private async decideUntilLost(fence: number, anew: boolean, signal: AbortSignal): Promise<void> {
    const state = this.current;
    if (!state) return;
    const ended = new AbortController();
    const commits = new Commits({
      log: this.parts.log,
      fence,
      position: this.readTo,
      complaint: this.complaints.append,
      kept: (events) => this.tell(events),
      lost: (why) => this.stepDown(why),
    });
    // Ids go on after the log's last entry, though its last line could not be read.
    if (this.readTo !== positionOf(state))
      this.lastStampUs = Math.max(this.lastStampUs, (Number(this.readTo.split('-')[0]) + 1) * 1000);
    this.role = { kind: 'active', commits, fence, ended };
    this.takeovers += 1;
    this.copiedTo = { n: this.copiedTo.n, at_ms: Date.now() };
    this.checkpointAt = { n: state.n, ms: Date.now() };
    this.round = null;
    this.parts.logger.info({ fence, n: state.n, anew }, 'this gate is active');
    if (anew) this.decide(state, commits, { kind: 'restored' });
    const renewing = this.renew(ended);
    try {
      await this.whileActive(ended.signal, signal);
      if (!ended.signal.aborted) await this.handOver(commits);
    } finally {
      ended.abort();
      this.role = { kind: 'standby' };
      commits.end('this gate is no longer active');
      await renewing;
    }
  }

  private async whileActive(lost: AbortSignal, stop: AbortSignal): Promise<void> {
    const either = AbortSignal.any([lost, stop]);
    while (!either.aborted) {
      await pause(this.round === null ? 1000 : CHECKPOINT_PART_MS, either);
      if (!either.aborted && (this.round !== null || this.roundIsDue())) this.writeCheckpoint(false);
    }
  }

  private roundIsDue(): boolean {
    const events = (this.current?.n ?? 0) - this.checkpointAt.n;
    return events > CHECKPOINT_EVENTS || (events > 0 && Date.now() - this.checkpointAt.ms > CHECKPOINT_MS);
  }

  /** The next one of the round; the first one of a new round when the last round is over. */
  private writeCheckpoint(final: boolean): void {
    const { role, current: state } = this;
    if (role.kind !== 'active' || !state) return;
    if (this.round === null) this.checkpointAt.ms = Date.now();
    const { proved, next } = nextCheckpoint(state, this.round ?? NEW_ROUND);
    this.decide(state, role.commits, { kind: 'checkpoint', ...proved, final });
    this.round = next;
    this.checkpointAt.n = state.n;
  }

  /** A clean stop: the last word goes into the log, what is under way is answered, then the lease is free. */
  private async handOver(commits: Commits): Promise<void> {
    this.writeCheckpoint(true);
    const { role } = this;
    this.role = { kind: 'standby' }; // Commands that come now go to the next gate.
    // Each of those that wait hears of it itself.
    if (role.kind === 'active') await commits.settled().catch(() => undefined);
  }

  private async renew(ended: AbortController): Promise<void> {
    const { lease, address, leaseMs } = this.parts;
    while (!ended.signal.aborted) {
      await pause(leaseMs / 4, ended.signal);
      if (ended.signal.aborted) return;
      const held = await this.complaints.lease.tried(() => lease.take(this.holder, address, leaseMs), null);
      if (held === false) this.stepDown('another process has the lease');
    }
  }

  /** What this process holds may differ from the log from now on: it is forgotten and folded again. */
  private stepDown(why: string): void {
    const { role } = this;
    if (role.kind !== 'active') return;
    this.role = { kind: 'standby' };
    this.parts.logger.warn({ why, fence: role.fence }, 'this gate steps down');
    const unsure = !role.commits.clean;
    role.commits.end(`this gate stepped down: ${why}`);
    role.ended.abort();
    if (unsure) this.forget();
  }

  private async lookAtCopied(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const copied = await this.complaints.copied.tried(() => this.parts.copied.read(), null);
      // A mark of an earlier life of Redis says less than what was read from PostgreSQL.
      if (copied && copied.n >= this.copiedTo.n)
        this.copiedTo = { n: copied.n, at_ms: Math.max(copied.at_ms, this.copiedTo.at_ms) };
      await pause(COPIED_LOOK_MS, signal);
    }
  }
}

type Complaints = ReturnType<typeof complaintsOf>;

function complaintsOf(logger: Logger) {
  const about = (failing: string, well: string) => new Complaint(logger, { failing, well });
  return {
    following: about('the gate cannot follow the log', 'the gate follows the log again'),
    gap: about('the log does not go on from here; the state is read again', 'the log goes on'),
    append: about(
      'the log does not take what the gate decides; orders wait or are answered 503',
      'the log takes what the gate decides again',
    ),
    lease: about("the gate's lease cannot be renewed or given back", "the gate's lease is renewed again"),
    copied: about('how far PostgreSQL has the log cannot be read', 'how far PostgreSQL has the log can be read again'),
  };
}

/** Was the line written after everything that the state has? Then the log was begun again from an earlier place. */
function isAfter(line: string, state: GateState): boolean {
  const id = lineId(line);
  return id !== null && (id.ms > state.last_ms || (id.ms === state.last_ms && id.seq > state.last_seq));
}

const NEVER = new AbortController().signal;

function unanswered(error: unknown): never {
  throw new StateUnavailableError(
    'STATE_UNAVAILABLE',
    `Redis does not answer (${error instanceof Error ? error.message : String(error)})`,
  );
}
