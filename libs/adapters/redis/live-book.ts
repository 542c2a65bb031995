import type { BreakerMode, BreakerTrigger, DayRecord, Verdict } from '#core/gate/event.js';
import { formatMoney, type Money, type Quantity } from '#core/model/money.js';
import type { OrderStatus } from '#core/model/order.js';
import type { BrokerOrder, BrokerQuote, ExecutionReport } from '#core/ports/broker.js';
import {
  BreakerCausePersistsError,
  type BreakerClosing,
  type ClosedBreaker,
  type Control,
  FencedError,
  type Lease,
  LiveBook,
  type LiveOrder,
  type LivePosition,
  type MonitorState,
  type OpenBreaker,
  type Tick,
  type Trip,
} from '#core/ports/live-book.js';
import { StateUnavailableError } from '#core/ports/live-state.js';
import { verdictArguments } from './live-state.js';
import { orderText, parseDay, parseOrder, parseReservedState } from './log-codec.js';
import { READY } from './live-format.js';
import type { ScriptedRedis } from './scripts.js';

const amount = (text: string | undefined | null) => Number(text ?? 0);

const names = (list: string) => list.split(',').filter((name) => name !== '');

/** A script's answer; throws when it says that live state is not there. */
function saidBy(answer: string | number): string {
  if (answer === 'STATE_UNAVAILABLE') throw new StateUnavailableError('STATE_UNAVAILABLE', 'live state is being rebuilt');
  return String(answer);
}

async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StateUnavailableError(
      'STATE_UNAVAILABLE',
      `Redis does not answer (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

export class RedisLiveBook extends LiveBook {
  constructor(private readonly redis: ScriptedRedis) {
    super();
  }

  override async control(): Promise<Control> {
    const [c, time] = await answered(Promise.all([this.redis.hgetall('bw:control'), this.redis.time()]));
    const now = Number(time[0]) * 1e6 + Number(time[1]);
    return {
      ready: c[READY] !== undefined,
      generation: amount(c[READY]),
      config_version: amount(c.config_version),
      broker_sequence: amount(c.broker_sequence),
      relayed_id: c.relayed_id ?? '0-0',
      mark_age_us: now - amount(c.tick_us),
      relay_age_us: now - amount(c.relayed_us),
    };
  }

  override accounts(): Promise<string[]> {
    return answered(this.redis.smembers('bw:accounts'));
  }

  override async order(orderId: string): Promise<LiveOrder | null> {
    const f = await answered(this.redis.hgetall(`bw:order:${orderId}`));
    return f.order === undefined ? null : liveOrder(f);
  }

  override async openOrders(): Promise<LiveOrder[]> {
    const ids = await answered(this.redis.zunion(2, 'bw:working', 'bw:unsettled', 'AGGREGATE', 'MIN'));
    return this.ordersOf(ids);
  }

  override async unsettledOrders(): Promise<LiveOrder[]> {
    return this.ordersOf(await answered(this.redis.zrange('bw:unsettled', 0, -1)));
  }

  private async ordersOf(ids: string[]): Promise<LiveOrder[]> {
    const orders: LiveOrder[] = [];
    for (let i = 0; i < ids.length; i += 500) {
      const pipeline = this.redis.pipeline();
      for (const id of ids.slice(i, i + 500)) pipeline.hgetall(`bw:order:${id}`);
      const answers = (await answered(pipeline.exec())) ?? [];
      for (const [error, fields] of answers) {
        if (error) throw new StateUnavailableError('STATE_UNAVAILABLE', error.message);
        const f = fields as Record<string, string>;
        if (f.order !== undefined) orders.push(liveOrder(f));
      }
    }
    return orders;
  }

  override async positions(account: string): Promise<LivePosition[]> {
    const symbols = (await answered(this.redis.smembers(`bw:positions:${account}`))).sort();
    const all = await Promise.all(symbols.map((symbol) => answered(this.redis.hgetall(`bw:position:${account}:${symbol}`))));
    return all.map((f, i) => ({
      account,
      symbol: symbols[i] ?? '',
      quantity: amount(f.quantity) as Quantity,
      cost: amount(f.cost) as Money,
      realized_pnl: amount(f.realized) as Money,
      value: amount(f.value) as Money,
      open_buys: amount(f.open_buy) as Money,
      open_sells: amount(f.open_sell) as Money,
      exposure: amount(f.exposure) as Money,
    }));
  }

  override async day(account: string): Promise<DayRecord | null> {
    const [a, tripped] = await answered(
      Promise.all([this.redis.hgetall(`bw:account:${account}`), this.redis.hexists('bw:breakers', `account:${account}`)]),
    );
    if (a.cash === undefined) return null;
    const total = amount(a.cash) + amount(a.value) - amount(a.day_start) - amount(a.moved);
    return parseDay(
      [account, a.day, a.cash, a.value, a.gross, a.day_start, a.moved, a.realized, total, a.fees, a.peak, tripped].join(' '),
    );
  }

  override async quote(symbol: string) {
    const q = await answered(this.redis.hgetall(`bw:quote:${symbol}`));
    if (q.bid === undefined) return null;
    const [bid, ask] = [amount(q.bid) as Money, amount(q.ask) as Money];
    return { symbol, bid, ask, frozen: q.frozen === '1', revision: amount(q.revision), at_us: amount(q.at_us) };
  }

  override async quotes(symbols: string[]) {
    const pipeline = this.redis.pipeline();
    for (const symbol of symbols) pipeline.hmget(`bw:quote:${symbol}`, 'bid', 'ask', 'frozen', 'at_us');
    const [answers, time] = await answered(Promise.all([pipeline.exec(), this.redis.time()]));
    const now = Number(time[0]) * 1e6 + Number(time[1]);
    return (answers ?? []).flatMap(([error, fields], index) => {
      if (error) throw new StateUnavailableError('STATE_UNAVAILABLE', error.message);
      const [bid, ask, frozen, at] = fields as (string | null)[];
      if (bid === null || bid === undefined) return [];
      const symbol = symbols[index] ?? '';
      return [
        {
          symbol,
          bid: amount(bid) as Money,
          ask: amount(ask) as Money,
          frozen: frozen === '1',
          age_us: Math.max(0, now - amount(at)),
        },
      ];
    });
  }

  override async openOrderCount(): Promise<number> {
    const [working, unsettled, both] = await answered(
      Promise.all([
        this.redis.zcard('bw:working'),
        this.redis.zcard('bw:unsettled'),
        this.redis.zintercard(2, 'bw:working', 'bw:unsettled'),
      ]),
    );
    return working + unsettled - both;
  }

  override async attempts(account: string, burstUs: number): Promise<{ in_second: number; in_burst: number }> {
    const time = await answered(this.redis.time());
    const now = Number(time[0]) * 1e6 + Number(time[1]);
    const since = (us: number) => answered(this.redis.zcount(`bw:rate:${account}`, `(${now - us}`, '+inf'));
    const [in_second, in_burst] = await Promise.all([since(1e6), since(burstUs)]);
    return { in_second, in_burst };
  }

  override async requestCancel(orderId: string, actor: string): Promise<OrderStatus | null> {
    const answer = String(await answered(this.redis.bwRequestCancel(orderId, actor)));
    return answer === 'UNKNOWN' ? null : (answer as OrderStatus);
  }

  override async breakers(): Promise<OpenBreaker[]> {
    const all = await answered(this.redis.hgetall('bw:breakers'));
    return Object.entries(all)
      .map(([scope, entry]) => openBreaker(scope, entry.split(' ')))
      .sort((a, b) => a.breaker_id - b.breaker_id);
  }

  override async trip({ scope, mode, actor, reason, source, expires_in_ms }: Trip) {
    const answer = saidBy(await answered(this.redis.bwTrip(scope, mode, actor, reason, source, expires_in_ms ?? 0)));
    const [id, opened] = answer.split(' ');
    return { breaker_id: Number(id), opened: opened === '1' };
  }

  override async close({ breaker_id, actor, reason, source, how }: BreakerClosing): Promise<ClosedBreaker | null> {
    const answer = saidBy(await answered(this.redis.bwReset(breaker_id, actor, reason, source, how)));
    if (answer === 'NOT_OPEN' || answer === 'NOT_EXPIRED') return null;
    const [scope = '', ...rest] = answer.split(' ');
    if (scope === 'CAUSE_PERSISTS') {
      const [loss, limit] = rest.map((figure) => formatMoney(Number(figure) as Money));
      throw new BreakerCausePersistsError(`the daily loss is still $${loss}, at or beyond its limit of $${limit}`);
    }
    return { ...openBreaker(scope, [String(breaker_id), ...rest]), tripped_again: Number(rest.at(-1)) || null };
  }

  override async lease(holder: string, forMs: number, which: Lease = 'floor'): Promise<string | null> {
    return String(await answered(this.redis.bwLease(holder, forMs, which))) || null;
  }

  override async release(holder: string, which: Lease): Promise<void> {
    await answered(this.redis.bwRelease(holder, which));
  }

  override async tick(fence: string, day: string, holder: string, symbols: readonly string[]): Promise<Tick> {
    const answer = String(await answered(this.redis.bwTick(fence, day, holder, ...symbols)));
    if (answer === 'FENCED') throw new FencedError('lost the lease');
    const [accounts, drift, age, stale = ''] = answer.split(' ');
    return { accounts: amount(accounts), drift: amount(drift), quote_age_ms: amount(age), stale_symbols: names(stale) };
  }

  override async monitor(): Promise<MonitorState> {
    const [c, time] = await answered(Promise.all([this.redis.hgetall('bw:control'), this.redis.time()]));
    const now = Number(time[0]) * 1e6 + Number(time[1]);
    return {
      tick_age_us: c.ticked_us ? now - amount(c.ticked_us) : Infinity,
      known_age_us: c.tick_us ? now - amount(c.tick_us) : Infinity,
      holder: c.tick_holder ?? '',
      fence: c.fence ?? '',
      ticks: amount(c.ticks),
      drift: amount(c.tick_drift),
      stale_symbols: names(c.tick_stale ?? ''),
    };
  }

  override async closeDay(day: string, nextDay: string): Promise<number> {
    return Number(saidBy(await answered(this.redis.bwCloseDay(day, nextDay))));
  }

  override async mark(fence: string, day: string, quotes: BrokerQuote[], journal: boolean): Promise<void> {
    const flat = quotes.flatMap((q) => [q.symbol, q.bid, q.ask, q.frozen ? '1' : '0', q.revision]);
    if ((await answered(this.redis.bwMark(fence, day, journal ? '1' : '0', ...flat))) === 'FENCED')
      throw new FencedError('lost the lease');
  }

  override async execute(fence: string, day: string, reports: ExecutionReport[]): Promise<number> {
    const flat = reports.flatMap((r) => [
      ...[r.execution_id, r.broker_order_id, r.reason, r.executed_at_ms, r.sequence, r.order_id, r.account, r.symbol],
      ...[r.side === 'BUY' ? 'B' : 'S', r.kind, r.quantity, r.price, r.fee],
    ]);
    const answer = await answered(this.redis.bwExecute(fence, day, ...flat));
    if (answer === 'FENCED') throw new FencedError('lost the lease');
    return Number(answer);
  }

  override async adopt(fence: string, held: BrokerOrder, checkPrice: Money): Promise<boolean> {
    const o = held.order;
    const answer = await answered(
      this.redis.bwAdopt(
        ...[fence, o.order_id, o.account, o.symbol, o.side === 'BUY' ? 'B' : 'S', held.leaves_quantity, held.filled_quantity],
        ...[checkPrice, held.broker_order_id, orderText(o)],
      ),
    );
    if (answer === 'FENCED') throw new FencedError('lost the lease');
    return Number(answer) === 1;
  }

  override async concludeAll(verdicts: Verdict[]): Promise<number> {
    if (verdicts.length === 0) return 0;
    return Number(await answered(this.redis.bwConclude(...verdicts.flatMap(verdictArguments))));
  }
}

function liveOrder(f: Record<string, string>): LiveOrder {
  const state = f.state ? parseReservedState(f.state) : null;
  return {
    order: parseOrder(f.order ?? ''),
    status: f.status as OrderStatus,
    filled_quantity: amount(f.filled) as Quantity,
    leaves_quantity: amount(f.leaves) as Quantity,
    hold: amount(f.hold) as Money,
    check_price: amount(f.check) as Money,
    broker_order_id: f.broker_order_id ?? '',
    cancel_requested: f.cancel_requested === '1',
    state,
    reserved_at_us: state?.at_us ?? 0,
  };
}

function openBreaker(scope: string, [id, mode, trigger, value, threshold, at, expires]: string[]): OpenBreaker {
  return {
    breaker_id: Number(id),
    scope,
    mode: mode as BreakerMode,
    trigger_type: trigger as BreakerTrigger,
    trigger_value: amount(value) as Money,
    threshold: amount(threshold) as Money,
    tripped_at_ms: amount(at),
    expires_at_ms: amount(expires) || null,
  };
}
