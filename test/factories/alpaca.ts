/** Alpaca's adapter on a database of its own, before the server that speaks Alpaca's protocol. */
import type { Pool } from 'pg';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import type { Trouble } from '#adapters/brokers/alpaca/account.js';
import { openAlpaca } from '#adapters/brokers/alpaca/open-alpaca.js';
import { readAlpacaSettings } from '#adapters/brokers/alpaca/settings.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import type { Broker, ExecutionReport } from '#core/ports/broker.js';
import { AlpacaServer } from '../brokers/alpaca-server/server.js';
import { type ScratchDatabase, scratchDatabase } from './scratch-database.js';

const SETTINGS = { ALPACA_KEY_ID: 'PKTEST', ALPACA_SECRET_KEY: 'secret-of-the-test' };

export interface OpenedAlpaca {
  broker: Broker;
  close: () => Promise<void>;
  state: () => { not_ready: string | null }[];
  troubles: Trouble[];
}

export class AlpacaScene {
  server!: AlpacaServer;
  private opened: OpenedAlpaca[] = [];

  private constructor(
    private readonly database: ScratchDatabase,
    private readonly db: DataSource,
    readonly pool: Pool,
  ) {}

  static async make(): Promise<AlpacaScene> {
    const database = await scratchDatabase();
    const db = await createDataSource(database.url, { applicationName: 'alpaca-under-test', poolSize: 8 }).initialize();
    return new AlpacaScene(database, db, poolOf(db));
  }

  async begin(): Promise<void> {
    await this.pool.query('TRUNCATE alpaca_accounts, alpaca_orders, alpaca_reports, alpaca_activities RESTART IDENTITY');
    this.server = await AlpacaServer.start();
  }

  async end(): Promise<void> {
    for (const one of this.opened.splice(0)) await one.close();
    await this.server.stop();
  }

  async drop(): Promise<void> {
    await this.db.destroy();
    await this.database.drop();
  }

  /** Ready for orders. */
  async open(symbols: readonly string[] = ['AAPL', 'MSFT']): Promise<OpenedAlpaca> {
    const { url } = this.server;
    const troubles: Trouble[] = [];
    const alpaca = await openAlpaca({
      ...{ pool: this.pool, settings: readAlpacaSettings({ ...SETTINGS, ALPACA_TRADING_URL: url, ALPACA_DATA_URL: url }) },
      ...{
        log: pino({ level: 'silent' }),
        symbols: async () => [...symbols],
        trouble: (one: Trouble) => void troubles.push(one),
      },
      ...{ after: 0, fillsLateMs: [50, 100] },
    });
    const one = { ...alpaca, troubles };
    this.opened.push(one);
    await soon(() => alpaca.state().every(({ not_ready }) => not_ready === null));
    return one;
  }
}

/** Reports from the beginning, in their order, until `enough`. */
export async function reportsOf(
  broker: Broker,
  enough: (all: ExecutionReport[]) => boolean,
  limitMs = 15_000,
): Promise<ExecutionReport[]> {
  const all: ExecutionReport[] = [];
  const stop = new AbortController();
  const deadline = setTimeout(() => stop.abort(), limitMs);
  await broker.executions(
    0,
    async (batch) => {
      all.push(...batch);
      if (enough(all)) stop.abort();
    },
    stop.signal,
  );
  clearTimeout(deadline);
  return all;
}

export async function soon(holds: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not so within ${limitMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
