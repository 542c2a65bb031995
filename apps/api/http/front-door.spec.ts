import { fastify, type FastifyInstance } from 'fastify';
import { Doors } from '#core/access/doors.js';
import type { GatheredActs } from '#core/audit/gathered-acts.js';
import type { Act } from '#core/ports/audit.js';
import { bringsNothing, signInRequired } from '../access/access-control.js';
import { guardFrontDoor, HEADERS, nameCharsets } from './front-door.js';
import { answerUnreadable } from './problem.filter.js';

let app: FastifyInstance;
const told: Act[] = [];
let bodies = 0;

beforeAll(async () => {
  app = fastify({ frameworkErrors: answerUnreadable });
  const acts = { tell: (act: Act) => told.push(act) } as unknown as GatheredActs;
  guardFrontDoor(app, {
    ...{ doors: new Doors(['https://risk.example.com']), acts, https: true },
    isUnknown: (request) => bringsNothing(request) && request.routeOptions.url === '/api/closed',
    methodsAt: (url, route) => (url.startsWith('/api/closed') && route === null ? ['POST'] : []),
    admitReader: async (request) => {
      if (bringsNothing(request)) throw signInRequired();
    },
  });
  nameCharsets(app);
  app.post('/api/closed', () => ({ bodies: (bodies += 1) }));
  app.get('/api/docs', (_, reply) => reply.type('text/html').send('<p>the description</p>'));
  app.get('/open', () => ({ status: 'live' }));
  await app.ready();
});
afterAll(() => app.close());

const ask = (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}, payload?: string) =>
  app.inject({ method, url, headers: { host: 'risk.example.com', ...headers }, ...(payload === undefined ? {} : { payload }) });

test.each([
  ['GET', '/open', 200],
  ['GET', '/nothing', 404],
  ['POST', '/api/closed', 401],
  ['GET', '/api/docs', 401],
  ['GET', '/%', 400],
] as const)('%s %s is %i, with every header', async (method, url, status) => {
  const answer = await ask(method, url);
  expect(answer.statusCode).toBe(status);
  for (const name of Object.keys(HEADERS)) expect([name, answer.headers[name] !== undefined]).toEqual([name, true]);
});

test('a method that a path does not have is 405, and says which ones it has', async () => {
  const answer = await ask('GET', '/api/closed?x=1', { authorization: 'Bearer x' });
  expect([answer.statusCode, answer.headers['allow'], answer.json<{ code: string }>().code]).toEqual([
    ...[405, 'POST', 'METHOD_NOT_ALLOWED'],
  ]);
});

test('whoever brings nothing is turned away before the body is read, however broken it is; a key is for the guard to judge', async () => {
  const json = { 'content-type': 'application/json' };
  const broken = await ask('POST', '/api/closed', json, '{"not json');
  expect([broken.statusCode, broken.json<{ code: string }>().code, bodies]).toEqual([401, 'SIGN_IN_REQUIRED', 0]);
  expect(broken.headers['www-authenticate']).toContain('Bearer');
  expect((await ask('POST', '/api/closed', { ...json, authorization: 'Bearer x' }, '{}')).statusCode).toBe(200);
});

test('a foreign name is 421 and in the audit; a foreign page is 403', async () => {
  expect((await ask('GET', '/open', { host: 'evil.example' })).statusCode).toBe(421);
  expect((await ask('POST', '/api/closed', { origin: 'https://evil.example', authorization: 'Bearer x' })).statusCode).toBe(403);
  expect(told.map(({ object }) => object)).toEqual(['HOST_NOT_ALLOWED', 'ORIGIN_NOT_ALLOWED']);
});

test('the description may style itself, names its charset, and is for whoever signed in', async () => {
  const page = await ask('GET', '/api/docs', { authorization: 'Bearer x' });
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
});

test('Strict-Transport-Security stands where the public origin is https', async () => {
  expect((await ask('GET', '/open')).headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
});
