import type { Complaint } from '../complaint.js';
import { exchangeDay } from '../model/exchange-day.js';
import { pause } from '../pause.js';
import type { Broker, BrokerQuote } from '../ports/broker.js';
import { StateUnavailableError } from '../ports/gate.js';
import type { LiveBook } from '../ports/live-book.js';

/** Reports handed to the gate at once. */
const AT_ONCE = 500;

/** Books the broker's reports, from where the gate says it is; what was booked is known by its number, so a repeat is nothing. Ends when the signal aborts; throws ReportGapError. */
export async function pumpExecutions(broker: Broker, book: LiveBook, complaint: Complaint, signal: AbortSignal): Promise<void> {
  const { broker_sequence } = await book.control();
  let after = broker_sequence;
  await broker.executions(
    broker_sequence,
    async (reports) => {
      for (let i = 0; i < reports.length; i += AT_ONCE) {
        const some = reports.slice(i, i + AT_ONCE);
        const from = after;
        await untilTaken(() => book.execute(exchangeDay(), some, from), complaint, signal);
        after = some.at(-1)?.sequence ?? after;
      }
    },
    signal,
  );
}

/**
 * Moves marks as quotes change; a quote that did not change is told again once a second, so that the gate knows it is alive. When no quote comes for a
 * while nothing is marked: the monitor's ticks then say how old the quotes are, and the gate refuses (PNL_STALE), for nobody would see a loss.
 */
export async function pumpQuotes(broker: Broker, book: LiveBook, complaint: Complaint, signal: AbortSignal): Promise<void> {
  const told = new Map<string, { revision: number; text: string; atMs: number }>();
  await broker.quotes(async (quotes) => {
    const now = Date.now();
    const due = quotes.filter((quote) => {
      const text = `${quote.bid} ${quote.ask} ${quote.frozen}`;
      const last = told.get(quote.symbol);
      if (last && last.text === text && last.revision === quote.revision && now - last.atMs < ALIVE_MS) return false;
      told.set(quote.symbol, { revision: quote.revision, text, atMs: now });
      return true;
    });
    if (due.length > 0) await mark(book, now, due, complaint);
  }, signal);
}

/** Halts what the exchange has halted, as the broker's feed tells it, and lets it go on. None is lost while no gate answers. */
export function pumpHalts(broker: Broker, book: LiveBook, complaint: Complaint, signal: AbortSignal): Promise<void> {
  return broker.halts(
    ({ symbol, reason }) => untilTaken(() => book.tellHalt(symbol, broker.name, reason), complaint, signal),
    signal,
  );
}

const ALIVE_MS = 1000;
const RETRY_MS = 100;

/** While no gate answers a quote is lost and the next one comes. */
async function mark(book: LiveBook, now: number, quotes: BrokerQuote[], complaint: Complaint): Promise<void> {
  try {
    await book.mark(exchangeDay(now), quotes);
    complaint.worked();
  } catch (error) {
    if (!(error instanceof StateUnavailableError)) throw error;
    complaint.failed(error);
  }
}

/** A report must not be lost: it is handed on until the gate has it. */
async function untilTaken(hand: () => Promise<unknown>, complaint: Complaint, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await hand();
      complaint.worked();
      return;
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      complaint.failed(error);
      await pause(RETRY_MS, signal);
    }
  }
}
