import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';

/** Reasons that the limits and accounts of the trials can give: each must have been given, or the trials prove nothing of it. */
const REASONS = [
  ...['ORDER_SIZE_EXCEEDED', 'POSITION_LIMIT_EXCEEDED', 'SYMBOL_POSITION_LIMIT_EXCEEDED', 'CONCENTRATION_EXCEEDED'],
  ...['SYMBOL_CONCENTRATION_EXCEEDED', 'LEVERAGE_EXCEEDED', 'MARGIN_INSUFFICIENT', 'GROSS_EXPOSURE_EXCEEDED'],
  ...['LONG_EXPOSURE_EXCEEDED', 'SHORT_EXPOSURE_EXCEEDED', 'NET_EXPOSURE_EXCEEDED', 'NET_LEVERAGE_EXCEEDED'],
  ...['SECTOR_EXPOSURE_EXCEEDED', 'SECTOR_CONCENTRATION_EXCEEDED', 'OPEN_ORDERS_EXCEEDED', 'OPEN_NOTIONAL_EXCEEDED'],
  ...['POSITION_COUNT_EXCEEDED', 'POSITION_QUANTITY_EXCEEDED', 'DAY_TURNOVER_EXCEEDED', 'RATE_LIMIT_EXCEEDED'],
  ...['RATE_BURST_EXCEEDED', 'MESSAGE_RATE_EXCEEDED', 'DUPLICATE_ORDER', 'PRICE_COLLAR_BREACHED', 'REDUCE_ONLY_VIOLATED'],
  ...['SHORT_NOT_ALLOWED', 'INSTRUMENT_RESTRICTED', 'CIRCUIT_BREAKER_OPEN', 'DAILY_LOSS_LIMIT_REACHED', 'LIST_REFUSED'],
  ...['QUANTITY_STEP_INVALID', 'PRICE_TICK_INVALID', 'NOTIONAL_BELOW_MIN', 'QUANTITY_ABOVE_MAX'],
  ...['SELF_TRADE_PREVENTED', 'OPPOSITE_ORDER_OPEN', 'BROKER_CREDIT_EXCEEDED', 'BROKER_RATE_EXHAUSTED', 'LOCATE_INSUFFICIENT'],
  'leverage of a strategy',
  ...['ORDER_TO_TRADE_EXCEEDED', 'ORDER_ABOVE_OWN_AVERAGE', 'DAY_ORDERS_EXCEEDED', 'EQUITY_BELOW_MINIMUM'],
  ...[
    'QUANTITY_BELOW_MIN',
    'PRICE_OUT_OF_RANGE',
    'ORDER_ABOVE_ADV',
    'POSITION_ABOVE_ADV',
    'SPREAD_TOO_WIDE',
    'POSITION_FLIP_NOT_ALLOWED',
  ],
];

/** In a process of its own, from the built code: jest's sandbox makes it six times slower. */
export async function judgeAll(orders: number, timeoutMs: number): Promise<void> {
  const args = ['--enable-source-maps', 'dist/test/oracle/main.js', String(orders)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: timeoutMs });
  process.stderr.write(`oracle: ${stdout}`);
  const { reasons, ...counts } = JSON.parse(stdout) as { reasons: Record<string, number> } & Record<string, number>;
  expect(counts['judged']).toBeGreaterThanOrEqual(orders);
  // Trials in which nothing happens would prove nothing.
  for (const what of ['accepted', 'amended', 'fills', 'lists', 'marks', 'rates', 'cancels'])
    expect(counts[what]).toBeGreaterThan(orders / 100);
  expect(counts['trips']).toBeGreaterThan(orders / 1000);
  expect(counts['outdone']).toBeGreaterThan(orders / 10_000);
  expect(REASONS.filter((reason) => (reasons[reason] ?? 0) === 0)).toEqual([]);
}
