/** Breakers while Temporal is away, frozen or without its memory; and how quickly a breaking fill shuts the gate. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import type { GateEvent } from '#core/gate/event.js';
import { breakerView, breakerWorkflowId, CONFIG_MANAGER_ID, PNL_MONITOR_ID } from '../../workflows/contract.js';
import { type Floor, servicePid, sleep, startFloor, until } from '../processes.js';
import { call, followLog, MARKET, must, pour, tell, type Wish } from './load.js';
import { ROUNDS, rounds, sayFindings } from './rounds.js';
import { cancelAll, withPostgres } from './verify.js';
import { setting } from '../factories/setting.js';

jest.setTimeout(60_000 * (ROUNDS + 5));
const GATE_ROUNDS = Math.max(1, Number(process.env['GATE_ROUNDS'] ?? ROUNDS * 20));
const SCOPE = 'symbol:INTC';
let floor: Floor;
let url: string;
let temporal: TemporalConnection;
beforeAll(async () => {
  floor = await startFloor({ BREAKWATER_RECONCILE_SECONDS: '2' });
  url = floor.apis[0].url;
  temporal = new TemporalConnection({ address: setting('TEMPORAL_ADDRESS'), tls: null });
  await must(url, 'PUT', '/api/risk/limits', {
    max_orders_per_second: 1_000_000,
    max_orders_per_burst: 10_000_000,
    max_same_orders: null,
    max_open_orders: null,
  });
});
afterAll(async () => {
  sayFindings();
  await temporal?.close();
  if (url) await call(url, 'PUT', '/api/risk/limits', { daily_loss_limit: 5000 }).catch(() => {});
  await floor?.stop();
});

const trip = async () =>
  Number((await must(url, 'POST', '/api/risk/circuit-breaker/trip', { scope: SCOPE, reason: 'a fault' }))['breaker_id']);
const reset = (breaker_id: number, more: object = {}) =>
  call(url, 'POST', '/api/risk/circuit-breaker/reset', { breaker_id, ...more });
const open = async () =>
  ((await must(url, 'GET', '/api/risk/circuit-breakers?open=true'))['circuit_breakers'] as { breaker_id: number }[]).map(
    (b) => b.breaker_id,
  );
let serial = 0;
const intc = () => {
  const client_order_id = `breaker-${Date.now()}-${serial++}`;
  return { client_order_id, symbol: 'INTC', side: 'BUY', quantity: 1, price: 10, order_type: 'LIMIT' };
};
const shut = async () =>
  expect(await call(url, 'POST', '/api/order', intc())).toMatchObject({ body: { code: 'CIRCUIT_BREAKER_OPEN' } });
const hasWorkflow = (breaker_id: number) =>
  until(`breaker ${breaker_id} has a workflow`, 60_000, async () => {
    const view = await temporal.within(1000, ({ workflow }) => workflow.getHandle(breakerWorkflowId(SCOPE)).query(breakerView));
    return view.state === 'TRIPPED' && view.episode.breaker_id === breaker_id;
  });

/** Closes it through the API, once a workflow worker is there again. */
async function close(breaker_id: number): Promise<void> {
  await until('the reset goes through', 60_000, async () => {
    const { status, body } = await reset(breaker_id, { reason: 'mended' });
    if (status !== 200 && body['code'] !== 'BREAKER_NOT_OPEN') throw new Error(JSON.stringify(body));
    return true;
  });
  expect(await open()).not.toContain(breaker_id);
}

rounds(
  'Temporal frozen while a breaker trips and is asked to reset: 503 within two seconds, and nobody opens it later',
  async () => {
    const pid = servicePid('temporal');
    process.kill(pid, 'SIGSTOP');
    let breaker_id: number;
    try {
      breaker_id = await trip();
      await shut();
      const askedAt = Date.now();
      expect(await reset(breaker_id)).toMatchObject({ status: 503, body: { code: 'WORKFLOW_UNAVAILABLE' } });
      expect(Date.now() - askedAt).toBeLessThan(2000);
      await shut();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await hasWorkflow(breaker_id);
    await sleep(1000);
    expect(await open()).toContain(breaker_id);
    await shut();
    await close(breaker_id);
    return [];
  },
);

rounds(
  'Temporal killed, with the worker, while a breaker is open: it stays open, has its workflow again, and can be reset',
  async () => {
    const breaker_id = await trip();
    process.kill(servicePid('temporal'), 'SIGKILL');
    await floor.worker.end('SIGKILL');
    await shut();
    floor.worker.start();
    await hasWorkflow(breaker_id);
    await shut();
    await close(breaker_id);
    return [];
  },
);

rounds("the disk of Temporal's server lost: open breakers, monitor and configuration have their workflows again", async () => {
  const breaker_id = await trip();
  await hasWorkflow(breaker_id);
  const pid = servicePid('temporal');
  process.kill(pid, 'SIGSTOP');
  for (const end of ['', '-wal', '-shm'])
    rmSync(join('.local', setting('BREAKWATER_PROFILE'), `temporal.sqlite${end}`), { force: true });
  process.kill(pid, 'SIGKILL');
  await until('another server', 20_000, async () => servicePid('temporal') !== pid);
  await shut();
  await hasWorkflow(breaker_id);
  for (const id of [PNL_MONITOR_ID, CONFIG_MANAGER_ID])
    await until(`${id} runs`, 30_000, async () => {
      const { status } = await temporal.within(1000, ({ workflow }) => workflow.getHandle(id).describe());
      return status.name === 'RUNNING';
    });
  await close(breaker_id);
  return [];
});

test('(12.23) after the fill that reaches the loss limit is booked, not one order is accepted and none is sent to the broker, however many are in flight', async () => {
  const urls = floor.apis.map((api) => api.url);
  for (const [symbol, price] of MARKET)
    await must(url, 'PUT', `/api/paper/quotes/${symbol}`, { bid: price, ask: price, frozen: true });
  await cancelAll(url);
  const follow = await followLog(setting('REDIS_URL'));
  const run = `gate-${Date.now()}`;
  const resting = (prefix: string, count: number): Wish[] =>
    Array.from({ length: count }, (_, n) => ({
      ...{ client_order_id: `${prefix}-${n}`, symbol: 'INTC', side: 'BUY', quantity: 1, price: 5, order_type: 'LIMIT' },
    }));
  let inFlight = 0;
  for (let round = 0; round < GATE_ROUNDS; round += 1) {
    const { total_pnl } = (await must(url, 'GET', '/api/risk/daily-pnl')) as { total_pnl: number };
    // The fee of one share, half a cent, reaches the limit; its sale and purchase at one frozen price change nothing else.
    await must(url, 'PUT', '/api/risk/limits', { daily_loss_limit: Number((Math.max(0, -total_pnl) + 0.005).toFixed(3)) });
    let over = false;
    const flight = pour(urls, resting(`${run}-${round}`, 500), 8, { goOn: () => !over });
    await sleep(Math.random() * 20);
    const side = round % 2 === 0 ? 'BUY' : 'SELL';
    const breaking = {
      client_order_id: `${run}-${round}-break`,
      symbol: 'KO',
      side,
      quantity: 1,
      price: null,
      order_type: 'MARKET',
    };
    await call(urls[round % 2] ?? url, 'POST', '/api/order', breaking);
    const id = await until('the trip', 5000, async () => (await open())[0]);
    await sleep(20);
    over = true;
    inFlight += (await flight).length;
    await must(url, 'DELETE', '/api/orders');
    await must(url, 'PUT', '/api/risk/limits', { daily_loss_limit: 5000 });
    await close(id);
  }
  const { trips, late, spans } = whileTripped(await follow.stop());
  const sent = await sentWithin(run, spans);
  tell({ name: 'trip to closed gate', rounds: GATE_ROUNDS, trips, in_flight: inFlight, accepted_after_the_fill: late, ...sent });
  expect({ trips, late, sent_late: sent.sent_late }).toEqual({ trips: GATE_ROUNDS, late: 0, sent_late: 0 });
});

/** The desk reads a trip within milliseconds; what it had handed to the broker by then is not taken back unsent but canceled. */
const DESK_READS_MS = 250;

interface Span {
  from_ms: number;
  to_ms: number;
}

/** Orders of the run that reached the broker between a trip and its reset: in all, and those that did so when the desk had read the trip. */
async function sentWithin(run: string, spans: readonly Span[]): Promise<{ sent_after_the_trip: number; sent_late: number }> {
  const { rows } = await withPostgres((client) =>
    client.query<{ ms: string }>(
      `SELECT extract(epoch FROM p.placed_at) * 1000 AS ms FROM paper_orders p JOIN orders o USING (order_id)
       WHERE starts_with(o.client_order_id, $1)`,
      [run],
    ),
  );
  const within = (afterMs: number) =>
    rows.filter(({ ms }) => spans.some(({ from_ms, to_ms }) => Number(ms) > from_ms + afterMs && Number(ms) < to_ms)).length;
  return { sent_after_the_trip: within(0), sent_late: within(DESK_READS_MS) };
}

/** Orders that were accepted after the breaking fill and before the reset, and from when to when each breaker was open. */
function whileTripped(events: readonly GateEvent[]): { trips: number; late: number; spans: Span[] } {
  let [trips, late, tripped] = [0, 0, false];
  const spans: Span[] = [];
  for (const [n, event] of events.entries()) {
    const next = events[n + 1];
    if (event.type === 'EXECUTION_APPLIED' && event.kind === 'FILL' && next?.type === 'BREAKER_TRIPPED') {
      tripped = true;
      trips += 1;
      spans.push({ from_ms: next.at_ms, to_ms: Infinity });
    } else if (event.type === 'BREAKER_RESET') {
      tripped = false;
      const last = spans.at(-1);
      if (last?.to_ms === Infinity) last.to_ms = event.at_ms;
    } else if (tripped && event.type === 'ORDER_DECIDED' && event.accepted) late += 1;
  }
  return { trips, late, spans };
}
