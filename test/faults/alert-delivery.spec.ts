import { HttpReceiver } from '../factories/receivers.js';
import { type Floor, startFloor, until } from '../processes.js';
import { ROUNDS as ASKED } from './rounds.js';

/** Each takes the 12 s after which Temporal misses a worker. */
const ROUNDS = Math.min(ASKED, 3);

const SYMBOL = 'XOM';

let floor: Floor;
let http: HttpReceiver;
let channel = '';

async function call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(floor.apis[0].url + path, { method, signal: AbortSignal.timeout(10_000), ...init });
  return (await answer.json()) as Record<string, unknown>;
}

beforeAll(async () => {
  http = await HttpReceiver.open();
  floor = await startFloor({ BREAKWATER_ALERT_INSIDE_HOSTS: '127.0.0.1' });
  const settings = { kind: 'webhook', url: `${http.url}/hook` };
  const made = await call('POST', '/api/alert-channels', { name: `kill ${Date.now()}`, settings });
  channel = (made['channel'] as { channel_id: string }).channel_id;
  await call('PUT', '/api/alert-routes/kill', { channel, scopes: [`symbol:${SYMBOL}`], types: ['CIRCUIT_BREAKER_TRIPPED'] });
}, 120_000);
afterAll(async () => {
  if (floor && channel) {
    await call('DELETE', '/api/alert-routes/kill');
    await call('DELETE', `/api/alert-channels/${channel}`);
  }
  await floor?.stop();
  await http?.close();
});

test(
  `a worker that is killed between sending an alert and writing it down sends it again: ${ROUNDS} rounds, each alert arrives`,
  async () => {
    const seen: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      http.script = ['mute'];
      const before = http.received.length;
      const { breaker_id } = await call('POST', '/api/risk/circuit-breaker/trip', {
        scope: `symbol:${SYMBOL}`,
        reason: 'a fault',
      });
      // The receiver has it, and nobody will ever hear so.
      await until('the message arrives', 20_000, async () => http.received.length > before);
      await floor.worker.end('SIGKILL');
      floor.worker.start();
      const path = `/api/alert-deliveries?channel=${channel}&limit=1`;
      const [row] = await until('it is delivered', 60_000, async () => {
        const { deliveries } = (await call('GET', path)) as {
          deliveries: { state: string; alert_id: string; attempts: { outcome: string }[] }[];
        };
        return deliveries[0]?.state === 'delivered' && deliveries;
      });
      const outcomes = row?.attempts.map(({ outcome }) => outcome) ?? [];
      expect(outcomes[0]).toBe('unknown');
      expect(outcomes.at(-1)).toBe('delivered');
      seen[row?.alert_id ?? ''] = http.received.slice(before).length;
      await until('the breaker is reset', 30_000, async () => {
        const reset = await call('POST', '/api/risk/circuit-breaker/reset', { breaker_id, reason: 'mended', force: true });
        return reset['active'] === false || reset['code'] === 'BREAKER_NOT_OPEN';
      });
    }
    const ids = http.received.map(({ body }) => (JSON.parse(body) as { data: { alert_id: string } }).data.alert_id);
    expect(Object.keys(seen)).toHaveLength(ROUNDS);
    for (const id of Object.keys(seen)) expect(ids).toContain(id);
    console.error(`alerts: ${ROUNDS}, received in all: ${ids.length}, doubles: ${ids.length - ROUNDS}`);
    // One double for each kill, and no more.
    expect(ids.length).toBeLessThanOrEqual(ROUNDS * 2);
  },
  ROUNDS * 150_000,
);

test('10,000 refused orders in a minute make a few messages', async () => {
  const settings = { kind: 'webhook', url: `${http.url}/flood` };
  const made = await call('POST', '/api/alert-channels', { name: `flood ${Date.now()}`, settings });
  const { channel_id } = made['channel'] as { channel_id: string };
  await call('PUT', '/api/alert-routes/flood', { channel: channel_id, types: ['ORDER_REJECTED'] });
  try {
    const begun = Date.now();
    const order = { symbol: SYMBOL, side: 'BUY', quantity: 1000, price: 100, order_type: 'LIMIT' };
    let sent = 0;
    const lane = async () => {
      while (sent < 10_000) {
        sent += 1;
        await call('POST', '/api/order', { ...order, client_order_id: `flood-${begun}-${sent}` });
      }
    };
    await Promise.all(Array.from({ length: 40 }, lane));
    const took = Date.now() - begun;
    const messages = () => http.received.filter(({ path }) => path === '/flood');
    // The first at once, and one more when the minute and its counts are over.
    await until('the number of the rest is told', 150_000, async () => messages().length >= 2);
    console.error(`10,000 refusals in ${took} ms: ${messages().length} messages`);
    expect(took).toBeLessThan(60_000);
    expect(messages().length).toBeLessThanOrEqual(6);
  } finally {
    await call('DELETE', '/api/alert-routes/flood');
    await call('DELETE', `/api/alert-channels/${channel_id}`);
  }
}, 240_000);
