import { AmountError } from '#core/model/money.js';
import { changeOf, counts, gathered, type Movement, movementOf, sameAsBefore, SETTLED, WAITS } from './activities.js';
import type { AlpacaJournal } from './journal.js';
import { AlpacaRefusedError } from './rest.js';
import { type NonTradeActivity, nonTradeActivity } from './schemas.js';
import type { SymbolMap } from './symbols.js';

/** Activities are posted days after what they are for: so far back they are read again. */
const AGAIN_MS = 10 * 86_400_000;
/** One that waits is looked at again for so long, though it is older. */
const WAITS_MAX_MS = 90 * 86_400_000;
/** Half a split waits so long for its other half. */
const HALF_SPLIT_MS = 600_000;

export interface ActivitySweepParts {
  account: string;
  journal: AlpacaJournal;
  symbols: () => SymbolMap;
  /** Activities that are no trades, page by page, oldest first. */
  pages: (query: string) => AsyncGenerator<NonTradeActivity[]>;
  tell: (message: string) => void;
  /** What the account has is not known any more. */
  stop: (why: string) => void;
  /** Reports may be there. */
  changed: () => void;
}

/** Deposits, dividends, interest, fees, splits and transfers of one account: each is in the journal once, with the report of what it moved. */
export class ActivitySweep {
  /** Halves of splits whose other half was not seen: since when. */
  private readonly halvesMs = new Map<string, number>();
  private refused = false;

  constructor(private readonly parts: ActivitySweepParts) {}

  /** Everything since the last time. What is there at the very first look is in what the account began with. Throws BrokerUnavailableError. */
  async run(): Promise<void> {
    const { account, journal } = this.parts;
    const began = new Date();
    const readAt = await journal.activitiesReadAt(account);
    const waits = await journal.waitingSince(account, SETTLED, new Date(began.getTime() - WAITS_MAX_MS));
    const from = Math.min((readAt ?? began).getTime(), waits?.getTime() ?? Infinity);
    const all = await this.since(new Date(from - AGAIN_MS));
    if (all === null) return;
    if (readAt === null) await journal.saveActivities(account, all, null);
    else await this.take(all);
    await journal.activitiesAreRead(account, began);
  }

  private async since(from: Date): Promise<NonTradeActivity[] | null> {
    const all: NonTradeActivity[] = [];
    try {
      const query = `category=non_trade_activity&after=${encodeURIComponent(from.toISOString())}`;
      for await (const page of this.parts.pages(query)) all.push(...page);
      this.refused = false;
      return all;
    } catch (error) {
      if (!(error instanceof AlpacaRefusedError) || error.keysRefused) throw error;
      // Orders do not need them: what they move shows as a difference.
      if (!this.refused) this.parts.tell(`Alpaca does not show the account's activities: ${error.message}`);
      this.refused = true;
      return null;
    }
  }

  private async take(all: readonly NonTradeActivity[]): Promise<void> {
    const { account, journal } = this.parts;
    const known = await journal.knownActivities(
      account,
      all.map(({ id }) => id),
    );
    const fresh: NonTradeActivity[] = [];
    for (const one of all) {
      const kept = known.get(one.id);
      const before = kept && nonTradeActivity.parse(kept.raw);
      if (before && sameAsBefore(before, one)) continue;
      if (kept && before && (kept.booked || counts(before))) await this.changed(before, one, kept.changes + 1);
      else if (counts(one)) fresh.push(one);
      else await this.wait(one);
    }
    const { whole, alone } = gathered(fresh);
    for (const legs of [...whole, ...this.waitedLong(alone)]) await this.move(legs);
  }

  /** Nothing is booked of it, and it is looked at again. */
  private async wait(one: NonTradeActivity): Promise<void> {
    await this.parts.journal.saveActivities(this.parts.account, [one], null);
    if (one.status === WAITS || SETTLED.includes(one.status)) return;
    const what = `activity ${one.activity_type} ${one.id} with the status '${one.status}'`;
    this.parts.tell(`Alpaca has an ${what}, which this build does not know: it is booked when it is executed`);
  }

  /** One that was booked, or is in what the account began with, and is not as it was. */
  private async changed(before: NonTradeActivity, now: NonTradeActivity, changes: number): Promise<void> {
    const { account, journal, symbols } = this.parts;
    const about = `activity ${now.activity_type} ${now.id} was changed by Alpaca after it was booked (${before.status} ${inWords(before)}, now ${now.status} ${inWords(now)})`;
    let report: ReturnType<typeof changeOf>;
    try {
      report = changeOf(account, before, now, changes, symbols());
    } catch (error) {
      if (!(error instanceof AmountError)) throw error;
      await journal.saveActivities(account, [now], null);
      return this.parts.stop(`${about}: an amount ${error.message}`);
    }
    await journal.saveActivities(account, [now], report);
    if (report === null)
      return this.parts.stop(
        `${about}: it is half of a split; compare the account with the broker's and adopt what the broker has`,
      );
    this.parts.tell(`${about}: the difference is booked`);
    this.parts.changed();
  }

  /** Half a split that has waited for its other half for so long is booked as it is: positions are compared, and a person looks. */
  private waitedLong(alone: readonly NonTradeActivity[]): NonTradeActivity[][] {
    const now = Date.now();
    for (const { id } of alone) if (!this.halvesMs.has(id)) this.halvesMs.set(id, now);
    for (const id of this.halvesMs.keys()) if (!alone.some((one) => one.id === id)) this.halvesMs.delete(id);
    return alone.filter(({ id }) => now - (this.halvesMs.get(id) ?? now) > HALF_SPLIT_MS).map((one) => [one]);
  }

  private async move(legs: readonly NonTradeActivity[]): Promise<void> {
    const { account, journal, symbols } = this.parts;
    let movement: Movement;
    try {
      movement = movementOf(account, legs, symbols());
    } catch (error) {
      if (!(error instanceof AmountError)) throw error;
      await journal.saveActivities(account, legs, null);
      return this.parts.stop(`activity ${legs[0]?.id} cannot be booked: an amount ${error.message}`);
    }
    const { report, unknown } = movement;
    await journal.saveActivities(account, legs, report);
    for (const { activity_type, id } of legs.filter(({ status }) => status === 'correct'))
      this.parts.tell(`Alpaca has an activity ${activity_type} ${id} with the status 'correct': it is booked as it stands`);
    if (unknown)
      this.parts.tell(
        `Alpaca booked an activity '${report.reason.slice(0, 200)}' whose type this build does not know: its cash is booked, and no units`,
      );
    this.parts.changed();
  }
}

const inWords = ({ net_amount, qty }: NonTradeActivity) => `${net_amount ?? '0'}${qty === null ? '' : ` and ${qty} units`}`;
