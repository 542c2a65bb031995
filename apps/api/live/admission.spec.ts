import { originAllowed } from './admission.js';

test.each([
  ['a program', undefined, '127.0.0.1:8082', true],
  ['the own page', 'http://127.0.0.1:8082', '127.0.0.1:8082', true],
  ['the own page by name', 'http://localhost:8082', 'localhost:8082', true],
  ['the own page on IPv6', 'http://[::1]:8082', '[::1]:8082', true],
  ['an allowed site', 'https://desk.example.com', 'risk.example.com', true],
  ['another site', 'https://evil.example.com', '127.0.0.1:8082', false],
  ['another port of this machine', 'http://localhost:3000', 'localhost:8082', false],
  ['a foreign name that resolves to this machine', 'http://evil.example.com:8082', 'evil.example.com:8082', false],
  ['a page without an origin of its own', 'null', '127.0.0.1:8082', false],
  ['an allowed site with something behind it', 'https://desk.example.com.evil.org', '127.0.0.1:8082', false],
])('%s: origin %s at %s may read: %s', (_, origin, host, may) => {
  expect(originAllowed(origin, host, ['https://desk.example.com'])).toBe(may);
});
