/**
 * For one file of tests: a database, an empty Redis and a namespace of Temporal that no other file has touched, so that no test leans on what ran before it.
 * From then on the environment names them, and every process that the file starts has them.
 */
import { randomBytes } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { Redis } from 'ioredis';
import { scratchDatabase } from './scratch-database.js';
import { setting } from './setting.js';

/** Files run one after the other, so they can share its number. */
const REDIS_DATABASE = 4;
const DAY_SECONDS = 86_400;
/** Temporal's number for an attribute that is a keyword. */
const KEYWORD = 2 as never;

let own: Promise<void> | null = null;

/** Made when it is first asked for. The test profile is thrown away whole, so nothing is dropped. */
export function ownStack(): Promise<void> {
  own ??= anotherStack();
  return own;
}

/** For a file that needs more than one, one after the other: what used the one before must have ended, unless each has a Redis of its own. */
export async function anotherStack({ migrated = true, redisDatabase = REDIS_DATABASE } = {}): Promise<void> {
  const [{ url }, redis, namespace] = await Promise.all([scratchDatabase(migrated), ownRedis(redisDatabase), ownNamespace()]);
  Object.assign(process.env, { DATABASE_URL: url, REDIS_URL: redis, TEMPORAL_NAMESPACE: namespace });
}

async function ownRedis(database: number): Promise<string> {
  const [admin, application] = [new URL(setting('REDIS_ADMIN_URL')), new URL(setting('REDIS_URL'))];
  admin.pathname = application.pathname = `/${database}`;
  const redis = new Redis(admin.href);
  await redis.flushdb();
  redis.disconnect();
  return application.href;
}

async function ownNamespace(): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address: setting('TEMPORAL_ADDRESS') });
  const limit = () => Date.now() + 10_000;
  try {
    await connection.withDeadline(limit(), () =>
      connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: DAY_SECONDS as never },
      }),
    );
    await connection.withDeadline(limit(), () =>
      connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: { RiskScope: KEYWORD, BreakerState: KEYWORD },
      }),
    );
  } finally {
    await connection.close();
  }
  return namespace;
}
