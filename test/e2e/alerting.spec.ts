import { spawn } from 'node:child_process';
import { PAGERDUTY_URL } from '#core/model/alert-channel.js';
import { HttpReceiver, MailReceiver } from '../factories/receivers.js';
import { type Breakwater, eventually, startBreakwater, resetBreaker } from './breakwater.js';

/** As a browser would reach it; nothing is asked there. */
const ORIGIN = 'https://risk.example.com';
const SYMBOL = 'KO';
let api: Breakwater;
let http: HttpReceiver;
let mail: MailReceiver;
const made: string[] = [];
const routes: string[] = [];

beforeAll(async () => {
  [http, mail] = [await HttpReceiver.open(), await MailReceiver.open()];
  api = await startBreakwater({ BREAKWATER_ALERT_INSIDE_HOSTS: '127.0.0.1', BREAKWATER_PUBLIC_ORIGIN: ORIGIN });
}, 60_000);
afterAll(async () => {
  if (api) {
    for (const name of routes) await api.call('DELETE', `/api/alert-routes/${name}`);
    for (const id of made) await api.call('DELETE', `/api/alert-channels/${id}`);
  }
  await api?.stop();
  await http?.close();
  await mail?.close();
});

async function channel(name: string, settings: object, secret?: string): Promise<string> {
  const { status, body } = await api.call('POST', '/api/alert-channels', { name, settings, ...(secret ? { secret } : {}) });
  expect([status, body]).toEqual([201, expect.anything()]);
  const { channel_id } = body['channel'] as { channel_id: string };
  made.push(channel_id);
  return channel_id;
}
async function route(name: string, body: object): Promise<void> {
  routes.push(name);
  expect((await api.call('PUT', `/api/alert-routes/${name}`, body)).status).toBe(200);
}
const webhook = (path: string) => ({ kind: 'webhook', url: `${http.url}${path}` });
const received = (path: string) => http.received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body));
const arrives = (path: string, count: number) =>
  eventually(
    async () => ({ status: 200, headers: new Headers(), body: { n: received(path).length } }),
    ({ n }) => (n as number) >= count,
  );

test('what is wrong with a channel or a route is named beside its field before it is saved', async () => {
  const bad: [object, string][] = [
    [{ name: 'x', settings: { kind: 'webhook', url: 'http://hooks.example.com/' } }, 'settings.url'],
    [{ name: 'x', settings: { kind: 'webhook', url: 'https://169.254.169.254/latest' } }, 'settings.url'],
    [{ name: 'x', settings: { kind: 'webhook', url: 'https://example.com' }, secret: 'mine' }, 'secret'],
    [{ name: 'x', settings: { kind: 'slack' } }, 'secret'],
    [{ name: 'x', settings: { kind: 'slack' }, secret: 'http://example.com' }, 'secret'],
    [{ name: 'x', settings: { kind: 'pagerduty', url: PAGERDUTY_URL }, secret: 'short' }, 'secret'],
    [{ name: '', settings: { kind: 'slack' }, secret: 'https://hooks.slack.com/x' }, 'name'],
    [{ name: 'x', settings: webhook('/x'), templates: { text: 'x'.repeat(4001) } }, 'templates.text'],
    [{ name: 'x', settings: webhook('/x'), templates: { title: 'x'.repeat(301) } }, 'templates.title'],
    [{ name: 'x', settings: webhook('/x'), templates: { text: '{{ acount }}' } }, 'templates.text'],
    [{ name: 'x', settings: webhook('/x'), templates: { title: '{% if more %}' } }, 'templates.title'],
  ];
  for (const [body, field] of bad) {
    const answer = await api.call('POST', '/api/alert-channels', body);
    const fields = (answer.body['violations'] as { field: string }[]).map((one) => one.field);
    expect([body, answer.status, fields]).toEqual([body, 400, [field]]);
  }
  const nowhere = await api.call('PUT', '/api/alert-routes/nowhere', { channel: 'chn_000000000000' });
  expect([nowhere.status, nowhere.body['detail']]).toEqual([400, 'channel is wrong: there is no channel chn_000000000000']);
  expect((await api.call('PUT', '/api/alert-routes/nowhere', {})).body['detail']).toBe('channel is required');
});

test('a tripped breaker reaches a webhook, a mailbox and an incident; its link acknowledges it, its reset resolves it', async () => {
  const hook = await channel('e2e hook', webhook('/hook'));
  const pager = await channel('e2e pager', { kind: 'pagerduty', url: `${http.url}/pager` }, 'a'.repeat(32));
  const box = await channel('e2e box', {
    ...{
      kind: 'email',
      host: '127.0.0.1',
      port: mail.port,
      security: 'none',
      username: null,
      from: 'a@b.test',
      to: ['duty@b.test'],
    },
  });
  for (const id of [hook, pager, box])
    await route(`e2e-${id.slice(4).toLowerCase()}`, { channel: id, scopes: [`symbol:${SYMBOL}`] });

  const trip = { scope: `symbol:${SYMBOL}`, reason: 'news' };
  const { breaker_id } = (await api.call('POST', '/api/risk/circuit-breaker/trip', trip)).body;
  await arrives('/hook', 1);
  await arrives('/pager', 1);
  const [event] = received('/hook');
  expect(event).toMatchObject({ type: 'breaker.tripped', data: { severity: 'CRITICAL', breaker_id, symbol: SYMBOL } });
  expect(received('/pager')[0]).toMatchObject({ event_action: 'trigger', dedup_key: `breakwater:breaker:${Number(breaker_id)}` });
  await eventually(
    async () => ({ status: 200, headers: new Headers(), body: { n: mail.mails.length } }),
    ({ n }) => n === 1,
  );
  expect(mail.mails[0]?.text).toContain(`${ORIGIN}/acknowledge#`);

  const token = (event.data.acknowledge_url as string).split('#')[1];
  const looked = await api.call('POST', '/api/alert-acknowledgement/look', { token });
  expect(looked.body).toMatchObject({ alert_id: event.data.alert_id, severity: 'CRITICAL', acknowledged_by: null });
  const done = await api.call('POST', '/api/alert-acknowledgement', { token, note: 'on it' });
  expect(done.body).toMatchObject({ alert_id: event.data.alert_id, acknowledged_by: `link:${hook}`, note: 'on it' });
  const again = await api.call('POST', `/api/risk/alerts/${event.data.alert_id}/acknowledge`, {});
  expect(again.body).toMatchObject({ acknowledged_by: `link:${hook}` });
  const { alerts } = (await api.call('GET', `/api/risk/alerts?symbol=${SYMBOL}&type=CIRCUIT_BREAKER_TRIPPED`)).body;
  expect((alerts as object[])[0]).toMatchObject({ id: event.data.alert_id, acknowledged_by: `link:${hook}` });
  expect((await api.call('POST', '/api/alert-acknowledgement', { token: `${token}x` })).status).toBe(400);

  await arrives('/pager', 2);
  expect(received('/pager')[1]).toMatchObject({
    event_action: 'acknowledge',
    dedup_key: `breakwater:breaker:${Number(breaker_id)}`,
  });

  await resetBreaker(api, { breaker_id });
  await arrives('/pager', 3);
  expect(received('/pager')[2]).toMatchObject({ event_action: 'resolve', dedup_key: `breakwater:breaker:${Number(breaker_id)}` });
});

test('an order that is refused is a message, and no page', async () => {
  const hook = await channel('e2e refusals', webhook('/refusals'));
  await route('e2e-refusals', { channel: hook, types: ['ORDER_REJECTED'], scopes: ['symbol:MSFT'] });
  const order = { symbol: 'MSFT', side: 'BUY', quantity: 1000, price: 150, order_type: 'LIMIT' };
  for (let n = 0; n < 5; n += 1)
    await api.call('POST', '/api/order', { ...order, client_order_id: `e2e-alerting-${Date.now()}-${n}` });
  await arrives('/refusals', 1);
  expect(received('/refusals')[0]).toMatchObject({
    type: 'risk.alert.created',
    data: { alert_type: 'ORDER_REJECTED', symbol: 'MSFT' },
  });
  const { deliveries } = await eventually(
    () => api.call('GET', `/api/alert-deliveries?channel=${hook}`),
    ({ deliveries: all }) => (all as { state: string }[])[0]?.state === 'delivered',
  );
  expect(deliveries).toMatchObject([
    { kind: 'alert', attempts: [{ attempt: 1, outcome: 'delivered', status: 200, detail: 'ok' }] },
  ]);
});

test('each threshold of a limit is told once when it is crossed, and the price beyond it is critical', async () => {
  const hook = await channel('e2e usage', webhook('/usage'));
  await route('e2e-usage', { channel: hook, types: ['LIMIT_WARNING', 'LIMIT_EXCEEDED'], scopes: ['symbol:DIS'] });
  const limit = '/api/risk/position-limits/DIS';
  const { max_position } = (await api.call('GET', limit)).body;
  const price = (at: number) => api.call('PUT', '/api/paper/quotes/DIS', { bid: at, ask: at, frozen: true });
  await price(60);
  await api.call('PUT', limit, { max_position: 100 });
  try {
    const order = {
      client_order_id: `usage-${Date.now()}`,
      symbol: 'DIS',
      side: 'BUY',
      quantity: 1,
      price: 60,
      order_type: 'LIMIT',
    };
    expect((await api.call('POST', '/api/order', order)).status).toBe(201);
    await arrives('/usage', 1);
    await price(90);
    await arrives('/usage', 2);
    await price(110);
    await arrives('/usage', 3);
    const told = received('/usage').map(({ data }) => [data.alert_type, data.severity, data.symbol]);
    expect(told).toEqual([
      ['LIMIT_WARNING', 'INFO', 'DIS'],
      ['LIMIT_WARNING', 'WARNING', 'DIS'],
      ['LIMIT_EXCEEDED', 'CRITICAL', 'DIS'],
    ]);
    expect(received('/usage')[2].data.message).toContain('110.00 % used, $110.00 of $100.00. No order took it there');
  } finally {
    await api.call('PUT', limit, { max_position });
    await api.call('PUT', '/api/paper/quotes/DIS', { bid: 100, ask: 100.02, frozen: false });
  }
}, 40_000);

test('the report of the day has what was refused, as JSON and for a spreadsheet', async () => {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format();
  const order = {
    client_order_id: `report-${Date.now()}`,
    symbol: 'HD',
    side: 'BUY',
    quantity: 1000,
    price: 150,
    order_type: 'LIMIT',
  };
  await api.call('POST', '/api/order', order);
  const { tables } = await eventually(
    () => api.call('GET', `/api/reports/daily?date=${today}&now=true`),
    (body) => (body['tables'] as { id: string; rows: unknown[] }[]).some(({ id, rows }) => id === 'refusals' && rows.length > 0),
  );
  expect((tables as { id: string; rows: unknown[][] }[]).find(({ id }) => id === 'refusals')?.rows.flat()).toContain(
    'ORDER_SIZE_EXCEEDED',
  );
  const csv = await api.call('GET', `/api/reports/daily/refusals?date=${today}&now=true`);
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.body['text']).toMatch(/^reason,orders,share of all orders \(percent\),worth \(dollars\),first,last\r\n/);
  expect((await api.call('GET', `/api/reports/daily/nothing?date=${today}`)).status).toBe(404);
  expect((await api.call('GET', '/api/reports/daily?date=2026-02-30')).status).toBe(400);
});

/** As a person types it (npm, the launcher, the command), or the command alone, which takes a third of the time. */
function report(args: string[], by: 'npm' | 'node' = 'node'): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const command = by === 'npm' ? ['npm', 'run', '--silent', 'breakwater', '--'] : ['node', 'dist/apps/cli/main.js'];
  const [program = '', ...before] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...before, 'report', ...args], {
      env: { ...process.env, NODE_OPTIONS: '' },
      timeout: 40_000,
    });
    const told = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => (told.stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (told.stderr += data.toString()));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...told }));
  });
}

test('npm run breakwater -- report --day gives the same day in words, as CSV and as JSON, and says what it was asked wrongly', async () => {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format();
  const order = { symbol: 'PG', side: 'BUY', quantity: 1000, price: 150, order_type: 'LIMIT' };
  await api.call('POST', '/api/order', { ...order, client_order_id: `command-${Date.now()}` });
  type Tables = { id: string; title: string; rows: unknown[][] }[];
  const { tables } = await eventually(
    () => api.call('GET', `/api/reports/daily?date=${day}&now=true`),
    (body) => (body['tables'] as Tables).some(({ id, rows }) => id === 'refusals' && rows.length > 0),
  );
  const words = await report(['--day', day], 'npm');
  expect([words.status, words.stderr]).toEqual([0, '']);
  expect(words.stdout).toMatch(new RegExp(`^Report of ${day}, computed now\n`));
  for (const { title } of tables as Tables) expect(words.stdout).toContain(`\n\n${title}\n`);
  expect(words.stdout).toMatch(/\n {2}reason +orders .*\n {2}ORDER_SIZE_EXCEEDED +[1-9]/);
  const [csv, json, ...wrong] = await Promise.all([
    report(['--day', day, '--csv', 'refusals']),
    report(['--day', day, '--json']),
    report(['--day', '2026-02-30']),
    report(['--csv', 'nothing']),
    report(['--today']),
  ]);
  expect(csv.status).toBe(0);
  expect(csv.stdout).toMatch(/^reason,orders,.*\r\nORDER_SIZE_EXCEEDED,[1-9]/);
  const parsed = JSON.parse(json.stdout) as { day: string; kept: boolean; tables: Tables };
  expect([parsed.day, parsed.kept, parsed.tables.map(({ id }) => id)]).toEqual([
    day,
    false,
    (tables as Tables).map(({ id }) => id),
  ]);
  // Nothing on stdout that a spreadsheet would take for the report, and a reason on stderr.
  expect(wrong.map(({ status, stdout }) => [status, stdout])).toEqual([
    [2, ''],
    [2, ''],
    [2, ''],
  ]);
  expect(wrong[0]?.stderr).toContain('--day 2026-02-30: must be a date such as 2026-11-25');
  expect(wrong[1]?.stderr).toMatch(/--csv nothing: choose from .*refusals/);
  expect(wrong[2]?.stderr).toContain('--today');
}, 90_000);

test('a test alert says what the receiver said, and a channel that a route names is not removed', async () => {
  const hook = await channel('e2e test', webhook('/test'));
  http.script = [{ status: 403, body: 'who are you' }];
  const refused = await api.call('POST', `/api/alert-channels/${hook}/test`);
  expect(refused.body).toMatchObject({ delivered: false, status: 403, detail: 'who are you' });
  expect((await api.call('POST', `/api/alert-channels/${hook}/test`)).body).toMatchObject({ delivered: true, status: 200 });
  const templates = { title: 'Risk desk: {{ title }}', text: '{{ text }}\nhttps://wiki.example.com/{{ type | downcase }}' };
  const own = { name: 'e2e test', enabled: true, settings: webhook('/test'), templates };
  const changed = await api.call('PUT', `/api/alert-channels/${hook}`, own);
  expect(changed.body['channel']).toMatchObject({ templates });
  await api.call('POST', `/api/alert-channels/${hook}/test`);
  const { data } = received('/test').at(-1) as { data: { title: string; message: string } };
  expect(data.title).toMatch(/^Risk desk: \[TEST\]/);
  expect(data.message).toMatch(/nothing has to be done\.\nhttps:\/\/wiki\.example\.com\/channel_test$/);
  await route('e2e-test', { channel: hook, severities: ['CRITICAL'] });
  const kept = await api.call('DELETE', `/api/alert-channels/${hook}`);
  expect([kept.status, kept.body['code']]).toEqual([409, 'CHANNEL_IN_USE']);
});
