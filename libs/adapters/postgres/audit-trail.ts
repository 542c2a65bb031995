import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { auditable } from '#core/audit/entry.js';
import type { Act, AuditTrail } from '#core/ports/audit.js';
import { poolOf } from './pool.js';

const WRITE = 'INSERT INTO audit_outbox (act) VALUES ($1)';

/** Puts acts into the outbox, from where the relay numbers and chains them. */
export class PostgresAuditTrail implements AuditTrail {
  constructor(private readonly db: DataSource) {}

  async record(act: Act): Promise<void> {
    await poolOf(this.db).query(WRITE, [textOf(act)]);
  }

  /** In the transaction of what the act did: both are kept, or neither is. */
  async recordIn(client: PoolClient, act: Act): Promise<void> {
    await client.query(WRITE, [textOf(act)]);
  }
}

const textOf = (act: Act): string => JSON.stringify(auditable(act));
