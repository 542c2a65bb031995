import type { LimitChangeAnswer, LimitsAnswer } from '#contracts/answers.js';
import { LIMIT_FIELDS } from '#contracts/limits.js';
import { editedLimits, fieldInWords, undoOf } from './edit.js';

const unset = Object.fromEntries(LIMIT_FIELDS.map(({ name }) => [name, null])) as unknown as LimitsAnswer;
const current: LimitsAnswer = {
  ...unset,
  ...{
    max_position_size: 10_000,
    max_order_size: 1000,
    daily_loss_limit: 5000,
    daily_loss_mode: 'halt' as const,
    daily_loss_on_trip: 'cancel_opening_orders' as const,
    max_portfolio_concentration: 25,
    max_leverage: 2,
  },
  ...{ max_orders_per_second: 10, max_orders_per_burst: 100, burst_window_seconds: 10, enabled: true, version: 7 },
  ...{ max_messages: null, message_window_seconds: 1 },
  ...{ price_collar_through_pct: 10, price_collar_away_pct: null, price_collar_min_width: 0.05 },
};
const change = (field: string, from: string | null): LimitChangeAnswer => ({
  ...{ version: 7, field, from, to: '1', actor: 'dev', reason: '', source: 'api', changed_at: '2026-11-24T15:00:00Z' },
});

test('only what differs is sent and shown', () => {
  const edited = editedLimits(current, { max_order_size: '1,500', max_leverage: '2.0' });
  expect(edited).toEqual({
    body: { max_order_size: 1500 },
    faults: {},
    changes: [{ label: 'Size of one order', from: '$1,000.00', to: '$1,500.00' }],
  });
});

test('a limit that may be off is switched off by an empty field, and on by a figure', () => {
  const edited = editedLimits(current, { price_collar_through_pct: '', price_collar_away_pct: '40' });
  expect(edited).toEqual({
    body: { price_collar_through_pct: null, price_collar_away_pct: 40 },
    faults: {},
    changes: [
      { label: 'Price collar, through the market', from: '10.00%', to: 'off' },
      { label: 'Price collar, away from the market', from: 'off', to: '40.00%' },
    ],
  });
  expect(editedLimits(current, { price_collar_away_pct: '' }).changes).toEqual([]);
});

test('(12.4) a choice is sent as its word, shown as what changes, and undone as its former word', () => {
  expect(editedLimits(current, { daily_loss_mode: 'reduce_only', daily_loss_on_trip: 'cancel_opening_orders' })).toEqual({
    body: { daily_loss_mode: 'reduce_only' },
    faults: {},
    changes: [{ label: 'Loss of the day, mode of the breaker', from: 'halt', to: 'reduce_only' }],
  });
  expect(editedLimits(current, { daily_loss_mode: 'half' }).body).toBe(null);
  expect(undoOf(change('daily_loss_mode', 'halt'))).toEqual({ symbol: null, body: { daily_loss_mode: 'halt' } });
});

test.each([
  [{ max_order_size: '' }, 'max_order_size', 'Must be a number'],
  [{ max_order_size: '-5' }, 'max_order_size', 'Must be above zero'],
  [{ max_leverage: '2.345' }, 'max_leverage', 'Must have at most 2 decimals'],
  [{ price_collar_away_pct: 'none' }, 'price_collar_away_pct', 'Must be a number, or empty for off'],
  [{ max_orders_per_second: '1.5' }, 'max_orders_per_second', /int/],
] as const)('%j is told beside its field, and nothing can be sent', (typed, field, words) => {
  const edited = editedLimits(current, typed);
  expect(edited.body).toBe(null);
  expect(edited.faults[field]).toMatch(words);
});

test('undo is the former value at its field', () => {
  expect(undoOf(change('max_order_size', '1000.00'))).toEqual({ symbol: null, body: { max_order_size: 1000 } });
  expect(undoOf(change('position_limits.TSLA.max_position', '3000.00'))).toEqual({
    symbol: 'TSLA',
    body: { max_position: 3000 },
  });
  expect(undoOf(change('position_limits.BRK.B.max_concentration_pct', '15.00'))).toEqual({
    symbol: 'BRK.B',
    body: { max_concentration_pct: 15 },
  });
  expect(undoOf(change('price_collar_through_pct', 'off'))).toEqual({ symbol: null, body: { price_collar_through_pct: null } });
  expect(undoOf(change('enabled', 'true'))).toEqual({ symbol: null, body: { enabled: true } });
});

test('rules and what had no value before are not undone by the form', () => {
  expect(undoOf(change('rules_hash', 'abc'))).toBe(null);
  expect(undoOf(change('max_order_size', null))).toBe(null);
});

test('fields are named for people', () => {
  expect(fieldInWords('position_limits.BRK.B.max_position')).toBe('BRK.B: position');
  expect(fieldInWords('max_order_size')).toBe('Size of one order');
});
