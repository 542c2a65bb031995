import type { DayRecord } from '#core/gate/event.js';
import { mulDiv, QUANTITY_ONE } from '#core/model/money.js';
import { compareLogIds } from '#core/relay/relay.js';
import type { LiveSnapshot, RecentOrder, RestoreSource, RestoredAccount, RestoredOrder } from '#core/ports/restore.js';
import { isReady, READY } from './live-format.js';
import { orderText, reservedStateText } from './log-codec.js';
import type { ScriptedRedis } from './scripts.js';

const DAY_SECONDS = 86_400;

export interface RebuildSettings {
  slippage_bps: number;
  /** The exchange's date now, for accounts that never had a day. */
  day: string;
}

/** Is live state there and no older than what PostgreSQL was told? False after a loss of Redis's disk or a restore of an old one. */
export async function isIntact(redis: ScriptedRedis, relayedId: string): Promise<boolean> {
  if (!(await isReady(redis))) return false;
  return relayedId === '0-0' || compareLogIds(await newestLogId(redis), relayedId) >= 0;
}

/** Id of the newest entry that the log ever had, `0-0` without a log. Throws when Redis does not answer: that is no empty log. */
export async function newestLogId(redis: ScriptedRedis): Promise<string> {
  if ((await redis.exists('bw:log')) === 0) return '0-0';
  const info = (await redis.xinfo('STREAM', 'bw:log')) as (string | number)[];
  return String(info[info.indexOf('last-generated-id') + 1] ?? '0-0');
}

/**
 * Writes live state anew from PostgreSQL. Until the last step sets READY every order is refused STATE_UNAVAILABLE, so a rebuild that
 * dies half-way has let nothing through and is simply done again. The log goes on behind the last id that PostgreSQL has.
 */
export async function rebuild(redis: ScriptedRedis, source: RestoreSource, settings: RebuildSettings): Promise<LiveSnapshot> {
  await redis.hdel('bw:control', READY);
  await deleteLiveState(redis);
  const snapshot = await source.snapshot((recent) => writeClientIds(redis, recent));
  await writeOrders(redis, snapshot.open_orders);
  const values = await writePositions(redis, snapshot);
  await writeAccounts(redis, snapshot, values, settings.day);
  const { last_id, generation, broker_sequence } = snapshot.relay;
  await redis.xadd('bw:log', nextId(last_id), 't', 'REBUILT', 's', String(generation + 1));
  for (const b of snapshot.open_breakers) {
    const rest = [b.trigger_value, b.threshold, b.tripped_at_ms, b.expires_at_ms ?? 0].join(' ');
    await redis.hset('bw:breakers', b.scope, `${b.breaker_id} ${b.mode} ${b.trigger_type} ${rest}`);
  }
  await redis.hset('bw:control', {
    broker_sequence,
    breaker_id: snapshot.last_breaker_id,
    slippage_bps: settings.slippage_bps,
    relayed_us: Date.now() * 1000,
    relayed_id: last_id,
  });
  const { config } = snapshot;
  await redis.bwActivateConfig(
    ...[config.version, JSON.stringify(config), config.limits.burst_window_seconds * 1e6, config.limits.daily_loss_limit],
    ...[config.rules_hash, snapshot.rule_set, config.limits.enabled ? '1' : '0'],
  );
  await redis.hset('bw:control', READY, String(generation + 1));
  return snapshot;
}

/** Everything of live state but the leases and the fence, which outlive it. */
async function deleteLiveState(redis: ScriptedRedis): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', 'bw:*', 'COUNT', 1000);
    const gone = keys.filter((key) => !key.startsWith('bw:lease') && key !== 'bw:control');
    if (gone.length > 0) await redis.unlink(...gone);
    cursor = next;
  } while (cursor !== '0');
  const fields = (await redis.hkeys('bw:control')).filter((field) => field !== 'fence');
  if (fields.length > 0) await redis.hdel('bw:control', ...fields);
}

async function writeClientIds(redis: ScriptedRedis, recent: RecentOrder[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const o of recent) {
    const left = Math.ceil(DAY_SECONDS - (Date.now() - o.received_at_ms) / 1000);
    if (left > 0) pipeline.set(`bw:client:${o.account}:${o.client_order_id}`, `${o.order_id} ${o.body_hash}`, 'EX', left);
  }
  await pipeline.exec();
}

async function writeOrders(redis: ScriptedRedis, orders: RestoredOrder[]): Promise<void> {
  for (const o of orders) {
    const { order_id, account, client_order_id } = o.order;
    await redis.hset(`bw:order:${order_id}`, {
      ...{ status: o.status, leaves: o.leaves_quantity, filled: o.filled_quantity, hold: o.hold, check: o.check_price },
      order: orderText(o.order),
      ...{ state: o.state ? reservedStateText(o.state) : '', broker_order_id: o.broker_order_id },
      ...(o.cancel_requested ? { cancel_requested: '1' } : {}),
    });
    const working = o.status === 'WORKING' || o.status === 'PARTIALLY_FILLED';
    if (working) await redis.zadd('bw:working', o.state?.at_us ?? 0, order_id);
    if (!working || o.cancel_requested) await redis.zadd('bw:unsettled', o.state?.at_us ?? 0, order_id);
    if (o.body_hash) await redis.set(`bw:client:${account}:${client_order_id}`, `${order_id} ${o.body_hash}`, 'EX', DAY_SECONDS);
  }
}

interface AccountSums {
  value: number;
  gross: number;
}

/** Positions at their marks with what open orders hold; the sums per account. */
async function writePositions(redis: ScriptedRedis, snapshot: LiveSnapshot): Promise<Map<string, AccountSums>> {
  const marks = new Map(snapshot.quotes.map((q) => [q.symbol, Math.floor((q.bid + q.ask) / 2)]));
  for (const q of snapshot.quotes) {
    // No at_us: a quote of before is a mark, but not fresh enough to check an order by. Revision 0: the broker's next one replaces it.
    await redis.hset(`bw:quote:${q.symbol}`, { bid: q.bid, ask: q.ask, frozen: q.frozen ? 1 : 0, revision: 0, at_us: 0 });
  }
  const rows = new Map<
    string,
    {
      account: string;
      symbol: string;
      quantity: number;
      cost: number;
      realized: number;
      ob: number;
      os: number;
      obq: number;
      osq: number;
    }
  >();
  const row = (account: string, symbol: string) => {
    const key = `${account}:${symbol}`;
    const known = rows.get(key) ?? { account, symbol, quantity: 0, cost: 0, realized: 0, ob: 0, os: 0, obq: 0, osq: 0 };
    rows.set(key, known);
    return known;
  };
  for (const p of snapshot.positions)
    Object.assign(row(p.account, p.symbol), { quantity: p.quantity, cost: p.cost, realized: p.realized_pnl });
  for (const o of snapshot.open_orders) {
    const r = row(o.order.account, o.order.symbol);
    if (o.order.side === 'BUY') Object.assign(r, { ob: r.ob + o.hold, obq: r.obq + o.leaves_quantity });
    else Object.assign(r, { os: r.os + o.hold, osq: r.osq + o.leaves_quantity });
  }
  const sums = new Map<string, AccountSums>();
  for (const r of rows.values()) {
    const value = valueAt(r.quantity, marks.get(r.symbol), r.cost);
    const exposure = Math.max(value + r.ob, r.os - value, 0);
    const sum = sums.get(r.account) ?? { value: 0, gross: 0 };
    sums.set(r.account, { value: sum.value + value, gross: sum.gross + exposure });
    await redis.hset(`bw:position:${r.account}:${r.symbol}`, {
      ...{ quantity: r.quantity, value, cost: r.cost, realized: r.realized, open_buy: r.ob, open_sell: r.os },
      ...{ open_buy_qty: r.obq, open_sell_qty: r.osq, exposure },
    });
    await redis.sadd(`bw:positions:${r.account}`, r.symbol);
    await redis.sadd(`bw:holders:${r.symbol}`, r.account);
  }
  return sums;
}

/** As value_at() of prelude.lua; a position without any mark stands at its cost. */
function valueAt(quantity: number, mark: number | undefined, cost: number): number {
  if (mark === undefined) return cost;
  const value = mulDiv(Math.abs(quantity), mark, QUANTITY_ONE, 'nearest');
  return quantity < 0 ? -value : value;
}

async function writeAccounts(
  redis: ScriptedRedis,
  snapshot: LiveSnapshot,
  sums: Map<string, AccountSums>,
  today: string,
): Promise<void> {
  for (const { account, cash, day } of snapshot.accounts) {
    const { value, gross } = sums.get(account) ?? { value: 0, gross: 0 };
    await redis.hset(`bw:account:${account}`, { cash, value, gross, ...dayFields({ account, cash, day }, cash + value, today) });
    await redis.sadd('bw:accounts', account);
  }
}

function dayFields({ day }: RestoredAccount, equity: number, today: string): Record<string, string | number> {
  if (!day) return { day: today, day_start: equity, moved: 0, realized: 0, fees: 0, peak: equity };
  const d: DayRecord = day;
  return {
    day: d.date,
    day_start: d.day_start_equity,
    moved: d.cash_moved,
    realized: d.realized_pnl,
    fees: d.fees,
    peak: d.peak_equity,
  };
}

/** An id behind the last one and not before now, so that ids grow even when a clock was set back. */
function nextId(lastId: string): string {
  const [ms = 0, sequence = 0] = lastId.split('-').map(Number);
  return ms >= Date.now() ? `${ms}-${sequence + 1}` : `${Date.now()}-0`;
}
