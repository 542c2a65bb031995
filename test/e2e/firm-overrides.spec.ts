/** Overrides of the firm, against running processes: asked for by one person, agreed to by another one, and what passes by them then. */
import { spawnSync } from 'node:child_process';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { SCOPES } from '#core/access/needs.js';
import type { Grant } from '#core/access/principal.js';
import { agreeTo, askFor, contentOf } from '#core/config/override-requests.js';
import { usd } from '#test/factories/log-events.js';
import { actOfTest, People, secretKeyFile } from '#test/factories/access-people.js';
import { ownStack } from '../factories/own-stack.js';
import { type Floor, startFloor, until } from '../processes.js';

interface Told {
  status: number;
  code: string;
  body: Record<string, unknown>;
}
type Who = { cookie: string } | { key: string };

let floor: Floor;
let people: People;
let config: PostgresConfigStore;
const OFFICER: Grant[] = [{ role: 'risk_officer', accounts: null }];
const APPROVER: Grant[] = [{ role: 'approver', accounts: null }];
const TRADER: Grant[] = [{ role: 'trader', accounts: null }];
let [ann, bob, cleo] = ['', '', ''];
let [asAnn, asBob, asCleo] = [{ cookie: '' }, { cookie: '' }, { cookie: '' }];

async function ask(method: string, path: string, who: Who, body?: unknown, api = 0): Promise<Told> {
  const { url } = floor.apis[api] ?? floor.apis[0];
  const credentials = 'cookie' in who ? { cookie: who.cookie, origin: url } : { authorization: `Bearer ${who.key}` };
  const answer = await fetch(url + path, {
    ...{ method, signal: AbortSignal.timeout(10_000) },
    headers: { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const read = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, code: typeof read['code'] === 'string' ? read['code'] : '', body: read };
}

const WANTED = {
  ...{ scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: '2500.00', uses: 5, minutes: 120, reason: 'a block' },
};
interface Request {
  request_id: string;
  state: string;
  content_hash: string;
}
const asking = async (name: string, more: object = {}, who: Who = asAnn): Promise<Request> => {
  const { status, body } = await ask('PUT', `/api/overrides/${name}`, who, { ...WANTED, ...more });
  expect([name, status, body['code']]).toEqual([name, 202, undefined]);
  return body as unknown as Request;
};
const decide = (id: string, what: 'agree' | 'decline' | 'withdraw', who: Who, body?: object, api = 0) =>
  ask('POST', `/api/override-requests/${id}/${what}`, who, body, api);
const agree = ({ request_id, content_hash }: Request, who: Who = asBob, api = 0) =>
  decide(request_id, 'agree', who, { content_hash }, api);
const shown = async (id: string) =>
  (
    (await ask('GET', '/api/override-requests', asBob, undefined, 1)).body['requests'] as (Request & Record<string, unknown>)[]
  ).find(({ request_id }) => request_id === id);
const overrides = async () => (await ask('GET', '/api/overrides', asBob)).body['overrides'] as Record<string, unknown>[];

/** Waits until an API lets each of them in. */
async function known(of: Who[], api = 0): Promise<void> {
  for (const who of of)
    await until('they are known', 5000, async () => (await ask('GET', '/api/quotes', who, undefined, api)).status === 200);
}

let serial = 0;
/** Above the limit of one order, 1,000. */
const order = (who: Who, api = 0) => {
  serial += 1;
  const about = { symbol: 'KO', side: 'BUY', quantity: 300, price: 5 + serial / 100, order_type: 'LIMIT' };
  return ask('POST', '/api/order', who, { client_order_id: `firm-${process.pid}-${serial}`, ...about }, api);
};
const refused = ({ status, code }: Told) => expect([status, code]).toEqual([403, 'ORDER_SIZE_EXCEEDED']);

beforeAll(async () => {
  await ownStack();
  floor = await startFloor({ BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: secretKeyFile() });
  people = await People.open();
  config = new PostgresConfigStore(people.db);
  [ann, bob, cleo] = [await people.user(OFFICER), await people.user(APPROVER), await people.user(TRADER)];
  [asAnn, asBob, asCleo] = [
    { cookie: await people.signIn(ann) },
    { cookie: await people.signIn(bob) },
    { cookie: await people.signIn(cleo) },
  ];
  await until('people are known', 10_000, async () => {
    const told = await Promise.all([0, 1].map((api) => ask('GET', '/api/overrides', asCleo, undefined, api)));
    return told.every(({ status }) => status === 200);
  });
}, 120_000);
afterAll(async () => {
  await people?.close();
  await floor?.stop();
});

test('what is asked for waits: it is shown to the last field on every process, and nothing passes by it', async () => {
  const request = await asking('waits');
  const { body } = await ask('PUT', '/api/overrides/waits', asAnn, WANTED);
  expect(body).toMatchObject({ code: 'NAME_TAKEN', detail: expect.stringContaining(request.request_id) });
  const one = await shown(request.request_id);
  expect(one).toEqual(request);
  expect(one).toMatchObject({
    ...{ state: 'waiting', name: 'waits', scope: 'firm', codes: WANTED.codes, max_notional: 2500, uses: 5, reason: 'a block' },
    ...{ asked_by: ann, asked_by_name: `test ${ann}`, ended_by: null, ended_at: null },
  });
  const [asked, ends, over] = [one?.['asked_at'], one?.['ends_at'], one?.['until']].map((at) => Date.parse(String(at)));
  expect([(ends ?? 0) - (asked ?? 0), (over ?? 0) - (asked ?? 0)]).toEqual([3_600_000, 7_200_000]);
  expect(await overrides()).toEqual([]);
  refused(await order(asCleo));
  const seen = (await ask('GET', '/api/override-requests', asCleo)).body['requests'] as Record<string, unknown>[];
  expect(seen.map(({ asked_by_name }) => asked_by_name)).toEqual([null]);
  expect((await decide(request.request_id, 'withdraw', asAnn)).body).toMatchObject({ state: 'withdrawn', ended_by: ann });
});

test('a second person hears of it by an alert of the firm', async () => {
  const request = await asking('heard');
  const alert = await until('the alert', 10_000, async () => {
    const { body } = await ask('GET', '/api/risk/alerts?type=OVERRIDE_ASKED', asBob);
    return (body['alerts'] as { message: string; account: unknown }[]).find(({ message }) => message.includes('override heard'));
  });
  expect(alert).toMatchObject({
    severity: 'WARNING',
    account: null,
    message: expect.stringContaining(`asked for by ${ann}: a block`),
  });
  await decide(request.request_id, 'withdraw', asAnn);
});

test('neither the same person, nor a key, nor somebody whose sign-in is old, nor a person for some accounts agrees', async () => {
  const request = await asking('second');
  const twice = { cookie: await people.signIn(ann) };
  for (const who of [asAnn, twice]) {
    expect(await agree(request, who)).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
    const declined = await decide(request.request_id, 'decline', who, { reason: 'no' });
    expect(declined).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
  }
  const stale = { cookie: await people.signIn(bob, APPROVER, { proven_ms: Date.now() - 600_000 }) };
  expect(await agree(request, stale)).toMatchObject({ status: 401, code: 'SIGN_IN_AGAIN' });
  const partly = await people.user([{ role: 'risk_officer', accounts: ['default'] }]);
  const keys = await Promise.all([ann, bob].map((owner) => people.key(owner, [...SCOPES])));
  const asPartly = { cookie: await people.signIn(partly) };
  const asKeys = keys.map(({ token }) => ({ key: token }));
  await known([asPartly, ...asKeys]);
  for (const who of [asPartly, asCleo, ...asKeys])
    expect(await agree(request, who)).toMatchObject({ status: 403, code: 'ROLE_MISSING' });
  expect(await ask('PUT', '/api/overrides/by-key', { key: keys[0]?.token ?? '' }, WANTED)).toMatchObject({
    code: 'ROLE_MISSING',
  });
  expect(await decide(request.request_id, 'withdraw', asBob)).toMatchObject({ status: 403 });
  expect((await shown(request.request_id))?.state).toBe('waiting');
  await decide(request.request_id, 'withdraw', asAnn);
});

test('other content than was shown is refused, and so are ids that are none', async () => {
  const request = await asking('content');
  const other = await asking('other-content', { uses: 6 });
  const { content_hash } = other;
  expect(await decide(request.request_id, 'agree', asBob, { content_hash })).toMatchObject({
    ...{ status: 409, code: 'OVERRIDE_CONTENT_DIFFERS' },
  });
  expect(await decide(request.request_id, 'agree', asBob, {})).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  expect(await decide('ovr_nothing', 'agree', asBob, { content_hash })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  expect(await decide('nothing!', 'agree', asBob, { content_hash })).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  expect(await overrides()).toEqual([]);
  for (const { request_id } of [request, other]) await decide(request_id, 'withdraw', asAnn);
});

test('declined, with a reason, it is over for everybody', async () => {
  const request = await asking('declined');
  expect(await decide(request.request_id, 'decline', asBob, { reason: ' ' })).toMatchObject({ status: 400 });
  const { status, body } = await decide(request.request_id, 'decline', asBob, { reason: 'too large' });
  expect([status, body['state'], body['ended_reason'], body['ended_by_name']]).toEqual([
    200,
    'declined',
    'too large',
    `test ${bob}`,
  ]);
  for (const late of [
    agree(request),
    decide(request.request_id, 'decline', asBob, { reason: 'no' }),
    decide(request.request_id, 'withdraw', asAnn),
  ])
    expect(await late).toMatchObject({
      status: 409,
      code: 'OVERRIDE_REQUEST_ENDED',
      body: { detail: expect.stringContaining(bob) },
    });
});

test('what nobody agreed to in time is over: shown as expired, and marked so by the worker', async () => {
  const twoHoursAgo = (Date.now() - 7_200_000) * 1000;
  const wanted = { ...WANTED, id: 'ovr_expired', name: 'expired', max_notional: usd(2500), minutes: 600, by: ann };
  await config.change((newest) => askFor(newest, wanted, twoHoursAgo), {
    actor: `user:${ann}`,
    reason: 'a block',
    source: 'api',
  });
  const hash = contentOf('ovr_expired', (await config.current()).override_requests?.['ovr_expired'] as never);
  const one = await until('it is shown', 20_000, () => shown('ovr_expired'));
  expect(one).toMatchObject({ state: 'expired', content_hash: hash });
  expect(await agree(one)).toMatchObject({ status: 409, code: 'OVERRIDE_REQUEST_ENDED' });
  await until('it is marked', 20_000, async () => (await shown('ovr_expired'))?.['ended_by'] === 'breakwater');
  const { body } = await ask('GET', '/api/risk/limits/changes?limit=20', asBob);
  const changes = body['changes'] as { field: string; to: string; actor: string }[];
  expect(changes.find(({ field }) => field === 'override_requests.ovr_expired')).toMatchObject({
    ...{ actor: 'breakwater', to: expect.stringMatching(/expired by breakwater$/) },
  });
});

test('when who asked is no risk officer any more, nobody agrees to it', async () => {
  const dan = await people.user(OFFICER);
  const asDan = { cookie: await people.signIn(dan) };
  await known([asDan]);
  const request = await asking('orphan', {}, asDan);
  await people.store.setDisabled(dan, true, actOfTest, () => null);
  await until('they are gone', 10_000, async () => (await ask('GET', '/api/quotes', asDan)).status === 401);
  expect(await agree(request)).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
  expect(await decide(request.request_id, 'decline', asBob, { reason: 'gone' })).toMatchObject({ status: 200 });
});

test('as many wait as may, and the refusal says how many', async () => {
  const waiting: Request[] = [];
  for (let n = 0; n < 10; n += 1) waiting.push(await asking(`many-${n}`));
  const { status, body } = await ask('PUT', '/api/overrides/many-10', asAnn, WANTED);
  expect([status, body['code'], body['detail']]).toEqual([
    409,
    'TOO_MANY_OVERRIDE_REQUESTS',
    expect.stringMatching(/^10 requests wait/),
  ]);
  for (const { request_id } of waiting) expect((await decide(request_id, 'withdraw', asAnn)).status).toBe(200);
});

test('two agree at once on two processes: one override; others’ orders pass by it, those of both persons never', async () => {
  const eve = await people.user(OFFICER);
  const asEve = { cookie: await people.signIn(eve) };
  await known([asEve], 1);
  const request = await asking('block');
  const both = await Promise.all([agree(request, asBob, 0), agree(request, asEve, 1)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(both.find(({ status }) => status === 409)?.code).toBe('OVERRIDE_REQUEST_ENDED');
  const [made, ...more] = await overrides();
  expect(more).toEqual([]);
  const second = both[0].status === 200 ? bob : eve;
  expect(made).toMatchObject({ name: 'block', scope: 'firm', made_by: ann, agreed_by: second, used: 0 });
  // For the very next order, on every process.
  for (const api of [0, 1]) expect((await order(asCleo, api)).status).toBe(201);

  // Both are traders from now on, for whoever judges does not trade.
  for (const id of [ann, second]) await people.store.setGrants(id, TRADER, actOfTest, () => null);
  const own = await Promise.all([ann, second].map((owner) => people.key(owner, ['orders:write', 'read'])));
  const asSecond = second === bob ? asBob : asEve;
  const asKeys = own.map(({ token }) => ({ key: token }));
  await known(asKeys);
  await until(
    'their roles are known',
    10_000,
    async () => (await order(own[1] ? { key: own[1].token } : asSecond)).code === 'ORDER_SIZE_EXCEEDED',
  );
  for (const who of [asAnn, asSecond, ...asKeys]) refused(await order(who));
  expect((await order(asCleo)).status).toBe(201);

  const alerts = await until('each use is an alert', 10_000, async () => {
    const found = (await ask('GET', '/api/risk/alerts?type=OVERRIDE_USED', asCleo)).body['alerts'] as { message: string }[];
    return found.length === 3 ? found : null;
  });
  for (const { message } of alerts) expect(message).toContain(`Override block of the whole firm, by ${ann} and ${second},`);
  for (const [id, grants] of [
    [ann, OFFICER],
    [second, second === bob ? APPROVER : OFFICER],
  ] as const)
    await people.store.setGrants(id, [...grants], actOfTest, () => null);
  const judges = async (who: Who) =>
    (await decide('ovr_nothing', 'agree', who, { content_hash: request.content_hash })).status === 404;
  await until('they judge again', 10_000, async () => (await judges(asAnn)) && (await judges(asSecond)));
}, 60_000);

test('an agreement that was kept by a process which died is in force all the same', async () => {
  const { request_id, content_hash } = await asking('crash', { codes: ['ORDER_SIZE_EXCEEDED', 'POSITION_LIMIT_EXCEEDED'] });
  const origin = { actor: `user:${bob}`, reason: `agreed to ${request_id}`, source: 'api' };
  await config.change((newest) => agreeTo(newest, request_id, content_hash, { by: bob, at_us: Date.now() * 1000 }), origin);
  await until('it is in force', 20_000, async () => (await overrides()).some(({ name }) => name === 'crash'));
  expect(await shown(request_id)).toMatchObject({ state: 'agreed', ended_by: bob });
  expect((await ask('DELETE', '/api/overrides/crash', asAnn)).status).toBe(200);
});

test('the history and the audit have each step with who and what, and both prove clean', async () => {
  const auditor = { cookie: await people.signIn(await people.user([{ role: 'auditor', accounts: null }])) };
  await known([auditor]);
  for (const [action, by] of [
    ['asked', `user:${ann}`],
    ['declined', `user:${bob}`],
    ['withdrawn', `user:${ann}`],
    ['expired', 'breakwater'],
  ] as const) {
    const entry = await until(`override.${action}`, 10_000, async () => {
      const { body } = await ask('GET', `/api/audit?action=override.${action}&limit=50`, auditor);
      const entries = body['entries'] as { actor: { id: string }; after: { asked_by: string } }[];
      return entries.find(({ actor, after }) => actor.id === by && after.asked_by === ann);
    });
    expect(entry.after).toMatchObject({
      ...{ scope: 'firm', max_notional: '2500.00', uses: 5, asked_by: ann, reason: 'a block' },
      codes: expect.arrayContaining(WANTED.codes),
    });
  }
  const agreed = (await ask('GET', '/api/audit?action=override.agreed&limit=50', auditor)).body['entries'] as unknown[];
  expect(agreed).toHaveLength(2);
  const { body } = await ask('GET', '/api/risk/limits/changes?limit=500', asBob);
  const made = (body['changes'] as { field: string; to: string | null }[]).find(({ field }) => field === 'overrides.block');
  expect(made?.to).toMatch(new RegExp(`by ${ann}, agreed to by [0-9a-z]{12}: a block$`));
  for (const args of [['verify'], ['audit', 'verify']]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/cli/main.js', ...args], {
      ...{ encoding: 'utf8', env: process.env },
    });
    expect([args, status, stderr, stdout]).toEqual([args, 0, '', expect.any(String)]);
  }
}, 60_000);

test('without sign-in nobody asks for one, and the refusal says what to do', async () => {
  await floor.stop();
  floor = await startFloor();
  const nobody = { key: 'none' };
  const { status, body } = await ask('PUT', '/api/overrides/alone', nobody, WANTED);
  expect([status, body['code'], body['detail']]).toEqual([
    403,
    'SEPARATION_OF_DUTIES',
    expect.stringMatching(/takes two people who sign in.*BREAKWATER_AUTH=local/),
  ]);
  const [one] = (await ask('GET', '/api/override-requests', nobody)).body['requests'] as Request[];
  if (!one) throw new Error('no request is kept');
  for (const [what, sent] of [
    ['agree', { content_hash: one.content_hash }],
    ['decline', { reason: 'no' }],
    ['withdraw', undefined],
  ] as const)
    expect(await decide(one.request_id, what, nobody, sent)).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
  expect((await ask('PUT', '/api/overrides/alone', nobody, { ...WANTED, scope: 'account:default' })).status).toBe(200);
}, 90_000);
