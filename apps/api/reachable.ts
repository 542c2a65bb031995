import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { postgresAnswers } from '#adapters/postgres/data-source.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';

/** Whether the services that an order does not need at once are there. Each answers within a second. */
@Injectable()
export class Reachable {
  constructor(
    private readonly dataSource: DataSource,
    private readonly health: TemporalHealth,
  ) {}

  postgres(): Promise<boolean> {
    return postgresAnswers(this.dataSource);
  }

  temporal(): Promise<boolean> {
    return this.health.serving();
  }
}
