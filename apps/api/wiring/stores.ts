import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';

/** The connections of this process. */
export abstract class Stores {
  abstract readonly redis: Redis;
  abstract readonly dataSource: DataSource;
}
