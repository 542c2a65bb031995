import type { Money, Quantity } from '#core/model/money.js';
import { readMoney, readUnits, writePrice, writeUnits } from './amounts.js';

describe("Alpaca's decimals", () => {
  it.each([
    ['10.5', 10_500_000],
    ['100000.12345678901234', 100_000_123_457],
    ['0.0000005', 1],
    ['0.0000004999', 0],
    ['-3.0000005', -3_000_001],
    ['0', 0],
  ])('reads %s dollars to the nearest micro-dollar', (text, micro) => expect(readMoney(text)).toBe(micro));

  it.each([
    ['1', 100_000_000],
    ['0.123456780', 12_345_678],
    ['-2.5', -250_000_000],
  ])('reads %s units exactly', (text, units) => expect(readUnits(text)).toBe(units));

  it('refuses a ninth decimal of a quantity, which could not be booked exactly', () =>
    expect(() => readUnits('0.123456789')).toThrow('more than 8 decimals'));

  it.each(['', '1e5', 'NaN', '1,5', ' 1', '9'.repeat(30)])('refuses %p', (text) => {
    expect(() => readMoney(text)).toThrow('is no decimal number');
    expect(() => readUnits(text)).toThrow('is no decimal number');
  });

  it('writes a price with the fewest decimals that say it exactly', () => {
    expect(writePrice(175_000_000 as Money)).toBe('175');
    expect(writePrice(175_250_000 as Money)).toBe('175.25');
    expect(writePrice(123 as Money)).toBe('0.000123');
    expect(writeUnits(50_000_000 as Quantity)).toBe('0.5');
  });
});
