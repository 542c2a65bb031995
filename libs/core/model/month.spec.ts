import { monthOf, monthPlus, monthStart } from './month.js';

test('a moment belongs to the month of its day in UTC', () => {
  expect(monthOf(Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toBe('2026-12');
  expect(monthOf(Date.UTC(2027, 0, 1))).toBe('2027-01');
  expect(monthStart('2027-01')).toBe(Date.UTC(2027, 0, 1));
});

test('months are counted over the turn of a year, both ways', () => {
  expect(monthPlus('2026-11', 2)).toBe('2027-01');
  expect(monthPlus('2027-01', -13)).toBe('2025-12');
  expect(monthPlus('2028-02', 0)).toBe('2028-02');
});

test('what is no month is refused', () => {
  for (const text of ['2026-13', '2026-1', '', '2026-11-01']) expect(() => monthStart(text)).toThrow('is no month');
});
