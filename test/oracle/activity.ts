/** How much was sent for what was traded, by the catalogue's words (docs/controls): messages and fills of a window, orders of the day, what the last ones were worth. */
import type { Limits, Wish } from './verdict.js';

type Sender = Pick<Wish, 'account' | 'symbol' | 'strategy'>;

/** Everything that happened at one scope, oldest first; times are milliseconds. */
interface Past {
  messages: number[];
  fills: number[];
  /** What each order that was let through was worth. */
  worths: number[];
}

const PARTS = 60;
const AVERAGED = 20;

export class Activity {
  private readonly pasts = new Map<string, Past>();
  /** What went to the broker. */
  private readonly sent: number[] = [];

  private at(scope: string): Past {
    const found = this.pasts.get(scope) ?? { messages: [], fills: [], worths: [] };
    this.pasts.set(scope, found);
    return found;
  }

  private ofAll({ account, symbol, strategy }: Sender): Past[] {
    const scopes = ['firm', `account:${account}`, `account:${account}/symbol:${symbol}`];
    if (strategy !== null) scopes.push(`strategy:${strategy}`, `strategy:${strategy}/symbol:${symbol}`);
    return scopes.map((scope) => this.at(scope));
  }

  /** An order, an amendment, a cancel: refused ones too. */
  message(of: Sender, atUs: number, sign: 1 | -1 = 1): void {
    for (const { messages } of this.ofAll(of))
      if (sign > 0) messages.push(ms(atUs));
      else messages.pop();
  }

  letThrough(of: Sender, worth: number, sign: 1 | -1 = 1): void {
    for (const { worths } of this.ofAll(of))
      if (sign > 0) worths.push(worth);
      else worths.pop();
  }

  fill(of: Sender, atUs: number): void {
    for (const { fills } of this.ofAll(of)) fills.push(ms(atUs));
  }

  toBroker(atUs: number): void {
    this.sent.push(ms(atUs));
  }

  /** The messages that are left are those kept for cancels. */
  brokerIsSpent(perMinute: number, kept: number, atUs: number): boolean {
    return perMinute - within(this.sent, 60, atUs) <= kept;
  }

  /** This message included, more than so many for each fill (of none as for one), once there are enough to be judged. */
  tooManyForFills(scope: string, l: Limits, atUs: number): boolean {
    const { max_order_to_trade: ratio, order_to_trade_window_seconds: seconds = 0, order_to_trade_min_messages: least = 0 } = l;
    if (ratio === undefined) return false;
    const { messages, fills } = this.at(scope);
    const sent = within(messages, seconds, atUs) + 1;
    return sent >= least && sent > ratio * Math.max(1, within(fills, seconds, atUs));
  }

  tooManyOfDay(scope: string, l: Limits): boolean {
    return this.at(scope).worths.length + 1 > (l['max_day_orders'] ?? Infinity);
  }

  /** X x n > k x sum of the last n. */
  farAboveAverage(scope: string, l: Limits, worth: number): boolean {
    const { max_order_to_average_hundredths: times, average_min_samples: least = 0, average_floor: floor = 0 } = l;
    if (times === undefined || worth <= floor) return false;
    const last = this.at(scope).worths.slice(-AVERAGED);
    if (last.length === 0 || last.length < least) return false;
    const sum = last.reduce((all, one) => all + BigInt(one), 0n);
    return BigInt(worth) * BigInt(last.length) * 100n > BigInt(times) * sum;
  }
}

const ms = (atUs: number): number => Math.floor(atUs / 1000);

/** The window is cut into 60 parts; the running one and the 60 before it count. */
function within(times: readonly number[], seconds: number, atUs: number): number {
  const part = (at: number) => Math.floor((at * PARTS) / (seconds * 1000));
  const first = part(ms(atUs)) - PARTS;
  let n = 0;
  for (let i = times.length - 1; i >= 0 && part(times[i] ?? 0) >= first; i -= 1) n += 1;
  return n;
}
