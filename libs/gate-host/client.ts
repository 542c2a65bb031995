import type { AnswerOf, GateCommand } from '#core/gate/command.js';
import { inTime } from '#core/in-time.js';
import { pause } from '#core/pause.js';
import { Gate, OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import type { GateLease } from '#core/ports/gate-log.js';
import { type GateHost, NotActiveError } from './host.js';
import { GateLink, LinkLostError, type LinkSettings } from './link.js';

/** How long a command looks for an active gate, and waits for its answer. */
const ASK_MAX_MS = 2000;
const LOOK_AGAIN_MS = 10;
/** How often it is asked whether the lease has gone to another: a frozen gate does not close its connections. */
const WATCH_MS = 200;

/** What the gate knows as a repeat, so that it can be asked again when an answer was lost. */
const REPEATABLE: ReadonlySet<GateCommand['kind']> = new Set([
  ...(['submit', 'cancel', 'cancel_orders', 'reconsider', 'book', 'mark', 'tick', 'close_day', 'open_account'] as const),
  ...([
    'configure',
    'reject_config',
    'accept_config',
    'warn_of_calendar',
    'warn_of_audit',
    'warn_of_difference',
    'warn_of_trouble',
    'adopt',
    'list_breakers',
  ] as const),
  ...(['change_access', 'amend', 'submit_list', 'open_session', 'hear_session', 'note_usage'] as const),
]);

/**
 * Finds the active gate, in this process or behind its door in another, and stays with it. While none is active (a takeover), a command waits up to two
 * seconds and is asked again; an order goes again under its own client_order_id, so that it is never let through twice.
 */
export class GateClient extends Gate {
  private link: GateLink | null = null;
  private opening: Promise<GateLink> | null = null;
  private readonly watch: NodeJS.Timeout;

  constructor(
    private readonly lease: GateLease,
    private readonly settings: LinkSettings,
    private readonly host: GateHost | null = null,
  ) {
    super();
    this.watch = setInterval(() => void this.followLease(), WATCH_MS);
    this.watch.unref();
  }

  override async ask<Command extends GateCommand>(command: Command): Promise<AnswerOf[Command['kind']]> {
    // The way of nearly every order: the gate is here.
    if (this.host?.active) {
      try {
        return await this.host.submit(command);
      } catch (error) {
        if (!(error instanceof NotActiveError) && !(error instanceof OutcomeUnknownError && REPEATABLE.has(command.kind)))
          throw error;
        return this.search(command, error instanceof OutcomeUnknownError);
      }
    }
    return this.search(command, false);
  }

  override async active(): Promise<boolean> {
    return this.host?.active === true || (await this.lease.holder()) !== null;
  }

  close(): void {
    clearInterval(this.watch);
    this.link?.close();
    this.link = null;
  }

  private async search<Command extends GateCommand>(command: Command, sent: boolean): Promise<AnswerOf[Command['kind']]> {
    const deadline = performance.now() + ASK_MAX_MS;
    let [maybeDone, why] = [sent, 'no gate is active'];
    while (performance.now() < deadline) {
      try {
        return await this.once(command, deadline);
      } catch (error) {
        const verdict = this.afterFailure(command, error, maybeDone);
        maybeDone = verdict.maybeDone;
        why = verdict.why;
      }
      await pause(LOOK_AGAIN_MS, NEVER);
    }
    if (maybeDone) throw new OutcomeUnknownError(why);
    throw new StateUnavailableError('STATE_UNAVAILABLE', why);
  }

  /** May it be asked again? Throws what is final. */
  private afterFailure(command: GateCommand, error: unknown, maybeDone: boolean): { maybeDone: boolean; why: string } {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof NotActiveError) return { maybeDone, why };
    const sent = error instanceof OutcomeUnknownError || (error instanceof LinkLostError && error.sent);
    if (sent && !REPEATABLE.has(command.kind)) throw new OutcomeUnknownError(why);
    if (sent || error instanceof LinkLostError || error instanceof NotReachedError) return { maybeDone: maybeDone || sent, why };
    // It was not let through this time; the time before it may have been.
    throw maybeDone && error instanceof StateUnavailableError ? new OutcomeUnknownError(why) : error;
  }

  private async once<Command extends GateCommand>(command: Command, deadline: number): Promise<AnswerOf[Command['kind']]> {
    if (this.host?.active) return this.host.submit(command);
    const link = await this.linkToActive();
    const reply = await inTime(link.ask(command), Math.max(0, deadline - performance.now()), () => {
      throw new OutcomeUnknownError('the gate did not answer in two seconds');
    });
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- the union of all answers is too large for the compiler to compare (TS2590)
    if ('answer' in reply) return reply.answer as AnswerOf[Command['kind']];
    if (reply.error === 'not_active') {
      this.drop(link);
      throw new NotActiveError();
    }
    if (reply.error === 'unknown') throw new OutcomeUnknownError(reply.message);
    throw new StateUnavailableError(reply.code, reply.message);
  }

  private async linkToActive(): Promise<GateLink> {
    if (this.link?.alive) return this.link;
    this.opening ??= this.openLink().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  private async openLink(): Promise<GateLink> {
    let address: string | null;
    try {
      address = await this.lease.holder();
    } catch (error) {
      throw new NotReachedError(`Redis does not answer (${error instanceof Error ? error.message : String(error)})`);
    }
    if (address === null) throw new NotReachedError('no gate is active');
    this.link = await GateLink.open(address, this.settings);
    return this.link;
  }

  private async followLease(): Promise<void> {
    const { link } = this;
    if (!link) return;
    const address = await this.lease.holder().catch(() => link.address);
    if (address !== null && address !== link.address) this.drop(link);
  }

  private drop(link: GateLink): void {
    link.close();
    if (this.link === link) this.link = null;
  }
}

/** Nobody could be asked: nothing was sent. */
class NotReachedError extends Error {
  override name = 'NotReachedError';
}

const NEVER = new AbortController().signal;
