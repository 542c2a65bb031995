import fc from 'fast-check';
import { LIMIT_FIELDS } from './limits.js';
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

describe('what the number of a limit measures', () => {
  it.each([
    ['max_leverage', 'times equity'],
    ['max_net_leverage', 'times equity'],
    ['max_order_to_average', 'times the average'],
    ['price_collar_through_pct', 'percent'],
  ])('(13.3) %s that is too large is said to be at most so many %s', (field, measure) => {
    const { error } = limitsBody.safeParse({ [field]: 1e6 });
    expect(error?.issues[0]?.message).toMatch(new RegExp(`^must be at most \\d+ ${measure}$`));
  });

  it('every limit of a form says it, days and messages too', () => {
    const measures = Object.fromEntries(LIMIT_FIELDS.map(({ name, measure }) => [name, measure]));
    expect(measures).toMatchObject({
      ...{ max_order_size: 'dollars', max_good_till_days: 'days', max_messages: 'messages', self_trade: 'choice' },
      ...{ max_orders_per_second: 'orders', max_order_to_trade: 'messages for each fill' },
    });
  });
});
