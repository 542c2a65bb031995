import { dayOrderEnds, NEVER_MS } from './session.js';

const at = (text: string) => Date.parse(text);
const XNYS = { calendar: 'XNYS', asset_class: 'us_equity' } as const;

describe('when an order of the day ends', () => {
  test.each([
    ['on a day in winter: 16:00 in New York', '2026-11-25T15:00:00Z', false, '2026-11-25T21:00:00Z'],
    ['on a day in summer', '2026-07-15T15:00:00Z', false, '2026-07-15T20:00:00Z'],
    ['on a half day: 13:00', '2026-11-27T15:00:00Z', false, '2026-11-27T18:00:00Z'],
    ['with extended hours: four hours after the close', '2026-11-25T15:00:00Z', true, '2026-11-26T01:00:00Z'],
    ['with extended hours on a half day', '2026-11-27T15:00:00Z', true, '2026-11-27T22:00:00Z'],
    [
      'at the close exactly: on the next trading day, a half day after Thanksgiving',
      '2026-11-25T21:00:00Z',
      false,
      '2026-11-27T18:00:00Z',
    ],
    ['on a Saturday: on Monday', '2026-11-28T15:00:00Z', false, '2026-11-30T21:00:00Z'],
    ['over the change of the clock', '2026-10-30T21:00:00Z', false, '2026-11-02T21:00:00Z'],
    ['in a year that the calendar does not know: with the date', '2031-03-03T15:00:00Z', false, '2031-03-04T05:00:00Z'],
  ])('%s', (_, from, extended, until) => {
    expect(new Date(dayOrderEnds(XNYS, extended, at(from))).toISOString()).toBe(new Date(until).toISOString());
  });

  test('without a calendar: with the date of New York', () => {
    for (const calendar of [null, 'ALWAYS'] as const)
      expect(dayOrderEnds({ calendar }, false, at('2026-11-25T22:00:00Z'))).toBe(at('2026-11-26T05:00:00Z'));
  });

  test('in crypto: never', () => {
    expect(dayOrderEnds({ calendar: 'ALWAYS', asset_class: 'crypto' }, false, at('2026-11-25T22:00:00Z'))).toBe(NEVER_MS);
  });
});
