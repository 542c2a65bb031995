import { accountIn, FIRM } from '../model/scope.js';
import type { GateEvent } from '../gate/event.js';

/** While marks come, each account is told its P&L so often, moved or not. */
const ROUND_MS = 1000;
/** A fill tells the account's P&L at once, but no account's more often than this. */
const SOON_PAUSE_MS = 250;

export interface Wanted {
  /** Accounts that there are. */
  accounts: () => Iterable<string>;
  /** Does anybody listen to that account's P&L? */
  wanted: (account: string) => boolean;
}

/** Whose P&L is to be told, and when. What nobody listens to is never due. Pure but for itself; times are milliseconds of the caller's clock. */
export class PnlDue {
  private readonly soon = new Set<string>();
  /** Those told of in the last SOON_PAUSE_MS, oldest first. */
  private readonly toldMs = new Map<string, number>();
  /** What is left of the round that is under way. */
  private round: string[] = [];
  private roundMs = 0;
  private marked = false;
  private all = false;

  note(event: GateEvent): void {
    switch (event.type) {
      case 'MARKED':
        this.marked = true;
        return;
      case 'EXECUTION_APPLIED':
        if (event.kind === 'FILL') this.soon.add(event.account);
        return;
      case 'DAY_STARTED':
      case 'DAY_CLOSED':
        this.soon.add(event.day.account);
        return;
      case 'ACCOUNT_OPENED':
        this.soon.add(event.account);
        return;
      case 'BREAKER_TRIPPED':
      case 'BREAKER_RESET': {
        // A day's record says whether a breaker of its account or of the firm is open.
        const account = accountIn(event.scope);
        if (event.scope === FIRM) this.all = true;
        else if (account !== null) this.soon.add(account);
        return;
      }
      default:
        return;
    }
  }

  /** At most `max` accounts that are due now; what is due beyond them comes with the next call. */
  next(nowMs: number, max: number, { accounts, wanted }: Wanted): string[] {
    this.forgetOld(nowMs);
    if (this.round.length === 0 && this.roundIsDue(nowMs)) {
      this.round = [...accounts()].filter(wanted);
      this.roundMs = nowMs;
      this.marked = this.all = false;
    }
    const chosen = new Set<string>();
    for (const account of this.soon) {
      if (chosen.size >= max) break;
      if (this.toldMs.has(account)) continue;
      this.soon.delete(account);
      if (!wanted(account)) continue;
      chosen.add(account);
      this.toldMs.set(account, nowMs);
    }
    for (const account of this.round.splice(0, max - chosen.size)) chosen.add(account);
    return [...chosen];
  }

  /** How long nothing is due, as things stand. */
  waitMs(nowMs: number): number {
    if (this.round.length > 0 || this.all) return 0;
    const round = this.marked ? this.roundMs + ROUND_MS - nowMs : Infinity;
    const soon = this.soon.size > 0 ? this.oldestToldMs() + SOON_PAUSE_MS - nowMs : Infinity;
    return Math.max(0, Math.min(round, soon));
  }

  private roundIsDue(nowMs: number): boolean {
    return this.all || (this.marked && nowMs - this.roundMs >= ROUND_MS);
  }

  private oldestToldMs(): number {
    for (const atMs of this.toldMs.values()) return atMs;
    return -Infinity;
  }

  private forgetOld(nowMs: number): void {
    for (const [account, atMs] of this.toldMs) {
      if (nowMs - atMs < SOON_PAUSE_MS) return;
      this.toldMs.delete(account);
    }
  }
}
