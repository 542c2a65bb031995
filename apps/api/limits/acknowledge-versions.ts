import { hostname } from 'node:os';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InForce } from '#core/ports/in-force.js';
import { Replicas } from '#core/ports/replicas.js';

const EVERY_MS = 2000;

/** Says which version of the configuration this process has. For who watches; no decision hangs on it. */
@Injectable()
export class AcknowledgeVersions implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly replica = `${hostname()}-${process.pid}`;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly inForce: InForce,
    private readonly replicas: Replicas,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.acknowledge().catch(() => undefined), EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async acknowledge(): Promise<void> {
    const { config } = await this.inForce.current();
    await this.replicas.acknowledge(this.replica, config.version);
  }
}
