import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';

const LIMIT_MS = 1000;

/** Whether the services that an order does not need at once are there. Each answers within a second. */
@Injectable()
export class Reachable {
  constructor(
    private readonly dataSource: DataSource,
    private readonly health: TemporalHealth,
  ) {}

  async postgres(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), LIMIT_MS);
    });
    const asked = this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  temporal(): Promise<boolean> {
    return this.health.serving();
  }
}
