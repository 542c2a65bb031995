import { configOf, dollars, units } from '#test/factories/gate-world.js';
import type { AccountFigures } from '../controls/declare.js';
import type { LivePosition } from '../ports/live-book.js';
import { usageOf } from './account-usage.js';

const money = { total_pnl: dollars(-120.5), gross_exposure: dollars(50_000), cash: dollars(100_000) };
const account = {
  day: money,
  equity: dollars(100_000),
  initial_margin: dollars(25_000),
  attempts: { in_second: 3, in_burst: 7, messages: 9 },
} as AccountFigures;
const position = (symbol: string, exposure: number) =>
  ({ symbol, exposure: dollars(exposure), quantity: units(1) }) as unknown as LivePosition;

test('each limit says how much of it is used, by the position that is nearest to it', () => {
  const config = configOf(1, { max_orders_per_second: 10, max_orders_per_burst: 100 });
  const own = { ...config.symbols['TSLA'], max_position: dollars(3000), max_concentration_bps: 500 };
  const usage = usageOf(account, [position('AAPL', 4000), position('TSLA', 2500)], {
    ...config,
    symbols: { ...config.symbols, TSLA: own },
  });
  expect(usage.map(({ limit_name, unit, used, limit, symbol }) => [limit_name, unit, used, limit, symbol])).toEqual([
    ['daily_loss_limit', 'dollars', 120.5, 5000, null],
    ['max_position_size', 'dollars', 4000, 10_000, 'AAPL'],
    ['symbol_max_position', 'dollars', 2500, 3000, 'TSLA'],
    ['max_portfolio_concentration', 'percent', 4, 25, 'AAPL'],
    ['symbol_max_concentration', 'percent', 2.5, 5, 'TSLA'],
    ['max_leverage', 'ratio', 0.5, 2, null],
    ['initial_margin', 'dollars', 25_000, 100_000, null],
    ['max_orders_per_second', 'orders', 3, 10, null],
    ['max_orders_per_burst', 'orders', 7, 100, null],
  ]);
});

test('without positions nothing is used of the limits of symbols', () => {
  const usage = usageOf(account, [], configOf(1));
  expect(usage.find(({ limit_name }) => limit_name === 'max_position_size')).toMatchObject({
    used: 0,
    limit: 10_000,
    symbol: null,
  });
  expect(usage.find(({ limit_name }) => limit_name === 'symbol_max_position')).toMatchObject({ used: 0, limit: 0, symbol: null });
});
