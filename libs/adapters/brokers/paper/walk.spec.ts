import type { Money } from '#core/model/money.js';
import { startQuote, walk } from './walk.js';

function prices(symbol: string, seed: number, steps: number): number[] {
  let quote = startQuote(symbol);
  return Array.from({ length: steps }, (_, i) => {
    quote = walk(quote, seed, i + 1);
    return quote.bid;
  });
}

describe('the walk of prices', () => {
  it.each([
    ['AAPL', 175],
    ['SPY', 450],
    ['TSLA', 250],
  ])('starts %s at %d', (symbol, mid) => {
    const { bid, ask } = startQuote(symbol);
    expect((bid + ask) / 2).toBe(mid * 1e6);
  });

  it('gives the same prices for the same seed and others for another', () => {
    expect(prices('AAPL', 7, 1000)).toEqual(prices('AAPL', 7, 1000));
    expect(prices('AAPL', 7, 1000)).not.toEqual(prices('AAPL', 8, 1000));
  });

  it('moves each symbol by itself, both ways, in whole cents, without running away', () => {
    const [aapl, msft] = [prices('AAPL', 1, 20_000), prices('MSFT', 1, 20_000)];
    const steps = aapl.slice(1).map((price, i) => price - (aapl[i] ?? 0));
    expect(steps.some((step) => step > 0) && steps.some((step) => step < 0)).toBe(true);
    expect(aapl.every((price) => price % 10_000 === 0)).toBe(true);
    expect(Math.max(...aapl) / Math.min(...aapl)).toBeLessThan(1.2);
    const agree = steps.filter((step, i) => Math.sign(step) === Math.sign((msft[i + 1] ?? 0) - (msft[i] ?? 0))).length;
    expect(agree / steps.length).toBeLessThan(0.6);
  });

  it('never falls below a cent and keeps the ask above the bid', () => {
    let quote = { ...startQuote('AAPL'), bid: 10_000 as Money, ask: 20_000 as Money };
    for (let step = 1; step < 1000; step += 1) {
      quote = walk(quote, 1, step);
      expect(quote.bid).toBeGreaterThanOrEqual(10_000);
      expect(quote.ask).toBeGreaterThan(quote.bid);
    }
  });
});
