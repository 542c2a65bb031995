import { pause } from '#core/pause.js';
import type { ScopedValues } from '#core/model/limits.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import {
  type Amendment,
  Broker,
  type BrokerAccount,
  type BrokerHalt,
  type BrokerInstrument,
  type BrokerOrder,
  type BrokerPosition,
  type BrokerQuote,
  type BrokerState,
  BrokerUnavailableError,
  type ExecutionReport,
  UnknownBrokerOrderError,
} from '#core/ports/broker.js';
import type { AlpacaAccount } from './account.js';
import { readMoney, readUnits } from './amounts.js';
import { instrumentOf } from './asset-facts.js';
import type { RequestBucket } from './bucket.js';
import type { AlpacaJournal, KnownOrder } from './journal.js';
import type { AlpacaMarketData } from './market-data.js';
import { AlpacaAnswerError } from './rest.js';
import { alpacaPositions, type AlpacaPosition } from './schemas.js';
import type { SymbolMap } from './symbols.js';
import type { AlpacaRest } from './rest.js';

/** Reports read from the journal at once. */
const BATCH_MAX = 500;
/** Should a change have been missed, the journal is looked at anyway. */
const LOOK_MS = 1000;

interface Behind {
  account: AlpacaAccount;
  rest: AlpacaRest;
  bucket: RequestBucket;
}

/** Alpaca's trading API behind the broker port: one or several accounts, each with its own keys and stream. */
export class AlpacaBroker extends Broker {
  override readonly name = 'alpaca';
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly accounts: ReadonlyMap<string, Behind>,
    private readonly journal: AlpacaJournal,
    private readonly data: AlpacaMarketData,
    private readonly symbols: () => SymbolMap,
    private readonly live: boolean,
    private readonly renewSymbols: () => Promise<void>,
  ) {
    super();
  }

  /** Something may be in the journal. */
  readonly changed = (): void => {
    for (const listener of [...this.listeners]) listener();
  };

  /** An account that was not swept yet may be so in a moment. */
  override states(): BrokerState[] {
    return [...this.accounts.values()].map(({ account, bucket }) => ({
      ...{ account: account.account, not_ready: account.told, live: this.live, account_number: account.number },
      ...{ requests_left: bucket.left, last_event_ms: account.lastEventMs },
    }));
  }

  /** Alpaca refuses an order beside an own one of the other side that it could trade with: refused here, it costs no request and names the order. */
  override accountDefaults(): Readonly<Record<string, ScopedValues>> {
    return Object.fromEntries([...this.accounts.keys()].map((account) => [account, { self_trade: 'venue' }]));
  }

  /** Reads the list of assets anew. */
  override async instruments(symbols: readonly string[]): Promise<BrokerInstrument[] | null> {
    await this.renewSymbols();
    return symbols.map((symbol) => instrumentOf(symbol, this.symbols().asset(symbol)));
  }

  override async settle(account: string): Promise<number> {
    await this.behind(account).account.sweepOnce();
    return this.kept(this.journal.lastSequence());
  }

  override adopted(account: string): Promise<void> {
    return this.behind(account).account.adopted();
  }

  override submit(order: Order): Promise<void> {
    return this.behind(order.account).account.submit(order);
  }

  override async cancel(orderId: string): Promise<void> {
    const { known, account } = await this.find(orderId);
    await account.cancel(known);
  }

  override async replace(orderId: string, amendment: Amendment): Promise<void> {
    const { account } = await this.find(orderId);
    await account.replace(orderId, amendment);
  }

  /** It is in the journal before it is sent. */
  override async mayHaveAmendment(orderId: string, amendmentId: string): Promise<boolean> {
    return (await this.kept(this.journal.order(orderId)))?.replacing?.amendment_id === amendmentId;
  }

  override async order(orderId: string): Promise<BrokerOrder | null> {
    const kept = await this.kept(this.journal.order(orderId));
    if (!kept) return null;
    const known = await this.behind(kept.order.account).account.order(orderId);
    return known && brokerOrder(known);
  }

  override async openOrders(): Promise<BrokerOrder[]> {
    const open = await Promise.all([...this.accounts.values()].map(({ account }) => account.book.openOrders()));
    return open
      .flat()
      .filter(({ status }) => status !== 'SENDING')
      .map(brokerOrder);
  }

  override async positions(account: string): Promise<BrokerPosition[]> {
    const { rest } = this.behind(account);
    const positions = await rest.get('/v2/positions', alpacaPositions, 'routine');
    return positions.map((position) => positionOf(account, position, this.symbols()));
  }

  override async account(account: string): Promise<BrokerAccount> {
    const { cash } = await this.behind(account).account.record();
    return { account, cash: readMoney(cash), fees: 0 as Money };
  }

  override async executions(
    afterSequence: number,
    deliver: (reports: ExecutionReport[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    let position = afterSequence;
    while (!signal.aborted) {
      const changed = this.untilChanged(signal);
      const reports = await this.kept(this.journal.reportsAfter(position, BATCH_MAX)).catch(async (error: unknown) => {
        if (!(error instanceof BrokerUnavailableError)) throw error;
        await pause(LOOK_MS, signal);
        return [];
      });
      const last = reports.at(-1);
      if (last) {
        await deliver(reports);
        position = last.sequence;
      } else await changed;
    }
  }

  override halts(deliver: (halt: BrokerHalt) => Promise<void>, signal: AbortSignal): Promise<void> {
    return this.data.halts(deliver, signal);
  }

  override quotes(deliver: (quotes: BrokerQuote[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    return this.data.run(deliver, signal);
  }

  private untilChanged(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, LOOK_MS);
      this.listeners.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  private behind(account: string): Behind {
    const found = this.accounts.get(account);
    if (!found) throw new BrokerUnavailableError(`account '${account}' has no keys of Alpaca: name it in ALPACA_ACCOUNTS_FILE`);
    return found;
  }

  private async find(orderId: string): Promise<{ known: KnownOrder; account: AlpacaAccount }> {
    const kept = await this.kept(this.journal.order(orderId));
    if (!kept) throw new UnknownBrokerOrderError(`Alpaca was never asked for order ${orderId}`);
    const { account } = this.behind(kept.order.account);
    const known = await account.order(orderId);
    if (!known) throw new UnknownBrokerOrderError(`Alpaca has no order ${orderId}`);
    return { known, account };
  }

  private async kept<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw new BrokerUnavailableError(
        `the journal of Alpaca's reports does not answer: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function brokerOrder({ order, status, filled, chain }: KnownOrder): BrokerOrder {
  return {
    order,
    broker_order_id: chain.at(-1)?.id ?? '',
    status: status === 'SENDING' ? 'WORKING' : status,
    filled_quantity: filled,
    leaves_quantity: Math.max(order.quantity - filled, 0) as Quantity,
    time_in_force: order.time_in_force,
  };
}

/** A short's quantity was seen with and without its sign: a sign that contradicts the side is an answer that cannot be read. */
function positionOf(account: string, { symbol, side, qty, avg_entry_price }: AlpacaPosition, symbols: SymbolMap): BrokerPosition {
  const read = readUnits(qty);
  if (side === 'long' && read < 0) throw new AlpacaAnswerError(`Alpaca says that ${symbol} is long and has a quantity of ${qty}`);
  const quantity = (side === 'short' ? 0 - Math.abs(read) : read) as Quantity;
  return { account, symbol: symbols.toOurs(symbol), quantity, average_price: Math.abs(readMoney(avg_entry_price)) as Money };
}
