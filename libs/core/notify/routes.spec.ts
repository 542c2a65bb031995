import { anAlert, aRoute } from '#test/factories/alerts.js';
import { isTimeZone, quietUntil, scopesOf, takes } from './routes.js';

const at = (text: string) => Date.parse(text);

describe('quiet hours', () => {
  const night = { from: '22:00', to: '07:00', timezone: 'America/New_York' };

  test.each([
    ['2026-11-26T02:59:00Z', null], // 21:59 in New York
    ['2026-11-26T03:00:30Z', '2026-11-26T12:00:00Z'], // 22:00
    ['2026-11-26T05:30:00Z', '2026-11-26T12:00:00Z'], // 00:30
    ['2026-11-26T11:59:59Z', '2026-11-26T12:00:00Z'], // 06:59
    ['2026-11-26T12:00:00Z', null], // 07:00
    ['2026-07-01T02:30:00Z', '2026-07-01T11:00:00Z'], // 22:30 in summer
  ])('over midnight, at %s until %s', (now, until) => {
    expect(quietUntil(night, at(now))).toBe(until === null ? null : at(until));
  });

  test('within a day, and none', () => {
    const lunch = { from: '12:00', to: '13:00', timezone: 'UTC' };
    expect(quietUntil(lunch, at('2026-11-26T12:30:00Z'))).toBe(at('2026-11-26T13:00:00Z'));
    expect(quietUntil(lunch, at('2026-11-26T13:00:00Z'))).toBeNull();
    expect(quietUntil(null, 0)).toBeNull();
  });

  test('a time zone is one that the clock knows', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('Mars/Olympus')]).toEqual([true, false]);
  });
});

describe('what a route takes', () => {
  test('every list narrows, an empty one does not', () => {
    const alert = anAlert({ severity: 'CRITICAL' });
    expect(takes(aRoute(), alert)).toBe(true);
    expect(takes(aRoute({ severities: ['CRITICAL'], types: ['ORDER_REJECTED'], accounts: ['default'] }), alert)).toBe(true);
    expect(takes(aRoute({ severities: ['INFO'] }), alert)).toBe(false);
    expect(takes(aRoute({ types: ['CONFIG_REJECTED'] }), alert)).toBe(false);
    expect(takes(aRoute({ accounts: ['other'] }), alert)).toBe(false);
    expect(takes(aRoute({ enabled: false }), alert)).toBe(false);
  });

  test('an alert of the firm concerns every account', () => {
    expect(takes(aRoute({ accounts: ['other'] }), anAlert({ account: null }))).toBe(true);
  });

  test('scopes are those that the alert is about, and its breaker is of', () => {
    expect(scopesOf({ account: 'a1', symbol: 'TSLA' }, null)).toEqual(['account:a1', 'symbol:TSLA', 'account:a1/symbol:TSLA']);
    expect(scopesOf({ account: null, symbol: null }, null)).toEqual(['firm']);
    expect(scopesOf({ account: null, symbol: null }, 'strategy:t1')).toEqual(['strategy:t1']);
    const alert = { ...anAlert(), scopes: scopesOf({ account: 'default', symbol: 'AAPL' }, null) };
    expect(takes(aRoute({ scopes: ['symbol:AAPL'] }), alert)).toBe(true);
    expect(takes(aRoute({ scopes: ['symbol:TSLA', 'firm'] }), alert)).toBe(false);
  });
});
