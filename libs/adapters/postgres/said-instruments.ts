import type { DataSource } from 'typeorm';
import { SaidInstruments } from '#core/ports/said-instruments.js';
import { poolOf } from './pool.js';

type Facts = Readonly<Record<string, string>>;

export class PostgresSaidInstruments extends SaidInstruments {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async all(): Promise<Map<string, Facts>> {
    const { rows } = await poolOf(this.db).query<{ symbol: string; said: Facts }>('SELECT symbol, said FROM broker_instruments');
    return new Map(rows.map(({ symbol, said }) => [symbol, said]));
  }

  override async keep(symbol: string, facts: Facts): Promise<void> {
    await poolOf(this.db).query(
      `INSERT INTO broker_instruments (symbol, said) VALUES ($1, $2)
       ON CONFLICT (symbol) DO UPDATE SET said = excluded.said, said_at = now()`,
      [symbol, JSON.stringify(facts)],
    );
  }
}
