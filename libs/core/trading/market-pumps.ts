import { exchangeDay } from '../model/exchange-day.js';
import type { Broker, BrokerQuote } from '../ports/broker.js';
import type { LiveBook } from '../ports/live-book.js';

/** The day's record is journaled at least this often. */
const JOURNAL_MS = 1000;

/** Books the broker's reports, from where live state says it is. Ends when the signal aborts; throws when Redis or the lease is lost. */
export async function pumpExecutions(broker: Broker, book: LiveBook, fence: string, signal: AbortSignal): Promise<void> {
  const { broker_sequence } = await book.control();
  await broker.executions(
    broker_sequence,
    async (reports) => {
      for (let i = 0; i < reports.length; i += 100) await book.execute(fence, exchangeDay(), reports.slice(i, i + 100));
    },
    signal,
  );
}

/**
 * Moves marks as quotes change. When no quote comes for a while nothing is marked either: the monitor's ticks then say how old the quotes are, and the
 * gate refuses (PNL_STALE), for nobody would see a loss.
 */
export async function pumpQuotes(broker: Broker, book: LiveBook, fence: string, signal: AbortSignal): Promise<void> {
  let journaledAt = 0;
  const frozen = new Map<string, boolean>();
  await broker.quotes(async (quotes: BrokerQuote[]) => {
    const now = Date.now();
    const byHand = quotes.some((quote) => frozen.get(quote.symbol) !== quote.frozen || quote.frozen);
    for (const quote of quotes) frozen.set(quote.symbol, quote.frozen);
    const journal = byHand || now - journaledAt >= JOURNAL_MS;
    await book.mark(fence, exchangeDay(now), quotes, journal);
    if (journal) journaledAt = now;
  }, signal);
}
