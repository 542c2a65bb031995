import type { DataSource } from 'typeorm';
import { type AdoptionOutcome, type AdoptionRequest, type Reconciliation, Reconciliations } from '#core/ports/reconciliations.js';
import { poolOf } from './pool.js';

/** Requests that are looked at in one turn; a person makes one now and then. */
const WAITING_MAX = 20;
/** One that nobody took within this is not carried out later, when nobody expects it. */
const WAITS_S = 30;

interface ReconciliationRow {
  account: string;
  at: Date;
  seen: Omit<Reconciliation, 'account' | 'at_ms'>;
}
type OutcomeRow = Omit<AdoptionOutcome, 'id'> & { id: string };

export class PostgresReconciliations extends Reconciliations {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async save({ account, at_ms, ...seen }: Reconciliation): Promise<void> {
    await poolOf(this.db).query(
      `INSERT INTO broker_reconciliations (account, at, seen) VALUES ($1, to_timestamp($2::float8 / 1000), $3)
       ON CONFLICT (account) DO UPDATE SET at = excluded.at, seen = excluded.seen`,
      [account, at_ms, JSON.stringify(seen)],
    );
  }

  override async all(): Promise<Reconciliation[]> {
    const { rows } = await poolOf(this.db).query<ReconciliationRow>(
      'SELECT account, at, seen FROM broker_reconciliations ORDER BY account LIMIT 10000',
    );
    return rows.map(({ account, at, seen }) => ({ ...seen, account, at_ms: at.getTime() }));
  }

  override async ask(account: string, actor: string, reason: string): Promise<number> {
    const { rows } = await poolOf(this.db).query<{ id: string }>(
      'INSERT INTO broker_adoptions (account, actor, reason) VALUES ($1, $2, $3) RETURNING id',
      [account, actor, reason],
    );
    return Number(rows[0]?.id);
  }

  override async waiting(): Promise<AdoptionRequest[]> {
    const { rows } = await poolOf(this.db).query<Omit<AdoptionRequest, 'id'> & { id: string }>(
      `SELECT id, account, actor, reason FROM broker_adoptions WHERE outcome IS NULL AND asked_at > now() - make_interval(secs => $1) ORDER BY id LIMIT $2`,
      [WAITS_S, WAITING_MAX],
    );
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  override async done(id: number, outcome: 'adopted' | 'refused', detail: string): Promise<void> {
    await poolOf(this.db).query('UPDATE broker_adoptions SET outcome = $2, detail = $3, done_at = now() WHERE id = $1', [
      id,
      outcome,
      detail,
    ]);
  }

  override async outcome(id: number): Promise<AdoptionOutcome | null> {
    const { rows } = await poolOf(this.db).query<OutcomeRow>(
      'SELECT id, account, actor, reason, outcome, detail FROM broker_adoptions WHERE id = $1',
      [id],
    );
    const [row] = rows;
    return row ? { ...row, id: Number(row.id) } : null;
  }
}
