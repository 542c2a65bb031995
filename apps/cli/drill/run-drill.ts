import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountsAnswer, BreakersAnswer, OrdersAnswer, QuotesAnswer } from '#contracts/answers.js';
import { UsageError } from '../usage-error.js';
import type { OwnBreakwater } from './breakwater.js';
import type { Disaster } from './disaster.js';
import { dueAt, type Mids, orderAt, type Planned } from './stream.js';
import { Tally } from './tally.js';

const TICK_MS = 5;
/** Orders under way at once; beyond, the drill waits, and says that it was slower than the disaster. */
const UNDER_WAY_MAX = 400;
const SETTLE_MS = 1500;

export interface Finding {
  disaster: Disaster;
  /** As they were in force. */
  limits: Record<string, unknown>;
  tally: Tally;
  took_s: number;
  /** Of the disaster's own rate, at most 1. */
  rate_reached: number;
  /** Dollars in positions and open orders at the end, and what the account had lost. */
  exposure_usd: number;
  loss_usd: number;
  breakers: string[];
  /** Let through, as a share of the real exposure. */
  leaked: number;
}

/** Replays a disaster against a Breakwater that nobody else uses. `limits`: a change as PUT /api/risk/limits takes it. Throws UsageError. */
export async function runDrill(disaster: Disaster, gate: OwnBreakwater, limits: object | null): Promise<Finding> {
  const { orders } = (await gate.must('GET', '/api/orders?limit=1')) as unknown as OrdersAnswer;
  if (orders.length > 0)
    throw new UsageError(
      'there are orders here already: a drill floods what it uses, so it takes a stack of its own (npm run breakwater -- drill NAME)',
    );
  if (limits !== null) await changeLimits(gate, limits);
  const mids = await middles(gate);
  const tally = new Tally();
  const sent = await send(disaster, gate, mids, tally);
  // Fills and cancels of what was let through last.
  await sleep(SETTLE_MS);
  const [{ accounts }, { circuit_breakers }, inForce] = await Promise.all([
    gate.must('GET', '/api/accounts') as unknown as Promise<AccountsAnswer>,
    gate.must('GET', '/api/risk/circuit-breakers?limit=20') as unknown as Promise<BreakersAnswer>,
    gate.must('GET', '/api/risk/limits'),
  ]);
  return {
    ...{ disaster, tally, limits: inForce, ...sent },
    exposure_usd: accounts.reduce((sum, { gross_exposure }) => sum + gross_exposure, 0),
    loss_usd: Math.max(0, -accounts.reduce((sum, { day }) => sum + day.total_pnl, 0)),
    breakers: circuit_breakers.map(({ scope, mode, trigger_type }) => `${scope} ${mode} by ${trigger_type}`),
    leaked: tally.passed.usd / disaster.real.exposure_usd,
  };
}

async function changeLimits(gate: OwnBreakwater, limits: object): Promise<void> {
  const { status, body } = await gate.call('PUT', '/api/risk/limits', limits);
  if (status !== 200) throw new UsageError(`these limits are not taken: ${textIn(body, 'detail') || status}`);
}

/** Waits until each symbol has a quote (20 s at most). */
async function middles(gate: OwnBreakwater): Promise<Mids> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { quotes } = (await gate.must('GET', '/api/quotes')) as unknown as QuotesAnswer;
    const mids = new Map(
      quotes.flatMap(({ symbol, bid, ask }) => (bid === null || ask === null ? [] : [[symbol, (bid + ask) / 2]])),
    );
    if (quotes.length > 0 && mids.size === quotes.length) return mids;
    await sleep(100);
  }
  throw new Error('the paper exchange gave no quotes in 20 s');
}

async function send(disaster: Disaster, gate: OwnBreakwater, mids: Mids, tally: Tally) {
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const id = `drill-${process.pid}-${Date.now().toString(36)}`;
  const [streams, quotes] = [[disaster.orders, disaster.also?.orders ?? disaster.orders], [...disaster.quotes]];
  const done = [0, 0] as [number, number];
  const underWay = new Set<Promise<void>>();
  let number = 0;
  const one = async (order: Planned) => {
    number += 1;
    const [mine, atMs] = [number, elapsed()];
    const { worth: _, ...body } = order;
    const { status, body: said } = await gate.call('POST', '/api/order', { client_order_id: `${id}-${mine}`, ...body });
    tally.note(order, mine, atMs, { status, code: textIn(said, 'code'), message: textIn(said, 'detail') });
  };
  while (elapsed() < disaster.seconds * 1000) {
    while (quotes[0] && quotes[0].at_s * 1000 <= elapsed())
      await setQuotes(gate, mids, quotes.shift() as Disaster['quotes'][number]);
    const due = dueAt(disaster, elapsed() / 1000);
    for (const stream of [0, 1] as const)
      while (done[stream] < due[stream] && underWay.size < UNDER_WAY_MAX) {
        const asked = one(orderAt(streams[stream] ?? disaster.orders, mids, done[stream])).finally(() => underWay.delete(asked));
        underWay.add(asked);
        done[stream] += 1;
      }
    if (disaster.total !== undefined && done[0] >= disaster.total && !disaster.also) break;
    await sleep(TICK_MS);
  }
  const sendingS = elapsed() / 1000;
  await Promise.all(underWay);
  const wanted = Math.max(1, dueAt(disaster, sendingS)[0]);
  // A list that is over before its time was sent at whatever rate it took.
  const ideal = disaster.total === undefined ? wanted : disaster.per_second * sendingS;
  return { took_s: elapsed() / 1000, rate_reached: Math.min(1, done[0] / Math.max(1, ideal)) };
}

async function setQuotes(
  gate: OwnBreakwater,
  mids: Mids,
  { symbols, bid, ask, bid_of_start, ask_of_start }: Disaster['quotes'][number],
) {
  const cents = (dollars: number) => Math.round(dollars * 100) / 100;
  for (const symbol of symbols) {
    const mid = mids.get(symbol) ?? 0;
    const quote = { bid: bid ?? cents(mid * (bid_of_start ?? 1)), ask: ask ?? cents(mid * (ask_of_start ?? 1)) };
    await gate.must('PUT', `/api/paper/quotes/${symbol}`, { ...quote, frozen: true });
  }
}

function textIn(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}
