import { Doors } from './doors.js';

const doors = new Doors(['https://desk.example.com', 'http://127.0.0.1:9000']);
const program = { origin: undefined, fetch_site: undefined, changes: true };
const at = (host: string | undefined, more: Partial<Parameters<Doors['refusal']>[0]> = {}, port = 8082) =>
  doors.refusal({ ...program, host, ...more }, port)?.code ?? null;

test.each([
  ['the loopback address', '127.0.0.1:8082'],
  ['its name', 'localhost:8082'],
  ['its name in capitals', 'LOCALHOST:8082'],
  ['the loopback of IPv6', '[::1]:8082'],
  ['the public origin', 'desk.example.com'],
  ['the public origin with its port', 'desk.example.com:443'],
  ['a port that is published under another number, when it is listed', '127.0.0.1:9000'],
])('(12.22) Host of %s is served: %s', (_, host) => {
  expect([at(host), at(host, { changes: false })]).toEqual([null, null]);
});

test.each([
  ['a name that is re-pointed at this machine', 'evil.example:8082'],
  ['a name that begins like one of ours', 'localhost.evil.example:8082'],
  ['a name that ends like one of ours', 'evil-desk.example.com'],
  ['another port of this machine', '127.0.0.1:8233'],
  ['no port where ours is not the default', '127.0.0.1'],
  ['another address of this machine', '127.0.0.2:8082'],
  ['a name with a dot at its end', 'localhost.:8082'],
  ['a user before the name', 'x@127.0.0.1:8082'],
  ['an empty name', ''],
  ['no Host at all', undefined],
])('(12.22) Host of %s is refused, also for a question: %s', (_, host) => {
  expect([at(host), at(host, { changes: false })]).toEqual(['HOST_NOT_ALLOWED', 'HOST_NOT_ALLOWED']);
});

test('(12.22) at port 80 the names stand without a port', () => {
  expect([at('127.0.0.1', {}, 80), at('localhost', {}, 80), at('127.0.0.1', {}, 8080)]).toEqual([null, null, 'HOST_NOT_ALLOWED']);
});

test('(12.22) a small server of a worker or gate is asked by any address, but by no foreign name', () => {
  const small = new Doors(['http://gate-1:7200'], true);
  const refused = (host: string) => small.refusal({ ...program, host, changes: false }, 7200)?.code ?? null;
  const asked = [
    '10.0.0.7:7200',
    '[fd00::7]:7200',
    'localhost:7201',
    'gate-1:7200',
    'gate-2:7200',
    'evil.example:7200',
    '10.0.0.7.evil.example',
  ];
  const no = 'HOST_NOT_ALLOWED';
  expect(asked.map(refused)).toEqual([null, null, null, null, no, no, no]);
});

test.each([
  ['a program', undefined, '127.0.0.1:8082', true],
  ['the own page', 'http://127.0.0.1:8082', '127.0.0.1:8082', true],
  ['the own page by name', 'http://localhost:8082', 'localhost:8082', true],
  ['the own page on IPv6', 'http://[::1]:8082', '[::1]:8082', true],
  ['an allowed site', 'https://desk.example.com', 'desk.example.com', true],
  ['another site', 'https://evil.example.com', '127.0.0.1:8082', false],
  ['another port of this machine', 'http://localhost:3000', 'localhost:8082', false],
  ['the other name of this machine', 'http://localhost:8082', '127.0.0.1:8082', false],
  ['a page without an origin of its own', 'null', '127.0.0.1:8082', false],
  ['an allowed site with something behind it', 'https://desk.example.com.evil.org', '127.0.0.1:8082', false],
])('(12.22) %s: origin %s at %s may change something: %s', (_, origin, host, may) => {
  expect(at(host, { origin })).toBe(may ? null : 'ORIGIN_NOT_ALLOWED');
});

test('(12.22) what changes something comes from our own pages or from a program', () => {
  const sites = [undefined, 'same-origin', 'same-site', 'cross-site', 'none'].map((fetch_site) =>
    at('127.0.0.1:8082', { fetch_site }),
  );
  const no = 'ORIGIN_NOT_ALLOWED';
  expect(sites).toEqual([null, null, no, no, no]);
  expect(at('127.0.0.1:8082', { fetch_site: 'cross-site', changes: false })).toBeNull();
});

test('(12.22) a page of another site may send no method that changes something, nor open a socket; /health/live is for everybody', () => {
  const socket = { localPort: 8082 };
  const foreign = { host: '127.0.0.1:8082', origin: 'https://evil.example' };
  const refused = (method: string) => doors.refusalOf({ url: '/api/orders', method, headers: foreign, socket })?.code ?? null;
  const no = 'ORIGIN_NOT_ALLOWED';
  expect(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'].map(refused)).toEqual([null, null, no, no, no, no]);
  expect(doors.refusalOfSocket({ headers: foreign, socket })?.code).toBe(no);
  const renamed = { host: 'evil.example:8082' };
  expect(
    ['/health/live', '/health/ready', '/metrics', '/ws', '/nothing'].map(
      (url) => doors.refusalOf({ url, headers: renamed, socket })?.status ?? null,
    ),
  ).toEqual([...[null, 421, 421, 421, 421]]);
  expect(doors.refusalOfSocket({ headers: renamed, socket })?.code).toBe('HOST_NOT_ALLOWED');
});

test('a request with our cookie that changes something must say its origin; one that reads, or is a program, need not', () => {
  const own = { host: '127.0.0.1:8082', fetch_site: undefined };
  const code = (knock: { origin: string | undefined; cookie: boolean; changes: boolean }) =>
    doors.refusal({ ...own, ...knock }, 8082)?.code ?? null;
  expect(code({ origin: undefined, cookie: true, changes: true })).toBe('ORIGIN_NOT_ALLOWED');
  expect(code({ origin: 'http://127.0.0.1:8082', cookie: true, changes: true })).toBeNull();
  expect(code({ origin: undefined, cookie: true, changes: false })).toBeNull();
  expect(code({ origin: undefined, cookie: false, changes: true })).toBeNull();
});

test('the cookie is found in the header of a request and of a handshake', () => {
  const asking = {
    method: 'POST',
    url: '/api/order',
    headers: { host: '127.0.0.1:8082', cookie: 'x=1; __Host-bw=abc' },
    socket: { localPort: 8082 },
  };
  expect(doors.refusalOf(asking)?.code).toBe('ORIGIN_NOT_ALLOWED');
  expect(doors.refusalOfSocket(asking)?.code).toBe('ORIGIN_NOT_ALLOWED');
  expect(doors.refusalOf({ ...asking, headers: { ...asking.headers, cookie: 'x=1' } })).toBeNull();
});
