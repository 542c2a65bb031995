import { parseArgs } from 'node:util';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisGateLease } from '#adapters/redis/log.js';
import { formatMoney } from '#core/model/money.js';
import type { Gate } from '#core/ports/gate.js';
import type { OpenBreaker } from '#core/ports/live-book.js';
import { tlsOf } from '#gate-host/address.js';
import { GateClient } from '#gate-host/client.js';
import { UsageError } from './usage-error.js';

/** `breaker list` and `breaker reset`. Throws UsageError, and with a sentence when the reset is refused. */
export async function breakerCommand(verb: string, args: string[]): Promise<void> {
  switch (verb) {
    case 'list':
      return withGate(list);
    case 'reset': {
      const ask = readReset(args);
      return withGate((gate) => reset(gate, ask));
    }
    default:
      throw new UsageError('breaker list, or breaker reset --id N --reason "what was done" --actor "who" [--force]');
  }
}

interface ResetAsk {
  id: number;
  actor: string;
  reason: string;
  force: boolean;
}

function readReset(args: string[]): ResetAsk {
  const options = {
    id: { type: 'string' },
    reason: { type: 'string' },
    actor: { type: 'string' },
    force: { type: 'boolean' },
  } as const;
  let values: { id?: string; reason?: string; actor?: string; force?: boolean };
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { id = '', reason = '', actor = '', force = false } = values;
  if (!/^[1-9]\d{0,14}$/.test(id))
    throw new UsageError('--id must be the number of a breaker; `breaker list` shows those that are open');
  if (reason.trim() === '' || reason.length > 500)
    throw new UsageError('--reason must say what was done, in at most 500 characters');
  if (actor.trim() === '' || actor.length > 100) throw new UsageError('--actor must say who resets, in at most 100 characters');
  return { id: Number(id), reason, actor, force };
}

export async function withGate(work: (gate: Gate) => Promise<void>): Promise<void> {
  const { REDIS_URL: url, BREAKWATER_GATE_SECRET: secret, BREAKWATER_SHARD: shard = 'main' } = process.env;
  if (!url || !secret)
    throw new UsageError('REDIS_URL and BREAKWATER_GATE_SECRET are not set, and no Breakwater runs here by npm start');
  const redis = connectRedis(url, 'breakwater-cli');
  const gate = new GateClient(new RedisGateLease(redis, keysOf(shard)), { secret, name: 'cli', tls: tlsOf(process.env) });
  try {
    await untilReady(redis, 5000);
    await work(gate);
  } finally {
    gate.close();
    redis.disconnect();
  }
}

async function list(gate: Gate): Promise<void> {
  const { breakers } = await gate.ask({ kind: 'list_breakers' });
  console.log(breakers.length === 0 ? 'no breaker is open' : breakers.map(line).join('\n'));
}

function line({
  breaker_id,
  scope,
  mode,
  trigger_type,
  trigger_value,
  threshold,
  tripped_at_ms,
  expires_at_ms,
}: OpenBreaker): string {
  const figures = trigger_type === 'DAILY_LOSS' ? ` (loss $${formatMoney(trigger_value)}, limit $${formatMoney(threshold)})` : '';
  const ends = expires_at_ms === null ? '' : `, ends ${new Date(expires_at_ms).toISOString()}`;
  return `${breaker_id}  ${scope}  ${mode}  ${trigger_type}${figures}  since ${new Date(tripped_at_ms).toISOString()}${ends}`;
}

async function reset(gate: Gate, { id, actor, reason, force }: ResetAsk): Promise<void> {
  const how = force ? 'force' : 'ask';
  const closed = await gate.ask({ kind: 'reset', breaker_id: id, actor, reason, source: 'cli', how });
  switch (closed.kind) {
    case 'closed': {
      const again = closed.tripped_again === null ? '' : `; its cause persists, so ${closed.tripped_again} opened at once`;
      console.log(`breaker ${id} of ${closed.scope} is closed${again}. Its workflow hears of it as soon as Temporal is there`);
      return;
    }
    case 'cause_persists': {
      if (closed.why !== undefined) throw new Error(`${closed.why}; mend the cause first, or give --force`);
      const [loss, limit] = [formatMoney(closed.loss), formatMoney(closed.limit)];
      throw new Error(
        `the daily loss is still $${loss}, at or beyond its limit of $${limit}; mend the cause first, or give --force`,
      );
    }
    default:
      throw new Error(`no open breaker has the number ${id}; \`breaker list\` shows those that are open`);
  }
}
