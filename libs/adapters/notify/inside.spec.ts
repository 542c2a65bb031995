import { InsideAllowed, isInside } from './inside.js';
import { retryAfter, urlFault } from './receiver.js';

test.each([
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
  ...['100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', 'fc00::1', 'ff02::1'],
  ...[
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd00:ec2::254',
    'no address',
    '',
  ],
])('%s is inside', (address) => {
  expect(isInside(address)).toBe(true);
});

test.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '11.0.0.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
  '%s is outside',
  (address) => {
    expect(isInside(address)).toBe(false);
  },
);

describe('a URL that somebody gives', () => {
  const none = new InsideAllowed([]);
  test.each([
    ...[
      'http://example.com/x',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://[::ffff:10.0.0.1]/',
      'https://169.254.169.254/latest',
    ],
    // The parser of URLs knows these for 127.0.0.1, and so does the check, which asks it.
    ...['https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://127.1/'],
    ...['https://user:password@example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'javascript:1', 'no url', ''],
  ])('%s is refused', (text) => {
    expect(urlFault(text, none)).not.toBeNull();
  });

  test('https outside is taken, and inside what the setting names', () => {
    expect(urlFault('https://hooks.example.com:8443/x?y=1', none)).toBeNull();
    expect(urlFault('http://127.0.0.1:9000/x', new InsideAllowed(['127.0.0.1:9000']))).toBeNull();
    expect(urlFault('http://127.0.0.1:9001/x', new InsideAllowed(['127.0.0.1:9000']))).not.toBeNull();
    expect(urlFault('http://hooks.internal/x', new InsideAllowed(['hooks.internal']))).toBeNull();
  });
});

test('Retry-After is seconds or a date, an hour at most', () => {
  const now = Date.parse('2026-11-26T15:00:00Z');
  expect(retryAfter('7', now)).toBe(7000);
  expect(retryAfter('Thu, 26 Nov 2026 15:00:30 GMT', now)).toBe(30_000);
  expect(retryAfter('Thu, 26 Nov 2026 14:00:00 GMT', now)).toBe(0);
  expect(retryAfter('99999999', now)).toBe(3_600_000);
  for (const text of [undefined, 'soon', '-1', '1.5x']) expect(retryAfter(text, now)).toBeNull();
});
