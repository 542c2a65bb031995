import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Trouble } from '#adapters/brokers/alpaca/account.js';
import { openAlpaca } from '#adapters/brokers/alpaca/open-alpaca.js';
import { readAlpacaSettings } from '#adapters/brokers/alpaca/settings.js';
import { openPaperExchange } from '#adapters/brokers/paper/paper-exchange.js';
import type { Env } from '#adapters/config/env.js';
import type { FeeTerms } from '#core/model/fees.js';
import type { RiskConfig } from '#core/model/limits.js';
import { type Money, parseMoney } from '#core/model/money.js';
import type { Broker } from '#core/ports/broker.js';
import { StateUnavailableError } from '#core/ports/gate.js';
import type { LiveBook } from '#core/ports/live-book.js';

export interface BrokerOfInstallation {
  fees: FeeTerms;
  /** It has accounts of its own, which may differ from the gate's. */
  reconciled: boolean;
  /** For as long as the lease of the floor is held. */
  open: () => Promise<{ broker: Broker; close: () => Promise<void> }>;
}

interface Parts {
  env: Env;
  logger: Logger;
  book: LiveBook;
  /** The configuration in force, as this process has folded it; null before there is one. */
  config: () => RiskConfig | null;
  pool: Pool;
}

/** The broker that BROKER names. Throws AlpacaSettingsError, so that a wrong setting is told at the start. */
export function brokerOf({ env, logger, book, config, pool }: Parts): BrokerOfInstallation {
  if (env.BROKER === 'alpaca') {
    const settings = readAlpacaSettings();
    const symbols = () => book.symbols();
    const told = new Troubles(book, logger);
    const trouble = (one: Trouble) => void told.tell(one);
    // Alpaca charges nothing for an order; what regulators charge is booked by it later.
    return {
      fees: { fee_per_unit: 0 as Money },
      reconciled: true,
      open: async () => openAlpaca({ pool, settings, log: logger, symbols, trouble, after: await newest(book) }),
    };
  }
  const fees = { fee_per_unit: parseMoney(env.PAPER_FEE_PER_SHARE) };
  const terms = {
    seed: env.PAPER_SEED,
    tickMs: env.PAPER_TICK_MS,
    latencyMs: env.PAPER_LATENCY_MS,
    topSizeUnits: env.PAPER_TOP_SIZE,
    instrumentOf: (symbol: string) => config()?.instruments[symbol],
  };
  return {
    fees,
    reconciled: false,
    open: async () => openPaperExchange(pool, { ...terms, fees, log: logger, after: await newest(book) }),
  };
}

/** The number of the newest report that the gate has: another broker's numbers may have come before. */
const newest = async (book: LiveBook): Promise<number> => (await book.control()).broker_sequence;

/** The same of an account is told again after this: one that repeats must not flood the log. */
const AGAIN_MS = 60_000;

/** What a person must look at: an alert, and for some of it a halt of the account. */
class Troubles {
  private readonly toldMs = new Map<string, number>();

  constructor(
    private readonly book: LiveBook,
    private readonly logger: Logger,
  ) {}

  async tell(trouble: Trouble): Promise<void> {
    await trip(this.book, this.logger, trouble);
    const { account, code, message } = trouble;
    const [key, now] = [`${account} ${code}`, Date.now()];
    if (now - (this.toldMs.get(key) ?? 0) < AGAIN_MS) return;
    this.toldMs.set(key, now);
    try {
      await this.book.warnOfTrouble(account, 'alpaca', code, message.slice(0, 1000));
    } catch (error) {
      // The log has it, and why an account is not ready is told again and again.
      if (!(error instanceof StateUnavailableError)) throw error;
      this.logger.error({ err: error, account, code }, 'an alert about the broker could not be made');
    }
  }
}

/** What makes the position of an account unknown halts it until a person has looked. */
const HALTS: ReadonlySet<Trouble['code']> = new Set<Trouble['code']>(['BUST', 'FILLS_MISSING', 'ORDER_DIFFERS']);

async function trip(book: LiveBook, logger: Logger, { account, code, message }: Trouble): Promise<void> {
  if (!HALTS.has(code)) return;
  const about = { scope: `account:${account}`, mode: 'halt' as const, actor: 'breakwater', source: 'broker' };
  try {
    await book.trip({ ...about, reason: message.slice(0, 500), expires_in_ms: null, cancel_orders: false });
  } catch (error) {
    // The account is not ready in any case, and the gate is told that again and again.
    if (!(error instanceof StateUnavailableError)) throw error;
    logger.error({ err: error, account }, 'an account of the broker could not be halted; its orders are refused all the same');
  }
}
