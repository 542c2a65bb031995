/** Who may do what, against running processes: every route with every role and scope, other people's accounts, and exact revocation. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Redis } from 'ioredis';
import { WebSocket } from 'ws';
import { NEEDS, type Need, needSpec, ROLES, type Role, type Scope, SCOPES } from '#core/access/needs.js';
import { actOfTest, People, secretKeyFile } from '#test/factories/access-people.js';
import { type Floor, isReady, sleep, startFloor, until } from '../processes.js';
import { ownStack } from '../factories/own-stack.js';
import { setting } from '../factories/setting.js';

let floor: Floor;
let people: People;
let url: string;
const cookies = new Map<Role, string>();
const keys = new Map<Scope, string>();
let own: { cookie: string; key: string };
let silent: Promise<string>;

interface Asked {
  method?: string;
  cookie?: string;
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
  at?: string;
}
interface Told {
  status: number;
  code: string;
  body: Record<string, unknown>;
  headers: Headers;
}

async function ask(path: string, { method = 'GET', cookie, key, body, headers = {}, at = url }: Asked = {}): Promise<Told> {
  const answer = await fetch(at + path, {
    method,
    signal: AbortSignal.timeout(10_000),
    redirect: 'manual',
    headers: {
      ...(cookie === undefined ? {} : { cookie, origin: at }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const read = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
  return {
    status: answer.status,
    code: typeof read['code'] === 'string' ? read['code'] : '',
    body: read,
    headers: answer.headers,
  };
}

let serial = 0;
const order = (more: object = {}) => {
  serial += 1;
  return {
    client_order_id: `access-${process.pid}-${serial}`,
    symbol: 'KO',
    side: 'BUY',
    // Not the same order again and again, which a control of its own would refuse.
    quantity: 1,
    price: 5 + (serial % 50) / 100,
    order_type: 'LIMIT',
    ...more,
  };
};

beforeAll(async () => {
  await ownStack();
  floor = await startFloor({ BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: secretKeyFile() });
  url = floor.apis[0].url;
  people = await People.open();
  for (const role of ROLES) {
    const grants = [{ role, accounts: null }];
    cookies.set(role, await people.signIn(await people.user(grants), grants));
  }
  // Owners whose roles let a key of each scope do something.
  const ownerOf: Partial<Record<Scope, Role>> = {
    metrics: 'operator',
    'audit:read': 'auditor',
    'changes:propose': 'risk_officer',
  };
  for (const scope of SCOPES) {
    const owner = await people.user([{ role: ownerOf[scope] ?? 'trader', accounts: null }]);
    keys.set(scope, (await people.key(owner, [scope])).token);
  }
  const trader = await people.user([{ role: 'trader', accounts: ['other'] }]);
  own = {
    cookie: await people.signIn(trader),
    key: (await people.key(trader, ['orders:write', 'orders:cancel', 'read', 'trip'])).token,
  };
  await until('the keys are known', 10_000, async () => (await ask('/api/quotes', { key: own.key })).status === 200);
  silent = heard(); // Its five seconds pass beside the other tests.
}, 120_000);
afterAll(async () => {
  await people?.close();
  await floor?.stop();
});

interface Route {
  method: string;
  path: string;
  needs: Need;
}
const routes: Route[] = Object.entries(
  (JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, Record<string, { 'x-needs': Need }>> }).paths,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { 'x-needs': needs }]) => ({
    method: method.toUpperCase(),
    path: path.replaceAll(/\{\w+\}/g, (name) => (name === '{symbol}' ? 'KO' : 'nothing')),
    needs,
  })),
);
const byPath = [...Map.groupBy(routes, ({ path }) => path).values()];
/** Some paths at once, for one after the other the two processes wait for each other. The methods of one path in turn: what one makes another takes away. */
async function eachRoute(work: (route: Route) => Promise<void>): Promise<void> {
  const waiting = [...byPath];
  const worker = async () => {
    for (let some = waiting.shift(); some !== undefined; some = waiting.shift()) for (const one of some) await work(one);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

const DENIED = ['ROLE_MISSING', 'SIGN_IN_REQUIRED', 'SIGN_IN_AGAIN', 'KEY_INVALID', 'KEY_EXPIRED', 'TOO_MANY_TRIES'];
/** Bodies are empty: whoever may call a route is told what is wrong with that, and whoever may not hears of that alone. */
const bodyOf = (method: string) => (method === 'POST' || method === 'PUT' ? { body: {} } : {});

test('the description has every route with a need that the table knows', () => {
  expect(routes.length).toBeGreaterThan(30);
  expect(routes.filter(({ needs }) => !Object.hasOwn(NEEDS, needs))).toEqual([]);
});

test('without credentials every route but the public ones is 401, and says how to sign in', async () => {
  await eachRoute(async ({ method, path, needs }) => {
    const { status, code, headers } = await ask(path, { method, ...bodyOf(method) });
    const open = needs === 'anybody';
    expect([method, path, status === 401 && code === 'SIGN_IN_REQUIRED']).toEqual([method, path, !open]);
    if (!open) expect(headers.get('www-authenticate')).toContain('Bearer');
  });
});

test.each(ROLES)('a person who is %s gets through to what the table grants, and to nothing else', async (role) => {
  await eachRoute(async ({ method, path, needs }) => {
    if (path.includes('sign-out')) return;
    const { status, code } = await ask(path, { method, cookie: cookies.get(role) ?? '', ...bodyOf(method) });
    const may = needs === 'anybody' || needSpec(needs).roles.includes(role);
    expect([role, method, path, needs, status === 403 && code === 'ROLE_MISSING']).toEqual([role, method, path, needs, !may]);
    if (may && needs !== 'anybody') expect([path, DENIED.includes(code)]).toEqual([path, false]);
  });
});

test.each(SCOPES)('a key with the scope %s gets through to what the scope and its owner may', async (scope) => {
  const owner: Role =
    scope === 'metrics'
      ? 'operator'
      : scope === 'audit:read'
        ? 'auditor'
        : scope === 'changes:propose'
          ? 'risk_officer'
          : 'trader';
  await eachRoute(async ({ method, path, needs }) => {
    const { status, code } = await ask(path, { method, key: keys.get(scope) ?? '', ...bodyOf(method) });
    const spec = needSpec(needs);
    const may = needs === 'anybody' || (spec.scope === scope && spec.roles.includes(owner));
    expect([scope, method, path, needs, status === 403 && code === 'ROLE_MISSING']).toEqual([scope, method, path, needs, !may]);
  });
});

test("other people's accounts: their objects are not there, and orders for them are refused with the key's own accounts", async () => {
  const trader = cookies.get('trader') ?? '';
  const sent = await ask('/api/order', { method: 'POST', cookie: trader, body: order() });
  expect(sent.status).toBe(201);
  const { order_id, decision_id } = sent.body as { order_id: string; decision_id: string };
  for (const who of [{ cookie: own.cookie }, { key: own.key }]) {
    for (const path of ['/api/positions', '/api/risk/daily-pnl', '/api/orders?account=default', '/api/fills?account=default'])
      expect([path, (await ask(path, who)).status]).toEqual([path, 404]);
    for (const path of [`/api/orders/${order_id}`, `/api/decisions/${decision_id}`])
      expect([path, (await ask(path, who)).status]).toEqual([path, 404]);
    expect((await ask(`/api/orders/${order_id}`, { ...who, method: 'DELETE' })).status).toBe(404);
    expect((await ask('/api/orders', who)).body['orders']).toEqual([]);
    expect((await ask('/api/accounts', who)).body['accounts']).toEqual([]);
    expect((await ask('/api/accounts?account=default', who)).status).toBe(404);
    expect((await ask('/api/firm?search=def', who)).body).toEqual({ firm: null, accounts: [], total: 0 });
    for (const path of ['/api/order', '/api/order/check']) {
      const refused = await ask(path, { ...who, method: 'POST', body: order() });
      expect([refused.status, refused.code]).toEqual([403, 'ACCOUNT_NOT_ALLOWED']);
      expect(String(refused.body['detail']).includes('this key is for other')).toBe('key' in who);
    }
    for (const scope of ['firm', 'symbol:KO', 'account:default']) {
      const refused = await ask('/api/risk/circuit-breaker/trip', { ...who, method: 'POST', body: { scope, reason: 'test' } });
      expect([scope, refused.status, refused.code]).toEqual([scope, 403, 'ACCOUNT_NOT_ALLOWED']);
    }
    expect((await ask('/api/orders', { ...who, method: 'DELETE' })).body['cancel_requested']).toBe(0);
  }
  expect((await ask(`/api/orders/${order_id}`, { cookie: trader })).status).toBe(200);
});

function opened(protocol: { headers: Record<string, string> }): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, protocol);
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0));
    socket.once('error', () => undefined);
  });
}

test('the socket opens for whoever may hear live events: by cookie with its origin, or by a key', async () => {
  for (const role of ROLES) {
    const status = await opened({ headers: { cookie: cookies.get(role) ?? '', origin: url } });
    expect([role, status]).toEqual([role, needSpec('stream').roles.includes(role) ? 101 : 403]);
  }
  for (const scope of SCOPES) {
    const status = await opened({ headers: { authorization: `Bearer ${keys.get(scope) ?? ''}` } });
    expect([scope, status]).toEqual([scope, scope === 'stream' ? 101 : 403]);
  }
  expect(await opened({ headers: { authorization: 'Bearer nonsense' } })).toBe(401);
  expect(await opened({ headers: { cookie: cookies.get('viewer') ?? '' } })).toBe(403);
  expect(await opened({ headers: { cookie: cookies.get('viewer') ?? '', origin: 'http://127.0.0.1:9' } })).toBe(403);
});

/** What a socket without cookie and key hears, after it has sent that. */
function heard(...sent: string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    socket.once('open', () => sent.forEach((text) => socket.send(text)));
    socket.once('message', (data: Buffer) => {
      resolve((JSON.parse(data.toString()) as { type: string }).type);
      socket.close();
    });
    socket.once('close', (code) => resolve(String(code)));
  });
}

test('a ticket opens one socket, once; without one it is closed with 4401', async () => {
  const { ticket } = (await ask('/api/ws/ticket', { method: 'POST', key: keys.get('stream') ?? '' })).body as { ticket: string };
  const first = JSON.stringify({ type: 'TICKET', ticket });
  expect(await heard(first)).toBe('SNAPSHOT');
  expect(await heard(first)).toBe('4401');
  const second = (await ask('/api/ws/ticket', { method: 'POST', key: keys.get('stream') ?? '' })).body as { ticket: string };
  const both = [
    JSON.stringify({ type: 'TICKET', ticket: second.ticket }),
    JSON.stringify({ type: 'SUBSCRIBE', types: ['RISK_ALERT'] }),
  ];
  expect(await heard(...both)).toBe('SNAPSHOT');
  expect(await heard(JSON.stringify({ type: 'SUBSCRIBE' }))).toBe('4401');
  expect(await silent).toBe('4401');
}, 20_000);

/** With headers that a browser's fetch would not let a script set. */
function raw(headers: Record<string, string>, method = 'POST', path = '/api/risk/circuit-breaker/trip'): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, method, headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.once('error', reject);
    asked.end(JSON.stringify({ reason: 'a page', scope: 'symbol:KO' }));
  });
}

test('two pages on other ports and a re-pointed name bring a good cookie, and change nothing', async () => {
  const cookie = cookies.get('operator') ?? '';
  const neighbours = [
    { cookie, origin: 'http://127.0.0.1:8233', 'sec-fetch-site': 'same-site' },
    { cookie, origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' },
    { cookie, origin: url, 'sec-fetch-site': 'same-site' },
    { cookie },
  ];
  for (const headers of neighbours) expect(await raw(headers)).toBe(403);
  expect(await raw({ cookie, host: 'evil.example', origin: 'http://evil.example' })).toBe(421);
  expect(await raw({ cookie, host: 'evil.example' }, 'GET', '/api/orders')).toBe(421);
  expect((await ask('/api/risk/circuit-breakers?open=true', { cookie })).body['circuit_breakers']).toEqual([]);
});

test('whether orders can be checked is told to everybody, and what is missing to whoever may read metrics', async () => {
  expect((await ask('/health/ready')).body).toEqual({ status: 'ready' });
  for (const who of [{ cookie: cookies.get('viewer') ?? '' }, { key: 'nonsense' }])
    expect((await ask('/health/ready', who)).body).toEqual({ status: 'ready' });
  for (const who of [{ cookie: cookies.get('operator') ?? '' }, { key: keys.get('metrics') ?? '' }])
    expect((await ask('/health/ready', who)).body).toMatchObject({ status: 'ready', gate_active: true, postgres: true });
});

test('security headers are on every answer, of routes, pages, errors and addresses that are none', async () => {
  const paths = [
    ...routes.filter(({ method }) => method === 'GET').map(({ path }) => path),
    '/trading',
    '/nothing',
    '/%',
    '/api/docs',
    '/assets/none',
  ];
  for (const path of paths) {
    const { headers } = await ask(path, { cookie: cookies.get('viewer') ?? '' });
    for (const name of ['content-security-policy', 'x-content-type-options', 'cache-control', 'referrer-policy'])
      expect([path, name, headers.get(name) !== null]).toEqual([path, name, true]);
    expect([path, headers.get('content-security-policy')]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null]);
    const type = headers.get('content-type') ?? '';
    if (type.includes('json') || type.startsWith('text/'))
      expect([path, type]).toEqual([path, expect.stringContaining('charset=utf-8')]);
  }
});

test('a key with symbols and strategies sends and cancels orders of those alone', async () => {
  const owner = await people.user([{ role: 'trader', accounts: null }]);
  const wide = await people.key(owner, ['orders:write', 'orders:cancel', 'read']);
  const narrow = await people.key(owner, ['orders:write', 'orders:cancel', 'read'], { symbols: ['KO'], strategies: ['s1'] });
  await until('the keys are known', 5000, async () => (await ask('/api/quotes', { key: narrow.token })).status === 200);
  const send = (key: string, more: object) => ask('/api/order', { method: 'POST', key, body: order(more) });
  const refused = async (more: object) => (await send(narrow.token, more)).code;
  expect(await refused({ strategy: 's2' })).toBe('STRATEGY_NOT_ALLOWED');
  expect(await refused({})).toBe('STRATEGY_NOT_ALLOWED');
  expect(await refused({ strategy: 's1', symbol: 'WMT' })).toBe('SYMBOL_NOT_ALLOWED');
  const whatIf = await ask('/api/order/check', { method: 'POST', key: narrow.token, body: order({ strategy: 's2' }) });
  expect(whatIf).toMatchObject({ status: 403, code: 'STRATEGY_NOT_ALLOWED' });

  const idOf = ({ status, code, body }: Told) => {
    expect([status, code, body['detail']]).toEqual([201, '', undefined]);
    return (body['order'] as { order_id: string }).order_id;
  };
  const others = [await send(wide.token, { strategy: 's2' }), await send(wide.token, { strategy: 's1', symbol: 'WMT' })].map(
    idOf,
  );
  const mine = idOf(await send(narrow.token, { strategy: 's1' }));
  for (const id of others)
    expect(await ask(`/api/orders/${id}`, { method: 'DELETE', key: narrow.token })).toMatchObject({ status: 404 });
  const all = await ask('/api/orders', { method: 'DELETE', key: narrow.token });
  expect([all.status, all.body['orders']]).toEqual([202, [mine]]);
  for (const id of others) expect((await ask(`/api/orders/${id}`, { method: 'DELETE', key: wide.token })).status).toBe(202);
});

test('a key that is revoked under load from two APIs sends no order after the answer', async () => {
  const owner = await people.user([{ role: 'trader', accounts: null }]);
  const admin = cookies.get('admin') ?? '';
  for (let round = 0; round < 5; round += 1) {
    const { id, token } = await people.key(owner, ['orders:write']);
    const [a, b] = floor.apis.map((one) => one.url) as [string, string];
    for (const at of [a, b])
      await until(
        'the key is known',
        5000,
        async () => (await ask('/api/order/check', { at, key: token, method: 'POST', body: order() })).status === 200,
      );
    let answeredAt = Infinity;
    const after: number[] = [];
    let before = 0;
    const stop = new AbortController();
    const sender = async (at: string) => {
      while (!stop.signal.aborted) {
        const sentAt = performance.now();
        const { status } = await ask('/api/order', { at, key: token, method: 'POST', body: order() });
        if (sentAt > answeredAt) after.push(status);
        else if (status !== 401) before += 1;
      }
    };
    const senders = [a, a, a, a, b, b, b, b].map(sender);
    await until('orders are sent', 5000, async () => before > 10);
    const revoked = await ask(`/api/access/keys/${id}`, { at: b, cookie: admin, method: 'DELETE' });
    answeredAt = performance.now();
    await until('orders are sent after it', 5000, async () => after.length > 10);
    stop.abort();
    await Promise.all(senders);
    expect(revoked.status).toBe(200);
    expect(before).toBeGreaterThan(10);
    expect(after.length).toBeGreaterThan(10);
    expect(after.filter((status) => status !== 401)).toEqual([]);
  }
}, 60_000);

test('a socket is closed with 4401 when its key is revoked, and hears no more of an account that was taken from its owner', async () => {
  const admin = cookies.get('admin') ?? '';
  const owner = await people.user([{ role: 'viewer', accounts: null }]);
  const { id, token } = await people.key(owner, ['stream', 'read']);
  await until('the key is known', 5000, async () => (await ask('/api/ws/ticket', { method: 'POST', key: token })).status === 201);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?types=PNL_UPDATE`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const told: string[] = [];
  socket.on('message', (data: Buffer) => told.push((JSON.parse(data.toString()) as { type: string }).type));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await until('profit and loss comes', 10_000, async () => told.includes('PNL_UPDATE'));
  const roles = { roles: [{ role: 'viewer', accounts: ['other'] }] };
  expect((await ask(`/api/access/users/${owner}/roles`, { method: 'PUT', cookie: admin, body: roles })).status).toBe(200);
  await sleep(300);
  told.length = 0;
  await sleep(1500); // It came each second.
  expect(told).not.toContain('PNL_UPDATE');
  expect((await ask(`/api/access/keys/${id}`, { cookie: admin, method: 'DELETE' })).status).toBe(200);
  expect(await closed).toBe(4401);
}, 30_000);

test('a disabled person, and a session that was ended, are out at once on both APIs', async () => {
  const grants = [{ role: 'trader' as const, accounts: null }];
  const user = await people.user(grants);
  const cookie = await people.signIn(user, grants);
  const [a, b] = floor.apis.map((one) => one.url) as [string, string];
  for (const at of [a, b])
    await until('the user is known', 5000, async () => (await ask('/api/quotes', { at, cookie })).status === 200);
  const disabled = await ask(`/api/access/users/${user}/disable`, { at: a, cookie: cookies.get('admin') ?? '', method: 'POST' });
  expect(disabled.status).toBe(200);
  for (const at of [a, b]) expect((await ask('/api/quotes', { at, cookie })).status).toBe(401);
});

test('sessions outlive a restart of the API; without Redis’ copy, when idle too long, and when they begin in the future, they are over', async () => {
  const grants = [{ role: 'viewer' as const, accounts: null }];
  const user = await people.user(grants);
  const trader = [{ role: 'trader' as const, accounts: null }];
  const busy = await people.user(trader);
  const good = await people.signIn(user, grants);
  const hour = 3_600_000;
  const idle = await people.signIn(busy, trader, { seen_ms: Date.now() - 0.6 * hour, started_ms: Date.now() - hour });
  const old = await people.signIn(user, grants, { started_ms: Date.now() - 12.1 * hour });
  const future = await people.signIn(user, grants, { started_ms: Date.now() + hour, seen_ms: Date.now() + hour });
  await until('the user is known', 5000, async () => (await ask('/api/quotes', { cookie: good })).status === 200);
  for (const cookie of [idle, old, future]) expect((await ask('/api/quotes', { cookie })).status).toBe(401);
  await floor.apis[1].program.end();
  floor.apis[1].program.start();
  await until(
    'the API is back',
    30_000,
    async () => (await ask('/api/quotes', { at: floor.apis[1].url, cookie: good })).status === 200,
  );
  await people.sessions.endAll(user);
  await people.store.touch(actOfTest);
  await until('the session is over', 5000, async () => (await ask('/api/quotes', { cookie: good })).status === 401);
}, 60_000);

test('the order, the decision and the log say who sent it', async () => {
  const sent = await until('the rate has room', 30_000, async () => {
    const told = await ask('/api/order', { method: 'POST', key: keys.get('orders:write') ?? '', body: order() });
    if (told.status === 201) return told;
    await sleep(1100); // Refused ones count in the rate too.
    return null;
  });
  const id = String(sent.body['order_id']);
  const row = await until('the relay has it', 5000, async () => {
    const [found] = await people.db.query<{ principal: string; decided: string; line: string }[]>(
      'SELECT o.principal, d.principal AS decided, d.line FROM orders o JOIN decisions d USING (order_id) WHERE o.order_id = $1',
      [id],
    );
    return found;
  });
  expect(row.principal).toMatch(/^key:[0-9A-Za-z]{12}$/);
  expect([row.decided, row.line.endsWith(` @${row.principal}`)]).toEqual([row.principal, true]);
}, 60_000);

test('an emptied Redis: who is signed in signs in again, keys go on, no order is lost, and nobody gets in who should not', async () => {
  const apis = floor.apis.map((one) => one.url);
  const trader = [{ role: 'trader' as const, accounts: null }];
  const owner = await people.user(trader);
  const [signedIn, ended] = [await people.signIn(owner, trader), await people.signIn(owner, trader)];
  const key = await people.key(owner, ['orders:write', 'read']);
  const revoked = await people.key(owner, ['orders:write', 'read']);
  const status = (at: string, who: Asked) => ask('/api/orders', { at, ...who }).then((told) => told.status);
  for (const at of apis)
    for (const who of [{ cookie: signedIn }, { cookie: ended }, { key: key.token }, { key: revoked.token }])
      await until('they are known', 5000, async () => (await status(at, who)) === 200);
  const out = await ask('/api/access/sign-out', { method: 'POST', cookie: ended });
  const away = await ask(`/api/access/keys/${revoked.id}`, { method: 'DELETE', cookie: cookies.get('admin') ?? '' });
  expect([out.status, away.status]).toEqual([200, 200]);
  const sent = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const body = order();
      const told = await until('the rate has room', 10_000, async () => {
        const answer = await ask('/api/order', { method: 'POST', key: key.token, body });
        return answer.status === 201 && answer;
      });
      return { body, order_id: String(told.body['order_id']) };
    }),
  );
  const ids = sent.map(({ order_id }) => order_id);
  const kept = async () =>
    (await people.db.query<{ n: string }[]>('SELECT count(*) AS n FROM orders WHERE order_id = ANY($1)', [ids]))[0]?.n;
  await until('PostgreSQL has them', 10_000, async () => (await kept()) === '5');

  const redis = new URL(setting('REDIS_ADMIN_URL'));
  redis.pathname = new URL(setting('REDIS_URL')).pathname;
  const admin = new Redis(redis.href);
  await admin.flushdb();
  admin.disconnect();

  // Whoever has noticed it has forgotten the sign-in; then the state comes from PostgreSQL.
  for (const at of apis) await until('the sign-in is over', 10_000, async () => (await status(at, { cookie: signedIn })) === 401);
  for (const at of apis) await until('orders are checked again', 30_000, () => isReady(at));
  for (const at of apis) {
    expect(await status(at, { cookie: signedIn })).toBe(401);
    for (const who of [{ cookie: ended }, { key: revoked.token }, { cookie: cookies.get('admin') ?? '' }])
      expect(await status(at, who)).toBe(401);
    expect((await ask('/api/order', { at, method: 'POST', cookie: signedIn, body: order() })).status).toBe(401);
    expect(await status(at, { key: key.token })).toBe(200);
    for (const id of ids) {
      const found = await until('the order is there', 10_000, async () => {
        const told = await ask(`/api/orders/${id}`, { at, key: key.token });
        return told.status === 200 && told.body;
      });
      expect(found['order_id']).toBe(id);
    }
  }
  // The same order again is the same order, and a new one passes.
  const again = await until('a gate answers', 10_000, async () => {
    const told = await ask('/api/order', { method: 'POST', key: key.token, body: sent[0]?.body });
    return told.status !== 503 && told;
  });
  expect(again.body['order_id']).toBe(ids[0]);
  await until('the rate has room', 10_000, async () => {
    const { status: told } = await ask('/api/order', { method: 'POST', key: key.token, body: order() });
    return told === 201;
  });
  const anew = await people.signIn(owner, trader);
  for (const at of apis) expect(await status(at, { cookie: anew })).toBe(200);
}, 90_000);
