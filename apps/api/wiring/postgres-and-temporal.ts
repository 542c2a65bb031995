import type { DataSource } from 'typeorm';
import { postgresAnswers } from '#adapters/postgres/data-source.js';
import type { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import { Reachable } from '#core/ports/reachable.js';

export class PostgresAndTemporal extends Reachable {
  constructor(
    private readonly dataSource: DataSource,
    private readonly temporalHealth: TemporalHealth,
  ) {
    super();
  }

  override postgres(): Promise<boolean> {
    return postgresAnswers(this.dataSource);
  }

  override temporal(): Promise<boolean> {
    return this.temporalHealth.serving();
  }
}
