/** People sign in, over HTTP: the first link, password and code, what fails, confirming, factors, ending; and by a provider, `oidc-provider` as the firm's. */
import { spawnSync } from 'node:child_process';
import type { Server } from 'node:http';
import { Secret, TOTP } from 'otpauth';
import { People, secretKeyFile } from '#test/factories/access-people.js';
import { startProvider } from '#test/factories/oidc-provider.js';
import { scratchDatabase, type ScratchDatabase } from '#test/factories/scratch-database.js';
import { freePort, Program, until } from '../processes.js';

const PASSWORD = 'seven green lamps on a quiet pier';
let scratch: ScratchDatabase;
let provider: Server;
let api: Program;
let port: number;
let providerPort: number;
let url: string;
/** A second API, which asks a second factor of the provider. */
let strict: Program;
let strictUrl: string;
let env: Record<string, string>;
const jar = new Map<string, string>();

interface Told {
  status: number;
  code: string;
  body: Record<string, unknown>;
  headers: Headers;
}

async function ask(method: string, path: string, body?: unknown, cookies = jar): Promise<Told> {
  const answer = await fetch(url + path, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
    headers: {
      origin: url,
      ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  for (const line of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
  const text = await answer.text();
  const read = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
  return {
    status: answer.status,
    code: typeof read['code'] === 'string' ? read['code'] : '',
    body: read,
    headers: answer.headers,
  };
}

/** The code of an authenticator, `steps` from now: each is taken once. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
const command = (...args: string[]) =>
  spawnSync(process.execPath, ['dist/apps/cli/main.js', ...args], { env: { ...process.env, ...env }, encoding: 'utf8' });

beforeAll(async () => {
  scratch = await scratchDatabase();
  port = await freePort();
  url = `http://localhost:${port}`;
  providerPort = await freePort();
  const strictPort = await freePort();
  strictUrl = `http://localhost:${strictPort}`;
  provider = await startProvider(providerPort, url, strictUrl);
  env = {
    ...{
      DATABASE_URL: scratch.url,
      BREAKWATER_AUTH: 'oidc',
      BREAKWATER_SECRET_KEY_FILE: secretKeyFile(),
      BREAKWATER_PORT: String(port),
    },
    ...{ BREAKWATER_SHARD: `signin${process.pid}`, BREAKWATER_PUBLIC_ORIGIN: url },
    ...{ BREAKWATER_OIDC_ISSUER: `http://127.0.0.1:${providerPort}`, BREAKWATER_OIDC_CLIENT_ID: 'breakwater' },
    ...{ BREAKWATER_OIDC_CLIENT_SECRET: 'a secret of the client', BREAKWATER_OIDC_ROLES: 'risk=risk_officer' },
  };
  api = new Program('dist/apps/api/main.js', env).start();
  const own = { BREAKWATER_PORT: String(strictPort), BREAKWATER_PUBLIC_ORIGIN: strictUrl, BREAKWATER_OIDC_AMR: 'mfa' };
  strict = new Program('dist/apps/api/main.js', { ...env, ...own }).start();
  await until('the API answers', 30_000, async () => (await ask('GET', '/health/live')).status === 200).catch(
    (error: unknown) => {
      throw new Error(`${String(error)}\n${api.output}`);
    },
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([api?.end(), strict?.end()]);
  provider?.closeAllConnections();
  await new Promise((resolve) => provider?.close(resolve));
  await scratch?.drop();
});

let seed = '';
let recovery: string[] = [];

test('the first link makes the first administrator, once; no other way in is there before', async () => {
  expect((await ask('GET', '/api/access/ways')).body).toEqual({ auth: 'oidc', provider: true, passkeys: true, first_run: true });
  expect((await ask('POST', '/api/access/sign-in', { name: 'admin', password: 'admin', code: '000000' })).code).toBe(
    'SIGN_IN_FAILED',
  );
  const printed = command('access', 'bootstrap').stdout;
  const token = /\/setup#([A-Za-z0-9_-]{43})\n/.exec(printed)?.[1] ?? '';
  expect(token).not.toBe('');
  const opened = await ask('POST', '/api/access/setup/open', { token });
  expect(opened.body).toMatchObject({ kind: 'bootstrap', name: null });
  seed = String(opened.body['totp_secret']);
  const set = (more: object) =>
    ask('POST', '/api/access/setup', { token, name: 'Ann', password: PASSWORD, code: codeOf(seed), ...more });
  expect((await set({ password: 'too short' })).code).toBe('PASSWORD_WEAK');
  expect((await set({ password: 'breakwater breakwater 1' })).code).toBe('PASSWORD_WEAK');
  expect((await set({ code: '000000' })).code).toBe('REQUEST_INVALID');
  const done = await set({});
  expect([done.status, done.body['name']]).toEqual([201, 'Ann']);
  recovery = done.body['recovery_codes'] as string[];
  expect(recovery).toHaveLength(10);
  expect((await set({})).code).toBe('LINK_INVALID');
  expect(command('access', 'bootstrap').stderr).toContain('there are users already');
});

test('password and code sign in; the cookie is for this host alone, and for no script', async () => {
  const told = await ask('POST', '/api/access/sign-in', { name: 'ann', password: PASSWORD, code: codeOf(seed, 1) });
  expect([told.status, told.body['name'], told.body['recovery_codes_left']]).toEqual([200, 'Ann', 10]);
  const cookie = told.headers.getSetCookie().find((line) => line.startsWith('__Host-bw='));
  for (const part of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
  expect((await ask('GET', '/api/access/me')).body).toMatchObject({ name: 'Ann', alone: true, strength: 'password+totp' });
});

test('a code that was used, a recovery code that was used, and a wrong password say the same', async () => {
  const none = new Map<string, string>();
  const words = 'the name, the password or the code is wrong';
  const tries = [
    { name: 'Ann', password: PASSWORD, code: codeOf(seed, 1) },
    { name: 'Ann', password: `${PASSWORD}x`, code: codeOf(seed) },
    { name: 'Nobody', password: PASSWORD, code: codeOf(seed) },
  ];
  for (const one of tries) {
    const { status, code, body } = await ask('POST', '/api/access/sign-in', one, none);
    expect([status, code, body['detail']]).toEqual([401, 'SIGN_IN_FAILED', words]);
  }
  const first = { name: 'Ann', password: PASSWORD, code: recovery[0] };
  expect((await ask('POST', '/api/access/sign-in', first, none)).status).toBe(200);
  expect((await ask('POST', '/api/access/sign-in', first, new Map())).code).toBe('SIGN_IN_FAILED');
});

test('after five failures a name waits from that network, and a browser that signed in before does not', async () => {
  const wrong = { name: 'Zoe', password: 'wrong wrong wrong wrong', code: '123456' };
  const codes: string[] = [];
  for (let i = 0; i < 8; i += 1) codes.push((await ask('POST', '/api/access/sign-in', wrong, new Map())).code);
  expect(codes.slice(0, 5)).toEqual(Array(5).fill('SIGN_IN_FAILED'));
  expect(codes).toContain('TOO_MANY_TRIES');
  expect((await ask('POST', '/api/access/sign-in', { name: 'Ann', password: PASSWORD, code: recovery[1] })).status).toBe(200);
});

test('confirming gives a new cookie and ends the old one', async () => {
  const before = jar.get('__Host-bw');
  expect((await ask('POST', '/api/access/confirm', { password: PASSWORD, code: recovery[2] })).status).toBe(200);
  expect(jar.get('__Host-bw')).not.toBe(before);
  expect((await ask('GET', '/api/access/me', undefined, new Map([['__Host-bw', before ?? '']]))).status).toBe(401);
});

test('the second user comes by a link, and ends that one person holds all roles', async () => {
  const made = await ask('POST', '/api/access/users', { name: 'Bob', roles: [{ role: 'admin' }] });
  expect(made.status).toBe(201);
  const id = String(made.body['user_id']);
  expect((await ask('GET', '/api/access/me')).body['alone']).toBe(false);
  const roles = (await ask('GET', '/api/access/me')).body['roles'] as { role: string }[];
  expect(roles.map(({ role }) => role)).not.toContain('risk_officer');
  expect((await ask('PUT', `/api/access/users/${id}/roles`, { roles: [{ role: 'approver' }] })).code).toBe(
    'SEPARATION_OF_DUTIES',
  );
  const me = String((await ask('GET', '/api/access/me')).body['user_id']);
  expect((await ask('PUT', `/api/access/users/${me}/roles`, { roles: [{ role: 'viewer' }] })).code).toBe('SEPARATION_OF_DUTIES');
  expect((await ask('POST', '/api/access/users', { name: 'bob', roles: [{ role: 'viewer' }] })).code).toBe('NAME_TAKEN');
});

/** Follows the provider's own pages as a browser does, with a jar of cookies for each of the two. */
async function throughProvider(
  login: string,
  mine: Map<string, string>,
  bend: (back: URL) => void | Promise<void> = () => {},
): Promise<Told> {
  const begun = await ask('GET', '/api/access/oidc', undefined, mine);
  expect(begun.status).toBe(302);
  const theirs = new Map<string, string>();
  let next = begun.headers.get('location') ?? '';
  let form: { action: string; body: URLSearchParams } | null = null;
  for (let step = 0; step < 12; step += 1) {
    if (next.startsWith(url)) {
      const back = new URL(next);
      await bend(back);
      return ask('GET', back.pathname + back.search, undefined, mine);
    }
    const headers = { cookie: [...theirs].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer: Response = await fetch(next, {
      redirect: 'manual',
      headers,
      ...(form ? { method: 'POST', body: form.body } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      theirs.set(name, value);
    }
    const html = await answer.text();
    const location: string | null = answer.headers.get('location');
    form = null;
    if (location !== null) {
      next = new URL(location, next).href;
      continue;
    }
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? '';
    next = new URL(action, next).href;
    form = { action, body: new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'x' } : {}) }) };
  }
  throw new Error('the provider never came back');
}

test('the provider signs in, and its groups say the role; without a group there is none', async () => {
  const mine = new Map<string, string>();
  const back = await throughProvider('rita', mine);
  expect([back.status, back.headers.get('location')]).toEqual([302, '/trading']);
  expect((await ask('GET', '/api/access/me', undefined, mine)).body).toMatchObject({
    name: 'rita',
    strength: 'oidc',
    roles: [{ role: 'risk_officer', accounts: null }],
  });
  // What a risk officer lets through is never their own order.
  const { user_id } = (await ask('GET', '/api/access/me', undefined, mine)).body;
  const override = { codes: ['ORDER_SIZE_EXCEEDED'], max_notional: '2500.00', uses: 1, minutes: 5, reason: 'a block' };
  const own = await ask('PUT', '/api/overrides/own', { ...override, scope: `user:${String(user_id)}` }, mine);
  expect([own.status, own.code]).toEqual([403, 'SEPARATION_OF_DUTIES']);
  expect(own.body['detail']).toMatch('another risk officer must make it');
  const again = new Map<string, string>();
  await throughProvider('rita', again);
  const people = (await ask('GET', '/api/access/users')).body['users'] as { name: string }[];
  expect(people.filter(({ name }) => name === 'rita')).toHaveLength(1);
  const { status, headers } = await throughProvider('nobody', new Map());
  expect([status, headers.get('location')]).toEqual([302, '/sign-in?failed=ROLE_MISSING']);
}, 30_000);

test('a forged state, a code that was used and a browser that began nothing are refused', async () => {
  const failed = ({ status, headers }: Told) => {
    expect([status, headers.get('location')]).toEqual([302, '/sign-in?failed=SIGN_IN_FAILED']);
    expect(headers.getSetCookie().filter((line) => line.startsWith('__Host-bw='))).toEqual([]);
  };
  failed(await throughProvider('rita', new Map(), (back) => back.searchParams.set('state', 'forged')));
  let address = '';
  const mine = new Map<string, string>();
  await throughProvider('rita', mine, (back) => {
    address = back.pathname + back.search;
  });
  failed(await ask('GET', address, undefined, mine));
  failed(await ask('GET', address, undefined, new Map()));
}, 30_000);

test('the emergency administrator signs in beside the provider, nobody else by password', async () => {
  expect(
    (await ask('POST', '/api/access/sign-in', { name: 'Ann', password: PASSWORD, code: recovery[3] }, new Map())).status,
  ).toBe(200);
});

async function stopProvider(): Promise<void> {
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
}

test('a provider that is down in the middle of a sign-in, and before one: the sign-in page says so, and passwords still work', async () => {
  const away = [302, '/sign-in?failed=PROVIDER_UNAVAILABLE'];
  const back = await throughProvider('rita', new Map(), stopProvider);
  expect([back.status, back.headers.get('location')]).toEqual(away);
  await api.end();
  api.start();
  await until('the API answers', 30_000, async () => (await ask('GET', '/health/live')).status === 200);
  const begun = await ask('GET', '/api/access/oidc', undefined, new Map());
  expect([begun.status, begun.headers.get('location')]).toEqual(away);
  const byPassword = { name: 'Ann', password: PASSWORD, code: recovery[4] };
  expect((await ask('POST', '/api/access/sign-in', byPassword, new Map())).status).toBe(200);
  provider = await startProvider(providerPort, url, strictUrl);
  const again = await throughProvider('rita', new Map());
  expect([again.status, again.headers.get('location')]).toEqual([302, '/trading']);
}, 60_000);

test('where a second factor is asked of the provider, a sign-in of which it says none is refused', async () => {
  const before = url;
  url = strictUrl;
  try {
    await until('the API answers', 30_000, async () => (await ask('GET', '/health/live')).status === 200);
    const back = await throughProvider('rita', new Map());
    expect([back.status, back.headers.get('location')]).toEqual([302, '/sign-in?failed=SIGN_IN_FAILED']);
  } finally {
    url = before;
  }
}, 60_000);

test('an authenticator whose clock is off by minutes says the same as a wrong password; each failure is in the audit', async () => {
  for (const steps of [-6, 6]) {
    const tried = { name: 'Ann', password: PASSWORD, code: codeOf(seed, steps) };
    expect((await ask('POST', '/api/access/sign-in', tried, new Map())).code).toBe('SIGN_IN_FAILED');
  }
  const people = await People.open(scratch.url);
  const acts =
    await people.db.query<{ act: { action: string; outcome: string; reason: string } }[]>('SELECT act FROM audit_outbox');
  await people.close();
  const refused = acts.filter(({ act }) => act.action === 'session.refused').map(({ act }) => act.reason);
  expect(refused).toContain('PROVIDER');
  expect(refused.length).toBeGreaterThan(2);
  for (const { act } of acts) expect(JSON.stringify(act)).not.toContain(PASSWORD);
});

test('what is kept holds no password, seed or recovery code', async () => {
  const { stdout } = spawnSync('pg_dump', ['--data-only', '--inserts', scratch.url], { encoding: 'utf8', maxBuffer: 64 << 20 });
  const people = await People.open(scratch.url);
  const rows = stdout || JSON.stringify(await people.db.query('SELECT * FROM users, user_factors'));
  await people.close();
  for (const secret of [PASSWORD, seed, ...recovery, ...recovery.map((code) => code.replaceAll('-', ''))])
    expect(rows).not.toContain(secret);
});

test('signing out ends the sign-in, and tells the browser to forget', async () => {
  const cookie = jar.get('__Host-bw') ?? '';
  const out = await ask('POST', '/api/access/sign-out');
  expect([out.status, out.headers.get('clear-site-data')]).toEqual([200, '"cache", "cookies", "storage"']);
  expect((await ask('GET', '/api/access/me', undefined, new Map([['__Host-bw', cookie]]))).status).toBe(401);
});
