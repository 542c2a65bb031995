import fc from 'fast-check';
import { limitsBody } from './risk.js';

const PERCENT = ['max_portfolio_concentration', 'max_leverage', 'price_collar_through_pct', 'price_collar_away_pct'];

describe('limits in percent and as ratios', () => {
  it('(13.3) are taken as the hundredths that are written', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PERCENT), fc.integer({ min: 1, max: 10_000 }), (field, hundredths) => {
        const written = Number(`${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`);
        expect(limitsBody.parse({ [field]: written })).toEqual({ [field]: hundredths });
      }),
    );
  });

  it.each([1e-300, 2.4e-139, 1e-12, 0.9999999999999998, 0.005, 1.0000000000000002])(
    '(13.3) %d is refused: it would become another number, zero among them',
    (value) => {
      for (const field of PERCENT) {
        const { success, error } = limitsBody.safeParse({ [field]: value });
        expect([field, success]).toEqual([field, false]);
        expect(error?.issues[0]?.message).toContain('at most 2 decimals');
      }
    },
  );
});
