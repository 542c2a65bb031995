/** Pages of somebody else, in a real browser that may reach the API: two on other ports of this machine, and one whose name was pointed at it. None may trade. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { setting } from '#test/factories/setting.js';
import { FLAGS, type Screens, startScreens } from './screens.js';

let screens: Screens;
let browser: Browser;
let neighbour: Server;
let neighbourPort: number;

beforeAll(async () => {
  screens = await startScreens();
  neighbour = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<h1>prizes</h1>'));
  await new Promise<void>((resolve) => neighbour.listen(0, '127.0.0.1', resolve));
  neighbourPort = (neighbour.address() as AddressInfo).port;
  // Newer browsers keep such pages from this machine by themselves. Not all do: here it is our own doors that are tried.
  const args = [...FLAGS, '--host-resolver-rules=MAP evil.example 127.0.0.1', '--disable-features=LocalNetworkAccessChecks'];
  browser = await chromium.launch({ executablePath: setting('CHROMIUM_PATH'), args, timeout: 30_000 });
});
afterAll(async () => {
  await browser?.close();
  neighbour?.closeAllConnections();
  await new Promise((resolve) => neighbour?.close(resolve));
  await screens?.stop();
});

/** Everything that a page can do without being allowed to: what it could read of the answers. */
async function attack(api: string): Promise<Record<string, string>> {
  const order = {
    client_order_id: `stolen-${Math.random()}`,
    symbol: 'KO',
    side: 'BUY',
    quantity: 1,
    price: 60,
    order_type: 'LIMIT',
  };
  const outcome = (work: Promise<Response>) =>
    work.then(({ type, status }) => `${type} ${status}`).catch((error: unknown) => String(error));
  const body = JSON.stringify(order);
  const form = document.createElement('form');
  const frame = document.createElement('iframe');
  frame.name = 'hidden';
  Object.assign(form, { action: `${api}/api/order`, method: 'POST', enctype: 'text/plain', target: 'hidden' });
  const input = document.createElement('input');
  Object.assign(input, { name: body.slice(0, -1), value: '}' });
  form.append(input);
  document.body.append(frame, form);
  form.submit();
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws`);
  const heard = new Promise<string>((resolve) => {
    socket.addEventListener('message', () => resolve('heard'));
    socket.addEventListener('close', ({ code }) => resolve(`closed ${code}`));
  });
  const json = { 'content-type': 'application/json' };
  return {
    plain: await outcome(
      fetch(`${api}/api/order`, { method: 'POST', mode: 'no-cors', body, headers: { 'content-type': 'text/plain' } }),
    ),
    json: await outcome(fetch(`${api}/api/order`, { method: 'POST', body, headers: json })),
    trip: await outcome(
      fetch(`${api}/api/risk/circuit-breaker/trip`, { method: 'POST', mode: 'no-cors', body: '{"scope":"firm","reason":"x"}' }),
    ),
    cancel: await outcome(fetch(`${api}/api/orders`, { method: 'DELETE' })),
    read: await outcome(fetch(`${api}/api/orders`)),
    socket: await heard,
  };
}

const resting = async () =>
  (await screens.call('GET', '/api/orders')).body['orders'] as { client_order_id: string; status: string }[];

test.each(['127.0.0.1', 'localhost', 'evil.example'])(
  'a page of %s on another port changes nothing, and reads nothing',
  async (host) => {
    const mine = { client_order_id: `mine-${host}`, symbol: 'KO', side: 'BUY', quantity: 1, price: 5, order_type: 'LIMIT' };
    expect((await screens.call('POST', '/api/order', { ...mine, price: 58 })).status).toBe(201);
    const page = await browser.newPage();
    await page.goto(`http://${host}:${neighbourPort}/`);
    const told = await page.evaluate(attack, screens.url);
    // A browser hides what it may not read: `opaque 0`, or a failure.
    for (const [what, outcome] of Object.entries(told))
      expect([what, outcome]).toEqual([what, expect.stringMatching(/^opaque 0$|Failed to fetch|^closed 1006$/)]);
    const orders = await resting();
    expect(orders.filter(({ client_order_id }) => client_order_id.startsWith('stolen'))).toEqual([]);
    expect(orders.find(({ client_order_id }) => client_order_id === mine.client_order_id)?.status).not.toMatch(/CANCEL/);
    expect((await screens.call('GET', '/api/risk/circuit-breakers?open=true')).body['circuit_breakers']).toEqual([]);
    await page.close();
  },
);

test('a name that was pointed at this machine gets no page and no answer, though the browser takes it for the page’s own', async () => {
  const own = screens.url.replace('127.0.0.1', 'evil.example');
  const page = await browser.newPage();
  expect((await page.goto(`${own}/trading`))?.status()).toBe(421);
  // The page itself came from somebody else, before the name was pointed here.
  await page.route(`${own}/prizes`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>prizes</h1>' }));
  await page.goto(`${own}/prizes`);
  const told = await page.evaluate(attack, own);
  // Of its own origin a page may read the answers: they are refusals.
  expect(told).toEqual({
    plain: 'basic 421',
    json: 'basic 421',
    trip: 'basic 421',
    cancel: 'basic 421',
    read: 'basic 421',
    socket: 'closed 1006',
  });
  expect((await resting()).filter(({ client_order_id }) => client_order_id.startsWith('stolen'))).toEqual([]);
  await page.close();
});
